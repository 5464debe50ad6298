//! The cells of a CSV table.
//!
//! Texts and numbers are written as they are, `null` as an empty cell, and the elements of a list
//! are joined by `; `. An object is reduced to the members in `OBJECT_MEMBERS`; the other formats
//! have the rest.
//!
//! Each part of a text that a spreadsheet would run as a formula gets an apostrophe. A text may
//! have several such parts: if a spreadsheet separates cells at `;` or at tabs, as Excel does in
//! most of Europe, the quotes around a cell do not hold it together.

use serde_json::Value;

use super::INNER_COLUMNS;

/// The separator of list elements.
pub(in crate::directory) const LIST_SEPARATOR: &str = "; ";

/// The characters after which a spreadsheet may begin another cell.
const SEPARATORS: [char; 4] = [';', '\t', '\r', '\n'];

/// For each key whose value contains objects: the members that represent an object in a cell, and
/// the text that joins them.
const OBJECT_MEMBERS: [(&str, &[&str], &str); 17] = [
    ("other_names", &["value"], ""),
    ("withdrawal", &["reason"], ""),
    ("headquarters", &["city", "country"], ", "),
    ("identifiers", &["scheme", "value"], "-"),
    ("affiliation", &["kind"], ""),
    ("parent", &["name"], ""),
    ("related", &["relation", "slug", "name"], ": "),
    ("framing", &["summary"], ""),
    ("method", &["summary"], ""),
    ("outcomes", &["claim", "reported_by"], " Reported by: "),
    ("research", &["title"], ""),
    ("ways_to_help", &["kind", "title"], ": "),
    ("media", &["title"], ""),
    ("caveats", &["note"], ""),
    ("sources", &["url"], ""),
    ("withheld", &["key"], ""),
    ("links", &["self"], ""),
];

/// The cell for the value of a root key. With `exact`, formulas are not escaped.
///
/// # Errors
///
/// When the value is not valid JSON.
pub fn cell(key: &str, json: &[u8], exact: bool) -> Result<String, serde_json::Error> {
    let value: Value = serde_json::from_slice(json)?;
    Ok(text(key, &value, exact))
}

/// The cell of a column for a whole profile.
pub(in crate::directory) fn of_profile(profile: &Value, column: &str, exact: bool) -> String {
    let inner = INNER_COLUMNS.iter().find(|(name, ..)| *name == column);
    let value = match inner {
        Some((_, key, member)) => &profile[key][member],
        None => &profile[column],
    };
    text(column, value, exact)
}

fn text(key: &str, value: &Value, exact: bool) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) if exact => text.clone(),
        Value::String(text) => escape_formulas(text),
        Value::Array(elements) => {
            let texts = elements.iter().map(|element| text(key, element, exact));
            texts.collect::<Vec<_>>().join(LIST_SEPARATOR)
        }
        Value::Object(members) if key == "countries" => country(members),
        Value::Object(members) => {
            let shown = OBJECT_MEMBERS.iter().find(|(of, ..)| *of == key);
            let Some((_, names, joint)) = shown else {
                let json = value.to_string();
                return if exact { json } else { escape_formulas(&json) };
            };
            let parts = names.iter().filter_map(|name| members.get(*name));
            let texts = parts.map(|part| text(key, part, exact)).filter(|text| !text.is_empty());
            texts.collect::<Vec<_>>().join(joint)
        }
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// A country of work: `GH`, in another role than programmes `GH (office)`.
fn country(members: &serde_json::Map<String, Value>) -> String {
    let text = |key: &str| members.get(key).and_then(Value::as_str);
    let country = text("country").unwrap_or_default();
    match text("role") {
        None | Some("programmes") => country.to_owned(),
        Some(role) => format!("{country} ({role})"),
    }
}

/// The text with an apostrophe before each part that a spreadsheet might run as a formula.
pub(in crate::directory) fn escape_formulas(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 1);
    for (index, part) in text.split_inclusive(SEPARATORS).enumerate() {
        if needs_apostrophe(index, part) {
            escaped.push('\'');
        }
        escaped.push_str(part);
    }
    escaped
}

/// The text that [`escape_formulas`] was given: without the apostrophes that it adds.
pub(in crate::directory) fn unescape_formulas(text: &str) -> String {
    let mut unescaped = String::with_capacity(text.len());
    for (index, part) in text.split_inclusive(SEPARATORS).enumerate() {
        let original = part.strip_prefix('\'').filter(|rest| needs_apostrophe(index, rest));
        unescaped.push_str(original.unwrap_or(part));
    }
    unescaped
}

/// Whether an apostrophe comes before a part of a text, given the number of parts before it.
fn needs_apostrophe(index: usize, part: &str) -> bool {
    (index == 0 && part.starts_with(['\t', '\r', '\n'])) || is_formula(part)
}

/// Whether a spreadsheet might run a text as a formula. The first character decides, after spaces,
/// quotes and invisible characters.
fn is_formula(text: &str) -> bool {
    let is_skipped = |c: char| {
        c.is_whitespace()
            || "\"'`“”‘’".contains(c)
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}')
    };
    let begins = |c: char| "=+-@＝＋－＠".contains(c);
    text.trim_start_matches(is_skipped).starts_with(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_gets_an_apostrophe() {
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\rx",
            "\n1",
            " =1",
            "\"=1\"",
            "'=1",
            "“=1”",
            "＝1",
            "＋1",
            "－1",
            "＠x",
            "\u{a0}=1",
            "\u{feff}=1",
            "=",
            "-",
        ] {
            assert_eq!(cell("name", &json(text), false).unwrap(), format!("'{text}"), "{text:?}");
            assert_eq!(cell("name", &json(text), true).unwrap(), text, "{text:?}");
        }
        for text in ["", "a=1", "1-2", "'quoted'", "\"A\" - b", "A+", "https://a.example/?b=c"] {
            assert_eq!(cell("name", &json(text), false).unwrap(), text, "{text:?}");
        }
    }

    #[test]
    fn a_formula_after_another_separator_gets_an_apostrophe() {
        for (text, expected) in [
            ("A;=1+1", "A;'=1+1"),
            ("A; =1+1", "A;' =1+1"),
            ("A;\"=1+1", "A;'\"=1+1"),
            ("A;;@x", "A;;'@x"),
            ("=1+1;=HYPERLINK(\"x\")", "'=1+1;'=HYPERLINK(\"x\")"),
            ("First.\n-1", "First.\n'-1"),
            ("First.\n\n- a list", "First.\n\n'- a list"),
            ("A\t+1", "A\t'+1"),
            ("\t=1\t=2", "'\t'=1\t'=2"),
            ("A;\u{200b}＝1", "A;'\u{200b}＝1"),
            ("A; B; C", "A; B; C"),
            ("a=1;b=2", "a=1;b=2"),
            ("A;", "A;"),
        ] {
            assert_eq!(cell("name", &json(text), false).unwrap(), expected, "{text:?}");
            assert_eq!(cell("name", &json(text), true).unwrap(), text, "{text:?}");
            assert_eq!(unescape_formulas(expected), text);
        }
    }

    #[test]
    fn only_the_apostrophes_of_an_export_are_removed() {
        for text in ["'", "'quoted'", "it's", "a; 'b'", "O'Brien\n'x"] {
            assert_eq!(unescape_formulas(text), text);
        }
        for text in ["'=", "''=", "'+x; '-y", "\n"] {
            assert_eq!(unescape_formulas(&escape_formulas(text)), text);
        }
    }

    fn json(text: &str) -> Vec<u8> {
        serde_json::to_vec(text).unwrap()
    }

    #[test]
    fn lists_and_objects_become_readable_text() {
        for (key, json, expected) in [
            ("founded", "1990", "1990"),
            ("founded", "null", ""),
            ("founders", r#"["A","=B"]"#, "A; '=B"),
            ("founders", "[]", ""),
            ("headquarters", r#"{"city":"Accra","country":"GH"}"#, "Accra, GH"),
            ("headquarters", r#"{"city":null,"country":"GH"}"#, "GH"),
            ("identifiers", r#"[{"scheme":"US-EIN","value":"54"}]"#, "US-EIN-54"),
            ("countries", r#"[{"country":"GH","sources":["a"]},{"country":"IN"}]"#, "GH; IN"),
            (
                "countries",
                r#"[{"country":"GH","role":"programmes"},{"country":"GH","role":"office"}]"#,
                "GH; GH (office)",
            ),
            (
                "outcomes",
                r#"[{"claim":"It says so.","reported_by":"Example"}]"#,
                "It says so. Reported by: Example",
            ),
            ("ways_to_help", r#"[{"kind":"give","title":"Give"}]"#, "give: Give"),
            (
                "related",
                r#"[{"slug":"a","name":null,"relation":"partner"},{"name":"B","relation":"founded_by"}]"#,
                "partner: a; founded_by: B",
            ),
            ("framing", r#"{"summary":"As a crime.","sources":["a"]}"#, "As a crime."),
            ("fact_sources", r#"{"name":["a"]}"#, r#"{"name":["a"]}"#),
        ] {
            assert_eq!(cell(key, json.as_bytes(), false).unwrap(), expected, "{key} {json}");
        }
    }
}
