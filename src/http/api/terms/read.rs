//! `/focus-areas` and `/approaches`: the vocabulary, with how many use it.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::catalog::Snapshot;
use crate::domain::{Slug, Term, TermScheme, nearest, terms_path};
use crate::http::Service;
use crate::http::api::meta::{json, list_reply};
use crate::http::api::schemas::{TermAnswer, TermList};
use crate::http::extract::parameters::reader::Params;
use crate::http::problem::{Problem, ProblemBody, UNKNOWN_TERM};
use crate::http::protocol::negotiation::accept;
use crate::http::protocol::reply::JSON;

/// List the focus areas
///
/// What organizations work against, in the order of browsing. `count` is how many active
/// organizations name the term or one below it.
#[utoipa::path(
    get,
    path = "/api/v1/focus-areas",
    tag = "vocabulary",
    responses(
        (status = 200, description = "Every focus area", body = TermList),
        (status = 304, description = "The client has this answer already"),
        (status = 400, description = "A parameter was given; there is none", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The catalog is being built", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn list_focus_areas(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    list(&request, &service, TermScheme::FocusArea)
}

/// Read a focus area
#[utoipa::path(
    get,
    path = "/api/v1/focus-areas/{slug}",
    tag = "vocabulary",
    params(("slug" = Slug, Path, description = "The slug of the focus area", example = "bonded-labour")),
    responses(
        (status = 200, description = "The focus area", body = TermAnswer),
        (status = 304, description = "The client has this answer already"),
        (status = 400, description = "A parameter was given; there is none", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is no such focus area", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The catalog is being built", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn find_focus_area(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    find(&request, &service, TermScheme::FocusArea)
}

/// List the approaches
///
/// How organizations work, in the order of browsing. `count` is how many active organizations name
/// the term or one below it.
#[utoipa::path(
    get,
    path = "/api/v1/approaches",
    tag = "vocabulary",
    responses(
        (status = 200, description = "Every approach", body = TermList),
        (status = 304, description = "The client has this answer already"),
        (status = 400, description = "A parameter was given; there is none", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The catalog is being built", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn list_approaches(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    list(&request, &service, TermScheme::Approach)
}

/// Read an approach
#[utoipa::path(
    get,
    path = "/api/v1/approaches/{slug}",
    tag = "vocabulary",
    params(("slug" = Slug, Path, description = "The slug of the approach", example = "legal-support")),
    responses(
        (status = 200, description = "The approach", body = TermAnswer),
        (status = 304, description = "The client has this answer already"),
        (status = 400, description = "A parameter was given; there is none", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is no such approach", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The catalog is being built", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn find_approach(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    find(&request, &service, TermScheme::Approach)
}

fn list(
    request: &HttpRequest,
    service: &Service,
    scheme: TermScheme,
) -> Result<HttpResponse, Problem> {
    accept(request, JSON)?;
    Params::parse(request.query_string(), &[]).finish()?;
    let snapshot = service.snapshot()?;
    list_reply(&snapshot, terms_path(scheme)).made(request, service, || {
        let terms = snapshot.vocabulary().terms(scheme);
        json(&Rows::new(&snapshot, terms.iter().map(|term| answer(&snapshot, scheme, term))))
    })
}

fn find(
    request: &HttpRequest,
    service: &Service,
    scheme: TermScheme,
) -> Result<HttpResponse, Problem> {
    accept(request, JSON)?;
    Params::parse(request.query_string(), &[]).finish()?;
    let snapshot = service.snapshot()?;
    let slug = request.match_info().query("slug");
    let Some(term) = snapshot.vocabulary().term(scheme, slug) else {
        return Err(not_found(&snapshot, scheme, slug));
    };
    let query = format!("{}/{}", terms_path(scheme), term.slug);
    list_reply(&snapshot, &query).made(request, service, || json(&answer(&snapshot, scheme, term)))
}

fn answer(snapshot: &Snapshot, scheme: TermScheme, term: &Term) -> TermAnswer {
    let narrower = snapshot.vocabulary().narrower(scheme, &term.slug);
    TermAnswer {
        narrower: narrower.map(|term| term.slug.clone()).collect(),
        count: snapshot.term_count(scheme, &term.slug),
        term: term.clone(),
    }
}

pub fn not_found(snapshot: &Snapshot, scheme: TermScheme, slug: &str) -> Problem {
    let slugs = snapshot.vocabulary().terms(scheme).iter().map(|term| term.slug.as_str());
    let detail = match nearest(slug, slugs) {
        Some(meant) => format!("there is no such term; did you mean `{meant}`?"),
        None => format!("there is no such term; `{}` lists them all", terms_path(scheme)),
    };
    Problem::new(&UNKNOWN_TERM, detail)
}

/// A list that is answered whole.
#[derive(Serialize)]
pub struct Rows<T> {
    data: Vec<T>,
    meta: RowsMeta,
}

#[derive(Serialize)]
struct RowsMeta {
    total: usize,
    change: i64,
}

impl<T> Rows<T> {
    pub fn new(snapshot: &Snapshot, rows: impl Iterator<Item = T>) -> Self {
        let data: Vec<T> = rows.collect();
        let meta = RowsMeta { total: data.len(), change: snapshot.position().change };
        Self { data, meta }
    }
}
