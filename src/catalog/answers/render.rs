//! The JSON of profiles and summaries, made once per revision, and what HTTP says of its bytes.

use bytes::Bytes;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use serde::{Serialize, Serializer};

use super::paths::organization_path;
use crate::catalog::Encoding;
use crate::catalog::json::JsonObject;
use crate::catalog::lists::country_roles::CountryRoles;
use crate::domain::{
    Country, Fingerprint, Headquarters, Keyword, Organization, OrganizationState, Slug, Status,
    TermScheme, WayToHelpKind,
};

/// The keys that the server adds to a profile, in their order.
pub const SERVER_KEYS: [&str; 6] =
    ["id", "revision", "change", "created_at", "updated_at", "links"];

/// One representation (RFC 9110, section 8) of a resource: a body in one content coding, with
/// its validators.
#[derive(Clone, Debug)]
pub struct Representation {
    pub body: Bytes,
    /// The strong ETag with its quotes (RFC 9110, section 8.8.3), made of the revision, the
    /// fingerprint of the body before coding, and the coding.
    pub etag: Bytes,
    /// The value of `Last-Modified`.
    pub modified: Bytes,
}

impl Representation {
    /// Encodes a body and makes its validators.
    pub fn new(
        body: Bytes,
        encoding: Encoding,
        revision: Option<i32>,
        modified: Timestamp,
    ) -> Self {
        let etag = etag(&body, encoding, revision);
        Self { body: encoding.encode(body), etag, modified: http_date(modified).into() }
    }

    /// A copy with all parts in one piece of memory, so that a response waits for fewer cache lines.
    pub fn packed(&self) -> Self {
        let (etag, modified) = (self.etag.len(), self.etag.len() + self.modified.len());
        let whole: Bytes = [&self.etag[..], &self.modified, &self.body].concat().into();
        Self {
            body: whole.slice(modified..),
            etag: whole.slice(..etag),
            modified: whole.slice(etag..modified),
        }
    }

    /// The representation of a body that never changes, encoded as small as possible.
    pub fn of_constant(body: Bytes, encoding: Encoding, modified: Timestamp) -> Self {
        let etag = etag(&body, encoding, None);
        Self { body: encoding.encode_smallest(body), etag, modified: http_date(modified).into() }
    }

    /// The representation of a profile.
    pub fn of_profile(state: &OrganizationState, encoding: Encoding) -> Self {
        Self::new(profile(state).into(), encoding, Some(state.revision), state.updated_at)
    }
}

/// A strong ETag, made of the revision, the body before coding, and the coding.
fn etag(body: &[u8], encoding: Encoding, revision: Option<i32>) -> Bytes {
    let revision = revision.map_or_else(String::new, |revision| format!("r{revision}-"));
    let fingerprint = Fingerprint::of(body);
    format!("\"{revision}{fingerprint}{}\"", encoding.etag_suffix()).into()
}

/// A time as HTTP writes it, to the second (RFC 9110, section 5.6.7).
pub fn http_date(time: Timestamp) -> String {
    let printed = DateTimePrinter::new().timestamp_to_rfc9110_string(&time);
    printed.expect("the years of our times have four digits")
}

/// The value of `links` of a profile.
#[derive(Serialize)]
struct Links {
    #[serde(rename = "self")]
    itself: String,
}

/// A profile as it is served: as it was written, then the server's keys.
pub fn profile(state: &OrganizationState) -> String {
    let mut json = Vec::with_capacity(state.document.len() + 256);
    json.extend_from_slice(state.document.as_bytes());
    let mut object = JsonObject::reopen(&mut json);
    object.member("id", &state.id);
    object.member("revision", &state.revision);
    object.member("change", &state.change);
    object.member("created_at", &state.created_at);
    object.member("updated_at", &state.updated_at);
    object.member("links", &Links { itself: organization_path(&state.slug) });
    object.finish();
    String::from_utf8(json).expect("JSON is UTF-8")
}

/// Length of the part of a served profile that was written, without the server's keys.
pub fn written_length(document: &str) -> usize {
    document.strip_suffix('}').unwrap_or(document).len()
}

/// An organization in a list.
#[derive(Serialize)]
pub struct Summary<'a> {
    slug: &'a Slug,
    name: &'a str,
    acronym: Option<&'a str>,
    status: Status,
    summary: &'a str,
    founded: Option<i16>,
    headquarters: Option<&'a Headquarters>,
    #[serde(flatten)]
    terms: Terms<'a>,
    country_codes: Vec<Country>,
    way_to_help_kinds: Vec<WayToHelpKind>,
    verified_at: Option<String>,
    updated_at: String,
    revision: i32,
}

/// The terms of a profile, by the names of the vocabularies in the plural.
struct Terms<'a>(&'a Organization);

impl Serialize for Terms<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let schemes = TermScheme::ALL.iter();
        serializer.collect_map(schemes.map(|it| (it.plural(), self.0.terms(*it))))
    }
}

impl<'a> Summary<'a> {
    pub fn new(state: &OrganizationState, profile: &'a Organization) -> Self {
        Self {
            slug: &profile.slug,
            name: profile.name.as_str(),
            acronym: profile.acronym.as_ref().map(|acronym| acronym.as_str()),
            status: profile.status,
            summary: profile.summary.as_str(),
            founded: profile.founded.map(|year| year.get()),
            headquarters: profile.headquarters.as_ref(),
            terms: Terms(profile),
            country_codes: countries_of_work(profile),
            way_to_help_kinds: way_to_help_kinds(profile),
            verified_at: profile.verified_at.map(|date| date.to_string()),
            updated_at: state.updated_at.to_string(),
            revision: state.revision,
        }
    }
}

/// The countries where an organization works, itself or through partners, each once.
fn countries_of_work(profile: &Organization) -> Vec<Country> {
    let mut countries = Vec::new();
    for work in &profile.countries {
        if CountryRoles::is_work(work.role.as_str()) && !countries.contains(&work.country) {
            countries.push(work.country);
        }
    }
    countries
}

/// The kinds of a profile's ways to help, each once, in its order.
pub fn way_to_help_kinds(profile: &Organization) -> Vec<WayToHelpKind> {
    let mut kinds = Vec::new();
    for way in &profile.ways_to_help {
        if !kinds.contains(&way.kind) {
            kinds.push(way.kind);
        }
    }
    kinds
}
