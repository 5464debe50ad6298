//! Editing the vocabulary.

use super::{EditError, Edited, EditedTerm, Outcome};
use crate::directory::Directory;
use crate::directory::stored::vocabulary_of;
use crate::domain::{Author, Code, Pointer, Slug, Term, TermScheme, TermState, Violation};
use crate::store::Writer;

/// How many of the organizations that name a term are told.
const NAMED: usize = 20;

impl Directory {
    /// Makes `term` the newest revision of the term with its slug, or adds it
    /// behind the others of its scheme. Where it stands so already, nothing is
    /// written. With `only_new` it must not be there.
    ///
    /// # Errors
    ///
    /// When it breaks a rule beside the others, or becomes a group while
    /// organizations name it.
    pub fn put_term(
        &self,
        scheme: TermScheme,
        term: &Term,
        only_new: bool,
        author: &Author,
    ) -> EditedTerm {
        self.edit(author, |writer| {
            let standing = writer.terms()?;
            let mut vocabulary = vocabulary_of(&standing)?;
            let current = state_of(&standing, scheme, &term.slug);
            if let Some(state) = current.filter(|state| state.document == term.to_json()) {
                return Ok(edited(Outcome::Unchanged, state.clone(), state.change));
            }
            if current.is_some() && only_new {
                return Err(EditError::Exists);
            }
            vocabulary.insert(scheme, term.clone());
            let mut violations = vocabulary.term_violations(scheme, term);
            if current.is_some() && term.group {
                violations.extend(used_group(writer, scheme, &term.slug)?);
            }
            if !violations.is_empty() {
                return Err(EditError::Rejected(violations));
            }
            let outcome = match current {
                Some(state) => {
                    writer.update_term(state, term)?;
                    Outcome::Updated
                }
                None => {
                    let others = standing.iter().filter(|state| state.scheme == scheme);
                    let position = others.map(|state| state.position + 1).max().unwrap_or(0);
                    writer.create_term(scheme, position, term)?;
                    Outcome::Created
                }
            };
            let standing = writer.terms()?;
            let state = state_of(&standing, scheme, &term.slug).ok_or(EditError::Unknown)?;
            Ok(edited(outcome, state.clone(), state.change))
        })
    }

    /// Takes a term out of the vocabulary; its history stays.
    ///
    /// # Errors
    ///
    /// When organizations name it, withdrawn ones included, or terms stand below it.
    pub fn remove_term(&self, scheme: TermScheme, slug: &Slug, author: &Author) -> EditedTerm {
        self.edit(author, |writer| {
            let standing = writer.terms()?;
            let state = state_of(&standing, scheme, slug).ok_or(EditError::Unknown)?;
            let (count, first) = writer.term_users(scheme, slug, NAMED)?;
            if count > 0 {
                return Err(EditError::TermInUse { count, first });
            }
            let vocabulary = vocabulary_of(&standing)?;
            let narrower = vocabulary.narrower(scheme, slug).map(|term| term.slug.clone());
            let narrower: Vec<Slug> = narrower.collect();
            if !narrower.is_empty() {
                return Err(EditError::HasNarrower(narrower));
            }
            writer.remove_term(state)?;
            Ok(edited(Outcome::Updated, state.clone(), writer.last_change()))
        })
    }
}

fn edited(outcome: Outcome, state: TermState, change: i64) -> Edited<TermState> {
    Edited { outcome, state, change }
}

fn state_of<'s>(
    standing: &'s [TermState],
    scheme: TermScheme,
    slug: &Slug,
) -> Option<&'s TermState> {
    standing.iter().find(|state| state.scheme == scheme && state.slug == *slug)
}

/// Why a term cannot become a group: a profile names no groups.
pub fn used_group(
    writer: &mut Writer<'_>,
    scheme: TermScheme,
    slug: &Slug,
) -> Result<Option<Violation>, crate::store::StoreError> {
    let (count, first) = writer.term_users(scheme, slug, NAMED)?;
    let Some(one) = first.first() else { return Ok(None) };
    let message = match count {
        1 => format!("`{one}` names `{slug}`, and profiles name no groups"),
        _ => format!("`{one}` and {} others name `{slug}`, and profiles name no groups", count - 1),
    };
    Ok(Some(Violation::new(&Pointer::Root.key("group"), Code::TermInUse, message)))
}
