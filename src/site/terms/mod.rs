//! The pages of topics: their head (`/topics`), one page for each vocabulary, and one for each
//! term.

mod bars;
mod definition;
mod head;
mod term;
mod tree;
mod vocabulary;

pub use definition::first_sentence;
pub use head::topics;
pub use term::term;
pub use vocabulary::terms;

use crate::catalog::{Choice, Facet, Filter, ListRequest, Snapshot, Sort, Start};
use crate::domain::{Term, TermScheme};

/// Maximum number of organizations that a page lists besides the list itself.
pub const MAX_LISTED: usize = 100;

/// A filter by one value of a facet.
pub fn filter_by(facet: Facet, value: &str) -> Filter {
    let mut filter = Filter::default();
    filter.set_choice(facet, Choice::of(vec![value.to_owned()]));
    filter
}

/// The request for the first [`MAX_LISTED`] organizations that pass a filter, by name.
pub fn first_by_name(filter: &Filter) -> ListRequest<'_> {
    some_by_name(filter, MAX_LISTED)
}

/// The request for the first organizations that pass a filter, by name.
fn some_by_name(filter: &Filter, size: usize) -> ListRequest<'_> {
    ListRequest { filter, query: None, sort: Sort::NAME, start: &Start::Offset(0), size }
}

/// A term with the number of active organizations that have it or a narrower term.
struct Counted<'s> {
    term: &'s Term,
    count: usize,
}

impl<'s> Counted<'s> {
    fn new(snapshot: &Snapshot, scheme: TermScheme, term: &'s Term) -> Self {
        Self { term, count: snapshot.term_count(scheme, &term.slug) }
    }
}
