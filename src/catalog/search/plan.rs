//! The plan of a query: its words as Tantivy queries.
//!
//! Each word is a clause that matches in several forms: its stem; completions if it is the last
//! word and may be unfinished; the word joined with the next one, or split; corrections if the
//! index does not know it. All clauses must match.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::query::{BooleanQuery, BoostQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::clause::{Clause, LookUp};
use super::dictionary::{Corrections, Dictionary};
use super::interpretation::Corrected;
use super::phrase::{PhraseTerms, Spelling};
use super::queries::{AnyWordQuery, EitherQuery};
use super::words::WordForms;
use crate::catalog::CatalogError;
use crate::text::{QueryWord, SearchQuery, WorkBudget, covering_pairs, meaningful_pairs, stem};

/// Score of a completion.
pub const COMPLETION_SCORE: f32 = 0.5;
/// Weight of a correction relative to the word as typed.
const CORRECTION_WEIGHT: f32 = 0.5;

/// The fields of the index that a query searches.
#[derive(Clone, Copy)]
pub struct SearchFields {
    /// The field of stems.
    pub stems: Field,
    /// The field of folded words, for completions and corrections.
    pub words: Field,
}

/// A query as it is run on certain fields of the index.
pub struct Plan<'q> {
    query: &'q SearchQuery,
    fields: SearchFields,
    pub clauses: Vec<Clause>,
    /// The stem of all words joined, if the index knows it: `know the chain` as `KnowTheChain`.
    joined: Option<String>,
    /// The pairs of single letters that are quoted or excluded.
    pairs: BTreeMap<&'q str, Vec<String>>,
}

impl<'q> Plan<'q> {
    /// Looks up the words of a query in the index. The `known` words are parts of identifiers and
    /// are not corrected.
    pub fn new(
        query: &'q SearchQuery,
        searcher: &Searcher,
        fields: SearchFields,
        known: &BTreeSet<&str>,
        budget: &WorkBudget,
    ) -> Result<Self, CatalogError> {
        let stems = Dictionary::new(searcher, fields.stems, budget);
        let words = Dictionary::new(searcher, fields.words, budget);
        let mut look_up =
            LookUp { stems: &stems, words: &words, known, corrections: Corrections::new(&words) };
        let mut clauses = Vec::new();
        for (index, word) in query.words.iter().enumerate() {
            let next = query.words.get(index + 1);
            let is_prefix = next.is_none() && query.last_is_prefix;
            clauses.push(look_up.clause(word, next, is_prefix)?);
        }
        let mut joined = None;
        // The clause of the first word has two joined words already.
        if query.words.len() > 2 {
            let words: String = query.words.iter().map(|word| word.folded.as_str()).collect();
            let stem = stem(&words).into_owned();
            joined = stems.contains(&stem)?.then_some(stem);
        }
        let mut pairs = BTreeMap::new();
        let phrases = query.phrases.iter().chain(&query.excluded);
        for word in phrases.flatten().filter(|word| word.is_letter()) {
            pairs.insert(word.folded.as_str(), stems.pairs(&word.folded)?);
        }
        Ok(Self { query, fields, clauses, joined, pairs })
    }

    /// The words that the index does not know, each with its corrections.
    pub fn corrections(&self) -> Vec<Corrected> {
        let unknown = self.clauses.iter().filter(|clause| clause.is_unknown());
        let corrected = unknown.filter(|clause| !clause.corrections.is_empty());
        corrected.map(|clause| (clause.word.folded.clone(), clause.corrections.clone())).collect()
    }

    /// Matches documents with all words and phrases; `None` if no word is required.
    pub fn all_words(&self) -> Option<Box<dyn Query>> {
        let mut must: Vec<Box<dyn Query>> = Vec::new();
        let mut clauses = self.clauses.iter().peekable();
        while let Some(clause) = clauses.next() {
            // A pair that the index knows as one word matches in either form.
            let pair = clause.joined.as_ref().zip(clauses.peek().copied());
            if let Some((joined, next)) = pair {
                let both: Vec<Box<dyn Query>> =
                    [clause, next].into_iter().filter_map(|clause| self.any_form(clause)).collect();
                let mut either: Vec<Box<dyn Query>> = vec![self.stem(joined)];
                if !both.is_empty() {
                    either.push(intersection(both));
                }
                must.push(union(either));
                clauses.next();
                continue;
            }
            must.extend(self.any_form(clause));
        }
        if let Some(joined) = self.joined.as_ref().filter(|_| !must.is_empty()) {
            must = vec![union(vec![intersection(must), self.stem(joined)])];
        }
        must.extend(self.query.phrases.iter().filter_map(|phrase| self.phrase(phrase)));
        (!must.is_empty()).then(|| intersection(must))
    }

    /// Whether the query has only frequent words, each with only one form, and no phrases. Then the
    /// best matches can be found without scoring all of them.
    pub fn has_only_frequent_words(&self) -> bool {
        /// Minimum number of documents with a frequent word.
        const FREQUENT: u32 = 1000;
        let is_frequent = |clause: &Clause| {
            clause.word.is_stop_word || (clause.has_one_form() && clause.frequency > FREQUENT)
        };
        self.query.phrases.is_empty()
            && self.joined.is_none()
            && self.clauses.iter().all(is_frequent)
    }

    /// Phrases that boost matches of all words: each pair of adjacent words, and the `synonyms` of
    /// the query (the other labels of the term that it names).
    pub fn boosted_phrases(&self, synonyms: &[&str]) -> Vec<Box<dyn Query>> {
        let words = (0..).zip(&self.query.words);
        // A run of letters is matched as a phrase anyway.
        let words = words.filter(|(_, word)| !word.is_stop_word && !word.is_unspaced);
        let stems: Vec<(usize, &str)> =
            words.map(|(position, word)| (position, word.stem.as_str())).collect();
        let pairs = stems.windows(2).filter_map(|pair| self.stem_phrase(pair.iter().copied()));
        let synonyms = synonyms.iter().filter_map(|label| self.phrase(&words_of(label)));
        pairs.chain(synonyms).collect()
    }

    /// Matches documents with any word or phrase, for a query without full matches; `None` if there
    /// are fewer than two. A run of letters counts as its pairs, as far as these have a meaning.
    pub fn any_word(&self) -> Option<Box<dyn Query>> {
        let mut should: Vec<Box<dyn Query>> =
            self.clauses.iter().filter_map(|clause| self.any_form(clause)).collect();
        should.extend(self.any_pairs().map(|pair| self.stem(pair)));
        should.extend(self.query.phrases.iter().filter_map(|phrase| self.phrase(phrase)));
        (should.len() > 1).then(|| union(should))
    }

    /// The pairs of letters that match by themselves if any word is enough.
    pub fn any_pairs(&self) -> impl Iterator<Item = &str> {
        let runs = self.clauses.iter().filter(|clause| clause.word.is_unspaced);
        runs.flat_map(|clause| meaningful_pairs(&clause.word.folded))
    }

    /// Matches the documents that the query excludes; `None` if it excludes nothing.
    pub fn excluded(&self) -> Option<Box<dyn Query>> {
        let excluded: Vec<Box<dyn Query>> =
            self.query.excluded.iter().filter_map(|words| self.phrase(words)).collect();
        (!excluded.is_empty()).then(|| union(excluded))
    }

    /// The words that must match, each in any of its forms; `None` if the query has anything else
    /// than words, or a word with more forms than [`WordForms`] has.
    pub fn only_words(&self) -> Option<Vec<WordForms>> {
        let is_plain = self.query.phrases.is_empty() && self.joined.is_none();
        let clauses = self.clauses.iter().filter(|clause| self.is_required(clause));
        let words = clauses.map(|clause| self.word_forms(clause));
        words.collect::<Option<Vec<_>>>().filter(|words| is_plain && !words.is_empty())
    }

    fn word_forms(&self, clause: &Clause) -> Option<WordForms> {
        let is_other = clause.word.is_unspaced || clause.joined.is_some() || clause.parts.is_some();
        let corrected = clause.corrections.iter().map(|correction| self.term(&stem(correction)));
        let known = (clause.frequency > 0).then(|| self.term(&clause.word.stem));
        let spelled = clause.spelled.iter().map(|stem| self.term(stem));
        let mut stems = known.into_iter().chain(spelled).chain(corrected);
        let (first, second) = (stems.next(), stems.next());
        // The correction of a known word has a lower weight, and two forms may match together.
        if is_other || second.is_some() {
            return None;
        }
        let completion = |word: &String| Term::from_field_text(self.fields.words, word);
        let completions = clause.completions.iter().map(completion).collect();
        Some(WordForms { stem: first, completions })
    }

    /// Whether documents must have a word: it is not a stop word, unless it has completions and the
    /// query has only stop words.
    fn is_required(&self, clause: &Clause) -> bool {
        let only_stop_words = || self.clauses.iter().all(|clause| clause.word.is_stop_word);
        let has_completions = clause.is_prefix && !clause.completions.is_empty();
        !clause.word.is_stop_word || (has_completions && only_stop_words())
    }

    /// Matches every form of a word; `None` if it is not required.
    fn any_form(&self, clause: &Clause) -> Option<Box<dyn Query>> {
        if !self.is_required(clause) {
            return None;
        }
        if clause.word.is_unspaced {
            return Some(self.unspaced(clause));
        }
        let mut forms: Vec<Box<dyn Query>> = Vec::new();
        if clause.frequency > 0 {
            forms.push(self.stem(&clause.word.stem));
        }
        forms.extend(clause.spelled.iter().map(|stem| self.stem(stem)));
        if !clause.completions.is_empty() {
            let (field, words) = (self.fields.words, clause.completions.clone());
            forms.push(Box::new(AnyWordQuery { field, words, score: COMPLETION_SCORE }));
        }
        for correction in &clause.corrections {
            let query = self.stem(&stem(correction));
            forms.push(if clause.frequency > 0 {
                Box::new(BoostQuery::new(query, CORRECTION_WEIGHT))
            } else {
                query
            });
        }
        if let Some(parts) = &clause.parts {
            forms.extend(self.stem_phrase(parts.iter().map(|(at, stem)| (*at, stem.as_str()))));
        }
        if forms.is_empty() {
            // No document has the word, so nothing may match.
            forms.push(self.stem(&clause.word.stem));
        }
        Some(union(forms))
    }

    /// Matches texts that have the run of letters of a clause.
    fn unspaced(&self, clause: &Clause) -> Box<dyn Query> {
        if clause.completions.is_empty() {
            let pairs = self.stem_phrase(covering_pairs(&clause.word.folded));
            return pairs.unwrap_or_else(|| self.stem(&clause.word.stem));
        }
        self.letter(&clause.word.folded, &clause.completions)
    }

    /// Matches texts that have a letter, by itself or as the first of one of its pairs.
    fn letter(&self, letter: &str, pairs: &[String]) -> Box<dyn Query> {
        let words = pairs.iter().cloned().chain([letter.to_owned()]).collect();
        Box::new(AnyWordQuery { field: self.fields.stems, words, score: COMPLETION_SCORE })
    }

    /// Matches the words as a phrase without stop words; `None` if there are only stop words.
    fn phrase(&self, words: &[QueryWord]) -> Option<Box<dyn Query>> {
        if let [word] = words
            && let Some(pairs) = self.pairs.get(word.folded.as_str())
        {
            return Some(self.letter(&word.folded, pairs));
        }
        let phrase = |spelling| {
            let terms = PhraseTerms::new(words, spelling);
            self.stem_phrase(terms.iter())
        };
        let folded = phrase(Spelling::Folded)?;
        if words.iter().all(|word| word.spelled.is_none()) {
            return Some(folded);
        }
        Some(union([folded].into_iter().chain(phrase(Spelling::SpelledOut)).collect()))
    }

    /// Matches stems at these relative positions; `None` without stems.
    fn stem_phrase<'s>(
        &self,
        stems: impl Iterator<Item = (usize, &'s str)>,
    ) -> Option<Box<dyn Query>> {
        let terms: Vec<(usize, Term)> =
            stems.map(|(offset, stem)| (offset, self.term(stem))).collect();
        match terms.as_slice() {
            [] => None,
            [(_, term)] => Some(Box::new(term_query(term.clone()))),
            _ => Some(Box::new(PhraseQuery::new_with_offset(terms))),
        }
    }

    fn term(&self, stem: &str) -> Term {
        Term::from_field_text(self.fields.stems, stem)
    }

    fn stem(&self, stem: &str) -> Box<dyn Query> {
        Box::new(term_query(self.term(stem)))
    }
}

/// The words of a label.
fn words_of(label: &str) -> Vec<QueryWord> {
    SearchQuery::parse(label).map(|query| query.words).unwrap_or_default()
}

fn term_query(term: Term) -> TermQuery {
    TermQuery::new(term, IndexRecordOption::WithFreqs)
}

fn union(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        1 => queries.remove(0),
        2 => {
            let second = queries.remove(1);
            Box::new(EitherQuery::new(queries.remove(0), second))
        }
        _ => Box::new(BooleanQuery::union(queries)),
    }
}

fn intersection(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        1 => queries.remove(0),
        _ => {
            let must = queries.into_iter().map(|query| (Occur::Must, query)).collect();
            Box::new(BooleanQuery::new(must))
        }
    }
}
