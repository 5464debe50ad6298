//! What stands in the cells of a table.
//!
//! Texts and numbers stand as they are, `null` as nothing, the elements of a
//! list joined by `; `. Of an object stands what a reader wants to see, as
//! `SHOWN` has it; the rest is in the other formats. Where a spreadsheet would
//! run a text as a formula, an apostrophe goes before it.

use serde_json::Value;

/// What stands between the elements of a list.
const BETWEEN: &str = "; ";

/// For each key whose value has objects: which of their members stand for them,
/// and what joins these.
const SHOWN: [(&str, &[&str], &str); 17] = [
    ("other_names", &["value"], ""),
    ("withdrawal", &["reason"], ""),
    ("headquarters", &["city", "country"], ", "),
    ("identifiers", &["scheme", "value"], "-"),
    ("affiliation", &["kind"], ""),
    ("parent", &["name"], ""),
    ("framing", &["summary"], ""),
    ("method", &["summary"], ""),
    ("countries", &["country"], ""),
    ("outcomes", &["claim"], ""),
    ("research", &["title"], ""),
    ("ways_to_help", &["kind", "title"], ": "),
    ("media", &["title"], ""),
    ("caveats", &["note"], ""),
    ("sources", &["url"], ""),
    ("withheld", &["key"], ""),
    ("links", &["self"], ""),
];

/// The cell for the value of a root key; `exact` leaves formulas as they are.
///
/// # Errors
///
/// When the value is not JSON.
pub fn cell(key: &str, json: &[u8], exact: bool) -> Result<String, serde_json::Error> {
    let value: Value = serde_json::from_slice(json)?;
    Ok(text(key, &value, exact))
}

fn text(key: &str, value: &Value, exact: bool) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) if !exact && is_formula(text) => format!("'{text}"),
        Value::String(text) => text.clone(),
        Value::Array(elements) => {
            let texts = elements.iter().map(|element| text(key, element, exact));
            texts.collect::<Vec<_>>().join(BETWEEN)
        }
        Value::Object(members) => {
            let shown = SHOWN.iter().find(|(of, ..)| *of == key);
            let Some((_, names, joint)) = shown else { return value.to_string() };
            let parts = names.iter().filter_map(|name| members.get(*name));
            let texts = parts.map(|part| text(key, part, exact)).filter(|text| !text.is_empty());
            texts.collect::<Vec<_>>().join(joint)
        }
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// Whether a spreadsheet might run a text as a formula: it begins with what
/// begins one, perhaps behind spaces, quotes or what is not seen.
fn is_formula(text: &str) -> bool {
    let passed_by = |c: char| {
        c.is_whitespace()
            || "\"'`“”‘’".contains(c)
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}')
    };
    let begins = |c: char| "=+-@＝＋－＠".contains(c);
    text.starts_with(['\t', '\r', '\n']) || text.trim_start_matches(passed_by).starts_with(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_gets_an_apostrophe() {
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
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

    fn json(text: &str) -> Vec<u8> {
        serde_json::to_vec(text).unwrap()
    }

    #[test]
    fn a_cell_can_be_read() {
        for (key, json, expected) in [
            ("founded", "1990", "1990"),
            ("founded", "null", ""),
            ("founders", r#"["A","=B"]"#, "A; '=B"),
            ("founders", "[]", ""),
            ("headquarters", r#"{"city":"Accra","country":"GH"}"#, "Accra, GH"),
            ("headquarters", r#"{"city":null,"country":"GH"}"#, "GH"),
            ("identifiers", r#"[{"scheme":"US-EIN","value":"54"}]"#, "US-EIN-54"),
            ("countries", r#"[{"country":"GH","sources":["a"]},{"country":"IN"}]"#, "GH; IN"),
            ("ways_to_help", r#"[{"kind":"give","title":"Give"}]"#, "give: Give"),
            ("framing", r#"{"summary":"As a crime.","sources":["a"]}"#, "As a crime."),
            ("fact_sources", r#"{"name":["a"]}"#, r#"{"name":["a"]}"#),
        ] {
            assert_eq!(cell(key, json.as_bytes(), false).unwrap(), expected, "{key} {json}");
        }
    }
}
