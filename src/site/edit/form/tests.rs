//! A profile that goes through the form comes back as it was.

use crate::domain::{Draft, Keyword, Node, Organization, Term, TermScheme, Vocabulary, parse};

use super::{Mistakes, Typed, sections};

/// The canonical JSON of each seed profile.
fn profiles() -> Vec<String> {
    let files = std::fs::read_dir("seed_data/organizations").unwrap();
    let profiles = files.map(|file| {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let node: Node<'_> = serde_json::from_str(&text).unwrap();
        Draft::<Organization>::read(&node).document.unwrap().to_json()
    });
    let profiles: Vec<String> = profiles.collect();
    assert!(profiles.len() > 40);
    profiles
}

/// The canonical JSON of the profile that was typed.
fn written(typed: &Typed) -> String {
    let json = typed.convert().profile.to_string();
    let node: Node<'_> = serde_json::from_str(&json).unwrap();
    Draft::<Organization>::read(&node).document.unwrap().to_json()
}

#[test]
fn a_typed_document_of_a_profile_converts_to_the_same_profile() {
    for profile in profiles() {
        let typed = Typed::of_profile(&serde_json::from_str(&profile).unwrap());
        assert_eq!(written(&typed), profile);
    }
}

fn vocabulary() -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    for &scheme in TermScheme::ALL {
        let text = std::fs::read_to_string(format!("seed_data/{}.json", scheme.plural())).unwrap();
        let Node::Array(terms) = serde_json::from_str::<Node<'_>>(&text).unwrap() else {
            panic!("{} is not a list", scheme.plural());
        };
        for term in &terms {
            vocabulary.insert(scheme, parse::<Term>(term).unwrap());
        }
    }
    vocabulary
}

/// The HTML of the whole form.
fn form(typed: &Typed) -> String {
    let sections = sections(typed, &Mistakes::default(), &vocabulary()).unwrap();
    sections.iter().map(|section| section.fields.as_str()).collect()
}

#[test]
fn a_form_that_is_sent_as_it_was_shown_gives_the_same_profile() {
    for profile in profiles() {
        let typed = Typed::of_profile(&serde_json::from_str(&profile).unwrap());
        let html = form(&typed);
        let sent = Typed::of_fields(&sent_by_browser(&html));
        assert_eq!(written(&sent), profile);
        // With the rest of the page it is less than 460 kB; much of it is the same, so that it
        // compresses well.
        assert!(html.len() < 445_000, "{} bytes", html.len());
    }
}

/// The fields that a browser sends for a form, in order.
fn sent_by_browser(html: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let end = rest.find('>').unwrap();
        let (tag, after) = rest.split_at(end + 1);
        let name = attribute(tag, "name");
        rest = after;
        if tag.starts_with("<input") {
            let is_sent = !tag.contains("type=\"checkbox\"") || tag.contains(" checked");
            fields.extend(name.filter(|_| is_sent).zip(attribute(tag, "value")));
        } else if tag.starts_with("<textarea") {
            let end = after.find("</textarea>").unwrap();
            let text = after[..end].strip_prefix('\n').unwrap_or(&after[..end]);
            fields.extend(name.map(|name| (name, unescaped(text).replace('\n', "\r\n"))));
        } else if tag.starts_with("<select") {
            let options = &after[..after.find("</select>").unwrap()];
            let chosen = options.split("<option").skip(1).find(|it| it.contains(" selected>"));
            let first = options.split("<option").nth(1);
            let value = chosen.or(first).and_then(|option| attribute(option, "value"));
            fields.extend(name.zip(value));
        }
    }
    fields
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let begin = format!(" {name}=\"");
    let at = tag.find(&begin)? + begin.len();
    Some(unescaped(&tag[at..at + tag[at..].find('"')?]))
}

fn unescaped(text: &str) -> String {
    let entities =
        [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    entities.iter().fold(text.to_owned(), |text, (of, to)| text.replace(of, to))
}

#[test]
fn what_is_typed_is_escaped() {
    let hostile = "\"><script>alert(1)</script>'&amp;\n</textarea>";
    let typed = Typed::of_fields(&[
        ("/name".to_owned(), hostile.to_owned()),
        ("/summary".to_owned(), hostile.to_owned()),
        ("/status".to_owned(), hostile.to_owned()),
        ("/focus_areas".to_owned(), hostile.to_owned()),
        ("/framing/sources".to_owned(), hostile.to_owned()),
        ("/sources/0/id".to_owned(), hostile.to_owned()),
        ("/sources/0/title".to_owned(), hostile.to_owned()),
        (format!("/fact_sources/{hostile}"), "x".to_owned()),
    ]);
    let html = form(&typed);
    assert!(!html.contains("<script") && !html.contains("alert(1)</"), "{html}");
    let sent = Typed::of_fields(&sent_by_browser(&html));
    assert_eq!(sent.text("/summary"), hostile);
    assert_eq!(sent.text("/status"), hostile);
}
