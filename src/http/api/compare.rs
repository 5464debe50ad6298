//! `/compare`: framing, method and reach of a few organizations side by side.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use actix_web::HttpResponse;
use bytes::Bytes;
use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::json::JsonObject;
use crate::catalog::{Comparison, Entry, KeyResolution, Snapshot, Traits};
use crate::domain::{Country, CountryOfWork, Framing, Keyword, Method, Slug, TermScheme};
use crate::http::extract::call::Call;
use crate::http::extract::parameters::meant::meant_organization;
use crate::http::extract::parameters::reader::Reader;
use crate::http::extract::parameters::{ParameterValue, Parameters};
use crate::http::problem::{Problem, ReadResponses};
use crate::http::protocol::reply::JSON;

/// The keys that a comparison shows.
fn keys() -> Vec<String> {
    let schemes = TermScheme::ALL.iter().map(|scheme| scheme.keys());
    let lists = schemes.filter(|keys| keys.len() == 1).map(|keys| keys[0]);
    let keys = ["slug", "name", "framing", "method"].into_iter().chain(lists).chain(["countries"]);
    keys.map(str::to_owned).collect()
}

/// Number of organizations in a comparison.
const COMPARED: RangeInclusive<usize> = 2..=Comparison::MAX;

parameters! {
    /// Which organizations are compared.
    pub struct CompareParameters {
        /// The slugs of 2 to 5 organizations, separated by commas.
        #[param(required = true, nullable = false, example = "international-justice-mission,free-the-slaves")]
        organizations: ComparedSlugs as String,
    }
}

/// The slugs of the organizations, in the order of the request.
pub struct ComparedSlugs(Vec<String>);

impl ParameterValue for ComparedSlugs {
    const IS_LIST: bool = true;

    fn read(reader: &mut Reader, name: &'static str) -> Self {
        let keys = reader.many(name);
        // Their number is checked before any is looked up.
        if !COMPARED.contains(&keys.len()) {
            reader.invalid(name, "send the slugs of 2 to 5 organizations, separated by commas");
            return Self(Vec::new());
        }
        let Some(snapshot) = reader.snapshot() else { return Self(Vec::new()) };
        let mut slugs: Vec<String> = Vec::new();
        for key in &keys {
            match snapshot.resolve_key(key) {
                KeyResolution::Current(entry) | KeyResolution::Redirect(entry)
                    if entry.withdrawal().is_none() =>
                {
                    if slugs.iter().any(|other| other == entry.slug()) {
                        let message = format!("`{}` appears twice; remove one", entry.slug());
                        reader.invalid(name, message);
                    }
                    slugs.push(entry.slug().to_owned());
                }
                _ => {
                    let meant = meant_organization(&snapshot, key);
                    if let Some((_, successor)) = meant.as_ref().and_then(Entry::withdrawal) {
                        reader.withdrawn_key(name, key, successor);
                        continue;
                    }
                    let nearest = || match &meant {
                        Some(entry) => Some(entry.slug().to_owned()),
                        None => snapshot.nearest_slug(key).map(str::to_owned),
                    };
                    reader.unknown_key(name, key, "is not an organization", nearest);
                }
            }
        }
        Self(slugs)
    }
}

/// Organizations side by side.
#[derive(Serialize, ToSchema)]
#[schema(as = Comparison)]
pub struct ComparisonAnswer {
    organizations: Vec<ComparedOrganization>,
    /// The values that all of them have.
    shared: TraitsAnswer,
    /// The values that only one of them has, by its slug.
    only: BTreeMap<String, TraitsAnswer>,
}

/// One organization of a comparison. `openapi/vocabularies.rs` adds the other lists of terms.
#[derive(Serialize, ToSchema)]
pub struct ComparedOrganization {
    slug: Slug,
    #[schema(example = "Free the Slaves")]
    name: String,
    framing: Framing,
    method: Method,
    focus_areas: Vec<Slug>,
    countries: Vec<CountryOfWork>,
}

/// The values of the properties that are compared. `openapi/vocabularies.rs` adds the other lists of
/// terms.
#[derive(Serialize, ToSchema)]
#[schema(as = Traits)]
pub struct TraitsAnswer {
    focus_areas: Vec<Slug>,
    countries: Vec<Country>,
}

/// Compare organizations
///
/// Framing, method, the terms of every vocabulary and the countries of 2 to 5 organizations side by
/// side, in the order of the request, with the values that all of them share and the values that
/// only one of them has.
#[utoipa::path(
    get,
    path = "/api/v1/compare",
    tag = "organizations",
    params(CompareParameters),
    responses(
        (status = 200, description = "The organizations side by side", body = ComparisonAnswer),
        ReadResponses,
    ),
)]
pub async fn compare_organizations(
    call: Call,
    Parameters(wanted): Parameters<CompareParameters>,
) -> Result<HttpResponse, Problem> {
    call.accepts(JSON)?;
    let canonical = format!("/api/v1/compare?organizations={}", wanted.organizations.0.join(","));
    call.respond(call.reply(&canonical), || {
        Ok(comparison(call.snapshot(), &compared(call.snapshot(), &wanted)))
    })
}

/// The organizations that are compared, in the order of the request.
pub fn compared<'s>(snapshot: &'s Snapshot, wanted: &CompareParameters) -> Vec<Entry<'s>> {
    let slugs = wanted.organizations.0.iter();
    let entries = slugs.filter_map(|slug| match snapshot.resolve_key(slug) {
        KeyResolution::Current(entry) => Some(entry),
        _ => None,
    });
    entries.collect()
}

/// The body of a comparison.
pub fn comparison(snapshot: &Snapshot, entries: &[Entry<'_>]) -> Bytes {
    let keys = keys();
    let compared = snapshot.compare(entries);
    let only: BTreeMap<&str, Traits<'_>> = compared.only.into_iter().collect();
    let mut buffer = Vec::new();
    let mut body = JsonObject::begin(&mut buffer);
    let mut organizations = body.array("organizations");
    for entry in entries {
        organizations.raw_element(&snapshot.fields(entry, &keys));
    }
    organizations.finish();
    body.member("shared", &compared.shared);
    body.member("only", &only);
    body.finish();
    buffer.into()
}
