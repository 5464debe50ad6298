//! The payload of a commit of the index: the state of the directory that it has.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::catalog::rows::RowFile;
use crate::catalog::{CatalogError, TermEntry};
use crate::domain::Position;

/// The version of everything in the index folder. An index of another version is rebuilt.
const VERSION: u32 = 12;

/// Number of characters of the checksum at the start of a payload's text.
const CHECKSUM_LENGTH: usize = 16;

/// The payload of a commit.
#[derive(Clone, Serialize, Deserialize)]
pub struct Payload {
    version: u32,
    directory: String,
    change: i64,
    updated_at: Timestamp,
    /// The last redaction of which the files of the index have nothing any more.
    #[serde(default)]
    redacted_change: i64,
    pub terms: Vec<TermEntry>,
    pub rows: Vec<RowFile>,
}

impl Payload {
    pub fn new(position: &Position, terms: Vec<TermEntry>, rows: Vec<RowFile>) -> Self {
        Self {
            version: VERSION,
            directory: position.directory.clone(),
            change: position.change,
            updated_at: position.updated_at,
            redacted_change: position.redacted_change,
            terms,
            rows,
        }
    }

    /// The payload as text: a checksum, then JSON.
    pub fn to_text(&self) -> String {
        let json = serde_json::to_string(self).expect("a payload has only string keys");
        format!("{:016x}{json}", xxh3_64(json.as_bytes()))
    }

    /// Reads the text of a payload.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Damaged`] or [`CatalogError::OutOfDate`].
    pub fn from_text(text: &str) -> Result<Self, CatalogError> {
        let damaged = || CatalogError::Damaged("the payload of its commit".to_owned());
        let (checksum, json) = text.split_at_checked(CHECKSUM_LENGTH).ok_or_else(damaged)?;
        if u64::from_str_radix(checksum, 16) != Ok(xxh3_64(json.as_bytes())) {
            return Err(damaged());
        }
        let found: PayloadVersion = serde_json::from_str(json).map_err(|_| damaged())?;
        if found.version != VERSION {
            return Err(CatalogError::OutOfDate);
        }
        serde_json::from_str(json).map_err(|_| damaged())
    }

    pub fn position(&self) -> Position {
        Position {
            directory: self.directory.clone(),
            change: self.change,
            updated_at: self.updated_at,
            redacted_change: self.redacted_change,
        }
    }
}

/// The fields that every version of a payload has.
#[derive(Deserialize)]
struct PayloadVersion {
    version: u32,
    change: i64,
}

/// An index that is in its folder, as far as that can be seen without opening it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExistingIndex {
    /// The last indexed change; `None` if that cannot be read.
    pub change: Option<i64>,
}

/// Looks for an index in `folder`. It may be damaged, outdated or in use. An index without changes
/// does not count.
pub fn find_existing_index(folder: &Path) -> Option<ExistingIndex> {
    let meta = fs::read(folder.join("meta.json")).ok()?;
    let last_change = || {
        let meta: serde_json::Value = serde_json::from_slice(&meta).ok()?;
        let (_, json) = meta["payload"].as_str()?.split_at_checked(CHECKSUM_LENGTH)?;
        let payload: PayloadVersion = serde_json::from_str(json).ok()?;
        Some(payload.change)
    };
    let change = last_change();
    (change != Some(0)).then_some(ExistingIndex { change })
}
