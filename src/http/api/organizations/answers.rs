//! The answer types of organizations. The catalog renders profiles and summaries; these types
//! describe them in the OpenAPI document, and the tests check every response against it.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::openapi::schema::ObjectBuilder;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::domain::{Country, Date, DueReason, Headquarters, Profile, Slug, Status, WayToHelpKind};

/// A profile: as it was written, followed by the keys of the server.
#[derive(Serialize, ToSchema)]
#[schema(as = Organization)]
pub struct OrganizationAnswer {
    #[serde(flatten)]
    profile: Profile,
    /// The directory's own id: a UUID (RFC 9562) that stays the same after a rename.
    #[schema(example = "01977f2c-6a4e-7c3b-9d5e-2f1a0b8c4d6e", format = "uuid")]
    id: String,
    /// The number of this version of the profile, from 1.
    #[schema(example = 1, minimum = 1)]
    revision: i32,
    /// The number of the change that made this revision.
    #[schema(example = 61, minimum = 1)]
    change: i64,
    /// When the organization was added to the directory.
    #[schema(format = DateTime)]
    created_at: String,
    /// When this revision was made.
    #[schema(format = DateTime)]
    updated_at: String,
    links: ProfileLinks,
    /// With `include=labels`: the display names of all terms and countries in the response.
    #[schema(required = false)]
    labels: BTreeMap<String, String>,
}

/// A profile; with `fields`, an object of exactly these keys.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it describes profiles that are joined from rendered parts")]
pub enum OrganizationOrFields {
    Whole(Box<OrganizationAnswer>),
    Fields(OrganizationFields),
}

/// An object of exactly the keys of a profile that `fields` names. `openapi/schemas.rs` lists them.
#[derive(Serialize)]
pub struct OrganizationFields(BTreeMap<String, serde_json::Value>);

impl PartialSchema for OrganizationFields {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().into()
    }
}

impl ToSchema for OrganizationFields {}

/// Links of a profile, as paths.
#[derive(Serialize, ToSchema)]
pub struct ProfileLinks {
    #[serde(rename = "self")]
    #[schema(example = "/api/v1/organizations/free-the-slaves")]
    this: String,
}

/// An organization in a list.
#[derive(Serialize, ToSchema)]
pub struct OrganizationSummary {
    slug: Slug,
    #[schema(example = "Free the Slaves")]
    name: String,
    acronym: Option<String>,
    status: Status,
    /// A description in two neutral sentences.
    summary: String,
    /// The year it was founded.
    #[schema(example = 2000)]
    founded: Option<i32>,
    headquarters: Option<Headquarters>,
    focus_areas: Vec<Slug>,
    /// The countries where it works.
    country_codes: Vec<Country>,
    /// The kinds of its ways to help, each once.
    way_to_help_kinds: Vec<WayToHelpKind>,
    verified_at: Option<Date>,
    #[schema(format = DateTime)]
    updated_at: String,
    #[schema(minimum = 1)]
    revision: i32,
    /// With `q`: the parts of the profile that match.
    #[schema(required = false)]
    highlights: Vec<HighlightAnswer>,
    /// With `due`: why the profile is due for review.
    #[schema(required = false)]
    due: Vec<DueReason>,
}

/// A snippet of a profile with the matches in it.
#[derive(Serialize, ToSchema)]
#[schema(as = Highlight)]
pub struct HighlightAnswer {
    /// The key of the profile that contains the text.
    #[schema(example = "summary")]
    field: String,
    /// The text, or the part of it with most matches, with `…` where it was cut. Plain text.
    text: String,
    /// Start and end of each match, in Unicode scalar values of `text`.
    ranges: Vec<[usize; 2]>,
}
