//! How the row of an organization is made of its profile.

use super::codes::{help_code, research_code};
use super::{NONE, PARTS};
use crate::catalog::CatalogError;
use crate::catalog::answers::render::{self, Summary};
use crate::domain::{Keyword, Organization, OrganizationState};
use crate::text::{fold, folded_words};

/// A profile as it was written, read for the catalog.
pub struct Source {
    /// The row, its number still 0.
    row: Vec<u8>,
}

impl Source {
    /// # Errors
    ///
    /// When the stored document is not a profile.
    pub fn new(state: &OrganizationState) -> Result<Self, CatalogError> {
        let profile: Organization =
            crate::domain::read_stored(&state.document).map_err(|reason| {
                let (slug, change) = (&state.slug, state.change);
                CatalogError::Document(format!("`{slug}`, change {change}: {reason}"))
            })?;
        Ok(Self { row: encode(state, &profile) })
    }

    /// The row for an organization of this number.
    pub fn row(mut self, number: u32) -> Vec<u8> {
        self.row[..4].copy_from_slice(&number.to_le_bytes());
        self.row
    }
}

fn encode(state: &OrganizationState, profile: &Organization) -> Vec<u8> {
    let mut row = Vec::with_capacity(2 * state.document.len() + 1024);
    row.extend_from_slice(&0_u32.to_le_bytes());
    row.extend_from_slice(&state.revision.to_le_bytes());
    row.extend_from_slice(&state.change.to_le_bytes());
    row.extend_from_slice(&state.updated_at.as_microsecond().to_le_bytes());
    let verified = profile.verified_at.map_or(i32::MIN, |date| date.days_since_epoch());
    row.extend_from_slice(&verified.to_le_bytes());
    let founded = profile.founded.map_or(NONE, |year| year.get());
    row.extend_from_slice(&founded.to_le_bytes());
    let document = render::profile(state);
    // A quotation mark within a text is escaped: this can only be the key.
    let beginning = document.find(",\"ways_to_help\":").unwrap_or(document.len());
    row.extend_from_slice(&u32::try_from(beginning).unwrap_or(u32::MAX).to_le_bytes());
    let ends = row.len();
    row.resize(ends + 4 * PARTS, 0);
    let base = row.len();
    for (index, part) in parts(state, profile, document).into_iter().enumerate() {
        row.extend_from_slice(&part);
        let end = u32::try_from(row.len() - base).unwrap_or(u32::MAX);
        row[ends + 4 * index..ends + 4 * index + 4].copy_from_slice(&end.to_le_bytes());
    }
    row
}

/// The parts, in the order of [`Part`].
fn parts(state: &OrganizationState, profile: &Organization, document: String) -> [Vec<u8>; PARTS] {
    let former = state.former_slugs.iter().map(ToString::to_string);
    let identifiers = profile.identifiers.iter().map(ToString::to_string);
    let ways = render::way_to_help_kinds(profile);
    let withdrawal = profile.withdrawal.iter().flat_map(|withdrawal| {
        let successor = withdrawal.successor.iter().map(ToString::to_string);
        std::iter::once(withdrawal.reason.as_str().to_owned()).chain(successor)
    });
    let summary = Summary::new(state, profile);
    [
        state.id.clone().into(),
        state.slug.to_string().into(),
        serde_json::to_vec(&summary).expect("a summary has only string keys"),
        fold(profile.name.as_str()).into(),
        lines(names(profile)),
        lines(former.chain(identifiers)),
        profile.status.as_str().into(),
        lines(profile.focus_areas.iter().map(ToString::to_string)),
        lines(profile.approaches.iter().map(ToString::to_string)),
        lines(profile.countries.iter().map(|work| work.country.to_string())),
        lines(ways.into_iter().map(|kind| kind.as_str().to_owned())),
        lines(profile.affiliation.iter().map(|known| known.kind.as_str().to_owned())),
        lines(profile.headquarters.iter().map(|seat| seat.country.to_string())),
        lines(withdrawal),
        code_bytes(
            profile
                .research
                .iter()
                .map(|link| research_code(link.kind, link.year.map(|year| year.get()))),
        ),
        code_bytes(profile.ways_to_help.iter().map(|way| help_code(way.kind, way.free))),
        document.into(),
    ]
}

fn lines(elements: impl Iterator<Item = String>) -> Vec<u8> {
    elements.collect::<Vec<_>>().join("\n").into_bytes()
}

fn code_bytes(codes: impl Iterator<Item = u16>) -> Vec<u8> {
    codes.flat_map(u16::to_le_bytes).collect()
}

/// Everything an organization is called.
fn names(profile: &Organization) -> impl Iterator<Item = String> {
    let other = profile.other_names.iter().map(|name| ('a', name.value.as_str()));
    let acronym = profile.acronym.iter().map(|acronym| ('a', acronym.as_str()));
    let founders = profile.founders.iter().map(|founder| ('x', founder.as_str()));
    let city = profile.headquarters.iter().filter_map(|seat| seat.city.as_ref());
    let city = city.map(|city| ('x', city.as_str()));
    let own = std::iter::once(('n', profile.name.as_str()));
    own.chain(acronym)
        .chain(other)
        .chain(founders)
        .chain(city)
        .map(|(kind, name)| format!("{kind}{name}\t{}", folded_words(name)))
}
