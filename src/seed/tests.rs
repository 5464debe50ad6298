//! Reading of whole texts, files and folders, valid and not.

use std::fs;

use super::*;
use crate::domain::Code;

/// A minimal valid profile, on one line.
fn profile(slug: &str) -> String {
    format!(
        r#"{{"slug":"{slug}","name":"N","summary":"S","framing":{{"summary":"F","sources":["a"]}},"method":{{"summary":"M","sources":["a"]}},"focus_areas":["x"],"approaches":["y"],"sources":[{{"id":"a","title":"T","url":"https://example.org/"}}]}}"#
    )
}

fn term(slug: &str) -> String {
    format!(r#"{{"slug":"{slug}","label":"L","definition":"D","group":false}}"#)
}

fn organizations(text: impl Into<Vec<u8>>, form: Form) -> Batch {
    read_text("x", text, Kind::Organizations, form)
}

fn slugs(batch: &Batch) -> Vec<&str> {
    batch.organizations.iter().map(|document| document.value.slug.as_str()).collect()
}

/// The code, line and column of every mistake.
fn mistakes(batch: &Batch) -> Vec<(Code, u64, u64)> {
    let found = |mistake: &Mistake| {
        let location = mistake.location();
        (mistake.violation.code, location.line, location.column)
    };
    batch.mistakes.iter().map(found).collect()
}

#[test]
fn a_malformed_line_does_not_affect_the_others() {
    let (a, b) = (profile("a"), profile("b"));
    let text = format!("{a}\n\n{{\"slug\": oops}}\n  {b}\n[]\n{{\"slug\": \"c\"");

    let batch = organizations(text.clone(), Form::Ndjson);

    assert_eq!(slugs(&batch), ["a", "b"]);
    let end = (Code::MalformedJson, 6, 13);
    assert_eq!(
        mistakes(&batch),
        [(Code::MalformedJson, 3, 10), (Code::WrongType, 5, 1), end],
        "{:?}",
        batch.mistakes
    );
    let range = batch.organizations[1].origin.range();
    assert_eq!(text[range.start as usize..range.end as usize], b);
    assert_eq!(batch.organizations[1].origin.line(), 4);
}

#[test]
fn every_element_of_an_array_is_a_document() {
    let wrong = profile("b").replace("\"name\":\"N\"", "\"name\":\"\",\"nmae\":1");
    let text = format!("\u{feff}[\n  {},\n  {wrong}, 3\n]\n", profile("a"));

    let batch = organizations(text, Form::Json);

    assert_eq!(slugs(&batch), ["a"]);
    let column = |part: &str| wrong.find(part).unwrap() as u64 + 3;
    assert_eq!(
        mistakes(&batch),
        [
            (Code::UnknownKey, 3, column("\"nmae\"")),
            (Code::Empty, 3, column("\"\"")),
            (Code::WrongType, 3, wrong.len() as u64 + 5),
        ]
    );
    assert_eq!(batch.mistakes[1].violation.pointer, "/name");
    assert_eq!(batch.mistakes[0].location().text[..4], *"  {\"");
}

#[test]
fn a_text_may_contain_one_document_or_several() {
    let (a, b) = (profile("a"), profile("b"));
    let pretty = a.replace("{\"slug", "{\n\"slug");
    for (text, form, expected) in [
        (a.clone(), Form::Json, vec!["a"]),
        (a.clone(), Form::Detect, vec!["a"]),
        (format!("{a}\n{b}\n"), Form::Detect, vec!["a", "b"]),
        (format!("[{a},{b}]"), Form::Detect, vec!["a", "b"]),
        (format!("{pretty}\n{b}"), Form::Detect, vec!["a", "b"]),
        (format!("\u{feff}{pretty}"), Form::Detect, vec!["a"]),
        (String::new(), Form::Detect, vec![]),
        (String::new(), Form::Ndjson, vec![]),
        ("[]".to_owned(), Form::Json, vec![]),
    ] {
        let batch = organizations(text.clone(), form);
        assert_eq!(slugs(&batch), expected, "{text} {form:?}");
        assert_eq!(mistakes(&batch), [], "{text} {form:?}");
    }
    let batch = organizations(format!("{a}\n{b}"), Form::Json);
    assert_eq!(mistakes(&batch), [(Code::MalformedJson, 2, 1)]);
}

#[test]
fn malformed_text_has_a_location() {
    let deep = "[".repeat(100_000);
    let deep_list = format!("[1,{}1{}]", "[".repeat(40), "]".repeat(40));
    let closed = format!("{{\"a\":{}1{}}}", "[".repeat(500), "]".repeat(500));
    for (text, form, expected) in [
        (b"{\"n\xE9\": \"\xFF\"}".to_vec(), Form::Json, (Code::MalformedJson, 1, 4)),
        (b"1\n\"\xC3\xA9\xFF\"".to_vec(), Form::Ndjson, (Code::MalformedJson, 2, 3)),
        (b"\xFF\xFE{\x00".to_vec(), Form::Detect, (Code::MalformedJson, 1, 1)),
        (deep.clone().into_bytes(), Form::Json, (Code::MalformedJson, 1, 100_001)),
        (deep.into_bytes(), Form::Ndjson, (Code::TooDeep, 1, 128)),
        (closed.clone().into_bytes(), Form::Json, (Code::TooDeep, 1, 132)),
        (closed.into_bytes(), Form::Ndjson, (Code::TooDeep, 1, 132)),
        (deep_list.into_bytes(), Form::Json, (Code::TooDeep, 1, 4)),
        (b"[1,\n \"\\ud800\"]".to_vec(), Form::Json, (Code::MalformedJson, 2, 9)),
        (b"  ".to_vec(), Form::Json, (Code::MalformedJson, 1, 1)),
        (b"42".to_vec(), Form::Detect, (Code::WrongType, 1, 1)),
    ] {
        let batch = organizations(text.clone(), form);
        let shown = String::from_utf8_lossy(&text[..text.len().min(40)]).into_owned();
        assert_eq!(mistakes(&batch).last(), Some(&expected), "{shown:?} {form:?}");
        assert!(batch.organizations.is_empty());
    }
}

#[test]
fn an_oversized_element_does_not_affect_the_others() {
    let text = format!("[\"{}\",\n{}]", "x".repeat(MAX_DOCUMENT_BYTES), profile("a"));
    let batch = organizations(text, Form::Json);
    assert_eq!(mistakes(&batch), [(Code::TooLong, 1, 2)]);
    assert_eq!(slugs(&batch), ["a"]);
}

#[test]
fn a_folder_yields_all_its_documents_and_mistakes() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
    write("approaches.ndjson", format!("{}\n{}\n", term("t"), term("u")));
    write("focus_areas.json", format!("[{}, {{}}]", term("x")));
    write("a.json", profile("a"));
    write("b.json", format!("\n  {}", profile("b").replace("\"N\"", "7")));
    write("c.jsonl", format!("{}\n{}", profile("c"), profile("d")));

    let batch = Source::open(folder.path()).unwrap().batch().unwrap();

    assert_eq!(slugs(&batch), ["a", "c", "d"]);
    let terms: Vec<_> =
        batch.terms.iter().map(|t| (t.value.0, t.value.1.slug.to_string())).collect();
    let (area, approach) = (TermScheme::FocusArea, TermScheme::Approach);
    assert_eq!(terms, [(approach, "t".into()), (approach, "u".into()), (area, "x".into())]);
    assert_eq!(batch.vocabulary().terms(approach).len(), 2);
    let location = batch.mistakes[0].location();
    assert_eq!(location.path, folder.path().join("b.json").display().to_string());
    assert_eq!((location.line, &location.text[location.underline.clone()]), (2, "7"));
    assert!(batch.mistakes[1..].iter().all(|m| m.violation.code == Code::MissingKey));
}

#[test]
fn read_ahead_yields_all_profiles_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
    let many: Vec<String> = (0..3000).map(|number| format!("n-{number}")).collect();
    write("a.ndjson", many.iter().map(|slug| profile(slug) + "\n").collect());
    write("approaches.json", "[{}]".to_owned());
    write("b.json", "[7]".to_owned());
    let source = Source::open(folder.path()).unwrap();
    let total = source.bytes();
    let terms = source.vocabulary().unwrap();
    assert!(terms.mistake_count() > 0, "the terms have mistakes");

    let (sender, bytes) = std::sync::mpsc::channel();
    let found = source.organizations(move |bytes| sender.send(bytes).unwrap());
    let mut batch = Batch::default();
    found.for_each(|found| batch.add(found.unwrap()));

    assert_eq!(slugs(&batch), many);
    assert_eq!(mistakes(&batch), [(Code::WrongType, 1, 2)]);
    let bytes: Vec<u64> = bytes.into_iter().collect();
    assert!(bytes.is_sorted());
    assert_eq!(bytes.last(), Some(&(total - "[{}]".len() as u64)));
}

#[test]
fn a_file_deleted_during_reading_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("a.ndjson"), folder.path().join("b.ndjson"));
    fs::write(first, profile("a")).unwrap();
    fs::write(&second, profile("b")).unwrap();
    let source = Source::open(folder.path()).unwrap();
    fs::remove_file(second).unwrap();

    let found: Vec<_> = source.organizations(|_| {}).collect();

    assert!(matches!(found[..], [.., Err(SeedError::Unreadable { .. })]), "{found:?}");
}

#[test]
fn dropping_the_iterator_stops_the_reading() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ndjson");
    let lines: String = (0..10_000).map(|number| profile(&format!("n-{number}")) + "\n").collect();
    fs::write(&path, &lines).unwrap();
    let (sender, bytes) = std::sync::mpsc::channel();
    let mut found = Source::open(&path).unwrap().organizations(move |it| sender.send(it).unwrap());
    assert!(found.next().unwrap().is_ok());

    drop(found);

    // The channel closes with the thread.
    assert!(bytes.into_iter().last().unwrap() < lines.len() as u64);
}

#[test]
fn a_mistake_found_after_reading_has_a_location() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.ndjson");
    fs::write(&path, format!("{}\n{}\n", profile("a"), profile("b"))).unwrap();
    let batch = Source::open(&path).unwrap().batch().unwrap();
    let document = &batch.organizations[1];

    let violations = batch.vocabulary().profile_violations(&(&document.value).into());
    let location = document.mistake(violations[0].clone()).location();

    assert_eq!((location.line, &location.text[location.underline.clone()]), (2, "\"x\""));
    let bytes = fs::read(&path).unwrap();
    assert_eq!(bytes[location.range.start as usize..location.range.end as usize], *b"\"x\"");
}

#[test]
fn a_spooled_text_is_read_like_one_in_memory() {
    let (a, b) = (profile("a"), profile("b"));
    let pretty = a.replace("{\"slug", "{\n\"slug");
    for text in [
        String::new(),
        format!("{a}\n{b}\n"),
        format!("\u{feff}{a}\r\n\n7\n{b}"),
        format!("{{oops}}\n{a}\n"),
        format!("{pretty}\n{b}"),
        format!("[{a},\n {b}, 7]"),
        format!("{a} 7"),
    ] {
        let in_memory = organizations(text.clone(), Form::Detect);
        let mut spooled = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut spooled, text.as_bytes()).unwrap();
        let file = File::spooled("x", spooled);
        let text = Text { file, kind: Kind::Organizations, form: Form::Detect };

        let batch = batch_of([&text]).unwrap();

        assert_eq!(slugs(&batch), slugs(&in_memory));
        let locations =
            |batch: &Batch| batch.mistakes.iter().map(Mistake::location).collect::<Vec<_>>();
        assert_eq!(locations(&batch), locations(&in_memory));
    }
}
