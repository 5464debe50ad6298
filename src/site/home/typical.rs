//! For each way of seeing slavery, its typical method: the one whose share among the
//! organizations that see it this way exceeds its share among the others most.

use std::cmp::Reverse;

use crate::catalog::{Facet, Selection, Snapshot};
use crate::domain::TermScheme;
use crate::site::card::label;

/// Number of ways of seeing slavery that are shown, the most frequent ones.
const SHOWN: usize = 5;

/// Minimum number of organizations that see slavery one way: fewer show chance.
const ENOUGH: usize = 4;

/// A way of seeing slavery with its typical method.
#[derive(Debug, PartialEq, Eq)]
pub struct TypicalMethod<'s> {
    /// The slug and label of the lens.
    pub lens: (&'s str, &'s str),
    /// The slug and label of the approach.
    pub method: (&'s str, &'s str),
    /// Organizations that see it this way, and those of them with the method.
    pub here: Share,
    /// The other organizations, and those of them with the method.
    pub others: Share,
}

/// A part of a number of organizations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub part: usize,
    pub of: usize,
}

impl Share {
    /// In whole percent; 0 of none.
    pub fn percent(self) -> usize {
        (100 * self.part).checked_div(self.of).unwrap_or(0)
    }
}

/// The typical methods of the most frequent lenses in a selection.
pub fn typical_methods<'s>(
    snapshot: &'s Snapshot,
    selection: &Selection<'s>,
) -> Vec<TypicalMethod<'s>> {
    let counts = |scheme| -> Vec<(&'s str, usize)> {
        let buckets = selection.facet_counts(Facet::Term(scheme));
        buckets.iter().map(|bucket| (bucket.id, bucket.count as usize)).collect()
    };
    let cross = selection.by_approach(TermScheme::Lens);
    let methods = counts(TermScheme::Approach);
    let is_group = |slug: &str| {
        let term = snapshot.vocabulary().term(TermScheme::Approach, slug);
        term.is_none_or(|term| term.group)
    };
    let mut lenses = counts(TermScheme::Lens);
    lenses.sort_by_key(|(_, count)| Reverse(*count));
    lenses.retain(|(_, count)| *count >= ENOUGH && *count < selection.total);
    let typical = lenses.into_iter().filter_map(|(lens, of)| {
        let row = &cross.counts[cross.rows.iter().position(|row| *row == lens)?];
        let candidates = cross.columns.iter().zip(row).filter(|(slug, _)| !is_group(slug));
        let shares = candidates.filter_map(|(&method, &part)| {
            let (_, all) = methods.iter().find(|(slug, _)| *slug == method)?;
            let others = Share { part: all.checked_sub(part)?, of: selection.total - of };
            Some((method, Share { part, of }, others))
        });
        let (method, here, others) = standing_out(shares)?;
        Some(TypicalMethod {
            lens: (lens, label(snapshot, TermScheme::Lens, lens)),
            method: (method, label(snapshot, TermScheme::Approach, method)),
            here,
            others,
        })
    });
    typical.take(SHOWN).collect()
}

/// The method whose share here exceeds that among the others most; the first of equal ones. None
/// if no share exceeds the other.
fn standing_out<'s>(
    shares: impl Iterator<Item = (&'s str, Share, Share)>,
) -> Option<(&'s str, Share, Share)> {
    // Cross-multiplied, so that equal differences are equal.
    let lead = |here: Share, others: Share| {
        (here.part * others.of).checked_sub(others.part * here.of).filter(|lead| *lead > 0)
    };
    let leading = shares.filter_map(|share| Some((lead(share.1, share.2)?, share)));
    let best = leading.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, share)| share)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(part: usize, of: usize) -> Share {
        Share { part, of }
    }

    #[test]
    fn the_method_with_the_greatest_lead_stands_out() {
        let shares = [
            ("frequent-everywhere", share(10, 10), share(29, 30)),
            ("typical", share(8, 10), share(6, 30)),
            ("as-typical", share(8, 10), share(6, 30)),
            ("rarer-here", share(1, 10), share(20, 30)),
        ];
        assert_eq!(standing_out(shares.into_iter()), Some(("typical", share(8, 10), share(6, 30))));
        assert_eq!(standing_out(shares[3..].iter().copied()), None);
        assert_eq!(standing_out([("equal", share(1, 2), share(2, 4))].into_iter()), None);
    }

    #[test]
    fn a_share_of_none_is_nothing() {
        assert_eq!((share(0, 0).percent(), share(9, 11).percent()), (0, 81));
    }
}
