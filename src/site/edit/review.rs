//! A profile that an editor is to read against its sources.

use crate::catalog::{CatalogError, DueLimits, Entry, Snapshot};
use crate::domain::{Date, DueReason, Source};
use crate::site::display;

/// Number of sources that a list shows of one profile.
const SHOWN: usize = 4;

/// A profile with what an editor needs to review it.
pub struct Review<'s> {
    pub entry: Entry<'s>,
    /// Why it is due, each as the end of a sentence.
    pub reasons: Vec<String>,
    /// When a person last verified it.
    pub verified: String,
    /// The first sources: those without a date of reading come first.
    pub sources: Vec<SourceToRead>,
    /// Number of further sources.
    pub more: usize,
    /// Number of sources without a date of reading.
    pub undated: usize,
}

/// A source as a link.
pub struct SourceToRead {
    pub title: String,
    pub url: Option<String>,
    /// When it was read: `read on 1 July 2026`, `never dated`.
    pub read: String,
}

impl<'s> Review<'s> {
    /// A profile of the list, with its first sources.
    ///
    /// # Errors
    ///
    /// If the profile cannot be read.
    pub fn new(
        snapshot: &Snapshot,
        entry: Entry<'s>,
        reasons: &[DueReason],
        limits: &DueLimits,
    ) -> Result<Self, CatalogError> {
        let profile = snapshot.organization(&entry)?;
        let mut sources: Vec<&Source> = profile.sources.iter().collect();
        let undated = sources.iter().filter(|source| source.retrieved.is_none()).count();
        // The sort is stable: sources of one kind stay in their order.
        sources.sort_by_key(|source| source.retrieved);
        let more = sources.len().saturating_sub(SHOWN);
        let verified = entry.verified_at().and_then(Date::from_days_since_epoch);
        Ok(Self {
            reasons: reasons.iter().map(|reason| display::due_reason(*reason, limits)).collect(),
            verified: match verified {
                Some(day) => format!("last checked on {}", display::date(&day)),
                None => "never checked".to_owned(),
            },
            sources: sources.into_iter().take(SHOWN).map(SourceToRead::of).collect(),
            more,
            undated,
            entry,
        })
    }
}

impl Review<'_> {
    /// `the 12 sources that have none`.
    pub fn undated_sources(&self) -> String {
        match self.undated {
            1 => "the source that has none".to_owned(),
            count => format!("the {count} sources that have none"),
        }
    }
}

impl SourceToRead {
    fn of(source: &Source) -> Self {
        Self {
            title: source.title.to_string(),
            url: source.url.as_ref().map(ToString::to_string),
            read: match &source.retrieved {
                Some(day) => format!("read on {}", display::date(day)),
                None => "no date of reading".to_owned(),
            },
        }
    }
}
