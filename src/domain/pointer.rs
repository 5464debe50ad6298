//! Where in a document something stands.

use std::fmt;

use super::cut;

/// Maximum number of characters of one key: more than any key that a document may have.
const KEY_CHARACTERS: usize = 200;

/// A JSON pointer (RFC 6901) under construction: a list that grows by one step
/// while a document is read, and becomes text only when something is wrong.
#[derive(Clone, Copy, Debug)]
pub enum Pointer<'a> {
    /// The whole document.
    Root,
    Key(&'a Pointer<'a>, &'a str),
    Index(&'a Pointer<'a>, usize),
}

impl<'a> Pointer<'a> {
    /// The member `key` of what stands here.
    pub fn key(&'a self, key: &'a str) -> Pointer<'a> {
        Pointer::Key(self, key)
    }

    /// The element `index` of what stands here.
    pub fn index(&'a self, index: usize) -> Pointer<'a> {
        Pointer::Index(self, index)
    }
}

impl fmt::Display for Pointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Key(parent, key) => {
                // A client wrote the key: a long one is cut, because every violation below repeats it.
                let key = cut(key, KEY_CHARACTERS);
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
        let tag = facts.key("focus_areas/a~b");
        assert_eq!(tag.index(0).to_string(), "/fact_sources/focus_areas~1a~0b/0");
        assert_eq!(Pointer::Root.to_string(), "");
    }

    #[test]
    fn a_long_key_is_cut() {
        let long = "k".repeat(1000);
        assert_eq!(Pointer::Root.key(&long).to_string(), format!("/{}…", "k".repeat(200)));
    }
}
