//! What was read.

use crate::domain::{Organization, Term, TermScheme, Violation, Vocabulary};

use super::Mistake;
use super::origin::Origin;

/// How many mistakes are kept; the others are counted.
pub const MAX_MISTAKES: usize = 1000;

/// Something that was found in a text.
#[derive(Debug)]
pub enum Found {
    Term(Document<(TermScheme, Term)>),
    Organization(Box<Document<Organization>>),
    /// A document with a mistake is not found as a document as well.
    Mistake(Mistake),
}

impl Found {
    /// How many bytes its text has, or its mistake may have.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Term(term) => term.origin.length(),
            Self::Organization(organization) => organization.origin.length(),
            Self::Mistake(_) => 1000,
        }
    }
}

/// Everything that was read from some files, in the order in which it stood.
#[derive(Debug, Default)]
pub struct Batch {
    pub terms: Vec<Document<(TermScheme, Term)>>,
    pub organizations: Vec<Document<Organization>>,
    /// What is wrong, at most [`MAX_MISTAKES`]; a document with a mistake is in
    /// neither list.
    pub mistakes: Vec<Mistake>,
    /// How many mistakes there are beside those in `mistakes`.
    pub more: usize,
}

/// Something that was read, and where.
#[derive(Clone, Debug)]
pub struct Document<T> {
    pub value: T,
    pub origin: Origin,
}

impl<T> Document<T> {
    /// Something that is wrong with this document beside others.
    pub fn mistake(&self, violation: Violation) -> Mistake {
        Mistake::new(self.origin.clone(), violation)
    }
}

impl Batch {
    /// Adds what was found.
    pub(super) fn add(&mut self, found: Found) {
        match found {
            Found::Term(term) => self.terms.push(term),
            Found::Organization(organization) => self.organizations.push(*organization),
            Found::Mistake(mistake) => self.add_mistake(mistake),
        }
    }

    /// Adds a mistake, or counts it where [`MAX_MISTAKES`] are kept already.
    pub fn add_mistake(&mut self, mistake: Mistake) {
        if self.mistakes.len() < MAX_MISTAKES {
            self.mistakes.push(mistake);
        } else {
            self.more += 1;
        }
    }

    /// How many mistakes there are in all.
    pub fn mistake_count(&self) -> usize {
        self.mistakes.len() + self.more
    }

    /// The terms that were read, of both schemes.
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
        let batch = read_text("x", text, Kind::Organizations, Form::Lines);
        assert_eq!((batch.mistakes.len(), batch.more), (MAX_MISTAKES, 2));
        assert_eq!(batch.mistake_count(), MAX_MISTAKES + 2);
    }
}
