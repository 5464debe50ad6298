//! The places where a redacted text still is, elsewhere in the history of its organization.

use std::collections::HashSet;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Match};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::{Node, Pointer, RedactionRecord, Revision};
use crate::store::StoreError;

/// Maximum number of places in a report where a redacted text remains.
const MAX_REMAINING: usize = 100;

/// Minimum length in bytes of a redacted text that is searched in what remains.
const MIN_SEARCHED: usize = 4;

/// A place where a redacted text still is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RemainingText)]
pub struct RemainingText {
    /// The number of the revision.
    #[schema(example = 3, minimum = 1)]
    pub revision: i32,
    /// A JSON pointer to the place in its profile; `/note` for its note.
    #[schema(example = "/caveats/0/note")]
    pub pointer: String,
}

/// The places in these revisions where one of the texts still is.
pub fn remaining(
    revisions: &[Revision],
    texts: &[String],
) -> Result<Vec<RemainingText>, StoreError> {
    let texts = &RedactedTexts::new(texts)?;
    let mut found = Vec::new();
    for revision in revisions {
        let mut pointers = Vec::new();
        let node: Node<'_> = serde_json::from_str(&revision.document)
            .map_err(|err| StoreError::Corrupt(err.to_string()))?;
        find(&node, &Pointer::Root, texts, &mut pointers);
        if revision.note.as_ref().is_some_and(|note| texts.are_in(note)) {
            pointers.push(RedactionRecord::NOTE.to_owned());
        }
        let number = revision.number;
        found.extend(
            pointers.into_iter().map(|pointer| RemainingText { revision: number, pointer }),
        );
    }
    found.truncate(MAX_REMAINING);
    Ok(found)
}

fn find(node: &Node<'_>, at: &Pointer<'_>, texts: &RedactedTexts, found: &mut Vec<String>) {
    match node {
        Node::String(text) if texts.are_in(text) => found.push(at.to_string()),
        Node::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                find(item, &at.index(index), texts, found);
            }
        }
        Node::Object(members) => {
            for (key, value) in members {
                find(value, &at.key(key), texts, found);
            }
        }
        _ => {}
    }
}

/// The texts that went, ready to be searched in what remains: in one pass over a text, however many
/// there are.
pub struct RedactedTexts(AhoCorasick);

impl RedactedTexts {
    pub fn new(texts: &[String]) -> Result<Self, StoreError> {
        let searched: HashSet<&String> =
            texts.iter().filter(|text| text.len() >= MIN_SEARCHED).collect();
        // The smaller automaton: it is built once for each redaction.
        let automaton =
            AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(searched);
        automaton.map(Self).map_err(|err| StoreError::Corrupt(err.to_string()))
    }

    /// Whether another text has one of them as whole words.
    pub fn are_in(&self, text: &str) -> bool {
        let is_word = |found: Match| {
            let before = text[..found.start()].chars().next_back();
            let after = text[found.end()..].chars().next();
            ![before, after].into_iter().flatten().any(char::is_alphanumeric)
        };
        self.0.find_overlapping_iter(text).any(is_word)
    }
}
