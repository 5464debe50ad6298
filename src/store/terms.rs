//! Writing the vocabulary.

use diesel::prelude::*;

use super::rows::{NewTerm, TermRow};
use super::schema::{revisions, terms};
use super::writer::{Revision, Subject};
use super::{StoreError, Writer};
use crate::domain::{ChangeKind, Keyword, Term, TermScheme, TermState};

impl Writer<'_> {
    /// Every term, in the order of browsing.
    pub fn terms(&mut self) -> Result<Vec<TermState>, StoreError> {
        let rows: Vec<(TermRow, String)> = terms::table
            .inner_join(revisions::table)
            .order(terms::position)
            .select((TermRow::as_select(), revisions::document))
            .load(self.connection)?;
        rows.into_iter().map(|(row, document)| row.into_state(document)).collect()
    }

    /// Adds a term at `position` among those of its scheme. Its `broader` term
    /// may follow within the same transaction.
    pub fn create_term(
        &mut self,
        scheme: TermScheme,
        position: i32,
        term: &Term,
    ) -> Result<(), StoreError> {
        let subject = Subject { kind: scheme.as_str(), id: term.slug.as_str() };
        let document = term.to_json();
        let kind = ChangeKind::Created;
        let change = self.record(&[Revision { subject, number: 1, kind, document: &document }])?;
        let new = NewTerm {
            scheme: scheme.as_str(),
            slug: term.slug.as_str(),
            position,
            broader: term.broader.as_ref().map(|slug| slug.as_str()),
            is_group: term.group,
            revision: 1,
            change,
        };
        diesel::insert_into(terms::table).values(new).execute(self.connection)?;
        Ok(())
    }

    /// Makes `term` the newest revision of the term with its slug.
    pub fn update_term(&mut self, current: &TermState, term: &Term) -> Result<(), StoreError> {
        let (scheme, slug) = (current.scheme.as_str(), current.slug.as_str());
        let subject = Subject { kind: scheme, id: slug };
        let number = current.revision + 1;
        let document = term.to_json();
        let kind = ChangeKind::Updated;
        let change = self.record(&[Revision { subject, number, kind, document: &document }])?;
        diesel::update(terms::table.find((scheme, slug)))
            .set((
                terms::broader.eq(term.broader.as_ref().map(|slug| slug.as_str())),
                terms::is_group.eq(term.group),
                terms::revision.eq(number),
                terms::change.eq(change),
            ))
            .execute(self.connection)?;
        Ok(())
    }
}
