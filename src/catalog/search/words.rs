//! The profiles that have all words of a query.
//!
//! Most queries are a few words, each in one or two forms. Their documents are intersected as bits
//! or lists, without Tantivy's scorers, which advance one document at a time.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::Bm25Weight;
use tantivy::{DocId, Score, SegmentReader, Term};

use super::plan::COMPLETION_SCORE;
use crate::catalog::CatalogError;
use crate::catalog::index::searcher::IndexSearcher;
use crate::catalog::index::term_documents::{DecodedTerms, DocumentSet, TermDocuments, WORD};

/// The forms in which a word matches.
pub struct WordForms {
    /// Its stem, or that of the word in place of it.
    pub stem: Option<Term>,
    /// Longer words. The score of the stem counts if both match.
    pub completions: Vec<Term>,
}

/// The documents with all words.
pub struct AllWords<'i> {
    index: &'i IndexSearcher,
    words: &'i [WordForms],
    /// The weight of the stem of each word; empty if documents are not scored.
    weights: Vec<Option<Bm25Weight>>,
}

/// A word in one segment.
struct Word<'w> {
    stem: Option<Arc<TermDocuments>>,
    /// The documents with a form of the word; `None` if these are the documents of the stem.
    any: Option<Vec<u64>>,
    weight: Option<&'w Bm25Weight>,
}

impl<'i> AllWords<'i> {
    /// The documents without scores.
    pub fn unscored(index: &'i IndexSearcher, words: &'i [WordForms]) -> Self {
        Self { index, words, weights: Vec::new() }
    }

    /// The documents with their scores, as Tantivy computes them (BM25).
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn scored(index: &'i IndexSearcher, words: &'i [WordForms]) -> Result<Self, CatalogError> {
        let weight = |word: &WordForms| {
            let stem = word.stem.as_ref();
            stem.map(|stem| Bm25Weight::for_terms(index.searcher(), std::slice::from_ref(stem)))
                .transpose()
        };
        let weights = words.iter().map(weight).collect::<tantivy::Result<_>>()?;
        Ok(Self { index, words, weights })
    }

    /// Calls `found` with the number of each organization, and a function that computes its score.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn for_each(
        &self,
        mut found: impl FnMut(u32, &dyn Fn() -> Score),
    ) -> Result<(), CatalogError> {
        let field = self.index.fields().text;
        for segment in self.index.searcher().segment_readers() {
            let id = segment.segment_id();
            let (keys, terms) = (self.index.document_keys(id), self.index.decoded_terms(id));
            let Some((keys, terms)) = keys.zip(terms) else { continue };
            let words = self.words_in(segment, terms)?;
            let lengths = segment.get_fieldnorms_reader(field)?;
            let alive = segment.alive_bitset();
            each_in_all(&words, |doc| {
                if alive.is_none_or(|alive| alive.is_alive(doc)) {
                    found(keys.number(doc), &|| score(&words, &lengths, doc));
                }
            });
        }
        Ok(())
    }

    /// The words in a segment.
    fn words_in(
        &self,
        segment: &SegmentReader,
        terms: &DecodedTerms,
    ) -> Result<Vec<Word<'_>>, CatalogError> {
        let words = self.words.iter().enumerate().map(|(place, word)| {
            let stem = word.stem.as_ref().map(|stem| terms.get(segment, stem)).transpose()?;
            let mut any = None;
            if !word.completions.is_empty() {
                let all = any.insert(Vec::new());
                stem.iter().for_each(|stem| stem.documents.add_to(all));
                for completion in &word.completions {
                    terms.get(segment, completion)?.documents.add_to(all);
                }
            }
            let weight = self.weights.get(place).and_then(Option::as_ref);
            Ok(Word { stem, any, weight })
        });
        words.collect()
    }
}

impl Word<'_> {
    /// The documents as bits, or as a list if they are few.
    fn documents(&self) -> Result<&[u64], &[DocId]> {
        match (&self.any, &self.stem) {
            (Some(any), _) => Ok(any),
            (None, Some(stem)) => match &stem.documents {
                DocumentSet::Many { bits, .. } => Ok(bits),
                DocumentSet::Few(documents) => Err(documents),
            },
            (None, None) => Err(&[]),
        }
    }

    fn contains(&self, doc: DocId) -> bool {
        match self.documents() {
            Ok(bits) => {
                bits.get(doc as usize / WORD).is_some_and(|word| word >> (doc % u64::BITS) & 1 == 1)
            }
            Err(documents) => documents.binary_search(&doc).is_ok(),
        }
    }
}

/// Calls `found` with each document that has all words.
fn each_in_all(words: &[Word<'_>], mut found: impl FnMut(DocId)) {
    let lists = words.iter().filter_map(|word| word.documents().err());
    if let Some(shortest) = lists.min_by_key(|list| list.len()) {
        let all = shortest.iter().filter(|doc| words.iter().all(|word| word.contains(**doc)));
        all.for_each(|doc| found(*doc));
        return;
    }
    let bits: Vec<&[u64]> = words.iter().filter_map(|word| word.documents().ok()).collect();
    let length = bits.iter().map(|bits| bits.len()).min().unwrap_or(0);
    for place in 0..length {
        let mut rest = bits.iter().fold(u64::MAX, |all, bits| all & bits[place]);
        while rest != 0 {
            found(place as DocId * u64::BITS + rest.trailing_zeros());
            rest &= rest - 1;
        }
    }
}

/// The score of a document that has all words: the sum of the scores of the words.
fn score(words: &[Word<'_>], lengths: &FieldNormReader, doc: DocId) -> Score {
    let score = |word: &Word<'_>| {
        let frequency = word.stem.as_ref().and_then(|stem| stem.frequency(doc));
        match word.weight.zip(frequency) {
            Some((weight, frequency)) => weight.score(lengths.fieldnorm_id(doc), frequency),
            None => COMPLETION_SCORE,
        }
    };
    words.iter().map(score).sum()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::catalog::search::hits::Hits;
    use crate::catalog::search::plan::{Plan, SearchFields};
    use crate::catalog::tests::{organization, position};
    use crate::catalog::{Catalog, Snapshot};
    use crate::domain::OrganizationState;
    use crate::text::{SearchQuery, WorkBudget};

    /// Organizations of which every second is about ships, every third about shipyards, and so on.
    fn organizations(revision: i32) -> Vec<OrganizationState> {
        let words = ["ships", "shipyards", "harbour", "", "", "", "lights", "", "", "", "storms"];
        let state = |number: usize| {
            let has = |place: &usize| number.is_multiple_of(place + 2);
            let about = (0..words.len()).filter(has).map(|place| words[place]);
            let about: Vec<&str> =
                about.flat_map(|word| std::iter::repeat_n(word, number % 3 + 1)).collect();
            let mut state = organization(&format!("it-{number}"), "It", revision);
            state.document = state.document.replace("for a test", &about.join(" "));
            state
        };
        (0..300).map(state).collect()
    }

    fn plan<'q>(query: &'q SearchQuery, snapshot: &Snapshot) -> Plan<'q> {
        let fields = snapshot.index.fields();
        let fields = SearchFields { stems: fields.text, words: fields.words };
        let budget = WorkBudget::new(1_000_000);
        Plan::new(query, snapshot.index.searcher(), fields, &BTreeSet::new(), &budget).unwrap()
    }

    #[test]
    fn documents_and_scores_are_those_of_tantivy() {
        let folder = tempfile::tempdir().unwrap();
        let catalog = Catalog::open(&folder.path().join("index"), 0).unwrap();
        catalog.clear().unwrap();
        catalog.stage_organizations(&organizations(1)).unwrap();
        catalog.publish(&position(1)).unwrap();
        // Another segment has some of them again, and the first one no longer has them.
        catalog.stage_organizations(&organizations(2)[50..90]).unwrap();
        catalog.publish(&position(2)).unwrap();
        let snapshot = catalog.snapshot().unwrap();

        let queries = [
            "ships ",
            "ship",
            "shi",
            "ships shipy",
            "storms lights ",
            "ships and storms ",
            "storrms ",
        ];
        for text in queries {
            let query = SearchQuery::parse(text).unwrap();
            let plan = plan(&query, &snapshot);
            let words = plan.only_words().unwrap_or_else(|| panic!("{text}: only words"));
            let mut expected = Vec::new();
            Hits::scored(&snapshot.index, &*plan.all_words().unwrap())
                .unwrap()
                .for_each_with_scorer(|hit, scorer| expected.push((hit.number(), scorer.score())))
                .unwrap();
            let (mut scored, mut unscored) = (Vec::new(), Vec::new());
            let all = AllWords::scored(&snapshot.index, &words).unwrap();
            all.for_each(|number, score| scored.push((number, score()))).unwrap();
            let all = AllWords::unscored(&snapshot.index, &words);
            all.for_each(|number, _| unscored.push(number)).unwrap();

            assert_eq!(scored, expected, "{text}");
            assert_eq!(unscored, expected.iter().map(|it| it.0).collect::<Vec<_>>(), "{text}");
            assert!(!expected.is_empty(), "{text}");
        }
        for other in ["\"ships storms\"", "ships lights \"storms\""] {
            let query = SearchQuery::parse(other).unwrap();
            assert!(plan(&query, &snapshot).only_words().is_none(), "{other}");
        }
    }
}
