//! JSON pointers (RFC 6901) to parts of a document.

use std::fmt;

use super::truncate;

/// Maximum number of characters of one key in a pointer; all valid keys are shorter.
const MAX_KEY_CHARACTERS: usize = 200;

/// A JSON pointer (RFC 6901) as a linked list on the stack. It grows by one step at each level of
/// the document, and becomes text only if there is a violation to report.
#[derive(Clone, Copy, Debug)]
pub enum Pointer<'a> {
    /// The whole document.
    Root,
    Key(&'a Pointer<'a>, &'a str),
    Index(&'a Pointer<'a>, usize),
}

impl<'a> Pointer<'a> {
    /// The pointer to the member `key` of this object.
    pub fn key(&'a self, key: &'a str) -> Pointer<'a> {
        Pointer::Key(self, key)
    }

    /// The pointer to the element `index` of this array.
    pub fn index(&'a self, index: usize) -> Pointer<'a> {
        Pointer::Index(self, index)
    }
}

impl fmt::Display for Pointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Key(parent, key) => {
                // Keys come from clients, and every violation below a long key would repeat it.
                let key = truncate(key, MAX_KEY_CHARACTERS);
                write!(f, "{parent}/{}", key.replace('~', "~0").replace('/', "~1"))
            }
            Self::Index(parent, index) => write!(f, "{parent}/{index}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_as_rfc_6901_says() {
        let facts = Pointer::Root.key("fact_sources");
        let term = facts.key("focus_areas/a~b");
        assert_eq!(term.index(0).to_string(), "/fact_sources/focus_areas~1a~0b/0");
        assert_eq!(Pointer::Root.to_string(), "");
    }

    #[test]
    fn a_long_key_is_truncated() {
        let long = "k".repeat(1000);
        assert_eq!(Pointer::Root.key(&long).to_string(), format!("/{}…", "k".repeat(200)));
    }
}
