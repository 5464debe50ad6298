//! `/countries`: the countries where organizations work.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::rows::{Rows, RowsMeta};
use crate::domain::Country;
use crate::http::extract::call::Call;
use crate::http::extract::parameters::{NoParameters, Parameters};
use crate::http::problem::{Problem, ReadResponses};
use crate::http::protocol::reply::{JSON, json};

/// A country where organizations work.
#[derive(Serialize, ToSchema)]
#[schema(as = CountryWithCount)]
pub struct CountryAnswer {
    country: Country,
    #[schema(example = "India")]
    name: &'static str,
    /// Number of active organizations that work there.
    #[schema(example = 15)]
    count: usize,
}

/// Every country where an active organization works, by code.
#[derive(Serialize, ToSchema)]
pub struct CountryList {
    data: Vec<CountryAnswer>,
    meta: RowsMeta,
}

/// List the countries
///
/// Every country where an active organization works, by code, with its name and the number of
/// organizations.
#[utoipa::path(
    get,
    path = "/api/v1/countries",
    tag = "vocabulary",
    responses(
        (status = 200, description = "Every country where organizations work", body = CountryList),
        ReadResponses,
    ),
)]
pub async fn list_countries(
    call: Call,
    _: Parameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    call.accepts(JSON)?;
    call.respond(call.reply("/api/v1/countries"), || {
        let countries = call.snapshot().countries();
        let rows = countries.iter().filter_map(|(code, count)| {
            let country: Country = code.parse().ok()?;
            Some(CountryAnswer { country, name: country.name(), count: *count })
        });
        Ok(json(&Rows::new(call.snapshot(), rows)))
    })
}
