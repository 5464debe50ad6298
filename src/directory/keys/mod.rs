//! API keys: creating, listing, rotating and revoking them, and authenticating a request.
//!
//! Nothing is cached, so every node refuses a revoked key from the next request on.

mod key;
mod limit;

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use subtle::ConstantTimeEq;

pub use key::{ApiKey, InvalidKey};

use super::Directory;
use crate::domain::{AUTHOR_PREFIX, Author, Date, KeyName, KeyOrganization, KeyState, Role, Slug};
use crate::store::StoreError;
use crate::store::{Store, Writer};

/// Why a key was not created, rotated or revoked.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error(
        "a key named `{0}` is in use; choose another name, revoke that key, or replace it with \
         `keys rotate`"
    )]
    NameTaken(KeyName),
    #[error("there is no key `{0}` that is still valid; `keys list` shows all keys")]
    Unknown(String),
    #[error("{0}")]
    UnknownOrganization(String),
    #[error("only keys with the role editor can be limited to organizations")]
    LimitedAdmin,
    #[error("the system provides no random numbers: {0}")]
    NoRandomness(getrandom::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why the key of a request is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefusal {
    #[error(transparent)]
    Invalid(#[from] InvalidKey),
    #[error("this directory does not know the key; it may belong to another directory")]
    Unknown,
    #[error("this key expired on {0}; ask for another")]
    Expired(Timestamp),
    #[error("this key was revoked; ask for another")]
    Revoked,
}

/// Creates a key. Only its hash is stored, so it can be shown only now.
///
/// # Errors
///
/// When a valid key has the same name.
pub fn create_key(
    store: &Store,
    name: KeyName,
    role: Role,
    lifetime: Option<SignedDuration>,
) -> Result<(ApiKey, KeyState), KeyError> {
    create_limited_key(store, (name, role), lifetime, &[])
}

/// Like [`create_key`], for a key that may edit only the organizations with these slugs; all if
/// there are none. Former slugs are accepted too.
///
/// # Errors
///
/// When a valid key has the same name, no organization has one of the slugs, or the role is not
/// `editor`.
pub fn create_limited_key(
    store: &Store,
    (name, role): (KeyName, Role),
    lifetime: Option<SignedDuration>,
    slugs: &[Slug],
) -> Result<(ApiKey, KeyState), KeyError> {
    if !slugs.is_empty() && role != Role::Editor {
        return Err(KeyError::LimitedAdmin);
    }
    write(store, |writer| {
        let now = Timestamp::now();
        if writer.keys()?.iter().any(|key| key.name == name && key.is_valid_at(now)) {
            return Err(KeyError::NameTaken(name));
        }
        let organizations = match slugs {
            [] => None,
            slugs => Some(limit::allowed_organizations(writer, slugs)?),
        };
        add(writer, NewKey { name, role, organizations }, now, lifetime)
    })
}

/// The number of changes by the keys of each name, also by keys that were revoked or have expired.
///
/// # Errors
///
/// When the store fails.
pub fn changes_by_key_name(store: &Store) -> Result<HashMap<String, i64>, StoreError> {
    let counts = store.changes_by_author()?.into_iter();
    let of_keys = counts.filter_map(|(author, count)| {
        author.strip_prefix(AUTHOR_PREFIX).map(|name| (name.to_owned(), count))
    });
    Ok(of_keys.collect())
}

/// All keys, oldest first, revoked and expired ones included.
pub fn list_keys(store: &Store) -> Result<Vec<KeyState>, StoreError> {
    store.keys()
}

/// Revokes the valid keys with this id or name. Returns them as they were before.
///
/// # Errors
///
/// When there is no such key.
pub fn revoke_keys(store: &Store, key: &str) -> Result<Vec<KeyState>, KeyError> {
    write(store, |writer| {
        let now = Timestamp::now();
        let valid = valid_keys(writer, key, now)?;
        for key in &valid {
            writer.revoke_key(&key.id, now)?;
        }
        Ok(valid)
    })
}

/// Revokes the key with this id, unless it was revoked before.
///
/// # Errors
///
/// When the store fails.
pub fn revoke_key(store: &Store, id: &str) -> Result<(), StoreError> {
    store.write(&Author::command("keys"), |writer| {
        let keys = writer.keys()?;
        match keys.iter().find(|key| key.id == id && key.revoked_at.is_none()) {
            Some(key) => writer.revoke_key(&key.id, Timestamp::now()),
            None => Ok(()),
        }
    })
}

/// Creates a key with the name, role and limit of another, which expires after `overlap`.
///
/// # Errors
///
/// When no valid key has this id or name.
pub fn rotate_key(
    store: &Store,
    key: &str,
    overlap: SignedDuration,
    lifetime: Option<SignedDuration>,
) -> Result<(ApiKey, KeyState), KeyError> {
    write(store, |writer| {
        let now = Timestamp::now();
        let valid = valid_keys(writer, key, now)?;
        let last = &valid[valid.len() - 1];
        let new = NewKey {
            name: last.name.clone(),
            role: last.role,
            organizations: last.organizations.clone(),
        };
        let end = saturating_add(now, overlap);
        for key in &valid {
            if key.expires_at.is_none_or(|expiry| end < expiry) {
                writer.expire_key(&key.id, end)?;
            }
        }
        add(writer, new, now, lifetime)
    })
}

/// The name and rights of a new key.
struct NewKey {
    name: KeyName,
    role: Role,
    organizations: Option<Vec<KeyOrganization>>,
}

fn write<T>(
    store: &Store,
    work: impl FnOnce(&mut Writer<'_>) -> Result<T, KeyError>,
) -> Result<T, KeyError> {
    store.write(&Author::command("keys"), work)
}

/// The valid keys with this id or name, oldest first: at least one.
fn valid_keys(
    writer: &mut Writer<'_>,
    key: &str,
    now: Timestamp,
) -> Result<Vec<KeyState>, KeyError> {
    let mut keys = writer.keys()?;
    keys.retain(|it| (it.id == key || it.name.as_str() == key) && it.is_valid_at(now));
    if keys.is_empty() { Err(KeyError::Unknown(key.chars().take(60).collect())) } else { Ok(keys) }
}

fn add(
    writer: &mut Writer<'_>,
    NewKey { name, role, organizations }: NewKey,
    now: Timestamp,
    lifetime: Option<SignedDuration>,
) -> Result<(ApiKey, KeyState), KeyError> {
    let key = ApiKey::generate().map_err(KeyError::NoRandomness)?;
    let state = KeyState {
        id: key.id().to_owned(),
        name,
        role,
        created_at: now,
        expires_at: lifetime.map(|lifetime| saturating_add(now, lifetime)),
        revoked_at: None,
        last_used: None,
        organizations,
    };
    writer.add_key(&state, &key.hash())?;
    Ok((key, state))
}

fn saturating_add(time: Timestamp, by: SignedDuration) -> Timestamp {
    time.checked_add(by).unwrap_or(Timestamp::MAX)
}

impl Directory {
    /// The key with this text, if it is valid now; otherwise why it is refused. That a key expired
    /// or was revoked is revealed only for the whole correct text.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub fn authenticate(&self, text: &str) -> Result<Result<KeyState, KeyRefusal>, StoreError> {
        let key = match ApiKey::parse(text) {
            Ok(key) => key,
            Err(invalid) => return Ok(Err(invalid.into())),
        };
        let found = self.store.key(key.id())?;
        let matches = |hash: &str| bool::from(hash.as_bytes().ct_eq(key.hash().as_bytes()));
        let Some((state, _)) = found.filter(|(_, hash)| matches(hash)) else {
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
            self.store.record_key_use(&state.id, today);
        }
        Ok(Ok(state))
    }
}
