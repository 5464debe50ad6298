//! Reading the fields that a browser sent.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::fields::PROFILE;
use super::schema::{Field, Kind, field};
use super::typed::{Typed, key_of, list, text};

/// Maximum number of elements that a field may name in one list. A profile may have 200.
const MAX_ELEMENTS: usize = 400;

/// The last token of the field in which numbers of sources are typed: in a JSON Patch (RFC 6902),
/// the place after the last element.
pub const APPENDED: &str = "-";

impl Typed {
    /// The typed document of the fields of a form, in the order in which the browser sent them. The
    /// name of a field is its JSON pointer. Fields with other names are left out.
    pub fn of_fields(fields: &[(String, String)]) -> Self {
        let mut typed = Self::empty();
        // Numbers of sources are read last, when the list of sources is complete.
        let mut numbers: Vec<(&str, &str)> = Vec::new();
        for (name, value) in fields {
            let Some(path) = name.strip_prefix('/') else { continue };
            match path.strip_suffix("/-") {
                Some(list) => numbers.push((list, value)),
                None => {
                    let tokens: Vec<&str> = path.split('/').collect();
                    put(PROFILE, typed.value_mut(), &tokens, value);
                }
            }
        }
        let ids: Vec<String> = typed.source_ids().map(str::to_owned).collect();
        for (path, text) in numbers {
            let tokens: Vec<&str> = path.split('/').collect();
            for id in cited(text, &ids) {
                put(PROFILE, typed.value_mut(), &tokens, &id);
            }
        }
        typed
    }
}

/// The ids of the sources that a text names by their numbers, from 1, or by their ids. A word that
/// names none is kept, so that it can be shown as a mistake. At most [`MAX_ELEMENTS`], because each
/// is compared with those before it.
fn cited(text: &str, ids: &[String]) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || c == ',' || c == ';');
    let named = words.filter(|word| !word.is_empty()).map(|word| {
        let number = word.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let id = number.and_then(|at| ids.get(at)).filter(|id| !id.is_empty());
        id.cloned().unwrap_or_else(|| word.to_owned())
    });
    named.take(MAX_ELEMENTS).collect()
}

/// Puts a value at the place that the tokens name, below an object with these fields.
fn put(fields: &'static [Field], object: &mut Value, tokens: &[&str], value: &str) {
    let [key, rest @ ..] = tokens else { return };
    let Some(field) = field(fields, key) else { return };
    let Some(target) = object.get_mut(*key) else { return };
    match (&field.kind, rest) {
        (Kind::Group(inner), rest) => put(inner, target, rest, value),
        (Kind::List(of), [at, rest @ ..]) => {
            let (Ok(at), Value::Array(elements)) = (at.parse::<usize>(), target) else { return };
            if at < MAX_ELEMENTS {
                while elements.len() <= at {
                    elements.push(empty(of.fields));
                }
                put(of.fields, &mut elements[at], rest, value);
            }
        }
        (Kind::Terms(_) | Kind::Citations, []) => add(target, value),
        (Kind::FactSources, [key]) => {
            let Value::Object(facts) = target else { return };
            add(facts.entry(key_of(key)).or_insert_with(|| Value::Array(Vec::new())), value);
        }
        (Kind::List(_) | Kind::Terms(_) | Kind::Citations | Kind::FactSources, _) => {}
        (_, []) => *target = value.replace("\r\n", "\n").replace('\r', "\n").into(),
        (_, _) => {}
    }
}

/// Adds a text to a list that does not have it yet.
fn add(target: &mut Value, text: &str) {
    if let Value::Array(texts) = target
        && !text.is_empty()
        && texts.len() < MAX_ELEMENTS
        && !texts.iter().any(|it| it == text)
    {
        texts.push(text.into());
    }
}

/// An element in which nothing was typed.
pub fn empty(fields: &[Field]) -> Value {
    let members = fields.iter().map(|field| {
        let value = match field.kind {
            Kind::Group(inner) => empty(inner),
            Kind::List(_) | Kind::Terms(_) | Kind::Citations => Value::Array(Vec::new()),
            Kind::FactSources => Value::Object(Map::new()),
            _ => Value::String(String::new()),
        };
        (field.key.to_owned(), value)
    });
    Value::Object(members.collect())
}

/// The numbers of the sources by their ids, from 1.
pub fn source_numbers(typed: &Typed) -> HashMap<&str, usize> {
    let sources = list(typed.at("/sources")).iter().enumerate();
    sources.map(|(at, source)| (text(source.get("id")), at + 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Typed {
        let fields: Vec<(String, String)> =
            fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        Typed::of_fields(&fields)
    }

    #[test]
    fn sources_are_cited_by_number_or_id_and_unknown_words_are_kept() {
        let typed = typed(&[
            ("/outcomes/0/sources", "b"),
            ("/outcomes/0/sources/-", "1, 2;9 web"),
            ("/fact_sources/founded/-", "2"),
            ("/sources/0/id", "a"),
            ("/sources/1/id", "b"),
            ("/sources/1/title", "B"),
        ]);
        let cited = serde_json::json!(["b", "a", "9", "web"]);
        assert_eq!(typed.at("/outcomes/0/sources"), Some(&cited));
        assert_eq!(typed.at("/fact_sources/founded"), Some(&serde_json::json!(["b"])));
    }

    #[test]
    fn hostile_names_are_left_out() {
        let typed = typed(&[
            ("/outcomes/4000000000/claim", "x"),
            ("/outcomes/x/claim", "x"),
            ("/outcomes", "x"),
            ("/outcomes/0", "x"),
            ("/name/0", "x"),
            ("/sources/-/title", "x"),
            ("/framing", "x"),
            ("/framing/lens/0/0", "x"),
            ("/fact_sources", "x"),
            ("/fact_sources/a/b/c", "x"),
            ("csrf", "x"),
            ("//", "x"),
        ]);
        let mut expected = Typed::empty();
        // Its element was named, so it is shown, empty.
        expected.value_mut()["outcomes"] =
            Value::Array(vec![empty(match &field(PROFILE, "outcomes").unwrap().kind {
                Kind::List(list) => list.fields,
                kind => panic!("{kind:?}"),
            })]);
        assert_eq!(typed, expected);
    }

    #[test]
    fn a_list_takes_a_limited_number_of_citations() {
        let words: String = (0..60_000).map(|number| format!("w{number} ")).collect();
        let typed = typed(&[
            ("/framing/sources/-", &words),
            ("/framing/sources/-", &words),
            ("/fact_sources/founded/-", &words),
        ]);
        assert_eq!(typed.list("/framing/sources").len(), MAX_ELEMENTS);
        assert_eq!(typed.list("/fact_sources/founded").len(), MAX_ELEMENTS);
    }
}
