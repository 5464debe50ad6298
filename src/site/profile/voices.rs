//! The voice behind a source or a reported result: that of the organization itself, of an organization
//! related to it, or of another party.
//!
//! The one rule: in doubt, a party is not independent.

use crate::catalog::RelatedOrganization;
use crate::domain::{Profile, Source};
use crate::site::display;
use crate::text::folded_words;

/// Words at the end of a name that people leave out: `Shared Hope` is Shared Hope International.
const LEFT_OUT: [&str; 6] =
    ["foundation", "international", "network", "organization", "organisation", "society"];

/// Words of parties that repeat what others say, or that anyone can be.
const REPEATERS: [&str; 9] = [
    "blog",
    "blogspot",
    "directory",
    "guest",
    "podcast",
    "slideshare",
    "summarizing",
    "wikipedia",
    "wordpress",
];

/// Minimum number of characters of a name that is looked for in other texts.
const MIN_NAME: usize = 3;

/// The voice behind a source or a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// The organization itself, or one of its founders.
    Own,
    /// An organization that is related to it, for example its parent.
    Related,
    /// Another party.
    Other,
    /// The profile does not say whose.
    Unknown,
}

/// The names by which an organization and those related to it are recognized.
pub struct Voices {
    own: Vec<String>,
    related: Vec<String>,
    /// The host of its website.
    host: Option<String>,
}

impl Voices {
    pub fn of(profile: &Profile, related: &[RelatedOrganization<'_>]) -> Self {
        let host = profile.website.as_ref().map(|url| display::host(url.as_str()).to_lowercase());
        let label = host.iter().filter_map(|host| host.split('.').next());
        let own = std::iter::once(profile.name.as_str())
            .chain(profile.acronym.iter().map(|it| it.as_str()))
            .chain(profile.other_names.iter().map(|it| it.value.as_str()))
            .chain(profile.founders.iter().map(|it| it.as_str()))
            .chain(label);
        let parent = profile.parent.iter().map(|it| it.name.as_str());
        let acronyms = related.iter().filter_map(|it| it.entry.as_ref()?.acronym());
        let others = related.iter().map(|it| it.name.as_str()).chain(parent).chain(acronyms);
        Self { own: names(own), related: names(others), host: host.clone() }
    }

    /// The voice behind a source, from its publisher, its author and its URLs.
    pub fn of_source(&self, source: &Source) -> Voice {
        let parties = source.publisher.iter().chain(&source.author);
        let voices: Vec<Voice> = parties.map(|party| self.of_party(party.as_str())).collect();
        let urls = source.url.iter().chain(&source.archived_url);
        if voices.contains(&Voice::Own) || urls.clone().any(|url| self.is_own_url(url.as_str())) {
            Voice::Own
        } else if voices.contains(&Voice::Related) {
            Voice::Related
        } else if voices.is_empty() && source.url.is_none() {
            Voice::Unknown
        } else {
            Voice::Other
        }
    }

    /// Whether a source is independent: it names its publisher, which is neither the organization
    /// nor one related to it, and no blog or encyclopedia.
    pub fn is_independent(&self, source: &Source) -> bool {
        let host = source.url.as_ref().map_or("", |url| display::host(url.as_str()));
        let publisher = source.publisher.as_ref().map(|publisher| publisher.as_str());
        let is_first_hand = publisher.is_some_and(|it| !is_repeater(it) && !is_repeater(host));
        is_first_hand && self.of_source(source) == Voice::Other
    }

    /// The voice behind the claim of a party. A party that quotes the organization repeats its word.
    pub fn of_party(&self, party: &str) -> Voice {
        let party = format!(" {} ", folded_words(party));
        let names = |names: &[String]| names.iter().any(|name| party.contains(name.as_str()));
        let quotes = [" citing the organization ", " quoting the organization "];
        if names(&self.own) || quotes.iter().any(|quote| party.contains(quote)) {
            Voice::Own
        } else if names(&self.related) {
            Voice::Related
        } else {
            Voice::Other
        }
    }

    /// Whether a URL is on the organization's website, or is an archived copy of such a page.
    fn is_own_url(&self, url: &str) -> bool {
        let Some(own) = &self.host else { return false };
        let url = url.to_lowercase();
        // An archived copy has the URL of the page in its own.
        let parts = url.split("://").skip(1).map(display::host);
        let is_below =
            |host: &str| host.strip_suffix(own.as_str()).is_some_and(|it| it.ends_with('.'));
        parts.into_iter().any(|host| host == own || is_below(host))
    }
}

/// Whether a party repeats what others say, from its own description.
pub fn is_repeater(party: &str) -> bool {
    folded_words(party).split(' ').any(|word| REPEATERS.contains(&word))
}

/// The names in the form in which they are looked for: folded, between spaces, with short forms.
fn names<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut all = Vec::new();
    for name in names {
        let folded = folded_words(name);
        let name = folded.strip_prefix("the ").unwrap_or(&folded);
        let short = name.rsplit_once(' ').filter(|(_, last)| LEFT_OUT.contains(last));
        let short = short.map(|(start, _)| start).filter(|start| start.contains(' '));
        let long_enough = |name: &&str| name.chars().count() >= MIN_NAME;
        all.extend(
            [Some(name), short]
                .into_iter()
                .flatten()
                .filter(long_enough)
                .map(|name| format!(" {name} ")),
        );
    }
    all
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::{Organization, read_stored};

    fn voices() -> Voices {
        let profile = json!({
            "slug": "a", "name": "The Freedom Light International", "acronym": "FLI",
            "other_names": [{"value": "Lanterne", "kind": "translation"}],
            "founders": ["Ann Example"], "website": "https://www.freedomlight.example/en",
            "parent": {"name": "Example Trust", "slug": null},
            "summary": "It exists.",
            "framing": {"summary": "As a wrong.", "sources": []},
            "method": {"summary": "By tests.", "steps": [], "sources": []},
            "focus_areas": ["bonded-labour"], "approaches": ["rescue"],
        });
        let profile: Organization = read_stored(&profile.to_string()).unwrap();
        Voices::of(&profile, &[])
    }

    #[test]
    fn a_party_with_a_name_of_the_organization_is_not_independent() {
        for (party, voice) in [
            ("The Freedom Light International", Voice::Own),
            ("Freedom Light", Voice::Own),
            ("FLI Canada", Voice::Own),
            ("LANTERNE, via the Daily News", Voice::Own),
            ("Ann Example, in a talk", Voice::Own),
            ("The Daily News, citing the organization", Voice::Own),
            ("Example Trust", Voice::Related),
            ("BBC News", Voice::Other),
            ("Freedom Lightning", Voice::Other),
            ("A foundation that supports the organization", Voice::Other),
        ] {
            assert_eq!(voices().of_party(party), voice, "{party}");
        }
    }

    #[test]
    fn a_source_is_independent_only_if_nothing_shows_that_it_is_not() {
        for (source, voice) in [
            (json!({"publisher": "BBC News"}), Voice::Other),
            (json!({"publisher": "BBC News", "author": "Ann Example"}), Voice::Own),
            (json!({"publisher": "Example Trust"}), Voice::Related),
            (json!({"url": "https://news.example/freedomlight.example"}), Voice::Other),
            (json!({"url": "https://uk.freedomlight.example/x"}), Voice::Own),
            (json!({"publisher": "A press", "url": "https://FREEDOMLIGHT.example/x"}), Voice::Own),
            (
                json!({"archived_url": "https://web.archive.org/web/2016/http://www.freedomlight.example/"}),
                Voice::Own,
            ),
            (json!({"archived_url": "https://archive.example/x.pdf"}), Voice::Unknown),
            (json!({}), Voice::Unknown),
        ] {
            let mut json = json!({"id": "a", "title": "The Freedom Light International"});
            for (key, value) in source.as_object().unwrap() {
                json[key] = value.clone();
            }
            let source: Source = read_stored(&json.to_string()).unwrap();
            assert_eq!(voices().of_source(&source), voice, "{json}");
        }
    }

    #[test]
    fn blogs_and_sources_without_a_publisher_do_not_count_as_independent() {
        for (source, expected) in [
            (json!({"publisher": "BBC News"}), true),
            (json!({"publisher": "Example Trust"}), false),
            (json!({"publisher": "Justice (blog)"}), false),
            (json!({"publisher": "Wikipedia (English)"}), false),
            (json!({"publisher": "A friend", "url": "https://friend.blogspot.com/"}), false),
            (json!({"url": "https://news.example/"}), false),
        ] {
            let mut json = json!({"id": "a", "title": "A title"});
            for (key, value) in source.as_object().unwrap() {
                json[key] = value.clone();
            }
            let source: Source = read_stored(&json.to_string()).unwrap();
            assert_eq!(voices().is_independent(&source), expected, "{json}");
        }
    }
}
