//! `/sources`: the publishers of the sources that profiles cite.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::items::OrganizationLink;
use crate::catalog::{Choice, Facet, Filter, Snapshot, SourceGroup};
use crate::domain::{Keyword, Status};
use crate::http::extract::call::Call;
use crate::http::extract::parameters::keys::KnownOrganizations;
use crate::http::extract::parameters::paging::{NumberedPage, NumberedPageParameters, PagePath};
use crate::http::extract::parameters::reader::Reader;
use crate::http::extract::parameters::{ParameterSet, Parameters};
use crate::http::problem::{Problem, ReadResponses};
use crate::http::protocol::limits::PER_PAGE_DEFAULT;
use crate::http::protocol::links::ListLinks;
use crate::http::protocol::reply::{JSON, json};
use crate::site::query_string;

const PATH: &str = "/api/v1/sources";

/// Maximum number of organizations that one entry names.
const MAX_NAMED: usize = 20;

parameters! {
    /// Which sources.
    pub struct SourceParameters {
        /// Only sources on this host, and on hosts below it: `un.org` includes `news.un.org`.
        #[param(example = "ilo.org")]
        host: Option<String> as String,
        /// Only sources of these organizations' profiles: slugs, former slugs or identifiers,
        /// repeated or separated by commas.
        #[param(example = "international-justice-mission")]
        organization: KnownOrganizations<false> as String,
    }
}

/// The parameters of the list.
pub struct SourceQuery {
    host: Option<String>,
    organizations: Option<Vec<String>>,
    page: NumberedPage,
}

impl ParameterSet for SourceQuery {
    fn names() -> impl Iterator<Item = &'static str> {
        SourceParameters::names().chain(NumberedPageParameters::names())
    }

    fn read(reader: &mut Reader) -> Self {
        let SourceParameters { host, organization } = SourceParameters::read(reader);
        let host = host.map(|host| host.to_lowercase());
        if host.as_deref().is_some_and(|host| host.contains(['/', ':', ' '])) {
            reader.invalid("host", "send a host without a scheme and a path, such as `ilo.org`");
        }
        let host = host.map(|host| host.strip_prefix("www.").unwrap_or(&host).to_owned());
        let page = NumberedPage::read_or(reader, "select sources with `host`");
        Self { host, organizations: organization.0, page }
    }
}

impl SourceQuery {
    /// The parameters in their canonical form, without `page`.
    fn canonical(&self) -> String {
        let host = self.host.clone().map(|host| ("host", host));
        let organizations = self.organizations.as_ref();
        let organizations = organizations.map(|slugs| ("organization", slugs.join(",")));
        let per_page = self.page.per_page;
        let size = (per_page != PER_PAGE_DEFAULT).then(|| ("per_page", per_page.to_string()));
        query_string(&host.into_iter().chain(organizations).chain(size).collect::<Vec<_>>())
    }

    fn passes(&self, group: &SourceGroup) -> bool {
        let Some(host) = &self.host else { return true };
        let above = group.host.strip_suffix(host.as_str());
        above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
    }
}

/// A publisher on one host, and the organizations whose profiles cite it.
#[derive(Serialize, ToSchema)]
#[schema(as = SourceWithCount)]
pub struct SourceAnswer {
    /// The host of the sources without `www.`; null for sources without a URL.
    #[schema(required = true, example = "ilo.org")]
    host: Option<String>,
    /// The publisher as the sources name it; null if they name none.
    #[schema(required = true, example = "International Labour Organization")]
    publisher: Option<String>,
    /// Number of sources.
    #[schema(example = 12)]
    count: usize,
    /// Number of organizations whose profiles cite it.
    #[schema(example = 7)]
    organization_count: usize,
    /// The first 20 of them, by name.
    cited_by: Vec<OrganizationLink>,
}

/// One page of sources.
#[derive(Serialize, ToSchema)]
pub struct SourceList {
    data: Vec<SourceAnswer>,
    meta: SourcesMeta,
    links: ListLinks,
}

/// Metadata of the list that a page belongs to.
#[derive(Serialize, ToSchema)]
pub struct SourcesMeta {
    /// Number of entries.
    #[schema(example = 310)]
    total: usize,
    /// The page, from 1.
    #[schema(example = 1)]
    page: usize,
    #[schema(example = 20)]
    per_page: usize,
    /// Number of pages.
    #[schema(example = 16)]
    pages: usize,
    /// The number of the newest change that the response contains.
    #[schema(example = 89)]
    change: i64,
}

/// List the sources
///
/// The publishers of the sources that profiles of active organizations cite, by host, the most
/// frequent first: how many sources, and which organizations cite them. Sources with neither a URL
/// nor a publisher are left out.
#[utoipa::path(
    get,
    path = "/api/v1/sources",
    tag = "organizations",
    params(SourceParameters, NumberedPageParameters),
    responses(
        (status = 200, description = "One page of sources", body = SourceList,
            headers(("Link" = String, description = "first, prev, next and last page (RFC 8288)"))),
        ReadResponses,
    ),
)]
pub async fn list_sources(
    call: Call,
    Parameters(query): Parameters<SourceQuery>,
) -> Result<HttpResponse, Problem> {
    call.accepts(JSON)?;
    let canonical = query.canonical();
    let NumberedPage { page, per_page } = query.page;
    let path = PagePath { path: PATH, query: &canonical, page: Some(page), per_page, cursor: None };
    let reply = call.reply(&path.path());
    if let Some(unchanged) = call.unchanged(&reply) {
        return Ok(unchanged);
    }
    let snapshot = call.snapshot();
    let (all, own);
    let groups: &[SourceGroup] = match &query.organizations {
        None => {
            all = snapshot.sources();
            &all
        }
        Some(slugs) => {
            own = snapshot.count_sources(&of(slugs));
            &own
        }
    };
    let found: Vec<&SourceGroup> = groups.iter().filter(|group| query.passes(group)).collect();
    let links = path.links(found.len(), None);
    let reply = reply.with_link(links.header(&call.absolute_url("")));
    let rows = found.iter().skip(query.page.offset()).take(per_page);
    let list = SourceList {
        data: rows.map(|group| answer(snapshot, group)).collect(),
        meta: SourcesMeta {
            total: found.len(),
            page,
            per_page,
            pages: found.len().div_ceil(per_page),
            change: snapshot.position().change,
        },
        links,
    };
    call.respond(reply, || Ok(json(&list)))
}

/// A filter for organizations that are not withdrawn.
fn of(slugs: &[String]) -> Filter {
    let mut filter = Filter { keys: Some(slugs.to_vec()), ..Filter::default() };
    let shown = [Status::Active, Status::Inactive, Status::Unknown];
    let shown = shown.map(|status| status.as_str().to_owned());
    filter.set_choice(Facet::Status, Choice::of(shown.into()));
    filter
}

fn answer(snapshot: &Snapshot, group: &SourceGroup) -> SourceAnswer {
    let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let organizations = group.organizations(snapshot, MAX_NAMED).into_iter();
    SourceAnswer {
        host: filled(&group.host),
        publisher: filled(&group.publisher),
        count: group.count,
        organization_count: group.organization_count(),
        cited_by: organizations.filter_map(|entry| OrganizationLink::of(&entry)).collect(),
    }
}
