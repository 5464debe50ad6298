//! `/organizations`: lists of profiles, and one.

use std::collections::BTreeMap;

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use percent_encoding::percent_decode_str;
use serde::Serialize;
use utoipa::IntoParams;

use super::absolute::absolute;
use super::list_query::{ListQuery, View};
use super::meta::list_reply;
use super::negotiation::{accept, encoding, not_acceptable};
use super::params::Params;
use super::problem::{Problem, ProblemBody, UNKNOWN_ORGANIZATION, WITHDRAWN, Withdrawn};
use super::reply::{JSON, Reply, ready};
use super::schemas::{DefaultFilters, ListLinks, ListMeta, OrganizationAnswer, OrganizationList};
use super::{Service, limits};
use crate::directory::{Entry, Found, Listing, Snapshot};
use crate::domain::{Country, Identifier, Slug, Status, TermScheme, organization_path};

const PATH: &str = "/api/v1/organizations";

/// The parameters of [`list_organizations`], for the document; [`ListQuery`]
/// reads them.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "its fields describe the parameters and are never read")]
pub struct ListParameters {
    /// Works against one of these: slugs of focus areas, repeated or with commas; a term stands
    /// for the terms below it too. `!slug` leaves out.
    #[param(example = "bonded-labour")]
    focus_area: Option<String>,
    /// Works in one of these ways: slugs of approaches, as `focus_area`.
    #[param(example = "legal-support")]
    approach: Option<String>,
    /// Works in one of these countries: ISO 3166-1 alpha-2 codes, as `focus_area`.
    #[param(example = "IN")]
    country: Option<String>,
    /// Offers one of these ways to help: `give`, `fundraise`, `volunteer`, `advocate`, `shop`,
    /// `learn`, `pray`, `work`, `report`, `partner`; as `focus_area`.
    #[param(example = "volunteer")]
    way_to_help: Option<String>,
    /// Is one of these: `faith-based`, `secular`, `governmental`, `academic`; as `focus_area`.
    #[param(example = "faith-based")]
    affiliation: Option<String>,
    /// Is one of these: `active`, `inactive`, `withdrawn`; as `focus_area`. Only active ones are
    /// listed unless this says otherwise.
    #[param(example = "active,inactive")]
    status: Option<String>,
    /// Began in this year or range: `1990`, `1990-2005`, `1990-`, `-2005`.
    #[param(example = "1990-2005")]
    founded: Option<String>,
    /// Changed at this time (RFC 3339) or later; a day begins at 00:00 UTC.
    #[param(example = "2026-01-01")]
    updated_since: Option<String>,
    /// Last verified before this day (RFC 3339). What was never verified is left out.
    #[param(example = "2030-01-01")]
    verified_before: Option<String>,
    /// The order: `name`, `founded`, `updated_at` or `verified_at`, with `-` in front for
    /// descending. Equal values are ordered by slug; what has no value comes last.
    #[param(example = "-founded")]
    sort: Option<String>,
    /// Which page, from 1. `page` times `per_page` is at most 10,000; beyond, use `cursor`.
    #[param(minimum = 1, example = 1)]
    page: Option<u32>,
    /// How many a page.
    #[param(minimum = 1, maximum = 100, default = 20, example = 20)]
    per_page: Option<u32>,
    /// Walks everything: `*` begins, then each answer's `meta.next_cursor` goes on. An
    /// organization that is there throughout is met exactly once.
    #[param(example = "*")]
    cursor: Option<String>,
    /// Root keys of the profile, with commas: a row is then an object of exactly these.
    #[param(example = "slug,name,framing")]
    fields: Option<String>,
    /// `labels` adds the display name of every term and country in the answer.
    #[param(example = "labels")]
    include: Option<String>,
}

/// List organizations
///
/// One page of those that pass every filter, in the order asked for. Within one filter one of its
/// values is enough. A page beyond the last is empty.
#[utoipa::path(
    get,
    path = "/api/v1/organizations",
    tag = "organizations",
    params(ListParameters),
    responses(
        (status = 200, description = "One page of organizations", body = OrganizationList,
            headers(("Link" = String, description = "first, prev, next and last page (RFC 8288)"))),
        (status = 304, description = "The client has this answer already"),
        (status = 400, description = "A parameter is not valid", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The catalog is being built", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn list_organizations(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    accept(&request, JSON)?;
    let snapshot = service.snapshot()?;
    let query = ListQuery::parse(request.query_string(), &snapshot)?;
    let mut reply = list_reply(&snapshot, &format!("{PATH}?{}", query.canonical()));
    if let Some(unchanged) = reply.unchanged(&request, &service) {
        return Ok(unchanged);
    }
    let matches = snapshot.matches(&query.filter);
    let listing = snapshot.page(&matches, query.sort, &query.start, query.per_page);
    let links = links(&query, &listing);
    reply.link = link_header(&links, &request, &service);
    reply.made(&request, &service, || {
        list_body(&snapshot, &query, &listing, &links).map_err(|err| Problem::internal(&err))
    })
}

fn links(query: &ListQuery, listing: &Listing<'_>) -> ListLinks {
    let path = |query: String| format!("{PATH}?{query}");
    let this = path(query.canonical());
    let Some(page) = query.page else {
        return ListLinks {
            this,
            first: Some(path(query.with_cursor("*"))),
            prev: None,
            next: listing.next.as_ref().map(|next| path(query.with_cursor(&next.encode()))),
            last: None,
        };
    };
    let pages = listing.total.div_ceil(query.per_page);
    let is_reachable = |page: usize| page * query.per_page <= limits::PAGE_WINDOW;
    let link = |page: usize| path(query.with_page(page));
    ListLinks {
        this,
        first: Some(link(1)),
        prev: (page > 1).then(|| link((page - 1).min(pages.max(1)))),
        next: (page < pages && is_reachable(page + 1)).then(|| link(page + 1)),
        last: is_reachable(pages).then(|| link(pages.max(1))),
    }
}

/// The value of `Link` (RFC 8288), with absolute addresses.
fn link_header(links: &ListLinks, request: &HttpRequest, service: &Service) -> Option<HeaderValue> {
    let links = [
        ("first", links.first.as_ref()),
        ("prev", links.prev.as_ref()),
        ("next", links.next.as_ref()),
        ("last", links.last.as_ref()),
    ];
    let links = links.into_iter().filter_map(|(relation, path)| {
        let address = absolute(request, service, path?);
        Some(format!("<{address}>; rel=\"{relation}\""))
    });
    HeaderValue::try_from(links.collect::<Vec<_>>().join(", ")).ok()
}

fn list_body(
    snapshot: &Snapshot,
    query: &ListQuery,
    listing: &Listing<'_>,
    links: &ListLinks,
) -> Result<Bytes, crate::directory::CatalogError> {
    let mut body = b"{\"data\":[".to_vec();
    for (index, entry) in listing.entries.iter().enumerate() {
        if index > 0 {
            body.push(b',');
        }
        match &query.view.fields {
            Some(fields) => body.extend(snapshot.fields(entry, fields)?),
            None => body.extend_from_slice(entry.summary.as_bytes()),
        }
    }
    let meta = ListMeta {
        total: listing.total,
        page: query.page,
        per_page: query.per_page,
        pages: listing.total.div_ceil(query.per_page),
        next_cursor: listing.next.as_ref().map(|cursor| cursor.encode()),
        change: snapshot.position().change,
        default_filters: DefaultFilters {
            status: query.filter.status.is_empty().then(|| vec![Status::Active]),
        },
    };
    body.extend_from_slice(b"],\"meta\":");
    body.extend(to_json(&meta));
    if query.view.labels {
        body.extend_from_slice(b",\"labels\":");
        body.extend(to_json(&labels(snapshot, &query.view, listing.entries.iter().copied())));
    }
    body.extend_from_slice(b",\"links\":");
    body.extend(to_json(links));
    body.push(b'}');
    Ok(body.into())
}

fn to_json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("these types have only string keys")
}

/// The display names of the terms and countries that the rows show.
fn labels<'e>(
    snapshot: &'e Snapshot,
    view: &View,
    entries: impl Iterator<Item = &'e Entry>,
) -> BTreeMap<&'e str, &'e str> {
    let shows = |keys: &[&str]| match &view.fields {
        Some(fields) => fields.iter().any(|field| keys.contains(&field.as_str())),
        None => true,
    };
    let mut labels = BTreeMap::new();
    let mut name_term = |scheme: TermScheme, slug: &'e String| {
        if let Some(term) = snapshot.vocabulary().term(scheme, slug) {
            labels.insert(slug.as_str(), term.label.as_str());
        }
    };
    let mut countries = Vec::new();
    for entry in entries {
        if shows(&["focus_areas", "fact_sources"]) {
            entry.focus_areas.iter().for_each(|slug| name_term(TermScheme::FocusArea, slug));
        }
        if shows(&["approaches", "fact_sources"]) {
            entry.approaches.iter().for_each(|slug| name_term(TermScheme::Approach, slug));
        }
        if shows(&["countries"]) {
            countries.extend(&entry.countries);
        }
        if shows(&["headquarters"]) {
            countries.extend(&entry.seat);
        }
    }
    for code in countries {
        if let Ok(country) = code.parse::<Country>() {
            labels.insert(code, country.name());
        }
    }
    labels
}

/// The parameters of [`find_organization`], for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "its fields describe the parameters and are never read")]
pub struct ProfileParameters {
    /// Root keys of the profile, with commas: the answer is then an object of exactly these.
    #[param(example = "slug,name,framing")]
    fields: Option<String>,
    /// `labels` adds the display name of every term and country in the answer.
    #[param(example = "labels")]
    include: Option<String>,
    /// The format: `json`.
    #[param(example = "json")]
    format: Option<String>,
}

/// Read an organization
///
/// The whole profile, as it was written. A former slug and any identifier (`scheme-value` with an
/// org-id.guide code) redirect to its address; a withdrawn organization is gone, with the reason
/// and its successor.
#[utoipa::path(
    get,
    path = "/api/v1/organizations/{key}",
    tag = "organizations",
    params(
        ("key" = String, Path, description = "Slug, former slug or identifier", example = "international-justice-mission"),
        ProfileParameters,
    ),
    responses(
        (status = 200, description = "The profile", body = OrganizationAnswer,
            headers(("ETag" = String, description = "Begins with the revision, e.g. `\"r12-…\"`; differs by content coding"))),
        (status = 304, description = "The client has this answer already"),
        (status = 308, description = "The key is a former slug or an identifier: `Location` is the address"),
        (status = 400, description = "A parameter is not valid", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No organization has this key", body = ProblemBody, content_type = "application/problem+json"),
        (status = 406, description = "The format is not available", body = ProblemBody, content_type = "application/problem+json"),
        (status = 410, description = "The organization was withdrawn", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The catalog is being built", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn find_organization(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let snapshot = service.snapshot()?;
    let key = request.match_info().query("key");
    match snapshot.find(key) {
        Found::Organization(entry) => profile(&request, &service, &snapshot, entry),
        Found::Moved(entry) => Ok(moved(&request, &service, entry)),
        Found::Nothing => match identified(&snapshot, key) {
            Some(entry) => Ok(moved(&request, &service, entry)),
            None => Err(not_found(key)),
        },
    }
}

/// What an identifier leads to that is not in its normal form, or encoded.
fn identified<'s>(snapshot: &'s Snapshot, key: &str) -> Option<&'s Entry> {
    let key = percent_decode_str(key).decode_utf8().ok()?;
    match snapshot.find(&key.parse::<Identifier>().ok()?.to_string()) {
        Found::Moved(entry) => Some(entry),
        _ => None,
    }
}

fn not_found(key: &str) -> Problem {
    let detail = match key.parse::<Slug>() {
        Ok(slug) => format!("no organization has the slug `{slug}`"),
        Err(_) => "no organization has this slug or identifier".to_owned(),
    };
    Problem::new(&UNKNOWN_ORGANIZATION, detail)
}

fn profile(
    request: &HttpRequest,
    service: &Service,
    snapshot: &Snapshot,
    entry: &Entry,
) -> Result<HttpResponse, Problem> {
    accept(request, JSON)?;
    let view = profile_view(request.query_string())?;
    if let Some(withdrawal) = &entry.withdrawal {
        return Err(gone(entry, withdrawal));
    }
    if view.fields.is_none() && !view.labels {
        let encoding = encoding(request);
        let answer = snapshot.profile(entry, encoding).map_err(|err| Problem::internal(&err))?;
        return Ok(ready(request, service, JSON, answer, encoding));
    }
    Reply::strong(JSON, Some(entry.revision), entry.updated_at()).made(request, service, || {
        viewed(snapshot, entry, &view).map_err(|err| Problem::internal(&err))
    })
}

fn profile_view(query: &str) -> Result<View, Problem> {
    if query.is_empty() {
        return Ok(View::default());
    }
    let mut params = Params::parse(query, &["fields", "include", "format"]);
    let view = View::read(&mut params);
    let format = params.one("format");
    params.finish()?;
    match format.as_deref() {
        None | Some("json") => Ok(view),
        Some(_) => Err(not_acceptable("format", &["json"])),
    }
}

/// Some keys of a profile, or all of them, with labels if they are asked for.
fn viewed(
    snapshot: &Snapshot,
    entry: &Entry,
    view: &View,
) -> Result<Bytes, crate::directory::CatalogError> {
    let mut body = match &view.fields {
        Some(fields) => snapshot.fields(entry, fields)?,
        None => snapshot.document(entry)?.to_vec(),
    };
    if view.labels {
        body.pop();
        if body.len() > 1 {
            body.push(b',');
        }
        body.extend_from_slice(b"\"labels\":");
        body.extend(to_json(&labels(snapshot, view, std::iter::once(entry))));
        body.push(b'}');
    }
    Ok(body.into())
}

fn gone(entry: &Entry, (reason, successor): &(String, Option<String>)) -> Problem {
    let mut problem = Problem::new(&WITHDRAWN, format!("`{}` was withdrawn: {reason}", entry.slug));
    problem.withdrawn =
        Some(Box::new(Withdrawn { reason: reason.clone(), successor: successor.clone() }));
    let tag = format!("\"r{}-withdrawn\"", entry.revision);
    match HeaderValue::try_from(tag) {
        Ok(tag) => problem.with_header(header::ETAG, tag),
        Err(_) => problem,
    }
}

/// Redirects to the address of a profile; the query goes along.
fn moved(request: &HttpRequest, service: &Service, entry: &Entry) -> HttpResponse {
    let path = entry.slug.parse().map(|slug: Slug| organization_path(&slug)).unwrap_or_default();
    let target = match request.query_string() {
        "" => path,
        query => format!("{path}?{query}"),
    };
    HttpResponse::PermanentRedirect()
        .insert_header((header::LOCATION, absolute(request, service, &target)))
        .insert_header((header::CACHE_CONTROL, "public, max-age=0"))
        .finish()
}
