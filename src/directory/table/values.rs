//! The effect of a cell on the value that its column shows.

use serde_json::{Value, json};

use super::cell::{country, day, mistake, place, word, year};
use super::lists::{Element, edited_list, list_edit};
use crate::domain::{
    Code, CountryRole, Identifier, Keyword, NameKind, Scheme, TermScheme, Violation, Vocabulary,
    abbreviate, nearest,
};
use crate::tables::Cell;

/// The keys of a profile that cannot be cleared.
const REQUIRED: [&str; 7] =
    ["name", "status", "summary", "framing", "method", "focus_areas", "approaches"];

/// The values of a column: the keys that lead to it.
pub fn keys_of(column: &str) -> Vec<&str> {
    match column {
        "framing_in_short" => vec!["framing", "in_short"],
        "framing" => vec!["framing", "summary"],
        "lens" => vec!["framing", "lens"],
        "method_in_short" => vec!["method", "in_short"],
        "method" => vec!["method", "summary"],
        other => vec![other],
    }
}

/// The new value of a column for the text of a cell, which is not empty. `current` is the value now.
///
/// # Errors
///
/// Every mistake in the cell.
pub fn value(
    column: &str,
    current: &Value,
    text: &str,
    cell: &Cell,
    vocabulary: &Vocabulary,
    notices: &mut Vec<String>,
) -> Result<Value, Vec<Violation>> {
    let one = |value: Result<Value, Violation>| value.map_err(|violation| vec![violation]);
    if text == "=" {
        return one(cleared(column, current));
    }
    let scheme = TermScheme::ALL.iter().find(|it| it.keys().last() == Some(&column));
    if let Some(&scheme) = scheme {
        return list(current, text, |name, _| term(scheme, name, vocabulary), text_identity);
    }
    match column {
        "founded" => one(year(text, &cell.kind)),
        "verified_at" => one(day(text)),
        "headquarters" => one(place(text)),
        "status" => one(status(current, text)),
        "scope" => Ok(word(text)),
        "affiliation" => one(affiliation(current, text)),
        "founders" => list(current, text, |name, _| Ok(plain(name)), text_identity),
        "other_names" => list(
            current,
            text,
            |name, is_new| other_name(current, name, is_new),
            |it| it["value"].as_str().unwrap_or_default().to_owned(),
        ),
        "identifiers" => {
            list(current, text, |name, _| identifier(name, notices), identifier_identity)
        }
        "countries" => list(
            current,
            text,
            |name, _| country_of_work(name),
            |it| format!("{} {}", it["country"], it["role"]),
        ),
        _ => Ok(text.into()),
    }
}

/// The identifiers of a profile after a cell in the column of one scheme.
///
/// # Errors
///
/// Every value that is not an identifier of the scheme.
pub fn identifiers_in(
    scheme: &Scheme,
    current: &Value,
    text: &str,
    notices: &mut Vec<String>,
) -> Result<Value, Vec<Violation>> {
    let all = elements(current);
    let (own, others): (Vec<Value>, Vec<Value>) =
        all.iter().cloned().partition(|it| it["scheme"] == scheme.as_str());
    let own = Value::from(own);
    let new = if text == "=" {
        json!([])
    } else {
        let read = |value: &str, _| identifier_of(scheme.clone(), value, notices);
        list(&own, text, read, identifier_identity)?
    };
    Ok(others.into_iter().chain(elements(&new).iter().cloned()).collect())
}

/// The values of the identifiers of one scheme, as a cell.
pub fn identifiers_cell(scheme: &Scheme, current: &Value) -> String {
    let own = elements(current).iter().filter(|it| it["scheme"] == scheme.as_str());
    let values: Vec<&str> = own.filter_map(|it| it["value"].as_str()).collect();
    values.join(crate::directory::export::cells::LIST_SEPARATOR)
}

/// The identifier with this value in a scheme. Zeros that a spreadsheet removed are added again.
///
/// # Errors
///
/// When the value does not have the form of the scheme.
pub fn identifier_in(
    scheme: Scheme,
    value: &str,
    notices: &mut Vec<String>,
) -> Result<Identifier, Violation> {
    const EIN_DIGITS: usize = 9;
    let is_number = value.bytes().all(|digit| digit.is_ascii_digit());
    let is_short_ein =
        scheme.as_str() == "US-EIN" && is_number && (7..EIN_DIGITS).contains(&value.len());
    let padded = if is_short_ein { format!("{value:0>EIN_DIGITS$}") } else { value.to_owned() };
    let invalid = |err: crate::domain::InvalidIdentifier| {
        let hint = if value.contains(['E', 'e']) && value.parse::<f64>().is_ok() {
            "; the spreadsheet shortened the number, so digits are lost: write it as text"
        } else {
            ""
        };
        mistake(Code::InvalidForm, format!("`{}`: {err}{hint}", abbreviate(value)))
    };
    let identifier = Identifier::new(scheme, &padded).map_err(invalid)?;
    if identifier.value.len() > value.len() && identifier.value.ends_with(value) {
        notices.push(format!(
            "`{value}` was read as `{}`: a spreadsheet removes zeros at the beginning",
            identifier.value
        ));
    }
    Ok(identifier)
}

/// An identifier with its scheme, in any case: `US-EIN-54-1722887`.
///
/// # Errors
///
/// When the text is not an identifier.
pub fn identifier_named(text: &str, notices: &mut Vec<String>) -> Result<Identifier, Violation> {
    let end = text.match_indices('-').nth(1).map(|(end, _)| end);
    let scheme = end.and_then(|end| text[..end].to_ascii_uppercase().parse::<Scheme>().ok());
    match (scheme, end) {
        (Some(scheme), Some(end)) => identifier_in(scheme, text[end + 1..].trim(), notices),
        _ => {
            let message = format!(
                "`{}` is not an identifier; write the scheme and the value, such as \
                 US-EIN-541722887",
                abbreviate(text)
            );
            Err(mistake(Code::InvalidForm, message))
        }
    }
}

fn cleared(column: &str, current: &Value) -> Result<Value, Violation> {
    if REQUIRED.contains(&column) {
        let message = format!("a profile needs `{column}`, so it cannot be cleared");
        return Err(mistake(Code::MissingKey, message));
    }
    if column == "affiliation" {
        check_affiliation(current)?;
    }
    Ok(if current.is_array() { json!([]) } else { Value::Null })
}

fn list(
    current: &Value,
    text: &str,
    read: impl FnMut(&str, bool) -> Result<Element, Violation>,
    identity: impl Fn(&Value) -> String,
) -> Result<Value, Vec<Violation>> {
    let current = elements(current);
    if current.iter().any(|it| identity(it).contains(';')) {
        let message = "an element of the list contains `;`, which separates elements in a cell; \
                       change the list with the form or as JSON";
        return Err(vec![mistake(Code::InvalidForm, message)]);
    }
    let edit = list_edit(text).map_err(|violation| vec![violation])?;
    edited_list(current, &edit, read, identity).map(Value::from)
}

fn elements(list: &Value) -> &[Value] {
    list.as_array().map_or(&[], Vec::as_slice)
}

fn plain(text: &str) -> Element {
    Element { identity: text.to_owned(), value: text.into() }
}

fn text_identity(element: &Value) -> String {
    element.as_str().unwrap_or_default().to_owned()
}

fn status(current: &Value, text: &str) -> Result<Value, Violation> {
    let new = word(text);
    let message = if new == "withdrawn" {
        "a table cannot withdraw an organization, because that needs a reason; use the form or the \
         API"
    } else if current == "withdrawn" {
        "the organization is withdrawn; restore it before you change its status"
    } else {
        return Ok(new);
    };
    Err(mistake(Code::Contradiction, message))
}

fn affiliation(current: &Value, text: &str) -> Result<Value, Violation> {
    check_affiliation(current)?;
    Ok(json!({"kind": word(text), "tradition": null}))
}

fn check_affiliation(current: &Value) -> Result<(), Violation> {
    if current["tradition"].is_null() {
        return Ok(());
    }
    let message = "a table cannot change an affiliation with a tradition, which a cell does not \
                   show; use the form or JSON";
    Err(mistake(Code::Contradiction, message))
}

/// A term by its slug or one of its names, in any case.
fn term(scheme: TermScheme, name: &str, vocabulary: &Vocabulary) -> Result<Element, Violation> {
    let terms = vocabulary.terms(scheme);
    let lower = name.to_lowercase();
    let by_slug = vocabulary.term(scheme, &lower);
    let labels = |term: &crate::domain::Term| -> Vec<String> {
        let others = term.alt_labels.iter().map(|it| it.as_str().to_lowercase());
        std::iter::once(term.label.as_str().to_lowercase()).chain(others).collect()
    };
    let found = by_slug
        .or_else(|| terms.iter().find(|term| term.label.as_str().to_lowercase() == lower))
        .or_else(|| terms.iter().find(|term| labels(term).contains(&lower)));
    found.map(|term| plain(term.slug.as_str())).ok_or_else(|| {
        let words = terms.iter().flat_map(|it| [it.slug.as_str(), it.label.as_str()]);
        let near = nearest(name, words).map(str::to_owned);
        let hint = if name.contains(',') { "; separate terms with `;`" } else { "" };
        let message = format!("`{}` is not {}{hint}", abbreviate(name), scheme.with_article());
        let mut violation = mistake(Code::UnknownTerm, message).with_suggestion(near);
        // Groups are only for browsing.
        let allowed = terms.iter().filter(|it| !it.group);
        violation.allowed = allowed.map(|it| it.slug.to_string()).collect();
        violation
    })
}

fn country_of_work(text: &str) -> Result<Element, Violation> {
    let role = text.strip_suffix(')').and_then(|text| text.rsplit_once('('));
    let role = role.and_then(|(name, role)| {
        Some((name.trim(), CountryRole::from_word(&role.trim().to_lowercase())?))
    });
    let (name, role) = role.unwrap_or((text, CountryRole::Programmes));
    let (country, role) = (country(name)?.as_str(), role.as_str());
    let value = json!({"country": country, "role": role, "as_of": null, "sources": []});
    Ok(Element { identity: format!("{} {}", value["country"], value["role"]), value })
}

/// Another name, with its kind in parentheses if it is new: `Old Name (former)`.
fn other_name(current: &Value, text: &str, is_new: bool) -> Result<Element, Violation> {
    let has = |name: &str| elements(current).iter().any(|it| it["value"] == name);
    let kind = text.strip_suffix(')').and_then(|text| text.rsplit_once('('));
    let kind = kind.and_then(|(name, kind)| Some((name.trim(), NameKind::from_word(kind.trim())?)));
    match kind {
        _ if has(text) || !is_new => Ok(plain(text)),
        Some((name, _)) if has(name) => Ok(plain(name)),
        Some((name, kind)) => {
            let value = json!({"value": name, "kind": kind.as_str(), "lang": null});
            Ok(Element { identity: name.to_owned(), value })
        }
        None => {
            let kinds: Vec<&str> = NameKind::ALL.iter().map(|kind| kind.as_str()).collect();
            let message = format!(
                "`{}` is a new name; write its kind after it in parentheses: {}",
                abbreviate(text),
                kinds.join(", ")
            );
            Err(mistake(Code::MissingKey, message))
        }
    }
}

fn identifier(text: &str, notices: &mut Vec<String>) -> Result<Element, Violation> {
    identifier_named(text, notices).map(element)
}

fn identifier_of(
    scheme: Scheme,
    value: &str,
    notices: &mut Vec<String>,
) -> Result<Element, Violation> {
    identifier_in(scheme, value, notices).map(element)
}

fn element(identifier: Identifier) -> Element {
    let value = json!({"scheme": identifier.scheme.as_str(), "value": identifier.value});
    Element { identity: identifier.key().to_string(), value }
}

fn identifier_identity(element: &Value) -> String {
    let text = |key: &str| element[key].as_str().unwrap_or_default();
    let scheme = text("scheme").parse::<Scheme>().ok();
    let identifier = scheme.and_then(|scheme| Identifier::new(scheme, text("value")).ok());
    identifier.map_or_else(|| element.to_string(), |it| it.key().to_string())
}
