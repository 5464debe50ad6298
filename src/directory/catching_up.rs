//! One round of the follower: the catalog is brought to where the store is.

use super::DirectoryError;
use super::asking::{Asking, Told};
use super::follower::Shared;
use super::recovery::Recovery;
use crate::catalog::Catalog;
use crate::domain::Position;
use crate::store::{News, Store};

/// The parties to a round.
pub struct CatchingUp<'a> {
    pub store: &'a Store,
    pub catalog: &'a Catalog,
    pub shared: &'a Shared,
}

impl CatchingUp<'_> {
    /// Brings the catalog to where the store is. Returns the store's last change.
    ///
    /// # Errors
    ///
    /// When the store or the index fails. What was staged must be dropped then.
    pub fn run(&self, recovery: &mut Recovery) -> Result<i64, DirectoryError> {
        let target = self.look()?;
        let feeds_all = recovery.mend(self.catalog)?;
        let reached = self.catalog.reached();
        if reached.as_ref() == Some(&target) && !feeds_all {
            return Ok(target.change);
        }
        let after = match reached {
            Some(position) if self.is_behind(&position, &target)? => Some(position.change),
            Some(position) => {
                self.set_aside(&position, &target)?;
                None
            }
            None => None,
        };
        let after = after.filter(|_| !feeds_all);
        if after.is_none() {
            self.catalog.clear()?;
        }
        self.bring_news(after.unwrap_or(0))
    }

    /// Asks only how far the store has come, so that the lag is known.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub fn look(&self) -> Result<Position, DirectoryError> {
        let pulse = &self.shared.pulse;
        let position =
            Asking::begin(self.store, pulse, |store, told| told(store.position()))?.next()??;
        self.shared.has_seen(position.change);
        Ok(position)
    }

    /// Whether the catalog is where the store once was: the same directory, and
    /// the change that it reached still has its time. After a failover that lost
    /// changes another change may have its number.
    fn is_behind(&self, reached: &Position, target: &Position) -> Result<bool, DirectoryError> {
        if reached.directory != target.directory || reached.change > target.change {
            return Ok(false);
        }
        if reached.change == 0 {
            return Ok(true);
        }
        let change = reached.change;
        let pulse = &self.shared.pulse;
        let ask = Asking::begin(self.store, pulse, move |store, told| told(store.time_of(change)));
        Ok(ask?.next()?? == Some(reached.updated_at))
    }

    /// Moves an index aside that knows what the store does not.
    fn set_aside(&self, reached: &Position, target: &Position) -> Result<(), DirectoryError> {
        if reached.change == 0 {
            return Ok(());
        }
        let reason = reason(reached, target);
        let kept = self.catalog.set_aside(reached, &reason)?;
        log::error!("{reason}; the old index is kept in {}", kept.folder.display());
        self.shared.has_kept(kept);
        Ok(())
    }

    fn bring_news(&self, after: i64) -> Result<i64, DirectoryError> {
        let asking = Asking::begin(self.store, &self.shared.pulse, move |store, told| {
            let end = store.news_after(after, |news| told(Told::News(news)));
            told(Told::End(end))
        })?;
        loop {
            match asking.next()? {
                Told::News(News::RemovedTerms(removed)) => {
                    self.catalog.stage_removed_terms(&removed)?;
                }
                Told::News(News::Terms(terms)) => self.catalog.stage_terms(&terms)?,
                Told::News(News::Organizations(states)) => {
                    self.catalog.stage_organizations(&states)?;
                }
                Told::End(position) => {
                    let position = position?;
                    self.catalog.publish(&position)?;
                    return Ok(position.change);
                }
            }
            self.shared.has_progressed();
        }
    }
}

/// Why an index is set aside, with the numbers of both sides.
fn reason(reached: &Position, target: &Position) -> String {
    let (index, database) = (reached.change, target.change);
    if reached.directory != target.directory {
        return format!(
            "the index was of another directory ({}, at change {index}) than the database ({}, at \
             change {database})",
            reached.directory, target.directory
        );
    }
    format!(
        "the database lost changes that the index had: the index was at change {index} of {}, and \
         the database is at change {database}, of {}",
        reached.updated_at, target.updated_at
    )
}
