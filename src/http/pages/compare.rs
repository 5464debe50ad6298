//! `/compare`: organizations side by side, named by keys or as a visitor types them.

use actix_web::HttpResponse;
use actix_web::http::header;

use super::page::page;
use crate::catalog::{Comparison, Entry, KeyResolution, Snapshot};
use crate::domain::SuggestionKind;
use crate::http::extract::call::Call;
use crate::http::extract::parameters::meant::meant_organization;
use crate::http::extract::parameters::reader::Reader;
use crate::http::extract::parameters::{PageParameters, ParameterSet};
use crate::http::problem::Problem;
use crate::site::{self, ComparedOrganizations};
use crate::text::CompletionQuery;

const NAME: &str = "organizations";

/// The name that the boxes of the list have.
const NAME_IN_LIST: &str = "compare";

/// Maximum number of names beyond [`Comparison::MAX`] that the form keeps.
const MAX_LEFT_OUT: usize = 10;

/// The organizations that a visitor named, by keys or by names. A comma separates keys; it may also
/// be part of a name.
#[derive(Default)]
pub struct ComparedNames {
    /// At most [`Comparison::MAX`].
    names: Vec<String>,
    /// Further names, which are not looked up.
    left_out: Vec<String>,
    /// Whether the form was sent with nothing in it.
    is_empty_form: bool,
}

impl ParameterSet for ComparedNames {
    fn names() -> impl Iterator<Item = &'static str> {
        [NAME, NAME_IN_LIST].into_iter()
    }

    fn read(reader: &mut Reader) -> Self {
        let given = [NAME, NAME_IN_LIST].into_iter().flat_map(|name| reader.given(name));
        let given: Vec<String> = given.map(str::to_owned).collect();
        let is_empty_form = given.is_empty() && reader.names(NAME);
        if given.is_empty() {
            return Self { is_empty_form, ..Self::default() };
        }
        let Some(snapshot) = reader.snapshot() else { return Self::default() };
        let mut names: Vec<String> = Vec::new();
        for given in &given {
            // Looking up names takes time, so names beyond the maximum are not looked up.
            let has_room = names.len() < Comparison::MAX;
            let parts = if has_room { parts(given, &snapshot) } else { vec![given.as_str()] };
            for part in parts {
                if names.iter().all(|name| name != part) {
                    names.push(part.to_owned());
                }
            }
        }
        let mut left_out = names.split_off(names.len().min(Comparison::MAX));
        left_out.truncate(MAX_LEFT_OUT);
        Self { names, left_out, is_empty_form }
    }
}

/// The comparison, or the form for one. Names redirect to the URL with the slugs.
pub async fn show_comparison(
    call: Call,
    PageParameters(given): PageParameters<ComparedNames>,
) -> Result<HttpResponse, Problem> {
    let snapshot = call.snapshot();
    let ComparedNames { names, left_out, is_empty_form } = given;
    let mut wanted = ComparedOrganizations { left_out, is_empty_form, ..Default::default() };
    for name in names {
        match find(snapshot, &name) {
            Some(entry) => {
                let is_withdrawn = entry.withdrawal().is_some();
                let list = if is_withdrawn { &mut wanted.withdrawn } else { &mut wanted.entries };
                if !list.iter().any(|other| other.slug() == entry.slug()) {
                    list.push(entry);
                }
            }
            None => wanted.unknown.push(name),
        }
    }
    let slugs: Vec<&str> = wanted.entries.iter().map(Entry::slug).collect();
    let canonical = match slugs.as_slice() {
        [] if is_empty_form => format!("/compare?{NAME}="),
        [] => "/compare".to_owned(),
        slugs => format!("/compare?{NAME}={}", slugs.join(",")),
    };
    let requested = requested(call.request().query_string());
    let is_found =
        wanted.unknown.is_empty() && wanted.withdrawn.is_empty() && wanted.left_out.is_empty();
    if is_found && requested != canonical {
        return Ok(HttpResponse::SeeOther()
            .insert_header((header::LOCATION, call.absolute_url(&canonical)))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .finish());
    }
    // The page also says which names it did not find, so they are part of its identity.
    let path = if is_found { canonical } else { requested };
    page(&call, &path, |mut frame| {
        frame.is_unlisted = path != "/compare";
        site::compare(frame, snapshot, &wanted)
    })
}

/// The path and query of a request, without parameters that other sites added.
fn requested(query: &str) -> String {
    let is_own = |pair: &&str| {
        pair.split('=').next().is_some_and(|name| [NAME, NAME_IN_LIST].contains(&name))
    };
    let own: Vec<&str> = query.split('&').filter(is_own).collect();
    match own.as_slice() {
        [] => "/compare".to_owned(),
        own => format!("/compare?{}", own.join("&")),
    }
}

/// The keys or names in a value, or the whole value if it is a name with a comma.
fn parts<'g>(given: &'g str, snapshot: &Snapshot) -> Vec<&'g str> {
    let parts: Vec<&str> =
        given.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let is_key = |part: &&str| !matches!(snapshot.resolve_key(part), KeyResolution::Unknown);
    let are_keys = parts.len() <= Comparison::MAX && parts.iter().all(is_key);
    if are_keys || !given.contains(' ') {
        return parts;
    }
    let are_names = find(snapshot, given).is_none()
        && parts.len() <= Comparison::MAX
        && parts.iter().all(|part| find(snapshot, part).is_some());
    if are_names { parts } else { vec![given] }
}

/// The organization with a key, which may be withdrawn, or the best completion of a name.
fn find<'s>(snapshot: &'s Snapshot, text: &str) -> Option<Entry<'s>> {
    if let Some(entry) = meant_organization(snapshot, text) {
        return Some(entry);
    }
    let completions = snapshot.suggest(&CompletionQuery::parse(text).ok()?);
    let mut organizations =
        completions.iter().filter(|completion| completion.kind == SuggestionKind::Organization);
    match snapshot.resolve_key(organizations.next()?.key) {
        KeyResolution::Current(entry) => Some(entry),
        _ => None,
    }
}
