use super::{InvalidQuestion, Question, QuestionWord};

fn folded(words: &[QuestionWord]) -> String {
    let words: Vec<_> = words.iter().map(|word| word.folded.as_str()).collect();
    words.join(" ")
}

fn all(groups: &[Vec<QuestionWord>]) -> String {
    let groups: Vec<_> = groups.iter().map(|words| folded(words)).collect();
    groups.join("|")
}

#[test]
fn words_phrases_and_exclusions_are_told_apart() {
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
        let question = Question::parse(text).unwrap();
        let found = (folded(&question.words), all(&question.phrases), all(&question.excluded));
        assert_eq!(found, (words.to_owned(), phrases.to_owned(), excluded.to_owned()), "{text}");
        let asks_nothing = [words, phrases, excluded].iter().all(|part| part.is_empty());
        assert_eq!(question.is_empty(), asks_nothing, "{text}");
    }
}

#[test]
fn words_have_stems_and_say_what_they_are() {
    let question = Question::parse("the Anti-Labourers'").unwrap();
    let word = |folded: &str, stem: &str, common, joins_next| QuestionWord {
        folded: folded.to_owned(),
        stem: stem.to_owned(),
        common,
        joins_next,
    };
    let expected = [
        word("the", "the", true, false),
        word("anti", "anti", false, true),
        word("labourers", "labor", false, false),
    ];
    assert_eq!(question.words, expected);
}

#[test]
fn what_is_asked_for_is_one_folded_text() {
    for (text, expected) in [
        ("Free  the SLAVES!", "free the slaves"),
        ("\"Free the\" slaves -sex", "free the slaves"),
        ("-sex", ""),
    ] {
        assert_eq!(Question::parse(text).unwrap().folded, expected, "{text}");
    }
}

#[test]
fn the_last_word_may_be_unfinished() {
    for (text, is_open) in [
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
        assert_eq!(Question::parse(text).unwrap().is_open, is_open, "{text:?}");
    }
}

#[test]
fn questions_that_are_the_same_have_one_canonical_text() {
    for (text, canonical) in [
        ("  Free THE  slaves", "free the slaves"),
        ("Slavery.", "slavery "),
        ("“Débt  bondage”", "\"debt bondage\""),
        ("x -Anti-Slavery", "x -\"anti-slavery\" "),
        ("a/b -\"sex\"", "a b -sex"),
        ("Anti‐Slavery", "anti-slavery"),
        ("A & B", "a and b"),
        ("...", ""),
    ] {
        let question = Question::parse(text).unwrap();
        assert_eq!(question.canonical().trim_end(), canonical.trim_end(), "{text}");
        assert_eq!(Question::parse(question.canonical()).unwrap(), question, "{text}");
    }
}

#[test]
fn a_question_with_letters_that_fold_to_many_keeps_its_canonical_text() {
    let text = format!("{} x", "ﷺ ".repeat(15));
    let question = Question::parse(&text).unwrap();
    assert_eq!(Question::parse(question.canonical()).unwrap(), question);
}

#[test]
fn only_control_characters_and_sheer_size_are_refused() {
    for (text, expected) in [
        ("a\u{0}b".to_owned(), InvalidQuestion::Control),
        ("a\tb".to_owned(), InvalidQuestion::Control),
        ("a\u{7f}".to_owned(), InvalidQuestion::Control),
        ("é".repeat(257), InvalidQuestion::TooLong(257)),
        ("a ".repeat(17), InvalidQuestion::TooManyWords(17)),
        (format!("{}\"b c\" -d", "a ".repeat(14)), InvalidQuestion::TooManyWords(17)),
    ] {
        assert_eq!(Question::parse(&text), Err(expected), "{text}");
    }
    assert!(Question::parse(&"é".repeat(256)).is_ok());
    assert!(Question::parse(&"a ".repeat(16)).is_ok());
    assert_eq!(
        InvalidQuestion::TooManyWords(17).to_string(),
        "a question has at most 16 words, not 17"
    );
}
