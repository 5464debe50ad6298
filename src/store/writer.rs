//! One write transaction, and the numbering of its changes.

use diesel::prelude::*;
use diesel::result::Error as DieselError;
use jiff::Timestamp;

use super::checksum::Columns;
use super::connection::{DbConnection, insert_rows};
use super::reading::position;
use super::rows::NewRevision;
use super::schema::{directory, revisions};
use super::{Failure, StoreError};
use crate::domain::{Author, ChangeKind, Keyword};

/// What a write transaction can do. It sees the newest state, and nobody else
/// writes until it has ended.
pub struct Writer<'a> {
    pub(super) connection: &'a mut DbConnection,
    /// When its changes are made: never before the last one, whatever the clock says.
    pub(super) at: i64,
    first_change: i64,
    last_change: i64,
    author: &'a Author,
}

/// The subject of a change: an organization's id, or a term's scheme and slug.
pub(super) struct Subject<'a> {
    pub kind: &'a str,
    pub id: &'a str,
}

/// Runs `work` in a transaction and keeps what it changed if it returns `Ok`.
pub(super) fn transaction<T, E: From<StoreError>>(
    connection: &mut DbConnection,
    author: &Author,
    work: impl FnOnce(&mut Writer<'_>) -> Result<T, E>,
) -> Result<T, Failure<E>> {
    // SQLite undoes a transaction by itself when the disk is full; Diesel would
    // then say only that there is none to undo.
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
    // A write comes first: it lets in one writer at a time, and SQLite would
    // refuse to turn a transaction that has read into one that writes.
    diesel::update(directory::table)
        .set(directory::last_change.eq(directory::last_change))
        .execute(connection)?;
    let position = position(connection)?;
    let at = Timestamp::now().max(position.updated_at).as_microsecond();
    let mut writer = Writer {
        connection,
        at,
        first_change: position.change + 1,
        last_change: position.change,
        author,
    };
    let outcome = work(&mut writer).map_err(Failure)?;
    if writer.last_change > position.change {
        let (change, at) = (writer.last_change, writer.at);
        diesel::update(directory::table)
            .set((directory::last_change.eq(change), directory::updated_at.eq(at)))
            .execute(writer.connection)?;
    }
    Ok(outcome)
}

/// The next revision of one subject, to be recorded.
pub(super) struct Revision<'a> {
    pub subject: Subject<'a>,
    pub number: i32,
    pub kind: ChangeKind,
    pub document: &'a str,
}

impl<'a> Writer<'a> {
    /// The number of the first change of this transaction, if it makes one.
    pub(super) fn first_change(&self) -> i64 {
        self.first_change
    }

    pub(super) fn author_name(&self) -> &'a str {
        &self.author.name
    }

    /// Lets the changes of an empty directory go on where those of another had
    /// come: the next one is the one after `change`, made at `at`. So whoever
    /// followed the other directory can go on too.
    ///
    /// Does nothing where there are changes already.
    pub fn go_on_after(&mut self, change: i64, at: Timestamp) {
        if self.last_change == 0 {
            self.first_change = change + 1;
            self.last_change = change;
            // Not in the future, whatever is said: no later change could be before it.
            self.at = at.min(Timestamp::now()).as_microsecond();
        }
    }

    /// The number of the last change, those of this transaction included.
    pub fn last_change(&self) -> i64 {
        self.last_change
    }

    /// Writes the next changes, one a revision. Returns the number of the first;
    /// the others follow it without gaps.
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
