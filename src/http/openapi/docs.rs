//! The pages of the API reference at `/docs/`, made from the OpenAPI document.

use actix_web::http::header;
use actix_web::{Error, HttpResponse};

use super::reference::reference;
use crate::domain::nearest;
use crate::http::extract::call::Context;
use crate::http::pages::fixed_page;
use crate::http::problem::{Problem, UNKNOWN_ROUTE};
use crate::site::reference as pages;

/// The path of the reference.
const REFERENCE: &str = "/docs/";

/// Redirects paths of the reference that other sites link to.
pub async fn to_docs() -> HttpResponse {
    to(REFERENCE)
}

/// Redirects from the document that a former version of the reference read.
pub async fn to_openapi() -> HttpResponse {
    to("/api/v1/openapi.json")
}

fn to(path: &'static str) -> HttpResponse {
    HttpResponse::Found()
        .insert_header((header::LOCATION, path))
        .insert_header((header::CACHE_CONTROL, "public, max-age=0"))
        .finish()
}

/// The first page: how to begin, and all operations.
pub async fn show_reference(context: Context) -> Result<HttpResponse, Problem> {
    fixed_page(&context, REFERENCE, |frame| pages::overview(frame, reference()))
}

/// The page of an operation.
pub async fn show_operation(context: Context) -> Result<HttpResponse, Error> {
    let given = context.path_part("operation");
    if let Some((group, operation)) = reference().operation(given) {
        let path = format!("{REFERENCE}{given}");
        let page = fixed_page(&context, &path, |frame| {
            pages::operation(frame, reference(), group, operation)
        });
        return Ok(page?);
    }
    let meant = given.to_ascii_lowercase().replace('-', "_");
    if reference().operation(&meant).is_some() {
        return Err(context.redirect(&format!("{REFERENCE}{meant}")).into());
    }
    let ids = reference().operations().map(|(_, operation)| operation.id.as_str());
    Err(unknown("operation", nearest(&meant, ids)).into())
}

/// The list of types.
pub async fn show_types(context: Context) -> Result<HttpResponse, Problem> {
    fixed_page(&context, "/docs/schemas", |frame| pages::type_list(frame, reference()))
}

/// The page of a type.
pub async fn show_type(context: Context) -> Result<HttpResponse, Problem> {
    let name = context.path_part("name");
    let Some(shape) = reference().types.get(name) else {
        let names = reference().types.keys().map(String::as_str);
        return Err(unknown("type", nearest(name, names)));
    };
    fixed_page(&context, &format!("/docs/schemas/{name}"), |frame| {
        pages::type_page(frame, reference(), name, shape)
    })
}

fn unknown(what: &str, meant: Option<&str>) -> Problem {
    let detail = match meant {
        Some(meant) => format!("the API has no such {what}; did you mean `{meant}`?"),
        None => format!("the API has no such {what}; `{REFERENCE}` lists all of them"),
    };
    Problem::new(&UNKNOWN_ROUTE, detail)
}
