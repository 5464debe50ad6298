//! What holds for any text, however odd.

use proptest::collection::vec;
use proptest::prelude::*;

use super::spelling::irregular_words;
use super::stem::head;
use super::{Marker, Question, Words, fold, folded_words, stem};

/// Any characters, and often those that mean something here.
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
        ])
        .prop_map(String::from),
    ];
    vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn words_stand_in_the_text_in_order(text in odd_text()) {
        let mut words = Words::new(&text);
        let mut last = 0;
        while let Some(word) = words.next_word() {
            prop_assert!(last <= word.range.start && word.range.start < word.range.end);
            prop_assert!(text.get(word.range.clone()).is_some());
            prop_assert!(!word.folded.is_empty() && word.folded.chars().count() <= 64);
            last = word.range.end;
        }
    }

    #[test]
    fn folding_again_changes_nothing(text in odd_text()) {
        let folded = folded_words(&text);
        prop_assert_eq!(folded_words(&folded), folded);
        fold(&text);
    }

    #[test]
    fn any_text_is_a_question_or_refused(text in any::<String>()) {
        if let Ok(question) = Question::parse(&text) {
            prop_assert_eq!(Question::parse(question.canonical()), Ok(question.clone()));
        }
    }

    #[test]
    fn a_canonical_text_asks_the_same(text in odd_text()) {
        if let Ok(question) = Question::parse(&text) {
            let again = Question::parse(question.canonical());
            prop_assert_eq!(again, Ok(question.clone()), "{:?}", question.canonical());
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
        // `dying` and the like, with any first letter, change their second.
        prop_assume!(!(word.ends_with("ying") && word.len() == 5));
        prop_assert!(
            word.starts_with(head(&found)) || irregular_words(&found).any(|other| other == word),
            "{}: {}", word, found
        );
    }

    #[test]
    fn whatever_is_passed_over_is_not_wanted(
        text in odd_text(),
        wanted in prop::sample::select(vec!["labor", "child", "slaveri", "slavery", "s", "ab"]),
        kind in 0..3,
    ) {
        let mut words = Words::new(&text);
        let mut found = false;
        while let Some(word) = words.next_word() {
            found |= match kind {
                0 => stem(word.folded) == wanted,
                1 => word.folded == wanted,
                _ => word.folded.starts_with(wanted),
            };
        }
        let only = |this| (kind == this).then(|| wanted.to_owned());
        let marker = Marker::new(only(0), only(1), only(2));
        // Two words with a hyphen between them may be wanted as one.
        prop_assert!(marker.mark(&text).is_some() == found || (!found && text.contains('-')));
    }

    #[test]
    fn marks_are_in_their_text_and_in_order(
        text in odd_text(),
        times in 1..8_usize,
        prefix in proptest::option::of("[a-z]{0,2}"),
    ) {
        let text = text.repeat(times);
        let wanted = ["labor", "child", "slaveri", "ss"].map(String::from);
        let surfaces = ["antislavery", "a", "and"].map(String::from);
        if let Some(fragment) = Marker::new(wanted, surfaces, prefix).mark(&text) {
            let length = fragment.text.chars().count();
            prop_assert!(length <= 240, "{}", length);
            prop_assert!(!fragment.ranges.is_empty() && fragment.distinct > 0);
            let mut last = 0;
            for [start, end] in fragment.ranges {
                prop_assert!(last <= start && start < end && end <= length);
                last = end;
            }
        }
    }
}
