//! Editing the vocabulary.

use super::{EditError, Edited, EditedTerm, Outcome, TermPrecondition, other_slug};
use crate::directory::Directory;
use crate::directory::documents::vocabulary_of;
use crate::domain::{
    Author, Code, Draft, Pointer, Slug, Term, TermReferences, TermScheme, TermState, Violation,
};
use crate::store::{StoreError, Writer};

/// Maximum number of organizations named in an error about a term in use.
const MAX_NAMED: usize = 20;

impl Directory {
    /// Makes `draft` the newest revision of the term `slug`, or adds it after the others of its
    /// scheme. Writes nothing if the term is already like this, whatever the precondition.
    ///
    /// # Errors
    ///
    /// When the precondition does not hold, it breaks a rule, has another slug, conflicts with other terms, or becomes a group
    /// although organizations use it.
    pub fn put_term(
        &self,
        (scheme, slug): (TermScheme, &Slug),
        draft: &Draft<Term>,
        precondition: TermPrecondition,
        author: &Author,
    ) -> EditedTerm {
        self.edit(author, |writer| {
            let terms = writer.terms()?;
            let vocabulary = vocabulary_of(&terms)?;
            let current = state_of(&terms, scheme, slug);
            let document = draft.document.as_ref().ok().map(Term::to_json);
            if let Some(state) = current.filter(|state| Some(&state.document) == document.as_ref())
            {
                return Ok(edited(Outcome::Unchanged, state.clone(), state.change));
            }
            precondition.check(current)?;
            let references =
                TermReferences { slug: Some(slug.clone()), ..draft.references.clone() };
            let mut violations = vocabulary.term_violations(scheme, &references);
            let given = draft.references.slug.as_ref();
            violations.extend(other_slug(slug, given, ": a term cannot be renamed"));
            if current.is_some() && references.is_group {
                violations.extend(group_violation(writer, scheme, slug)?);
            }
            let term = draft.with_violations(violations)?;
            let outcome = match current {
                Some(state) => {
                    writer.update_term(state, term)?;
                    Outcome::Updated
                }
                None => {
                    let others = terms.iter().filter(|state| state.scheme == scheme);
                    let position = others.map(|state| state.position + 1).max().unwrap_or(0);
                    writer.create_term(scheme, position, term)?;
                    Outcome::Created
                }
            };
            let terms = writer.terms()?;
            let state = state_of(&terms, scheme, slug).ok_or(EditError::Unknown)?;
            Ok(edited(outcome, state.clone(), state.change))
        })
    }

    /// The current revision of a term, from the store.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub fn term(&self, scheme: TermScheme, slug: &str) -> Result<Option<TermState>, StoreError> {
        let terms = self.store.terms()?;
        Ok(terms.into_iter().find(|term| term.scheme == scheme && term.slug.as_str() == slug))
    }

    /// Removes a term from the vocabulary. Its history stays.
    ///
    /// # Errors
    ///
    /// When organizations use it, withdrawn ones included, or other terms name it as broader or as
    /// their replacement.
    pub fn remove_term(&self, scheme: TermScheme, slug: &Slug, author: &Author) -> EditedTerm {
        self.edit(author, |writer| {
            let terms = writer.terms()?;
            let state = state_of(&terms, scheme, slug).ok_or(EditError::Unknown)?;
            let (count, first) = writer.term_users(scheme, slug, MAX_NAMED)?;
            if count > 0 {
                return Err(EditError::TermInUse { count, first });
            }
            let vocabulary = vocabulary_of(&terms)?;
            let naming = vocabulary.naming(scheme, slug).map(|term| term.slug.clone());
            let naming: Vec<Slug> = naming.collect();
            if !naming.is_empty() {
                return Err(EditError::NamedByTerms(naming));
            }
            writer.remove_term(state)?;
            Ok(edited(Outcome::Updated, state.clone(), writer.last_change()))
        })
    }
}

fn edited(outcome: Outcome, state: TermState, change: i64) -> Edited<TermState> {
    Edited { outcome, state, change }
}

fn state_of<'s>(terms: &'s [TermState], scheme: TermScheme, slug: &Slug) -> Option<&'s TermState> {
    terms.iter().find(|state| state.scheme == scheme && state.slug == *slug)
}

/// A violation if organizations use a term that is to become a group: profiles cannot use groups.
pub fn group_violation(
    writer: &mut Writer<'_>,
    scheme: TermScheme,
    slug: &Slug,
) -> Result<Option<Violation>, StoreError> {
    let (count, first) = writer.term_users(scheme, slug, MAX_NAMED)?;
    let Some(one) = first.first() else { return Ok(None) };
    let message = match count {
        1 => format!("`{one}` uses `{slug}`, and profiles cannot use groups"),
        _ => {
            format!("`{one}` and {} others use `{slug}`, and profiles cannot use groups", count - 1)
        }
    };
    Ok(Some(Violation::new(&Pointer::Root.key("group"), Code::TermInUse, message)))
}
