//! `/edit/keys`: the list of all keys, and the page that revokes one.

use std::collections::HashMap;

use askama::Template;
use jiff::Timestamp;

use super::EditFrame;
use crate::domain::{KeyState, Keyword};
use crate::site::{Frame, SiteError, display};

/// A key as the pages show it.
struct KeyEntry {
    id: String,
    name: String,
    is_own: bool,
    is_valid: bool,
    /// Each fact with its label.
    facts: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "edit/keys.html")]
struct KeysTemplate {
    frame: EditFrame,
    /// The name of the key that was just revoked.
    revoked: Option<String>,
    /// Valid keys, and the others, each with its heading.
    groups: Vec<(&'static str, Vec<KeyEntry>)>,
}

#[derive(Template)]
#[template(path = "edit/revoke_key.html")]
struct RevokeTemplate {
    frame: EditFrame,
    key: KeyEntry,
}

impl KeyEntry {
    fn new(key: &KeyState, changes: i64, own: &str, now: Timestamp) -> Self {
        let day = |time: Option<Timestamp>| time.map(display::day);
        let mut facts = vec![
            ("Role", key.role.as_str().to_owned()),
            ("May edit", allowed(key)),
            ("Created", display::day(key.created_at)),
            ("Last used", key.last_used.as_ref().map_or("never".to_owned(), display::date)),
        ];
        facts.push(match (day(key.revoked_at), day(key.expires_at)) {
            (Some(revoked), _) => ("Revoked", revoked),
            (None, Some(end)) if key.is_valid_at(now) => ("Expires", end),
            (None, Some(end)) => ("Expired", end),
            (None, None) => ("Expires", "never".to_owned()),
        });
        facts.push(("Changes under this name", changes.to_string()));
        facts.push(("Id", key.id.clone()));
        Self {
            id: key.id.clone(),
            name: key.name.to_string(),
            is_own: key.id == own,
            is_valid: key.is_valid_at(now),
            facts,
        }
    }
}

/// The organizations that a key may edit, in words.
fn allowed(key: &KeyState) -> String {
    match &key.organizations {
        Some(allowed) => allowed.iter().map(|it| it.slug.as_str()).collect::<Vec<_>>().join(", "),
        None => "all organizations".to_owned(),
    }
}

/// The list of all keys, with the number of changes by the keys of each name. `own` is the id of the editor's key, `revoked` that of a key that was just
/// revoked.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn keys(
    frame: EditFrame,
    (keys, changes): (&[KeyState], &HashMap<String, i64>),
    own: &str,
    revoked: Option<&str>,
) -> Result<String, SiteError> {
    let now = Timestamp::now();
    let entries = keys.iter().rev().map(|key| {
        let changes = changes.get(key.name.as_str()).copied().unwrap_or(0);
        KeyEntry::new(key, changes, own, now)
    });
    let (valid, ended): (Vec<_>, Vec<_>) = entries.partition(|key| key.is_valid);
    let revoked = ended.iter().find(|key| Some(key.id.as_str()) == revoked);
    let revoked = revoked.map(|key| key.name.clone());
    let frame = frame.titled("Keys");
    let groups = [("Valid keys", valid), ("Revoked and expired keys", ended)];
    let groups = groups.into_iter().filter(|(_, keys)| !keys.is_empty()).collect();
    Ok(KeysTemplate { frame, revoked, groups }.render()?)
}

/// The page on which an admin confirms that a key is to be revoked.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn revoke_key(
    frame: EditFrame,
    (key, changes): (&KeyState, i64),
    own: &str,
) -> Result<String, SiteError> {
    let frame = frame.titled(format!("Revoke the key {}", key.name));
    let key = KeyEntry::new(key, changes, own, Timestamp::now());
    Ok(RevokeTemplate { frame, key }.render()?)
}
