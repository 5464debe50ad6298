//! Parameters that choose among values: several may be given, and each can be excluded with `!`.

use std::marker::PhantomData;
use std::sync::Arc;

use super::ParameterValue;
use super::reader::Reader;
use super::values::words;
use crate::catalog::{Choice, Facet, KeyResolution, Snapshot};
use crate::domain::Keyword;

/// A choice among the values of the facet that has the name of the parameter.
impl ParameterValue for Choice {
    const IS_LIST: bool = true;

    fn read(reader: &mut Reader, name: &'static str) -> Self {
        if !reader.has(name) {
            return Choice::default();
        }
        let facet = Facet::ALL.into_iter().find(|facet| facet.as_str() == name);
        let facet = facet.expect("a parameter with a choice has the name of its facet");
        let Some(snapshot) = reader.snapshot() else { return Choice::default() };
        let vocabulary = snapshot.vocabulary();
        let is_value = |value: &str| facet.has_value(value, vocabulary);
        read_choice(reader, name, is_value, |reader, value| {
            refuse_value(reader, name, value, || facet.values(vocabulary));
        })
    }
}

/// A choice among the words of a closed list.
pub struct WordChoice<K>(pub Choice, PhantomData<K>);

impl<K: Keyword> ParameterValue for WordChoice<K> {
    const IS_LIST: bool = true;

    fn read(reader: &mut Reader, name: &'static str) -> Self {
        let is_word = |word: &str| K::from_word(word).is_some();
        let choice = read_choice(reader, name, is_word, |reader, word| {
            refuse_value(reader, name, word, words::<K>);
        });
        Self(choice, PhantomData)
    }
}

/// A choice of organizations by any of their keys; it contains their slugs.
pub struct OrganizationChoice(pub Choice);

impl ParameterValue for OrganizationChoice {
    const IS_LIST: bool = true;

    fn read(reader: &mut Reader, name: &'static str) -> Self {
        if !reader.has(name) {
            return Self(Choice::default());
        }
        let Some(snapshot) = reader.snapshot() else { return Self(Choice::default()) };
        let slug = |key: &str| match snapshot.resolve_key(key) {
            KeyResolution::Current(entry) | KeyResolution::Redirect(entry)
                if entry.withdrawal().is_none() =>
            {
                Some(entry.slug().to_owned())
            }
            _ => None,
        };
        let refuse = |reader: &mut Reader, key: &str| refuse_key(reader, name, key, &snapshot);
        let mut choice = read_choice(reader, name, |key| slug(key).is_some(), refuse);
        for keys in [&mut choice.any, &mut choice.none] {
            *keys = keys.iter().filter_map(|key| slug(key)).collect();
            keys.sort_unstable();
            keys.dedup();
        }
        Self(choice)
    }
}

fn refuse_key(reader: &mut Reader, name: &str, key: &str, snapshot: &Arc<Snapshot>) {
    // The nearest key to that of a withdrawn organization may be the same key.
    let nearest =
        || snapshot.nearest_slug(key).filter(|nearest| *nearest != key).map(str::to_owned);
    reader.unknown_key(name, key, &format!("is not a value of `{name}`"), nearest);
}

fn refuse_value(
    reader: &mut Reader,
    name: &str,
    value: &str,
    allowed: impl FnOnce() -> Vec<String>,
) {
    reader.unknown_value(name, value, &format!("is not a value of `{name}`"), allowed);
}

/// Reads values of which at least one must hold, and with `!` values of which none may hold.
fn read_choice(
    reader: &mut Reader,
    name: &str,
    is_value: impl Fn(&str) -> bool,
    refuse: impl Fn(&mut Reader, &str),
) -> Choice {
    let mut choice = Choice::default();
    for given in reader.many(name) {
        let (chosen, value) = match given.strip_prefix('!') {
            Some(value) => (&mut choice.none, value),
            None => (&mut choice.any, given.as_str()),
        };
        if !is_value(value) {
            refuse(reader, value);
        } else if !chosen.iter().any(|known| known == value) {
            chosen.push(value.to_owned());
        }
    }
    choice.any.sort_unstable();
    choice.none.sort_unstable();
    choice
}

/// A choice as its parameter is written.
pub fn choice_text(choice: &Choice) -> String {
    let none = choice.none.iter().map(|value| format!("!{value}"));
    choice.any.iter().cloned().chain(none).collect::<Vec<_>>().join(",")
}
