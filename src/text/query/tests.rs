use super::{InvalidQuery, QueryWord, SearchQuery};

fn folded(words: &[QueryWord]) -> String {
    let words: Vec<_> = words.iter().map(|word| word.folded.as_str()).collect();
    words.join(" ")
}

fn all(groups: &[Vec<QueryWord>]) -> String {
    let groups: Vec<_> = groups.iter().map(|words| folded(words)).collect();
    groups.join("|")
}

#[test]
fn words_phrases_and_exclusions_are_parsed() {
    for (text, words, phrases, excluded) in [
        ("Free the Slaves", "free the slaves", "", ""),
        ("\"debt bondage\" Índia", "india", "debt bondage", ""),
        ("labour -child", "labour", "", "child"),
        ("labour -\"child soldiers\" -sex", "labour", "", "child soldiers|sex"),
        ("“debt bondage”", "", "debt bondage", ""),
        ("\"never closed words", "", "never closed words", ""),
        ("a\"b c\"d", "a d", "b c", ""),
        ("anti-slavery", "anti slavery", "", ""),
        ("-anti-slavery x", "x", "", "anti slavery"),
        ("- word", "word", "", ""),
        ("--word", "word", "", ""),
        ("-", "", "", ""),
        ("-\"\" \"\"", "", "", ""),
        ("\"a\"-b", "b", "a", ""),
        ("\"a\"-\"b\"", "", "a|b", ""),
        ("\"a\" -\"b\"", "", "a", "b"),
        ("x -\u{200b}word", "x", "", "word"),
        ("-a/b c", "c", "", "a b"),
        ("a AND (b OR c) *d% name:e_f", "a and b or c d name e f", "", ""),
        ("Hope & Justice", "hope and justice", "", ""),
        ("!?…", "", "", ""),
        ("", "", "", ""),
    ] {
        let query = SearchQuery::parse(text).unwrap();
        let found = (folded(&query.words), all(&query.phrases), all(&query.excluded));
        assert_eq!(found, (words.to_owned(), phrases.to_owned(), excluded.to_owned()), "{text}");
        let is_empty = [words, phrases, excluded].iter().all(|part| part.is_empty());
        assert_eq!(!query.has_words(), is_empty, "{text}");
    }
}

#[test]
fn words_have_stems_stop_word_flags_and_hyphens() {
    let query = SearchQuery::parse("the Anti-Labourers'").unwrap();
    let word = |folded: &str, stem: &str, is_stop_word, joins_next| QueryWord {
        folded: folded.to_owned(),
        stem: stem.to_owned(),
        is_stop_word,
        joins_next,
        spelled: None,
        is_unspaced: false,
        kept: None,
    };
    let expected = [
        word("the", "the", true, false),
        word("anti", "anti", false, true),
        word("labourers", "labor", false, false),
    ];
    assert_eq!(query.words, expected);
}

#[test]
fn folded_text_has_words_and_phrases_but_not_exclusions() {
    for (text, expected) in [
        ("Free  the SLAVES!", "free the slaves"),
        ("\"Free the\" slaves -sex", "free the slaves"),
        ("-sex", ""),
    ] {
        assert_eq!(SearchQuery::parse(text).unwrap().folded, expected, "{text}");
    }
}

#[test]
fn the_last_word_is_a_prefix_unless_it_is_finished() {
    for (text, last_is_prefix) in [
        ("slav", true),
        ("free slav", true),
        ("\"a b\" slav", true),
        ("\"a b\"slav", true),
        ("O'", true),
        ("children's", true),
        ("anti-slav", true),
        ("slav ", false),
        ("slav.", false),
        ("slav\u{200b}", true),
        ("slav''", false),
        ("slav -", false),
        ("anti-", false),
        ("slav -sex", false),
        ("-sex slav", true),
        ("\"slav", false),
        ("slav \"", false),
        ("\"slav\"", false),
        ("a &", false),
        ("", false),
    ] {
        assert_eq!(SearchQuery::parse(text).unwrap().last_is_prefix, last_is_prefix, "{text:?}");
    }
}

#[test]
fn the_canonical_text_parses_to_the_same_query() {
    for (text, canonical) in [
        ("  Free THE  slaves", "free the slaves"),
        ("Slavery.", "slavery "),
        ("“Débt  bondage”", "\"debt bondage\""),
        ("x -Anti-Slavery", "x -\"anti-slavery\" "),
        ("a/b -\"sex\"", "a b -sex"),
        ("Anti‐Slavery", "anti-slavery"),
        ("A & B", "a and b"),
        ("...", "..."),
    ] {
        let query = SearchQuery::parse(text).unwrap();
        assert_eq!(query.canonical().trim_end(), canonical.trim_end(), "{text}");
        assert_eq!(SearchQuery::parse(query.canonical()).unwrap(), query, "{text}");
    }
}

#[test]
fn the_canonical_text_of_letters_that_fold_to_many_parses_to_the_same_query() {
    let text = format!("{} x", "ﷺ ".repeat(15));
    let query = SearchQuery::parse(&text).unwrap();
    assert_eq!(SearchQuery::parse(query.canonical()).unwrap(), query);
}

#[test]
fn only_control_characters_and_excessive_length_are_errors() {
    for (text, expected) in [
        ("a\u{0}b".to_owned(), InvalidQuery::Control),
        ("a\u{b}b".to_owned(), InvalidQuery::Control),
        ("a\u{7f}".to_owned(), InvalidQuery::Control),
        ("é".repeat(257), InvalidQuery::TooLong(257)),
        ("a ".repeat(17), InvalidQuery::TooManyWords(17)),
        (format!("{}\"b c\" -d", "a ".repeat(14)), InvalidQuery::TooManyWords(17)),
    ] {
        assert_eq!(SearchQuery::parse(&text), Err(expected), "{text}");
    }
    assert!(SearchQuery::parse(&"é".repeat(256)).is_ok());
    assert!(SearchQuery::parse(&"a ".repeat(16)).is_ok());
    assert_eq!(
        InvalidQuery::TooManyWords(17).to_string(),
        "a query has at most 16 words; this one has 17"
    );
}

#[test]
fn tabs_and_line_breaks_are_spaces() {
    let plain = SearchQuery::parse("free the slaves ").unwrap();
    for text in ["free\tthe\nslaves\n", "\r\nfree the\r\nslaves\t"] {
        assert_eq!(SearchQuery::parse(text), Ok(plain.clone()), "{text:?}");
    }
}

#[test]
fn a_query_without_words_is_blank_only_if_nothing_was_typed() {
    for (text, is_blank, canonical) in [
        ("", true, ""),
        (" \t\n", true, ""),
        (" \t\u{200b}\n", false, "\u{200b}"),
        ("!?", false, "!?"),
        (" 🙂 ", false, "🙂"),
        ("\"\"", false, "\"\""),
        ("-", false, "-"),
    ] {
        let query = SearchQuery::parse(text).unwrap();
        assert_eq!((query.is_blank(), query.has_words()), (is_blank, false), "{text:?}");
        assert_eq!(query.canonical(), canonical);
        assert_eq!(SearchQuery::parse(canonical), Ok(query));
    }
}

#[test]
fn words_are_replaced_in_the_text_as_typed() {
    let query = SearchQuery::parse("Casa  exemplo -\"casa grande\" Müller café ").unwrap();
    let replaced = query.with_replaced(|word| match word {
        "casa" => Some("case".to_owned()),
        "exemplo" => Some("example".to_owned()),
        _ => None,
    });
    assert_eq!(replaced, "case example -\"case grande\" müller café");
}
