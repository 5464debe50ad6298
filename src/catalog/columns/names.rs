//! The names of organizations, sorted, and the words of the names with their postings.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

use super::arrays::Sorted;
use super::prefix::{PREFIX_BYTES, is_at_or_before_prefix, prefix_key};
use super::saved::{Input, Output, fixed};
use crate::catalog::Entry;
use crate::catalog::rows::entry::{EntryName, NameRole};
use crate::text::{Words, letter_pairs, stem};

/// The names of all organizations.
#[derive(Clone, Default)]
pub struct Names {
    /// Names and aliases, sorted by their folded text.
    names: Sorted<NameRef>,
    /// The words of names, aliases and associated names, and the stems of these words. Of a run of
    /// letters of a script without spaces, its pairs of letters.
    words: Sorted<SortedWord>,
}

/// A reference to one name of one organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameRef {
    /// Decides most comparisons.
    prefix_key: u64,
    pub number: u32,
    /// Index among the names of the organization.
    pub index: u16,
}

/// A word with its prefix key, which decides most comparisons.
#[derive(Clone)]
struct SortedWord {
    prefix_key: u64,
    word: Arc<NameWord>,
}

/// The postings of a word or stem in names, sorted by number.
#[derive(Clone, Debug)]
pub struct NameWord {
    pub text: Box<str>,
    /// The organizations that have it in their name or an alias.
    pub named: Vec<u32>,
    /// Number of `named` organizations that have the word itself, not only a word with this stem.
    pub written: u32,
    /// The organizations that have it only in an associated name.
    pub associated: Vec<u32>,
}

impl NameRef {
    fn new(number: u32, order: NameOrder<'_>) -> Self {
        Self { prefix_key: prefix_key(order.0), number, index: order.3 }
    }

    /// The name, looked up in its organization.
    pub fn of<'r>(self, entry: &Entry<'r>) -> Option<EntryName<'r>> {
        entry.names().nth(self.index.into())
    }
}

impl SortedWord {
    fn new(word: NameWord) -> Self {
        Self { prefix_key: prefix_key(&word.text), word: Arc::new(word) }
    }

    /// Whether it sorts before a text, whose prefix key is `key`.
    fn is_before(&self, key: u64, text: &str) -> bool {
        match self.prefix_key.cmp(&key) {
            Ordering::Equal => *self.word.text < *text,
            ordering => ordering.is_lt(),
        }
    }
}

/// The sort key of names. It does not depend on the numbers of organizations, which differ from
/// node to node.
type NameOrder<'r> = (&'r str, NameRole, &'r str, u16);

fn name_orders<'r>(entry: &Entry<'r>) -> impl Iterator<Item = NameOrder<'r>> + use<'r> {
    let slug = entry.slug();
    let names = (0_u16..).zip(entry.names());
    names
        .filter(|(_, name)| name.role != NameRole::Associated && !name.folded.is_empty())
        .map(move |(index, name)| (name.folded, name.role, slug, index))
}

/// Calls `visit` with each searchable word of an entry, and whether it is in its name or an alias.
fn for_each_word(entry: &Entry<'_>, visit: &mut dyn FnMut(&str, bool)) {
    for name in entry.names() {
        let is_named = name.role != NameRole::Associated;
        let (mut written, mut joined) = (Words::new(name.written), String::new());
        while let Some(word) = written.next_word() {
            if word.is_unspaced {
                joined.clear();
                letter_pairs(word.folded).for_each(|pair| visit(pair, is_named));
                continue;
            }
            visit(word.folded, is_named);
            if let Some(spelled) = word.spelled {
                visit(spelled.spelled, is_named);
            }
            if !joined.is_empty() {
                joined.push_str(word.folded);
                visit(&joined, is_named);
                joined.clear();
            }
            if word.joins_next {
                joined.push_str(word.folded);
            }
        }
    }
}

/// Where an entry has a word or stem.
#[derive(Clone, Copy, Default)]
struct Occurrence {
    /// The word, or a word with this stem, is in the name or an alias.
    is_named: bool,
    /// The word itself is in the name or an alias.
    is_written: bool,
}

/// The words of an entry and their stems, each once.
fn words(entry: &Entry<'_>) -> HashMap<String, Occurrence> {
    let mut words: HashMap<String, Occurrence> = HashMap::new();
    for_each_word(entry, &mut |word, is_named| {
        let occurrence = words.entry(word.to_owned()).or_default();
        occurrence.is_named |= is_named;
        occurrence.is_written |= is_named;
        words.entry(stem(word).into_owned()).or_default().is_named |= is_named;
    });
    words
}

/// Builds the words of all names.
#[derive(Default)]
struct WordsBuilder {
    words: Vec<NameWord>,
    /// For each word, the index of its stem.
    stems: Vec<Option<usize>>,
    /// For each word, the last organization that has the word itself in a name.
    last_written: Vec<Option<u32>>,
    /// The indexes of the words, by their hashes.
    indexes: HashTable<usize>,
}

impl WordsBuilder {
    /// The index of a word, which is added if it is new.
    fn index(&mut self, text: &str) -> usize {
        let hash = |text: &str| xxh3_64(text.as_bytes());
        let words = &mut self.words;
        if let Some(index) = self.indexes.find(hash(text), |&index| *words[index].text == *text) {
            return *index;
        }
        let index = words.len();
        words.push(NameWord::new(text));
        self.stems.push(None);
        self.last_written.push(None);
        self.indexes.insert_unique(hash(text), index, |&index| hash(&words[index].text));
        index
    }

    /// Adds a word of an organization, and the word's stem. The caller adds organizations in the
    /// order of their numbers, and names before associated names.
    fn add(&mut self, text: &str, number: u32, is_named: bool) {
        let word = self.index(text);
        let stem = match self.stems[word] {
            Some(stem) => stem,
            None => {
                let stem = self.index(&stem(text));
                *self.stems[word].insert(stem)
            }
        };
        self.words[word].add_last(number, is_named);
        if is_named && self.last_written[word].replace(number) != Some(number) {
            self.words[word].written += 1;
        }
        if stem != word {
            self.words[stem].add_last(number, is_named);
        }
    }
}

impl Names {
    /// Builds the names of all entries, which come in the order of their numbers.
    pub fn build(entries: &[Entry<'_>]) -> Self {
        let mut names: Vec<(u64, NameOrder<'_>, u32)> = Vec::with_capacity(entries.len() * 2);
        let mut words = WordsBuilder::default();
        for entry in entries {
            let number = entry.number();
            names.extend(name_orders(entry).map(|order| (prefix_key(order.0), order, number)));
            for_each_word(entry, &mut |word, is_named| words.add(word, number, is_named));
        }
        names.sort_unstable();
        let names: Vec<NameRef> =
            names.into_iter().map(|(_, order, number)| NameRef::new(number, order)).collect();
        let mut words: Vec<SortedWord> = words.words.into_iter().map(SortedWord::new).collect();
        words.sort_unstable_by(|a, b| a.word.text.cmp(&b.word.text));
        Self { names: Sorted::from_sorted(&names), words: Sorted::from_sorted(&words) }
    }

    pub fn save(&self, output: &mut Output) {
        output.length(self.names.len());
        for name in self.names.iter() {
            output.u64(name.prefix_key);
            output.u32(name.number);
            output.u16(name.index);
        }
        output.length(self.words.len());
        for SortedWord { word, .. } in self.words.iter() {
            output.text(&word.text);
            output.u32s(&word.named);
            output.u32(word.written);
            output.u32s(&word.associated);
        }
    }

    pub fn load(input: &mut Input<'_>) -> Option<Self> {
        let names = input.elements(14)?.map(|name| NameRef {
            prefix_key: u64::from_le_bytes(fixed(name)),
            number: u32::from_le_bytes(fixed(&name[8..])),
            index: u16::from_le_bytes(fixed(&name[12..])),
        });
        let names = Sorted::from_sorted(&names.collect::<Vec<_>>());
        let mut words = Vec::new();
        for _ in 0..input.length()? {
            words.push(SortedWord::new(NameWord {
                text: input.text()?.into(),
                named: input.u32s()?,
                written: input.u32()?,
                associated: input.u32s()?,
            }));
        }
        Some(Self { names, words: Sorted::from_sorted(&words) })
    }

    /// Removes an entry, given as it was inserted. `entry_of` finds the entries that are inserted.
    pub fn remove<'r>(&mut self, entry: &Entry<'r>, entry_of: impl Fn(u32) -> Entry<'r>) {
        let number = entry.number();
        for order in name_orders(entry) {
            let name = NameRef::new(number, order);
            self.names.remove(|other| is_before(*other, name, order, &entry_of), |it| *it == name);
        }
        for (text, occurrence) in words(entry) {
            let key = prefix_key(&text);
            let is_word = |at: &SortedWord| *at.word.text == *text;
            let before = |at: &SortedWord| at.is_before(key, &text);
            self.words.change(before, is_word, |at| {
                let word = Arc::make_mut(&mut at.word);
                word.postings_mut(occurrence.is_named).retain(|other| *other != number);
                word.written = word.written.saturating_sub(occurrence.is_written.into());
            });
            self.words.remove(before, |at| is_word(at) && at.word.is_empty());
        }
    }

    /// Inserts an entry.
    pub fn insert<'r>(&mut self, entry: &Entry<'r>, entry_of: impl Fn(u32) -> Entry<'r>) {
        let number = entry.number();
        for order in name_orders(entry) {
            let name = NameRef::new(number, order);
            self.names.insert(name, |other| is_before(*other, name, order, &entry_of));
        }
        for (text, occurrence) in words(entry) {
            let key = prefix_key(&text);
            let before = |at: &SortedWord| at.is_before(key, &text);
            let add = |word: &mut NameWord| {
                let postings = word.postings_mut(occurrence.is_named);
                if let Err(index) = postings.binary_search(&number) {
                    postings.insert(index, number);
                    word.written += u32::from(occurrence.is_written);
                }
            };
            let is_word = |at: &SortedWord| *at.word.text == *text;
            let is_known =
                self.words.change(before, is_word, |at| add(Arc::make_mut(&mut at.word)));
            if !is_known {
                let mut word = NameWord::new(&text);
                add(&mut word);
                self.words.insert(SortedWord::new(word), before);
            }
        }
    }

    /// The names in order, from the first that does not sort before a folded text.
    pub fn from<'n, 'r>(
        &'n self,
        text: &str,
        entry_of: &dyn Fn(u32) -> Entry<'r>,
    ) -> impl Iterator<Item = NameRef> + use<'n> {
        let key = prefix_key(text);
        let folded = |name: &NameRef| name.of(&entry_of(name.number)).map_or("", |it| it.folded);
        let is_before = |name: &NameRef| match name.prefix_key.cmp(&key) {
            // The key has all of a short text, so no name with the same key sorts before it.
            Ordering::Equal => text.len() > PREFIX_BYTES && folded(name) < text,
            ordering => ordering.is_lt(),
        };
        self.names.iter_from(&is_before).copied()
    }

    /// A word or stem.
    pub fn word(&self, text: &str) -> Option<&NameWord> {
        let key = prefix_key(text);
        let found = self.words.iter_from(&|at| at.is_before(key, text)).next()?;
        (*found.word.text == *text).then_some(&*found.word)
    }

    /// The words that sort after all words with a prefix, in order; without a prefix, all words.
    pub fn words_after_prefix<'n>(
        &'n self,
        prefix: Option<&str>,
    ) -> impl Iterator<Item = &'n NameWord> + use<'n> {
        let is_skipped = |at: &SortedWord| {
            prefix.is_some_and(|prefix| {
                is_at_or_before_prefix(at.prefix_key, prefix, || &at.word.text)
            })
        };
        self.words.iter_from(&is_skipped).map(|at| &*at.word)
    }

    /// The words that begin with a prefix.
    pub fn words_with_prefix<'n>(&'n self, prefix: &str) -> impl Iterator<Item = &'n NameWord> {
        let key = prefix_key(prefix);
        let from = self.words.iter_from(&|at| at.is_before(key, prefix));
        from.map(|at| &*at.word).take_while(move |word| word.text.starts_with(prefix))
    }
}

/// Whether `other` sorts before `name`, whose order is given.
fn is_before<'r>(
    other: NameRef,
    name: NameRef,
    order: NameOrder<'_>,
    entry_of: &impl Fn(u32) -> Entry<'r>,
) -> bool {
    match other.prefix_key.cmp(&name.prefix_key) {
        Ordering::Equal => order_of(other, entry_of) < order,
        ordering => ordering.is_lt(),
    }
}

fn order_of<'r>(name: NameRef, entry_of: &impl Fn(u32) -> Entry<'r>) -> NameOrder<'r> {
    let entry = entry_of(name.number);
    let index = name.index;
    name.of(&entry)
        .map_or(("", NameRole::Name, "", 0), |name| (name.folded, name.role, entry.slug(), index))
}

impl NameWord {
    fn new(text: &str) -> Self {
        Self { text: text.into(), named: Vec::new(), written: 0, associated: Vec::new() }
    }

    /// Adds an organization, whose number is the highest so far.
    fn add_last(&mut self, number: u32, is_named: bool) {
        let is_last = |list: &[u32]| list.last() == Some(&number);
        if !is_last(&self.named) && (is_named || !is_last(&self.associated)) {
            self.postings_mut(is_named).push(number);
        }
    }

    fn postings_mut(&mut self, is_named: bool) -> &mut Vec<u32> {
        if is_named { &mut self.named } else { &mut self.associated }
    }

    fn is_empty(&self) -> bool {
        self.named.is_empty() && self.associated.is_empty()
    }
}
