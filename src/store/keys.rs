//! API keys in the database. Only their hashes are stored.

use std::collections::HashMap;

use diesel::prelude::*;
use jiff::Timestamp;

use super::connection::DbConnection;
use super::rows::{slug as parse_slug, time};
use super::schema::{api_keys, key_organizations, organizations, revisions};
use super::{Store, StoreError, Writer};
use crate::domain::{Date, KeyOrganization, KeyState, Keyword, Role};

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
            organizations: None,
        })
    }
}

impl Store {
    /// The key with this id, and its hash.
    ///
    /// Revoked and expired keys are included.
    pub fn key(&self, id: &str) -> Result<Option<(KeyState, String)>, StoreError> {
        let connection = &mut *self.reader()?;
        let found: Option<(KeyRow, String)> = api_keys::table
            .find(id)
            .select((KeyRow::as_select(), api_keys::hash))
            .first(connection)
            .optional()?;
        found.map(|(row, hash)| Ok((state(connection, row)?, hash))).transpose()
    }

    /// The number of changes by each author.
    pub fn changes_by_author(&self) -> Result<HashMap<String, i64>, StoreError> {
        let counts: Vec<(String, i64)> = revisions::table
            .group_by(revisions::author)
            .select((revisions::author, diesel::dsl::count_star()))
            .load(&mut *self.reader()?)?;
        Ok(counts.into_iter().collect())
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
        let allowed = key.organizations.iter().flatten();
        let rows: Vec<_> = allowed
            .map(|organization| {
                (
                    key_organizations::key_prefix.eq(&key.id),
                    key_organizations::organization_id.eq(&organization.id),
                )
            })
            .collect();
        for row in rows {
            diesel::insert_into(key_organizations::table).values(row).execute(self.connection)?;
        }
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
    let mut allowed: HashMap<String, Vec<KeyOrganization>> = HashMap::new();
    let limits: Vec<(String, String, String)> = key_organizations::table
        .inner_join(organizations::table)
        .order(organizations::slug)
        .select((key_organizations::key_prefix, organizations::id, organizations::slug))
        .load(connection)?;
    for (key, id, slug) in limits {
        allowed.entry(key).or_default().push(allowed_organization((id, slug))?);
    }
    let keys = rows.into_iter().map(|row| {
        let key = KeyState::try_from(row)?;
        Ok(KeyState { organizations: allowed.remove(&key.id), ..key })
    });
    keys.collect()
}

/// A key with the organizations that it may edit.
pub(super) fn state(connection: &mut DbConnection, row: KeyRow) -> Result<KeyState, StoreError> {
    let key = KeyState::try_from(row)?;
    // Only keys of editors are limited.
    if key.role != Role::Editor {
        return Ok(key);
    }
    let allowed: Vec<(String, String)> = key_organizations::table
        .inner_join(organizations::table)
        .filter(key_organizations::key_prefix.eq(&key.id))
        .order(organizations::slug)
        .select((organizations::id, organizations::slug))
        .load(connection)?;
    let allowed = allowed.into_iter().map(allowed_organization);
    let allowed: Vec<KeyOrganization> = allowed.collect::<Result<_, _>>()?;
    Ok(KeyState { organizations: Some(allowed).filter(|it| !it.is_empty()), ..key })
}

fn allowed_organization((id, slug): (String, String)) -> Result<KeyOrganization, StoreError> {
    Ok(KeyOrganization { id, slug: parse_slug(&slug)? })
}
