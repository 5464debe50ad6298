//! The vocabularies of the directory: for each, its names and the key of a profile that uses it.

use super::kinds::keywords;
use super::{Keyword, Node, Pointer};

keywords! {
    /// The vocabulary that a term belongs to (in SKOS, its concept scheme).
    pub enum TermScheme {
        /// Forms of slavery and violence that organizations work against.
        FocusArea = "focus_area",
        /// Ways in which organizations work.
        Approach = "approach",
        /// People for whom organizations work.
        Population = "population",
        /// Kinds of work and places in which people are exploited.
        Sector = "sector",
        /// Kinds of organization.
        Kind = "kind",
        /// Ways to see the problem.
        Lens = "lens",
    }
}

/// The names of a vocabulary.
struct Names {
    with_article: &'static str,
    singular: &'static str,
    plural: &'static str,
    /// The keys that lead to the list of terms in a profile.
    keys: &'static [&'static str],
    path: &'static str,
    example: &'static str,
}

impl TermScheme {
    /// The one place that names a vocabulary.
    const fn names(self) -> Names {
        match self {
            Self::FocusArea => Names {
                with_article: "a focus area",
                singular: "focus area",
                plural: "focus_areas",
                keys: &["focus_areas"],
                path: "/focus-areas",
                example: "bonded-labour",
            },
            Self::Approach => Names {
                with_article: "an approach",
                singular: "approach",
                plural: "approaches",
                keys: &["approaches"],
                path: "/approaches",
                example: "legal-support",
            },
            Self::Population => Names {
                with_article: "a population",
                singular: "population",
                plural: "populations",
                keys: &["populations"],
                path: "/populations",
                example: "children",
            },
            Self::Sector => Names {
                with_article: "a sector",
                singular: "sector",
                plural: "sectors",
                keys: &["sectors"],
                path: "/sectors",
                example: "fishing",
            },
            Self::Kind => Names {
                with_article: "a kind",
                singular: "kind",
                plural: "kinds",
                keys: &["kinds"],
                path: "/kinds",
                example: "funder",
            },
            Self::Lens => Names {
                with_article: "a lens",
                singular: "lens",
                plural: "lenses",
                keys: &["framing", "lens"],
                path: "/lenses",
                example: "impunity",
            },
        }
    }

    /// The name of the vocabulary in the singular, for people.
    pub fn singular(self) -> &'static str {
        self.names().singular
    }

    /// The name in the singular with its article, for messages.
    pub fn with_article(self) -> &'static str {
        self.names().with_article
    }

    /// The name in the plural, and the stem of the file that defines the terms.
    pub fn plural(self) -> &'static str {
        self.names().plural
    }

    /// The keys that lead to the list of terms in a profile, outermost first.
    pub fn keys(self) -> &'static [&'static str] {
        self.names().keys
    }

    /// The list of terms in the JSON of a profile; `None` if there is none.
    pub fn list_in<'p>(self, profile: &'p Node<'p>) -> Option<&'p Node<'p>> {
        self.keys().iter().try_fold(profile, |node, key| node.get(key))
    }

    /// Calls `then` with the pointer to the list of terms in the profile at `profile`.
    pub(super) fn at<R>(self, profile: &Pointer<'_>, then: impl FnOnce(&Pointer<'_>) -> R) -> R {
        match self.keys() {
            [key] => then(&profile.key(key)),
            [object, key] => then(&profile.key(object).key(key)),
            keys => unreachable!("a vocabulary has one or two keys, not {}", keys.len()),
        }
    }

    /// The slug of a term, for documentation.
    pub fn example(self) -> &'static str {
        self.names().example
    }

    /// The path of the vocabulary on the site; in the API, it follows `/api/v1`.
    pub fn path(self) -> &'static str {
        self.names().path
    }

    /// The number of terms that a profile may list, and must list at least.
    pub fn allowed_count(self) -> std::ops::RangeInclusive<usize> {
        match self {
            Self::FocusArea | Self::Approach => 1..=usize::MAX,
            Self::Lens => 0..=3,
            Self::Population | Self::Sector | Self::Kind => 0..=usize::MAX,
        }
    }

    /// Whether `fact_sources` has the sources of single terms. The others are covered by the
    /// `sources` of the object that lists them.
    pub fn has_fact_sources(self) -> bool {
        self.keys().len() == 1
    }
}
