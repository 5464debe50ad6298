//! The heading of a list, which is also the title of its page.

use super::SearchRequest;
use crate::catalog::{Facet, Snapshot};
use crate::site::display;

/// The content of a list in words: `Bonded labour in India: 6 organizations`. A private search is in no title,
/// because titles go into the browser's history.
pub fn title(request: &SearchRequest<'_>, total: usize, snapshot: &Snapshot) -> String {
    if request.is_private { "Organizations".to_owned() } else { heading(request, total, snapshot) }
}

/// The heading of the list, also of a private search, which the visitor sees anyway.
pub fn heading(request: &SearchRequest<'_>, total: usize, snapshot: &Snapshot) -> String {
    let counted = match total {
        0 => "No organizations".to_owned(),
        total => display::counted(total, "organization", "organizations"),
    };
    let labels = |facet: Facet| -> String {
        let choice = request.filter.choice(facet);
        let label = |value: &String| facet.label(value, snapshot.vocabulary()).into_owned();
        let together = choice
            .together
            .iter()
            .map(|values| values.iter().map(label).collect::<Vec<_>>().join(" and "));
        choice.any.iter().map(label).chain(together).collect::<Vec<_>>().join(" or ")
    };
    let is_term = |facet: &Facet| matches!(facet, Facet::Term(_));
    let mut topics: Vec<String> = Facet::ALL.into_iter().filter(is_term).map(labels).collect();
    topics.retain(|labels| !labels.is_empty());
    let (topics, place) = (topics.join(", "), labels(Facet::Country));
    let about = match (topics.as_str(), place.as_str()) {
        (topics, "") => topics.to_owned(),
        ("", place) => place.to_owned(),
        (topics, place) => format!("{topics} in {place}"),
    };
    let words = request.words();
    if !words.is_empty() {
        let verb = if total == 1 { "matches" } else { "match" };
        let within = match (topics.as_str(), place.as_str()) {
            ("", "") => String::new(),
            ("", place) => format!(" in {place}"),
            _ => format!(", {about}"),
        };
        return format!("{counted} {verb} “{words}”{within}");
    }
    match (about.as_str(), total) {
        ("", _) => counted,
        (about, 0) => format!("{about}: no organizations"),
        (about, _) => format!("{about}: {counted}"),
    }
}
