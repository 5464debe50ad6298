//! Reads a request for values of properties, and answers it.

use super::Service;
use super::cells::{Extension, ExtensionRows, PropertyAnswer};
use super::lenient_json::{parsed, with_whole_characters};
use crate::catalog::Snapshot;
use crate::domain::{Code, Node};
use crate::http::problem::{CONTENT_TOO_LARGE, INVALID_PARAMETER, Problem};
use crate::http::protocol::limits::{EXTEND_IDS, RECONCILE_PROPERTIES};

/// A request for values.
#[derive(Debug, PartialEq)]
pub struct ExtendQuery {
    /// The ids of things, each once.
    pub ids: Vec<String>,
    /// The properties, each once.
    pub properties: Vec<WantedProperty>,
}

/// A property that a client wants, with its settings.
#[derive(Debug, PartialEq)]
pub struct WantedProperty {
    pub id: String,
    /// Maximum number of values in a row; `None` for no limit.
    pub limit: Option<usize>,
    /// Whether values are codes and slugs instead of names.
    pub as_codes: bool,
}

/// Reads a request. Settings that mean nothing are ignored.
///
/// # Errors
///
/// 400 for a text that is not a JSON object with the arrays `ids` and `properties`, 413 for too many
/// ids.
pub fn read_extend(text: &str) -> Result<ExtendQuery, Problem> {
    const FORM: &str = "`extend` must be a JSON object such as \
        `{\"ids\": [\"a21\"], \"properties\": [{\"id\": \"founded\"}]}`";
    let text = with_whole_characters(text);
    let node = parsed("extend", &text)?;
    let list = |key: &str| match node.get(key) {
        Some(Node::Array(elements)) => Ok(elements.as_slice()),
        _ => Err(Problem::of_parameter(&INVALID_PARAMETER, "extend", Code::WrongType, FORM)),
    };
    let mut query = ExtendQuery { ids: Vec::new(), properties: Vec::new() };
    for id in list("ids")?.iter().filter_map(id) {
        if !query.ids.contains(&id) {
            query.ids.push(id);
        }
        if query.ids.len() > EXTEND_IDS {
            let detail =
                format!("`extend` has more than {EXTEND_IDS} ids; send them in several requests");
            return Err(Problem::of_parameter(&CONTENT_TOO_LARGE, "extend", Code::TooMany, detail));
        }
    }
    for node in list("properties")?.iter().take(RECONCILE_PROPERTIES) {
        let Some(id) = node.get("id").or(Some(node)).and_then(id) else { continue };
        if !query.properties.iter().any(|known| known.id == id) {
            query.properties.push(WantedProperty::of(id, node.get("settings")));
        }
    }
    Ok(query)
}

impl WantedProperty {
    fn of(id: String, settings: Option<&Node<'_>>) -> Self {
        let setting =
            |name: &str| settings.and_then(|settings| settings.get(name)).and_then(self::id);
        let limit = setting("limit").and_then(|text| text.parse::<f64>().ok());
        Self {
            id,
            // Numbers arrive as texts, too.
            limit: limit.filter(|limit| *limit >= 1.0).map(|limit| limit.round() as usize),
            as_codes: setting("content").is_some_and(|content| content == "id"),
        }
    }
}

/// An id or a setting: a text or a number.
fn id(node: &Node<'_>) -> Option<String> {
    match node {
        Node::String(text) => Some(text.to_string()),
        Node::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The values of the wanted properties.
pub fn extension<S: Service>(snapshot: &Snapshot, base: &str, query: ExtendQuery) -> Extension {
    let ExtendQuery { ids, properties } = query;
    let known = S::properties(snapshot);
    let name = |id: &String| {
        let property = known.iter().find(|property| property.id == *id);
        property.map_or_else(|| id.clone(), |property| property.name.clone())
    };
    let meta = properties
        .iter()
        .map(|wanted| PropertyAnswer { id: wanted.id.clone(), name: name(&wanted.id) })
        .collect();
    let rows = ids.into_iter().map(|id| {
        let cells = S::cells(snapshot, base, &id, &properties);
        let mut cells = cells.unwrap_or_else(|| vec![Vec::new(); properties.len()]);
        for (cells, wanted) in cells.iter_mut().zip(&properties) {
            cells.truncate(wanted.limit.unwrap_or(usize::MAX));
        }
        (id, cells)
    });
    let rows = rows.collect();
    let properties = properties.iter().map(|wanted| wanted.id.clone()).collect();
    Extension { meta, rows: ExtensionRows { properties, rows } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_texts_or_numbers() {
        let query = read_extend(
            r#"{"ids": ["a", "a", 7, null], "properties": [
                {"id": "country", "settings": {"limit": "2", "content": "id"}},
                {"id": "founded", "settings": {"limit": 0, "content": "other"}},
                {"id": "country"}, {}, "city"]}"#,
        );
        let query = query.unwrap();
        assert_eq!(query.ids, ["a", "7"]);
        let large = read_extend(
            r#"{"ids": ["a"], "properties": [{"id": "b", "settings": {"limit": 1e400}}]}"#,
        );
        assert_eq!(large.unwrap().properties[0].limit, None);
        let wanted: Vec<_> =
            query.properties.iter().map(|it| (it.id.as_str(), it.limit, it.as_codes)).collect();
        assert_eq!(
            wanted,
            [("country", Some(2), true), ("founded", None, false), ("city", None, false)]
        );
    }

    #[test]
    fn a_request_has_ids_and_properties() {
        for text in ["", "[]", "{}", "{\"ids\": []}", "{\"ids\": 3, \"properties\": []}"] {
            assert_eq!(read_extend(text).unwrap_err().kind.status, 400, "{text}");
        }
        let many: Vec<String> = (0..=EXTEND_IDS).map(|id| id.to_string()).collect();
        let text = format!("{{\"ids\": [{}], \"properties\": []}}", many.join(","));
        assert_eq!(read_extend(&text).unwrap_err().kind.status, 413);
    }
}
