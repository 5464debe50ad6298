//! The formats of citations, which reference managers read: of one profile, of a list, and of
//! publications.

use super::{Citation, csl, publications};
use crate::catalog::ItemDetails;

/// A format of citations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CitationFormat {
    Bibtex,
    Csl,
    Ris,
}

impl CitationFormat {
    pub const ALL: [Self; 3] = [Self::Bibtex, Self::Csl, Self::Ris];

    /// The value of the parameter `format`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bibtex => "bibtex",
            Self::Csl => "csl",
            Self::Ris => "ris",
        }
    }

    /// The media type, without parameters.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Bibtex => "application/x-bibtex",
            Self::Csl => "application/vnd.citationstyles.csl+json",
            Self::Ris => "application/x-research-info-systems",
        }
    }

    /// The value of `Content-Type`.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Bibtex => "application/x-bibtex; charset=utf-8",
            Self::Csl => "application/vnd.citationstyles.csl+json",
            Self::Ris => "application/x-research-info-systems; charset=utf-8",
        }
    }

    /// Citations of profiles as one file.
    pub fn citations(self, citations: &[Citation]) -> String {
        match self {
            Self::Bibtex => citations.iter().map(Citation::bibtex).collect::<Vec<_>>().join("\n"),
            Self::Csl => csl::items(citations),
            Self::Ris => citations.iter().map(Citation::ris).collect(),
        }
    }

    /// Publications of organizations as one file.
    pub fn publications(self, publications: &[ItemDetails<'_>]) -> String {
        match self {
            Self::Bibtex => publications::bibtex(publications),
            Self::Csl => publications::csl(publications),
            Self::Ris => publications::ris(publications),
        }
    }
}
