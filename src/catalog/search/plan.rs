//! How a question is put to the index.
//!
//! Each word is a clause that any of its forms meets: its stem; for the last one,
//! which may be unfinished, words that begin so; two words written together or
//! one written apart; for a word that is nowhere, those that were probably
//! meant. All clauses must be met.

use tantivy::query::{BooleanQuery, BoostQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::apart::apart;
use super::dictionary::{Dictionary, Guesses, Typos};
use super::queries::{AnyWord, Either};
use crate::catalog::CatalogError;
use crate::text::Work;
use crate::text::{Question, QuestionWord, stem};

/// How much a word counts beside the one that was asked for.
const BEGINNING: f32 = 0.5;
const MEANT: f32 = 0.5;

/// A word of fewer letters is not taken for the beginning of one, in texts.
const SHORTEST_BEGINNING: usize = 2;

/// Which fields a question is put to.
#[derive(Clone, Copy)]
pub struct Asked {
    /// Where stems are looked up.
    pub stems: Field,
    /// Where words are: for beginnings and typos.
    pub words: Field,
}

/// One word of a question, and what it stands for.
pub struct Clause {
    pub word: QuestionWord,
    /// Whether it may be unfinished.
    pub is_open: bool,
    /// How many have its stem.
    frequency: u32,
    /// Longer words that it may be the beginning of.
    begun: Vec<String>,
    /// Words that were probably meant, where it is nowhere.
    pub meant: Vec<String>,
    /// The words that it is, as stems, where it is nowhere as one.
    apart: Option<Vec<(usize, String)>>,
    /// Itself and the next as one word, where that is somewhere.
    together: Option<String>,
}

impl Clause {
    /// Whether it is nowhere in any form, so that `meant` was looked for.
    pub fn is_unknown(&self) -> bool {
        self.frequency == 0 && self.begun.is_empty() && self.apart.is_none() && !self.word.common
    }

    /// Words other than its own that were looked for.
    pub fn surfaces(&self) -> impl Iterator<Item = String> {
        let apart = self.apart.iter().flatten().map(|(_, stem)| stem);
        self.meant.iter().chain(apart).chain(&self.together).cloned()
    }
}

/// A question as it is put to one kind of document.
pub struct Plan<'q> {
    question: &'q Question,
    asked: Asked,
    pub clauses: Vec<Clause>,
    /// All words written together, as a stem, where that is somewhere: `know the
    /// chain` is `KnowTheChain`.
    together: Option<String>,
}

impl<'q> Plan<'q> {
    /// Looks up the words of a question.
    pub fn new(
        question: &'q Question,
        searcher: &Searcher,
        asked: Asked,
        work: &Work,
    ) -> Result<Self, CatalogError> {
        let stems = Dictionary::new(searcher, asked.stems, work);
        let words = Dictionary::new(searcher, asked.words, work);
        let mut guesses = Guesses::new(&words);
        let mut clauses = Vec::new();
        for (index, word) in question.words.iter().enumerate() {
            let is_last = index + 1 == question.words.len();
            let mut clause = Clause {
                word: word.clone(),
                is_open: is_last && question.is_open,
                frequency: stems.frequency(&word.stem)?,
                begun: Vec::new(),
                meant: Vec::new(),
                apart: None,
                together: None,
            };
            if let Some(next) = question.words.get(index + 1) {
                let together = stem(&format!("{}{}", word.folded, next.folded)).into_owned();
                if together.len() > 5 && stems.knows(&together)? {
                    clause.together = Some(together);
                }
            }
            if clause.is_open && word.folded.chars().count() >= SHORTEST_BEGINNING {
                clause.begun = words.beginning_with(&word.folded)?;
                clause.begun.retain(|longer| stem(longer) != word.stem);
            }
            let is_known = word.common || !clause.begun.is_empty() || words.knows(&word.folded)?;
            if !is_known {
                if clause.frequency == 0 {
                    clause.apart = apart(&word.folded, &stems)?;
                }
                if clause.apart.is_none() {
                    let typos = if clause.frequency > 0 { Typos::One } else { Typos::Usual };
                    clause.meant = guesses.of(&word.folded, clause.is_open, typos)?;
                }
            }
            clauses.push(clause);
        }
        let mut together = None;
        // Two are looked after by their clause.
        if question.words.len() > 2 {
            let words: String = question.words.iter().map(|word| word.folded.as_str()).collect();
            let stem = stem(&words).into_owned();
            together = stems.knows(&stem)?.then_some(stem);
        }
        Ok(Self { question, asked, clauses, together })
    }

    /// What all must be met; `None` if no word needs to be found.
    pub fn all(&self) -> Option<Box<dyn Query>> {
        let mut must: Vec<Box<dyn Query>> = Vec::new();
        let mut clauses = self.clauses.iter().peekable();
        while let Some(clause) = clauses.next() {
            // A pair that is one word elsewhere is met by either form.
            let pair = clause.together.as_ref().zip(clauses.peek().copied());
            if let Some((together, next)) = pair {
                let both: Vec<Box<dyn Query>> =
                    [clause, next].into_iter().filter_map(|clause| self.any_form(clause)).collect();
                let mut either: Vec<Box<dyn Query>> = vec![self.stem(together)];
                if !both.is_empty() {
                    either.push(intersection(both));
                }
                must.push(union(either));
                clauses.next();
                continue;
            }
            must.extend(self.any_form(clause));
        }
        if let Some(together) = self.together.as_ref().filter(|_| !must.is_empty()) {
            must = vec![union(vec![intersection(must), self.stem(together)])];
        }
        must.extend(self.question.phrases.iter().filter_map(|phrase| self.phrase(phrase)));
        (!must.is_empty()).then(|| intersection(must))
    }

    /// Whether it is of words alone, each as it was typed, that many have.
    pub fn is_plain(&self) -> bool {
        const MANY: u32 = 1000;
        let is_plain = |clause: &Clause| {
            let has_one_form = clause.begun.is_empty()
                && clause.meant.is_empty()
                && clause.apart.is_none()
                && clause.together.is_none();
            clause.word.common || (has_one_form && clause.frequency > MANY)
        };
        self.question.phrases.is_empty()
            && self.together.is_none()
            && self.clauses.iter().all(is_plain)
    }

    /// What puts some of those who meet all words before others: whoever has two
    /// of them side by side, and whoever says the same in other words, the other
    /// `labels` of a term that the question names.
    pub fn closer(&self, labels: &[&str]) -> Vec<Box<dyn Query>> {
        let telling = (0..).zip(&self.question.words).filter(|(_, word)| !word.common);
        let telling: Vec<(usize, &str)> =
            telling.map(|(place, word)| (place, word.stem.as_str())).collect();
        let pairs = telling.windows(2).filter_map(|pair| self.parts(pair.iter().copied()));
        let same = labels.iter().filter_map(|label| self.phrase(&words_of(label)));
        pairs.chain(same).collect()
    }

    /// What any one word meets, for a question that nothing meets as a whole.
    pub fn any(&self) -> Option<Box<dyn Query>> {
        let mut should: Vec<Box<dyn Query>> =
            self.clauses.iter().filter_map(|clause| self.any_form(clause)).collect();
        should.extend(self.question.phrases.iter().filter_map(|phrase| self.phrase(phrase)));
        (should.len() > 1).then(|| union(should))
    }

    /// What must not be met.
    pub fn excluded(&self) -> Option<Box<dyn Query>> {
        let excluded: Vec<Box<dyn Query>> =
            self.question.excluded.iter().filter_map(|words| self.phrase(words)).collect();
        (!excluded.is_empty()).then(|| union(excluded))
    }

    /// Every form of a word; `None` for a function word, which need not be found:
    /// but where there is nothing else, an unfinished one may be the beginning of
    /// another.
    fn any_form(&self, clause: &Clause) -> Option<Box<dyn Query>> {
        let all_common = || self.clauses.iter().all(|clause| clause.word.common);
        let is_beginning = clause.is_open && !clause.begun.is_empty();
        if clause.word.common && !(is_beginning && all_common()) {
            return None;
        }
        let mut forms: Vec<Box<dyn Query>> = Vec::new();
        if clause.frequency > 0 {
            forms.push(self.stem(&clause.word.stem));
        }
        if !clause.begun.is_empty() {
            let (field, words) = (self.asked.words, clause.begun.clone());
            forms.push(Box::new(AnyWord { field, words, score: BEGINNING }));
        }
        for meant in &clause.meant {
            let query = self.stem(&stem(meant));
            forms.push(match clause.frequency > 0 {
                true => Box::new(BoostQuery::new(query, MEANT)),
                false => query,
            });
        }
        if let Some(parts) = &clause.apart {
            forms.extend(self.parts(parts.iter().map(|(at, stem)| (*at, stem.as_str()))));
        }
        if forms.is_empty() {
            // Nobody has it; but it is asked for.
            forms.push(self.stem(&clause.word.stem));
        }
        Some(union(forms))
    }

    /// Words one behind the other; a single word is just there.
    fn phrase(&self, words: &[QuestionWord]) -> Option<Box<dyn Query>> {
        let words = (0..).zip(words).filter(|(_, word)| !word.common);
        self.parts(words.map(|(offset, word)| (offset, word.stem.as_str())))
    }

    /// Stems at these places beside each other.
    fn parts<'s>(&self, stems: impl Iterator<Item = (usize, &'s str)>) -> Option<Box<dyn Query>> {
        let terms: Vec<(usize, Term)> =
            stems.map(|(offset, stem)| (offset, self.term(stem))).collect();
        match terms.as_slice() {
            [] => None,
            [(_, term)] => Some(Box::new(term_query(term.clone()))),
            _ => Some(Box::new(PhraseQuery::new_with_offset(terms))),
        }
    }

    fn term(&self, stem: &str) -> Term {
        Term::from_field_text(self.asked.stems, stem)
    }

    fn stem(&self, stem: &str) -> Box<dyn Query> {
        Box::new(term_query(self.term(stem)))
    }
}

/// The words of a label.
fn words_of(label: &str) -> Vec<QuestionWord> {
    Question::parse(label).map(|question| question.words).unwrap_or_default()
}

fn term_query(term: Term) -> TermQuery {
    TermQuery::new(term, IndexRecordOption::WithFreqs)
}

fn union(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        1 => queries.remove(0),
        2 => {
            let second = queries.remove(1);
            Box::new(Either::new(queries.remove(0), second))
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
