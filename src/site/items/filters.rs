//! The filters of a list of items: the choices of the form with their numbers, and the chosen
//! values, each with the URL of the list without it.

use super::ItemsRequest;
use crate::catalog::{Facet, ItemCounts, ItemKind, KeyResolution, Snapshot};
use crate::domain::TermScheme;
use crate::site::card::country_name;
use crate::site::display::capitalized;

/// A value that a form offers.
pub struct Choice<'s> {
    pub id: &'s str,
    pub label: String,
    /// Number of items that the list would have; `None` if it was not counted.
    pub count: Option<usize>,
    pub is_chosen: bool,
}

/// A chosen value of a filter.
pub struct Chip {
    pub label: String,
    /// The URL of the list without it.
    pub without: String,
}

/// Everything by which a list of items can be filtered.
pub struct Filters<'s> {
    /// Without those that no item has.
    pub kinds: Vec<Choice<'s>>,
    /// By label, without those that no item has.
    pub focus_areas: Vec<Choice<'s>>,
    pub chips: Vec<Chip>,
}

impl<'s> Filters<'s> {
    pub fn new(snapshot: &'s Snapshot, request: ItemsRequest<'_>, counts: &ItemCounts<'s>) -> Self {
        let kinds = counts.kinds.iter().map(|&(id, count)| Choice {
            id,
            label: kind_label(request.kind, id),
            count: Some(count),
            is_chosen: request.has_value("kind", id),
        });
        let kinds = kinds.filter(|kind| kind.count != Some(0) || kind.is_chosen);
        let vocabulary = snapshot.vocabulary();
        let term = |slug: &str| vocabulary.term(TermScheme::FocusArea, slug);
        let areas = counts.focus_areas.iter().filter_map(|&(id, count)| {
            let is_chosen = request.has_value("focus_area", id);
            let term = term(id).filter(|term| !term.group || is_chosen)?;
            Some(Choice { id, label: term.label.to_string(), count: Some(count), is_chosen })
        });
        let mut focus_areas: Vec<Choice<'s>> = areas.collect();
        focus_areas.sort_by(|one, other| one.label.cmp(&other.label));
        Self { kinds: kinds.collect(), focus_areas, chips: chips(snapshot, request) }
    }

    /// Number of chosen values.
    pub fn chosen(&self) -> usize {
        self.chips.len()
    }

    /// The labels of the chosen values, for the title of the page.
    pub fn in_words(&self) -> String {
        self.chips.iter().map(|chip| chip.label.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// The countries where organizations work, by name.
pub fn countries<'s>(snapshot: &'s Snapshot, request: ItemsRequest<'_>) -> Vec<Choice<'s>> {
    let countries = snapshot.countries().into_iter().map(|(id, _)| Choice {
        id,
        label: country_name(id).to_owned(),
        count: None,
        is_chosen: request.has_value("country", id),
    });
    let mut countries: Vec<Choice<'s>> = countries.collect();
    countries.sort_by(|one, other| one.label.cmp(&other.label));
    countries
}

fn chips(snapshot: &Snapshot, request: ItemsRequest<'_>) -> Vec<Chip> {
    let mut chips = Vec::new();
    for (name, value) in request.pairs {
        let label = |value: &str| label(snapshot, request.kind, name, value);
        match *name {
            "q" | "year" | "free" => {
                chips.push(Chip { label: label(value), without: request.with(name, "") });
            }
            "focus_area" | "country" | "kind" | "organization" => {
                let values: Vec<&str> = value.split(',').collect();
                for chosen in &values {
                    let others = values.iter().filter(|other| *other != chosen);
                    let others = others.copied().collect::<Vec<_>>().join(",");
                    let label = match chosen.strip_prefix('!') {
                        Some(excluded) => format!("Excluding {}", label(excluded)),
                        None => label(chosen),
                    };
                    chips.push(Chip { label, without: request.with(name, &others) });
                }
            }
            _ => {}
        }
    }
    chips
}

/// A value of a parameter in words.
fn label(snapshot: &Snapshot, kind: ItemKind, name: &str, value: &str) -> String {
    match name {
        "q" => format!("“{value}”"),
        "year" => year_label(value),
        "free" if value == "true" => "Free".to_owned(),
        "free" => "Costs money".to_owned(),
        "kind" => kind_label(kind, value),
        "organization" => match snapshot.resolve_key(value) {
            KeyResolution::Current(entry) | KeyResolution::Redirect(entry) => {
                entry.name().to_owned()
            }
            KeyResolution::Unknown => value.to_owned(),
        },
        "country" => country_name(value).to_owned(),
        _ => Facet::Term(TermScheme::FocusArea).label(value, snapshot.vocabulary()).into_owned(),
    }
}

/// A range of years in words: `1990-2005` is "1990 to 2005".
fn year_label(range: &str) -> String {
    match range.split_once('-') {
        None => range.to_owned(),
        Some((first, "")) => format!("{first} and later"),
        Some(("", last)) => format!("{last} and earlier"),
        Some((first, last)) => format!("{first} to {last}"),
    }
}

/// A kind of items in words.
pub fn kind_label(kind: ItemKind, word: &str) -> String {
    let label = match (kind, word) {
        (ItemKind::Research, "toolkit") => "Tools and guides",
        (ItemKind::Research, "webpage") => "Web page",
        (ItemKind::WayToHelp, "fundraise") => "Raise funds",
        (ItemKind::WayToHelp, "advocate") => "Speak up",
        (ItemKind::WayToHelp, "shop") => "Buy",
        (ItemKind::WayToHelp, "work") => "Work for them",
        (ItemKind::WayToHelp, "report") => "Report",
        (ItemKind::WayToHelp, "partner") => "Become a partner",
        _ => return capitalized(word),
    };
    label.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_years_is_in_words() {
        for (range, words) in [
            ("1990", "1990"),
            ("1990-2005", "1990 to 2005"),
            ("1990-", "1990 and later"),
            ("-2005", "2005 and earlier"),
        ] {
            assert_eq!(year_label(range), words);
        }
    }
}
