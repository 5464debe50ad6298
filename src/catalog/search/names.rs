//! Which organizations a question names, and how well.

use super::plan::Clause;
use crate::catalog::columns::arrays::Matches;
use crate::catalog::columns::{Columns, NameWord};
use crate::catalog::rows::entry::{Entry, EntryName, NameRole};
use crate::text::stem;

/// What it counts to be named, beyond all that the text can count: a whole name
/// before the beginning of one, before its words, before a name
/// among other words, before words with a typo.
const WHOLE: f32 = 5000.0;
const BEGINNING: f32 = 4000.0;
const WORDS: f32 = 3000.0;
const ASSOCIATED: f32 = 2900.0;
const PART: f32 = 2500.0;
const CLOSE: f32 = 2000.0;
/// What an alias counts less than a name.
const ALIAS: f32 = 100.0;

/// So many names that begin alike are put before those that only have the words.
const MAX_BEGINNING: usize = 2000;

/// So many organizations of one name are met among other words.
const MAX_WHOLE: usize = 10;

/// So often names are looked up to find one that is written apart.
const MAX_LOOKUPS: usize = 500;

/// A text, `begun` with spaces in it and the rest as it can be split, with which
/// a name of several words begins.
fn apart(columns: &Columns, begun: &str, rest: &str, lookups: &mut usize) -> Option<String> {
    let ends: Vec<usize> = rest.char_indices().map(|(place, _)| place).skip(1).collect();
    // The longest beginning first: `freedom` before `free`.
    for end in ends.into_iter().rev() {
        *lookups = lookups.checked_sub(1)?;
        let (word, behind) = rest.split_at(end);
        let words = format!("{begun}{word} ");
        if columns.names_with_prefix(&words).next().is_none() {
            continue;
        }
        let whole = format!("{words}{behind}");
        if columns.names_with_prefix(&whole).next().is_some() {
            return Some(whole);
        }
        if let Some(found) = apart(columns, &words, behind, lookups) {
            return Some(found);
        }
    }
    None
}

/// Whether a word alone can be somebody's name.
fn is_telling(clause: &Clause) -> bool {
    !clause.word.common && clause.word.folded.chars().count() > 2
}

/// The organizations that a question names.
pub struct Named {
    /// Whose name it is, or begins; few, by their numbers.
    first: Vec<(u32, f32)>,
    has_first: Matches,
    /// Who has all of its words in names.
    words: Matches,
    /// Who has them in names and in what is associated.
    associated: Matches,
    /// All of these.
    all: Matches,
    /// Whether one of its words was not there as it was typed.
    is_close: bool,
    /// Whether anybody is named.
    is_anybody: bool,
}

impl Named {
    /// Looks up the names. `meant` may give other words for a word.
    pub fn find(
        columns: &Columns,
        folded: &str,
        clauses: &[Clause],
        meant: &dyn Fn(&Clause) -> Vec<String>,
    ) -> Self {
        let size = columns.len();
        let mut this = Self {
            first: Vec::new(),
            has_first: Matches::none(size),
            words: Matches::none(size),
            associated: Matches::none(size),
            all: Matches::none(size),
            is_close: false,
            is_anybody: false,
        };
        this.find_first(columns, folded);
        this.find_parts(columns, clauses);
        this.finish_first();
        this.find_words(columns, clauses, meant);
        this.all.or(&this.associated);
        this.all.or(&this.has_first);
        this.is_anybody = !this.all.is_empty();
        this
    }

    fn find_first(&mut self, columns: &Columns, folded: &str) {
        if folded.is_empty() {
            return;
        }
        for (entry, name) in columns.names_with_prefix(folded).take(MAX_BEGINNING) {
            let tier = if name.folded == folded { WHOLE } else { BEGINNING };
            let less = if name.role == NameRole::Name { 0.0 } else { ALIAS };
            self.first.push((entry.number(), tier - less));
            self.has_first.insert(entry.number());
        }
        // `know the chain` is written as one word, and `voiceofthefree` apart.
        let together = folded.replace(' ', "");
        if together.len() < folded.len() {
            let names = columns.names_with_prefix(&together);
            let whole = names.take_while(|(_, name)| name.folded == together).take(MAX_WHOLE);
            self.take_other_writing(whole);
        } else if self.first.is_empty() {
            let mut lookups = MAX_LOOKUPS;
            if let Some(apart) = apart(columns, "", folded, &mut lookups) {
                self.take_other_writing(columns.names_with_prefix(&apart).take(MAX_WHOLE));
            }
        }
    }

    fn take_other_writing<'c>(&mut self, names: impl Iterator<Item = (Entry<'c>, EntryName<'c>)>) {
        for (entry, _) in names {
            self.first.push((entry.number(), BEGINNING));
            self.has_first.insert(entry.number());
        }
    }

    /// Whole names among other words: `polaris hotline number`.
    fn find_parts(&mut self, columns: &Columns, clauses: &[Clause]) {
        for length in 1..clauses.len() {
            for part in clauses.windows(length).filter(|part| part.iter().any(is_telling)) {
                let words: Vec<&str> = part.iter().map(|it| it.word.folded.as_str()).collect();
                let together = (length > 1).then(|| words.concat());
                for text in together.into_iter().chain([words.join(" ")]) {
                    let names = columns.names_with_prefix(&text);
                    let whole = names.take_while(|(_, name)| name.folded == text).take(MAX_WHOLE);
                    for (entry, _) in whole {
                        self.first.push((entry.number(), PART));
                        self.has_first.insert(entry.number());
                    }
                }
            }
        }
    }

    /// Keeps the strongest name of each, by their numbers.
    fn finish_first(&mut self) {
        self.first.sort_by(|(a, a_score), (b, b_score)| a.cmp(b).then(b_score.total_cmp(a_score)));
        self.first.dedup_by_key(|(number, _)| *number);
    }

    fn find_words(
        &mut self,
        columns: &Columns,
        clauses: &[Clause],
        meant: &dyn Fn(&Clause) -> Vec<String>,
    ) {
        let all_common = clauses.iter().all(|clause| clause.word.common);
        let wanted = clauses.iter().filter(|clause| all_common || !clause.word.common);
        let mut is_first = true;
        for clause in wanted {
            let (mut named, mut associated) =
                (Matches::none(columns.len()), Matches::none(columns.len()));
            let mut take = |word: &NameWord| {
                word.named.iter().for_each(|&number| named.insert(number));
                word.associated.iter().for_each(|&number| associated.insert(number));
            };
            let names = columns.names();
            let word = &clause.word;
            names.word(&word.folded).into_iter().for_each(&mut take);
            if word.stem != word.folded {
                names.word(&word.stem).into_iter().for_each(&mut take);
            }
            let meant = meant(clause);
            self.is_close |= !meant.is_empty();
            for word in &meant {
                names.word(word).into_iter().for_each(&mut take);
                names.word(&stem(word)).into_iter().for_each(&mut take);
            }
            // Whoever begins to type a name means it; a city may just begin alike.
            if clause.is_open {
                let begun = names.words_with_prefix(&word.folded);
                begun.flat_map(|word| &word.named).for_each(|&number| named.insert(number));
            }
            associated.or(&named);
            match is_first {
                true => (self.words, self.associated) = (named, associated),
                false => {
                    self.words.and(&named);
                    self.associated.and(&associated);
                }
            }
            is_first = false;
        }
    }

    /// Whether anybody is named.
    pub fn is_anybody(&self) -> bool {
        self.is_anybody
    }

    /// All of them.
    pub fn all(&self) -> &Matches {
        &self.all
    }

    /// What being named counts for an organization.
    pub fn score(&self, number: u32) -> f32 {
        if !self.is_anybody || !self.all.contains(number) {
            return 0.0;
        }
        if self.has_first.contains(number) {
            let own = self.first.binary_search_by_key(&number, |(other, _)| *other);
            return own.map_or(0.0, |place| self.first[place].1);
        }
        match (self.words.contains(number), self.associated.contains(number)) {
            (false, false) => 0.0,
            _ if self.is_close => CLOSE,
            (true, _) => WORDS,
            (false, true) => ASSOCIATED,
        }
    }
}
