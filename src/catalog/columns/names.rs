//! What organizations are called: every name in order, and every word of them.

use std::collections::HashMap;
use std::sync::Arc;

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
    words: Sorted<Arc<NameWord>>,
}

/// One name of one organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameAt {
    pub number: u32,
    /// Its place among the names of the organization.
    pub index: u16,
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
    /// The name in an entry.
    pub fn of<'r>(self, entry: &Entry<'r>) -> Option<EntryName<'r>> {
        entry.names().nth(self.index.into())
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

/// The words by which an entry is found: each once, with whether it is in a name.
fn words(entry: &Entry<'_>) -> HashMap<String, bool> {
    let mut words = HashMap::new();
    for name in entry.names() {
        let is_named = name.role != NameRole::Associated;
        let mut note = |word: &str| {
            let known = words.entry(word.to_owned()).or_insert(is_named);
            *known |= is_named;
        };
        let (mut written, mut joined) = (Words::new(name.written), String::new());
        while let Some(word) = written.next_word() {
            note(word.folded);
            note(&stem(word.folded));
            if !joined.is_empty() {
                joined.push_str(word.folded);
                note(&joined);
                joined.clear();
            }
            if word.joins_next {
                joined.push_str(word.folded);
            }
        }
    }
    words
}

impl Names {
    /// The names of all entries.
    pub fn build(entries: &[Entry<'_>]) -> Self {
        let mut whole: Vec<(NameOrder<'_>, u32)> = Vec::with_capacity(entries.len() * 2);
        let mut known: HashMap<String, NameWord> = HashMap::new();
        for entry in entries {
            let number = entry.number();
            whole.extend(orders(entry).map(|order| (order, number)));
            for (text, is_named) in words(entry) {
                let word = known.entry(text).or_insert_with_key(|text| NameWord::new(text));
                word.list(is_named).push(number);
            }
        }
        whole.sort_unstable();
        let whole: Vec<NameAt> =
            whole.into_iter().map(|((.., index), number)| NameAt { number, index }).collect();
        let mut words: Vec<Arc<NameWord>> = known.into_values().map(Arc::new).collect();
        words.sort_unstable_by(|a, b| a.text.cmp(&b.text));
        Self { whole: Sorted::from_sorted(&whole), words: Sorted::from_sorted(&words) }
    }

    /// Takes an entry out, as it was put in. `entry_of` knows all that are in.
    pub fn remove<'r>(&mut self, entry: &Entry<'r>, entry_of: impl Fn(u32) -> Entry<'r>) {
        let number = entry.number();
        for order in orders(entry) {
            let at = NameAt { number, index: order.3 };
            self.whole.remove(|other| order_of(*other, &entry_of) < order, |other| *other == at);
        }
        for (text, is_named) in words(entry) {
            let is_word = |word: &Arc<NameWord>| *word.text == *text;
            let before = |word: &Arc<NameWord>| *word.text < *text;
            self.words.change(before, is_word, |word| {
                Arc::make_mut(word).list(is_named).retain(|other| *other != number);
            });
            self.words.remove(before, |word| is_word(word) && word.is_empty());
        }
    }

    /// Puts an entry in.
    pub fn insert<'r>(&mut self, entry: &Entry<'r>, entry_of: impl Fn(u32) -> Entry<'r>) {
        let number = entry.number();
        for order in orders(entry) {
            let at = NameAt { number, index: order.3 };
            self.whole.insert(at, |other| order_of(*other, &entry_of) < order);
        }
        for (text, is_named) in words(entry) {
            let before = |word: &Arc<NameWord>| *word.text < *text;
            let is_there = self.words.change(
                before,
                |word| *word.text == *text,
                |word| {
                    let list = Arc::make_mut(word).list(is_named);
                    if let Err(place) = list.binary_search(&number) {
                        list.insert(place, number);
                    }
                },
            );
            if !is_there {
                let mut word = NameWord::new(&text);
                word.list(is_named).push(number);
                self.words.insert(Arc::new(word), before);
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
        let folded = |at: &NameAt| at.of(&entry_of(at.number)).map_or("", |name| name.folded);
        self.whole.iter_from(&|at| folded(at) < text).copied()
    }

    /// A word of names, or a stem of one.
    pub fn word(&self, text: &str) -> Option<&NameWord> {
        let found = self.words.iter_from(&|word| *word.text < *text).next()?;
        (*found.text == *text).then_some(found)
    }

    /// The words that begin with a text.
    pub fn words_beginning<'n>(&'n self, text: &str) -> impl Iterator<Item = &'n NameWord> {
        let from = self.words.iter_from(&|word| *word.text < *text);
        from.map(|word| &**word).take_while(move |word| word.text.starts_with(text))
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

    fn list(&mut self, is_named: bool) -> &mut Vec<u32> {
        if is_named { &mut self.named } else { &mut self.associated }
    }

    fn is_empty(&self) -> bool {
        self.named.is_empty() && self.associated.is_empty()
    }
}
