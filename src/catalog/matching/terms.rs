//! Candidates among the terms of the vocabularies.

use strsim::osa_distance;

use super::{Basis, LEAST_LIKENESS, bounded, rounded, score_of_likeness};
use crate::catalog::Snapshot;
use crate::catalog::search::labels::TermLabel;
use crate::domain::{Keyword, SuggestionKind, Term, TermScheme};
use crate::text::{Words, folded_words, stem};

/// Maximum number of words of a label that are compared.
const MAX_WORDS: usize = 16;

/// Likeness of two words with one typing error.
const ONE_TYPO: f64 = 0.9;

/// Minimum length of a word with a typing error, in characters.
const MIN_FOR_TYPO: usize = 4;

/// A label of a term, as another list writes it.
pub struct TermQuery<'q> {
    /// A label or a slug. Only the first 256 characters count.
    pub text: &'q str,
    /// The vocabularies that are searched; all if there is none.
    pub schemes: &'q [TermScheme],
    /// Maximum number of candidates.
    pub limit: usize,
}

/// A term that a query may mean.
pub struct TermCandidate<'s> {
    pub scheme: TermScheme,
    pub term: &'s Term,
    /// From 0 to 100, with one decimal.
    pub score: f64,
    /// Whether it is the term that the query means, without doubt.
    pub is_match: bool,
    pub basis: Basis,
}

impl Snapshot {
    /// The terms that a query may mean, the best first. A term is a match if only this one has the
    /// text as its slug or as a shown label, in any spelling that a search finds.
    pub fn term_candidates(&self, query: &TermQuery<'_>) -> Vec<TermCandidate<'_>> {
        let text = bounded(query.text);
        if let Some((scheme, term)) = self.term_with_id(&text) {
            let (basis, score) = (Basis::Identifier, Basis::Identifier.score());
            return vec![TermCandidate { scheme, term, score, is_match: true, basis }];
        }
        let words = stems(&text);
        let folded = folded_words(&text);
        let mut candidates: Vec<TermCandidate<'_>> = Vec::new();
        if words.is_empty() {
            return candidates;
        }
        for label in self.labels.all() {
            let SuggestionKind::Term(scheme) = label.kind else { continue };
            if !query.schemes.is_empty() && !query.schemes.contains(&scheme) {
                continue;
            }
            let (basis, score) = match basis_of(label, &text, &folded, &words) {
                Some(basis) => (basis, basis.score()),
                None => (Basis::Similar, score_of_likeness(likeness(&words, label))),
            };
            if score < score_of_likeness(LEAST_LIKENESS) {
                continue;
            }
            let Some(term) = self.vocabulary().term(scheme, &label.key) else { continue };
            let known =
                candidates.iter_mut().find(|it| it.scheme == scheme && it.term.slug == term.slug);
            match known {
                Some(known) => {
                    if score > known.score || (score >= known.score && basis < known.basis) {
                        (known.score, known.basis) = (score, basis);
                    }
                }
                None => {
                    candidates.push(TermCandidate { scheme, term, score, is_match: false, basis })
                }
            }
        }
        let is_named = |it: &TermCandidate<'_>| it.basis <= Basis::OtherName;
        if candidates.iter().filter(|it| is_named(it)).count() == 1
            && let Some(only) = candidates.iter_mut().find(|it| is_named(it))
        {
            only.is_match = only.term.replaced_by.is_none();
        }
        for candidate in &mut candidates {
            candidate.score = rounded(candidate.score);
        }
        candidates.sort_by(|a, b| {
            let place = |it: &TermCandidate<'_>| (it.basis, it.scheme as usize);
            let by_place = || place(a).cmp(&place(b)).then_with(|| a.term.slug.cmp(&b.term.slug));
            b.score.total_cmp(&a.score).then_with(by_place)
        });
        candidates.truncate(query.limit);
        candidates
    }

    /// The term with this id.
    pub fn term_with_id(&self, id: &str) -> Option<(TermScheme, &Term)> {
        let (scheme, slug) = id.split_once('.')?;
        let scheme = TermScheme::from_word(scheme)?;
        Some((scheme, self.vocabulary().term(scheme, slug)?))
    }

    /// The terms with a label or slug that begins with a text or has a word that does, in the order
    /// of the vocabularies; without a text, all terms.
    pub fn complete_terms(&self, typed: &str) -> Vec<(TermScheme, &Term)> {
        if let Some(found) = self.term_with_id(typed.trim()) {
            return vec![found];
        }
        let folded = folded_words(&bounded(typed));
        let begins = |label: &str| {
            let label = folded_words(label);
            label.starts_with(&folded) || label.contains(&format!(" {folded}"))
        };
        let terms = TermScheme::ALL.iter().flat_map(|&scheme| {
            self.vocabulary().terms(scheme).iter().map(move |term| (scheme, term))
        });
        let is_found = |(_, term): &(TermScheme, &Term)| {
            folded.is_empty() || begins(term.slug.as_str()) || term.names().any(begins)
        };
        let mut found: Vec<(TermScheme, &Term)> = terms.filter(is_found).collect();
        found.sort_by_key(|(_, term)| !folded_words(term.label.as_str()).starts_with(&folded));
        found
    }
}

/// The id of a term among the terms of all vocabularies: `focus_area.bonded-labour`.
pub fn term_id(scheme: TermScheme, term: &Term) -> String {
    format!("{}.{}", scheme.as_str(), term.slug)
}

/// How a text names the term of a label exactly.
fn basis_of(label: &TermLabel, text: &str, folded: &str, stems: &[String]) -> Option<Basis> {
    if text == label.key || folded == folded_words(&label.key) {
        return Some(Basis::Identifier);
    }
    let is_whole = label.folded == folded;
    if !is_whole && !label.words.iter().map(|word| &word.stem).eq(stems) {
        return None;
    }
    Some(match label {
        label if label.is_hidden => Basis::Acronym,
        label if label.is_display_name() && is_whole => Basis::Name,
        _ => Basis::OtherName,
    })
}

/// The stems of the words of a text.
fn stems(text: &str) -> Vec<String> {
    let (mut words, mut stems) = (Words::new(text), Vec::new());
    while stems.len() < MAX_WORDS
        && let Some(word) = words.next_word()
    {
        stems.push(stem(word.folded).into_owned());
    }
    stems
}

/// The share of the words of a text and of a label that is the same, from 0 to 1.
fn likeness(stems: &[String], label: &TermLabel) -> f64 {
    let nearest = |stem: &String| {
        let likeness = label.words.iter().map(|word| word_likeness(stem, &word.stem));
        likeness.fold(0.0, f64::max)
    };
    let common: f64 = stems.iter().map(nearest).sum();
    2.0 * common / (stems.len() + label.words.len()).max(1) as f64
}

fn word_likeness(one: &str, other: &str) -> f64 {
    if one == other {
        return 1.0;
    }
    let (length, other_length) = (one.len(), other.len());
    let can_be_typo = length.min(other_length) >= MIN_FOR_TYPO
        && length.abs_diff(other_length) <= 1
        && (one.as_bytes().first() == other.as_bytes().first()
            || one.as_bytes().last() == other.as_bytes().last());
    if can_be_typo && osa_distance(one, other) <= 1 { ONE_TYPO } else { 0.0 }
}
