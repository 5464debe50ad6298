//! One profile in every format, as other programs read it.

use std::collections::BTreeSet;
use std::fs;

use antislavery_directory::http::Settings;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::harness::{Answer, TestDirectory, profile, seed_profiles};

/// What `format` takes, and the media type that it stands for.
const FORMATS: [(&str, &str); 6] = [
    ("json", "application/json"),
    ("jsonld", "application/ld+json"),
    ("md", "text/markdown"),
    ("bibtex", "application/x-bibtex"),
    ("csl", "application/vnd.citationstyles.csl+json"),
    ("ris", "application/x-research-info-systems"),
];

const BASE: &str = "https://directory.example";

async fn seeded() -> TestDirectory {
    let public_url = Some(BASE.to_owned());
    TestDirectory::seeded_with(Settings { public_url, ..Settings::default() }).await
}

fn media_type(answer: &Answer) -> &str {
    answer.header("content-type").unwrap().split(';').next().unwrap()
}

#[actix_web::test]
async fn every_seed_profile_is_well_formed_in_every_format() {
    let directory = seeded().await;
    for profile in seed_profiles() {
        let slug = profile["slug"].as_str().unwrap();
        // How it is served as JSON, `profiles.rs` knows.
        for (format, expected) in FORMATS.into_iter().skip(1) {
            let path = format!("/api/v1/organizations/{slug}?format={format}");

            let answer = directory.get(&path).await;

            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(media_type(&answer), expected, "{path}");
            check(format, &answer.text(), &profile);
        }
    }
}

/// Holds a text against the rules of its format, and against its profile.
fn check(format: &str, text: &str, profile: &Value) {
    match format {
        "jsonld" => check_json_ld(text, profile),
        "md" => check_markdown(text, profile),
        "bibtex" => check_bibtex(text, profile),
        "csl" => check_csl(text, profile),
        "ris" => check_ris(text, profile),
        _ => panic!("{format} has no rules"),
    }
}

fn url(profile: &Value) -> String {
    format!("{BASE}/organizations/{}", profile["slug"].as_str().unwrap())
}

fn check_json_ld(text: &str, profile: &Value) {
    let document: Value = serde_json::from_str(text).unwrap();
    assert_eq!(document["@context"], "https://schema.org");
    assert_eq!(document["@type"], "NGO");
    assert_eq!(document["name"], profile["name"]);
    assert_eq!(document["description"], profile["summary"]);
    assert_eq!(document.get("url").unwrap_or(&Value::Null), &profile["website"]);
    assert_eq!(document["mainEntityOfPage"]["url"], url(profile));
    let count = |value: &Value| value.as_array().map_or(0, Vec::len);
    for (key, of) in [
        ("areaServed", "countries"),
        ("knowsAbout", "focus_areas"),
        ("founder", "founders"),
        ("identifier", "identifiers"),
    ] {
        assert_eq!(count(&document[key]), count(&profile[of]), "{key}: {document}");
    }
    assert!(!text.contains(":null") && !text.contains("[]"), "{text}");
}

fn check_csl(text: &str, profile: &Value) {
    let items: Value = serde_json::from_str(text).unwrap();
    let [item] = items.as_array().unwrap().as_slice() else { panic!("{items}") };
    assert_eq!(item["type"], "webpage");
    assert_eq!(item["title"], profile["name"]);
    assert_eq!(item["URL"], url(profile));
    assert_eq!(item["version"], "1");
    let parts = item["issued"]["date-parts"][0].as_array().unwrap();
    assert_eq!(parts.len(), 3, "{item}");
}

/// One entry, in which every brace is closed where it must be, and nothing stands
/// that LaTeX acts upon but what we wrote.
fn check_bibtex(text: &str, profile: &Value) {
    let slug = profile["slug"].as_str().unwrap();
    let fields = text.strip_prefix(&format!("@misc{{{slug}-r1,\n")).unwrap();
    let fields = fields.strip_suffix("}\n").unwrap();
    let mut names = BTreeSet::new();
    for line in fields.lines() {
        let (name, value) = line.strip_prefix("  ").unwrap().split_once(" = ").unwrap();
        let value = value.strip_suffix(',').unwrap();
        assert!(names.insert(name), "{name} stands twice: {text}");
        if name == "month" {
            assert!(value.len() == 3 && value.bytes().all(|b| b.is_ascii_lowercase()), "{text}");
            continue;
        }
        let mut depth = 0;
        for (at, c) in value.char_indices() {
            depth += match c {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            assert!(depth > 0 || at + 1 == value.len(), "{value} ends before its end");
        }
        assert_eq!(depth, 0, "{value}");
        if name != "url" {
            let bare = value.replace("\\%", "").replace("\\$", "").replace("\\#", "");
            let bare = bare.replace("\\&", "").replace("\\_", "").replace("\\text", "");
            assert!(!bare.contains(['\\', '%', '$', '#', '&', '_', '^', '~']), "{value}");
        }
    }
    for name in ["title", "howpublished", "version", "date", "year", "month", "url", "key"] {
        assert!(names.contains(name), "{text} has no {name}");
    }
    assert!(text.contains(&format!("url = {{{}}}", url(profile))), "{text}");
}

/// Lines of a tag and a value, from TY to ER.
fn check_ris(text: &str, profile: &Value) {
    let lines: Vec<&str> = text.strip_suffix("\r\n").unwrap().split("\r\n").collect();
    for line in &lines {
        let (tag, value) = line.split_once("  - ").unwrap_or_else(|| panic!("{line:?}"));
        let [first, second] = tag.as_bytes() else { panic!("{line:?}") };
        assert!(first.is_ascii_uppercase(), "{line:?}");
        assert!(second.is_ascii_uppercase() || second.is_ascii_digit(), "{line:?}");
        assert!(!value.contains(['\r', '\n']), "{line:?}");
    }
    assert_eq!((lines[0], *lines.last().unwrap()), ("TY  - ELEC", "ER  - "));
    assert!(lines.contains(&format!("TI  - {}", profile["name"].as_str().unwrap()).as_str()));
    assert!(lines.contains(&format!("UR  - {}", url(profile)).as_str()));
    assert!(lines.contains(&"ET  - Version 1"), "{text}");
}

/// Every footnote has its source and the other way round, every link is one of the
/// profile, and every text of the profile can be read.
fn check_markdown(text: &str, profile: &Value) {
    let ids: BTreeSet<&str> =
        array(&profile["sources"]).map(|it| it["id"].as_str().unwrap()).collect();
    let mut defined = BTreeSet::new();
    let mut cited = BTreeSet::new();
    for line in text.lines() {
        let definition = line.strip_prefix("[^").and_then(|rest| rest.split_once("]: "));
        let prose = match definition {
            Some((id, source)) => {
                assert!(defined.insert(id), "{id} is defined twice");
                source
            }
            None => line,
        };
        let marks: Vec<&str> =
            unescaped(prose, "[^").map(|rest| rest.split(']').next().unwrap()).collect();
        assert!(definition.is_none() || marks.is_empty(), "{line}");
        cited.extend(marks);
    }
    assert_eq!((&defined, &cited), (&ids, &ids), "{text}");

    let mut own: BTreeSet<String> = BTreeSet::from([url(profile)]);
    addresses(profile, &mut own);
    for rest in unescaped(text, "](") {
        let end = if rest.starts_with('<') { ">)" } else { ")" };
        let target = rest.split(end).next().unwrap().trim_start_matches('<');
        assert!(own.contains(target), "{target} is not of the profile");
    }
    let read = text.replace('\\', "");
    let mut texts = Vec::new();
    for (key, value) in profile.as_object().unwrap() {
        if !["fact_sources", "sources", "slug", "status", "withheld", "caveats"]
            .contains(&key.as_str())
        {
            gather(value, &mut texts);
        }
    }
    for part in texts.into_iter().flat_map(str::lines) {
        assert!(read.contains(part.replace('\\', "").trim()), "{part:?} is missing");
    }
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// What follows each `mark` of a text that no backslash takes its meaning.
fn unescaped<'t>(text: &'t str, mark: &'t str) -> impl Iterator<Item = &'t str> {
    text.match_indices(mark)
        .filter(|(at, _)| {
            text[..*at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 0
        })
        .map(move |(at, _)| &text[at + mark.len()..])
}

/// Every address below a value.
fn addresses(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if text.starts_with("http") => {
            found.insert(text.clone());
        }
        Value::Array(elements) => elements.iter().for_each(|it| addresses(it, found)),
        Value::Object(members) => members.values().for_each(|it| addresses(it, found)),
        _ => {}
    }
}

/// The sentences and names below a value: what has a space and is no address.
fn gather<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) if text.contains(' ') => found.push(text),
        Value::Array(elements) => elements.iter().for_each(|it| gather(it, found)),
        Value::Object(members) => members.values().for_each(|it| gather(it, found)),
        _ => {}
    }
}

#[actix_web::test]
async fn hostile_text_stays_text() {
    let line = r"*a* _b_ `c` [x](javascript:alert(1)) ![i](x) [^page] < /script> \end{document} } % $ # & ~ ^ @x{}";
    let lines =
        format!("{line}\n# heading\n\n- item\n1. item\n    code\n[^page]: false\n---\n> quote");
    let hostile = profile(
        "hostile",
        json!({
            "name": line, "acronym": "%}", "summary": lines, "founders": [line],
            "headquarters": {"city": line, "country": "GH"},
            "other_names": [{"value": "\\", "kind": "alias"}],
            "framing": {"summary": lines, "sources": ["page"]},
            "method": {"summary": lines, "steps": [{"name": line, "summary": lines}], "sources": ["page"]},
            "outcomes": [{"claim": lines, "place": line, "period": line, "sources": ["page"]}],
            "research": [{"title": line, "kind": "book", "authors": [line], "sources": ["page"]}],
            "caveats": [{"about": "founded", "note": lines, "sources": ["page"]}],
            "withheld": [{"key": "media", "reason": lines}],
            "sources": [{"id": "page", "title": line, "publisher": line, "url": "https://example.org/(a&lt;b"}],
        }),
    );
    let directory = TestDirectory::with(std::slice::from_ref(&hostile)).await;
    for (format, _) in FORMATS.into_iter().skip(1) {
        let path = format!("/api/v1/organizations/hostile?format={format}");
        let headers = [("host", "directory.example")];

        let text = directory.get_with(&path, &headers).await.text();

        let text = text.replace("http://directory.example", BASE);
        match format {
            "md" => {
                let text = text.replace(r"\&lt;b", "&lt;b");
                check_markdown(&text, &hostile);
                check_blocks(&text);
            }
            _ => check(format, &text, &hostile),
        }
    }
}

/// Every line is a heading, an element, a paragraph or a source of ours.
fn check_blocks(text: &str) {
    let headings = [
        "# ",
        "## How they frame the problem",
        "## How they fight it",
        "## What they work against",
        "## Approaches",
        "## What came of it, and who says so",
        "## How they contribute to global abolition",
        "## What a reader should know",
        "## What is left out on purpose",
        "## Sources",
    ];
    let found: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(found.len(), headings.len(), "{found:#?}");
    for (line, heading) in found.iter().zip(headings) {
        assert!(line.starts_with(heading), "{line}");
    }
    for line in text.lines() {
        let begins = |mark: &str| line.starts_with(mark);
        assert!(
            !begins(" ") && !begins(">") && !begins("---") && !begins("[^page]: false"),
            "{line}"
        );
        assert!(line == "- item" || !begins("- item") && !begins("1. item"), "{line}");
        let words = line.trim_start_matches('#').replace("**", "");
        let bare = ["*", "_", "`", "~", "$", "{", "@", "#"]
            .into_iter()
            .find(|mark| unescaped(&words, mark).next().is_some());
        assert_eq!(bare, None, "{line}");
    }
}

#[actix_web::test]
async fn accept_chooses_the_format() {
    let directory = seeded().await;
    for (accepted, format) in [
        ("*/*", "json"),
        ("application/*", "json"),
        ("text/*", "md"),
        ("application/ld+json", "jsonld"),
        ("APPLICATION/LD+JSON", "jsonld"),
        ("text/markdown; variant=GFM", "md"),
        ("application/x-bibtex", "bibtex"),
        ("application/vnd.citationstyles.csl+json", "csl"),
        ("application/x-research-info-systems", "ris"),
        ("text/html, text/markdown;q=0.5", "md"),
        ("text/html, */*;q=0.1", "json"),
        ("application/json;q=0.5, application/ld+json", "jsonld"),
        ("application/json;q=0.5, application/x-bibtex;q=0.6, text/markdown;q=0.7", "md"),
        ("application/json;q=0, application/*;q=0.2, text/markdown;q=0.1", "jsonld"),
        ("application/ld+json, application/json", "json"),
    ] {
        let path = "/api/v1/organizations/unseen";

        let accepting = directory.get_with(path, &[("accept", accepted)]).await;

        let named = directory.get(&format!("{path}?format={format}")).await;
        assert_eq!(accepting.status, 200, "{accepted}");
        assert_eq!(accepting.bytes(), named.bytes(), "{accepted}");
        assert_eq!(media_type(&accepting), media_type(&named), "{accepted}");
        assert_eq!(accepting.header("vary"), Some("Accept, Accept-Encoding"));
    }
}

#[actix_web::test]
async fn what_there_is_not_is_refused_with_what_there_is() {
    let directory = seeded().await;
    let words = FORMATS.map(|(word, _)| word);
    let types = FORMATS.map(|(_, media_type)| media_type);
    for (query, accepted, parameter, allowed) in [
        ("", "text/html", "Accept", &types[..]),
        ("", "application/json;q=0", "Accept", &types),
        ("?min_change=1", "text/csv", "Accept", &types),
        ("?format=html", "*/*", "format", &words),
        ("?format=MD", "*/*", "format", &words),
        ("?format=", "*/*", "format", &words),
        ("?fields=name", "text/markdown", "Accept", &types[..1]),
    ] {
        let path = format!("/api/v1/organizations/unseen{query}");

        let answer = directory.get_with(&path, &[("accept", accepted)]).await;

        assert_eq!(answer.status, 406, "{path} {accepted}");
        let problem = answer.json();
        assert_eq!(problem["errors"][0]["parameter"], parameter);
        assert_eq!(problem["errors"][0]["allowed"], json!(allowed), "{path} {accepted}");
        for name in allowed {
            assert!(problem["detail"].as_str().unwrap().contains(name), "{problem}");
        }
    }
}

#[actix_web::test]
async fn a_format_that_is_named_wins_over_accept() {
    let directory = seeded().await;
    for (format, expected) in FORMATS {
        let path = format!("/api/v1/organizations/unseen?format={format}");
        for accepted in ["text/html", "application/json", "application/x-bibtex", "*/*;q=0"] {
            let answer = directory.get_with(&path, &[("accept", accepted)]).await;

            assert_eq!((answer.status, media_type(&answer)), (200, expected), "{accepted}");
        }
    }
}

#[actix_web::test]
async fn what_shapes_the_json_goes_with_no_other_format() {
    let directory = seeded().await;
    let path = "/api/v1/organizations/unseen";
    let now = format!("as_of={}", Timestamp::now());
    for shape in ["fields=name", "include=labels", &now] {
        let name = shape.split('=').next().unwrap();
        for (format, _) in FORMATS {
            let answer = directory.get(&format!("{path}?{shape}&format={format}")).await;

            if format == "json" {
                assert_eq!(answer.status, 200, "{shape}");
                continue;
            }
            assert_eq!(answer.status, 400, "{shape} {format}");
            let problem = answer.json();
            assert_eq!(problem["errors"][0]["parameter"], name);
            assert_eq!(problem["errors"][0]["code"], "contradiction");
            assert!(problem["detail"].as_str().unwrap().contains(name), "{problem}");
        }
        // `Accept` is a wish: of this there is JSON alone.
        let wished = [("accept", "text/markdown, application/json;q=0.1")];
        let answer = directory.get_with(&format!("{path}?{shape}"), &wished).await;
        assert_eq!((answer.status, media_type(&answer)), (200, "application/json"), "{shape}");
    }
}

#[actix_web::test]
async fn every_format_has_a_tag_of_its_own_that_answers_304() {
    let directory = seeded().await;
    let mut tags = BTreeSet::new();
    for (format, _) in FORMATS {
        let path = format!("/api/v1/organizations/unseen?format={format}");
        for coding in ["identity", "gzip", "br"] {
            let answer = directory.get_with(&path, &[("accept-encoding", coding)]).await;
            let tag = answer.header("etag").unwrap().to_owned();
            assert!(tag.starts_with("\"r1-"), "{format}: {tag}");

            let headers = [("if-none-match", tag.as_str()), ("accept-encoding", coding)];
            let again = directory.get_with(&path, &headers).await;
            let head = directory.request("HEAD", &path, &headers[1..]).await;

            assert_eq!((again.status, again.body.len()), (304, 0), "{format} {coding}");
            assert_eq!(again.header("etag"), Some(tag.as_str()));
            assert_eq!((head.status, head.header("etag")), (200, Some(tag.as_str())));
            tags.insert(tag);
        }
    }
    // Short citations are not coded.
    assert!(tags.len() >= FORMATS.len() + 6, "{tags:?}");
}

#[actix_web::test]
async fn a_citation_follows_the_revisions() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let path = "/api/v1/organizations/a?format=ris";
    let before = directory.get(path).await;

    directory.load(&[profile("a", json!({"name": "Another"}))]).await;

    let after = directory.get(path).await;
    let lines =
        |answer: &Answer| -> Vec<String> { answer.text().lines().map(str::to_owned).collect() };
    assert_eq!(lines(&before)[2..5], ["TI  - a", "T2  - Antislavery Directory", "ET  - Version 1"]);
    assert_eq!(
        lines(&after)[2..5],
        ["TI  - Another", "T2  - Antislavery Directory", "ET  - Version 2"]
    );
    assert!(after.header("etag").unwrap().starts_with("\"r2-"));
}

#[actix_web::test]
async fn a_withdrawn_organization_is_gone_in_every_format() {
    let withdrawn = json!({"status": "withdrawn", "withdrawal": {"reason": "It asked for it."}});
    let directory = TestDirectory::with(&[profile("a", withdrawn)]).await;
    for (format, media_type) in FORMATS {
        let path = "/api/v1/organizations/a";
        let named = directory.get(&format!("{path}?format={format}")).await;
        let accepting = directory.get_with(path, &[("accept", media_type)]).await;

        assert_eq!((named.status, accepting.status), (410, 410), "{format}");
        assert_eq!(named.json()["reason"], "It asked for it.");
    }
}

#[actix_web::test]
async fn a_redirect_takes_the_format_along() {
    let directory = seeded().await;

    let answer = directory.get("/api/v1/organizations/US-EIN-541722887?format=bibtex").await;

    let location =
        format!("{BASE}/api/v1/organizations/international-justice-mission?format=bibtex");
    assert_eq!((answer.status, answer.header("location")), (308, Some(location.as_str())));
}

/// The examples beside the schemas are what is made of a profile, on a day that
/// does not pass. After an update of them the document must be updated once more.
#[actix_web::test]
async fn the_examples_of_the_document_are_real() {
    let directory = seeded().await;
    let mut examples = Map::new();
    for (format, media_type) in FORMATS.into_iter().skip(1) {
        let path = format!("/api/v1/organizations/challenging-heights?format={format}");
        let answer = directory.get(&path).await;
        let text = settled(&answer);
        let example = match media_type.ends_with("json") {
            true => serde_json::from_str(&text).unwrap(),
            false => text.into(),
        };
        examples.insert(media_type.to_owned(), example);
    }

    let path = "openapi/examples/find_organization_formats.json";
    let current = format!("{:#}\n", Value::Object(examples));
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        fs::write(path, &current).unwrap();
    }
    assert!(
        fs::read_to_string(path).unwrap() == current,
        "{path} is stale: run with UPDATE_OPENAPI=1"
    );
}

/// A text in which the time of the revision is the first moment of 2026.
fn settled(answer: &Answer) -> String {
    let modified = answer.header("last-modified").unwrap();
    let modified = jiff::fmt::rfc2822::parse(modified).unwrap();
    let written = |form: &str| modified.strftime(form).to_string();
    let mut text = answer.text();
    if let Some((before, rest)) = text.split_once("\"dateModified\":\"") {
        let (_, after) = rest.split_once('"').unwrap();
        text = format!("{before}\"dateModified\":\"2026-01-01T00:00:00Z\"{after}");
    }
    for (form, fixed) in [
        ("%Y-%m-%d", "2026-01-01"),
        ("%Y/%m/%d", "2026/01/01"),
        ("[[%Y,%-m,%-d]]", "[[2026,1,1]]"),
        ("year = {%Y}", "year = {2026}"),
        ("PY  - %Y", "PY  - 2026"),
    ] {
        text = text.replace(&written(form), fixed);
    }
    text.replace(&format!("month = {}", written("%b").to_lowercase()), "month = jan")
}
