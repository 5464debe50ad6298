//! Reading of JSON into domain types. It reports every violation, not only the first.

use std::borrow::Cow;

use super::{Code, MAX_DEPTH, MAX_MEMBERS, Node, Pointer, Violation, abbreviate};

/// Maximum number of elements in one list of a profile or term.
pub const MAX_ELEMENTS: usize = 200;

/// Number of violations after which no further key or element of a document is read.
pub const MAX_VIOLATIONS: usize = 1000;

/// A type that can be made from JSON.
pub trait Read: Sized {
    /// Returns the value, or adds its violations to `found`. A text that breaks a rule may be both
    /// returned and reported, so that [`read_stored`] can read old documents.
    fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self>;

    /// The value of an omitted key; `None` if the key is required.
    fn absent() -> Option<Self> {
        None
    }
}

/// Reads a whole document from JSON that is already parsed.
///
/// # Errors
///
/// Returns all violations. Reading stops soon after [`MAX_VIOLATIONS`] of them.
pub fn parse<T: Read>(node: &Node<'_>) -> Result<T, Vec<Violation>> {
    let mut found = Vec::new();
    if let Some(violation) = size_violation(node) {
        return Err(vec![violation]);
    }
    match T::read(node, &Pointer::Root, &mut found) {
        Some(value) if found.is_empty() => Ok(value),
        _ => Err(found),
    }
}

/// Checks the size limits of any JSON: nesting depth, and members per object.
pub(super) fn size_violation(node: &Node<'_>) -> Option<Violation> {
    if node.depth() > MAX_DEPTH {
        let message = format!("arrays and objects must be nested at most {MAX_DEPTH} levels deep");
        return Some(Violation::new(&Pointer::Root, Code::TooDeep, message));
    }
    oversized_object(node, &Pointer::Root)
}

/// The first object with more than [`MAX_MEMBERS`] members, in document order.
fn oversized_object(node: &Node<'_>, at: &Pointer<'_>) -> Option<Violation> {
    match node {
        Node::Object(members) if members.len() > MAX_MEMBERS => {
            let message = format!("the object must have at most {MAX_MEMBERS} members");
            Some(Violation::new(at, Code::TooLong, message))
        }
        Node::Object(members) => {
            members.iter().find_map(|(key, value)| oversized_object(value, &at.key(key)))
        }
        Node::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| oversized_object(item, &at.index(index))),
        _ => None,
    }
}

/// Reads a stored document, which was valid canonical JSON when it was written.
///
/// The rules for characters, hosts, languages and dates have become stricter since the first
/// release. A stored document that breaks only these rules is still accepted: history must stay
/// readable, and one old profile must not prevent the catalog from being built.
///
/// # Errors
///
/// Returns the first violation of any other rule, as a sentence.
pub fn read_stored<T: Read>(document: &str) -> Result<T, String> {
    const STRICTER_NOW: [Code; 5] = [
        Code::ForbiddenCharacter,
        Code::Empty,
        Code::InvalidForm,
        Code::OutOfRange,
        Code::Contradiction,
    ];
    let node: Node<'_> = serde_json::from_str(document).map_err(|err| err.to_string())?;
    let mut found = Vec::new();
    let value = T::read(&node, &Pointer::Root, &mut found);
    match found.iter().find(|violation| !STRICTER_NOW.contains(&violation.code)) {
        Some(Violation { pointer, message, .. }) => Err(format!("{pointer}: {message}")),
        // A value that could not be made at all breaks more than a stricter rule.
        None => value.ok_or_else(|| {
            let first = found.first().map(|it| format!("{}: {}", it.pointer, it.message));
            first.unwrap_or_default()
        }),
    }
}

/// The root keys whose values differ between two versions of a document: changed and added keys in
/// the order of the newer version, then the removed ones.
pub fn changed_keys(older: &str, newer: &str) -> Result<Vec<String>, serde_json::Error> {
    let older: Node<'_> = serde_json::from_str(older)?;
    let newer: Node<'_> = serde_json::from_str(newer)?;
    let (Node::Object(before), Node::Object(after)) = (&older, &newer) else {
        return Ok(Vec::new());
    };
    let gone = before.iter().filter(|(key, _)| newer.get(key).is_none());
    let changed = after.iter().filter(|(key, value)| older.get(key) != Some(value));
    Ok(changed.chain(gone).map(|(key, _)| key.to_string()).collect())
}

/// Reports that a value has the wrong JSON type.
pub(super) fn wrong_type<T>(
    node: &Node<'_>,
    expected: &str,
    at: &Pointer<'_>,
    found: &mut Vec<Violation>,
) -> Option<T> {
    let message = format!("expected {expected}, found {}", node.kind());
    found.push(Violation::new(at, Code::WrongType, message));
    None
}

/// The text of a string; any other value is reported.
pub(super) fn string<'n>(
    node: &'n Node<'_>,
    at: &Pointer<'_>,
    found: &mut Vec<Violation>,
) -> Option<&'n str> {
    match node {
        Node::String(text) => Some(text),
        _ => wrong_type(node, "a string", at, found),
    }
}

/// An object whose members are being read.
pub(super) struct Object<'a> {
    members: &'a [(Cow<'a, str>, Node<'a>)],
    at: &'a Pointer<'a>,
    found: &'a mut Vec<Violation>,
}

impl<'a> Object<'a> {
    /// Opens an object, and reports its unknown and duplicate keys.
    pub fn open(
        node: &'a Node<'a>,
        keys: &[&str],
        at: &'a Pointer<'a>,
        found: &'a mut Vec<Violation>,
    ) -> Option<Self> {
        let Node::Object(members) = node else {
            return wrong_type(node, "an object", at, found);
        };
        let mut seen = vec![false; keys.len()];
        let mut has_schema = false;
        for (key, value) in members {
            if found.len() >= MAX_VIOLATIONS {
                break;
            }
            match keys.iter().position(|known| known == key) {
                None if key == SCHEMA_KEY && matches!(at, Pointer::Root) => {
                    if std::mem::replace(&mut has_schema, true) {
                        found.push(duplicate_key(key, at));
                    }
                    string(value, &at.key(key), found);
                }
                None => found.push(unknown_key(key, keys, at)),
                Some(index) if seen[index] => found.push(duplicate_key(key, at)),
                Some(index) => seen[index] = true,
            }
        }
        Some(Self { members, at, found })
    }

    /// Reads one member.
    pub fn field<T: Read>(&mut self, key: &str) -> Option<T> {
        match self.members.iter().find(|(name, _)| name == key) {
            Some((_, node)) => T::read(node, &self.at.key(key), self.found),
            None => T::absent().or_else(|| {
                let message = format!("the key `{key}` is missing");
                self.found.push(Violation::new(self.at, Code::MissingKey, message));
                None
            }),
        }
    }
}

/// The violation for a key that appears a second time in its object.
pub(super) fn duplicate_key(key: &str, at: &Pointer<'_>) -> Violation {
    let message = format!("the key `{}` appears twice; remove one", abbreviate(key));
    Violation::new(&at.key(key), Code::DuplicateKey, message)
}

/// The key with which a file names its JSON Schema, so that an editor completes and checks it. It is
/// accepted at the root of a document, and not kept.
const SCHEMA_KEY: &str = "$schema";

/// Keys that API responses contain and documents must not.
const SERVER_OWNED: [&str; 6] = ["id", "revision", "change", "created_at", "updated_at", "links"];

fn unknown_key(key: &str, keys: &[&str], at: &Pointer<'_>) -> Violation {
    if matches!(at, Pointer::Root) && SERVER_OWNED.contains(&key) {
        let message = format!("only the server writes the key `{key}`; leave it out");
        return Violation::new(&at.key(key), Code::ServerOwnedKey, message);
    }
    let message = format!("the key `{}` does not exist here", abbreviate(key));
    Violation::new(&at.key(key), Code::UnknownKey, message).with_allowed(key, keys.iter().copied())
}

impl<T: Read> Read for Option<T> {
    fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
        match node {
            Node::Null => Some(None),
            node => T::read(node, at, found).map(Some),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
        let Node::Array(items) = node else {
            return wrong_type(node, "an array", at, found);
        };
        if items.len() > MAX_ELEMENTS {
            let count = items.len();
            let message =
                format!("the list has {count} elements; at most {MAX_ELEMENTS} are allowed");
            found.push(Violation::new(at, Code::TooLong, message));
            return None;
        }
        let mut values: Vec<Option<T>> = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            // Elements after an invalid one are read too, so that all violations are reported.
            if found.len() >= MAX_VIOLATIONS {
                return None;
            }
            values.push(T::read(item, &at.index(index), found));
        }
        values.into_iter().collect()
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }
}

impl Read for bool {
    fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
        match node {
            Node::Bool(value) => Some(*value),
            _ => wrong_type(node, "true or false", at, found),
        }
    }
}
