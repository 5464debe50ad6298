//! Lists that fit whole into one response.

use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::Snapshot;

/// Metadata of a whole list.
#[derive(Serialize, ToSchema)]
pub struct RowsMeta {
    /// Number of entries.
    #[schema(example = 24)]
    pub total: usize,
    /// The number of the newest change that the response contains.
    #[schema(example = 89)]
    pub change: i64,
}

/// A whole list.
#[derive(Serialize)]
pub struct Rows<T> {
    data: Vec<T>,
    meta: RowsMeta,
}

impl<T> Rows<T> {
    pub fn new(snapshot: &Snapshot, rows: impl Iterator<Item = T>) -> Self {
        let data: Vec<T> = rows.collect();
        let meta = RowsMeta { total: data.len(), change: snapshot.position().change };
        Self { data, meta }
    }
}
