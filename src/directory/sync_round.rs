//! One round of the follower: brings the catalog up to date with the store.

use super::DirectoryError;
use super::made_folders::MadeFolders;
use super::recovery::Recovery;
use super::store_call::StoreCall;
use super::sync_state::SyncState;
use crate::catalog::Catalog;
use crate::domain::Position;
use crate::store::{StateUpdate, Store};

/// The store, the catalog and the shared state of a round.
pub struct SyncRound<'a> {
    pub store: &'a Store,
    pub catalog: &'a Catalog,
    pub state: &'a SyncState,
    pub made_folders: &'a MadeFolders,
}

/// A message from the thread that reads the store's updates.
enum UpdateMessage {
    Update(StateUpdate),
    /// The position of the catalog after all updates, or why there are no more.
    End(Result<Position, DirectoryError>),
}

impl SyncRound<'_> {
    /// Brings the catalog up to date. Returns the number of the store's last change.
    ///
    /// # Errors
    ///
    /// When the store or the index fails. The caller must then drop what was staged.
    pub fn run(&self, recovery: &mut Recovery) -> Result<i64, DirectoryError> {
        let target = self.fetch_position()?;
        // Before readers see the change, because they must not get the text after it.
        self.made_folders.forget_redacted(target.redacted_change);
        let reindexes = recovery.prepare_index(self.catalog)?;
        let reached = self.catalog.reached();
        self.catalog.sweep()?;
        self.catalog.finish_merge()?;
        if reached.as_ref() == Some(&target) && !reindexes {
            return Ok(target.change);
        }
        let redacted_change = reached.as_ref().map(|it| it.redacted_change);
        let after = match reached {
            Some(position) if self.is_earlier_state(&position, &target)? => Some(position.change),
            Some(position) => {
                self.set_index_aside(&position, &target)?;
                None
            }
            None => None,
        };
        let after = after.filter(|_| !reindexes);
        let Some(after) = after else {
            self.catalog.clear()?;
            return self.apply_updates(0, None);
        };
        let change = self.apply_updates(after, redacted_change)?;
        if redacted_change < Some(target.redacted_change) {
            // Readers need not wait for the rest.
            self.state.record_visible(change);
            return self.forget_redacted(target.redacted_change);
        }
        Ok(change)
    }

    /// Removes redacted texts from the files of the index, which the last publication no longer
    /// shows to readers. That takes much less time than building the index again.
    fn forget_redacted(&self, redacted_change: i64) -> Result<i64, DirectoryError> {
        let Some(reached) = self.catalog.reached() else { return Ok(0) };
        let position = Position { redacted_change, ..reached };
        self.catalog.purge(&position)?;
        log::info!("the index no longer has the redacted text");
        Ok(position.change)
    }

    /// Reads only the store's position, so that the lag is known.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub fn fetch_position(&self) -> Result<Position, DirectoryError> {
        let health = &self.state.store_health;
        let call = StoreCall::start(self.store, health, |store, send| {
            send((store.position(), store.read_only_reason()))
        })?;
        let (position, read_only) = call.next()?;
        let position = position?;
        self.state.record_writability(read_only);
        self.state.record_store_position(&position);
        Ok(position)
    }

    /// Whether the catalog holds an earlier state of the store: the same directory, in which the
    /// change that the catalog reached still has the same time. After a failover that lost changes,
    /// a different change may have the same number.
    fn is_earlier_state(
        &self,
        reached: &Position,
        target: &Position,
    ) -> Result<bool, DirectoryError> {
        if reached.directory != target.directory || reached.change > target.change {
            return Ok(false);
        }
        if reached.change == 0 {
            return Ok(true);
        }
        let (change, health) = (reached.change, &self.state.store_health);
        let call =
            StoreCall::start(self.store, health, move |store, send| send(store.time_of(change)));
        Ok(call?.next()?? == Some(reached.updated_at))
    }

    /// Moves an index aside that contains changes which the store does not have.
    fn set_index_aside(&self, reached: &Position, target: &Position) -> Result<(), DirectoryError> {
        if reached.change == 0 {
            return Ok(());
        }
        let reason = reason(reached, target);
        let kept = self.catalog.set_aside(reached, &reason)?;
        log::error!("{reason}; the old index was moved to {}", kept.folder.display());
        self.state.record_kept_index(kept);
        Ok(())
    }

    /// Publishes what changed after a change. `redacted_change` is that of the index, whose files may
    /// have what was redacted since; `None` if it is built from nothing.
    fn apply_updates(
        &self,
        after: i64,
        redacted_change: Option<i64>,
    ) -> Result<i64, DirectoryError> {
        let call = StoreCall::start(self.store, &self.state.store_health, move |store, send| {
            let end = store.updates_after(after, |update| send(UpdateMessage::Update(update)));
            send(UpdateMessage::End(end))
        })?;
        loop {
            match call.next()? {
                UpdateMessage::Update(StateUpdate::RemovedTerms(removed)) => {
                    self.catalog.stage_removed_terms(&removed)?;
                }
                UpdateMessage::Update(StateUpdate::Terms(terms)) => {
                    self.catalog.stage_terms(&terms)?;
                }
                UpdateMessage::Update(StateUpdate::Organizations(states)) => {
                    self.catalog.stage_organizations(&states)?;
                }
                UpdateMessage::End(position) => {
                    let mut position = position?;
                    if let Some(reached) = redacted_change {
                        position.redacted_change = reached;
                    }
                    self.catalog.publish(&position)?;
                    return Ok(position.change);
                }
            }
            self.state.record_progress();
        }
    }
}

/// Why an index is set aside, with the positions of both sides.
fn reason(reached: &Position, target: &Position) -> String {
    let (index, database) = (reached.change, target.change);
    if reached.directory != target.directory {
        return format!(
            "the index belongs to another directory ({}, at change {index}) than the database ({}, \
             at change {database})",
            reached.directory, target.directory
        );
    }
    format!(
        "the database lost changes that the index had: the index was at change {index} of {}, and \
         the database is at change {database} of {}",
        reached.updated_at, target.updated_at
    )
}
