//! What organizations are called: every name in order, and every word of them.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

use super::arrays::Sorted;
use crate::catalog::Entry;
use crate::catalog::rows::entry::{EntryName, NameRole};
use crate::text::{Words, stem};

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
    /// How many of them have this very word there, not only one with this stem.
    pub written: u32,
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

/// How an entry has a word.
#[derive(Clone, Copy, Default)]
struct Having {
    /// It, or a word with this stem, is in a name or an alias.
    is_named: bool,
    /// The very word is.
    is_written: bool,
}

/// The words of an entry and their stems, each once.
fn words(entry: &Entry<'_>) -> HashMap<String, Having> {
    let mut words: HashMap<String, Having> = HashMap::new();
    each_word(entry, &mut |word, is_named| {
        let having = words.entry(word.to_owned()).or_default();
        having.is_named |= is_named;
        having.is_written |= is_named;
        words.entry(stem(word).into_owned()).or_default().is_named |= is_named;
    });
    words
}

/// The words of all names, being gathered.
#[derive(Default)]
struct Gathered {
    words: Vec<NameWord>,
    /// For each word, where its stem is among the words.
    stems: Vec<Option<usize>>,
    /// For each word, who last had it just so in a name.
    last_written: Vec<Option<u32>>,
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
        self.last_written.push(None);
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
        if is_named && self.last_written[place].replace(number) != Some(number) {
            self.words[place].written += 1;
        }
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
        for (text, having) in words(entry) {
            let first = beginning(&text);
            let is_word = |at: &WordAt| *at.word.text == *text;
            let before = |at: &WordAt| at.is_before(first, &text);
            self.words.change(before, is_word, |at| {
                let word = Arc::make_mut(&mut at.word);
                word.list(having.is_named).retain(|other| *other != number);
                word.written = word.written.saturating_sub(having.is_written.into());
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
        for (text, having) in words(entry) {
            let first = beginning(&text);
            let before = |at: &WordAt| at.is_before(first, &text);
            let add = |word: &mut NameWord| {
                let list = word.list(having.is_named);
                if let Err(place) = list.binary_search(&number) {
                    list.insert(place, number);
                    word.written += u32::from(having.is_written);
                }
            };
            let is_word = |at: &WordAt| *at.word.text == *text;
            let is_there =
                self.words.change(before, is_word, |at| add(Arc::make_mut(&mut at.word)));
            if !is_there {
                let mut word = NameWord::new(&text);
                add(&mut word);
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

    /// The words behind all that begin with a text, in order; without a text all.
    pub fn words_behind<'n>(
        &'n self,
        text: Option<&str>,
    ) -> impl Iterator<Item = &'n NameWord> + use<'n> {
        let is_passed =
            |at: &WordAt| text.is_some_and(|text| is_up_to(at.beginning, text, || &at.word.text));
        self.words.iter_from(&is_passed).map(|at| &*at.word)
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

/// Whether a word begins with a text or comes before all words that do. `first` is
/// the beginning of the word, which is asked for only where that says too little.
pub fn is_up_to<'w>(first: u64, text: &str, word: impl FnOnce() -> &'w str) -> bool {
    let least = beginning(text);
    if text.len() > BEGINNING {
        let is_equal_or_passed = || {
            let word = word();
            word < text || word.starts_with(text)
        };
        return first < least || (first == least && is_equal_or_passed());
    }
    let open_bits = (BEGINNING - text.len()) as u32 * u8::BITS;
    let greatest = least | u64::MAX.checked_shr(u64::BITS - open_bits).unwrap_or_default();
    first <= greatest
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
        Self { text: text.into(), named: Vec::new(), written: 0, associated: Vec::new() }
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
