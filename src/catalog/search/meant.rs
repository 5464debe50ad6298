//! The slug that was probably meant by a key that leads nowhere.

use crate::catalog::Snapshot;
use crate::domain::Slug;
use crate::text::Misspelled;
use crate::text::Work;

/// Letters that a slug must have for each typo.
const LETTERS_A_TYPO: usize = 3;

/// Maximum number of typos in a slug that are tried.
const MAX_TYPOS: usize = 5;

/// Maximum steps of work to find a slug that was meant: about a millisecond.
const MAX_WORK: usize = 25_000;

impl Snapshot {
    /// The slug that was probably meant by one that no organization has: the one
    /// with the fewest typos, of equal ones the first in order. At most a third of
    /// its letters may be wrong, and of more than one typo none is in the first
    /// letter.
    ///
    /// In a large directory the work may end before many typos were tried; what
    /// has fewer typos was found by then.
    pub fn meant_by(&self, key: &str) -> Option<&str> {
        self.meant_within(key, &Work::limited_to(MAX_WORK))
    }

    /// [`Snapshot::meant_by`] with work of the caller.
    fn meant_within(&self, key: &str, work: &Work) -> Option<&str> {
        // Nothing is near a key that is this much longer than any slug.
        if key.chars().nth(Slug::MAX_LEN + MAX_TYPOS).is_some() {
            return None;
        }
        let key = key.to_lowercase();
        let initial = key.chars().next()?.to_string();
        // Nearer ones first, and those with the same initial, which are fewer.
        let tries = [(0, true), (1, true), (1, false), (2, true), (3, true), (4, true), (5, true)];
        // A slug is no longer than the key and the typos together.
        let can_be_meant = |typos: usize| LETTERS_A_TYPO * typos <= key.chars().count() + typos;
        tries.into_iter().filter(|(typos, _)| can_be_meant(*typos)).find_map(|(typos, is_same)| {
            self.slug_near(&key, if is_same { &initial } else { "" }, typos, work)
        })
    }

    /// The first slug with at most so many typos, of those with this initial.
    fn slug_near(&self, key: &str, initial: &str, typos: usize, work: &Work) -> Option<&str> {
        let mut meant = None;
        let slugs = |behind: Option<&str>| {
            let (slugs, initial) = (self.columns().slugs(initial, behind), initial.to_owned());
            slugs.take_while(move |slug| slug.starts_with(&initial)).map(|slug| (slug, slug))
        };
        Misspelled::new(key, typos, false)?.each_near(work, slugs, |slug, typos| {
            let is_meant = typos <= slug.len() / LETTERS_A_TYPO;
            meant = is_meant.then_some(slug);
            meant.is_none()
        });
        meant
    }
}
