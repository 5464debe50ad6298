//! The pages of the vocabulary: one for each scheme, and one for each term.

use askama::Template;

use super::card::Card;
use super::term_tree::TermNode;
use super::vocabularies::{VocabularyWords, vocabulary_pages, words as vocabulary_words};
use super::{Frame, SiteError, display};
use crate::catalog::{Choice, Facet, Filter, ListRequest, Snapshot, Sort, Start};
use crate::domain::{Term, TermScheme};

/// Maximum number of organizations on the page of a term or country; the search has all of them.
pub const MAX_LISTED: usize = 100;

/// Maximum number of breadcrumbs of a term with several broader terms.
const MAX_WAYS: usize = 5;

#[derive(Template)]
#[template(path = "terms.html")]
struct TermsPage<'s> {
    frame: Frame,
    title: &'static str,
    lead: &'static str,
    path: &'static str,
    /// The path and title of each other vocabulary.
    others: Vec<(&'static str, &'static str)>,
    roots: Vec<TermNode<'s>>,
}

/// The page of a scheme: the tree of its terms with definitions.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn terms(frame: Frame, snapshot: &Snapshot, scheme: TermScheme) -> Result<String, SiteError> {
    let VocabularyWords { title, lead, .. } = vocabulary_words(scheme);
    let roots = TermNode::roots(snapshot, scheme);
    let path = scheme.path();
    let others = vocabulary_pages().into_iter().filter(|(other, _)| *other != path).collect();
    let frame = frame.titled(title).described(lead);
    Ok(TermsPage { frame, title, lead, path, others, roots }.render()?)
}

#[derive(Template)]
#[template(path = "term.html")]
struct TermPage<'s> {
    frame: Frame,
    snapshot: &'s Snapshot,
    term: &'s Term,
    /// The path of the scheme's page.
    path: &'static str,
    /// The title of the scheme.
    title: &'static str,
    /// The ways from the broadest terms down to this one, without it.
    ways: Vec<Vec<&'s Term>>,
    /// The term to use instead, if this one was replaced.
    replacement: Option<&'s Term>,
    narrower: Vec<&'s Term>,
    total: usize,
    cards: Vec<Card<'s>>,
    /// The search parameter that filters by the term.
    parameter: &'static str,
}

/// The page of a term: its definition, broader and narrower terms, and organizations.
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
    let filter = filter_by(facet, term.slug.as_str());
    let selection = snapshot.select(&first_by_name(&filter))?;
    let vocabulary = snapshot.vocabulary();
    let counted = display::counted(selection.total, "organization", "organizations");
    let title = format!("{}: {counted}", term.label.as_str());
    let frame = frame.titled(title).described(term.definition.as_str());
    let page = TermPage {
        frame,
        snapshot,
        term,
        path: scheme.path(),
        title: vocabulary_words(scheme).title,
        ways: vocabulary.ways_down(scheme, term, MAX_WAYS),
        replacement: vocabulary.replacement(scheme, term),
        narrower: vocabulary.narrower(scheme, &term.slug).collect(),
        total: selection.total,
        cards: selection.page.entries.iter().map(Card::new).collect(),
        parameter: facet.as_str(),
    };
    Ok(page.render()?)
}

impl TermPage<'_> {
    fn counted(&self) -> String {
        display::counted(self.total, "organization", "organizations")
    }
}

/// A filter by one value of a facet.
pub fn filter_by(facet: Facet, value: &str) -> Filter {
    let mut filter = Filter::default();
    filter.set_choice(facet, Choice { any: vec![value.to_owned()], none: Vec::new() });
    filter
}

/// The request for the first [`MAX_LISTED`] organizations that pass a filter, by name.
pub fn first_by_name(filter: &Filter) -> ListRequest<'_> {
    ListRequest {
        filter,
        query: None,
        sort: Sort::NAME,
        start: &Start::Offset(0),
        size: MAX_LISTED,
    }
}
