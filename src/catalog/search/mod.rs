//! Search for organizations and items, completions, and corrections of slugs.
//!
//! A query is matched against the names and identifiers, which are in memory, and against the
//! full-text index. Identifiers come first, then names. All words must match; if no organization
//! has them all, misspelled words are corrected in names; if that finds nothing either, any word is
//! enough.

pub mod labels;
pub mod nearest_slug;

mod clause;
mod collector;
mod compound;
mod dictionary;
mod excluded;
mod highlight;
mod hits;
mod identifiers;
mod interpretation;
mod items;
mod names;
mod occurrences;
mod phrase;
mod plan;
mod proximity;
mod queries;
pub mod suggest;
mod top_k;
mod words;

pub use highlight::{Highlight, Marker};
pub use identifiers::exactly as exact_identifiers;
pub use interpretation::{Interpretation, QueryMatch};
pub use names::split_name;
pub use suggest::Completion;

use super::columns::arrays::{Bits, Matches};
use super::index::profile_texts::ProfileTexts;
use super::{CatalogError, Entry, Facet, Snapshot};
use crate::text::{Highlighter, SearchQuery, TypedText, WorkBudget};
use collector::Collector;
use dictionary::{Corrections, Dictionary, MaxTypos};
use identifiers::TypedIdentifiers;
use interpretation::{is_in_names, replacements};
use names::NameMatches;
use plan::{Plan, SearchFields};

/// Bonus for organizations with a term whose label is the whole query.
const WHOLE_LABEL_BONUS: f32 = 100.0;
/// Bonus for organizations with a term whose label is a part of the query.
const PART_LABEL_BONUS: f32 = 10.0;

/// Maximum steps of work to complete and correct the words of one query: about 10 ms. Words beyond
/// the limit get no completions and no corrections.
const MAX_WORK: usize = 2_000_000;

/// Maximum number of results that are read to spell a correction as they do.
const MAX_READ: usize = 5;

/// Which matches to rank.
pub struct RankOptions<'o> {
    /// The organizations that pass the filter; only these are ranked.
    pub allowed: &'o Matches,
    /// Maximum number of ranked results.
    pub limit: usize,
    /// If set, only results after this score and slug.
    pub after: Option<(f32, &'o str)>,
}

/// The results of a search.
pub struct SearchResults {
    /// All matches, whether they pass the filter or not.
    pub all: Matches,
    /// Scores and numbers of the best matches that pass the filter, the best first.
    pub top: Vec<(f32, u32)>,
    /// Highlights what matched in the texts of the results.
    pub highlighter: Highlighter,
    /// The query as it was searched.
    pub interpretation: Interpretation,
}

/// How a query without results was relaxed.
struct Relaxed {
    /// The corrections of each word, in the order of the clauses.
    corrections: Vec<Vec<String>>,
    /// Whether the corrections match in names; otherwise any word is enough.
    in_names: bool,
}

impl Snapshot {
    /// Searches for organizations.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub(super) fn search(
        &self,
        query: &SearchQuery,
        options: &RankOptions<'_>,
    ) -> Result<SearchResults, CatalogError> {
        if !query.has_words() {
            return Ok(SearchResults {
                all: Matches::none(self.columns.len()),
                top: Vec::new(),
                highlighter: Highlighter::new([], [], None),
                interpretation: Interpretation::no_words(),
            });
        }
        let fields = self.index.fields();
        let search_fields = SearchFields { stems: fields.text, words: fields.words };
        let budget = WorkBudget::new(MAX_WORK);
        let typed: Vec<TypedText<'_>> = query.typed().collect();
        let identifiers = TypedIdentifiers::find(&self.columns, &typed);
        let known = identifiers.words(&typed);
        let plan = Plan::new(query, self.index.searcher(), search_fields, &known, &budget)?;
        let of_clause = |clause: &clause::Clause| clause.corrections.clone();
        let names = self.match_names(query, &plan, &identifiers, &of_clause);
        let terms = self.match_terms(query);
        let phrases = plan.boosted_phrases(&self.labels.synonyms(&query.words));
        let excluded = self.excluded(query, &plan)?;
        let mut collector = Collector::new(self, names, terms, options, excluded);
        if !phrases.is_empty() {
            collector.prepare_proximity_boost();
        }
        collector.collect_all_words(&plan)?;
        collector.collect_names(query);
        let relaxed = if collector.is_empty() && !query.words.is_empty() {
            Some(self.relax(query, &plan, &identifiers, &mut collector, &budget)?)
        } else {
            None
        };
        let other_words: Vec<String> = match &relaxed {
            None => Vec::new(),
            Some(Relaxed { in_names: true, corrections }) => corrections.concat(),
            Some(_) => plan.any_pairs().map(str::to_owned).collect(),
        };
        let highlighter = highlighter(query, &plan, other_words);
        let mut results = collector.finish(highlighter, &phrases)?;
        results.interpretation = self.interpretation(query, &plan, relaxed, &results)?;
        Ok(results)
    }

    fn interpretation(
        &self,
        query: &SearchQuery,
        plan: &Plan<'_>,
        relaxed: Option<Relaxed>,
        results: &SearchResults,
    ) -> Result<Interpretation, CatalogError> {
        let best = results.top.first().map(|(_, number)| *number);
        // Without a result, nothing was found in place of the query.
        let Some(best) = best.or_else(|| results.all.iter().next()) else {
            return Ok(Interpretation::default());
        };
        let entry = self.entry(best);
        let (corrected, query_match) = match relaxed {
            None => (plan.corrections(), QueryMatch::AllWords),
            Some(Relaxed { in_names: false, .. }) => (plan.corrections(), QueryMatch::AnyWord),
            Some(Relaxed { corrections, .. }) => {
                let corrected =
                    plan.clauses.iter().zip(corrections).filter(|(clause, found)| {
                        !found.is_empty() && !is_in_names(&entry, clause)
                    });
                let corrected = corrected.map(|(it, found)| (it.word.folded.clone(), found));
                (corrected.collect(), QueryMatch::AllWords)
            }
        };
        if corrected.is_empty() {
            return Ok(Interpretation::new(query, &[], query_match));
        }
        // If any word is enough, the best result may have only the others.
        let shown = if query_match == QueryMatch::AnyWord { MAX_READ } else { 1 };
        let others = results.top.iter().skip(1).map(|(_, number)| *number);
        let entries = [best].into_iter().chain(others).take(shown).map(|it| self.entry(it));
        let entries: Vec<Entry<'_>> = entries.collect();
        let prose: Result<Vec<ProfileTexts<'_>>, CatalogError> =
            entries.iter().map(|entry| ProfileTexts::parse(entry.document())).collect();
        let prose = prose?;
        let names = entries.iter().flat_map(Entry::names).map(|name| name.written);
        let texts: Vec<&str> = names.chain(prose.iter().flat_map(ProfileTexts::prose)).collect();
        let replaced = replacements(query, corrected, &texts);
        Ok(Interpretation::new(query, &replaced, query_match))
    }

    fn match_names(
        &self,
        query: &SearchQuery,
        plan: &Plan<'_>,
        identifiers: &TypedIdentifiers<'_>,
        corrections: &dyn Fn(&clause::Clause) -> Vec<String>,
    ) -> NameMatches {
        let (columns, identified) = (&self.columns, &identifiers.named);
        NameMatches::find(columns, identified, &query.folded, &plan.clauses, corrections)
    }

    /// The organizations with each term whose label is in the query, and the bonus for it.
    fn match_terms(&self, query: &SearchQuery) -> Vec<(&Bits, f32)> {
        let terms = self.labels.terms_within(&query.words);
        let bonuses = terms.into_iter().filter_map(|(scheme, slug, is_whole)| {
            let having = self.columns.facet(Facet::Term(scheme)).postings(slug)?;
            Some((having, if is_whole { WHOLE_LABEL_BONUS } else { PART_LABEL_BONUS }))
        });
        bonuses.collect()
    }

    /// Relaxes a query without results: corrects its words in names; if there are still no results,
    /// any word is enough.
    fn relax(
        &self,
        query: &SearchQuery,
        plan: &Plan<'_>,
        identifiers: &TypedIdentifiers<'_>,
        collector: &mut Collector<'_>,
        budget: &WorkBudget,
    ) -> Result<Relaxed, CatalogError> {
        let words = Dictionary::new(self.index.searcher(), self.index.fields().words, budget);
        let mut corrections = Corrections::new(&words);
        let mut by_clause = Vec::new();
        for clause in &plan.clauses {
            let found = match clause {
                clause if !clause.word.can_be_misspelled() => Vec::new(),
                // The plan has looked up its corrections already.
                clause if clause.is_unknown() => clause.corrections.clone(),
                clause => corrections.of(&clause.word.folded, clause.is_prefix, MaxTypos::Two)?,
            };
            by_clause.push(found);
        }
        let of_clause = |clause: &clause::Clause| {
            let mut found = plan.clauses.iter().zip(&by_clause);
            let found = found.find(|(other, _)| other.word.folded == clause.word.folded);
            found.map(|(_, corrections)| corrections.clone()).unwrap_or_default()
        };
        collector.set_names(self.match_names(query, plan, identifiers, &of_clause));
        collector.collect_names(query);
        let in_names = !collector.is_empty();
        if !in_names {
            let identified = &identifiers.of_other_schemes;
            collector.set_names(NameMatches::of_identified(&self.columns, identified));
            collector.collect(plan.any_word())?;
            collector.collect_names(query);
        }
        Ok(Relaxed { corrections: by_clause, in_names })
    }
}

/// The highlighter of a query: its words, phrases, completions and corrections, and `more_words`
/// with which it was relaxed.
fn highlighter(query: &SearchQuery, plan: &Plan<'_>, more_words: Vec<String>) -> Highlighter {
    let words = plan.clauses.iter().map(|clause| &clause.word);
    let quoted = query.phrases.iter().flatten();
    let stems = words.chain(quoted).filter(|word| !word.is_stop_word).map(|word| word.stem.clone());
    let other_words = plan.clauses.iter().flat_map(|clause| clause.other_words());
    let last = plan.clauses.last().filter(|clause| clause.is_prefix);
    let prefix = last.map(|clause| clause.word.folded.clone());
    let prefix = prefix.filter(|prefix| prefix.chars().count() > 1);
    Highlighter::new(stems, other_words.chain(more_words), prefix)
}
