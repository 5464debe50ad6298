//! Facet counts: how many organizations of a selection have each value of a facet.
//!
//! The API gets them as JSON, for which everything but the count is rendered in advance; pages
//! get the same counts as values.

use std::borrow::Cow;

use crate::catalog::columns::Columns;
use crate::catalog::json::JsonObject;
use crate::catalog::{Facet, Selection, Snapshot};
use crate::domain::Vocabulary;

/// The number of organizations in a selection that have one value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetCount<'s> {
    /// The value: a slug, a country code or a word.
    pub id: &'s str,
    /// Its display name.
    pub label: Cow<'s, str>,
    pub count: u32,
}

/// For each facet and value id, the JSON object of the value, of which only the count is missing.
#[derive(Default)]
pub struct FacetValues {
    objects: [Vec<Vec<u8>>; Facet::ALL.len()],
}

impl FacetValues {
    pub fn new(columns: &Columns, vocabulary: &Vocabulary) -> Self {
        let objects = Facet::ALL.map(|facet| {
            let values = columns.facet(facet).values();
            values.map(|(id, _)| value_object(id, &facet.label(id, vocabulary))).collect()
        });
        Self { objects }
    }

    /// Whether every value of the columns has its object.
    pub fn is_complete(&self, columns: &Columns) -> bool {
        let lengths = self.objects.iter().map(Vec::len);
        lengths.eq(Facet::ALL.iter().map(|facet| columns.facet(*facet).values().count()))
    }
}

fn value_object(id: &str, label: &str) -> Vec<u8> {
    let mut json = Vec::new();
    let mut object = JsonObject::begin(&mut json);
    object.member("id", &id);
    object.member("label", &label);
    object.begin_member("count");
    json
}

impl<'s> Selection<'s> {
    /// The counts of a facet, the most frequent value first, then by id. The filter's own choice
    /// of this facet is ignored, and values that no organization has are left out.
    pub fn facet_counts(&self, facet: Facet) -> Vec<FacetCount<'s>> {
        let snapshot: &'s Snapshot = self.snapshot;
        let column = snapshot.columns().facet(facet);
        let labelled = |(id, count)| {
            let id = column.name(id)?;
            Some(FacetCount { id, label: facet.label(id, snapshot.vocabulary()), count })
        };
        self.count(facet).values.into_iter().filter_map(labelled).collect()
    }

    /// Writes the counts of facets as a JSON object whose keys are the facets.
    pub fn write_facets(&self, facets: &[Facet], json: &mut Vec<u8>) {
        let mut all = JsonObject::begin(json);
        for &facet in facets {
            let counts = self.count(facet);
            let objects = &self.snapshot.facet_values.objects[facet.index()];
            let mut object = all.object(facet.as_str());
            let mut buckets = object.array("buckets");
            for (id, count) in counts.values {
                buckets.completed(&objects[usize::from(id)], &count);
            }
            buckets.finish();
            object.member("missing", &counts.missing);
            object.finish();
        }
        all.finish();
    }
}
