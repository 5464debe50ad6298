//! The page that compares organizations side by side.

mod results;
mod side;

use askama::Template;

use self::side::{Side, Trait};
use super::card::{country_name, label};
use super::vocabularies::facet_title;
use super::{Frame, SiteError};
use crate::catalog::{Comparison, Entry, Facet, Snapshot, Traits};

/// The organizations that a visitor wants to compare.
#[derive(Default)]
pub struct ComparedOrganizations<'s> {
    /// Those that the page compares.
    pub entries: Vec<Entry<'s>>,
    /// Those that were withdrawn.
    pub withdrawn: Vec<Entry<'s>>,
    /// Names that match no organization.
    pub unknown: Vec<String>,
    /// Names beyond the maximum, which were not looked up.
    pub left_out: Vec<String>,
    /// Whether the visitor sent the form with nothing in it.
    pub is_empty_form: bool,
}

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparePage<'s> {
    frame: Frame,
    sides: Vec<Side<'s>>,
    /// The labels of terms and countries that all of them have.
    shared: Vec<&'s str>,
    /// The values of the form's text fields: the current names, and one empty field for another.
    fields: Vec<&'s str>,
    /// The slugs of requested organizations that were withdrawn, with those of their successors.
    withdrawn: Vec<(&'s str, Option<&'s str>)>,
    wanted: &'s ComparedOrganizations<'s>,
}

/// The page that compares two to five organizations; with fewer, only the form to choose them.
///
/// # Errors
///
/// If the index cannot be read.
pub fn compare(
    frame: Frame,
    snapshot: &Snapshot,
    wanted: &ComparedOrganizations<'_>,
) -> Result<String, SiteError> {
    let entries = &wanted.entries;
    let compared = snapshot.compare(entries);
    let sides = entries
        .iter()
        .zip(&compared.only)
        .map(|(entry, (_, unique))| Side::of(snapshot, entry, &compared.shared, unique));
    let sides: Vec<Side<'_>> = sides.collect::<Result<_, _>>()?;
    let frame = frame
        .titled(title(&sides))
        .described("See how organizations explain slavery, and what each one does about it.");
    let page = ComparePage {
        frame,
        sides,
        shared: shared(snapshot, &compared.shared),
        fields: fields(wanted),
        withdrawn: wanted.withdrawn.iter().filter_map(slug_and_successor).collect(),
        wanted,
    };
    Ok(page.render()?)
}

/// The names of the compared organizations, or what the form is for.
fn title(sides: &[Side<'_>]) -> String {
    let names: Vec<&str> = sides.iter().map(|side| side.name).collect();
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => {
            format!("{} and {last} compared", others.join(", "))
        }
        _ => "Compare organizations".to_owned(),
    }
}

/// The slug of a withdrawn organization, and that of its successor.
fn slug_and_successor<'e>(entry: &Entry<'e>) -> Option<(&'e str, Option<&'e str>)> {
    entry.withdrawal().map(|(_, successor)| (entry.slug(), successor))
}

/// The values of the form's text fields. Names that were left out keep their fields. There is one
/// empty field if there is room for another name.
fn fields<'f>(wanted: &'f ComparedOrganizations<'f>) -> Vec<&'f str> {
    let mut fields: Vec<&str> = wanted.entries.iter().map(Entry::name).collect();
    fields.extend(wanted.unknown.iter().chain(&wanted.left_out).map(String::as_str));
    let count = (fields.len() + 1).clamp(2, Comparison::MAX).max(fields.len());
    fields.resize(count, "");
    fields
}

fn shared<'s>(snapshot: &'s Snapshot, shared: &Traits<'s>) -> Vec<&'s str> {
    let labels = |(facet, values): (Facet, &[&'s str])| {
        let labels = values.iter().map(|value| trait_label(snapshot, facet, value));
        labels.collect::<Vec<_>>()
    };
    shared.by_facet().flat_map(labels).collect()
}

/// The label of a term or the name of a country.
fn trait_label<'s>(snapshot: &'s Snapshot, facet: Facet, value: &'s str) -> &'s str {
    match facet {
        Facet::Term(scheme) => label(snapshot, scheme, value),
        _ => country_name(value),
    }
}

/// A compared property: its title, and the values of each organization.
type Row<'p, 's> = (&'static str, Vec<(&'p Side<'s>, &'p [Trait<'s>])>);

impl<'s> ComparePage<'s> {
    /// The rows of terms and countries: each compared property that one of the organizations has,
    /// with its title and the values of every organization.
    fn rows(&self) -> Vec<Row<'_, 's>> {
        let facets = self.sides.first().map_or(&[][..], |side| &side.traits);
        let rows = facets.iter().enumerate().map(|(index, (facet, _))| {
            let values = self.sides.iter().map(|side| (side, side.traits[index].1.as_slice()));
            (facet_title(*facet), values.collect::<Vec<_>>())
        });
        rows.filter(|(_, values)| values.iter().any(|(_, list)| !list.is_empty())).collect()
    }

    fn is_comparison(&self) -> bool {
        self.sides.len() >= 2
    }

    /// Whether the form has a message.
    fn has_message(&self) -> bool {
        !self.withdrawn.is_empty()
            || !self.wanted.unknown.is_empty()
            || !self.wanted.left_out.is_empty()
            || self.wanted.is_empty_form
            || self.sides.len() == 1
    }

    fn slugs(&self) -> String {
        self.slugs_without("")
    }

    /// The slugs of the others, separated by commas.
    fn slugs_without(&self, slug: &str) -> String {
        let others = self.sides.iter().map(|side| side.slug).filter(|other| *other != slug);
        others.collect::<Vec<_>>().join(",")
    }
}
