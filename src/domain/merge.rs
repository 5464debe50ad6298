//! Patches of documents: JSON Merge Patch (RFC 7396).

use std::borrow::Cow;

use super::read::twice;
use super::{Node, Pointer, Violation};

/// The document after a patch: members of the patch replace those of the
/// document, object by object; `null` removes one; any other value replaces
/// whatever stands in its place, lists included.
pub fn merge_patch<'t>(target: Node<'t>, patch: Node<'t>) -> Node<'t> {
    let Node::Object(patch) = patch else { return patch };
    let mut members = match target {
        Node::Object(members) => members,
        _ => Vec::new(),
    };
    for (key, value) in patch {
        let place = members.iter().position(|(name, _)| *name == key);
        match (place, value) {
            (Some(place), Node::Null) => drop(members.remove(place)),
            (None, Node::Null) => {}
            (Some(place), value) => {
                let old = std::mem::replace(&mut members[place].1, Node::Null);
                members[place].1 = merge_patch(old, value);
            }
            // Also what is new loses its nulls.
            (None, value) => members.push((key, merge_patch(Node::Null, value))),
        }
    }
    Node::Object(members)
}

/// The keys that stand twice in an object of a patch. A merge would hide them:
/// the last would win.
pub fn duplicate_keys(patch: &Node<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    find_duplicates(patch, &Pointer::Root, &mut found);
    found
}

fn find_duplicates(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    match node {
        Node::Object(members) => {
            let mut seen: Vec<&Cow<'_, str>> = Vec::new();
            for (key, value) in members {
                if seen.contains(&key) {
                    found.push(twice(key, at));
                }
                seen.push(key);
                find_duplicates(value, &at.key(key), found);
            }
        }
        Node::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                find_duplicates(item, &at.index(index), found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(text: &str) -> Node<'_> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn patches_as_the_standard_shows() {
        // The table of RFC 7396, appendix A.
        for (document, patch, expected) in [
            (r#"{"a":"b"}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"b":"c"}"#, r#"{"a":"b","b":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"a":null}"#, "{}"),
            (r#"{"a":"b","b":"c"}"#, r#"{"a":null}"#, r#"{"b":"c"}"#),
            (r#"{"a":["b"]}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"c"}"#, r#"{"a":["b"]}"#, r#"{"a":["b"]}"#),
            (r#"{"a":{"b":"c"}}"#, r#"{"a":{"b":"d","c":null}}"#, r#"{"a":{"b":"d"}}"#),
            (r#"{"a":[{"b":"c"}]}"#, r#"{"a":[1]}"#, r#"{"a":[1]}"#),
            (r#"["a","b"]"#, r#"["c","d"]"#, r#"["c","d"]"#),
            (r#"{"a":"b"}"#, r#"["c"]"#, r#"["c"]"#),
            (r#"{"a":"foo"}"#, "null", "null"),
            (r#"{"a":"foo"}"#, r#""bar""#, r#""bar""#),
            (r#"{"e":null}"#, r#"{"a":1}"#, r#"{"e":null,"a":1}"#),
            ("[1,2]", r#"{"a":"b","c":null}"#, r#"{"a":"b"}"#),
            ("{}", r#"{"a":{"bb":{"ccc":null}}}"#, r#"{"a":{"bb":{}}}"#),
        ] {
            assert_eq!(merge_patch(node(document), node(patch)), node(expected), "{patch}");
        }
    }

    #[test]
    fn a_key_that_stands_twice_is_named() {
        let found = duplicate_keys(&node(r#"{"a":[{"b":1,"b":2}],"a":null,"c":{"a":1}}"#));
        let pointers: Vec<&str> = found.iter().map(|it| it.pointer.as_str()).collect();
        assert_eq!(pointers, ["/a/0/b", "/a"]);
    }
}
