//! The terms above each term of the vocabulary: an organization with a term has its broader terms
//! too.

use std::collections::{BTreeSet, HashMap};

use xxhash_rust::xxh3::xxh3_64;

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

    /// A digest of all lineages.
    pub fn digest(&self) -> u64 {
        let of_scheme = |(scheme, lineages): (&TermScheme, &Lineages)| {
            let line = |(term, lineage): (&String, &Vec<String>)| {
                format!("{} {term}: {}\n", scheme.as_str(), lineage.join(" "))
            };
            lineages.iter().map(line).collect::<Vec<String>>()
        };
        let lines: BTreeSet<String> = self.0.iter().flat_map(of_scheme).collect();
        xxh3_64(lines.into_iter().collect::<String>().as_bytes())
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
