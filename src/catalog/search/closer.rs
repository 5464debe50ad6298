//! Which of the best are closer to a question than its words alone say.
//!
//! Whether words stand side by side is dear to find out, and matters only among
//! those who meet all words: so it is asked of the first few alone.

use tantivy::query::{EnableScoring, Query};
use tantivy::{DocId, SeekDangerResult};

use super::best::put_in_order;
use crate::catalog::CatalogError;
use crate::catalog::columns::Columns;
use crate::catalog::index::searcher::IndexSearcher;

/// So many of the best are looked at, however many are wanted: so all pages of
/// one question have one order.
pub const LOOKED_AT: usize = 32;

/// How much it counts that words stand side by side, beside what each counts alone.
const SIDE_BY_SIDE: f32 = 3.0;

/// One of the best, and where its profile is.
struct Candidate {
    segment: u32,
    doc: DocId,
    /// Its place among the best.
    place: usize,
}

/// Adds to the scores of the first ones what `closer` queries count for them.
/// `best` are the best first, before and after.
pub fn put_closer_first(
    index: &IndexSearcher,
    closer: &[Box<dyn Query>],
    best: &mut [(f32, u32)],
    columns: &Columns,
) -> Result<(), CatalogError> {
    let looked_at = best.len().min(LOOKED_AT);
    let first = &mut best[..looked_at];
    let located = first.iter().enumerate().filter_map(|(place, (_, number))| {
        let (segment, doc) = index.profile(*number)?;
        Some(Candidate { segment, doc, place })
    });
    let mut candidates: Vec<Candidate> = located.collect();
    candidates.sort_unstable_by_key(|candidate| (candidate.segment, candidate.doc));
    for query in closer {
        let weight = query.weight(EnableScoring::enabled_from_searcher(index.searcher()))?;
        for those in candidates.chunk_by(|a, b| a.segment == b.segment) {
            let Some(leading) = those.first() else { continue };
            let segment = index.searcher().segment_reader(leading.segment);
            // Asked of each document, not walked: it looks at no other one.
            let (mut met, mut scorer) = weight.scorer_danger(segment, leading.doc, 1.0)?;
            for candidate in those {
                met = match met {
                    // The next that may be met lies behind this one.
                    SeekDangerResult::SeekLowerBound(bound) if bound > candidate.doc => met,
                    _ if candidate.doc == leading.doc => met,
                    _ => scorer.seek_danger(candidate.doc),
                };
                if met == SeekDangerResult::Found {
                    first[candidate.place].0 += SIDE_BY_SIDE * scorer.score();
                }
            }
        }
    }
    put_in_order(first, columns);
    Ok(())
}
