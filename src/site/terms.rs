//! The vocabulary: a page for each scheme, and one for each term.

use askama::Template;

use super::branch::{Branch, folder};
use super::card::Card;
use super::{Frame, SiteError, words};
use crate::catalog::{Choice, Facet, Filter, ListRequest, Snapshot, Sort, Start};
use crate::domain::{Term, TermScheme};

/// So many organizations stand on the page of a term or country; the search has all.
pub const LISTED: usize = 100;

#[derive(Template)]
#[template(path = "terms.html")]
struct TermsPage<'s> {
    frame: Frame,
    title: &'static str,
    lead: &'static str,
    folder: &'static str,
    branches: Vec<Branch<'s>>,
}

/// The tree of a scheme with definitions.
///
/// # Errors
///
/// When the template fails, which it has no reason to.
pub fn terms(frame: Frame, snapshot: &Snapshot, scheme: TermScheme) -> Result<String, SiteError> {
    let (title, lead) = match scheme {
        TermScheme::FocusArea => (
            "Focus areas",
            "What organizations work against. A wider area stands for all that is below it; the \
             number says how many organizations work against it.",
        ),
        TermScheme::Approach => (
            "Approaches",
            "How organizations work. A wider approach stands for all that is below it; the number \
             says how many organizations take it.",
        ),
    };
    let branches = Branch::tree(snapshot, scheme);
    Ok(TermsPage { frame, title, lead, folder: folder(scheme), branches }.render()?)
}

#[derive(Template)]
#[template(path = "term.html")]
struct TermPage<'s> {
    frame: Frame,
    snapshot: &'s Snapshot,
    term: &'s Term,
    folder: &'static str,
    /// What the scheme is called.
    title: &'static str,
    /// The wider terms, the widest first.
    wider: Vec<&'s Term>,
    narrower: Vec<&'s Term>,
    total: usize,
    cards: Vec<Card<'s>>,
    /// The parameter of the search that asks for the term.
    parameter: &'static str,
}

/// A term: what it means, what is wider and narrower, and who names it.
///
/// # Errors
///
/// When the index cannot be read.
pub fn term(
    frame: Frame,
    snapshot: &Snapshot,
    scheme: TermScheme,
    term: &Term,
) -> Result<String, SiteError> {
    let facet = Facet::of(scheme);
    let title = match scheme {
        TermScheme::FocusArea => "Focus areas",
        TermScheme::Approach => "Approaches",
    };
    let filter = having(facet, term.slug.as_str());
    let selection = snapshot.select(&first_by_name(&filter))?;
    let vocabulary = snapshot.vocabulary();
    let wider = vocabulary.lineage(scheme, &term.slug).into_iter().rev();
    let wider = wider.filter(|slug| **slug != term.slug);
    let page = TermPage {
        frame,
        snapshot,
        term,
        folder: folder(scheme),
        title,
        wider: wider.filter_map(|slug| vocabulary.term(scheme, slug.as_str())).collect(),
        narrower: vocabulary.narrower(scheme, &term.slug).collect(),
        total: selection.total,
        cards: selection.page.entries.iter().map(Card::new).collect(),
        parameter: facet.as_str(),
    };
    Ok(page.render()?)
}

impl TermPage<'_> {
    fn counted(&self) -> String {
        words::counted(self.total, "organization", "organizations")
    }
}

/// Those that have one value of a facet.
pub fn having(facet: Facet, value: &str) -> Filter {
    let mut filter = Filter::default();
    filter.set_choice(facet, Choice { any: vec![value.to_owned()], none: Vec::new() });
    filter
}

/// The first that pass a filter, by name.
pub fn first_by_name(filter: &Filter) -> ListRequest<'_> {
    ListRequest { filter, question: None, sort: Sort::NAME, start: &Start::Offset(0), size: LISTED }
}
