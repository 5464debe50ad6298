//! Suggestions for a visitor whose URL has no page.

use actix_web::HttpRequest;

use crate::catalog::{Entry, KeyResolution, Snapshot};
use crate::domain::SuggestionKind;
use crate::http::extract::call::Call;
use crate::http::extract::meant_path::nearest_page;
use crate::http::problem::{
    Problem, UNKNOWN_COUNTRY, UNKNOWN_ORGANIZATION, UNKNOWN_ROUTE, UNKNOWN_TERM, WITHDRAWN,
};
use crate::site::Suggestion;
use crate::text::CompletionQuery;

/// Maximum number of suggestions.
const LIMIT: usize = 5;

/// The suggestions for a problem of a page.
pub fn suggestions(request: &HttpRequest, problem: &Problem) -> Vec<Suggestion> {
    let Ok(call) = Call::of(request) else { return Vec::new() };
    let snapshot = call.snapshot();
    match problem.kind.slug {
        slug if slug == UNKNOWN_ORGANIZATION.slug => meant(snapshot, call.path_part("key")),
        slug if slug == UNKNOWN_TERM.slug => meant(snapshot, call.path_part("slug")),
        slug if slug == UNKNOWN_COUNTRY.slug => {
            let all =
                Suggestion { label: "All countries".to_owned(), path: "/countries".to_owned() };
            meant(snapshot, call.path_part("code")).into_iter().chain([all]).collect()
        }
        slug if slug == WITHDRAWN.slug => successor(snapshot, problem),
        slug if slug == UNKNOWN_ROUTE.slug => {
            let nearest = nearest_page(request);
            let link = |path: &str| Suggestion { label: path.to_owned(), path: path.to_owned() };
            nearest.map(link).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// The organizations and terms that a part of a path may mean.
fn meant(snapshot: &Snapshot, key: &str) -> Vec<Suggestion> {
    let nearest = snapshot.nearest_slug(key).map(|slug| snapshot.resolve_key(slug));
    let mut meant: Vec<Suggestion> = match nearest {
        Some(KeyResolution::Current(entry)) => vec![link(&entry)],
        _ => Vec::new(),
    };
    // A path that is not a valid query, for example because it is too long, has no completions.
    let typed = CompletionQuery::parse(&key.replace(['-', '_', '.'], " ")).ok();
    let completions = typed.map(|typed| snapshot.suggest(&typed)).unwrap_or_default();
    for completion in completions {
        let folder = match completion.kind {
            SuggestionKind::Organization => "/organizations",
            SuggestionKind::Country => "/countries",
            SuggestionKind::Term(scheme) => scheme.path(),
        };
        let path = format!("{folder}/{}", completion.key);
        if meant.iter().all(|other| other.path != path) {
            meant.push(Suggestion { label: completion.label.to_owned(), path });
        }
    }
    meant.truncate(LIMIT);
    meant
}

/// The successor of a withdrawn organization.
fn successor(snapshot: &Snapshot, problem: &Problem) -> Vec<Suggestion> {
    let successor = problem.withdrawn.as_ref().and_then(|it| it.successor.as_deref());
    match successor.map(|slug| snapshot.resolve_key(slug)) {
        Some(KeyResolution::Current(entry) | KeyResolution::Redirect(entry)) => vec![link(&entry)],
        _ => Vec::new(),
    }
}

fn link(entry: &Entry<'_>) -> Suggestion {
    Suggestion { label: entry.name().to_owned(), path: format!("/organizations/{}", entry.slug()) }
}
