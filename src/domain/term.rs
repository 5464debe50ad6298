//! Terms of the controlled vocabulary, modelled on SKOS.

use super::document::document;
use super::{Label, Passage, Slug, Title, WebUrl};

document! {
    /// A term of a vocabulary: a focus area, an approach, a population, a sector, a kind of
    /// organization or a lens.
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
