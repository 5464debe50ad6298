//! `/countries` and the page of each country.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::page;
use super::suggestions::organizations_and_terms;
use crate::domain::{Country, countries};
use crate::http::Service;
use crate::http::absolute::redirect;
use crate::http::params::Params;
use crate::http::problem::{Problem, UNKNOWN_COUNTRY};
use crate::site::{self, Suggestion};

pub async fn show_countries(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    Params::parse(request.query_string(), &[]).finish()?;
    let snapshot = service.snapshot()?;
    page(&request, &service, &snapshot, "/countries", |frame| site::countries(frame, &snapshot))
}

/// A country by its code; in small letters, or by its name, it leads there.
pub async fn show_country(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    Params::parse(request.query_string(), &[]).finish()?;
    let snapshot = service.snapshot()?;
    let asked = request.match_info().query("code");
    if let Ok(country) = asked.parse::<Country>() {
        let path = format!("/countries/{country}");
        return page(&request, &service, &snapshot, &path, |frame| {
            site::country(frame, &snapshot, country)
        });
    }
    let is_meant = |country: &Country| {
        let is_asked = |name: &str| name.eq_ignore_ascii_case(&asked.replace('-', " "));
        is_asked(country.as_str()) || country.names().any(is_asked)
    };
    let Some(country) = countries().find(is_meant) else {
        let detail = "no country has this code; codes are those of ISO 3166-1, such as `IN`";
        let meant = || snapshot.nearest_slug(asked);
        let mut suggestions = organizations_and_terms(&request, &snapshot, asked, meant);
        suggestions
            .push(Suggestion { label: "All countries".to_owned(), path: "/countries".to_owned() });
        return Err(Problem::new(&UNKNOWN_COUNTRY, detail).with_suggestions(suggestions));
    };
    Ok(redirect(&request, &service, &format!("/countries/{country}")))
}
