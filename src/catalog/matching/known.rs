//! Facts that a caller knows of an organization besides its name, compared with a profile.

use crate::catalog::columns::parts;
use crate::catalog::{Entry, Facet, Snapshot, json};
use crate::domain::{self, Country, TermScheme};
use crate::text::folded_words;

/// The values of one property, of which the organization should have at least one. Texts are
/// compared without case, accents and punctuation.
#[derive(Clone, Debug, PartialEq)]
pub enum Known {
    /// A country of its headquarters or of its work.
    Countries(Vec<Country>),
    /// The city of its headquarters.
    Cities(Vec<String>),
    /// The host of its website, without `www.`.
    Hosts(Vec<String>),
    /// The year in which it began.
    Founded(Vec<i16>),
    Acronyms(Vec<String>),
    /// Its identifiers in registers, as keys: `US-EIN-541722887`.
    Identifiers(Vec<String>),
    /// Terms, or terms above those of the profile, by their slugs.
    Terms(TermScheme, Vec<String>),
}

impl Known {
    /// Whether the profile has one of the values; `None` if the profile says nothing about it.
    pub(super) fn agrees(&self, snapshot: &Snapshot, entry: &Entry<'_>) -> Option<bool> {
        match self {
            Self::Countries(countries) => {
                let mut own = entry.countries_with_roles().map(|(country, _)| country).peekable();
                let seat = entry.headquarters_country();
                let is_silent = own.peek().is_none() && seat.is_none();
                let is_wanted = |own: &str| countries.iter().any(|it| it.as_str() == own);
                (!is_silent).then(|| seat.into_iter().chain(own).any(is_wanted))
            }
            Self::Cities(cities) => {
                let own = folded_words(entry.headquarters_city()?);
                Some(cities.iter().any(|city| is_same_place(&folded_words(city), &own)))
            }
            Self::Hosts(hosts) => {
                let own = website_host(entry)?;
                Some(hosts.iter().any(|host| is_same_host(host, &own)))
            }
            Self::Founded(years) => Some(years.contains(&entry.founded()?)),
            Self::Acronyms(acronyms) => {
                let own = folded_words(entry.acronym()?);
                Some(acronyms.iter().any(|acronym| folded_words(acronym) == own))
            }
            Self::Identifiers(keys) => agrees_on_identifier(keys, entry),
            Self::Terms(scheme, slugs) => {
                entry.terms(*scheme).next()?;
                let column = snapshot.columns().facet(Facet::Term(*scheme));
                let has = |slug: &String| {
                    column.postings(slug).is_some_and(|it| it.contains(entry.number()))
                };
                Some(slugs.iter().any(has))
            }
        }
    }
}

/// Two identifiers contradict each other only if they are of the same register.
fn agrees_on_identifier(keys: &[String], entry: &Entry<'_>) -> Option<bool> {
    let has = |key: &String| entry.identifiers().any(|own| own == key);
    if keys.iter().any(has) {
        return Some(true);
    }
    let has_scheme = |key: &String| entry.identifiers().any(|own| parts(own).0 == parts(key).0);
    keys.iter().any(has_scheme).then_some(false)
}

/// Whether two folded names are of one city: `washington d c` and `washington`.
fn is_same_place(one: &str, other: &str) -> bool {
    let begins = |long: &str, short: &str| {
        !short.is_empty()
            && long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    begins(one, other) || begins(other, one)
}

/// Whether two hosts are the same, or one is a subdomain of the other.
fn is_same_host(one: &str, other: &str) -> bool {
    let is_below = |long: &str, short: &str| {
        short.contains('.') && long.strip_suffix(short).is_some_and(|rest| rest.ends_with('.'))
    };
    one == other || is_below(one, other) || is_below(other, one)
}

/// The host of the website of a profile.
fn website_host(entry: &Entry<'_>) -> Option<String> {
    let website = json::member(entry.document(), "website")?;
    host(&serde_json::from_slice::<Option<String>>(website).ok()??)
}

/// The host of a URL or of a text such as `ijm.org/news`, in lower case, without `www.`; `None` for
/// a text without one.
pub fn host(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let host = domain::host(&text).trim_end_matches('.');
    let is_host = host.contains('.') && !host.contains(char::is_whitespace);
    is_host.then(|| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_read_from_a_url_or_a_part_of_one() {
        for (text, expected) in [
            ("https://www.IJM.org/news?a=b", Some("ijm.org")),
            ("ijm.org", Some("ijm.org")),
            ("www.ijm.org/", Some("ijm.org")),
            ("http://user@ijm.org:8080", Some("ijm.org")),
            ("International Justice Mission", None),
            ("a b.org", None),
            ("", None),
        ] {
            assert_eq!(host(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn hosts_of_one_domain_and_forms_of_one_city_are_the_same() {
        assert!(is_same_host("uk.ijm.org", "ijm.org") && is_same_host("ijm.org", "uk.ijm.org"));
        assert!(!is_same_host("notijm.org", "ijm.org") && !is_same_host("ijm.org", "org"));
        assert!(is_same_place("washington d c", "washington"));
        assert!(!is_same_place("washington", "wash") && !is_same_place("", "london"));
    }
}
