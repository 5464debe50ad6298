//! The shapes of answers, for the document and, where they are made here, for
//! serde. Profiles and summaries are made by the catalog; the tests hold every
//! answer against these.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::{
    Country, CountryOfWork, Date, Framing, Headquarters, Method, Profile, Slug, Status, Term,
    WayToHelpKind,
};

/// A profile as it is answered: as it was written, then the server's keys.
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
    /// The number of the change that made it.
    #[schema(example = 61, minimum = 1)]
    change: i64,
    /// When the directory first had the organization.
    #[schema(format = DateTime)]
    created_at: String,
    /// When this revision was made.
    #[schema(format = DateTime)]
    updated_at: String,
    links: ProfileLinks,
    /// With `include=labels`: the display name of every term and country in the answer.
    #[schema(required = false)]
    labels: BTreeMap<String, String>,
}

/// A profile as it is answered; with `fields`, an object of exactly these of its keys.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it describes profiles that are joined from ready pieces")]
pub enum OrganizationOrFields {
    Whole(Box<OrganizationAnswer>),
    Fields(BTreeMap<String, serde_json::Value>),
}

/// Where to go from a profile, as paths.
#[derive(Serialize, ToSchema)]
pub struct ProfileLinks {
    #[serde(rename = "self")]
    #[schema(example = "/api/v1/organizations/free-the-slaves")]
    this: String,
}

/// An organization as it stands in a list.
#[derive(Serialize, ToSchema)]
pub struct OrganizationSummary {
    slug: Slug,
    #[schema(example = "Free the Slaves")]
    name: String,
    acronym: Option<String>,
    status: Status,
    /// What it is, in two neutral sentences.
    summary: String,
    /// The year it began.
    #[schema(example = 2000)]
    founded: Option<i32>,
    headquarters: Option<Headquarters>,
    focus_areas: Vec<Slug>,
    approaches: Vec<Slug>,
    /// Where it works.
    country_codes: Vec<Country>,
    /// How one can help, each kind once.
    way_to_help_kinds: Vec<WayToHelpKind>,
    verified_at: Option<Date>,
    #[schema(format = DateTime)]
    updated_at: String,
    #[schema(minimum = 1)]
    revision: i32,
    /// With `q`: what of the profile answers it.
    #[schema(required = false)]
    highlights: Vec<HighlightAnswer>,
}

/// A text of a profile in which something matched.
#[derive(Serialize, ToSchema)]
#[schema(as = Highlight)]
pub struct HighlightAnswer {
    /// The key of the profile that it is of.
    #[schema(example = "summary")]
    field: String,
    /// The text, or the part of it that shows most, with `…` where it was cut. Plain text.
    text: String,
    /// Start and end of each match, in Unicode scalar values of `text`.
    ranges: Vec<[usize; 2]>,
}

/// One page of organizations.
#[derive(Serialize, ToSchema)]
pub struct OrganizationList {
    /// Summaries; with `fields`, objects of exactly these keys of the profile.
    data: Vec<OrganizationRow>,
    meta: ListMeta,
    /// With `facets`: each facet asked for, by its name.
    #[schema(required = false)]
    facets: BTreeMap<String, FacetAnswer>,
    /// With `include=labels`: the display name of every term and country in the answer.
    #[schema(required = false)]
    labels: BTreeMap<String, String>,
    /// Null where pages have no addresses: the answer to a POST or QUERY.
    links: Option<ListLinks>,
}

/// The parameters of a list, in a body. All may be left out; each means what the parameter of the
/// same name means in `GET /api/v1/organizations`.
#[derive(ToSchema)]
#[schema(example = json!({"q": "debt bondage", "country": ["IN", "NP"], "per_page": 10}))]
#[expect(dead_code, reason = "its fields describe the parameters and are never read")]
pub struct SearchRequest {
    q: Option<String>,
    focus_area: Option<Vec<String>>,
    approach: Option<Vec<String>>,
    country: Option<Vec<String>>,
    way_to_help: Option<Vec<String>>,
    affiliation: Option<Vec<String>>,
    status: Option<Vec<String>>,
    founded: Option<String>,
    updated_since: Option<String>,
    verified_before: Option<String>,
    sort: Option<String>,
    #[schema(minimum = 1)]
    page: Option<u32>,
    #[schema(minimum = 1, maximum = 100)]
    per_page: Option<u32>,
    cursor: Option<String>,
    fields: Option<Vec<String>>,
    include: Option<Vec<String>>,
    facets: Option<Vec<String>>,
}

/// A summary, or with `fields` an object of these keys of the profile.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it describes rows that are joined from ready pieces")]
pub enum OrganizationRow {
    Summary(Box<OrganizationSummary>),
    Fields(BTreeMap<String, serde_json::Value>),
}

/// One facet: all the values that the matches have, the most frequent first.
/// It ignores its own filter, so that several values can be chosen.
#[derive(Serialize, ToSchema)]
#[schema(as = Facet)]
pub struct FacetAnswer {
    pub buckets: Vec<Bucket>,
    /// How many of the matches have no value.
    #[schema(example = 0)]
    pub missing: usize,
}

/// One value of a facet.
#[derive(Serialize, ToSchema)]
pub struct Bucket {
    /// The value to filter by.
    #[schema(example = "bonded-labour")]
    pub id: String,
    #[schema(example = "Bonded labour")]
    pub label: String,
    /// How many a list shows that chooses it alone.
    #[schema(example = 11)]
    pub count: usize,
}

/// What a page is part of.
#[derive(Serialize, ToSchema)]
pub struct ListMeta {
    /// How many pass the filters in all.
    #[schema(example = 41)]
    pub total: usize,
    /// The page from 1; null on a walk with `cursor`.
    #[schema(example = 1)]
    pub page: Option<usize>,
    #[schema(example = 20)]
    pub per_page: usize,
    /// How many pages there are.
    #[schema(example = 3)]
    pub pages: usize,
    /// Where a walk goes on; null at its end, and on pages.
    pub next_cursor: Option<String>,
    /// The last change that the answer knows.
    #[schema(example = 89)]
    pub change: i64,
    pub default_filters: DefaultFilters,
}

/// The filters that hold because the request did not say otherwise.
#[derive(Serialize, ToSchema)]
pub struct DefaultFilters {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub status: Option<Vec<Status>>,
}

/// The pages beside a page, as paths.
#[derive(Serialize, ToSchema)]
pub struct ListLinks {
    #[serde(rename = "self")]
    #[schema(example = "/api/v1/organizations?page=2")]
    pub this: String,
    #[schema(example = "/api/v1/organizations?page=1")]
    pub first: Option<String>,
    #[schema(example = "/api/v1/organizations?page=1")]
    pub prev: Option<String>,
    #[schema(example = "/api/v1/organizations?page=3")]
    pub next: Option<String>,
    #[schema(example = "/api/v1/organizations?page=3")]
    pub last: Option<String>,
}

/// Organizations side by side.
#[derive(Serialize, ToSchema)]
#[schema(as = Comparison)]
pub struct ComparisonAnswer {
    organizations: Vec<ComparedOrganization>,
    /// What all of them have.
    shared: Traits,
    /// What each of them has alone, by its slug.
    only: BTreeMap<String, Traits>,
}

/// What is compared of one organization.
#[derive(Serialize, ToSchema)]
pub struct ComparedOrganization {
    slug: Slug,
    #[schema(example = "Free the Slaves")]
    name: String,
    framing: Framing,
    method: Method,
    focus_areas: Vec<Slug>,
    approaches: Vec<Slug>,
    countries: Vec<CountryOfWork>,
}

/// Values of the properties that are compared.
#[derive(Serialize, ToSchema)]
pub struct Traits {
    focus_areas: Vec<Slug>,
    approaches: Vec<Slug>,
    countries: Vec<Country>,
}

/// The organizations that resemble one, the most similar first.
#[derive(Serialize, ToSchema)]
pub struct SimilarList {
    /// Summaries; with `fields`, objects of exactly these keys of the profile.
    data: Vec<OrganizationRow>,
    meta: RowsMeta,
    /// With `include=labels`: the display name of every term and country in the answer.
    #[schema(required = false)]
    labels: BTreeMap<String, String>,
}

/// A profile as it was written; with `fields`, an object of these keys.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it describes profiles that are streamed as they are stored")]
pub enum ExportedProfile {
    Whole(Box<Profile>),
    Fields(BTreeMap<String, serde_json::Value>),
}

/// A term of the vocabulary, with the terms below it and how many use it.
#[derive(Serialize, ToSchema)]
#[schema(as = TermWithCount)]
pub struct TermAnswer {
    #[serde(flatten)]
    pub term: Term,
    /// The terms directly below it (`skos:narrower`).
    pub narrower: Vec<Slug>,
    /// How many active organizations name it or a term below it.
    #[schema(example = 12)]
    pub count: usize,
}

/// All terms of a scheme, in the order of browsing.
#[derive(Serialize, ToSchema)]
pub struct TermList {
    data: Vec<TermAnswer>,
    meta: RowsMeta,
}

/// A country where organizations work.
#[derive(Serialize, ToSchema)]
#[schema(as = CountryWithCount)]
pub struct CountryAnswer {
    pub country: Country,
    #[schema(example = "India")]
    pub name: &'static str,
    /// How many active organizations work there.
    #[schema(example = 15)]
    pub count: usize,
}

/// Every country where an active organization works, by code.
#[derive(Serialize, ToSchema)]
pub struct CountryList {
    data: Vec<CountryAnswer>,
    meta: RowsMeta,
}

/// What a list that is answered whole is part of.
#[derive(Serialize, ToSchema)]
pub struct RowsMeta {
    /// How many rows there are.
    #[schema(example = 24)]
    pub total: usize,
    /// The last change that the answer knows.
    #[schema(example = 89)]
    pub change: i64,
}
