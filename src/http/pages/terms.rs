//! `/focus-areas`, `/approaches` and the page of each term.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::page;
use super::suggestions::organizations_and_terms;
use crate::domain::TermScheme;
use crate::http::Service;
use crate::http::params::Params;
use crate::http::problem::Problem;
use crate::http::terms::not_found;
use crate::site;

pub async fn show_focus_areas(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    terms(&request, &service, TermScheme::FocusArea)
}

pub async fn show_focus_area(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    term(&request, &service, TermScheme::FocusArea)
}

pub async fn show_approaches(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    terms(&request, &service, TermScheme::Approach)
}

pub async fn show_approach(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    term(&request, &service, TermScheme::Approach)
}

fn terms(
    request: &HttpRequest,
    service: &Service,
    scheme: TermScheme,
) -> Result<HttpResponse, Problem> {
    Params::parse(request.query_string(), &[]).finish()?;
    let snapshot = service.snapshot()?;
    page(request, service, &snapshot, site::vocabulary_path(scheme), |frame| {
        site::terms(frame, &snapshot, scheme)
    })
}

fn term(
    request: &HttpRequest,
    service: &Service,
    scheme: TermScheme,
) -> Result<HttpResponse, Problem> {
    Params::parse(request.query_string(), &[]).finish()?;
    let snapshot = service.snapshot()?;
    let slug = request.match_info().query("slug");
    let Some(term) = snapshot.vocabulary().term(scheme, slug) else {
        let problem = not_found(&snapshot, scheme, slug);
        let meant = || snapshot.meant_by(slug);
        let suggestions = organizations_and_terms(request, &snapshot, slug, meant);
        return Err(problem.with_suggestions(suggestions));
    };
    let path = format!("{}/{}", site::vocabulary_path(scheme), term.slug);
    page(request, service, &snapshot, &path, |frame| site::term(frame, &snapshot, scheme, term))
}
