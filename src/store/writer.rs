//! One write transaction, and the numbering of its changes.

use diesel::prelude::*;
use diesel::result::Error as DieselError;
use jiff::Timestamp;

use super::checksum::Columns;
use super::connection::{DbConnection, insert_rows};
use super::mentions;
use super::reading::position;
use super::rows::NewRevision;
use super::schema::{directory, revisions};
use super::{Failure, StoreError};
use crate::domain::{Author, ChangeKind, Keyword};

/// An open write transaction. It sees the newest state, and all other writers wait for it.
pub struct Writer<'a> {
    pub(super) connection: &'a mut DbConnection,
    /// The time of its changes, in microseconds since the epoch. Never before the last change, even
    /// if the clock went back.
    pub(super) at: i64,
    first_change: i64,
    last_change: i64,
    /// The last change up to which the table of mentions is complete. If it is the change before this
    /// transaction, this transaction keeps the table complete.
    pub(super) mentions_change: i64,
    author: &'a Author,
}

/// The subject of a change: an organization by its id, or a term by its scheme and slug.
pub(super) struct Subject<'a> {
    pub kind: &'a str,
    pub id: &'a str,
}

/// Runs `work` in a transaction, and commits if it returns `Ok`.
pub(super) fn transaction<T, E: From<StoreError>>(
    connection: &mut DbConnection,
    author: &Author,
    work: impl FnOnce(&mut Writer<'_>) -> Result<T, E>,
) -> Result<T, Failure<E>> {
    // On a full disk SQLite rolls back by itself. Diesel's rollback then fails, and its error would
    // hide the cause.
    let mut cause = None;
    let outcome = connection.transaction(|connection| {
        run(connection, author, work).map_err(|failure| {
            cause = Some(failure);
            DieselError::RollbackTransaction
        })
    });
    cause.map_or(outcome.map_err(Failure::from), Err)
}

fn run<T, E: From<StoreError>>(
    connection: &mut DbConnection,
    author: &Author,
    work: impl FnOnce(&mut Writer<'_>) -> Result<T, E>,
) -> Result<T, Failure<E>> {
    // This write comes first, because it is the lock that admits one writer at a time. SQLite can
    // also refuse to upgrade a transaction that has already read.
    diesel::update(directory::table)
        .set(directory::last_change.eq(directory::last_change))
        .execute(connection)?;
    let position = position(connection)?;
    let at = Timestamp::now().max(position.updated_at).as_microsecond();
    let mentions_change = mentions::completed(connection)?;
    let mut writer = Writer {
        connection,
        at,
        first_change: position.change + 1,
        last_change: position.change,
        mentions_change,
        author,
    };
    let outcome = work(&mut writer).map_err(Failure)?;
    if writer.last_change > position.change {
        let (change, at) = (writer.last_change, writer.at);
        let is_complete = writer.mentions_change >= position.change;
        let mentions_change = if is_complete { change } else { writer.mentions_change };
        diesel::update(directory::table)
            .set((
                directory::last_change.eq(change),
                directory::updated_at.eq(at),
                directory::mentions_change.eq(mentions_change),
            ))
            .execute(writer.connection)?;
    }
    Ok(outcome)
}

/// A revision to be recorded.
pub(super) struct Revision<'a> {
    pub subject: Subject<'a>,
    pub number: i32,
    pub kind: ChangeKind,
    pub document: &'a str,
}

impl<'a> Writer<'a> {
    /// The number that the first change of this transaction has or would have.
    pub(super) fn first_change(&self) -> i64 {
        self.first_change
    }

    /// The author of the changes of this transaction.
    pub fn author(&self) -> &'a Author {
        self.author
    }

    pub(super) fn author_name(&self) -> &'a str {
        &self.author.name
    }

    /// Makes an empty directory continue the numbering of the directory that it was exported from:
    /// the next change gets the number after `change` and the time `at`. Clients that followed the
    /// other directory can then follow this one.
    ///
    /// Does nothing if the directory already has changes.
    pub fn continue_numbering_after(&mut self, change: i64, at: Timestamp) {
        if self.last_change == 0 {
            self.first_change = change + 1;
            self.last_change = change;
            // Never in the future, because later changes cannot be earlier than this one.
            self.at = at.min(Timestamp::now()).as_microsecond();
        }
    }

    /// The number of the last change, including those of this transaction.
    pub fn last_change(&self) -> i64 {
        self.last_change
    }

    /// Records one change for each revision. Returns the number of the first; the others follow
    /// without gaps.
    pub(super) fn record(&mut self, revisions: &[Revision<'_>]) -> Result<i64, StoreError> {
        let first = self.last_change + 1;
        let rows: Vec<NewRevision<'_>> = (first..)
            .zip(revisions)
            .map(|(change, revision)| {
                let columns = Columns {
                    change,
                    subject: revision.subject.kind,
                    subject_id: revision.subject.id,
                    revision: revision.number,
                    kind: revision.kind.as_str(),
                    document: revision.document,
                    author: &self.author.name,
                    note: self.author.note.as_deref(),
                    at: self.at,
                };
                NewRevision::from(columns)
            })
            .collect();
        insert_rows!(self.connection, revisions::table, rows)?;
        self.last_change += rows.len() as i64;
        Ok(first)
    }
}
