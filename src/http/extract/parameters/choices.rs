//! Parameters that choose among values: several may be given, each can be excluded with `!`, and `+`
//! joins values that must all hold.

use std::marker::PhantomData;

use super::ParameterValue;
use super::meant::{meant_among, meant_organization, meant_value};
use super::reader::Reader;
use super::values::words;
use crate::catalog::{Choice, CountryRoles, Entry, Facet, KeyResolution};
use crate::domain::{CountryRole, Keyword};

/// The characters between values that must hold together.
pub const JOINTS: [char; 2] = ['+', ' '];

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
        let instead = |reader: &mut Reader, value: &str| {
            let find = || meant_value(facet, value, vocabulary);
            reader.read_instead(name, value, find, || facet.values(vocabulary))
        };
        // An organization has one status and one affiliation.
        let combines = !matches!(facet, Facet::Status | Facet::Affiliation);
        read_choice(reader, name, combines, is_value, instead)
    }
}

/// A choice among the words of a closed list.
pub struct WordChoice<K>(pub Choice, PhantomData<K>);

impl<K: Keyword> ParameterValue for WordChoice<K> {
    const IS_LIST: bool = true;

    fn read(reader: &mut Reader, name: &'static str) -> Self {
        let is_word = |word: &str| K::from_word(word).is_some();
        let choice = read_choice(reader, name, false, is_word, |reader, word| {
            let find = || meant_among(word, words::<K>());
            reader.read_instead(name, word, find, words::<K>)
        });
        Self(choice, PhantomData)
    }
}

/// Roles of countries.
impl ParameterValue for CountryRoles {
    const IS_LIST: bool = true;

    fn read(reader: &mut Reader, name: &'static str) -> Self {
        let mut roles = Vec::new();
        for given in reader.many(name) {
            let role = CountryRole::from_word(&given).or_else(|| {
                let find = || meant_among(&given, words::<CountryRole>());
                let meant = reader.read_instead(name, &given, find, words::<CountryRole>)?;
                CountryRole::from_word(&meant)
            });
            roles.extend(role);
        }
        Self::new(&roles)
    }
}

/// Roles of countries as their parameter is written.
pub fn roles_text(roles: &CountryRoles) -> String {
    roles.iter().map(CountryRole::as_str).collect::<Vec<_>>().join(",")
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
        let is_shown = |entry: &Entry<'_>| entry.withdrawal().is_none();
        let slug = |key: &str| match snapshot.resolve_key(key) {
            KeyResolution::Current(entry) | KeyResolution::Redirect(entry) => {
                Some(entry).filter(is_shown).map(|entry| entry.slug().to_owned())
            }
            KeyResolution::Unknown => None,
        };
        let instead = |reader: &mut Reader, key: &str| {
            let meant = meant_organization(&snapshot, key);
            if let Some((_, successor)) = meant.as_ref().and_then(Entry::withdrawal) {
                reader.withdrawn_key(name, key, successor);
                return None;
            }
            reader.read_key_instead(name, key, meant.map(|entry| entry.slug().to_owned()), || {
                snapshot.nearest_slug(key).map(str::to_owned)
            })
        };
        let is_key = |key: &str| slug(key).is_some();
        let mut choice = read_choice(reader, name, false, is_key, instead);
        for keys in [&mut choice.any, &mut choice.none] {
            *keys = keys.iter().filter_map(|key| slug(key)).collect();
            keys.sort_unstable();
            keys.dedup();
        }
        Self(choice)
    }
}

/// Reads values of which at least one must hold, and with `!` values of which none may hold. If it
/// `combines`, values joined by `+` must hold together. `instead` returns the value to read in the
/// place of a wrong one, or refuses it.
pub(super) fn read_choice(
    reader: &mut Reader,
    name: &'static str,
    combines: bool,
    is_value: impl Fn(&str) -> bool,
    instead: impl Fn(&mut Reader, &str) -> Option<String>,
) -> Choice {
    let mut choice = Choice::default();
    let read = |reader: &mut Reader, value: &str| {
        if is_value(value) { Some(value.to_owned()) } else { instead(reader, value) }
    };
    for given in reader.many(name) {
        if let Some(parts) = combined(reader, &given, &is_value).filter(|_| combines) {
            if parts.iter().any(|part| part.starts_with('!')) {
                let message = "`!` cannot be part of a combination with `+`; exclude each value by \
                               itself: `!a,!b`";
                reader.invalid(name, message);
                continue;
            }
            let values: Option<Vec<String>> =
                parts.into_iter().map(|part| read(reader, part)).collect();
            choice.add_together(values.unwrap_or_default());
            continue;
        }
        let (chosen, value) = match given.strip_prefix('!') {
            Some(value) => (&mut choice.none, value),
            None => (&mut choice.any, given.as_str()),
        };
        chosen.extend(read(reader, value).filter(|value| !chosen.contains(value)));
    }
    choice.any.sort_unstable();
    choice.together.sort_unstable();
    choice.none.sort_unstable();
    choice
}

/// The parts of a combination of values. A space, as which a `+` in a URL is decoded, joins them too,
/// unless the text can be one value by another name, such as `United Kingdom`.
fn combined<'g>(
    reader: &Reader,
    given: &'g str,
    is_value: impl Fn(&str) -> bool,
) -> Option<Vec<&'g str>> {
    let parts: Vec<&str> = given.split(JOINTS).filter(|part| !part.is_empty()).collect();
    let known = parts.iter().filter(|part| is_value(part)).count();
    let is_sure = given.contains('+') || known == parts.len() || (known > 0 && !reader.is_page());
    (parts.len() > 1 && is_sure && !is_value(given)).then_some(parts)
}

/// A choice as its parameter is written.
pub fn choice_text(choice: &Choice) -> String {
    let together = choice.together.iter().map(|values| values.join("+"));
    let none = choice.none.iter().map(|value| format!("!{value}"));
    choice.any.iter().cloned().chain(together).chain(none).collect::<Vec<_>>().join(",")
}
