//! Other things in the directory that match the words of a search: research, ways to help, and the nearest
//! names.

use super::{SearchRequest, url};
use crate::catalog::{
    Entry, Interpretation, ItemFilter, ItemKind, ItemOrder, ItemRequest, QueryMatch, Snapshot,
    Start,
};
use crate::domain::SuggestionKind;
use crate::site::{SiteError, display};
use crate::text::CompletionQuery;

/// Maximum number of nearest names.
const MAX_NAMES: usize = 3;

/// Maximum number of organizations whose ways to help a search links to.
const MAX_HELPED: usize = 20;

/// Another list of the directory in which the words were searched.
pub struct OtherList {
    pub label: &'static str,
    pub href: String,
    pub total: usize,
}

/// A name that the visitor may have meant.
pub struct Meant<'s> {
    pub label: &'s str,
    pub href: String,
}

/// The lists of research and of ways to help, with the number of matches. Empty without words, and
/// for a private search, because the URLs would reveal it.
///
/// # Errors
///
/// If the index cannot be read.
pub fn other_lists(
    request: &SearchRequest<'_>,
    snapshot: &Snapshot,
) -> Result<Vec<OtherList>, SiteError> {
    let Some(query) = request.query.filter(|_| !request.is_private) else { return Ok(Vec::new()) };
    let lists = [
        (ItemKind::Research, "Research", "/research"),
        (ItemKind::WayToHelp, "Ways to help", "/ways-to-help"),
    ];
    let filter = ItemFilter::default();
    let lists = lists.into_iter().map(|(kind, label, path)| {
        let start = &Start::Offset(0);
        let (filter, query, order) = (&filter, Some(query), ItemOrder::Usual);
        let items = ItemRequest { kind, filter, query, order, start, size: 1 };
        let found = snapshot.select_items(&items)?;
        // Those that have only some of the words would not be what the visitor looks for.
        let has_all = |it: &Interpretation| it.query_match != QueryMatch::AnyWord;
        let is_match = found.interpretation.as_ref().is_none_or(has_all);
        let total = if is_match { found.total } else { 0 };
        Ok(OtherList { label, href: url(path, &[("q", request.words().to_owned())]), total })
    });
    lists.collect()
}

/// The URL of the ways to help the organizations of a search: their ways seldom have its words.
/// `None` if not all of them are on the page, and for a private search, like [`other_lists`].
pub fn ways_to_help(
    request: &SearchRequest<'_>,
    total: usize,
    entries: &[Entry<'_>],
) -> Option<String> {
    let is_shown = request.query.is_some() && !request.is_private;
    let are_all = total == entries.len() && (1..=MAX_HELPED).contains(&total);
    let slugs: Vec<&str> = entries.iter().map(Entry::slug).collect();
    (is_shown && are_all).then(|| url("/ways-to-help", &[("organization", slugs.join(","))]))
}

/// The names that are nearest to the words of a search. Empty for a private search, like
/// [`other_lists`].
pub fn meant<'s>(request: &SearchRequest<'_>, snapshot: &'s Snapshot) -> Vec<Meant<'s>> {
    if request.is_private {
        return Vec::new();
    }
    let Ok(typed) = CompletionQuery::parse(request.words()) else { return Vec::new() };
    let found = snapshot.suggest(&typed).into_iter().take(MAX_NAMES).map(|it| {
        let folder = match it.kind {
            SuggestionKind::Organization => "/organizations",
            SuggestionKind::Country => "/countries",
            SuggestionKind::Term(scheme) => scheme.path(),
        };
        Meant { label: it.label, href: format!("{folder}/{}", it.key) }
    });
    found.collect()
}

impl OtherList {
    pub fn counted(&self) -> String {
        display::with_commas(self.total)
    }
}
