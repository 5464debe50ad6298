//! The page of a term: its meaning, how organizations work on it and where, their newest research,
//! how to help them, and the organizations themselves.

use askama::Template;

use super::bars::Bars;
use super::{Counted, filter_by, first_sentence, some_by_name};
use crate::catalog::{
    Facet, Filter, ItemDetails, ItemFilter, ItemKind, ItemOrder, ItemRequest, Snapshot, Start,
};
use crate::domain::{Term, TermScheme};
use crate::site::card::Card;
use crate::site::items::Way;
use crate::site::vocabularies::{VocabularyWords, words};
use crate::site::{Frame, SiteError, display};

/// Maximum number of organizations on the page; the list has all of them.
const MAX_ROWS: usize = 10;

/// Maximum number of publications on the page.
const MAX_RESEARCH: usize = 3;

/// Maximum number of ways to help on the page.
const MAX_HELP: usize = 4;

/// Maximum number of terms next to this one.
const MAX_RELATED: usize = 8;

/// Maximum number of breadcrumbs of a term with several broader terms.
const MAX_WAYS: usize = 5;

#[derive(Template)]
#[template(path = "term.html")]
struct TermPage<'s> {
    frame: Frame,
    snapshot: &'s Snapshot,
    term: &'s Term,
    /// The path of the scheme's page.
    path: &'static str,
    words: VocabularyWords,
    /// The ways from the broadest terms down to this one, without it.
    ways: Vec<Vec<&'s Term>>,
    /// The term to use instead, if this one was replaced.
    replacement: Option<&'s Term>,
    narrower: Vec<Counted<'s>>,
    related: Vec<Counted<'s>>,
    total: usize,
    cards: Vec<Card<'s>>,
    /// The list of all organizations with the term.
    list: String,
    /// The parameter of lists that filters by the term.
    parameter: &'static str,
    /// The methods of these organizations; for a method, the problems.
    methods: Bars,
    methods_are_problems: bool,
    countries: Bars,
    research: Vec<ItemDetails<'s>>,
    /// The page of all research of these organizations, if a filter of it can select them.
    all_research: Option<String>,
    help: Vec<Way<'s>>,
    /// The page of all ways to help them, if a filter of it can select them.
    all_help: Option<String>,
}

/// The page of a term.
///
/// # Errors
///
/// If the index cannot be read.
pub fn term(
    frame: Frame,
    snapshot: &Snapshot,
    scheme: TermScheme,
    term: &Term,
) -> Result<String, SiteError> {
    let facet = Facet::Term(scheme);
    let slug = term.slug.as_str();
    let filter = filter_by(facet, slug);
    let selection = snapshot.select(&some_by_name(&filter, MAX_ROWS))?;
    let vocabulary = snapshot.vocabulary();
    let counted = |term| Counted::new(snapshot, scheme, term);
    let chosen = (facet.as_str(), slug);
    let is_problem = scheme == TermScheme::FocusArea;
    let all = |path: &str| is_problem.then(|| format!("{path}?focus_area={slug}"));
    let total = selection.total;
    let title = match total {
        0 => term.label.to_string(),
        _ => {
            format!("{}: {}", term.label, display::counted(total, "organization", "organizations"))
        }
    };
    let page = TermPage {
        frame: frame.titled(title).described(first_sentence(term.definition.as_str())),
        snapshot,
        term,
        path: scheme.path(),
        words: words(scheme),
        ways: vocabulary.ways_down(scheme, term, MAX_WAYS),
        replacement: vocabulary.replacement(scheme, term),
        narrower: vocabulary.narrower(scheme, &term.slug).map(counted).collect(),
        related: related(snapshot, scheme, term),
        total,
        cards: selection.page.entries.iter().map(Card::new).collect(),
        parameter: facet.as_str(),
        list: format!("/organizations?{}={slug}", facet.as_str()),
        methods: Bars::new(snapshot, &selection, complement(scheme), chosen),
        methods_are_problems: scheme == TermScheme::Approach,
        countries: Bars::new(snapshot, &selection, Facet::Country, chosen),
        research: items(snapshot, ItemKind::Research, ItemOrder::Newest, &filter, MAX_RESEARCH)?,
        all_research: all("/research"),
        help: items(snapshot, ItemKind::WayToHelp, ItemOrder::Mixed, &filter, MAX_HELP)?
            .into_iter()
            .map(Way::new)
            .collect(),
        all_help: all("/ways-to-help"),
    };
    Ok(page.render()?)
}

/// The facet that says most about the organizations with a term of a scheme.
fn complement(scheme: TermScheme) -> Facet {
    Facet::Term(match scheme {
        TermScheme::Approach => TermScheme::FocusArea,
        _ => TermScheme::Approach,
    })
}

/// The first items of the organizations that pass a filter.
fn items<'s>(
    snapshot: &'s Snapshot,
    kind: ItemKind,
    order: ItemOrder,
    organizations: &Filter,
    size: usize,
) -> Result<Vec<ItemDetails<'s>>, SiteError> {
    let filter = ItemFilter { organizations: organizations.clone(), ..ItemFilter::default() };
    let start = Start::Offset(0);
    let request = ItemRequest { kind, filter: &filter, query: None, order, start: &start, size };
    Ok(snapshot.item_details(kind, &snapshot.select_items(&request)?.items)?)
}

/// Terms with a common broader term; for a term at the top, the others at the top. Those without
/// organizations and those that are replaced are left out, and the most frequent come first.
fn related<'s>(snapshot: &'s Snapshot, scheme: TermScheme, term: &Term) -> Vec<Counted<'s>> {
    let is_next_to = |other: &&Term| {
        let is_common = other.broader.iter().any(|slug| term.broader.contains(slug));
        let are_at_top = term.broader.is_empty() && other.broader.is_empty();
        other.slug != term.slug && other.replaced_by.is_none() && (is_common || are_at_top)
    };
    let terms = snapshot.vocabulary().terms(scheme).iter().filter(is_next_to);
    let mut related: Vec<Counted<'_>> =
        terms.map(|term| Counted::new(snapshot, scheme, term)).collect();
    related.retain(|it| it.count > 0);
    related.sort_by_key(|it| std::cmp::Reverse(it.count));
    related.truncate(MAX_RELATED);
    related
}

impl TermPage<'_> {
    fn counted(&self) -> String {
        display::counted(self.total, "organization", "organizations")
    }

    /// The nearest broader term of the first breadcrumb.
    fn broader(&self) -> Option<&&Term> {
        self.ways.first()?.last()
    }

    /// Whether the page has notes on the definition.
    fn has_notes(&self) -> bool {
        let term = self.term;
        term.scope_note.is_some()
            || !term.legal_basis.is_empty()
            || !term.sources.is_empty()
            || !term.exact_match.is_empty()
            || !term.close_match.is_empty()
    }
}
