//! A cache of the newest changes. Clients that follow the directory all request the same ones.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Change;
use crate::domain::Position;

/// Maximum number of cached changes, of a few hundred bytes each.
const MAX_CHANGES: usize = 2000;

/// Changes up to one position of the directory. Another position empties the cache, because after
/// a failover a different change may have the same number.
#[derive(Default)]
pub struct RecentChanges(Mutex<Cached>);

#[derive(Default)]
struct Cached {
    position: Option<Position>,
    changes: BTreeMap<i64, Arc<Change>>,
}

impl RecentChanges {
    /// The changes with these numbers, if all of them are cached.
    pub fn get(
        &self,
        position: &Position,
        numbers: RangeInclusive<i64>,
    ) -> Option<Vec<Arc<Change>>> {
        if numbers.is_empty() {
            return Some(Vec::new());
        }
        let cached = self.lock();
        let expected = usize::try_from(numbers.end() - numbers.start() + 1).ok()?;
        if cached.position.as_ref() != Some(position) || cached.changes.len() < expected {
            return None;
        }
        let found: Vec<Arc<Change>> =
            cached.changes.range(numbers).map(|(_, change)| Arc::clone(change)).collect();
        (found.len() == expected).then_some(found)
    }

    /// Adds changes, and removes the oldest if there are too many.
    pub fn put(&self, position: &Position, changes: &[Arc<Change>]) {
        let mut cached = self.lock();
        if cached.position.as_ref() != Some(position) {
            let is_outdated = cached.position.as_ref().is_some_and(|newer| {
                newer.directory == position.directory && newer.change > position.change
            });
            if is_outdated {
                return;
            }
            cached.position = Some(position.clone());
            cached.changes.clear();
        }
        let numbered = changes.iter().map(|change| (change.revision.change, Arc::clone(change)));
        cached.changes.extend(numbered);
        while cached.changes.len() > MAX_CHANGES {
            cached.changes.pop_first();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Cached> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::directory::RevisionSummary;
    use crate::domain::{ChangeKind, SubjectKind};

    fn change(number: i64) -> Arc<Change> {
        let revision = RevisionSummary {
            revision: 1,
            change: number,
            kind: ChangeKind::Created,
            at: Timestamp::UNIX_EPOCH,
            author: "key:editors".to_owned(),
            note: None,
            changed: Vec::new(),
            redacted: Vec::new(),
            modified_at: Timestamp::UNIX_EPOCH,
        };
        let (subject, slug) = (SubjectKind::Organization, "a".parse().unwrap());
        Arc::new(Change { revision, subject, slug, name: "A".to_owned() })
    }

    fn position(directory: &str, change: i64) -> Position {
        Position {
            directory: directory.to_owned(),
            change,
            updated_at: Timestamp::UNIX_EPOCH,
            redacted_change: 0,
        }
    }

    #[test]
    fn only_complete_ranges_of_the_same_position_are_found() {
        let recent = RecentChanges::default();
        let now = position("one", 9);
        recent.put(&now, &[change(6), change(7), change(9)]);
        // Changes of an older position are ignored.
        recent.put(&position("one", 8), &[change(8)]);
        for (position, numbers, found) in [
            (&now, 6..=7, Some(2)),
            (&now, 9..=9, Some(1)),
            (&now, RangeInclusive::new(10, 9), Some(0)),
            (&now, 6..=9, None),
            (&now, 5..=6, None),
            (&position("one", 10), 6..=7, None),
            (&position("two", 9), 6..=7, None),
        ] {
            let answer = recent.get(position, numbers.clone());
            assert_eq!(answer.map(|changes| changes.len()), found, "{position:?} {numbers:?}");
        }
    }

    #[test]
    fn the_oldest_changes_are_removed_first() {
        let recent = RecentChanges::default();
        let now = position("one", 5000);
        let all: Vec<Arc<Change>> = (1..=5000).map(change).collect();
        recent.put(&now, &all);
        assert!(recent.get(&now, 3001..=5000).is_some());
        assert!(recent.get(&now, 3000..=3000).is_none());
    }
}
