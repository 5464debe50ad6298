//! Terms of the controlled vocabulary, modelled on SKOS.

use serde::Serialize;
use utoipa::ToSchema;

use super::document::document;
use super::{Keyword, Label, Passage, Slug, Title, WebUrl};

/// The vocabulary that a term belongs to (in SKOS, its concept scheme).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TermScheme {
    FocusArea,
    Approach,
}

impl Keyword for TermScheme {
    const ALL: &'static [Self] = &[Self::FocusArea, Self::Approach];

    fn as_str(self) -> &'static str {
        match self {
            Self::FocusArea => "focus_area",
            Self::Approach => "approach",
        }
    }
}

impl TermScheme {
    /// The name of the scheme in the singular with its article, for messages.
    pub fn with_article(self) -> &'static str {
        match self {
            Self::FocusArea => "a focus area",
            Self::Approach => "an approach",
        }
    }

    /// The key of a profile that lists terms of this scheme, and the stem of the file that defines
    /// them.
    pub fn plural(self) -> &'static str {
        match self {
            Self::FocusArea => "focus_areas",
            Self::Approach => "approaches",
        }
    }
}

document! {
    /// A term of the vocabulary: a focus area or an approach.
    pub struct Term {
        pub slug: Slug,
        /// The preferred name (`skos:prefLabel`).
        #[schema(example = "Bonded labour")]
        pub label: Label,
        /// Other names that people search for (`skos:altLabel`).
        pub alt_labels: Vec<Label>,
        /// The meaning of the term (`skos:definition`), in the directory's words.
        pub definition: Passage,
        /// The slug of the broader term (`skos:broader`).
        pub broader: Option<Slug>,
        /// Whether the term is only for browsing. Profiles then use the terms below it.
        pub group: bool,
        /// Treaties, targets or frameworks that define the term.
        pub same_as: Vec<Label>,
        pub sources: Vec<TermSource>,
    }
}

document! {
    /// The source of a definition.
    pub struct TermSource {
        pub title: Title,
        pub publisher: Option<Label>,
        pub url: Option<WebUrl>,
    }
}

impl Term {
    /// The preferred name, followed by the alternative ones.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.label).chain(&self.alt_labels).map(|label| label.as_str())
    }

    /// The canonical JSON: compact, every key present, in the order of the type.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a term has only string keys")
    }
}
