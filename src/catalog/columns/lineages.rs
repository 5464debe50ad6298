//! The terms above each term of the vocabulary: an organization with a term has its broader terms
//! too.

use std::collections::HashMap;

use crate::domain::TermScheme;

/// For each term, the term itself and its broader terms.
pub type Lineages = HashMap<String, Vec<String>>;

/// The lineages of both schemes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllLineages {
    pub focus_areas: Lineages,
    pub approaches: Lineages,
}

impl AllLineages {
    /// Some terms and their narrower terms, each with its scheme.
    pub fn with_narrower<'l>(
        &'l self,
        slugs: &'l [String],
    ) -> impl Iterator<Item = (TermScheme, &'l str)> {
        let schemes =
            [(TermScheme::FocusArea, &self.focus_areas), (TermScheme::Approach, &self.approaches)];
        schemes.into_iter().flat_map(move |(scheme, lineages)| {
            let is_wanted =
                move |lineage: &Vec<String>| lineage.iter().any(|slug| slugs.contains(slug));
            let wanted = lineages.iter().filter(move |(_, lineage)| is_wanted(lineage));
            wanted.map(move |(slug, _)| (scheme, slug.as_str()))
        })
    }
}

/// Terms and their broader terms. Some may come twice.
pub fn with_broader<'v>(
    terms: impl Iterator<Item = &'v str>,
    lineages: &'v Lineages,
) -> impl Iterator<Item = &'v str> {
    terms.filter_map(|term| lineages.get(term)).flatten().map(String::as_str)
}
