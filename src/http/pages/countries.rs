//! `/countries` and the page of each country.

use actix_web::{HttpResponse, ResponseError};

use super::page::page;
use crate::domain::{Country, countries};
use crate::http::extract::call::Call;
use crate::http::extract::parameters::{NoParameters, Parameters};
use crate::http::problem::{Problem, UNKNOWN_COUNTRY};
use crate::site;

/// The countries where organizations work.
pub async fn show_countries(
    call: Call,
    _: Parameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    page(&call, "/countries", |frame| site::countries(frame, call.snapshot()))
}

/// One country, by its code. A code in small letters and a name redirect to it.
pub async fn show_country(
    call: Call,
    _: Parameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let given = call.path_part("code");
    if let Ok(country) = given.parse::<Country>() {
        let path = format!("/countries/{country}");
        return page(&call, &path, |frame| site::country(frame, call.snapshot(), country));
    }
    let is_meant = |country: &Country| {
        let is_given = |name: &str| name.eq_ignore_ascii_case(&given.replace('-', " "));
        is_given(country.as_str()) || country.names().any(is_given)
    };
    match countries().find(is_meant) {
        Some(country) => Ok(call.redirect(&format!("/countries/{country}")).error_response()),
        None => {
            let detail = "no country has this code; codes are those of ISO 3166-1, such as `IN`";
            Err(Problem::new(&UNKNOWN_COUNTRY, detail))
        }
    }
}
