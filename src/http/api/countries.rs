//! `/countries`: where organizations work.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::meta::{json, list_reply};
use super::schemas::{CountryAnswer, CountryList};
use super::terms::read::Rows;
use crate::domain::Country;
use crate::http::Service;
use crate::http::extract::parameters::reader::Params;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::protocol::negotiation::accept;
use crate::http::protocol::reply::JSON;

/// List the countries
///
/// Every country where an active organization works, by code, with its name and how many do.
#[utoipa::path(
    get,
    path = "/api/v1/countries",
    tag = "vocabulary",
    responses(
        (status = 200, description = "Every country where somebody works", body = CountryList),
        (status = 304, description = "The client has this answer already"),
        (status = 400, description = "A parameter was given; there is none", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The catalog is being built", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn list_countries(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    accept(&request, JSON)?;
    Params::parse(request.query_string(), &[]).finish()?;
    let snapshot = service.snapshot()?;
    list_reply(&snapshot, "/api/v1/countries").made(&request, &service, || {
        let countries = snapshot.countries();
        let rows = countries.iter().filter_map(|(code, count)| {
            let country: Country = code.parse().ok()?;
            Some(CountryAnswer { country, name: country.name(), count: *count })
        });
        json(&Rows::new(&snapshot, rows))
    })
}
