//! API keys: made, listed, renewed and taken back by whoever has the database,
//! and recognised when somebody writes.
//!
//! Nothing of this is kept in memory: a key that was taken back is refused by
//! every node at the next request.

mod key;

use jiff::{SignedDuration, Timestamp};
use subtle::ConstantTimeEq;

pub use key::{ApiKey, InvalidKey};

use super::Directory;
use crate::domain::{Author, Date, KeyName, KeyState, Role};
use crate::store::StoreError;
use crate::store::{Store, Writer};

/// Why a key was not made or found.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error(
        "a key named `{0}` is in use; choose another name, revoke that key, or renew it with \
         `keys rotate`"
    )]
    NameTaken(KeyName),
    #[error("there is no key `{0}` that still serves; `keys list` shows them all")]
    Unknown(String),
    #[error("the system gives no random numbers: {0}")]
    NoRandomness(getrandom::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why whoever sent a key may not do what was asked.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefusal {
    #[error(transparent)]
    Invalid(#[from] InvalidKey),
    #[error("this key is not known here; it may belong to another directory")]
    Unknown,
    #[error("this key expired on {0}; ask for another")]
    Expired(Timestamp),
    #[error("this key was revoked; ask for another")]
    Revoked,
}

/// Makes a key, which is shown this once.
///
/// # Errors
///
/// When a key that serves has the name.
pub fn create_key(
    store: &Store,
    name: KeyName,
    role: Role,
    lifetime: Option<SignedDuration>,
) -> Result<(ApiKey, KeyState), KeyError> {
    write(store, |writer| {
        let now = Timestamp::now();
        if writer.keys()?.iter().any(|key| key.name == name && key.is_valid_at(now)) {
            return Err(KeyError::NameTaken(name));
        }
        add(writer, name, role, now, lifetime)
    })
}

/// Every key there ever was, the oldest first.
pub fn list_keys(store: &Store) -> Result<Vec<KeyState>, StoreError> {
    store.keys()
}

/// Takes back the keys with this id or name. Returns them.
///
/// # Errors
///
/// When no key that serves has it.
pub fn revoke_keys(store: &Store, key: &str) -> Result<Vec<KeyState>, KeyError> {
    write(store, |writer| {
        let now = Timestamp::now();
        let serving = serving(writer, key, now)?;
        for key in &serving {
            writer.revoke_key(&key.id, now)?;
        }
        Ok(serving)
    })
}

/// Makes a key with the name and role of another, which goes on serving for
/// `overlap` and then no more.
///
/// # Errors
///
/// When no key that serves has this id or name.
pub fn rotate_key(
    store: &Store,
    key: &str,
    overlap: SignedDuration,
    lifetime: Option<SignedDuration>,
) -> Result<(ApiKey, KeyState), KeyError> {
    write(store, |writer| {
        let now = Timestamp::now();
        let serving = serving(writer, key, now)?;
        let last = &serving[serving.len() - 1];
        let (name, role) = (last.name.clone(), last.role);
        let end = later(now, overlap);
        for key in &serving {
            if key.expires_at.is_none_or(|expiry| end < expiry) {
                writer.expire_key(&key.id, end)?;
            }
        }
        add(writer, name, role, now, lifetime)
    })
}

fn write<T>(
    store: &Store,
    work: impl FnOnce(&mut Writer<'_>) -> Result<T, KeyError>,
) -> Result<T, KeyError> {
    store.write(&Author::command("keys"), work)
}

/// The keys with this id or name that serve: at least one.
fn serving(writer: &mut Writer<'_>, key: &str, now: Timestamp) -> Result<Vec<KeyState>, KeyError> {
    let mut keys = writer.keys()?;
    keys.retain(|it| (it.id == key || it.name.as_str() == key) && it.is_valid_at(now));
    match keys.is_empty() {
        true => Err(KeyError::Unknown(key.chars().take(60).collect())),
        false => Ok(keys),
    }
}

fn add(
    writer: &mut Writer<'_>,
    name: KeyName,
    role: Role,
    now: Timestamp,
    lifetime: Option<SignedDuration>,
) -> Result<(ApiKey, KeyState), KeyError> {
    let key = ApiKey::generate().map_err(KeyError::NoRandomness)?;
    let state = KeyState {
        id: key.id().to_owned(),
        name,
        role,
        created_at: now,
        expires_at: lifetime.map(|lifetime| later(now, lifetime)),
        revoked_at: None,
        last_used: None,
    };
    writer.add_key(&state, &key.hash())?;
    Ok((key, state))
}

/// A time so much later, or the last there is.
fn later(time: Timestamp, by: SignedDuration) -> Timestamp {
    time.checked_add(by).unwrap_or(Timestamp::MAX)
}

impl Directory {
    /// Whose key this is, if it serves now.
    ///
    /// # Errors
    ///
    /// With the reason why it does not, told to nobody but who has the whole key.
    pub fn recognise(&self, text: &str) -> Result<Result<KeyState, KeyRefusal>, StoreError> {
        let key = match ApiKey::parse(text) {
            Ok(key) => key,
            Err(invalid) => return Ok(Err(invalid.into())),
        };
        let known = self.store.key(key.id())?;
        let is_this = |hash: &str| bool::from(hash.as_bytes().ct_eq(key.hash().as_bytes()));
        let Some((state, _)) = known.filter(|(_, hash)| is_this(hash)) else {
            return Ok(Err(KeyRefusal::Unknown));
        };
        let now = Timestamp::now();
        if state.revoked_at.is_some() {
            return Ok(Err(KeyRefusal::Revoked));
        }
        if let Some(end) = state.expires_at.filter(|_| !state.is_valid_at(now)) {
            return Ok(Err(KeyRefusal::Expired(end)));
        }
        let today = Date::of(now);
        if state.last_used != Some(today) {
            self.store.note_use(&state.id, today);
        }
        Ok(Ok(state))
    }
}
