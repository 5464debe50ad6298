//! What lists and look-ups need to know of one organization.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::CatalogError;
use super::render::{self, Summary};
use super::text::fold;
use crate::domain::{Keyword, Organization, OrganizationState, Slug, read_stored};

/// One organization as the catalog holds it in memory; its whole profile stays
/// on disk. Kept in the index as JSON, so that a start parses no profile.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    pub id: String,
    pub slug: String,
    pub revision: i32,
    pub change: i64,
    /// Microseconds since the epoch.
    pub updated_at: i64,
    /// Other keys that lead here: former slugs and `scheme-value` identifiers.
    pub aliases: Vec<String>,
    /// The folded name, for ordering.
    pub name_key: String,
    pub founded: Option<i64>,
    /// Days since the epoch.
    pub verified_at: Option<i64>,
    pub status: String,
    pub focus_areas: Vec<String>,
    pub approaches: Vec<String>,
    pub countries: Vec<String>,
    pub ways_to_help: Vec<String>,
    pub affiliation: Option<String>,
    /// The country of its seat, for labels.
    pub seat: Option<String>,
    /// `OrganizationSummary` as JSON.
    pub summary: String,
    /// With status `withdrawn`: why, and what to read instead.
    pub withdrawal: Option<(String, Option<String>)>,
}

impl Entry {
    /// When the newest revision was made.
    pub fn updated_at(&self) -> Timestamp {
        Timestamp::from_microsecond(self.updated_at).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The entry of a state, and its profile as it is answered.
    ///
    /// # Errors
    ///
    /// When the stored document is not a profile.
    pub fn new(state: &OrganizationState) -> Result<(Self, String), CatalogError> {
        let profile: Organization = read_stored(&state.document).map_err(|reason| {
            CatalogError::Document(format!("`{}`, change {}: {reason}", state.slug, state.change))
        })?;
        let words = |slugs: &[Slug]| slugs.iter().map(ToString::to_string).collect();
        let former = state.former_slugs.iter().map(ToString::to_string);
        let identifiers = profile.identifiers.iter().map(ToString::to_string);
        let summary = Summary::new(state, &profile);
        let summary = serde_json::to_string(&summary).expect("a summary has only string keys");
        let entry = Self {
            id: state.id.clone(),
            slug: state.slug.to_string(),
            revision: state.revision,
            change: state.change,
            updated_at: state.updated_at.as_microsecond(),
            aliases: former.chain(identifiers).collect(),
            name_key: fold(profile.name.as_str()),
            founded: profile.founded.map(|year| year.get().into()),
            verified_at: profile.verified_at.map(|date| date.days_since_epoch().into()),
            status: profile.status.as_str().to_owned(),
            focus_areas: words(&profile.focus_areas),
            approaches: words(&profile.approaches),
            countries: profile.countries.iter().map(|work| work.country.to_string()).collect(),
            ways_to_help: render::way_to_help_kinds(&profile)
                .into_iter()
                .map(|kind| kind.as_str().to_owned())
                .collect(),
            affiliation: profile.affiliation.as_ref().map(|a| a.kind.as_str().to_owned()),
            seat: profile.headquarters.as_ref().map(|seat| seat.country.to_string()),
            summary,
            withdrawal: profile.withdrawal.as_ref().map(|withdrawal| {
                let successor = withdrawal.successor.as_ref().map(ToString::to_string);
                (withdrawal.reason.as_str().to_owned(), successor)
            }),
        };
        Ok((entry, render::profile(state)))
    }
}
