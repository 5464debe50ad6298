//! The diff of two versions of a profile, by lines, and by words within lines.

use similar::{ChangeTag, DiffOp, TextDiff};

use super::outline::outline;
use crate::domain::Node;
use crate::site::display;

/// Number of unchanged context lines around a change.
const CONTEXT: usize = 1;

/// The diff of one key of the profile.
pub struct Difference {
    /// The display name of the key.
    pub about: String,
    pub lines: Vec<Line>,
}

/// A line of the diff.
pub struct Line {
    pub side: Side,
    /// The text in order; the flag says whether the part is only in this version.
    pub parts: Vec<(String, bool)>,
}

/// The version that has a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Both,
    Older,
    Newer,
    /// Unchanged lines were omitted here.
    Gap,
}

impl Side {
    /// The sign before the line.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Both => " ",
            Self::Older => "−",
            Self::Newer => "+",
            Self::Gap => "…",
        }
    }

    /// The CSS class of the line.
    pub fn class(self) -> &'static str {
        match self {
            Self::Both | Self::Gap => "same",
            Self::Older => "older",
            Self::Newer => "newer",
        }
    }
}

/// The diff of each key in which two versions differ, in the order of the newer version;
/// removed keys come last.
pub fn differences(older: &Node<'_>, newer: &Node<'_>) -> Vec<Difference> {
    let removed = keys(older).filter(|key| newer.get(key).is_none());
    let differing = keys(newer).chain(removed).filter(|key| older.get(key) != newer.get(key));
    let compared = differing.map(|key| {
        let side = |version: &Node<'_>| version.get(key).map(outline).unwrap_or_default();
        Difference { about: display::key_name(key), lines: lines(&side(older), &side(newer)) }
    });
    compared.collect()
}

/// The root keys of a document.
fn keys<'d>(document: &'d Node<'_>) -> impl Iterator<Item = &'d str> {
    let members = match document {
        Node::Object(members) => members.as_slice(),
        _ => &[],
    };
    members.iter().map(|(key, _)| &**key)
}

fn lines(older: &[String], newer: &[String]) -> Vec<Line> {
    let texts = |lines: &[String]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let (before, after) = (texts(older), texts(newer));
    let diff = TextDiff::from_lines(&before, &after);
    let mut lines = Vec::new();
    for (at, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if at > 0 {
            lines.push(Line { side: Side::Gap, parts: Vec::new() });
        }
        for op in group {
            add(op, older, newer, &mut lines);
        }
    }
    lines
}

fn add(op: &DiffOp, older: &[String], newer: &[String], lines: &mut Vec<Line>) {
    let whole = |side: Side, text: &String| Line { side, parts: vec![(text.clone(), false)] };
    let (before, after) = (&older[op.old_range()], &newer[op.new_range()]);
    match op {
        DiffOp::Equal { .. } => lines.extend(after.iter().map(|text| whole(Side::Both, text))),
        // As many new lines as old ones: compare them pairwise by words.
        DiffOp::Replace { .. } if before.len() == after.len() => {
            for (before, after) in before.iter().zip(after) {
                lines.extend(by_words(before, after));
            }
        }
        _ => {
            lines.extend(before.iter().map(|text| whole(Side::Older, text)));
            lines.extend(after.iter().map(|text| whole(Side::Newer, text)));
        }
    }
}

fn by_words(older: &str, newer: &str) -> [Line; 2] {
    let diff = TextDiff::from_words(older, newer);
    let line = |side: Side, own: ChangeTag| {
        let mut parts: Vec<(String, bool)> = Vec::new();
        for change in diff.iter_all_changes() {
            let is_own = change.tag() == own;
            if !is_own && change.tag() != ChangeTag::Equal {
                continue;
            }
            match parts.last_mut() {
                Some((text, was_own)) if *was_own == is_own => text.push_str(change.value()),
                _ => parts.push((change.value().to_owned(), is_own)),
            }
        }
        Line { side, parts }
    };
    [line(Side::Older, ChangeTag::Delete), line(Side::Newer, ChangeTag::Insert)]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The diff of two documents as text; parts that only one of them has are in brackets.
    fn shown(older: &str, newer: &str) -> Vec<(String, Vec<String>)> {
        let (older, newer) = [older, newer].map(|it| serde_json::from_str(it).unwrap()).into();
        let shown = differences(&older, &newer).into_iter().map(|difference| {
            let lines = difference.lines.iter().map(|line| {
                let parts = line
                    .parts
                    .iter()
                    .map(|(text, is_own)| if *is_own { format!("[{text}]") } else { text.clone() });
                format!("{}{}", line.side.sign(), parts.collect::<String>())
            });
            (difference.about, lines.collect())
        });
        shown.collect()
    }

    #[test]
    fn only_differing_keys_are_shown() {
        let older =
            r#"{"name": "A", "summary": "They free people.", "founders": ["X", "Y", "Z", "W"]}"#;
        let newer = r#"{"name": "A", "summary": "They free children.",
            "founders": ["X", "Y", "Z", "V"], "founded": 1990}"#;

        let expected = [
            ("summary", &["−They free [people.]", "+They free [children.]"][..]),
            ("founders", &[" • Z", "−• [W]", "+• [V]"]),
            ("year of founding", &["+1990"]),
        ];
        let expected = expected.map(|(about, lines)| {
            (about.to_owned(), lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>())
        });
        assert_eq!(shown(older, newer), expected);
    }

    #[test]
    fn a_removed_key_is_shown_as_removed() {
        let expected = ("acronym".to_owned(), vec!["−AB".to_owned()]);
        assert_eq!(shown(r#"{"acronym": "AB"}"#, "{}"), [expected]);
    }
}
