//! API keys: their names, roles and validity. The secret part never reaches the domain.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Date, Keyword, Slug};

/// The prefix of every API key. Searching for it finds leaked keys.
pub const KEY_PREFIX: &str = "asd_key_";

/// The permissions of a key. Each role includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// May write profiles.
    Editor,
    /// May also write the vocabulary, and run and revert imports.
    Admin,
}

impl Keyword for Role {
    const ALL: &'static [Self] = &[Self::Editor, Self::Admin];

    fn as_str(self) -> &'static str {
        match self {
            Self::Editor => "editor",
            Self::Admin => "admin",
        }
    }
}

/// The name of a key. It is public, because the history of every document names the keys that
/// wrote it. It should name a task or a team, not a person.
///
/// A name has 1 to 60 ASCII letters, digits, spaces, `.`, `_` and `-`. It starts with a letter or
/// digit and does not end with a space.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct KeyName(String);

/// The text is not a [`KeyName`].
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a key name must have 1 to 60 letters, digits, spaces, `.`, `_` or `-`; it must start with a \
     letter or digit and must not end with a space"
)]
pub struct InvalidKeyName;

impl KeyName {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyName {
    type Err = InvalidKeyName;

    fn from_str(text: &str) -> Result<Self, InvalidKeyName> {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b" ._-".contains(&byte);
        let is_name = (1..=60).contains(&text.len())
            && text.bytes().all(is_allowed)
            && text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && !text.ends_with(' ');
        if is_name { Ok(Self(text.to_owned())) } else { Err(InvalidKeyName) }
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A key as the directory lists it, without its secret part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyState {
    /// The public part of the key, which identifies it.
    pub id: String,
    pub name: KeyName,
    pub role: Role,
    pub created_at: Timestamp,
    /// The time from which the key is no longer valid; `None` if it never expires.
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    /// The last day (UTC) on which the key was used.
    pub last_used: Option<Date>,
    /// The only organizations that the key may edit, by slug; `None` for all. A limited key can add
    /// none.
    pub organizations: Option<Vec<KeyOrganization>>,
}

/// An organization that a limited key may edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyOrganization {
    /// The permanent id of the organization, so that a rename does not change the limit.
    pub id: String,
    /// Its slug when the key was read.
    pub slug: Slug,
}

impl KeyState {
    /// Whether the key is valid at `time` (not expired, not revoked).
    pub fn is_valid_at(&self, time: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| time < end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_valid_names_are_accepted() {
        for (text, is_name) in [
            ("editors", true),
            ("Team 2 (EU)", false),
            ("Team 2.eu_w-1", true),
            ("", false),
            (" a", false),
            ("a ", false),
            ("-a", false),
            ("ä", false),
            ("a\nb", false),
        ] {
            assert_eq!(text.parse::<KeyName>().is_ok(), is_name, "{text:?}");
        }
        assert!("a".repeat(60).parse::<KeyName>().is_ok());
        assert!("a".repeat(61).parse::<KeyName>().is_err());
    }
}
