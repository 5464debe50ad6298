//! `/compare`: organizations side by side, named by slugs, or by what people type.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::page;
use crate::catalog::{Comparison, Entry, KeyResolution, Snapshot, SuggestionKind};
use crate::http::Service;
use crate::http::absolute::absolute;
use crate::http::params::Params;
use crate::http::problem::Problem;
use crate::site;
use crate::text::Typed;

/// The parameter.
const NAME: &str = "organizations";

/// The comparison, or the form that asks for one. Names lead to the address with the slugs.
pub async fn show_comparison(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let snapshot = service.snapshot()?;
    let query = request.query_string();
    let names = names(query, &snapshot)?;
    let (mut entries, mut unknown): (Vec<Entry<'_>>, Vec<String>) = (Vec::new(), Vec::new());
    for name in names {
        match meant(&snapshot, &name) {
            Some(entry) if entries.iter().any(|other| other.slug() == entry.slug()) => {}
            Some(entry) => entries.push(entry),
            None => unknown.push(name),
        }
    }
    let slugs: Vec<&str> = entries.iter().map(Entry::slug).collect();
    let path = match slugs.as_slice() {
        [] => "/compare".to_owned(),
        slugs => format!("/compare?{NAME}={}", slugs.join(",")),
    };
    let asked = if query.is_empty() { "/compare".to_owned() } else { format!("/compare?{query}") };
    if unknown.is_empty() && asked != path {
        return Ok(HttpResponse::SeeOther()
            .insert_header((header::LOCATION, absolute(&request, &service, &path)))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .finish());
    }
    // What was not found is said on the page, so it is part of what the page is.
    let whole = if unknown.is_empty() { path } else { asked };
    page(&request, &service, &snapshot, &whole, |mut frame| {
        frame.is_unlisted = !entries.is_empty() || !unknown.is_empty();
        site::comparing(frame, &snapshot, &entries, &unknown)
    })
}

/// What is to be compared, by keys or as people type. A comma separates keys; it may also be a
/// part of a name.
///
/// # Errors
///
/// 400 when they are more than can be compared: before any is looked for.
fn names(query: &str, snapshot: &Snapshot) -> Result<Vec<String>, Problem> {
    let mut params = Params::of_form(query, &[NAME]);
    let given = params.given(NAME).into_iter().filter(|given| !given.is_empty());
    let names: Option<Vec<String>> = (given.clone().count() <= Comparison::MAX)
        .then(|| given.flat_map(|given| parts(given, snapshot)).map(str::to_owned).collect());
    match names.filter(|names| names.len() <= Comparison::MAX) {
        Some(names) => params.finish().map(|()| names),
        None => {
            params.invalid(NAME, format!("name at most {} organizations", Comparison::MAX));
            params.finish().map(|()| Vec::new())
        }
    }
}

/// The keys in one value, or the whole of it where it is a name with a comma.
fn parts<'g>(given: &'g str, snapshot: &Snapshot) -> Vec<&'g str> {
    let parts: Vec<&str> =
        given.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let is_key = |part: &&str| !matches!(snapshot.resolve_key(part), KeyResolution::Unknown);
    let are_keys = parts.len() <= Comparison::MAX && parts.iter().all(is_key);
    if given.contains(' ') && !are_keys { vec![given] } else { parts }
}

/// The organization of a key, or the first that is called as somebody typed.
fn meant<'s>(snapshot: &'s Snapshot, text: &str) -> Option<Entry<'s>> {
    let is_shown = |entry: &Entry<'_>| entry.withdrawal().is_none();
    if let KeyResolution::Current(entry) | KeyResolution::Redirect(entry) =
        snapshot.resolve_key(text)
    {
        return Some(entry).filter(is_shown);
    }
    let found = snapshot.suggest(&Typed::parse(text).ok()?);
    let mut organizations =
        found.iter().filter(|suggestion| suggestion.kind == SuggestionKind::Organization);
    match snapshot.resolve_key(organizations.next()?.slug) {
        KeyResolution::Current(entry) => Some(entry).filter(is_shown),
        _ => None,
    }
}
