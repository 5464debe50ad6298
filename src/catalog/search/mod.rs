//! Finding organizations by what somebody types.
//!
//! A question is asked twice: of the names, which are in memory, and of the
//! index, which ranks all that profiles say. Who is named comes first. All words
//! must be met; only when nobody meets them are words taken for misspelled ones,
//! and only when that finds nobody either is any word enough.

mod best;
mod closer;
mod dictionary;
mod highlight;
mod items;
mod names;
mod plan;
mod queries;
mod suggest;

use std::cmp::Ordering;

use tantivy::DocId;
use tantivy::query::{EnableScoring, Query};

pub use highlight::Highlight;
pub use suggest::{Suggestion, SuggestionKind};

use super::arrays::{Bits, Matches};
use super::items::Item;
use super::labels::Labels;
use super::searcher::{Addresses, IndexSearcher};
use super::text::{Marker, Question};
use super::{CatalogError, Snapshot};
use best::Best;
use dictionary::{Dictionary, Typos};
use names::Named;
use plan::{Asked, Plan};

/// What having a term counts whose label is the question, or a part of it.
const LABEL: f32 = 100.0;
const PART_LABEL: f32 = 10.0;

/// Which of those who answer a question are wanted in order.
pub struct Wanted<'w> {
    /// Who passes the filter.
    pub among: &'w Matches,
    /// How many of the best.
    pub limit: usize,
    /// Only those behind this place: a score and a slug.
    pub after: Option<(f32, &'w str)>,
}

/// Who answers a question.
pub struct Answers {
    /// Everybody, whatever the filter.
    pub all: Matches,
    /// The best of those that pass the filter, with their scores, the best first.
    pub best: Vec<(f32, u32)>,
    /// Marks in texts what was found.
    pub marker: Marker,
}

impl Snapshot {
    /// Who answers a question.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub(super) fn answers(
        &self,
        question: &Question,
        wanted: &Wanted<'_>,
    ) -> Result<Answers, CatalogError> {
        let fields = self.index.fields();
        let asked = Asked { stems: fields.text, words: fields.words };
        let plan = Plan::new(question, self.index.searcher(), asked)?;
        let named = self.named(question, &plan, &|clause| clause.meant.clone());
        let closer = plan.closer(&self.labels.same(&question.words));
        let mut asking = Asking::new(self, question, named, wanted, !closer.is_empty());
        asking.ask(plan.all())?;
        asking.add_named(question);
        let mut meant = Vec::new();
        if asking.all.is_empty() && !question.words.is_empty() {
            meant = self.ask_for_less(question, &plan, &mut asking)?;
        }
        if let Some(excluded) = plan.excluded() {
            let mut excludes = Matches::none(self.columns.len());
            each_hit(&self.index, excluded, false, |hit, _| excludes.insert(hit.number()))?;
            asking.exclude(&excludes);
        }
        asking.finish(marker(question, &plan, meant), &closer)
    }

    fn named(
        &self,
        question: &Question,
        plan: &Plan<'_>,
        meant: &dyn Fn(&plan::Clause) -> Vec<String>,
    ) -> Named {
        Named::find(&self.columns, &question.folded, &plan.clauses, meant)
    }

    /// Nobody meets all words: perhaps they are misspelled as other words that
    /// there are; else any word is enough. Returns the words that were taken.
    fn ask_for_less(
        &self,
        question: &Question,
        plan: &Plan<'_>,
        asking: &mut Asking<'_>,
    ) -> Result<Vec<String>, CatalogError> {
        let words = Dictionary::new(self.index.searcher(), self.index.fields().words);
        let mut meant = Vec::new();
        for clause in &plan.clauses {
            let found = match clause.word.common {
                true => Vec::new(),
                false => words.meant_by(&clause.word.folded, clause.is_open, Typos::Usual)?,
            };
            meant.push((clause.word.folded.clone(), found));
        }
        let of = |clause: &plan::Clause| {
            let found = meant.iter().find(|(word, _)| *word == clause.word.folded);
            found.map(|(_, meant)| meant.clone()).unwrap_or_default()
        };
        asking.named = self.named(question, plan, &of);
        asking.add_named(question);
        if asking.all.is_empty() {
            asking.ask(plan.any())?;
            return Ok(Vec::new());
        }
        Ok(meant.into_iter().flat_map(|(_, meant)| meant).collect())
    }
}

/// A question that is being answered.
struct Asking<'a> {
    snapshot: &'a Snapshot,
    wanted: &'a Wanted<'a>,
    named: Named,
    /// Who has a term that the question names, and what it counts.
    labelled: Vec<(&'a Bits, f32)>,
    all: Matches,
    best: Best<'a>,
}

impl<'a> Asking<'a> {
    fn new(
        snapshot: &'a Snapshot,
        question: &Question,
        named: Named,
        wanted: &'a Wanted<'a>,
        is_refined: bool,
    ) -> Self {
        let labelled = labelled(snapshot, &snapshot.labels, question);
        let all = Matches::none(snapshot.columns.len());
        let limit = match (wanted.limit, wanted.after) {
            (0, _) => 0,
            // Those behind a place are sorted out at the end.
            (_, Some(_)) => usize::MAX,
            (limit, None) if is_refined => limit.max(closer::LOOKED_AT),
            (limit, None) => limit,
        };
        Self { snapshot, wanted, named, labelled, all, best: Best::new(&snapshot.columns, limit) }
    }

    fn ask(&mut self, query: Option<Box<dyn Query>>) -> Result<(), CatalogError> {
        let Some(query) = query else { return Ok(()) };
        each_hit(&self.snapshot.index, query, self.wanted.limit > 0, |hit, score| {
            let number = hit.number();
            self.all.insert(number);
            if self.wanted.limit > 0 && self.wanted.among.contains(number) {
                let score = score + self.bonus(number);
                self.best.add(score, number);
            }
        })
    }

    /// What counts for an organization beyond its text.
    fn bonus(&self, number: u32) -> f32 {
        let labelled = self.labelled.iter().filter(|(having, _)| having.contains(number));
        self.named.score(number) + labelled.map(|(_, counts)| *counts).fold(0.0, f32::max)
    }

    /// Adds those that are named and not found by their text.
    fn add_named(&mut self, question: &Question) {
        // A phrase must be met as it is.
        if !question.phrases.is_empty() {
            return;
        }
        for number in self.named.all().iter() {
            if !self.all.contains(number) {
                self.all.insert(number);
                if self.wanted.among.contains(number) {
                    self.best.add(self.bonus(number), number);
                }
            }
        }
        let asks_nothing = question.words.is_empty() && question.phrases.is_empty();
        if asks_nothing {
            self.all = Matches::all(self.snapshot.columns.len());
            self.wanted.among.iter().for_each(|number| self.best.add(0.0, number));
        }
    }

    fn exclude(&mut self, excluded: &Matches) {
        self.all.and_not(excluded);
        self.best.retain(|number| !excluded.contains(number));
    }

    fn finish(self, marker: Marker, closer: &[Box<dyn Query>]) -> Result<Answers, CatalogError> {
        let Self { snapshot, wanted, all, best, .. } = self;
        let mut best = best.finish();
        if !closer.is_empty() && wanted.limit > 0 {
            closer::put_closer_first(&snapshot.index, closer, &mut best, &snapshot.columns)?;
        }
        if let Some((score, slug)) = wanted.after {
            best.retain(|(other, number)| match score.total_cmp(other) {
                Ordering::Greater => true,
                Ordering::Equal => snapshot.entry(*number).slug() > slug,
                Ordering::Less => false,
            });
        }
        best.truncate(wanted.limit);
        Ok(Answers { all, best, marker })
    }
}

/// A document that a query finds.
#[derive(Clone, Copy)]
struct Hit<'i> {
    addresses: &'i Addresses,
    doc: DocId,
}

impl Hit<'_> {
    /// Whose it is.
    fn number(self) -> u32 {
        self.addresses.number(self.doc)
    }

    /// The link or way that it is.
    fn item(self) -> Item {
        Item { number: self.number(), place: self.addresses.place(self.doc) }
    }
}

/// Calls `found` with each document that a query finds, and its score.
fn each_hit(
    index: &IndexSearcher,
    query: Box<dyn Query>,
    is_ranked: bool,
    mut found: impl FnMut(Hit<'_>, f32),
) -> Result<(), CatalogError> {
    let searcher = index.searcher();
    let scoring = match is_ranked {
        true => EnableScoring::enabled_from_searcher(searcher),
        false => EnableScoring::disabled_from_searcher(searcher),
    };
    let weight = query.weight(scoring)?;
    for segment in searcher.segment_readers() {
        let Some(addresses) = index.addresses(segment.segment_id()) else { continue };
        let alive = segment.alive_bitset();
        weight.for_each(segment, &mut |doc, score| {
            if alive.is_none_or(|alive| alive.is_alive(doc)) {
                found(Hit { addresses, doc }, score);
            }
        })?;
    }
    Ok(())
}

/// Who has a term whose label is in the question, and what that counts.
fn labelled<'s>(
    snapshot: &'s Snapshot,
    labels: &Labels,
    question: &Question,
) -> Vec<(&'s Bits, f32)> {
    let found = labels.within(&question.words);
    let counted = found.into_iter().filter_map(|(facet, slug, is_whole)| {
        let having = snapshot.columns.facet(facet).having(slug)?;
        Some((having, if is_whole { LABEL } else { PART_LABEL }))
    });
    counted.collect()
}

/// What is marked of a question.
fn marker(question: &Question, plan: &Plan<'_>, meant: Vec<String>) -> Marker {
    let words = plan.clauses.iter().map(|clause| &clause.word);
    let quoted = question.phrases.iter().flatten();
    let stems = words.chain(quoted).filter(|word| !word.common).map(|word| word.stem.clone());
    let surfaces = plan.clauses.iter().flat_map(|clause| clause.surfaces()).chain(meant);
    let last = plan.clauses.last().filter(|clause| clause.is_open);
    let prefix = last.map(|clause| clause.word.folded.clone());
    let prefix = prefix.filter(|prefix| prefix.chars().count() > 1);
    Marker::new(stems, surfaces, prefix)
}
