//! The bytes of answers, made once when a profile changes.

use bytes::Bytes;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use serde::Serialize;

use crate::catalog::Encoding;
use crate::domain::{
    Country, Fingerprint, Headquarters, Organization, OrganizationState, Slug, Status,
    WayToHelpKind, organization_path,
};

/// The keys that the server adds to a profile, in their order.
pub const SERVER_KEYS: [&str; 6] =
    ["id", "revision", "change", "created_at", "updated_at", "links"];

/// The bytes of one answer in one coding, with what HTTP says of them.
#[derive(Clone, Debug)]
pub struct Answer {
    pub body: Bytes,
    /// The strong entity tag, in its quotes (RFC 9110, section 8.8.3): the
    /// revision, the fingerprint of the body before it was coded, the coding.
    pub tag: Bytes,
    /// When the body last changed, as HTTP writes it.
    pub modified: Bytes,
}

impl Answer {
    /// Codes and tags a body.
    pub fn new(
        body: Bytes,
        encoding: Encoding,
        revision: Option<i32>,
        modified: Timestamp,
    ) -> Self {
        let revision = revision.map_or_else(String::new, |revision| format!("r{revision}-"));
        let tag = format!("\"{revision}{}{}\"", Fingerprint::of(&body), encoding.tag_suffix());
        let modified = http_date(modified).into();
        Self { body: encoding.encode(body), tag: tag.into(), modified }
    }
}

impl Answer {
    /// A profile as it is answered, in this coding.
    pub fn of_profile(state: &OrganizationState, encoding: Encoding) -> Self {
        Self::new(profile(state).into(), encoding, Some(state.revision), state.updated_at)
    }
}

/// A time as HTTP writes it, to the second (RFC 9110, section 5.6.7).
pub fn http_date(time: Timestamp) -> String {
    let printed = DateTimePrinter::new().timestamp_to_rfc9110_string(&time);
    printed.expect("the years of our times have four digits")
}

/// A profile as it is answered: as it was written, then the server's keys.
pub fn profile(state: &OrganizationState) -> String {
    let written = state.document.strip_suffix('}').unwrap_or(&state.document);
    format!(
        r#"{written},"id":"{}","revision":{},"change":{},"created_at":"{}","updated_at":"{}","links":{{"self":"{}"}}}}"#,
        state.id,
        state.revision,
        state.change,
        state.created_at,
        state.updated_at,
        organization_path(&state.slug),
    )
}

/// How many bytes of a profile as it is answered stand before the server's keys.
/// What opens them cannot stand inside a text, where quotes are escaped, and the
/// last such place is theirs, since `links` has no key `id`.
pub fn written_length(profile: &[u8]) -> Option<usize> {
    const OPENING: &[u8] = b",\"id\":\"";
    let mut places = profile.windows(OPENING.len());
    places.rposition(|place| place == OPENING)
}

/// An organization as it stands in a list.
#[derive(Serialize)]
pub struct Summary<'a> {
    slug: &'a Slug,
    name: &'a str,
    acronym: Option<&'a str>,
    status: Status,
    summary: &'a str,
    founded: Option<i16>,
    headquarters: Option<&'a Headquarters>,
    focus_areas: &'a [Slug],
    approaches: &'a [Slug],
    country_codes: Vec<Country>,
    way_to_help_kinds: Vec<WayToHelpKind>,
    verified_at: Option<String>,
    updated_at: String,
    revision: i32,
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
            focus_areas: &profile.focus_areas,
            approaches: &profile.approaches,
            country_codes: profile.countries.iter().map(|work| work.country).collect(),
            way_to_help_kinds: way_to_help_kinds(profile),
            verified_at: profile.verified_at.map(|date| date.to_string()),
            updated_at: state.updated_at.to_string(),
            revision: state.revision,
        }
    }
}

/// The kinds of ways to help, each once, in the order of the profile.
pub fn way_to_help_kinds(profile: &Organization) -> Vec<WayToHelpKind> {
    let mut kinds = Vec::new();
    for way in &profile.ways_to_help {
        if !kinds.contains(&way.kind) {
            kinds.push(way.kind);
        }
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_ends_before_the_keys_of_the_server() {
        let written = r#"{"slug":"a","note":",\"id\":\"x","sources":[{"url":"u","id":"s"}]}"#;
        let answered = format!(
            r#"{},"id":"0193","revision":1,"links":{{"self":"/x"}}}}"#,
            written.strip_suffix('}').unwrap()
        );
        let length = written_length(answered.as_bytes()).unwrap();
        assert_eq!(format!("{}}}", &answered[..length]), written);
    }
}
