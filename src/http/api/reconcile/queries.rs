//! Reads a batch of queries. Only a text that is not a JSON object, or has too many queries, is
//! refused. Everything odd within a query is read as if it were left out.

use std::borrow::Cow;

use super::lenient_json::{parsed, with_whole_characters};
use crate::domain::{Code, Node};
use crate::http::problem::{CONTENT_TOO_LARGE, INVALID_PARAMETER, Problem};
use crate::http::protocol::limits::{
    RECONCILE_CANDIDATES, RECONCILE_PROPERTIES, RECONCILE_QUERIES,
};

/// Maximum number of values of one property, and of types of one query.
const MAX_VALUES: usize = 20;

/// Maximum number of characters of a value.
const MAX_CHARS: usize = 256;

/// Number of candidates, unless the query says another.
const DEFAULT_LIMIT: usize = 10;

/// One query of a batch.
#[derive(Debug, PartialEq)]
pub struct Query {
    /// The name to match; may be empty.
    pub text: String,
    /// The ids of types; unknown ones are kept.
    pub types: Vec<String>,
    /// Maximum number of candidates.
    pub limit: usize,
    pub properties: Vec<GivenProperty>,
}

/// The values of a property that a client knows.
#[derive(Debug, PartialEq)]
pub struct GivenProperty {
    pub id: String,
    pub values: Vec<GivenValue>,
}

/// A value: a text, or the id and the name of something that was matched before.
#[derive(Debug, PartialEq)]
pub struct GivenValue {
    pub id: Option<String>,
    pub name: String,
}

impl GivenValue {
    /// The texts that may be the value, the most certain first.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.id.as_deref().into_iter().chain([self.name.as_str()]).filter(|it| !it.is_empty())
    }
}

/// Reads a batch: the queries with their keys, in the order in which the client sent them.
///
/// # Errors
///
/// 400 for a text that is not a JSON object, 413 for too many queries.
pub fn read_batch(text: &str) -> Result<Vec<(String, Query)>, Problem> {
    let text = with_whole_characters(text);
    let members = match parsed("queries", &text)? {
        Node::Object(members) => members,
        other => {
            let detail = format!(
                "`queries` must be a JSON object such as `{{\"q0\": {{\"query\": \"A21\"}}}}`; this is {}",
                other.kind()
            );
            return Err(Problem::of_parameter(
                &INVALID_PARAMETER,
                "queries",
                Code::WrongType,
                detail,
            ));
        }
    };
    if members.len() > RECONCILE_QUERIES {
        let detail = format!(
            "`queries` has more than {RECONCILE_QUERIES} queries; send them in several batches"
        );
        return Err(Problem::of_parameter(&CONTENT_TOO_LARGE, "queries", Code::TooMany, detail));
    }
    let mut batch: Vec<(String, Query)> = Vec::with_capacity(members.len());
    for (key, value) in members {
        let query = Query::of(&value);
        match batch.iter_mut().find(|(known, _)| **known == *key) {
            Some((_, known)) => *known = query,
            None => batch.push((key.into_owned(), query)),
        }
    }
    Ok(batch)
}

impl Query {
    fn of(node: &Node<'_>) -> Self {
        let types = node.get("type").map(elements).unwrap_or_default();
        let properties = node.get("properties").map(elements).unwrap_or_default();
        Self {
            text: node.get("query").and_then(text).unwrap_or_default(),
            types: types.filter_map(type_id).collect(),
            limit: node.get("limit").map_or(DEFAULT_LIMIT, limit),
            properties: properties
                .take(RECONCILE_PROPERTIES)
                .filter_map(GivenProperty::of)
                .collect(),
        }
    }
}

impl GivenProperty {
    fn of(node: &Node<'_>) -> Option<Self> {
        let id = node.get("pid").or_else(|| node.get("p")).and_then(text)?;
        let values = node.get("v").map(elements).unwrap_or_default();
        let values: Vec<GivenValue> = values.filter_map(GivenValue::of).collect();
        (!values.is_empty()).then_some(Self { id, values })
    }
}

impl GivenValue {
    fn of(node: &Node<'_>) -> Option<Self> {
        let member = |key: &str| node.get(key).and_then(text).filter(|text| !text.is_empty());
        let (id, name) = match node {
            Node::Object(_) => (member("id"), member("name").unwrap_or_default()),
            plain => (None, text(plain)?),
        };
        (id.is_some() || !name.is_empty()).then_some(Self { id, name })
    }
}

/// The elements of an array, or one value as the only element.
#[derive(Default)]
struct Elements<'n, 't>(&'n [Node<'t>]);

fn elements<'n, 't>(node: &'n Node<'t>) -> Elements<'n, 't> {
    Elements(match node {
        Node::Array(elements) => elements,
        one => std::slice::from_ref(one),
    })
}

impl<'n, 't> Elements<'n, 't> {
    fn take(self, count: usize) -> std::iter::Take<std::slice::Iter<'n, Node<'t>>> {
        self.0.iter().take(count)
    }

    fn filter_map<T>(self, read: impl Fn(&Node<'t>) -> Option<T> + 'n) -> impl Iterator<Item = T> {
        self.take(MAX_VALUES).filter_map(read)
    }
}

/// The id of a type, which may be an object too.
fn type_id(node: &Node<'_>) -> Option<String> {
    text(node).or_else(|| node.get("id").and_then(text)).filter(|id| !id.is_empty())
}

/// A plain value as a text without control characters.
fn text(node: &Node<'_>) -> Option<String> {
    let text: Cow<'_, str> = match node {
        Node::String(text) => Cow::Borrowed(text),
        Node::Number(number) => number.to_string().into(),
        Node::Bool(flag) => flag.to_string().into(),
        _ => return None,
    };
    let clean = text.chars().take(MAX_CHARS).map(|c| if c.is_control() { ' ' } else { c });
    Some(clean.collect::<String>().trim().to_owned())
}

/// A number of candidates: any number is rounded to the nearest allowed one.
fn limit(node: &Node<'_>) -> usize {
    let number = match node {
        Node::Number(number) => number.as_f64(),
        Node::String(text) => text.trim().parse::<f64>().ok().filter(|it| !it.is_nan()),
        _ => None,
    };
    number.map_or(DEFAULT_LIMIT, |it| it.round().clamp(1.0, RECONCILE_CANDIDATES as f64) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(query: &str) -> Query {
        read_batch(&format!("{{\"q\": {query}}}")).unwrap().remove(0).1
    }

    #[test]
    fn a_limit_is_rounded_to_an_allowed_number() {
        for (limit, expected) in [
            ("3", 3),
            ("2.5", 3),
            ("0", 1),
            ("-7", 1),
            ("1e300", 50),
            ("\"4\"", 4),
            ("\"many\"", 10),
            ("null", 10),
            ("[1]", 10),
        ] {
            assert_eq!(one(&format!("{{\"limit\": {limit}}}")).limit, expected, "{limit}");
        }
        assert_eq!(one("{}").limit, 10);
    }

    #[test]
    fn values_are_texts_numbers_booleans_and_matched_things() {
        let query = one(r#"{"query": 21, "type": [{"id": "NGO"}, 7, null], "properties": [
                {"pid": "country", "v": {"id": "GB", "name": "United Kingdom"}},
                {"pid": "founded", "v": [1839, true, null, {}]}, {"pid": "a"}, 3, {"v": "b"}]}"#);
        assert_eq!((query.text.as_str(), query.types), ("21", vec!["NGO".into(), "7".into()]));
        assert_eq!(query.properties.len(), 2);
        let texts = |at: usize| -> Vec<&str> {
            query.properties[at].values.iter().flat_map(GivenValue::texts).collect()
        };
        assert_eq!(texts(0), ["GB", "United Kingdom"]);
        assert_eq!(texts(1), ["1839", "true"]);
    }

    #[test]
    fn an_odd_query_is_empty() {
        for odd in ["null", "3", "[]", "\"a\"", "{\"query\": {}}", "{\"query\": null}"] {
            assert!(one(odd).text.is_empty(), "{odd}");
        }
        assert_eq!(one(r#"{"query": "a\ud800"}"#).text, "a\u{fffd}");
    }

    #[test]
    fn a_part_that_cannot_be_read_leaves_the_others() {
        let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
        let text = format!(
            r#"{{"a": {{"query": "x", "limit": 1e400}}, "b": {{"query": {deep}}}, "c": {deep},
                "d": {{"query": "y", "properties": [{{"pid": "founded", "v": [-1e999, 1999]}}]}}}}"#
        );
        let batch = read_batch(&text).unwrap();
        let texts: Vec<&str> = batch.iter().map(|(_, query)| query.text.as_str()).collect();
        assert_eq!(texts, ["x", "", "", "y"]);
        assert_eq!(batch[0].1.limit, DEFAULT_LIMIT);
        let values: Vec<&str> =
            batch[3].1.properties[0].values.iter().flat_map(GivenValue::texts).collect();
        assert_eq!(values, ["1999"]);
    }

    #[test]
    fn a_batch_is_an_object_of_at_most_50_queries() {
        let batch = |count: usize| {
            let queries: Vec<String> = (0..count).map(|it| format!("\"q{it}\": {{}}")).collect();
            read_batch(&format!("{{{}}}", queries.join(",")))
        };
        assert_eq!(batch(50).unwrap().len(), 50);
        assert_eq!(batch(51).unwrap_err().kind.status, 413);
        for malformed in ["", "{", "[]", "3", "null"] {
            assert_eq!(read_batch(malformed).unwrap_err().kind.status, 400, "{malformed}");
        }
        let keys = read_batch(r#"{"b": {}, "a": {}, "b": {"query": "x"}}"#).unwrap();
        assert_eq!(keys.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["b", "a"]);
        assert_eq!(keys[0].1.text, "x");
    }
}
