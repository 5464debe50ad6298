//! Lists of organizations.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use utoipa::IntoParams;

use crate::catalog::{CatalogError, Facet, Selection, Snapshot};
use crate::domain::Status;
use crate::http::Service;
use crate::http::criteria::{CriteriaParameters, OrderParameter};
use crate::http::list_query::ListQuery;
use crate::http::meta::list_reply;
use crate::http::negotiation::accept;
use crate::http::paging::link_header;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::reply::JSON;
use crate::http::schemas::{DefaultFilters, ListLinks, ListMeta, OrganizationList};
use crate::http::view::{add_member, labels, to_json};

const PATH: &str = "/api/v1/organizations";

/// The parameters of [`list_organizations`] besides the criteria, for the
/// document; [`ListQuery`] reads them.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "its fields describe the parameters and are never read")]
pub struct ListParameters {
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
    /// Facets to count beside the page: `focus_area`, `approach`, `country`, `way_to_help`,
    /// `affiliation`, `status`. Counts are complete and exact over all matches.
    #[param(example = "focus_area,country")]
    facets: Option<String>,
}

/// List organizations
///
/// One page of those that pass every filter, in the order asked for. Within one filter one of its
/// values is enough. A page beyond the last is empty.
#[utoipa::path(
    get,
    path = "/api/v1/organizations",
    tag = "organizations",
    params(CriteriaParameters, OrderParameter, ListParameters),
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
    let address = query.address(PATH);
    let mut reply = list_reply(&snapshot, &address.path());
    if let Some(unchanged) = reply.unchanged(&request, &service) {
        return Ok(unchanged);
    }
    let selection = snapshot.select(&query.request()).map_err(|err| Problem::internal(&err))?;
    let next = selection.page.next.as_ref().map(|cursor| cursor.encode());
    let links = address.links(selection.total, next.as_deref());
    reply.link = link_header(&links, &request, &service);
    reply.made(&request, &service, || {
        let (query, selection, links) = (&query, &selection, Some(&links));
        list_body(&ListPage { snapshot: &snapshot, query, selection, links })
            .map_err(|err| Problem::internal(&err))
    })
}

/// One page, and what is said of it.
pub struct ListPage<'p> {
    pub snapshot: &'p Snapshot,
    pub query: &'p ListQuery,
    pub selection: &'p Selection<'p>,
    /// `None` where pages have no addresses.
    pub links: Option<&'p ListLinks>,
}

pub fn list_body(page: &ListPage<'_>) -> Result<Bytes, CatalogError> {
    let ListPage { snapshot, query, selection, links } = *page;
    let listing = &selection.page;
    let mut body = Vec::with_capacity(expected_bytes(query, listing.entries.len()));
    body.extend_from_slice(b"{\"data\":[");
    for (index, entry) in listing.entries.iter().enumerate() {
        if index > 0 {
            body.push(b',');
        }
        match &query.view.fields {
            Some(fields) => body.extend(snapshot.fields(entry, fields)),
            None => body.extend_from_slice(entry.summary()),
        }
        // With `fields` a row is exactly these keys.
        if query.view.fields.is_none()
            && let Some(highlights) = selection.highlights(entry)?
        {
            add_member(&mut body, "highlights", &highlights);
        }
    }
    let meta = ListMeta {
        total: selection.total,
        page: query.page,
        per_page: query.per_page,
        pages: selection.total.div_ceil(query.per_page),
        next_cursor: listing.next.as_ref().map(|cursor| cursor.encode()),
        change: snapshot.position().change,
        default_filters: DefaultFilters {
            status: query
                .criteria
                .filter
                .choice(Facet::Status)
                .is_empty()
                .then(|| vec![Status::Active]),
        },
    };
    body.extend_from_slice(b"],\"meta\":");
    body.extend(to_json(&meta));
    if !query.facets.is_empty() {
        body.extend_from_slice(b",\"facets\":");
        selection.write_facets(&query.facets, &mut body);
    }
    if query.view.labels {
        body.extend_from_slice(b",\"labels\":");
        body.extend(to_json(&labels(snapshot, &query.view, listing.entries.iter().copied())));
    }
    body.extend_from_slice(b",\"links\":");
    body.extend(to_json(&links));
    body.push(b'}');
    Ok(body.into())
}

/// About how long a page will be, so that it need not be moved while it is written.
fn expected_bytes(query: &ListQuery, rows: usize) -> usize {
    const ROW: usize = 1200;
    const FACET: usize = 4 << 10;
    1024 + rows * ROW + query.facets.len() * FACET
}
