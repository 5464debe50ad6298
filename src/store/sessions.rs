//! Sessions of the editing pages in the database. Only the hashes of their tokens are stored.
//!
//! Sessions are not part of the numbered changes. So they do not wait for the transaction of a
//! load, except on SQLite, which admits one writer at a time.

use diesel::prelude::*;
use jiff::Timestamp;

use super::keys::{KeyRow, state};
use super::schema::{api_keys, sessions};
use super::{Store, StoreError, no_writer};
use crate::domain::KeyState;

impl Store {
    /// The key of the session with this hash, unless the session has expired at `now`.
    ///
    /// Keys that were revoked or have expired are included.
    pub fn session_key(&self, hash: &str, now: Timestamp) -> Result<Option<KeyState>, StoreError> {
        let connection = &mut *self.reader()?;
        let found: Option<KeyRow> = sessions::table
            .inner_join(api_keys::table)
            .filter(sessions::hash.eq(hash))
            .filter(sessions::expires_at.gt(now.as_microsecond()))
            .select(KeyRow::as_select())
            .first(connection)
            .optional()?;
        found.map(|row| state(connection, row)).transpose()
    }

    /// Adds a session of a key, from `now` to `end`, and removes all sessions that have expired.
    pub fn add_session(
        &self,
        hash: &str,
        key: &str,
        (now, end): (Timestamp, Timestamp),
    ) -> Result<(), StoreError> {
        self.check_file()?;
        let mut connection = self.writers.get().map_err(no_writer)?;
        diesel::delete(sessions::table)
            .filter(sessions::expires_at.le(now.as_microsecond()))
            .execute(&mut *connection)?;
        diesel::insert_into(sessions::table)
            .values((
                sessions::hash.eq(hash),
                sessions::key_prefix.eq(key),
                sessions::created_at.eq(now.as_microsecond()),
                sessions::expires_at.eq(end.as_microsecond()),
            ))
            .execute(&mut *connection)?;
        Ok(())
    }

    /// Removes a session, if it exists.
    pub fn remove_session(&self, hash: &str) -> Result<(), StoreError> {
        self.check_file()?;
        let mut connection = self.writers.get().map_err(no_writer)?;
        diesel::delete(sessions::table.find(hash)).execute(&mut *connection)?;
        Ok(())
    }
}
