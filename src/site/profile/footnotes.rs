//! Footnotes: sources are numbered in the order in which the page cites them. Each mark links to
//! its source, and each source links back to its marks.

use std::cell::RefCell;

use crate::domain::{Source, SourceId};

/// The sources of a profile. The template calls [`Footnotes::cite`] where it writes a claim, and
/// that assigns the numbers.
pub struct Footnotes<'p> {
    sources: &'p [Source],
    /// For each source in `sources`: its number and its citations so far.
    cited: RefCell<Vec<Option<Cited>>>,
}

#[derive(Clone, Copy)]
struct Cited {
    number: usize,
    times: usize,
}

/// A footnote mark in the text.
#[derive(Debug, PartialEq, Eq)]
pub struct Mark {
    /// The number of the source.
    pub number: usize,
    /// The position among the marks of the same source, from 1.
    pub time: usize,
}

/// A source at the end of the page.
pub struct Footnote<'p> {
    pub number: usize,
    pub source: &'p Source,
    /// Number of marks that link to it.
    pub times: usize,
}

impl<'p> Footnotes<'p> {
    pub fn new(sources: &'p [Source]) -> Self {
        Self { sources, cited: RefCell::new(vec![None; sources.len()]) }
    }

    /// The marks of a claim, by number.
    pub fn cite(&self, ids: &[SourceId]) -> Vec<Mark> {
        let mut cited = self.cited.borrow_mut();
        let marks = ids.iter().filter_map(|id| {
            let place = self.sources.iter().position(|source| source.id == *id)?;
            let next = cited.iter().flatten().count() + 1;
            let source = cited[place].get_or_insert(Cited { number: next, times: 0 });
            source.times += 1;
            Some(Mark { number: source.number, time: source.times })
        });
        let mut marks: Vec<Mark> = marks.collect();
        marks.sort_by_key(|mark| mark.number);
        marks
    }

    /// All sources by number; sources that the page does not cite come last.
    pub fn list(&self) -> Vec<Footnote<'p>> {
        let cited = self.cited.borrow();
        let mut last = cited.iter().flatten().count();
        let notes = self.sources.iter().zip(cited.iter()).map(|(source, cited)| {
            let Cited { number, times } = cited.unwrap_or_else(|| {
                last += 1;
                Cited { number: last, times: 0 }
            });
            Footnote { number, source, times }
        });
        let mut notes: Vec<Footnote<'p>> = notes.collect();
        notes.sort_by_key(|note| note.number);
        notes
    }
}

impl Footnote<'_> {
    /// Number of links back that are shown before the rest.
    pub const FIRST: usize = 6;

    /// The position and label of each mark of this source: `a`, `b`, … `z`, `27`, …
    pub fn backlinks(&self) -> impl Iterator<Item = (usize, String)> {
        (1..=self.times).map(|time| {
            let letter = u32::try_from(time).ok().and_then(|time| char::from_digit(time + 9, 36));
            (time, letter.map_or_else(|| time.to_string(), String::from))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::read_stored;

    fn sources(ids: &[&str]) -> Vec<Source> {
        let source = |id: &&str| {
            let json = format!(r#"{{"id":"{id}","title":"T","publisher":"The {id}"}}"#);
            read_stored(&json).unwrap()
        };
        ids.iter().map(source).collect()
    }

    #[test]
    fn sources_are_numbered_in_the_order_of_citation() {
        let sources = sources(&["a", "b", "c", "d"]);
        let id = |place: usize| sources[place].id.clone();
        let notes = Footnotes::new(&sources);

        assert_eq!(
            notes.cite(&[id(2), id(0)]),
            [Mark { number: 1, time: 1 }, Mark { number: 2, time: 1 }]
        );
        assert_eq!(
            notes.cite(&[id(1), id(2)]),
            [Mark { number: 1, time: 2 }, Mark { number: 3, time: 1 }],
            "by number, not in the order of the claim"
        );

        let list = notes.list();
        let listed: Vec<(usize, &str, usize)> =
            list.iter().map(|note| (note.number, note.source.id.as_str(), note.times)).collect();
        assert_eq!(listed, [(1, "c", 2), (2, "a", 1), (3, "b", 1), (4, "d", 0)]);
        let letters: Vec<String> = list[0].backlinks().map(|(_, letter)| letter).collect();
        assert_eq!(letters, ["a", "b"]);
    }

    #[test]
    fn backlinks_after_z_are_numbers() {
        let sources = sources(&["a"]);
        let note = Footnote { number: 1, source: &sources[0], times: 28 };
        let letters: Vec<String> = note.backlinks().map(|(_, letter)| letter).collect();
        assert_eq!(letters[25..], ["z", "27", "28"]);
    }
}
