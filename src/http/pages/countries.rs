//! `/countries` and the page of each country.

use actix_web::{HttpResponse, ResponseError};

use super::page::page;
use crate::domain::Country;
use crate::http::extract::call::Call;
use crate::http::extract::parameters::meant::meant_country;
use crate::http::extract::parameters::{NoParameters, PageParameters};
use crate::http::problem::{Problem, UNKNOWN_COUNTRY};
use crate::site;

/// The countries where organizations work.
pub async fn show_countries(
    call: Call,
    _: PageParameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    page(&call, "/countries", |frame| site::countries(frame, call.snapshot()))
}

/// One country, by its code. Other codes and names redirect to it.
pub async fn show_country(
    call: Call,
    _: PageParameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let given = call.path_part("code");
    if let Ok(country) = given.parse::<Country>() {
        let path = format!("/countries/{country}");
        return page(&call, &path, |frame| site::country(frame, call.snapshot(), country));
    }
    match meant_country(given) {
        Some(country) => Ok(call.redirect(&format!("/countries/{country}")).error_response()),
        None => {
            let detail = "no country has this code; codes are those of ISO 3166-1, such as `IN`";
            Err(Problem::new(&UNKNOWN_COUNTRY, detail))
        }
    }
}
