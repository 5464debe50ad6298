//! Two Tantivy queries that are faster than Tantivy's own, more general ones.

use std::fmt;

use tantivy::query::{
    BitSetDocSet, ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

/// Matches documents that match one of two queries. If both match, the score of the first counts.
/// Tantivy's union scores whole windows of documents at once, which is wasted if few are needed.
pub struct EitherQuery {
    first: Box<dyn Query>,
    second: Box<dyn Query>,
}

impl EitherQuery {
    pub fn new(first: Box<dyn Query>, second: Box<dyn Query>) -> Self {
        Self { first, second }
    }
}

impl Clone for EitherQuery {
    fn clone(&self) -> Self {
        Self { first: self.first.box_clone(), second: self.second.box_clone() }
    }
}

impl fmt::Debug for EitherQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EitherQuery")
    }
}

impl Query for EitherQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let (first, second) = (self.first.weight(scoring)?, self.second.weight(scoring)?);
        Ok(Box::new(EitherWeight { first, second }))
    }
}

struct EitherWeight {
    first: Box<dyn Weight>,
    second: Box<dyn Weight>,
}

impl Weight for EitherWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let (first, second) =
            (self.first.scorer(reader, boost)?, self.second.scorer(reader, boost)?);
        Ok(Box::new(EitherScorer { first, second }))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("explanations are not supported".to_owned()))
    }
}

struct EitherScorer {
    first: Box<dyn Scorer>,
    second: Box<dyn Scorer>,
}

impl DocSet for EitherScorer {
    fn advance(&mut self) -> DocId {
        let doc = self.doc();
        if self.first.doc() == doc {
            self.first.advance();
        }
        if self.second.doc() == doc {
            self.second.advance();
        }
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        for scorer in [&mut self.first, &mut self.second] {
            if scorer.doc() < target {
                scorer.seek(target);
            }
        }
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.first.doc().min(self.second.doc())
    }

    fn size_hint(&self) -> u32 {
        self.first.size_hint().saturating_add(self.second.size_hint())
    }
}

impl Scorer for EitherScorer {
    fn score(&mut self) -> Score {
        if self.first.doc() == self.doc() && self.first.doc() != TERMINATED {
            self.first.score()
        } else {
            self.second.score()
        }
    }
}

/// Matches documents with any of many words, all with the same score.
#[derive(Clone)]
pub struct AnyWordQuery {
    pub field: Field,
    pub words: Vec<String>,
    pub score: Score,
}

impl fmt::Debug for AnyWordQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AnyWordQuery of {} words", self.words.len())
    }
}

impl Query for AnyWordQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for AnyWordQuery {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut documents = BitSet::with_max_value(reader.max_doc());
        let index = reader.inverted_index(self.field)?;
        for word in &self.words {
            let term = Term::from_field_text(self.field, word);
            let postings = index.read_block_postings(&term, IndexRecordOption::Basic)?;
            let Some(mut postings) = postings else { continue };
            while !postings.docs().is_empty() {
                for &doc in postings.docs() {
                    documents.insert(doc);
                }
                postings.advance();
            }
        }
        let documents = BitSetDocSet::from(documents);
        Ok(Box::new(ConstScorer::new(documents, self.score * boost)))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("explanations are not supported".to_owned()))
    }
}
