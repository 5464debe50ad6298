//! Proximity boost: rescores the first results by phrases of the query.
//!
//! Finding out whether words are adjacent is expensive, and matters only among the results that
//! contain all words. So only the first [`RESCORED`] results are checked.

use tantivy::query::{EnableScoring, Query};
use tantivy::{DocId, SeekDangerResult};

use super::top_k::sort_by_rank;
use crate::catalog::CatalogError;
use crate::catalog::columns::Columns;
use crate::catalog::index::searcher::IndexSearcher;

/// Number of results that are rescored, whatever the page size, so that all pages of a query share
/// one order.
pub const RESCORED: usize = 32;

/// Weight of the score of a phrase, relative to the scores of the words by themselves.
const PHRASE_WEIGHT: f32 = 3.0;

/// One of the first results, and where its profile is in the index.
struct Candidate {
    segment: u32,
    doc: DocId,
    /// Its position in the results.
    place: usize,
}

/// Adds the weighted scores of `phrases` to the first results. `results` have the best first,
/// before and after the call.
pub fn boost_phrases(
    index: &IndexSearcher,
    phrases: &[Box<dyn Query>],
    results: &mut [(f32, u32)],
    columns: &Columns,
) -> Result<(), CatalogError> {
    let rescored = results.len().min(RESCORED);
    let first = &mut results[..rescored];
    let located = first.iter().enumerate().filter_map(|(place, (_, number))| {
        let (segment, doc) = index.profile(*number)?;
        Some(Candidate { segment, doc, place })
    });
    let mut candidates: Vec<Candidate> = located.collect();
    candidates.sort_unstable_by_key(|candidate| (candidate.segment, candidate.doc));
    for query in phrases {
        let weight = query.weight(EnableScoring::enabled_from_searcher(index.searcher()))?;
        for group in candidates.chunk_by(|a, b| a.segment == b.segment) {
            let Some(leading) = group.first() else { continue };
            let segment = index.searcher().segment_reader(leading.segment);
            // Seeking each candidate avoids reading the documents between them.
            let (mut seek, mut scorer) = weight.scorer_danger(segment, leading.doc, 1.0)?;
            for candidate in group {
                seek = match seek {
                    // The next possible match is after this candidate.
                    SeekDangerResult::SeekLowerBound(bound) if bound > candidate.doc => seek,
                    _ if candidate.doc == leading.doc => seek,
                    _ => scorer.seek_danger(candidate.doc),
                };
                if seek == SeekDangerResult::Found {
                    first[candidate.place].0 += PHRASE_WEIGHT * scorer.score();
                }
            }
        }
    }
    sort_by_rank(first, columns);
    Ok(())
}
