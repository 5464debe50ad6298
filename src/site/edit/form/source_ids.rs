//! The ids of sources that were added in the form.
//!
//! Until the profile is saved, such a source has a provisional id, `+1`, which no source of a
//! profile can have. The final one is made from its title or the host of its URL.

use std::collections::{HashMap, HashSet};

use super::convert::empty_sources;
use super::typed::{Typed, text};
use crate::domain::{Slug, host};
use crate::text::folded_words;

/// Maximum number of words of a title in an id.
const MAX_WORDS: usize = 5;

/// Maximum length of an id in bytes, before a number makes it unique.
const MAX_LENGTH: usize = 40;

/// The mark of a provisional id.
const MARK: char = '+';

/// Whether a source was added in the form, and the profile does not have it yet.
pub fn is_provisional(id: &str) -> bool {
    id.starts_with(MARK)
}

/// A provisional id that no source of the document has.
pub fn provisional_id(typed: &Typed) -> String {
    let numbers = typed.source_ids().filter_map(|id| id.strip_prefix(MARK)?.parse::<u32>().ok());
    format!("{MARK}{}", numbers.max().unwrap_or(0).saturating_add(1))
}

/// The id that each source has in the profile, by its id in the typed document. A source into which
/// nothing was typed has none, because the profile does not have it.
///
/// New ids are none of `avoided`: those of sources that another editor added meanwhile.
pub fn final_source_ids(typed: &Typed, avoided: &[String]) -> HashMap<String, Option<String>> {
    let empty = empty_sources(typed);
    let own = typed.source_ids().filter(|id| !is_provisional(id)).map(str::to_owned);
    let mut taken: HashSet<String> = own.chain(avoided.iter().cloned()).collect();
    let mut ids = HashMap::new();
    for source in typed.list("/sources") {
        let id = text(source.get("id"));
        let is_new = is_provisional(id);
        let made = if empty.contains(id) {
            None
        } else if is_new {
            let made =
                unique(&readable(text(source.get("title")), text(source.get("url"))), &taken);
            taken.insert(made.clone());
            Some(made)
        } else {
            Some(id.to_owned())
        };
        ids.insert(id.to_owned(), made);
    }
    ids
}

/// An id from the words of the title, or of the host.
fn readable(title: &str, url: &str) -> String {
    let from = |text: &str| words_of(text, MAX_WORDS, MAX_LENGTH);
    [from(title), from(host(url)), "source".to_owned()]
        .into_iter()
        .find(|id| !id.is_empty())
        .unwrap_or_default()
}

/// The first words of a text, joined by hyphens, in at most `max_length` bytes.
fn words_of(text: &str, max_words: usize, max_length: usize) -> String {
    let mut id = String::new();
    let folded = folded_words(text);
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|it| !it.is_empty());
    for word in words.take(max_words) {
        if id.len() + word.len() < max_length {
            let hyphen = if id.is_empty() { "" } else { "-" };
            id.push_str(hyphen);
            id.push_str(&word.to_ascii_lowercase());
        }
    }
    id
}

/// A slug for an organization with this name; empty if the name has no letters of the Latin
/// alphabet.
pub fn proposed_slug(name: &str) -> String {
    words_of(name, usize::MAX, Slug::MAX_LEN)
}

fn unique(id: &str, taken: &HashSet<String>) -> String {
    let mut candidates =
        std::iter::once(id.to_owned()).chain((2..).map(|number| format!("{id}-{number}")));
    candidates.find(|it| !taken.contains(it)).unwrap_or_else(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_made_from_the_title_or_the_host_and_is_unique() {
        for (title, url, id) in [
            ("Annual Report 2024", "", "annual-report-2024"),
            ("Étude sur l’esclavage", "", "etude-sur-lesclavage"),
            ("What became of the people whom it freed", "", "what-became-of-the-people"),
            ("日本", "https://www.example.org/a", "example-org"),
            ("", "", "source"),
        ] {
            assert_eq!(readable(title, url), id, "{title}");
            assert!(id.parse::<Slug>().is_ok());
        }
        let taken = HashSet::from(["a".to_owned(), "a-2".to_owned()]);
        assert_eq!(unique("a", &taken), "a-3");
    }

    #[test]
    fn provisional_ids_are_counted_up() {
        let typed = |ids: &[&str]| {
            let sources: Vec<_> =
                ids.iter().map(|id| serde_json::json!({"id": id, "title": "T"})).collect();
            Typed::of_profile(&serde_json::json!({"sources": sources}))
        };
        assert_eq!(provisional_id(&typed(&[])), "+1");
        assert_eq!(provisional_id(&typed(&["a", "+4", "+2"])), "+5");
        let ids = final_source_ids(&typed(&["t", "+1", "+2"]), &["t-3".to_owned()]);
        assert_eq!(ids["+1"], Some("t-2".to_owned()));
        assert_eq!(ids["+2"], Some("t-4".to_owned()));
    }
}
