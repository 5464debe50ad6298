//! How many have each value of a facet. As they are answered each value's piece
//! of JSON is ready, and only the counts are written; pages are given the same
//! counts one by one.

use std::borrow::Cow;

use crate::catalog::columns::Columns;
use crate::catalog::json::JsonObject;
use crate::catalog::{Facet, Selection, Snapshot};
use crate::domain::{Country, TermScheme, Vocabulary};

/// How many of a selection have a value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket<'s> {
    /// The value: a slug, a country code or a word.
    pub id: &'s str,
    /// Its display name.
    pub label: Cow<'s, str>,
    pub count: u32,
}

/// For each value of each facet, its bucket up to the count.
#[derive(Default)]
pub struct Buckets {
    heads: [Vec<Vec<u8>>; Facet::ALL.len()],
}

impl Buckets {
    pub fn of(columns: &Columns, vocabulary: &Vocabulary) -> Self {
        let heads = Facet::ALL.map(|facet| {
            let values = columns.facet(facet).values();
            values.map(|(id, _)| head(id, &facet.label(id, vocabulary))).collect()
        });
        Self { heads }
    }

    /// Whether all values of the columns are in here.
    pub fn has_all(&self, columns: &Columns) -> bool {
        let lengths = self.heads.iter().map(Vec::len);
        lengths.eq(Facet::ALL.iter().map(|facet| columns.facet(*facet).values().count()))
    }
}

fn head(id: &str, label: &str) -> Vec<u8> {
    let mut json = Vec::new();
    let mut object = JsonObject::begin(&mut json);
    object.member("id", &id);
    object.member("label", &label);
    object.finish();
    json
}

impl Facet {
    /// The display name of a value; the value itself where it has none.
    pub fn label<'v>(self, id: &'v str, vocabulary: &'v Vocabulary) -> Cow<'v, str> {
        let term = |scheme| vocabulary.term(scheme, id).map(|term| term.label.as_str());
        let name = match self {
            Self::FocusArea => term(TermScheme::FocusArea),
            Self::Approach => term(TermScheme::Approach),
            Self::Country => id.parse().ok().map(Country::name),
            Self::WayToHelp | Self::Affiliation | Self::Status => return capitalized(id).into(),
        };
        name.unwrap_or(id).into()
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl<'s> Selection<'s> {
    /// How many have each value of a facet, whatever is chosen of that facet
    /// itself: the most frequent first, then by id, without those that nobody has.
    pub fn buckets(&self, facet: Facet) -> Vec<Bucket<'s>> {
        self.labelled(facet, self.count(facet).values)
    }

    fn labelled(&self, facet: Facet, counted: Vec<(u16, u32)>) -> Vec<Bucket<'s>> {
        let snapshot: &'s Snapshot = self.snapshot;
        let column = snapshot.columns().facet(facet);
        let bucket = |(id, count)| {
            let id = column.name(id)?;
            Some(Bucket { id, label: facet.label(id, snapshot.vocabulary()), count })
        };
        counted.into_iter().filter_map(bucket).collect()
    }

    /// Writes facets as a JSON object: each by its name, complete.
    pub fn write_facets(&self, facets: &[Facet], json: &mut Vec<u8>) {
        let mut all = JsonObject::begin(json);
        for &facet in facets {
            let counts = self.count(facet);
            let heads = &self.snapshot.buckets.heads[facet as usize];
            let mut object = all.object(facet.as_str());
            let mut buckets = object.array("buckets");
            for (id, count) in counts.values {
                let head = heads.get(usize::from(id)).map_or(&b"{}"[..], Vec::as_slice);
                let mut bucket = buckets.object_from(head);
                bucket.member("count", &count);
                bucket.finish();
            }
            buckets.finish();
            object.member("missing", &counts.missing);
            object.finish();
        }
        all.finish();
    }
}
