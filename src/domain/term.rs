//! Terms of the controlled vocabulary, modelled on SKOS.

use super::document::document;
use super::old_shape::upgraded_term;
use super::{Label, Node, Passage, Pointer, Slug, Title, Violation, WebUrl};

document! {
    /// A term of a vocabulary: a focus area, an approach, a population, a sector, a kind of
    /// organization or a lens.
    pub struct Term {
        pub slug: Slug,
        /// The preferred name (`skos:prefLabel`).
        #[schema(example = "Bonded labour")]
        pub label: Label,
        /// Other names of the same thing (`skos:altLabel`).
        pub alt_labels: Vec<Label>,
        /// Words that people search for although they mean something narrower or looser
        /// (`skos:hiddenLabel`). A search finds them; no page shows them.
        pub hidden_labels: Vec<Label>,
        /// The meaning of the term (`skos:definition`), in the directory's words.
        pub definition: Passage,
        /// When to use the term, and when not (`skos:scopeNote`).
        pub scope_note: Option<Passage>,
        /// The slugs of the broader terms (`skos:broader`).
        pub broader: Vec<Slug>,
        /// Whether the term is only for browsing. Profiles then use the terms below it.
        pub group: bool,
        /// Treaties, targets or frameworks that define the term.
        pub legal_basis: Vec<LegalBasis>,
        /// Concepts of other vocabularies with the same meaning (`skos:exactMatch`).
        pub exact_match: Vec<WebUrl>,
        /// Concepts of other vocabularies with nearly the same meaning (`skos:closeMatch`).
        pub close_match: Vec<WebUrl>,
        /// The slug of the term to use instead of this one (`dcterms:isReplacedBy`).
        pub replaced_by: Option<Slug>,
        pub sources: Vec<TermSource>,
    }
    read with read_any_shape
}

document! {
    /// A treaty, target or framework that defines a term.
    pub struct LegalBasis {
        #[schema(example = "ILO Forced Labour Convention, 1930 (No. 29)")]
        pub label: Label,
        pub url: Option<WebUrl>,
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
    /// The names that people see: the preferred name, followed by the alternative ones.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.label).chain(&self.alt_labels).map(|label| label.as_str())
    }

    /// All labels that a search finds: the names, followed by the hidden labels.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.names().chain(self.hidden_labels.iter().map(|label| label.as_str()))
    }

    /// The canonical JSON: compact, every key present, in the order of the type.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a term has only string keys")
    }

    /// Reads a term of the present shape or of the old one.
    fn read_any_shape(
        node: &Node<'_>,
        at: &Pointer<'_>,
        found: &mut Vec<Violation>,
    ) -> Option<Self> {
        let Some(upgraded) = upgraded_term(node, at, found) else {
            return Self::read_keys(node, at, found);
        };
        let mut of_keys = Vec::new();
        let term = Self::read_keys(&upgraded, at, &mut of_keys);
        // Upgraded keys are reported where they were written.
        let is_upgraded = |it: &Violation| {
            it.pointer.starts_with("/legal_basis/") || it.pointer.starts_with("/broader/")
        };
        found.extend(of_keys.into_iter().filter(|it| !is_upgraded(it)));
        term
    }
}
