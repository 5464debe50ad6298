//! The controlled vocabulary, in SKOS words.

use serde::Serialize;
use utoipa::ToSchema;

use super::document::document;
use super::{Keyword, Label, Passage, Slug, Title, WebUrl};

/// Which of the two vocabularies a term belongs to (SKOS: its concept scheme).
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
    /// The name of a term of this scheme in a sentence, with its article.
    pub fn words(self) -> &'static str {
        match self {
            Self::FocusArea => "a focus area",
            Self::Approach => "an approach",
        }
    }

    /// The key of a profile that lists terms of this scheme, and the name of
    /// the file that holds them.
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
        /// What people type instead (`skos:altLabel`).
        pub alt_labels: Vec<Label>,
        /// What it means (`skos:definition`), in our own words.
        pub definition: Passage,
        /// The wider term it belongs under (`skos:broader`).
        pub broader: Option<Slug>,
        /// Whether it is for browsing alone: profiles then name terms below it.
        pub group: bool,
        /// Treaties, targets or frameworks that define it.
        pub same_as: Vec<Label>,
        pub sources: Vec<TermSource>,
    }
}

document! {
    /// Where a definition comes from.
    pub struct TermSource {
        pub title: Title,
        pub publisher: Option<Label>,
        pub url: Option<WebUrl>,
    }
}

impl Term {
    /// Everything it is called, the preferred name first.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.label).chain(&self.alt_labels).map(|label| label.as_str())
    }

    /// The canonical JSON: compact, every key present, in the order of the type.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a term has only string keys")
    }
}
