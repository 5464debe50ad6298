//! Organizations whose names or identifiers match a query, with scores.

use super::clause::Clause;
use super::identifiers::Identified;
use super::occurrences::Occurrences;
use crate::catalog::columns::Columns;
use crate::catalog::columns::arrays::Matches;
use crate::catalog::rows::entry::{Entry, NameRole};
use crate::text::is_unspaced_word;

/// Scores of name matches, all above any score of a text: a whole name, the beginning of a name,
/// the words of a name, words of associated names, a name inside a longer query, words with a typo.
const WHOLE: f32 = 5000.0;
const BEGINNING: f32 = 4000.0;
const WORDS: f32 = 3000.0;
const ASSOCIATED: f32 = 2900.0;
const PART: f32 = 2500.0;
const CORRECTED: f32 = 2000.0;
/// Subtracted if the name is an alias.
const ALIAS_PENALTY: f32 = 100.0;

/// Maximum number of names that a query matches as a prefix.
const MAX_PREFIX_MATCHES: usize = 2000;

/// Maximum number of organizations matched by one full name inside a longer query, or by a name
/// that is split or joined differently.
const MAX_PER_NAME: usize = 10;

/// Maximum number of look-ups to split one compound into the words of a name.
const MAX_LOOKUPS: usize = 500;

/// Splits `rest` into words so that a name begins with `start` and these words: `voiceofthefree`
/// becomes `voice of the free`. `start` ends with a space unless it is empty. Gives up after
/// `lookups`.
pub fn split_name(
    columns: &Columns,
    start: &str,
    rest: &str,
    lookups: &mut usize,
) -> Option<String> {
    let ends: Vec<usize> = rest.char_indices().map(|(end, _)| end).skip(1).collect();
    // The longest first word wins: `freedom` before `free`.
    for end in ends.into_iter().rev() {
        *lookups = lookups.checked_sub(1)?;
        let (word, others) = rest.split_at(end);
        let words = format!("{start}{word} ");
        if columns.names_with_prefix(&words).next().is_none() {
            continue;
        }
        let whole = format!("{words}{others}");
        if columns.names_with_prefix(&whole).next().is_some() {
            return Some(whole);
        }
        if let Some(found) = split_name(columns, &words, others, lookups) {
            return Some(found);
        }
    }
    None
}

/// The first organizations with exactly this name.
fn named<'c>(columns: &'c Columns, folded: &str) -> impl Iterator<Item = Entry<'c>> {
    let names = columns.names_with_prefix(folded);
    let same = names.take_while(move |(_, name)| name.folded == folded);
    same.take(MAX_PER_NAME).map(|(entry, _)| entry)
}

/// Whether a single word can be the name of an organization.
fn can_be_name(clause: &Clause) -> bool {
    !clause.word.is_stop_word && clause.word.folded.chars().count() > 2
}

/// The organizations whose names match a query.
pub struct NameMatches {
    /// Organizations of which the query has an identifier, a whole name or the beginning of a name,
    /// with their scores; few, sorted by number.
    whole: Vec<(u32, f32)>,
    /// The organizations in `whole`.
    in_whole: Matches,
    /// Organizations with all words of the query in their names.
    words: Matches,
    /// Organizations with all words of the query in their names and associated names.
    associated: Matches,
    /// All of these organizations.
    all: Matches,
    /// Whether a word of the query was corrected.
    is_corrected: bool,
    /// Whether there are no matches.
    is_empty: bool,
}

impl NameMatches {
    fn none(columns: &Columns) -> Self {
        let size = columns.len();
        Self {
            whole: Vec::new(),
            in_whole: Matches::none(size),
            words: Matches::none(size),
            associated: Matches::none(size),
            all: Matches::none(size),
            is_corrected: false,
            is_empty: true,
        }
    }

    /// Only organizations whose identifiers were typed.
    pub fn of_identified(columns: &Columns, identified: &[Identified<'_>]) -> Self {
        let mut this = Self::none(columns);
        this.add_identified(identified);
        this.finish()
    }

    /// Matches the names of all organizations, and adds the `identified` ones. `corrections` may
    /// return other words to search for in place of a word.
    pub fn find(
        columns: &Columns,
        identified: &[Identified<'_>],
        folded: &str,
        clauses: &[Clause],
        corrections: &dyn Fn(&Clause) -> Vec<String>,
    ) -> Self {
        let mut this = Self::none(columns);
        this.add_identified(identified);
        this.match_whole_query(columns, folded);
        this.match_parts(columns, clauses);
        this.match_words(columns, clauses, corrections);
        this.finish()
    }

    fn add_identified(&mut self, identified: &[Identified<'_>]) {
        for found in identified {
            self.add_whole(&found.entry, found.score());
        }
    }

    fn finish(mut self) -> Self {
        self.sort_whole();
        self.all.or(&self.associated);
        self.all.or(&self.in_whole);
        self.is_empty = self.all.is_empty();
        self
    }

    fn match_whole_query(&mut self, columns: &Columns, folded: &str) {
        if folded.is_empty() {
            return;
        }
        for (entry, name) in columns.names_with_prefix(folded).take(MAX_PREFIX_MATCHES) {
            let score = if name.folded == folded { WHOLE } else { BEGINNING };
            let penalty = if name.role == NameRole::Name { 0.0 } else { ALIAS_PENALTY };
            self.add_whole(&entry, score - penalty);
        }
        // `know the chain` matches `KnowTheChain`, and `voiceofthefree` `Voice of the Free`.
        let joined = folded.replace(' ', "");
        if joined.len() < folded.len() {
            for entry in named(columns, &joined) {
                self.add_whole(&entry, BEGINNING);
            }
        } else if self.whole.is_empty() && !is_unspaced_word(folded) {
            let mut lookups = MAX_LOOKUPS;
            if let Some(split) = split_name(columns, "", folded, &mut lookups) {
                for (entry, _) in columns.names_with_prefix(&split).take(MAX_PER_NAME) {
                    self.add_whole(&entry, BEGINNING);
                }
            }
        }
    }

    fn add_whole(&mut self, entry: &Entry<'_>, score: f32) {
        self.whole.push((entry.number(), score));
        self.in_whole.insert(entry.number());
    }

    /// Matches whole names among other words: `polaris hotline number`.
    fn match_parts(&mut self, columns: &Columns, clauses: &[Clause]) {
        for length in 1..clauses.len() {
            for part in clauses.windows(length).filter(|part| part.iter().any(can_be_name)) {
                let words: Vec<&str> = part.iter().map(|it| it.word.folded.as_str()).collect();
                let joined = (length > 1).then(|| words.concat());
                for text in joined.into_iter().chain([words.join(" ")]) {
                    for entry in named(columns, &text) {
                        self.add_whole(&entry, PART);
                    }
                }
            }
        }
    }

    /// Sorts by number and keeps the best score of each organization.
    fn sort_whole(&mut self) {
        self.whole.sort_by(|(a, a_score), (b, b_score)| a.cmp(b).then(b_score.total_cmp(a_score)));
        self.whole.dedup_by_key(|(number, _)| *number);
    }

    fn match_words(
        &mut self,
        columns: &Columns,
        clauses: &[Clause],
        corrections: &dyn Fn(&Clause) -> Vec<String>,
    ) {
        let only_stop_words = clauses.iter().all(|clause| clause.word.is_stop_word);
        let required = clauses.iter().filter(|clause| only_stop_words || !clause.word.is_stop_word);
        let mut is_first = true;
        for clause in required {
            let Occurrences { named, mut associated } = if clause.word.is_unspaced {
                Occurrences::of_letters(columns, &clause.word.folded)
            } else {
                let corrections = corrections(clause);
                self.is_corrected |= !corrections.is_empty();
                Occurrences::of_word(columns, clause, &corrections)
            };
            associated.or(&named);
            if is_first {
                (self.words, self.associated) = (named, associated)
            } else {
                self.words.and(&named);
                self.associated.and(&associated);
            }
            is_first = false;
        }
    }

    /// Whether no name matches.
    pub fn is_empty(&self) -> bool {
        self.is_empty
    }

    /// All organizations with a matching name.
    pub fn all(&self) -> &Matches {
        &self.all
    }

    /// The organizations of which the query has an identifier.
    pub fn identified(&self) -> impl Iterator<Item = u32> {
        let identified = self.whole.iter().filter(|(_, score)| Identified::has_score(*score));
        identified.map(|(number, _)| *number)
    }

    /// Score of an organization for its name; 0 if its name does not match.
    pub fn score(&self, number: u32) -> f32 {
        if self.is_empty || !self.all.contains(number) {
            return 0.0;
        }
        if self.in_whole.contains(number) {
            let found = self.whole.binary_search_by_key(&number, |(other, _)| *other);
            return found.map_or(0.0, |place| self.whole[place].1);
        }
        match (self.words.contains(number), self.associated.contains(number)) {
            (false, false) => 0.0,
            _ if self.is_corrected => CORRECTED,
            (true, _) => WORDS,
            (false, true) => ASSOCIATED,
        }
    }
}
