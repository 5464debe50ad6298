//! API keys in the database. Only their hashes are stored.

use diesel::prelude::*;
use jiff::Timestamp;

use super::connection::DbConnection;
use super::rows::time;
use super::schema::api_keys;
use super::{Store, StoreError, Writer};
use crate::domain::{Date, KeyState, Keyword, Role};

#[derive(Queryable, Selectable)]
#[diesel(table_name = api_keys)]
pub(super) struct KeyRow {
    prefix: String,
    name: String,
    role: String,
    created_at: i64,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
    last_used_day: Option<i32>,
}

impl TryFrom<KeyRow> for KeyState {
    type Error = StoreError;

    fn try_from(row: KeyRow) -> Result<Self, StoreError> {
        let corrupt = |what: String| StoreError::Corrupt(what);
        Ok(Self {
            id: row.prefix,
            name: row.name.parse().map_err(|_| corrupt(format!("the key name `{}`", row.name)))?,
            role: Role::from_word(&row.role)
                .ok_or_else(|| corrupt(format!("the role `{}`", row.role)))?,
            created_at: time(row.created_at)?,
            expires_at: row.expires_at.map(time).transpose()?,
            revoked_at: row.revoked_at.map(time).transpose()?,
            last_used: row.last_used_day.and_then(Date::from_days_since_epoch),
        })
    }
}

impl Store {
    /// The key with this id, and its hash.
    ///
    /// Revoked and expired keys are included.
    pub fn key(&self, id: &str) -> Result<Option<(KeyState, String)>, StoreError> {
        let found: Option<(KeyRow, String)> = api_keys::table
            .find(id)
            .select((KeyRow::as_select(), api_keys::hash))
            .first(&mut *self.reader()?)
            .optional()?;
        found.map(|(row, hash)| Ok((row.try_into()?, hash))).transpose()
    }

    /// All keys, oldest first, revoked and expired ones included.
    pub fn keys(&self) -> Result<Vec<KeyState>, StoreError> {
        keys(&mut *self.reader()?)
    }

    /// Records the day on which a key was used. Never waits: if other writes hold the connections,
    /// a later request records it.
    pub fn record_key_use(&self, id: &str, day: Date) {
        let Some(mut connection) = self.writers.try_get() else { return };
        let recorded = diesel::update(api_keys::table.find(id))
            .set(api_keys::last_used_day.eq(day.days_since_epoch()))
            .execute(&mut *connection);
        if let Err(err) = recorded {
            log::debug!("the use of a key was not recorded: {err}");
        }
    }
}

impl Writer<'_> {
    /// All keys, oldest first, revoked and expired ones included.
    pub fn keys(&mut self) -> Result<Vec<KeyState>, StoreError> {
        keys(self.connection)
    }

    /// Adds a key with its hash.
    pub fn add_key(&mut self, key: &KeyState, hash: &str) -> Result<(), StoreError> {
        diesel::insert_into(api_keys::table)
            .values((
                api_keys::prefix.eq(&key.id),
                api_keys::hash.eq(hash),
                api_keys::name.eq(key.name.as_str()),
                api_keys::role.eq(key.role.as_str()),
                api_keys::created_at.eq(key.created_at.as_microsecond()),
                api_keys::expires_at.eq(key.expires_at.map(Timestamp::as_microsecond)),
            ))
            .execute(self.connection)?;
        Ok(())
    }

    /// Revokes a key at a time.
    pub fn revoke_key(&mut self, id: &str, at: Timestamp) -> Result<(), StoreError> {
        diesel::update(api_keys::table.find(id))
            .set(api_keys::revoked_at.eq(at.as_microsecond()))
            .execute(self.connection)?;
        Ok(())
    }

    /// Makes a key expire at `end`.
    pub fn expire_key(&mut self, id: &str, end: Timestamp) -> Result<(), StoreError> {
        diesel::update(api_keys::table.find(id))
            .set(api_keys::expires_at.eq(end.as_microsecond()))
            .execute(self.connection)?;
        Ok(())
    }
}

fn keys(connection: &mut DbConnection) -> Result<Vec<KeyState>, StoreError> {
    let rows: Vec<KeyRow> = api_keys::table
        .order((api_keys::created_at, api_keys::prefix))
        .select(KeyRow::as_select())
        .load(connection)?;
    rows.into_iter().map(KeyState::try_from).collect()
}
