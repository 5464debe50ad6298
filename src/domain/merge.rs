//! JSON Merge Patch (RFC 7396) on [`Node`] trees.
//!
//! The `json-patch` crate merges `serde_json::Value`s, which have lost duplicate keys and the order
//! of keys. Here both survive, so that every violation of a patch is reported with its pointer.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::read::{duplicate_key, size_violation};
use super::{Node, Pointer, Violation};

/// Applies a patch: objects are merged member by member, `null` removes a member, and any other
/// value (arrays included) replaces the old one.
///
/// Takes time linear in the size of both.
pub fn merge_patch<'t>(target: Node<'t>, patch: Node<'t>) -> Node<'t> {
    let Node::Object(patch) = patch else { return patch };
    let members = match target {
        Node::Object(members) => members,
        _ => Vec::new(),
    };
    let mut patched: HashMap<Cow<'t, str>, (usize, Node<'t>)> = HashMap::new();
    for (order, (key, value)) in patch.into_iter().enumerate() {
        patched.insert(key, (order, value));
    }
    let mut merged: Vec<(Cow<'t, str>, Node<'t>)> = Vec::with_capacity(members.len());
    for (key, old) in members {
        match patched.remove(&key) {
            None => merged.push((key, old)),
            Some((_, Node::Null)) => {}
            Some((_, new)) => merged.push((key, merge_patch(old, new))),
        }
    }
    let mut added: Vec<_> = patched.into_iter().collect();
    added.sort_unstable_by_key(|(_, (order, _))| *order);
    for (key, (_, new)) in added {
        if !matches!(new, Node::Null) {
            // RFC 7396 also removes nulls inside new objects.
            merged.push((key, merge_patch(Node::Null, new)));
        }
    }
    Node::Object(merged)
}

/// Checks the size of a patch, and that it has no duplicate keys. Merging would hide duplicates,
/// because the last one wins.
pub fn patch_violations(patch: &Node<'_>) -> Vec<Violation> {
    if let Some(violation) = size_violation(patch) {
        return vec![violation];
    }
    let mut found = Vec::new();
    find_duplicates(patch, &Pointer::Root, &mut found);
    found
}

fn find_duplicates(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    match node {
        Node::Object(members) => {
            let mut seen: HashSet<&str> = HashSet::new();
            for (key, value) in members {
                if !seen.insert(key) {
                    found.push(duplicate_key(key, at));
                }
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
    use std::time::{Duration, Instant};

    use super::*;
    use crate::domain::MAX_MEMBERS;

    fn node(text: &str) -> Node<'_> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn merges_as_in_the_appendix_of_rfc_7396() {
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
    fn a_duplicate_key_is_reported_with_its_pointer() {
        let found = patch_violations(&node(r#"{"a":[{"b":1,"b":2}],"a":null,"c":{"a":1}}"#));
        let pointers: Vec<&str> = found.iter().map(|it| it.pointer.as_str()).collect();
        assert_eq!(pointers, ["/a/0/b", "/a"]);
    }

    #[test]
    fn an_object_with_too_many_members_is_reported_with_its_pointer() {
        let members = |count: usize| {
            let members: Vec<String> = (0..count).map(|n| format!("\"k{n}\":0")).collect();
            format!("{{{}}}", members.join(","))
        };
        for (patch, pointer) in [
            (members(MAX_MEMBERS), None),
            (members(MAX_MEMBERS + 1), Some("")),
            (format!("[{{\"a\": {}}}]", members(94_000)), Some("/0/a")),
        ] {
            let found = patch_violations(&node(&patch));
            let pointers: Vec<&str> = found.iter().map(|it| it.pointer.as_str()).collect();
            assert_eq!(pointers, Vec::from_iter(pointer));
        }
    }

    #[test]
    fn many_members_are_merged_in_linear_time() {
        // More than the parser accepts: enough that a quadratic merge would take half a minute.
        let object = |from: usize| {
            let members =
                (from..from + 100_000).map(|n| (format!("k{n}").into(), Node::Bool(true)));
            Node::Object(members.collect())
        };
        let began = Instant::now();

        let Node::Object(merged) = merge_patch(object(0), object(50_000)) else { unreachable!() };

        assert_eq!(merged.len(), 150_000);
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    }
}
