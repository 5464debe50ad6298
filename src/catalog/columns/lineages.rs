//! The terms above each term of the vocabulary: an organization with a term has its broader terms
//! too.

use std::collections::HashMap;

use crate::domain::{Keyword, TermScheme};

/// For each term, the term itself and its broader terms.
pub type Lineages = HashMap<String, Vec<String>>;

/// The lineages of every scheme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllLineages(HashMap<TermScheme, Lineages>);

impl AllLineages {
    /// The lineages of each scheme, from those of `of_scheme`.
    pub fn new(of_scheme: impl Fn(TermScheme) -> Lineages) -> Self {
        Self(TermScheme::ALL.iter().map(|&scheme| (scheme, of_scheme(scheme))).collect())
    }

    /// Terms of a scheme and their broader terms. Some may come twice.
    pub fn with_broader<'v>(
        &'v self,
        scheme: TermScheme,
        terms: impl Iterator<Item = &'v str>,
    ) -> impl Iterator<Item = &'v str> {
        let lineages = self.0.get(&scheme);
        terms.filter_map(move |term| lineages?.get(term)).flatten().map(String::as_str)
    }

    /// Some terms and their narrower terms, each with its scheme.
    pub fn with_narrower<'l>(
        &'l self,
        slugs: &'l [String],
    ) -> impl Iterator<Item = (TermScheme, &'l str)> {
        self.0.iter().flat_map(move |(&scheme, lineages)| {
            let is_wanted =
                move |lineage: &Vec<String>| lineage.iter().any(|slug| slugs.contains(slug));
            let wanted = lineages.iter().filter(move |(_, lineage)| is_wanted(lineage));
            wanted.map(move |(slug, _)| (scheme, slug.as_str()))
        })
    }
}
