//! Finding organizations by what somebody types.
//!
//! A question is asked twice: of the names, which are in memory, and of the
//! index, which ranks all that profiles say. Who is named comes first. All words
//! must be met; only when nobody meets them are words taken for misspelled ones,
//! and only when that finds nobody either is any word enough.

pub mod labels;
pub mod meant;

mod apart;
mod asking;
mod best;
mod closer;
mod dictionary;
mod highlight;
mod hits;
mod items;
mod names;
mod plan;
mod queries;
mod suggest;

pub use highlight::Highlight;
pub use suggest::{Suggestion, SuggestionKind};

use super::columns::arrays::{Bits, Matches};
use super::{CatalogError, Snapshot};
use crate::text::Work;
use crate::text::{Marker, Question};
use asking::Asking;
use dictionary::{Dictionary, Guesses, Typos};
use hits::Hits;
use labels::Labels;
use names::Named;
use plan::{Asked, Plan};

/// What having a term counts whose label is the question, or a part of it.
const LABEL: f32 = 100.0;
const PART_LABEL: f32 = 10.0;

/// Maximum steps of work to find out what the words of one question stand for:
/// some ten milliseconds. Words that are not looked up by then have no beginnings
/// and no typos.
const MAX_WORK: usize = 2_000_000;

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
        let work = Work::limited_to(MAX_WORK);
        let plan = Plan::new(question, self.index.searcher(), asked, &work)?;
        let named = self.named(question, &plan, &|clause| clause.meant.clone());
        let labelled = labelled(self, &self.labels, question);
        let closer = plan.closer(&self.labels.same(&question.words));
        let excluded = self.excluded(&plan)?;
        let mut asking = Asking::new(self, named, labelled, wanted, excluded);
        asking.is_refined(!closer.is_empty());
        asking.ask(plan.all(), plan.is_plain())?;
        asking.add_named(question);
        let mut meant = Vec::new();
        if asking.is_empty() && !question.words.is_empty() {
            meant = self.ask_for_less(question, &plan, &mut asking, &work)?;
        }
        asking.finish(marker(question, &plan, meant), &closer)
    }

    /// Who has what the question excludes; `None` if it excludes nothing.
    fn excluded(&self, plan: &Plan<'_>) -> Result<Option<Matches>, CatalogError> {
        let Some(query) = plan.excluded() else { return Ok(None) };
        let mut excluded = Matches::none(self.columns.len());
        Hits::of(&self.index, &*query)?.each(|hit| excluded.insert(hit.number()))?;
        Ok(Some(excluded))
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
        work: &Work,
    ) -> Result<Vec<String>, CatalogError> {
        let words = Dictionary::new(self.index.searcher(), self.index.fields().words, work);
        let mut guesses = Guesses::new(&words);
        let mut meant = Vec::new();
        for clause in &plan.clauses {
            let found = match clause {
                clause if clause.word.common => Vec::new(),
                // It was looked for already.
                clause if clause.is_unknown() => clause.meant.clone(),
                clause => guesses.of(&clause.word.folded, clause.is_open, Typos::Usual)?,
            };
            meant.push((clause.word.folded.clone(), found));
        }
        let of = |clause: &plan::Clause| {
            let found = meant.iter().find(|(word, _)| *word == clause.word.folded);
            found.map(|(_, meant)| meant.clone()).unwrap_or_default()
        };
        asking.rename(self.named(question, plan, &of));
        asking.add_named(question);
        if asking.is_empty() {
            asking.ask(plan.any(), false)?;
            return Ok(Vec::new());
        }
        Ok(meant.into_iter().flat_map(|(_, meant)| meant).collect())
    }
}

/// Who has a term whose label is in the question, and what that counts.
fn labelled<'s>(
    snapshot: &'s Snapshot,
    labels: &Labels,
    question: &Question,
) -> Vec<(&'s Bits, f32)> {
    let found = labels.within(&question.words);
    let counted = found.into_iter().filter_map(|(facet, slug, is_whole)| {
        let having = snapshot.columns.facet(facet).postings(slug)?;
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
