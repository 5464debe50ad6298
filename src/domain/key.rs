//! API keys: who may write, and what.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Date, Keyword};

/// How every API key begins. Search for it to find keys that got out.
pub const KEY_PREFIX: &str = "asd_key_";

/// What a key may do. Each role may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Writes profiles.
    Editor,
    /// Writes the vocabulary, too, and brings in and takes back whole loads.
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

/// What a key is called. It stands in the public history of whatever the key
/// writes: it should name a task or a team, not a person.
///
/// 1 to 60 ASCII letters, digits, spaces and `.`, `_`, `-`; the first is a
/// letter or digit, the last is no space.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct KeyName(String);

/// The text is not a [`KeyName`].
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a key's name has 1 to 60 letters, digits, spaces and `.`, `_`, `-`, and begins with a letter \
     or digit"
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

/// What the directory knows of a key. The key itself it does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyState {
    /// The part of the key that names it and is no secret.
    pub id: String,
    pub name: KeyName,
    pub role: Role,
    pub created_at: Timestamp,
    /// From when on it no longer serves; `None` for never.
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    /// The last day (UTC) on which it served.
    pub last_used: Option<Date>,
}

impl KeyState {
    /// Whether it serves at a time.
    pub fn serves_at(&self, time: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| time < end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_words() {
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
