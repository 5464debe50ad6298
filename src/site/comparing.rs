//! Organizations side by side: framing beside framing, method beside method.

use askama::Template;

use super::card::{country_name, label};
use super::{Frame, SiteError};
use crate::catalog::{Comparison, Entry, Snapshot, Traits};
use crate::domain::{Organization, TermScheme};

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparePage<'s> {
    frame: Frame,
    sides: Vec<Side<'s>>,
    /// What all of them have, by display name, if they have anything in common.
    shared: Vec<&'s str>,
    /// The names that the form offers to change, and room for others.
    fields: Vec<&'s str>,
    /// What was asked for and is nowhere.
    unknown: &'s [String],
}

/// One of the organizations.
struct Side<'s> {
    slug: &'s str,
    name: &'s str,
    profile: Organization,
    focus_areas: Vec<Trait<'s>>,
    approaches: Vec<Trait<'s>>,
    countries: Vec<Trait<'s>>,
}

/// A value of one organization, and how it stands among the others.
struct Trait<'s> {
    label: &'s str,
    /// Whether all have it.
    is_shared: bool,
    /// Whether no other has it.
    is_alone: bool,
}

/// Two to five organizations side by side; with fewer, the form that asks for them.
///
/// # Errors
///
/// When the index cannot be read.
pub fn comparing(
    frame: Frame,
    snapshot: &Snapshot,
    entries: &[Entry<'_>],
    unknown: &[String],
) -> Result<String, SiteError> {
    let compared = snapshot.compare(entries);
    let sides = entries
        .iter()
        .zip(&compared.only)
        .map(|(entry, (_, alone))| Side::of(snapshot, entry, &compared.shared, alone));
    let page = ComparePage {
        frame,
        sides: sides.collect::<Result<_, _>>()?,
        shared: shared(snapshot, &compared.shared),
        fields: fields(entries, unknown),
        unknown,
    };
    Ok(page.render()?)
}

/// The names of a form that can be sent again with one more.
fn fields<'f>(entries: &[Entry<'f>], unknown: &'f [String]) -> Vec<&'f str> {
    let mut fields: Vec<&str> = entries.iter().map(Entry::name).collect();
    fields.extend(unknown.iter().map(String::as_str));
    fields.resize((fields.len() + 1).clamp(2, Comparison::MAX), "");
    fields
}

fn shared<'s>(snapshot: &'s Snapshot, shared: &Traits<'s>) -> Vec<&'s str> {
    let areas = shared.focus_areas.iter().map(|it| label(snapshot, TermScheme::FocusArea, it));
    let approaches = shared.approaches.iter().map(|it| label(snapshot, TermScheme::Approach, it));
    areas.chain(approaches).chain(shared.countries.iter().map(|it| country_name(it))).collect()
}

impl<'s> Side<'s> {
    fn of(
        snapshot: &'s Snapshot,
        entry: &Entry<'s>,
        shared: &Traits<'_>,
        alone: &Traits<'_>,
    ) -> Result<Self, SiteError> {
        let term = |scheme| move |slug: &'s str| label(snapshot, scheme, slug);
        Ok(Self {
            slug: entry.slug(),
            name: entry.name(),
            profile: snapshot.organization(entry)?,
            focus_areas: traits(
                entry.focus_areas(),
                (&shared.focus_areas, &alone.focus_areas),
                term(TermScheme::FocusArea),
            ),
            approaches: traits(
                entry.approaches(),
                (&shared.approaches, &alone.approaches),
                term(TermScheme::Approach),
            ),
            countries: traits(
                entry.countries(),
                (&shared.countries, &alone.countries),
                country_name,
            ),
        })
    }
}

/// The values of one property, with how each stands among `shared` and `alone`.
fn traits<'s>(
    values: impl Iterator<Item = &'s str>,
    (shared, alone): (&[&str], &[&str]),
    label: impl Fn(&'s str) -> &'s str,
) -> Vec<Trait<'s>> {
    let traits = values.map(|value| Trait {
        label: label(value),
        is_shared: shared.contains(&value),
        is_alone: alone.contains(&value),
    });
    traits.collect()
}

impl ComparePage<'_> {
    fn is_comparison(&self) -> bool {
        self.sides.len() >= 2
    }

    fn names(&self) -> String {
        let names: Vec<&str> = self.sides.iter().map(|side| side.name).collect();
        match names.split_last() {
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
            None => String::new(),
        }
    }

    fn as_json(&self) -> String {
        let slugs: Vec<&str> = self.sides.iter().map(|side| side.slug).collect();
        format!("/api/v1/compare?organizations={}", slugs.join(","))
    }
}
