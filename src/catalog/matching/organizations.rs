//! Candidates among the organizations.

use std::collections::HashMap;

use super::exact::{by_key, by_letters, by_name};
use super::known::Known;
use super::likeness::NameWords;
use super::similar::similar;
use super::{Basis, UNCERTAIN, bounded, rounded, score_of_likeness};
use crate::catalog::columns::Columns;
use crate::catalog::{Choice, Entry, Facet, Filter, Snapshot, Sort};
use crate::text::folded_words;

/// Maximum number of points that what else is known adds to a score or takes from it.
const KNOWN_POINTS: f64 = 15.0;

/// Maximum number of organizations read for a query without a name.
const MAX_UNNAMED: usize = 5_000;

/// A name of an organization, as another list writes it.
pub struct NameQuery<'q> {
    /// A name, an acronym, a slug or an identifier. Only the first 256 characters count.
    pub text: &'q str,
    /// The other facts that the list has.
    pub known: &'q [Known],
    /// Maximum number of candidates.
    pub limit: usize,
}

/// An organization that a query may mean.
pub struct Candidate<'s> {
    pub entry: Entry<'s>,
    /// From 0 to 100, with one decimal.
    pub score: f64,
    /// Whether it is the organization that the query means, without doubt.
    pub is_match: bool,
    pub basis: Basis,
    /// The score by the name only.
    pub name_score: f64,
    /// For each known fact, whether the profile agrees; `None` if the profile says nothing.
    pub agreements: Vec<Option<bool>>,
}

/// The organizations found for one query: the best basis and score of each.
struct Found<'s> {
    by_number: HashMap<u32, (Entry<'s>, Basis, f64)>,
}

impl<'s> Found<'s> {
    fn add(&mut self, entry: Entry<'s>, basis: Basis, score: f64) {
        let known = self.by_number.entry(entry.number()).or_insert((entry, basis, score));
        if score > known.2 || (score >= known.2 && basis < known.1) {
            *known = (entry, basis, score);
        }
    }
}

impl Snapshot {
    /// The organizations that a query may mean, the best first. A withdrawn organization is a
    /// candidate only for its slug, and is never a match.
    pub fn organization_candidates(&self, query: &NameQuery<'_>) -> Vec<Candidate<'_>> {
        let columns = self.columns();
        let text = bounded(query.text);
        let mut found = Found { by_number: HashMap::new() };
        add_identified(columns, query.known, &mut found);
        if text.is_empty() {
            self.add_unnamed(query.known, &mut found);
        } else {
            add_named(columns, &text, &mut found);
        }
        self.ranked(found, query)
    }

    /// The only organization with this name, or else the only one with this other name or acronym; no
    /// withdrawn one.
    pub fn only_named(&self, text: &str) -> Option<Entry<'_>> {
        let mut best = Basis::Similar;
        let mut named: Vec<Entry<'_>> = Vec::new();
        by_name(self.columns(), &folded_words(&bounded(text)), &mut |entry, basis| {
            let basis = if basis.is_certain() { basis } else { Basis::OtherName };
            if basis < best {
                best = basis;
                named.clear();
            }
            if basis == best && named.iter().all(|it| it.number() != entry.number()) {
                named.push(entry);
            }
        });
        if named.len() == 1 { named.pop() } else { None }
    }

    /// Adds the organizations of a query without a name: those with a known acronym, else those
    /// with all known terms and countries.
    fn add_unnamed<'s>(&'s self, known: &[Known], found: &mut Found<'s>) {
        for known in known {
            let Known::Acronyms(acronyms) = known else { continue };
            for acronym in acronyms {
                by_name(self.columns(), &folded_words(acronym), &mut |entry, basis| {
                    if basis == Basis::Acronym {
                        found.add(entry, basis, basis.score());
                    }
                });
            }
        }
        let mut filter = Filter::default();
        for known in known {
            let (facet, any) = match known {
                Known::Countries(codes) => {
                    (Facet::Country, codes.iter().map(ToString::to_string).collect())
                }
                Known::Terms(scheme, slugs) => (Facet::Term(*scheme), slugs.clone()),
                _ => continue,
            };
            filter.set_choice(facet, Choice::of(any));
        }
        if filter == Filter::default() || !found.by_number.is_empty() {
            return;
        }
        let matches = self.matches_but(&filter, None);
        let order = self.columns().order(Sort::NAME).into_iter().flat_map(|order| order.iter());
        let matching = order.filter(|number| matches.contains(**number));
        for number in matching.take(MAX_UNNAMED) {
            let basis = Basis::OnlyKnown;
            found.add(self.entry(*number), basis, basis.score());
        }
    }

    fn ranked<'s>(&'s self, found: Found<'s>, query: &NameQuery<'_>) -> Vec<Candidate<'s>> {
        let certain = found.by_number.values().filter(|(_, basis, _)| basis.is_certain()).count();
        let mut candidates: Vec<Candidate<'s>> = found
            .by_number
            .into_values()
            .map(|(entry, basis, name_score)| {
                let agreements: Vec<Option<bool>> =
                    query.known.iter().map(|known| known.agrees(self, &entry)).collect();
                let most = if basis.is_certain() { super::CERTAIN } else { UNCERTAIN };
                let score = (name_score + points(&agreements)).clamp(0.0, most);
                let is_match = basis.is_certain()
                    && certain == 1
                    && entry.withdrawal().is_none()
                    && !agreements.contains(&Some(false));
                let (score, name_score) = (rounded(score), rounded(name_score));
                Candidate { entry, score, is_match, basis, name_score, agreements }
            })
            .collect();
        candidates.sort_by(|a, b| {
            let by_name =
                || (a.entry.name_key(), a.entry.slug()).cmp(&(b.entry.name_key(), b.entry.slug()));
            let by_score = b.score.total_cmp(&a.score).then(b.name_score.total_cmp(&a.name_score));
            by_score.then_with(by_name)
        });
        candidates.truncate(query.limit);
        candidates
    }
}

/// The points that known facts add to a score or take from it.
fn points(agreements: &[Option<bool>]) -> f64 {
    let sum: f64 = agreements.iter().flatten().map(|agrees| if *agrees { 1.0 } else { -1.0 }).sum();
    sum * KNOWN_POINTS / agreements.len().max(1) as f64
}

/// Adds the organizations that have a known identifier, whatever their name.
fn add_identified<'s>(columns: &'s Columns, known: &[Known], found: &mut Found<'s>) {
    for known in known {
        let Known::Identifiers(keys) = known else { continue };
        for entry in keys.iter().filter_map(|key| columns.find(key)) {
            if entry.withdrawal().is_none() {
                found.add(entry, Basis::Identifier, Basis::Identifier.score());
            }
        }
    }
}

fn add_named<'s>(columns: &'s Columns, text: &str, found: &mut Found<'s>) {
    by_key(columns, text, &mut |entry, basis| {
        let score = if basis == Basis::Similar { super::LEAST_CLOSE } else { basis.score() };
        found.add(entry, basis, score);
    });
    let folded = folded_words(text);
    by_name(columns, &folded, &mut |entry, basis| found.add(entry, basis, basis.score()));
    let corrects = found.by_number.is_empty();
    if corrects {
        by_letters(columns, &folded, &mut |entry| {
            found.add(entry, Basis::Similar, Basis::Similar.score());
        });
    }
    let words = NameWords::new(columns, text);
    for like in similar(columns, &words, corrects) {
        let score = score_of_likeness(like.likeness);
        // Other names rank a little below the display name.
        let score =
            if like.is_by_name { score } else { (score - 1.0).max(score.min(super::LEAST_CLOSE)) };
        found.add(like.entry, Basis::Similar, score);
    }
}
