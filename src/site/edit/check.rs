//! The page that shows what a draft changes before it is saved, the page of a conflict, and the
//! page after saving.

use askama::Template;
use serde_json::Value;

use super::EditFrame;
use crate::domain::{Node, Overlap};
use crate::site::history::{Difference, differences, outline};
use crate::site::{Frame, SiteError, display};

/// A draft that is about to be saved.
pub struct CheckPage<'c> {
    pub name: &'c str,
    /// The path to which the form is sent, and the path of the form of the draft.
    pub action: &'c str,
    pub form: &'c str,
    /// The version of the draft.
    pub version: i32,
    /// The profile as it is now, as JSON; `None` for a new one.
    pub before: Option<&'c str>,
    /// The profile that would be saved, as JSON.
    pub after: &'c str,
    pub note: &'c str,
    /// The mistakes of the note.
    pub note_mistake: Option<String>,
    /// The former and the new slug, if the draft renames the organization.
    pub renamed: Option<(&'c str, &'c str)>,
    /// The names of the parts that are left out, because nothing was typed into them.
    pub dropped: Vec<String>,
    pub notices: Vec<String>,
    /// Organizations that may be the same, as HTML; empty if there are none.
    pub similar: String,
    /// Whether the editor must confirm that it is another organization, and has not.
    pub must_confirm: bool,
}

/// A draft whose organization was changed meanwhile.
pub struct ConflictPage<'c> {
    pub name: &'c str,
    pub action: &'c str,
    pub form: &'c str,
    pub version: i32,
    /// The revision of the profile as it is now.
    pub current: i32,
    /// The author of the last change, and its note.
    pub author: &'c str,
    pub note: Option<&'c str>,
    /// The draft as the editor left it, and with the changes of others that do not overlap.
    pub mine: &'c Value,
    pub merged: &'c Value,
    pub overlaps: &'c [Overlap],
    pub notices: Vec<String>,
}

#[derive(Template)]
#[template(path = "edit/check.html")]
struct CheckTemplate<'c> {
    frame: EditFrame,
    page: &'c CheckPage<'c>,
    differences: Vec<Difference>,
    /// A sentence about the parts without a source; empty if all have one.
    unsourced: String,
}

#[derive(Template)]
#[template(path = "edit/conflict.html")]
struct ConflictTemplate<'c> {
    frame: EditFrame,
    page: &'c ConflictPage<'c>,
    differences: Vec<Difference>,
    overlaps: Vec<Columns>,
}

/// A part that both changed, with its three versions as lines.
struct Columns {
    name: String,
    began: Vec<String>,
    now: Vec<String>,
    mine: Vec<String>,
}

/// The page before saving: what changes, and the note.
///
/// # Errors
///
/// If a document is not JSON, or the template fails.
pub fn check(frame: EditFrame, page: &CheckPage<'_>) -> Result<String, SiteError> {
    let before = page.before.unwrap_or("{}");
    let mut differences =
        differences(&serde_json::from_str(before)?, &serde_json::from_str(page.after)?);
    // The empty parts of a new profile.
    differences.retain(|difference| !difference.lines.is_empty());
    let unsourced = unsourced_words(&unsourced_parts(&serde_json::from_str(page.after)?));
    let frame = frame.titled(format!("Check the changes: {}", page.name));
    Ok(CheckTemplate { frame, page, differences, unsourced }.render()?)
}

/// The page of a conflict: what others changed meanwhile, and a choice for each part that both
/// changed.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn conflict(frame: EditFrame, page: &ConflictPage<'_>) -> Result<String, SiteError> {
    let (mine, merged) = (page.mine.to_string(), page.merged.to_string());
    let differences = differences(&serde_json::from_str(&mine)?, &serde_json::from_str(&merged)?);
    let overlaps = page.overlaps.iter().map(|overlap| {
        Ok(Columns {
            name: part_name(&overlap.pointer),
            began: lines(overlap.base.as_ref())?,
            now: lines(overlap.theirs.as_ref())?,
            mine: lines(overlap.mine.as_ref())?,
        })
    });
    let overlaps = overlaps.collect::<Result<_, SiteError>>()?;
    let frame = frame.titled(format!("Changed meanwhile: {}", page.name));
    Ok(ConflictTemplate { frame, page, differences, overlaps }.render()?)
}

/// The lists of a profile whose elements cite sources, with the noun for one element.
const CITING: [(&str, &str); 6] = [
    ("outcomes", "result"),
    ("research", "piece of research"),
    ("ways_to_help", "way to help"),
    ("media", "recording or picture"),
    ("countries", "country"),
    ("caveats", "caveat"),
];

/// The parts of a profile that cite no source.
fn unsourced_parts(profile: &Value) -> Vec<String> {
    let is_bare = |part: &Value| part["sources"].as_array().is_some_and(Vec::is_empty);
    let texts = ["framing", "method"].into_iter().filter(|key| is_bare(&profile[*key]));
    let elements = CITING.iter().flat_map(|(key, one)| {
        let elements = profile[*key].as_array().into_iter().flatten().enumerate();
        let bare = elements.filter(|(_, element)| is_bare(element));
        bare.map(move |(place, _)| format!("{one} {}", place + 1))
    });
    texts.map(display::key_name).chain(elements).collect()
}

fn unsourced_words(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [part] => format!("1 part cites no source: {part}."),
        parts => format!("{} parts cite no source: {}.", parts.len(), parts.join(", ")),
    }
}

/// The lines of a part; none for one that was removed.
fn lines(value: Option<&Value>) -> Result<Vec<String>, SiteError> {
    let Some(value) = value else { return Ok(Vec::new()) };
    let text = value.to_string();
    let node: Node<'_> = serde_json::from_str(&text)?;
    Ok(outline(&node))
}

/// A part of a profile in words: `/outcomes/2/claim` is "Results, number 3, claim".
fn part_name(pointer: &str) -> String {
    let tokens = pointer.split('/').skip(1).map(|token| match token.parse::<usize>() {
        Ok(place) => format!("number {}", place + 1),
        Err(_) => display::key_name(&token.replace("~1", ": ").replace("~0", "~")),
    });
    display::capitalized(&tokens.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_without_a_source_are_named() {
        let profile = serde_json::json!({
            "framing": {"summary": "x", "sources": []},
            "method": {"summary": "x", "sources": ["a"]},
            "outcomes": [{"claim": "x", "sources": ["a"]}, {"claim": "y", "sources": []}],
        });
        let expected = "2 parts cite no source: how it frames the problem, result 2.";
        assert_eq!(unsourced_words(&unsourced_parts(&profile)), expected);
        assert_eq!(unsourced_words(&[]), "");
    }

    #[test]
    fn a_part_has_a_name() {
        for (pointer, name) in [
            ("/outcomes/2/claim", "Results, number 3, claim"),
            ("/founded", "Year of founding"),
            ("/fact_sources/focus_areas~1rescue", "Sources of facts, focus areas: rescue"),
        ] {
            assert_eq!(part_name(pointer), name);
        }
    }
}
