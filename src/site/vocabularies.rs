//! The words of the pages for each vocabulary and facet.

use crate::catalog::Facet;
use crate::domain::{Keyword, TermScheme};

/// The words of the pages for one vocabulary.
pub struct VocabularyWords {
    /// The title of its page.
    pub title: &'static str,
    /// A sentence on its terms, and on what their numbers count.
    pub lead: &'static str,
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
            lead: "The forms of slavery and abuse that organizations work against. Each area \
                   includes the areas below it. The number shows how many organizations work \
                   against it.",
            heading: "What they work against",
            part: ProfilePart::Framing,
        },
        TermScheme::Approach => VocabularyWords {
            title: "Approaches",
            lead: "How organizations work. Each approach includes the approaches below it. The \
                   number shows how many organizations use it.",
            heading: "How they work",
            part: ProfilePart::Method,
        },
        TermScheme::Population => VocabularyWords {
            title: "Populations",
            lead: "The people for whom organizations work. Each group of people includes the \
                   groups below it. The number shows how many organizations work for them.",
            heading: "For whom they work",
            part: ProfilePart::Method,
        },
        TermScheme::Sector => VocabularyWords {
            title: "Sectors",
            lead: "The kinds of work in which people are exploited. Each sector includes the \
                   sectors below it. The number shows how many organizations work on it.",
            heading: "In which kinds of work",
            part: ProfilePart::Method,
        },
        TermScheme::Kind => VocabularyWords {
            title: "Kinds of organization",
            lead: "What kinds of organization are in the directory. The number shows how many \
                   organizations are of each kind; one organization may be of several kinds.",
            heading: "Kind of organization",
            part: ProfilePart::Facts,
        },
        TermScheme::Lens => VocabularyWords {
            title: "Lenses",
            lead: "Ways to see the problem. How an organization sees slavery decides how it fights \
                   it. The number shows how many organizations see it in each way.",
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
