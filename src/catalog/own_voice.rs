//! The voice of an organization: the sources and reports that it publishes itself.
//!
//! The one rule: in doubt, a party is the organization.

use crate::domain::{Profile, Source, host};
use crate::text::folded_words;

/// Words at the end of a name that people leave out: `Shared Hope` is Shared Hope International.
const LEFT_OUT: [&str; 6] =
    ["foundation", "international", "network", "organization", "organisation", "society"];

/// Minimum number of characters of a name that is looked for in other texts.
const MIN_NAME: usize = 3;

/// Names that are looked for in the descriptions of parties.
pub struct SpokenNames(Vec<String>);

/// The names by which an organization is recognized, and the host of its website.
pub struct OwnVoice {
    names: SpokenNames,
    host: Option<String>,
}

impl SpokenNames {
    /// Names with their short forms: folded, between spaces.
    pub fn new<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let mut all = Vec::new();
        for name in names {
            let folded = folded_words(name);
            let name = folded.strip_prefix("the ").unwrap_or(&folded);
            let short = name.rsplit_once(' ').filter(|(_, last)| LEFT_OUT.contains(last));
            let short = short.map(|(start, _)| start).filter(|start| start.contains(' '));
            let long_enough = |name: &&str| name.chars().count() >= MIN_NAME;
            let names = [Some(name), short].into_iter().flatten().filter(long_enough);
            all.extend(names.map(|name| format!(" {name} ")));
        }
        Self(all)
    }

    /// Whether the description of a party has one of the names.
    pub fn are_in(&self, party: &str) -> bool {
        let party = spoken(party);
        self.0.iter().any(|name| party.contains(name.as_str()))
    }
}

/// A text in the form in which names are looked for in it.
fn spoken(text: &str) -> String {
    format!(" {} ", folded_words(text))
}

impl OwnVoice {
    pub fn of(profile: &Profile) -> Self {
        let host = profile.website.as_ref().map(|url| host(url.as_str()).to_lowercase());
        let label = host.iter().filter_map(|host| host.split('.').next());
        let names = std::iter::once(profile.name.as_str())
            .chain(profile.acronym.iter().map(|it| it.as_str()))
            .chain(profile.other_names.iter().map(|it| it.value.as_str()))
            .chain(profile.founders.iter().map(|it| it.as_str()))
            .chain(label);
        Self { names: SpokenNames::new(names), host: host.clone() }
    }

    /// Whether a party is the organization or one of its founders. A party that quotes the
    /// organization repeats its word.
    pub fn is_party(&self, party: &str) -> bool {
        let quotes = [" citing the organization ", " quoting the organization "];
        self.names.are_in(party) || quotes.iter().any(|quote| spoken(party).contains(quote))
    }

    /// Whether the organization published a source itself: from its publisher, its author and its
    /// URLs.
    pub fn published(&self, source: &Source) -> bool {
        let mut parties = source.publisher.iter().chain(&source.author);
        let mut urls = source.url.iter().chain(&source.archived_url);
        parties.any(|party| self.is_party(party.as_str()))
            || urls.any(|url| self.is_own_url(url.as_str()))
    }

    /// Whether a URL is on the organization's website, or is an archived copy of such a page.
    fn is_own_url(&self, url: &str) -> bool {
        let Some(own) = &self.host else { return false };
        let url = url.to_lowercase();
        // An archived copy has the URL of the page in its own.
        let mut parts = url.split("://").skip(1).map(host);
        let is_below =
            |host: &str| host.strip_suffix(own.as_str()).is_some_and(|it| it.ends_with('.'));
        parts.any(|host| host == own || is_below(host))
    }
}
