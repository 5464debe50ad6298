//! Property tests: what holds for any text, however odd.

use proptest::collection::vec;
use proptest::prelude::*;

use super::spelling::irregular_forms;
use super::stem::stem_prefix;
use super::{Highlighter, SearchQuery, Words, fold, folded_words, stem};

/// Arbitrary characters, with many that have a meaning for the tokenizer or the query parser.
fn odd_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        "[a-zA-ZéßΣ0-9]{1,8}",
        prop::sample::select(vec![
            " ",
            "-",
            "\"",
            "“",
            "'",
            "’s",
            "&",
            "\u{200b}",
            "\u{301}",
            "ͺ",
            "anti-slavery",
            "labour",
            "children",
            " -",
            "ﷺ",
            "ŉ",
            "児童労働",
            "ﾋｭｰ",
            "Mu\u{308}ller",
            "Ærø",
            "เด็ก",
            "\u{1100}\u{1161}\u{11a8}",
        ])
        .prop_map(String::from),
    ];
    vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn words_are_in_the_text_and_in_order(text in odd_text()) {
        let mut words = Words::new(&text);
        let mut last = 0;
        while let Some(word) = words.next_word() {
            prop_assert!(last <= word.range.start && word.range.start < word.range.end);
            prop_assert!(text.get(word.range.clone()).is_some());
            prop_assert!(!word.folded.is_empty());
            prop_assert!(word.is_unspaced || word.folded.chars().count() <= 64);
            last = word.range.end;
        }
    }

    #[test]
    fn folding_is_idempotent(text in odd_text()) {
        let folded = folded_words(&text);
        prop_assert_eq!(folded_words(&folded), folded);
        fold(&text);
    }

    #[test]
    fn any_text_is_a_valid_query_or_an_error(text in any::<String>()) {
        if let Ok(query) = SearchQuery::parse(&text) {
            prop_assert_eq!(SearchQuery::parse(query.canonical()), Ok(query.clone()));
        }
    }

    #[test]
    fn the_canonical_text_parses_to_the_same_query(text in odd_text()) {
        if let Ok(query) = SearchQuery::parse(&text) {
            let again = SearchQuery::parse(query.canonical());
            prop_assert_eq!(again, Ok(query.clone()), "{:?}", query.canonical());
        }
    }

    #[test]
    fn stems_keep_the_beginning_of_a_word(
        start in "[a-z]{1,8}",
        end in prop::sample::select(vec![
            "", "s", "ies", "ied", "y", "ing", "ed", "ization", "ised", "our", "ours", "ative",
            "fulness", "ousli", "ogist", "ying", "ement", "tre", "ll",
        ]),
    ) {
        let word = start + end;
        let found = stem(&word);
        stem(&found);
        // Words such as `dying` change their second letter (`die`).
        prop_assume!(!(word.ends_with("ying") && word.len() == 5));
        prop_assert!(
            word.starts_with(stem_prefix(&found))
                || irregular_forms(&found).any(|other| other == word),
            "{}: {}", word, found
        );
    }

    #[test]
    fn the_highlighter_misses_no_match(
        text in odd_text(),
        pattern in prop::sample::select(vec!["labor", "child", "slaveri", "slavery", "s", "ab"]),
        kind in 0..3,
    ) {
        let mut words = Words::new(&text);
        let mut found = false;
        while let Some(word) = words.next_word() {
            found |= match kind {
                0 => stem(word.folded) == pattern,
                1 => word.folded == pattern,
                _ => word.folded.starts_with(pattern),
            };
        }
        let only = |pattern_kind| (kind == pattern_kind).then(|| pattern.to_owned());
        let highlighter = Highlighter::new(only(0), only(1), only(2));
        // A hyphenated pair may match as one word.
        let is_highlighted = highlighter.highlight(&text).is_some();
        prop_assert!(is_highlighted == found || (!found && text.contains('-')));
    }

    #[test]
    fn highlighted_ranges_are_in_the_snippet_and_in_order(
        text in odd_text(),
        times in 1..8_usize,
        prefix in proptest::option::of("[a-z]{0,2}"),
    ) {
        let text = text.repeat(times);
        let stems = ["labor", "child", "slaveri", "ss"].map(String::from);
        let words = ["antislavery", "a", "and"].map(String::from);
        if let Some(snippet) = Highlighter::new(stems, words, prefix).highlight(&text) {
            let length = snippet.text.chars().count();
            prop_assert!(length <= 240, "{}", length);
            prop_assert!(!snippet.ranges.is_empty() && snippet.distinct > 0);
            let mut last = 0;
            for [start, end] in snippet.ranges {
                prop_assert!(last <= start && start < end && end <= length);
                last = end;
            }
        }
    }
}
