//! Writing the vocabulary.

use diesel::prelude::*;

use super::connection::DbConnection;
use super::rows::{NewTerm, RevisionRow, TermRow, slug as parse_slug};
use super::schema::{organization_terms, organizations, revisions, terms};
use super::writer::{Revision, Subject};
use super::{Store, StoreError, Writer};
use crate::domain::{ChangeKind, Keyword, Slug, Term, TermScheme, TermState};

impl Store {
    /// All terms, in browsing order.
    pub fn terms(&self) -> Result<Vec<TermState>, StoreError> {
        terms_in_order(&mut *self.reader()?)
    }
}

impl Writer<'_> {
    /// All terms, in browsing order.
    pub fn terms(&mut self) -> Result<Vec<TermState>, StoreError> {
        terms_in_order(self.connection)
    }

    /// Adds a term at `position` among those of its scheme. Its `broader` term may be added later
    /// in the same transaction.
    pub fn create_term(
        &mut self,
        scheme: TermScheme,
        position: i32,
        term: &Term,
    ) -> Result<(), StoreError> {
        let subject = Subject { kind: scheme.as_str(), id: term.slug.as_str() };
        let document = term.to_json();
        // A term that was removed before continues its history.
        let last = self.last_term_revision(scheme, &term.slug)?;
        let kind = if last == 0 { ChangeKind::Created } else { ChangeKind::Restored };
        let number = last + 1;
        let change = self.record(&[Revision { subject, number, kind, document: &document }])?;
        let new = NewTerm {
            scheme: scheme.as_str(),
            slug: term.slug.as_str(),
            position,
            broader: first_broader(term),
            is_group: term.group,
            revision: number,
            change,
        };
        diesel::insert_into(terms::table).values(new).execute(self.connection)?;
        Ok(())
    }

    fn last_term_revision(&mut self, scheme: TermScheme, slug: &Slug) -> Result<i32, StoreError> {
        let last: Option<i32> = revisions::table
            .filter(revisions::subject.eq(scheme.as_str()))
            .filter(revisions::subject_id.eq(slug.as_str()))
            .select(diesel::dsl::max(revisions::revision))
            .first(self.connection)?;
        Ok(last.unwrap_or(0))
    }

    /// The number of organizations that use a term, withdrawn ones included, and the first `limit`
    /// of their slugs.
    pub fn term_users(
        &mut self,
        scheme: TermScheme,
        slug: &Slug,
        limit: usize,
    ) -> Result<(usize, Vec<Slug>), StoreError> {
        let mut users: Vec<String> = organizations::table
            .inner_join(
                organization_terms::table
                    .on(organization_terms::organization_id.eq(organizations::id)),
            )
            .filter(organization_terms::scheme.eq(scheme.as_str()))
            .filter(organization_terms::term.eq(slug.as_str()))
            .select(organizations::slug)
            .load(self.connection)?;
        users.sort_unstable();
        let first = users.iter().take(limit).map(|text| parse_slug(text));
        Ok((users.len(), first.collect::<Result<_, _>>()?))
    }

    /// Removes a term from the vocabulary, and records that as its last revision. The caller
    /// ensures that no organization uses it and that it has no narrower terms.
    pub fn remove_term(&mut self, current: &TermState) -> Result<(), StoreError> {
        let (scheme, slug) = (current.scheme.as_str(), current.slug.as_str());
        let subject = Subject { kind: scheme, id: slug };
        let (number, kind) = (current.revision + 1, ChangeKind::Withdrawn);
        self.record(&[Revision { subject, number, kind, document: &current.document }])?;
        diesel::delete(terms::table.find((scheme, slug))).execute(self.connection)?;
        Ok(())
    }

    /// Makes `term` the newest revision of the term `current`, which has the same slug.
    pub fn update_term(&mut self, current: &TermState, term: &Term) -> Result<(), StoreError> {
        let (scheme, slug) = (current.scheme.as_str(), current.slug.as_str());
        let subject = Subject { kind: scheme, id: slug };
        let number = current.revision + 1;
        let document = term.to_json();
        let kind = ChangeKind::Updated;
        let change = self.record(&[Revision { subject, number, kind, document: &document }])?;
        diesel::update(terms::table.find((scheme, slug)))
            .set((
                terms::broader.eq(first_broader(term)),
                terms::is_group.eq(term.group),
                terms::revision.eq(number),
                terms::change.eq(change),
            ))
            .execute(self.connection)?;
        Ok(())
    }
}

/// The first broader term of a term, for the database's own check that it exists. The others are
/// only in the document.
fn first_broader(term: &Term) -> Option<&str> {
    term.broader.first().map(|slug| slug.as_str())
}

/// All terms, in browsing order.
pub(super) fn terms_in_order(connection: &mut DbConnection) -> Result<Vec<TermState>, StoreError> {
    let rows: Vec<(TermRow, RevisionRow)> = terms::table
        .inner_join(revisions::table)
        .order((terms::position, terms::change))
        .select((TermRow::as_select(), RevisionRow::as_select()))
        .load(connection)?;
    rows.into_iter().map(|(row, revision)| row.into_state(revision)).collect()
}
