//! The words of the pages for each vocabulary and facet.

use crate::catalog::Facet;
use crate::domain::{Keyword, TermScheme};

/// The words of the pages for one vocabulary.
pub struct VocabularyWords {
    /// The title of its page.
    pub title: &'static str,
    /// One sentence on its terms.
    pub about: &'static str,
    /// The same, and what the numbers of the terms count.
    pub lead: &'static str,
    /// The heading of the methods, or of the problems, of the organizations with one of its terms.
    pub complement: &'static str,
    /// The heading of its terms where they describe organizations.
    pub heading: &'static str,
    /// The part of a profile that shows them.
    pub part: ProfilePart,
}

/// A part of a profile that shows terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfilePart {
    /// The list of plain facts.
    Facts,
    /// How the organization frames the problem.
    Framing,
    /// How it fights the problem.
    Method,
}

/// The words for a vocabulary.
pub const fn words(scheme: TermScheme) -> VocabularyWords {
    match scheme {
        TermScheme::FocusArea => VocabularyWords {
            title: "Focus areas",
            about: "The problems these organizations work on.",
            lead: "The problems these organizations work on. Numbers show how many organizations work on each.",
            complement: "How organizations fight it",
            heading: "What they work against",
            part: ProfilePart::Framing,
        },
        TermScheme::Approach => VocabularyWords {
            title: "Approaches",
            about: "What these organizations do about slavery.",
            lead: "What these organizations do about slavery. Numbers show how many organizations work in each way.",
            complement: "What it is used against",
            heading: "How they work",
            part: ProfilePart::Method,
        },
        TermScheme::Population => VocabularyWords {
            title: "Populations",
            about: "The people these organizations work for.",
            lead: "The people these organizations work for. Numbers show how many organizations work for each group.",
            complement: "How organizations work for them",
            heading: "For whom they work",
            part: ProfilePart::Method,
        },
        TermScheme::Sector => VocabularyWords {
            title: "Sectors",
            about: "The kinds of work in which people are exploited.",
            lead: "The kinds of work in which people are exploited. Numbers show how many organizations work on each.",
            complement: "How organizations work on it",
            heading: "In which kinds of work",
            part: ProfilePart::Method,
        },
        TermScheme::Kind => VocabularyWords {
            title: "Kinds of organization",
            about: "What these organizations are: charities that run services, networks, funders and others.",
            lead: "What these organizations are. Numbers show how many organizations are of each kind; one can be of several kinds.",
            complement: "How they work",
            heading: "Kind of organization",
            part: ProfilePart::Facts,
        },
        TermScheme::Lens => VocabularyWords {
            title: "Ways of seeing slavery",
            about: "How these organizations see slavery, which decides how they fight it.",
            lead: "How these organizations see slavery. If you see violence that nothing stops, you strengthen courts. If you see poverty, you start savings groups. Numbers show how many organizations see it in each way.",
            complement: "What organizations that see it this way do",
            heading: "What they see as the cause",
            part: ProfilePart::Framing,
        },
    }
}

/// The path and title of the page of each vocabulary.
pub fn vocabulary_pages() -> Vec<(&'static str, &'static str)> {
    TermScheme::ALL.iter().map(|&scheme| (scheme.path(), words(scheme).title)).collect()
}

/// The schemes whose terms one part of a profile shows, in their order.
pub fn schemes_of(part: ProfilePart) -> impl Iterator<Item = TermScheme> {
    TermScheme::ALL.iter().copied().filter(move |scheme| words(*scheme).part == part)
}

/// The heading of a facet where its values describe organizations.
pub const fn facet_title(facet: Facet) -> &'static str {
    match facet {
        Facet::Term(scheme) => words(scheme).heading,
        Facet::Country => "Where they work",
        Facet::WayToHelp => "How you can help",
        Facet::Affiliation => "Affiliation",
        Facet::Status => "Status",
    }
}
