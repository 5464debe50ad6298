//! What organizations are called: every name in order, and every word of them.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

use super::super::Entry;
use super::super::arrays::Sorted;
use super::super::entry::{EntryName, NameRole};
use super::super::text::{Words, stem};

/// The names of all organizations.
#[derive(Clone, Default)]
pub struct Names {
    /// Names and aliases by their folded text.
    whole: Sorted<NameAt>,
    /// Words of names, aliases and what is associated, and their stems.
    words: Sorted<WordAt>,
}

/// One name of one organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameAt {
    /// The first letters of the name: most comparisons end with them.
    beginning: u64,
    pub number: u32,
    /// Its place among the names of the organization.
    pub index: u16,
}

/// One word, with its first letters beside it.
#[derive(Clone)]
struct WordAt {
    beginning: u64,
    word: Arc<NameWord>,
}

/// Who has a word in a name.
#[derive(Clone, Debug)]
pub struct NameWord {
    pub text: Box<str>,
    /// In its name or an alias.
    pub named: Vec<u32>,
    /// In what is associated with it.
    pub associated: Vec<u32>,
}

impl NameAt {
    fn new(number: u32, order: NameOrder<'_>) -> Self {
        Self { beginning: beginning(order.0), number, index: order.3 }
    }

    /// The name in an entry.
    pub fn of<'r>(self, entry: &Entry<'r>) -> Option<EntryName<'r>> {
        entry.names().nth(self.index.into())
    }
}

impl WordAt {
    fn new(word: NameWord) -> Self {
        Self { beginning: beginning(&word.text), word: Arc::new(word) }
    }

    /// Whether it stands before a text.
    fn is_before(&self, first: u64, text: &str) -> bool {
        match self.beginning.cmp(&first) {
            Ordering::Equal => *self.word.text < *text,
            ordering => ordering.is_lt(),
        }
    }
}

/// What names are ordered by: the same on every node, whatever the numbers.
type NameOrder<'r> = (&'r str, NameRole, &'r str, u16);

fn orders<'r>(entry: &Entry<'r>) -> impl Iterator<Item = NameOrder<'r>> + use<'r> {
    let slug = entry.slug();
    let names = (0_u16..).zip(entry.names());
    names
        .filter(|(_, name)| name.role != NameRole::Associated && !name.folded.is_empty())
        .map(move |(index, name)| (name.folded, name.role, slug, index))
}

/// The words by which an entry is found, with whether it is a name's.
fn each_word(entry: &Entry<'_>, found: &mut dyn FnMut(&str, bool)) {
    for name in entry.names() {
        let is_named = name.role != NameRole::Associated;
        let (mut written, mut joined) = (Words::new(name.written), String::new());
        while let Some(word) = written.next_word() {
            found(word.folded, is_named);
            if !joined.is_empty() {
                joined.push_str(word.folded);
                found(&joined, is_named);
                joined.clear();
            }
            if word.joins_next {
                joined.push_str(word.folded);
            }
        }
    }
}

/// The words of an entry and their stems, each once.
fn words(entry: &Entry<'_>) -> HashMap<String, bool> {
    let mut words = HashMap::new();
    each_word(entry, &mut |word, is_named| {
        for form in [word, &stem(word)] {
            *words.entry(form.to_owned()).or_insert(is_named) |= is_named;
        }
    });
    words
}

/// The words of all names, being gathered.
#[derive(Default)]
struct Gathered {
    words: Vec<NameWord>,
    /// For each word, where its stem is among the words.
    stems: Vec<Option<usize>>,
    /// The places of the words, by what they hash to.
    places: HashTable<usize>,
}

impl Gathered {
    fn place(&mut self, text: &str) -> usize {
        let hash = |text: &str| xxh3_64(text.as_bytes());
        let words = &mut self.words;
        if let Some(place) = self.places.find(hash(text), |&place| *words[place].text == *text) {
            return *place;
        }
        let place = words.len();
        words.push(NameWord::new(text));
        self.stems.push(None);
        self.places.insert_unique(hash(text), place, |&place| hash(&words[place].text));
        place
    }

    /// Notes who has a word and its stem. Names come before what is associated.
    fn note(&mut self, text: &str, number: u32, is_named: bool) {
        let place = self.place(text);
        let stem = match self.stems[place] {
            Some(stem) => stem,
            None => {
                let of = self.place(&stem(text));
                *self.stems[place].insert(of)
            }
        };
        self.words[place].add_last(number, is_named);
        if stem != place {
            self.words[stem].add_last(number, is_named);
        }
    }
}

impl Names {
    /// The names of all entries, which stand in the order of their numbers.
    pub fn build(entries: &[Entry<'_>]) -> Self {
        let mut whole: Vec<(u64, NameOrder<'_>, u32)> = Vec::with_capacity(entries.len() * 2);
        let mut gathered = Gathered::default();
        for entry in entries {
            let number = entry.number();
            whole.extend(orders(entry).map(|order| (beginning(order.0), order, number)));
            each_word(entry, &mut |word, is_named| gathered.note(word, number, is_named));
        }
        whole.sort_unstable();
        let whole: Vec<NameAt> =
            whole.into_iter().map(|(_, order, number)| NameAt::new(number, order)).collect();
        let mut words: Vec<WordAt> = gathered.words.into_iter().map(WordAt::new).collect();
        words.sort_unstable_by(|a, b| a.word.text.cmp(&b.word.text));
        Self { whole: Sorted::from_sorted(&whole), words: Sorted::from_sorted(&words) }
    }

    /// Takes an entry out, as it was put in. `entry_of` knows all that are in.
    pub fn remove<'r>(&mut self, entry: &Entry<'r>, entry_of: impl Fn(u32) -> Entry<'r>) {
        let number = entry.number();
        for order in orders(entry) {
            let at = NameAt::new(number, order);
            self.whole.remove(|other| is_before(*other, at, order, &entry_of), |it| *it == at);
        }
        for (text, is_named) in words(entry) {
            let first = beginning(&text);
            let is_word = |at: &WordAt| *at.word.text == *text;
            let before = |at: &WordAt| at.is_before(first, &text);
            self.words.change(before, is_word, |at| {
                Arc::make_mut(&mut at.word).list(is_named).retain(|other| *other != number);
            });
            self.words.remove(before, |at| is_word(at) && at.word.is_empty());
        }
    }

    /// Puts an entry in.
    pub fn insert<'r>(&mut self, entry: &Entry<'r>, entry_of: impl Fn(u32) -> Entry<'r>) {
        let number = entry.number();
        for order in orders(entry) {
            let at = NameAt::new(number, order);
            self.whole.insert(at, |other| is_before(*other, at, order, &entry_of));
        }
        for (text, is_named) in words(entry) {
            let first = beginning(&text);
            let before = |at: &WordAt| at.is_before(first, &text);
            let is_there = self.words.change(
                before,
                |at| *at.word.text == *text,
                |at| {
                    let list = Arc::make_mut(&mut at.word).list(is_named);
                    if let Err(place) = list.binary_search(&number) {
                        list.insert(place, number);
                    }
                },
            );
            if !is_there {
                let mut word = NameWord::new(&text);
                word.list(is_named).push(number);
                self.words.insert(WordAt::new(word), before);
            }
        }
    }

    /// The names from the first that begins with a folded text, or would stand
    /// behind one, in their order.
    pub fn from<'n, 'r>(
        &'n self,
        text: &str,
        entry_of: &dyn Fn(u32) -> Entry<'r>,
    ) -> impl Iterator<Item = NameAt> + use<'n> {
        let first = beginning(text);
        let folded = |at: &NameAt| at.of(&entry_of(at.number)).map_or("", |name| name.folded);
        let is_before = |at: &NameAt| match at.beginning.cmp(&first) {
            // A short text is all beginning: none of these stands before it.
            Ordering::Equal => text.len() > BEGINNING && folded(at) < text,
            ordering => ordering.is_lt(),
        };
        self.whole.iter_from(&is_before).copied()
    }

    /// A word of names, or a stem of one.
    pub fn word(&self, text: &str) -> Option<&NameWord> {
        let first = beginning(text);
        let found = self.words.iter_from(&|at| at.is_before(first, text)).next()?;
        (*found.word.text == *text).then_some(&*found.word)
    }

    /// The words that begin with a text.
    pub fn words_beginning<'n>(&'n self, text: &str) -> impl Iterator<Item = &'n NameWord> {
        let first = beginning(text);
        let from = self.words.iter_from(&|at| at.is_before(first, text));
        from.map(|at| &*at.word).take_while(move |word| word.text.starts_with(text))
    }
}

/// So many bytes of a text are its beginning.
const BEGINNING: usize = 8;

/// The first bytes of a text as a number in their order.
pub fn beginning(text: &str) -> u64 {
    let mut first = [0; BEGINNING];
    first.iter_mut().zip(text.bytes()).for_each(|(place, byte)| *place = byte);
    u64::from_be_bytes(first)
}

/// Whether a name stands before another one, `at`, whose order is given.
fn is_before<'r>(
    other: NameAt,
    at: NameAt,
    order: NameOrder<'_>,
    entry_of: &impl Fn(u32) -> Entry<'r>,
) -> bool {
    match other.beginning.cmp(&at.beginning) {
        Ordering::Equal => order_of(other, entry_of) < order,
        ordering => ordering.is_lt(),
    }
}

fn order_of<'r>(at: NameAt, entry_of: &impl Fn(u32) -> Entry<'r>) -> NameOrder<'r> {
    let entry = entry_of(at.number);
    let name = at.of(&entry);
    name.map_or(("", NameRole::Name, "", 0), |name| {
        (name.folded, name.role, entry.slug(), at.index)
    })
}

impl NameWord {
    fn new(text: &str) -> Self {
        Self { text: text.into(), named: Vec::new(), associated: Vec::new() }
    }

    /// Notes who comes last of all.
    fn add_last(&mut self, number: u32, is_named: bool) {
        let is_last = |list: &[u32]| list.last() == Some(&number);
        if !is_last(&self.named) && (is_named || !is_last(&self.associated)) {
            self.list(is_named).push(number);
        }
    }

    fn list(&mut self, is_named: bool) -> &mut Vec<u32> {
        if is_named { &mut self.named } else { &mut self.associated }
    }

    fn is_empty(&self) -> bool {
        self.named.is_empty() && self.associated.is_empty()
    }
}
