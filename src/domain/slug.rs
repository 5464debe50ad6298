//! Slugs: the readable names that URLs contain.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use utoipa::ToSchema;

use super::read::string;
use super::{Code, Node, Pointer, Read, Violation};

/// The readable identifier of an organization or a term, e.g. `free-the-slaves`.
///
/// A slug has 1 to 80 characters: groups of lower-case ASCII letters and digits, joined by single
/// hyphens. A published slug always identifies the same organization: it is never reused, and it
/// redirects to the current slug after a rename.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, ToSchema)]
#[schema(
    value_type = String,
    pattern = "^[a-z0-9]+(-[a-z0-9]+)*$",
    max_length = 80,
    example = "free-the-slaves"
)]
pub struct Slug(String);

/// The text is not a [`Slug`].
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a slug; use at most {max} lower-case letters, digits and single hyphens",
    max = Slug::MAX_LEN
)]
pub struct InvalidSlug(String);

impl Slug {
    /// Maximum length in bytes, which are all ASCII.
    pub const MAX_LEN: usize = 80;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = InvalidSlug;

    fn from_str(text: &str) -> Result<Self, InvalidSlug> {
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        if text.len() <= Self::MAX_LEN && text.split('-').all(is_word) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidSlug(text.chars().take(100).collect()))
        }
    }
}

impl Read for Slug {
    fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
        let slug = string(node, at, found)?.parse::<Self>();
        if let Err(invalid) = &slug {
            found.push(Violation::new(at, Code::InvalidForm, invalid.to_string()));
        }
        slug.ok()
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_words_joined_by_single_hyphens() {
        for text in ["ijm", "free-the-slaves", "a21", "3strands"] {
            assert_eq!(text.parse::<Slug>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn rejects_other_forms() {
        let long = "a".repeat(Slug::MAX_LEN + 1);
        for text in ["", "-", "a--b", "-a", "a-", "Anti-Slavery", "café", "a b", "../etc", &long] {
            assert!(text.parse::<Slug>().is_err(), "{text:?} was accepted");
        }
    }
}
