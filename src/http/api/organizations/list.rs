//! `GET /organizations`: one page of a list.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use bytes::Bytes;
use serde::Serialize;
use utoipa::ToSchema;

use super::answers::{OrganizationFields, OrganizationSummary};
use crate::catalog::json::JsonObject;
use crate::catalog::{CatalogError, Facet, Filter, Selection, Snapshot};
use crate::domain::Status;
use crate::http::api::labels::labels;
use crate::http::api::query_match::QueryMatch;
use crate::http::extract::call::Call;
use crate::http::extract::parameters::Parameters;
use crate::http::extract::parameters::citation_format::ListFormatParameter;
use crate::http::extract::parameters::criteria::{FilterParameters, OrderParameter};
use crate::http::extract::parameters::list::{FacetsParameter, ListQuery};
use crate::http::extract::parameters::paging::PagingParameters;
use crate::http::extract::parameters::view::View;
use crate::http::problem::{Problem, ReadResponses};
use crate::http::protocol::links::ListLinks;
use crate::http::protocol::reply::JSON;
use crate::site::formats::{Citation, CitationFormat};

const PATH: &str = "/api/v1/organizations";

/// One page of organizations: with `fields`, the list has `fields` too.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it describes pages that are joined from rendered parts")]
pub enum OrganizationPage {
    Summaries(Box<OrganizationList>),
    Fields(Box<OrganizationFieldsList>),
}

/// One page of organizations with the keys that `fields` names.
#[derive(Serialize, ToSchema)]
pub struct OrganizationFieldsList {
    data: Vec<OrganizationFields>,
    meta: ListMeta,
    /// The keys of each row.
    #[schema(example = json!(["slug", "name"]))]
    fields: Vec<String>,
    /// With `facets`: the requested facets, by name.
    #[schema(required = false)]
    facets: BTreeMap<String, FacetAnswer>,
    /// With `include=labels`: the display names of all terms and countries in the response.
    #[schema(required = false)]
    labels: BTreeMap<String, String>,
    /// Null in the response to a POST or QUERY, whose pages have no URLs.
    links: Option<ListLinks>,
}

/// One page of organizations.
#[derive(Serialize, ToSchema)]
pub struct OrganizationList {
    data: Vec<OrganizationSummary>,
    meta: ListMeta,
    /// With `facets`: the requested facets, by name.
    #[schema(required = false)]
    facets: BTreeMap<String, FacetAnswer>,
    /// With `include=labels`: the display names of all terms and countries in the response.
    #[schema(required = false)]
    labels: BTreeMap<String, String>,
    /// Null in the response to a POST or QUERY, whose pages have no URLs.
    links: Option<ListLinks>,
}

/// One facet: all values that the matches have, the most frequent first.
/// It ignores its own filter, so that users can choose several values.
#[derive(Serialize, ToSchema)]
#[schema(as = Facet)]
pub struct FacetAnswer {
    buckets: Vec<Bucket>,
    /// Number of matches without a value.
    #[schema(example = 0)]
    missing: usize,
}

/// One value of a facet.
#[derive(Serialize, ToSchema)]
pub struct Bucket {
    /// The value to filter by.
    #[schema(example = "bonded-labour")]
    id: String,
    #[schema(example = "Bonded labour")]
    label: String,
    /// Number of organizations in the list if only this value of the facet is chosen.
    #[schema(example = 11)]
    count: usize,
}

/// Metadata of the list that a page belongs to.
#[derive(Serialize, ToSchema)]
pub struct ListMeta {
    /// Number of organizations that match.
    #[schema(example = 41)]
    total: usize,
    /// The page from 1; null on a walk with `cursor`.
    #[schema(example = 1)]
    page: Option<usize>,
    #[schema(example = 20)]
    per_page: usize,
    /// Number of pages.
    #[schema(example = 3)]
    pages: usize,
    /// Where a walk with `cursor` continues; null at its end, and on numbered pages.
    next_cursor: Option<String>,
    /// The number of the newest change that the response contains.
    #[schema(example = 89)]
    change: i64,
    /// Which words of `q` the results have: `all_words`, or `any_word` if nothing has all of them,
    /// or `no_words` if the query has no letters and no digits and so no results. Null without `q`.
    query_match: Option<QueryMatch>,
    /// The query that was searched instead, if words of `q` were misspelled; otherwise null. If a
    /// word has several corrections, all are searched, and this has the one of the best result.
    #[schema(example = "debt bondage")]
    corrected_query: Option<String>,
    default_filters: DefaultFilters,
    /// With `key`: the keys for which the list has no organization, because no organization has
    /// them or it is withdrawn; otherwise `[]`.
    not_found: Vec<String>,
    /// With `sample`: the seed, to get the same sample again; otherwise null.
    #[schema(example = 7)]
    seed: Option<u64>,
}

/// The filters that apply because the request has no others.
#[derive(Serialize, ToSchema)]
pub struct DefaultFilters {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    status: Option<Vec<Status>>,
}

/// List organizations
///
/// One page of the organizations that match every filter. Within one filter it is enough to match
/// one of its values. A page beyond the last is empty.
#[utoipa::path(
    get,
    path = "/api/v1/organizations",
    tag = "organizations",
    params(
        FilterParameters,
        OrderParameter,
        PagingParameters,
        View,
        FacetsParameter,
        ListFormatParameter,
    ),
    responses(
        (status = 200, description = "One page of organizations", body = OrganizationPage,
            headers(("Link" = String, description = "first, prev, next and last page (RFC 8288)"))),
        ReadResponses,
    ),
)]
pub async fn list_organizations(
    call: Call,
    Parameters(query): Parameters<ListQuery>,
) -> Result<HttpResponse, Problem> {
    if !query.names_format {
        call.accepts(JSON)?;
    }
    let page = query.page_path(PATH);
    let permalinks = call.permalink("");
    let reply = match query.format {
        Some(format) => {
            let of = format!("{} {permalinks}", page.path());
            call.reply_on(&of, query.criteria.day()).with_type(format.content_type())
        }
        None => call.reply_on(&page.path(), query.criteria.day()),
    };
    if let Some(unchanged) = call.unchanged(&reply) {
        return Ok(unchanged);
    }
    let selection =
        call.snapshot().select(&query.request()).map_err(|err| Problem::internal(&err))?;
    let links = links(&query, &selection);
    let reply = reply.with_link(links.header(&call.absolute_url("")));
    call.respond(reply, || match query.format {
        Some(format) => Ok(citations(&selection, &permalinks, format)),
        None => list_body(call.snapshot(), &query, &selection, Some(&links))
            .map_err(|err| Problem::internal(&err)),
    })
}

/// The citations of one page, without withdrawn organizations, whose profiles readers do not get.
pub fn citations(selection: &Selection<'_>, permalinks: &str, format: CitationFormat) -> Bytes {
    let entries = selection.page.entries.iter().filter(|entry| entry.withdrawal().is_none());
    let citations: Vec<Citation> =
        entries.map(|entry| Citation::of_entry(entry, permalinks)).collect();
    format.citations(&citations).into()
}

/// The links to the other pages of a list.
pub fn links(query: &ListQuery, selection: &Selection<'_>) -> ListLinks {
    let next = selection.page.next.as_ref().map(|cursor| cursor.encode());
    query.page_path(PATH).links(selection.total, next.as_deref())
}

/// The body of one page; `links` is `None` if its pages have no URLs.
pub fn list_body(
    snapshot: &Snapshot,
    query: &ListQuery,
    selection: &Selection<'_>,
    links: Option<&ListLinks>,
) -> Result<Bytes, CatalogError> {
    let listing = &selection.page;
    let mut buffer = Vec::with_capacity(expected_bytes(query, listing.entries.len()));
    let mut body = JsonObject::begin(&mut buffer);
    let mut data = body.array("data");
    for entry in &listing.entries {
        if let Some(fields) = query.view.fields() {
            data.raw_element(&snapshot.fields(entry, fields));
            continue;
        }
        let (highlights, due) = (selection.highlights(entry)?, selection.due_reasons(entry));
        if highlights.is_none() && due.is_none() {
            data.raw_element(entry.summary());
            continue;
        }
        let mut row = data.object_from(entry.summary());
        if let Some(highlights) = highlights {
            row.member("highlights", &highlights);
        }
        if let Some(due) = due {
            row.member("due", &due);
        }
        row.finish();
    }
    data.finish();
    body.member("meta", &meta(snapshot, query, selection));
    if let Some(fields) = query.view.fields() {
        body.member("fields", &fields);
    }
    if !query.facets.is_empty() {
        selection.write_facets(&query.facets, body.begin_member("facets"));
    }
    if query.view.has_labels() {
        body.member("labels", &labels(snapshot, &query.view, listing.entries.iter().copied()));
    }
    body.member("links", &links);
    body.finish();
    Ok(buffer.into())
}

fn meta(snapshot: &Snapshot, query: &ListQuery, selection: &Selection<'_>) -> ListMeta {
    let paging = &query.paging;
    let interpretation = selection.interpretation.as_ref();
    let filter = &query.criteria.filter;
    let has_status = !filter.choice(Facet::Status).is_empty();
    ListMeta {
        total: selection.total,
        page: paging.page,
        per_page: paging.per_page,
        pages: selection.total.div_ceil(paging.per_page),
        next_cursor: selection.page.next.as_ref().map(|cursor| cursor.encode()),
        change: snapshot.position().change,
        query_match: interpretation.map(|found| found.query_match.into()),
        corrected_query: interpretation.and_then(|found| found.corrected_query.clone()),
        default_filters: DefaultFilters { status: (!has_status).then(|| default_statuses(filter)) },
        not_found: query.criteria.not_found.clone(),
        seed: filter.sample.map(|sample| sample.seed),
    }
}

/// The statuses of a list without the filter: all but withdrawn ones, if the client names the
/// organizations or asks for profiles that are due.
fn default_statuses(filter: &Filter) -> Vec<Status> {
    if filter.has_all_statuses() {
        vec![Status::Active, Status::Inactive, Status::Unknown]
    } else {
        vec![Status::Active]
    }
}

/// The expected number of bytes of a page, so that the buffer need not grow.
fn expected_bytes(query: &ListQuery, rows: usize) -> usize {
    const ROW: usize = 1200;
    const FACET: usize = 4 << 10;
    1024 + rows * ROW + query.facets.len() * FACET
}
