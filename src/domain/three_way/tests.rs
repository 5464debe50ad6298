//! Merging two versions that began from the same one.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Merged, Side, three_way};

fn merge(base: &Value, theirs: &Value, mine: &Value) -> Merged {
    three_way(base, theirs, mine, &|_| Side::Mine)
}

/// The merged document, if nothing overlaps.
fn merged(base: &Value, theirs: &Value, mine: &Value) -> Value {
    let Merged { document, overlaps } = merge(base, theirs, mine);
    assert_eq!(overlaps, [], "{base} {theirs} {mine}");
    document
}

#[test]
fn edits_of_different_parts_are_both_kept() {
    for (base, theirs, mine, expected) in [
        (
            json!({"a": 1, "b": 1}),
            json!({"a": 2, "b": 1}),
            json!({"a": 1, "b": 2}),
            json!({"a": 2, "b": 2}),
        ),
        (
            json!({"a": {"b": 1, "c": 1}}),
            json!({"a": {"b": 2, "c": 1}}),
            json!({"a": {"b": 1, "c": 2}}),
            json!({"a": {"b": 2, "c": 2}}),
        ),
        // Texts in a list are added and removed by both.
        (json!(["a", "b"]), json!(["a", "b", "c"]), json!(["b", "d"]), json!(["b", "c", "d"])),
        (json!(["a"]), json!(["a", "c"]), json!(["a", "c"]), json!(["a", "c"])),
        // One side moves, the other adds.
        (
            json!(["a", "b", "c"]),
            json!(["a", "b", "c", "d"]),
            json!(["c", "a", "b"]),
            json!(["c", "d", "a", "b"]),
        ),
        (json!(null), json!(null), json!({"a": 1}), json!({"a": 1})),
    ] {
        assert_eq!(merged(&base, &theirs, &mine), expected, "{base}");
    }
}

#[test]
fn elements_with_an_identity_are_merged_by_it() {
    let source = |id: &str, title: &str, url: &str| json!({"id": id, "title": title, "url": url});
    let base = json!({"sources": [source("a", "A", "u"), source("b", "B", "u")]});
    let theirs = json!({"sources": [source("b", "B", "v"), source("a", "A", "u")]});
    let mine =
        json!({"sources": [source("a", "A2", "u"), source("b", "B2", "u"), source("c", "C", "u")]});
    assert_eq!(
        merged(&base, &theirs, &mine),
        json!({"sources": [source("b", "B2", "v"), source("c", "C", "u"), source("a", "A2", "u")]})
    );
}

#[test]
fn elements_without_an_identity_are_merged_where_they_are() {
    let one = |claim: &str, from: i32| json!({"claim": claim, "from": from, "by": "X"});
    let base = json!({"outcomes": [one("a", 1), one("b", 1)]});
    // One side corrects a year and adds, the other corrects another text and removes.
    let theirs = json!({"outcomes": [one("a", 2), one("b", 1), one("t", 1)]});
    let mine = json!({"outcomes": [one("new", 1), one("a2", 1), one("b", 1)]});
    assert_eq!(
        merged(&base, &theirs, &mine),
        json!({"outcomes": [one("new", 1), one("a2", 2), one("b", 1), one("t", 1)]})
    );
    let removed = json!({"outcomes": [one("b", 1)]});
    assert_eq!(
        merged(&base, &removed, &json!({"outcomes": [one("a", 1), one("b", 9)]})),
        json!({"outcomes": [one("b", 9)]})
    );
    // Both add at the end.
    assert_eq!(
        merged(&json!({"o": []}), &json!({"o": [one("t", 1)]}), &json!({"o": [one("m", 1)]})),
        json!({"o": [one("t", 1), one("m", 1)]})
    );
}

#[test]
fn an_overlap_is_resolved_by_the_chosen_side() {
    let base =
        json!({"name": "A", "summary": "old", "outcomes": [{"claim": "a", "by": "X", "k": 1}]});
    let theirs = json!({"name": "B", "summary": "old", "outcomes": []});
    let mine =
        json!({"name": "C", "summary": "new", "outcomes": [{"claim": "a2", "by": "X", "k": 1}]});
    for (side, expected) in [
        (
            Side::Mine,
            json!({"name": "C", "summary": "new", "outcomes": [{"claim": "a2", "by": "X", "k": 1}]}),
        ),
        (Side::Theirs, json!({"name": "B", "summary": "new", "outcomes": []})),
    ] {
        let Merged { document, overlaps } = three_way(&base, &theirs, &mine, &|_| side);
        assert_eq!(document, expected);
        let pointers: Vec<&str> = overlaps.iter().map(|it| it.pointer.as_str()).collect();
        assert_eq!(pointers, ["/name", "/outcomes/0"]);
        assert_eq!(overlaps[1].theirs, None);
    }
}

/// Documents with the shapes that profiles have.
fn document() -> impl Strategy<Value = Value> {
    let text = || prop::sample::select(vec!["a", "b", "c", "d", "e"]);
    let element = (text(), text(), 0..3_i32)
        .prop_map(|(claim, by, from)| json!({"claim": claim, "by": by, "from": from}));
    let source = (text(), text()).prop_map(|(id, title)| json!({"id": id, "title": title}));
    (
        text(),
        prop::option::of(text()),
        prop::collection::vec(text(), 0..4),
        prop::collection::vec(element, 0..5),
        prop::collection::vec(source, 0..5),
        prop::collection::btree_map(text(), prop::collection::vec(text(), 0..3), 0..3),
    )
        .prop_map(|(name, city, terms, outcomes, mut sources, facts)| {
            let id = |source: &Value| source["id"].as_str().map(str::to_owned);
            sources.sort_by_key(id);
            sources.dedup_by_key(|source| id(source));
            json!({
                "name": name,
                "headquarters": city.map(|city| json!({"city": city, "country": "IN"})),
                "focus_areas": terms, "outcomes": outcomes, "sources": sources,
                "fact_sources": facts,
            })
        })
}

/// The texts and numbers of a value, with the keys around them but without places in lists.
fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                leaves(value, &format!("{at}/{key}"), found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| leaves(item, at, found)),
        Value::Null => {}
        scalar => found.push(format!("{at}={scalar}")),
    }
}

fn all_leaves(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    leaves(value, "", &mut found);
    found
}

proptest! {
    #[test]
    fn if_one_side_changed_nothing_the_other_is_the_result(base in document(), other in document()) {
        prop_assert_eq!(merged(&base, &base, &other), other.clone());
        prop_assert_eq!(merged(&base, &other, &base), other.clone());
        prop_assert_eq!(merged(&base, &other, &other), other);
    }

    #[test]
    fn nothing_that_a_side_wrote_is_lost(
        base in document(), theirs in document(), mine in document(),
    ) {
        let Merged { document, overlaps } = merge(&base, &theirs, &mine);
        let mut kept = all_leaves(&document);
        for overlap in &overlaps {
            // Places in lists are not in the names of leaves.
            let at: String = overlap.pointer.split('/').skip(1)
                .filter(|token| token.parse::<usize>().is_err())
                .map(|token| format!("/{token}")).collect();
            for value in [&overlap.theirs, &overlap.mine].into_iter().flatten() {
                leaves(value, &at, &mut kept);
            }
        }
        let known = all_leaves(&base);
        for side in [&theirs, &mine] {
            for leaf in all_leaves(side).iter().filter(|leaf| !known.contains(leaf)) {
                prop_assert!(kept.contains(leaf), "{} is lost from {}", leaf, document);
            }
        }
    }

    #[test]
    fn choosing_a_side_does_not_change_what_overlaps(
        base in document(), theirs in document(), mine in document(),
    ) {
        let mine_first = three_way(&base, &theirs, &mine, &|_| Side::Mine);
        let theirs_first = three_way(&base, &theirs, &mine, &|_| Side::Theirs);
        prop_assert_eq!(mine_first.overlaps, theirs_first.overlaps);
    }

    #[test]
    fn edits_of_different_keys_never_overlap(base in document(), other in document()) {
        let mut theirs = base.clone();
        theirs["outcomes"] = other["outcomes"].clone();
        theirs["name"] = other["name"].clone();
        let mut mine = base.clone();
        for key in ["focus_areas", "sources", "fact_sources", "headquarters"] {
            mine[key] = other[key].clone();
        }
        prop_assert_eq!(merged(&base, &theirs, &mine), other);
    }
}
