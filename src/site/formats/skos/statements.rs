//! The statements about vocabularies and terms.

use oxrdf::NamedNode;

use crate::domain::{Term, TermScheme, Vocabulary};
use crate::site::display;
use crate::site::formats::CC0;

/// The prefixes of names, with their namespaces.
pub const NAMESPACES: [(&str, &str); 2] =
    [("dcterms", "http://purl.org/dc/terms/"), ("skos", "http://www.w3.org/2004/02/skos/core#")];

/// The language of all texts.
pub const LANGUAGE: &str = "en";

/// A property: the prefix and the name in its namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Property {
    pub prefix: &'static str,
    pub name: &'static str,
    pub values: Values,
}

/// The values of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// At most one text in English.
    Text,
    /// Texts in English.
    Texts,
    /// At most one code, in no language.
    Code,
    /// At most one IRI.
    Iri,
    /// IRIs.
    Iris,
}

const fn dcterms(name: &'static str, values: Values) -> Property {
    Property { prefix: "dcterms", name, values }
}

const fn skos(name: &'static str, values: Values) -> Property {
    Property { prefix: "skos", name, values }
}

const TITLE: Property = dcterms("title", Values::Text);
const LICENSE: Property = dcterms("license", Values::Iri);
const REPLACED_BY: Property = dcterms("isReplacedBy", Values::Iri);
const TOP_CONCEPT: Property = skos("hasTopConcept", Values::Iris);
const TOP_CONCEPT_OF: Property = skos("topConceptOf", Values::Iri);
const IN_SCHEME: Property = skos("inScheme", Values::Iri);
const NOTATION: Property = skos("notation", Values::Code);
const LABEL: Property = skos("prefLabel", Values::Text);
const ALT_LABEL: Property = skos("altLabel", Values::Texts);
const HIDDEN_LABEL: Property = skos("hiddenLabel", Values::Texts);
const DEFINITION: Property = skos("definition", Values::Text);
const SCOPE_NOTE: Property = skos("scopeNote", Values::Text);
const BROADER: Property = skos("broader", Values::Iris);
const NARROWER: Property = skos("narrower", Values::Iris);
const EXACT_MATCH: Property = skos("exactMatch", Values::Iris);
const CLOSE_MATCH: Property = skos("closeMatch", Values::Iris);

/// Every property, in the order in which a term has them.
pub const PROPERTIES: [Property; 16] = [
    TITLE,
    LICENSE,
    TOP_CONCEPT,
    IN_SCHEME,
    TOP_CONCEPT_OF,
    NOTATION,
    LABEL,
    ALT_LABEL,
    HIDDEN_LABEL,
    DEFINITION,
    SCOPE_NOTE,
    BROADER,
    NARROWER,
    EXACT_MATCH,
    CLOSE_MATCH,
    REPLACED_BY,
];

/// One statement; its subject is an IRI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub subject: String,
    pub fact: Fact,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The class, a name in SKOS.
    IsA(&'static str),
    /// A property with one of its values: a text or an IRI.
    Has(Property, String),
}

/// The statements about a vocabulary and all its terms.
pub fn of_scheme(vocabulary: &Vocabulary, scheme: TermScheme, permalinks: &str) -> Vec<Statement> {
    let urls = Urls { permalinks, scheme };
    let mut found = Found { subject: urls.scheme(), statements: Vec::new() };
    found.scheme(scheme);
    let terms = vocabulary.terms(scheme);
    let tops = terms.iter().filter(|term| term.broader.is_empty());
    found.all(TOP_CONCEPT, tops.map(|term| urls.term(term.slug.as_str())));
    for term in terms {
        found.term(vocabulary, &urls, term);
    }
    found.statements
}

/// The statements about a term, with the title and licence of its vocabulary.
pub fn of_term(
    vocabulary: &Vocabulary,
    scheme: TermScheme,
    term: &Term,
    permalinks: &str,
) -> Vec<Statement> {
    let urls = Urls { permalinks, scheme };
    let mut found = Found { subject: urls.scheme(), statements: Vec::new() };
    found.scheme(scheme);
    found.term(vocabulary, &urls, term);
    found.statements
}

/// The permanent URLs of a vocabulary and its terms.
struct Urls<'u> {
    permalinks: &'u str,
    scheme: TermScheme,
}

impl Urls<'_> {
    fn scheme(&self) -> String {
        format!("{}{}", self.permalinks, self.scheme.path())
    }

    fn term(&self, slug: &str) -> String {
        format!("{}/{slug}", self.scheme())
    }
}

/// The statements found so far, and the subject of the next one.
struct Found {
    subject: String,
    statements: Vec<Statement>,
}

impl Found {
    fn add(&mut self, fact: Fact) {
        self.statements.push(Statement { subject: self.subject.clone(), fact });
    }

    fn all(&mut self, property: Property, values: impl IntoIterator<Item = impl Into<String>>) {
        for value in values {
            self.add(Fact::Has(property, value.into()));
        }
    }

    fn scheme(&mut self, scheme: TermScheme) {
        self.add(Fact::IsA("ConceptScheme"));
        self.all(TITLE, [display::capitalized(&scheme.plural().replace('_', " "))]);
        self.all(LICENSE, [CC0]);
    }

    fn term(&mut self, vocabulary: &Vocabulary, urls: &Urls<'_>, term: &Term) {
        self.subject = urls.term(term.slug.as_str());
        self.add(Fact::IsA("Concept"));
        self.all(IN_SCHEME, [urls.scheme()]);
        if term.broader.is_empty() {
            self.all(TOP_CONCEPT_OF, [urls.scheme()]);
        }
        self.all(NOTATION, [term.slug.as_str()]);
        self.all(LABEL, [term.label.as_str()]);
        self.all(ALT_LABEL, term.alt_labels.iter().map(|label| label.as_str()));
        self.all(HIDDEN_LABEL, term.hidden_labels.iter().map(|label| label.as_str()));
        self.all(DEFINITION, [term.definition.as_str()]);
        self.all(SCOPE_NOTE, term.scope_note.iter().map(|note| note.as_str()));
        self.all(BROADER, term.broader.iter().map(|slug| urls.term(slug.as_str())));
        let narrower = vocabulary.narrower(urls.scheme, &term.slug);
        self.all(NARROWER, narrower.map(|term| urls.term(term.slug.as_str())));
        let absolute = |url: &str| NamedNode::new(url).is_ok().then(|| url.to_owned());
        self.all(EXACT_MATCH, term.exact_match.iter().filter_map(|url| absolute(url.as_str())));
        self.all(CLOSE_MATCH, term.close_match.iter().filter_map(|url| absolute(url.as_str())));
        self.all(REPLACED_BY, term.replaced_by.iter().map(|slug| urls.term(slug.as_str())));
    }
}
