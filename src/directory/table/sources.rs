//! The source that a row names for its changes: found among those of the profile, or added and
//! cited.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::cell::mistake;
use crate::domain::{Code, Slug, Violation, abbreviate, host};

/// The texts of the source columns of a row, by the key of a source; none is empty.
pub type SourceCells<'r> = Vec<(&'static str, &'r str)>;

/// Finds the source that a row names, or adds it to the profile. Returns its id.
///
/// # Errors
///
/// When the cells do not name one source.
pub fn named_source(profile: &mut Value, cells: &SourceCells<'_>) -> Result<String, Violation> {
    let cell = |key: &str| cells.iter().find(|(of, _)| *of == key).map(|(_, text)| *text);
    let sources = profile["sources"].as_array().map_or(&[][..], Vec::as_slice);
    let id_of = |source: &Value| source["id"].as_str().unwrap_or_default().to_owned();
    let (url, title) = (cell("url"), cell("title"));
    if let Some(url) = url {
        let is_same = |source: &&Value| source["url"].as_str().is_some_and(|it| same_url(it, url));
        if let Some(known) = sources.iter().find(is_same) {
            return Ok(id_of(known));
        }
    }
    match (url, title) {
        (None, Some(title)) => {
            let known = sources.iter().find(|it| it["title"] == title);
            return known.map(id_of).ok_or_else(|| {
                let message = format!(
                    "the profile has no source `{}`; give its URL in `source_url`",
                    abbreviate(title)
                );
                mistake(Code::DanglingSource, message)
            });
        }
        (Some(url), None) => {
            let message = format!(
                "the profile has no source with the URL `{}`; give its title in `source_title`",
                abbreviate(url)
            );
            return Err(mistake(Code::DanglingSource, message));
        }
        (None, None) => {
            let message = "the source has neither a URL nor a title; fill in `source_url`";
            return Err(mistake(Code::MissingKey, message));
        }
        (Some(_), Some(_)) => {}
    }
    let id = new_id(sources, title.unwrap_or_default(), url.unwrap_or_default());
    let source = json!({
        "id": id, "title": title, "publisher": cell("publisher"), "author": null,
        "published": cell("published"), "url": url, "archived_url": null,
        "retrieved": cell("retrieved"),
    });
    if let Some(sources) = profile["sources"].as_array_mut() {
        sources.push(source);
    }
    Ok(id)
}

/// Whether two URLs are the same, apart from the case of the host and a slash at the end.
fn same_url(one: &str, other: &str) -> bool {
    let plain = |url: &str| {
        let url = url.trim_end_matches('/');
        match url.split_once("://") {
            Some((scheme, rest)) => {
                let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
                let (host, path) = rest.split_at(end);
                format!("{}://{}{path}", scheme.to_lowercase(), host.to_lowercase())
            }
            None => url.to_owned(),
        }
    };
    plain(one) == plain(other)
}

/// An id that no other source has: the first words of the title, or the host.
fn new_id(sources: &[Value], title: &str, url: &str) -> String {
    const WORDS: usize = 5;
    const LONGEST: usize = 60;
    let words = |text: &str| {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|it| !it.is_empty());
        let mut id = words.take(WORDS).collect::<Vec<_>>().join("-").to_ascii_lowercase();
        id.truncate(LONGEST);
        id.trim_end_matches('-').to_owned()
    };
    let stem = [words(title), words(host(url)), "source".to_owned()];
    let stem = stem.into_iter().find(|it| it.parse::<Slug>().is_ok()).unwrap_or_default();
    let is_free = |id: &str| sources.iter().all(|source| source["id"] != id);
    let numbered = (2..).map(|number| format!("{stem}-{number}"));
    let mut ids = std::iter::once(stem.clone()).chain(numbered);
    ids.find(|id| is_free(id)).unwrap_or(stem)
}

/// Adds a source to a list of citations, unless it is there.
pub fn cite(list: &mut Value, id: &str) {
    if list.is_null() {
        *list = json!([]);
    }
    if let Some(list) = list.as_array_mut()
        && !list.iter().any(|cited| cited == id)
    {
        list.push(id.into());
    }
}

/// Removes the sources that `before` cites and `after` does not. Returns their ids.
pub fn drop_uncited(before: &Value, after: &mut Value) -> Vec<String> {
    let (were_cited, are_cited) = (cited(before), cited(after));
    let gone = |source: &Value| {
        let id = source["id"].as_str().unwrap_or_default();
        were_cited.contains(id) && !are_cited.contains(id)
    };
    let mut dropped = Vec::new();
    if let Some(sources) = after["sources"].as_array_mut() {
        sources.retain(|source| {
            let is_gone = gone(source);
            if is_gone {
                dropped.push(source["id"].as_str().unwrap_or_default().to_owned());
            }
            !is_gone
        });
    }
    dropped
}

/// The ids that a profile cites.
fn cited(profile: &Value) -> HashSet<String> {
    fn add(value: &Value, found: &mut HashSet<String>) {
        match value {
            Value::String(id) => drop(found.insert(id.clone())),
            Value::Array(items) => items.iter().for_each(|item| add(item, found)),
            Value::Object(members) => members.values().for_each(|value| add(value, found)),
            _ => {}
        }
    }
    fn below(value: &Value, found: &mut HashSet<String>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| below(item, found)),
            Value::Object(members) => {
                for (key, value) in members {
                    if key == "sources" { add(value, found) } else { below(value, found) }
                }
            }
            _ => {}
        }
    }
    let mut found = HashSet::new();
    let Some(members) = profile.as_object() else { return found };
    for (key, value) in members {
        match key.as_str() {
            "sources" => {}
            "fact_sources" => add(value, &mut found),
            _ => below(value, &mut found),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile() -> Value {
        json!({
            "framing": {"sources": ["page"]},
            "countries": [{"sources": ["page", "report"]}],
            "fact_sources": {"founded": ["history"]},
            "sources": [
                {"id": "page", "title": "A page", "url": "https://Example.org/about/"},
                {"id": "report", "title": "A report", "url": null},
                {"id": "history", "title": "History", "url": "https://example.org/history"},
            ],
        })
    }

    #[test]
    fn a_source_is_found_by_its_url_or_title_or_added() {
        for (cells, expected) in [
            (vec![("url", "https://example.org/about")], Ok("page")),
            (vec![("title", "A report")], Ok("report")),
            (
                vec![("url", "https://a.example/x"), ("title", "Annual Report 2024!")],
                Ok("annual-report-2024"),
            ),
            (vec![("url", "https://a.example/x"), ("title", "A page?")], Ok("a-page")),
            (vec![("url", "https://a.example/x"), ("title", "History")], Ok("history-2")),
            (vec![("url", "https://www.a.example/x"), ("title", "報告")], Ok("a-example")),
            (vec![("url", "https://a.example/x")], Err("give its title")),
            (vec![("title", "Another")], Err("give its URL")),
            (vec![("publisher", "X")], Err("neither a URL nor a title")),
        ] {
            let mut edited = profile();
            let found = named_source(&mut edited, &cells);
            match expected {
                Ok(id) => assert_eq!(found.as_deref(), Ok(id), "{cells:?}"),
                Err(part) => assert!(found.unwrap_err().message.contains(part), "{cells:?}"),
            }
        }
    }

    #[test]
    fn only_sources_that_lost_their_last_citation_are_dropped() {
        let before = profile();
        let mut after = profile();
        after["countries"] = json!([]);
        after["fact_sources"] = json!({});
        assert_eq!(drop_uncited(&before, &mut after), ["report", "history"]);
        assert_eq!(after["sources"].as_array().unwrap().len(), 1);
        assert_eq!(drop_uncited(&before, &mut profile()), Vec::<String>::new());
    }
}
