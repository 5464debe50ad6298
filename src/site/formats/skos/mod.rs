//! The vocabularies as SKOS: a concept scheme for each, with its terms as concepts.
//!
//! Both formats are written from the same statements, so that they are the same graph. A statement
//! whose object is not an absolute IRI is left out of both.

mod json_ld;
mod statements;
mod turtle;

use self::statements::Statement;
use crate::domain::{Term, TermScheme, Vocabulary};

/// A format of a vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkosFormat {
    JsonLd,
    Turtle,
}

impl SkosFormat {
    pub const ALL: [Self; 2] = [Self::JsonLd, Self::Turtle];

    /// The value of the parameter `format`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::JsonLd => "jsonld",
            Self::Turtle => "ttl",
        }
    }

    /// The media type, without parameters.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::JsonLd => "application/ld+json",
            Self::Turtle => "text/turtle",
        }
    }

    /// The value of `Content-Type`.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::JsonLd => "application/ld+json",
            Self::Turtle => "text/turtle; charset=utf-8",
        }
    }

    /// A vocabulary with all its terms. `permalinks` is the base of permanent URLs, without a
    /// trailing slash.
    pub fn vocabulary(
        self,
        vocabulary: &Vocabulary,
        scheme: TermScheme,
        permalinks: &str,
    ) -> String {
        self.write(&statements::of_scheme(vocabulary, scheme, permalinks))
    }

    /// One term; see [`SkosFormat::vocabulary`].
    pub fn term(
        self,
        vocabulary: &Vocabulary,
        scheme: TermScheme,
        term: &Term,
        permalinks: &str,
    ) -> String {
        self.write(&statements::of_term(vocabulary, scheme, term, permalinks))
    }

    fn write(self, statements: &[Statement]) -> String {
        match self {
            Self::JsonLd => json_ld::document(statements),
            Self::Turtle => turtle::document(statements),
        }
    }
}
