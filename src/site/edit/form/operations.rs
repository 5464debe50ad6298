//! The buttons of the form, and their effect on the typed document: adding, removing and moving the parts of
//! lists, and citing a source that the profile does not have yet.

use std::str::FromStr;

use serde_json::Value;

use super::convert::citations;
use super::post::empty;
use super::schema::{Field, Kind};
use super::source_ids::provisional_id;
use super::typed::{Place, Typed, place, text};
use crate::domain::MAX_ELEMENTS;

/// The effect of a button. Its value in the form is the verb and the JSON pointer of the part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Adds an empty element to a list.
    Add(String),
    /// Removes an element. With a source go its citations.
    Remove(String),
    /// Moves an element before the one above it.
    Up(String),
    /// Moves an element behind the one below it.
    Down(String),
    /// Adds a source, and cites it in a list of citations.
    Cite(String),
}

/// The text is not an operation.
#[derive(Debug, PartialEq, Eq)]
pub struct UnknownOperation;

/// Maximum number of bytes of a pointer; those of the form are shorter.
const MAX_POINTER_BYTES: usize = 200;

impl FromStr for Operation {
    type Err = UnknownOperation;

    fn from_str(text: &str) -> Result<Self, UnknownOperation> {
        let (verb, pointer) = text.split_once(' ').ok_or(UnknownOperation)?;
        // It becomes a part of a URL.
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/_-~".contains(&byte);
        if pointer.len() > MAX_POINTER_BYTES || !pointer.bytes().all(is_plain) {
            return Err(UnknownOperation);
        }
        let pointer = pointer.to_owned();
        match verb {
            "add" => Ok(Self::Add(pointer)),
            "remove" => Ok(Self::Remove(pointer)),
            "up" => Ok(Self::Up(pointer)),
            "down" => Ok(Self::Down(pointer)),
            "cite" => Ok(Self::Cite(pointer)),
            _ => Err(UnknownOperation),
        }
    }
}

impl Typed {
    /// Applies an operation. Returns the id of the part of the form to show then: its JSON pointer.
    /// An operation on something that does not exist changes nothing.
    pub fn apply(&mut self, operation: &Operation) -> String {
        match operation {
            Operation::Add(pointer) => self.add(pointer),
            Operation::Remove(pointer) => self.remove(pointer),
            Operation::Up(pointer) => self.swap(pointer, |at| at.checked_sub(1)),
            Operation::Down(pointer) => self.swap(pointer, |at| at.checked_add(1)),
            Operation::Cite(pointer) => self.cite(pointer),
        }
    }

    fn add(&mut self, pointer: &str) -> String {
        let Some(Place { field: Field { kind: Kind::List(of), key, .. }, rest }) = place(pointer)
        else {
            return pointer.to_owned();
        };
        let mut element = empty(of.fields);
        if *key == "sources" {
            element["id"] = provisional_id(self).into();
        }
        match self.value_mut().pointer_mut(pointer) {
            Some(Value::Array(elements)) if rest.is_empty() && elements.len() < MAX_ELEMENTS => {
                elements.push(element);
                format!("{pointer}/{}", elements.len() - 1)
            }
            _ => pointer.to_owned(),
        }
    }

    fn remove(&mut self, pointer: &str) -> String {
        let Some((list, at)) = element(pointer) else { return pointer.to_owned() };
        let Some(Value::Array(elements)) = self.value_mut().pointer_mut(list) else {
            return pointer.to_owned();
        };
        if at >= elements.len() {
            return list.to_owned();
        }
        let removed = elements.remove(at);
        let next = at.min(elements.len().saturating_sub(1));
        let shown = if elements.is_empty() { list.to_owned() } else { format!("{list}/{next}") };
        if list == "/sources" {
            self.remove_citations(text(removed.get("id")));
        }
        shown
    }

    fn remove_citations(&mut self, id: &str) {
        let lists: Vec<String> = citations(self).into_iter().map(|(list, _)| list).collect();
        for list in lists {
            if let Some(Value::Array(ids)) = self.value_mut().pointer_mut(&list) {
                ids.retain(|it| it != id);
            }
        }
    }

    fn swap(&mut self, pointer: &str, other: impl FnOnce(usize) -> Option<usize>) -> String {
        let Some((list, at)) = element(pointer) else { return pointer.to_owned() };
        match (self.value_mut().pointer_mut(list), other(at)) {
            (Some(Value::Array(elements)), Some(other)) if at.max(other) < elements.len() => {
                elements.swap(at, other);
                format!("{list}/{other}")
            }
            _ => pointer.to_owned(),
        }
    }

    fn cite(&mut self, pointer: &str) -> String {
        let is_list = match place(pointer) {
            Some(Place { field: Field { kind: Kind::Citations, .. }, rest }) => rest.is_empty(),
            Some(Place { field: Field { kind: Kind::FactSources, .. }, rest }) => rest.len() == 1,
            _ => false,
        };
        if !is_list {
            return pointer.to_owned();
        }
        let id = provisional_id(self);
        let added = self.add("/sources");
        if self.text(&format!("{added}/id")) != id {
            return "/sources".to_owned();
        }
        let value = self.value_mut();
        if let Some(key) = pointer.strip_prefix("/fact_sources/")
            && let Some(Value::Object(facts)) = value.get_mut("fact_sources")
        {
            let key = super::typed::key_of(key);
            facts.entry(key).or_insert_with(|| Value::Array(Vec::new()));
        }
        if let Some(Value::Array(ids)) = value.pointer_mut(pointer) {
            ids.push(id.into());
        }
        added
    }
}

/// The pointer to a list, and the place of an element in it. Only for lists whose elements have an
/// order: of objects, or of terms.
fn element(pointer: &str) -> Option<(&str, usize)> {
    let (list, at) = pointer.rsplit_once('/')?;
    let Place { field, rest } = place(pointer)?;
    let is_list = matches!(field.kind, Kind::List(_) | Kind::Terms(_)) && rest.len() == 1;
    Some((list, at.parse().ok()?)).filter(|_| is_list)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn typed() -> Typed {
        Typed::of_profile(&json!({
            "framing": {"lens": ["a", "b", "c"], "sources": ["x", "y"]},
            "outcomes": [{"claim": "one", "sources": ["x"]}, {"claim": "two"}],
            "fact_sources": {"founded": ["x"]},
            "sources": [{"id": "x", "title": "X"}, {"id": "y", "title": "Y"}],
        }))
    }

    fn applied(operation: &str) -> (Typed, String) {
        let mut typed = typed();
        let shown = typed.apply(&operation.parse().unwrap());
        (typed, shown)
    }

    #[test]
    fn parts_are_added_moved_and_removed() {
        let claims = |typed: &Typed| {
            let claims = typed.list("/outcomes").iter().map(|it| text(it.get("claim")).to_owned());
            claims.collect::<Vec<_>>()
        };
        for (operation, expected, shown) in [
            ("add /outcomes", &["one", "two", ""][..], "/outcomes/2"),
            ("remove /outcomes/0", &["two"], "/outcomes/0"),
            ("remove /outcomes/1", &["one"], "/outcomes/0"),
            ("up /outcomes/1", &["two", "one"], "/outcomes/0"),
            ("down /outcomes/0", &["two", "one"], "/outcomes/1"),
            ("up /outcomes/0", &["one", "two"], "/outcomes/0"),
            ("down /outcomes/1", &["one", "two"], "/outcomes/1"),
            ("remove /outcomes/9", &["one", "two"], "/outcomes"),
        ] {
            let (typed, at) = applied(operation);
            assert_eq!(claims(&typed), expected, "{operation}");
            assert_eq!(at, shown, "{operation}");
        }
        let (typed, _) = applied("up /framing/lens/2");
        assert_eq!(typed.at("/framing/lens"), Some(&json!(["a", "c", "b"])));
    }

    #[test]
    fn a_source_goes_with_its_citations() {
        let (typed, _) = applied("remove /sources/0");
        assert_eq!(typed.at("/framing/sources"), Some(&json!(["y"])));
        assert_eq!(typed.at("/outcomes/0/sources"), Some(&json!([])));
        assert_eq!(typed.at("/fact_sources/founded"), Some(&json!([])));
        assert_eq!(typed.source_ids().collect::<Vec<_>>(), ["y"]);
    }

    #[test]
    fn a_new_source_is_cited_where_it_was_added() {
        for (list, ids) in [
            ("/outcomes/1/sources", json!(["+1"])),
            ("/framing/sources", json!(["x", "y", "+1"])),
            ("/fact_sources/website", json!(["+1"])),
            ("/fact_sources/focus_areas~1rescue", json!(["+1"])),
        ] {
            let (typed, at) = applied(&format!("cite {list}"));
            assert_eq!(at, "/sources/2");
            assert_eq!(typed.at(list), Some(&ids), "{list}");
            assert_eq!(typed.source_ids().collect::<Vec<_>>(), ["x", "y", "+1"]);
        }
    }

    #[test]
    fn an_operation_on_something_else_changes_nothing() {
        for operation in [
            "add /name",
            "add /outcomes/0",
            "add ",
            "remove /outcomes",
            "remove /name/0",
            "up /sources",
            "cite /outcomes",
            "cite /name",
            "cite /fact_sources",
            "remove //0",
            "up /framing/sources/1",
        ] {
            let (after, _) = applied(operation);
            assert_eq!(after, typed(), "{operation}");
        }
        for text in ["", "add", "drop /outcomes/0"] {
            assert!(text.parse::<Operation>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_list_is_never_longer_than_a_profile_may_have_it() {
        let mut typed = Typed::empty();
        for _ in 0..MAX_ELEMENTS + 5 {
            typed.apply(&Operation::Cite("/framing/sources".to_owned()));
        }
        assert_eq!(typed.list("/sources").len(), MAX_ELEMENTS);
        assert_eq!(typed.list("/framing/sources").len(), MAX_ELEMENTS);
    }
}
