//! The page that compares organizations side by side.

use askama::Template;

use super::card::{country_name, label};
use super::vocabularies::facet_title;
use super::{Frame, SiteError};
use crate::catalog::{Comparison, Entry, Facet, Snapshot, Traits};
use crate::domain::Organization;

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
    /// Requested names that match no organization.
    unknown: &'s [String],
}

/// One of the compared organizations.
struct Side<'s> {
    slug: &'s str,
    name: &'s str,
    profile: Organization,
    /// The values of each compared property.
    traits: Vec<(Facet, Vec<Trait<'s>>)>,
}

/// A term or country of one organization.
struct Trait<'s> {
    label: &'s str,
    /// Whether all compared organizations have it.
    is_shared: bool,
    /// Whether only this organization has it.
    is_unique: bool,
}

/// The page that compares two to five organizations; with fewer, only the form to choose them.
///
/// # Errors
///
/// If the index cannot be read.
pub fn compare(
    frame: Frame,
    snapshot: &Snapshot,
    entries: &[Entry<'_>],
    withdrawn: &[Entry<'_>],
    unknown: &[String],
) -> Result<String, SiteError> {
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
        fields: fields(entries, unknown),
        withdrawn: withdrawn.iter().filter_map(slug_and_successor).collect(),
        unknown,
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

/// The values of the form's text fields, with one empty field if there is room for another name.
fn fields<'f>(entries: &[Entry<'f>], unknown: &'f [String]) -> Vec<&'f str> {
    let mut fields: Vec<&str> = entries.iter().map(Entry::name).collect();
    fields.extend(unknown.iter().map(String::as_str));
    fields.resize((fields.len() + 1).clamp(2, Comparison::MAX), "");
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

impl<'s> Side<'s> {
    fn of(
        snapshot: &'s Snapshot,
        entry: &Entry<'s>,
        shared: &Traits<'_>,
        unique: &Traits<'_>,
    ) -> Result<Self, SiteError> {
        let marks = shared.by_facet().zip(unique.by_facet());
        let traits = marks.map(|((facet, shared), (_, unique))| {
            let traits = Traits::values_of(entry, facet).into_iter().map(|value| Trait {
                label: trait_label(snapshot, facet, value),
                is_shared: shared.contains(&value),
                is_unique: unique.contains(&value),
            });
            (facet, traits.collect())
        });
        Ok(Self {
            slug: entry.slug(),
            name: entry.name(),
            profile: snapshot.organization(entry)?,
            traits: traits.collect(),
        })
    }
}

impl<'s> ComparePage<'s> {
    /// The rows of the table: each compared property that one of the organizations has, with its
    /// title and the values of every organization.
    fn rows(&self) -> Vec<(&'static str, Vec<&[Trait<'s>]>)> {
        let facets = self.sides.first().map_or(&[][..], |side| &side.traits);
        let rows = facets.iter().enumerate().map(|(index, (facet, _))| {
            let values = self.sides.iter().map(|side| side.traits[index].1.as_slice());
            (facet_title(*facet), values.collect::<Vec<_>>())
        });
        rows.filter(|(_, values)| values.iter().any(|values| !values.is_empty())).collect()
    }

    fn is_comparison(&self) -> bool {
        self.sides.len() >= 2
    }

    fn as_json(&self) -> String {
        let slugs: Vec<&str> = self.sides.iter().map(|side| side.slug).collect();
        format!("/api/v1/compare?organizations={}", slugs.join(","))
    }
}
