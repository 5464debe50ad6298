//! Files at well-known paths (RFC 8615): the API for programs that look for one, and the contact for
//! people who find a weakness.

use actix_web::HttpResponse;
use actix_web::http::header::LINK;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::http::extract::call::Context;
use crate::http::problem::{Problem, UNKNOWN_ROUTE};
use crate::http::protocol::reply::{Reply, json as json_body};
use crate::http::protocol::service_links::{API_CATALOG, catalog_link};
use crate::site::formats::CC0;

/// The media type of a linkset, with the profile of API catalogs (RFC 9727, section 4).
const LINKSET: &str =
    "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"";

const TEXT: &str = "text/plain; charset=utf-8";

/// Number of days for which the contact is valid. RFC 9116 advises less than a year.
const VALID_DAYS: i64 = 180;

const DAY_SECONDS: i64 = 86_400;

/// `GET /.well-known/api-catalog` (RFC 9727): the API with its description, its documentation and
/// its state.
pub async fn read_api_catalog(context: Context) -> Result<HttpResponse, Problem> {
    let base = context.absolute_url("");
    let url = |path: &str| format!("{base}{path}");
    let api = url("/api/v1");
    let catalog = json!({"linkset": [
        {"anchor": url(API_CATALOG), "item": [{"href": api}, {"href": url("/mcp")}]},
        {
            "anchor": api,
            "service-desc": [{"href": url("/api/v1/openapi.json"), "type": "application/json"}],
            "service-doc": [{"href": url("/docs/"), "type": "text/html"}],
            "status": [{"href": url("/readyz"), "type": "application/json"}],
            "license": [{"href": CC0}],
        },
        {
            "anchor": url("/mcp"),
            "service-doc": [{"href": url("/llms.txt"), "type": "text/plain"}],
        },
    ]});
    let reply = context.of_program(LINKSET);
    let mut response = context.respond(reply, || Ok::<_, Problem>(json_body(&catalog)))?;
    response.headers_mut().insert(LINK, catalog_link(&base));
    Ok(response)
}

/// `GET /.well-known/security.txt` (RFC 9116), if the operator named a contact that it may have.
pub async fn read_security_contact(context: Context) -> Result<HttpResponse, Problem> {
    let contact = context.settings().contact_url.as_deref();
    // RFC 9116, section 2.5.3.
    let is_safe = |url: &&str| url.starts_with("https://") || url.starts_with("mailto:");
    let Some(contact) = contact.filter(is_safe) else {
        let detail = "the operator of this server has named no contact for reports";
        return Err(Problem::new(&UNKNOWN_ROUTE, detail));
    };
    // The text is the same for a whole day.
    let now = Timestamp::now();
    let today = Timestamp::from_second(now.as_second() / DAY_SECONDS * DAY_SECONDS).unwrap_or(now);
    let expires = today.saturating_add(SignedDuration::from_secs(DAY_SECONDS * VALID_DAYS));
    let expires = expires.map_err(|err| Problem::internal(&err))?;
    let mut lines = vec![
        format!("Contact: {contact}"),
        format!("Expires: {expires}"),
        "Preferred-Languages: en".to_owned(),
    ];
    if context.service().is_public_https() {
        let url = context.absolute_url("/.well-known/security.txt");
        lines.push(format!("Canonical: {url}"));
    }
    let text = lines.join("\n") + "\n";
    context.respond(Reply::strong(TEXT, None, today), || Ok(text.into()))
}
