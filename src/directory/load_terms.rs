//! The terms of a load: finding edited ones, and writing those that differ.

use std::collections::{HashMap, HashSet};

use super::batch_checks::Item;
use super::editing::group_violation;
use super::edits::EditedDocument;
use super::load_session::LoadSession;
use super::report::LoadReport;
use crate::domain::{Keyword, SubjectKind, Term, TermScheme, TermState, Vocabulary};
use crate::store::{ImportLog, StoreError, Writer};

/// The edited terms that loading `terms` would replace, each with its index in `terms`.
pub fn edited_terms(
    writer: &mut Writer<'_>,
    log: &ImportLog,
    current_terms: &[TermState],
    terms: &[(TermScheme, &Term)],
) -> Result<HashMap<usize, EditedDocument>, StoreError> {
    let mut found = HashMap::new();
    for &scheme in TermScheme::ALL {
        let subject = SubjectKind::Term(scheme);
        let own: Vec<(usize, &Term)> = terms
            .iter()
            .enumerate()
            .filter(|(_, (of, _))| *of == scheme)
            .map(|(index, (_, term))| (index, *term))
            .collect();
        let slugs: Vec<&str> = own.iter().map(|(_, term)| term.slug.as_str()).collect();
        let edits = writer.edits(log, subject.as_str(), &slugs)?;
        for (index, term) in own {
            let Some(edits) = edits.get(term.slug.as_str()) else { continue };
            let current =
                current_terms.iter().find(|it| it.scheme == scheme && it.slug == term.slug);
            let edited = match current {
                Some(state) => EditedDocument::of(
                    subject,
                    &term.slug,
                    edits,
                    &state.document,
                    &term.to_json(),
                )?,
                None => Some(EditedDocument::whole(subject, &term.slug, edits, &[])),
            };
            found.extend(edited.map(|edited| (index, edited)));
        }
    }
    Ok(found)
}

/// Rejects terms that became groups although organizations still use them. Runs after all profiles,
/// because those may have stopped using them. Kept terms, given by their indexes, are left out.
pub fn reject_groups_in_use<O: Clone>(
    session: &mut LoadSession<'_, '_, O>,
    current_terms: &[TermState],
    terms: &[(TermScheme, &Term)],
    kept: &HashSet<usize>,
) -> Result<(), StoreError> {
    for (index, (scheme, term)) in terms.iter().enumerate() {
        if kept.contains(&index) {
            continue;
        }
        let existed = current_terms.iter().any(|it| it.scheme == *scheme && it.slug == term.slug);
        if term.group && existed {
            let violation = group_violation(session.writer, *scheme, &term.slug)?;
            session.rejections.add(&Item::Term(index), violation);
        }
    }
    Ok(())
}

/// The default terms of each scheme of which neither the directory nor the batch has any. A source
/// of version 0.1 has terms of two schemes only.
pub fn default_terms<'v>(
    default: &'v Vocabulary,
    current: &[TermState],
    loaded: &[(TermScheme, &Term)],
) -> Vec<(TermScheme, &'v Term)> {
    let is_missing = |scheme: &TermScheme| {
        !current.iter().any(|it| it.scheme == *scheme) && !loaded.iter().any(|(it, _)| it == scheme)
    };
    let schemes = TermScheme::ALL.iter().copied().filter(is_missing);
    schemes.flat_map(|scheme| default.terms(scheme).iter().map(move |it| (scheme, it))).collect()
}

/// Adds terms to a vocabulary, or replaces those with the same slugs.
pub fn extend(vocabulary: &mut Vocabulary, terms: &[(TermScheme, &Term)]) {
    for (scheme, term) in terms {
        vocabulary.insert(*scheme, (*term).clone());
    }
}

/// Writes the terms that differ from the current ones.
pub fn write_terms(
    writer: &mut Writer<'_>,
    current_terms: &[TermState],
    terms: &[(TermScheme, &Term)],
    report: &mut LoadReport,
) -> Result<(), StoreError> {
    // New terms are added at the end of their scheme, in the order of the batch.
    let mut positions = HashMap::new();
    for state in current_terms {
        let next = positions.entry(state.scheme).or_insert(0);
        *next = state.position.max(*next) + 1;
    }
    for (scheme, term) in terms {
        let is_same = |state: &&TermState| state.scheme == *scheme && state.slug == term.slug;
        match current_terms.iter().find(is_same) {
            None => {
                let position = positions.entry(*scheme).or_insert(0);
                writer.create_term(*scheme, *position, term)?;
                *position += 1;
                report.terms_added += 1;
            }
            Some(state) if state.document == term.to_json() => report.terms_unchanged += 1,
            Some(state) => {
                writer.update_term(state, term)?;
                report.terms_updated += 1;
            }
        }
    }
    Ok(())
}
