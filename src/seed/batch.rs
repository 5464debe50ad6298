//! The results of reading: documents and mistakes.

use crate::domain::{Organization, ProfileReferences, Term, TermScheme, Violation, Vocabulary};

use super::Mistake;
use super::origin::Origin;

/// Maximum number of mistakes in a batch; further ones are only counted.
pub const MAX_MISTAKES: usize = 1000;

/// One result of reading: a document or a mistake.
#[derive(Debug)]
pub enum ReadItem {
    Term(Document<(TermScheme, Term)>),
    Organization(Box<Document<Organization>>),
    /// A profile with mistakes, and what it refers to.
    Refused(Box<Document<(Vec<Violation>, ProfileReferences)>>),
    /// One mistake of a term, or of a text that is not a document.
    Mistake(Mistake),
}

impl ReadItem {
    /// The size of the document's text in bytes; an estimate for a mistake.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Term(term) => term.origin.length(),
            Self::Organization(organization) => organization.origin.length(),
            Self::Refused(_) | Self::Mistake(_) => 1000,
        }
    }
}

/// The documents and mistakes of some texts, in the order in which they were read.
#[derive(Debug, Default)]
pub struct Batch {
    pub terms: Vec<Document<(TermScheme, Term)>>,
    pub organizations: Vec<Document<Organization>>,
    /// At most [`MAX_MISTAKES`]. Documents with mistakes are not in the other lists.
    pub mistakes: Vec<Mistake>,
    /// Number of further mistakes, which are not in `mistakes`.
    pub omitted_mistakes: usize,
}

/// A value with its origin.
#[derive(Clone, Debug)]
pub struct Document<T> {
    pub value: T,
    pub origin: Origin,
}

impl<T> Document<T> {
    /// A mistake that was found after reading, e.g. by comparison with other documents.
    pub fn mistake(&self, violation: Violation) -> Mistake {
        Mistake::new(self.origin.clone(), violation)
    }
}

impl Batch {
    /// Adds a document or a mistake.
    pub(super) fn add(&mut self, item: ReadItem) {
        match item {
            ReadItem::Term(term) => self.terms.push(term),
            ReadItem::Organization(organization) => self.organizations.push(*organization),
            ReadItem::Mistake(mistake) => self.add_mistake(mistake),
            ReadItem::Refused(refused) => self.add_mistakes(&refused.origin, refused.value.0),
        }
    }

    /// Adds a mistake, or only counts it if there are already [`MAX_MISTAKES`].
    pub fn add_mistake(&mut self, mistake: Mistake) {
        if self.mistakes.len() < MAX_MISTAKES {
            self.mistakes.push(mistake);
        } else {
            self.omitted_mistakes += 1;
        }
    }

    /// Adds the violations of a document as mistakes.
    pub(super) fn add_mistakes(&mut self, origin: &Origin, violations: Vec<Violation>) {
        for violation in violations {
            self.add_mistake(Mistake::new(origin.clone(), violation));
        }
    }

    /// The total number of mistakes.
    pub fn mistake_count(&self) -> usize {
        self.mistakes.len() + self.omitted_mistakes
    }

    /// The vocabulary made of the terms in this batch.
    pub fn vocabulary(&self) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        for Document { value: (scheme, term), .. } in &self.terms {
            vocabulary.insert(*scheme, term.clone());
        }
        vocabulary
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::{Form, Kind, read_text};

    #[test]
    fn mistakes_beyond_the_limit_are_only_counted() {
        let text = "1\n".repeat(MAX_MISTAKES + 2);
        let batch = read_text("x", text, Kind::Organizations, Form::Ndjson);
        assert_eq!((batch.mistakes.len(), batch.omitted_mistakes), (MAX_MISTAKES, 2));
        assert_eq!(batch.mistake_count(), MAX_MISTAKES + 2);
    }
}
