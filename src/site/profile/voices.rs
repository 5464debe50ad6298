//! The voice behind a source or a reported result: that of the organization itself, of an organization
//! related to it, or of another party.
//!
//! The one rule: in doubt, a party is not independent.

use crate::catalog::{OwnVoice, RelatedOrganization, SpokenNames};
use crate::domain::{Profile, Source, host};
use crate::text::folded_words;

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
    own: OwnVoice,
    related: SpokenNames,
}

impl Voices {
    pub fn of(profile: &Profile, related: &[RelatedOrganization<'_>]) -> Self {
        let parent = profile.parent.iter().map(|it| it.name.as_str());
        let acronyms = related.iter().filter_map(|it| it.entry.as_ref()?.acronym());
        let others = related.iter().map(|it| it.name.as_str()).chain(parent).chain(acronyms);
        Self { own: OwnVoice::of(profile), related: SpokenNames::new(others) }
    }

    /// The voice behind a source, from its publisher, its author and its URLs.
    pub fn of_source(&self, source: &Source) -> Voice {
        if self.own.published(source) {
            return Voice::Own;
        }
        let mut parties = source.publisher.iter().chain(&source.author);
        if parties.any(|party| self.related.are_in(party.as_str())) {
            Voice::Related
        } else if source.publisher.is_none() && source.author.is_none() && source.url.is_none() {
            Voice::Unknown
        } else {
            Voice::Other
        }
    }

    /// Whether a source is independent: it names its publisher, which is neither the organization
    /// nor one related to it, and no blog or encyclopedia.
    pub fn is_independent(&self, source: &Source) -> bool {
        let host = source.url.as_ref().map_or("", |url| host(url.as_str()));
        let publisher = source.publisher.as_ref().map(|publisher| publisher.as_str());
        let is_first_hand = publisher.is_some_and(|it| !is_repeater(it) && !is_repeater(host));
        is_first_hand && self.of_source(source) == Voice::Other
    }

    /// The voice behind the claim of a party. A party that quotes the organization repeats its word.
    pub fn of_party(&self, party: &str) -> Voice {
        if self.own.is_party(party) {
            Voice::Own
        } else if self.related.are_in(party) {
            Voice::Related
        } else {
            Voice::Other
        }
    }
}

/// Whether a party repeats what others say, from its own description.
pub fn is_repeater(party: &str) -> bool {
    folded_words(party).split(' ').any(|word| REPEATERS.contains(&word))
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
