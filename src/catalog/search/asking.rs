//! A question that is being answered: who meets it, and who does best.

use std::cmp::Ordering;

use tantivy::query::Query;

use super::best::Best;
use super::closer::{self, put_closer_first};
use super::hits::Hits;
use super::names::Named;
use super::{Answers, Wanted};
use crate::catalog::columns::arrays::{Bits, Matches};
use crate::catalog::{CatalogError, Snapshot};
use crate::text::{Marker, Question};

/// A question that is being answered.
pub struct Asking<'a> {
    snapshot: &'a Snapshot,
    wanted: &'a Wanted<'a>,
    named: Named,
    /// Who has a term that the question names, and what it counts.
    labelled: Vec<(&'a Bits, f32)>,
    excluded: Option<Matches>,
    /// Who may be among the best.
    among: Matches,
    all: Matches,
    best: Best<'a>,
}

impl<'a> Asking<'a> {
    pub fn new(
        snapshot: &'a Snapshot,
        named: Named,
        labelled: Vec<(&'a Bits, f32)>,
        wanted: &'a Wanted<'a>,
        excluded: Option<Matches>,
    ) -> Self {
        let mut among = wanted.among.clone();
        if let Some(excluded) = &excluded {
            among.and_not(excluded);
        }
        let all = Matches::none(snapshot.columns.len());
        // Those behind a place are sorted out at the end.
        let limit = if wanted.after.is_some() { usize::MAX } else { wanted.limit };
        let best = Best::new(&snapshot.columns, limit);
        Self { snapshot, wanted, named, labelled, excluded, among, all, best }
    }

    /// Whether the order of the first ones will be looked at once more.
    pub fn is_refined(&mut self, is_refined: bool) {
        if is_refined {
            self.best.keep_at_least(closer::LOOKED_AT);
        }
    }

    /// Takes others for those that are named.
    pub fn rename(&mut self, named: Named) {
        self.named = named;
    }

    /// Whether nobody was found.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Adds those that a query finds. A `plain` one is of words alone that many
    /// have: the best of its hits are found without a look at each.
    pub fn ask(
        &mut self,
        query: Option<Box<dyn Query>>,
        is_plain: bool,
    ) -> Result<(), CatalogError> {
        let Some(query) = query else { return Ok(()) };
        let index = &self.snapshot.index;
        let Some(limit) = self.best.limit() else {
            return Hits::of(index, &*query)?.each(|hit| self.all.insert(hit.number()));
        };
        let counts_text_alone = !self.named.is_anybody() && self.labelled.is_empty();
        if is_plain && counts_text_alone && limit < usize::MAX {
            Hits::of(index, &*query)?.each(|hit| self.all.insert(hit.number()))?;
            let (among, best) = (&self.among, &mut self.best);
            return Hits::ranked(index, &*query)?.each_above(best.floor(), |hit, score| {
                let number = hit.number();
                if among.contains(number) {
                    best.add(score, number);
                }
                best.floor()
            });
        }
        // Whoever is named stands before all others: where they are enough, nobody
        // else need be ranked.
        let mut named = self.named.all().clone();
        named.and(&self.among);
        let ranked = if named.count() >= limit { &named } else { &self.among };
        Hits::ranked(index, &*query)?.each_with_scorer(|hit, scorer| {
            let number = hit.number();
            self.all.insert(number);
            if ranked.contains(number) {
                let bonus = bonus(&self.named, &self.labelled, number);
                self.best.add(scorer.score() + bonus, number);
            }
        })
    }

    /// Adds those that are named and not found by their text.
    pub fn add_named(&mut self, question: &Question) {
        // A phrase must be met as it is.
        if !question.phrases.is_empty() {
            return;
        }
        for number in self.named.all().iter() {
            if !self.all.contains(number) {
                self.all.insert(number);
                if self.among.contains(number) {
                    self.best.add(bonus(&self.named, &self.labelled, number), number);
                }
            }
        }
        if question.words.is_empty() {
            self.all = Matches::all(self.snapshot.columns.len());
            self.among.iter().for_each(|number| self.best.add(0.0, number));
        }
    }

    /// Who answers, the best in their order.
    pub fn finish(
        mut self,
        marker: Marker,
        closer: &[Box<dyn Query>],
    ) -> Result<Answers, CatalogError> {
        if let Some(excluded) = &self.excluded {
            self.all.and_not(excluded);
        }
        let (snapshot, wanted) = (self.snapshot, self.wanted);
        let mut best = self.best.finish();
        if !closer.is_empty() && wanted.limit > 0 {
            put_closer_first(&snapshot.index, closer, &mut best, &snapshot.columns)?;
        }
        if let Some((score, slug)) = wanted.after {
            best.retain(|(other, number)| match score.total_cmp(other) {
                Ordering::Greater => true,
                Ordering::Equal => snapshot.entry(*number).slug() > slug,
                Ordering::Less => false,
            });
        }
        best.truncate(wanted.limit);
        Ok(Answers { all: self.all, best, marker })
    }
}

/// What counts for an organization beyond its text.
fn bonus(named: &Named, labelled: &[(&Bits, f32)], number: u32) -> f32 {
    let labelled = labelled.iter().filter(|(having, _)| having.contains(number));
    named.score(number) + labelled.map(|(_, counts)| *counts).fold(0.0, f32::max)
}
