//! `/`: the first page.

use actix_web::{Error, HttpResponse};
use percent_encoding::percent_decode_str;

use super::page::Page;
use crate::http::extract::call::{Call, Context};
use crate::http::extract::parameters::ParameterSet;
use crate::http::extract::parameters::page_list::PageListQuery;
use crate::http::protocol::service_links::service_links;
use crate::site;

const LIST: &str = "/organizations";

/// The first page. A URL with parameters of the list was the list until release 0.2, and redirects
/// there.
pub async fn show_home(call: Call) -> Result<HttpResponse, Error> {
    let query = call.request().query_string();
    if has_list_parameters(query) {
        return Err(call.redirect(LIST).into());
    }
    let links = service_links(&call.absolute_url(""));
    let page = Page::at(&call, "/")?.with_link(links);
    Ok(page.send(&call, |frame| site::home(frame, call.snapshot()))?)
}

/// The private search was here until release 0.2: the form is sent again, to the list.
pub async fn move_private_search(context: Context) -> Result<HttpResponse, Error> {
    Err(context.redirect(LIST).into())
}

fn has_list_parameters(query: &str) -> bool {
    let names = query.split('&').map(|pair| pair.split('=').next().unwrap_or_default());
    names.into_iter().any(|name| {
        let name = percent_decode_str(name).decode_utf8_lossy();
        PageListQuery::names().any(|known| known == name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_parameters_of_the_list_lead_to_the_list() {
        for (query, is_list) in [
            ("", false),
            ("utm_source=mail", false),
            ("q=a", true),
            ("utm_source=mail&country=IN", true),
            ("%71=a", true),
            ("page", true),
        ] {
            assert_eq!(has_list_parameters(query), is_list, "{query}");
        }
    }
}
