//! The table `mentions`: which organizations name which others in their current profiles.
//!
//! Every publication writes the mentions of its profile. [`fill`] adds those of organizations that an
//! earlier release wrote. The column `mentions_change` says how far the table is complete.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use diesel::prelude::*;

use super::connection::{DbConnection, batched, for_each_batch, insert_rows};
use super::organizations::sorted_by_id;
use super::rows::{NewMention, OrganizationRow, RevisionRow, slug as parse_slug};
use super::schema::{directory, mentions, organizations, revisions};
use super::{StoreError, Writer};
use crate::domain::{Organization, OrganizationState, Slug, organizations_named_in};

/// Number of profiles that are read in one transaction. Writers wait for it.
const BATCH: i64 = 500;

/// Time between two messages about the progress of filling the table.
const REPORT: Duration = Duration::from_secs(5);

impl Writer<'_> {
    /// The organizations whose current profile names this slug, in the order of their last changes.
    pub fn organizations_naming(
        &mut self,
        slug: &Slug,
    ) -> Result<Vec<OrganizationState>, StoreError> {
        self.complete_mentions()?;
        let naming: Vec<String> = mentions::table
            .inner_join(organizations::table)
            .filter(mentions::slug.eq(slug.as_str()))
            .select(organizations::slug)
            .load(self.connection)?;
        let naming: Vec<Slug> =
            naming.iter().map(|text| parse_slug(text)).collect::<Result<_, _>>()?;
        let mut states = self.organizations(&naming.iter().collect::<Vec<_>>())?;
        states.sort_by_key(|state| state.change);
        Ok(states)
    }

    /// Adds the mentions of profiles, each with the id of its organization, which has none yet.
    pub(super) fn put_mentions<'p>(
        &mut self,
        profiles: impl Iterator<Item = (&'p String, &'p Organization)>,
    ) -> Result<(), StoreError> {
        let named: Vec<(&String, Vec<Slug>)> =
            profiles.map(|(id, profile)| (id, profile.named_organizations())).collect();
        insert(self.connection, &named)
    }

    /// Adds the mentions of organizations that an earlier release wrote while this one was running.
    fn complete_mentions(&mut self) -> Result<(), StoreError> {
        while self.mentions_change < self.first_change() - 1 {
            self.mentions_change =
                add_batch(self.connection, self.mentions_change, self.first_change() - 1)?;
        }
        Ok(())
    }
}

/// The last change up to which the table is complete.
pub(super) fn completed(connection: &mut DbConnection) -> QueryResult<i64> {
    directory::table.select(directory::mentions_change).first(connection)
}

/// Whether the table lacks the mentions of organizations that an earlier release wrote.
pub(super) fn any_missing(connection: &mut DbConnection) -> Result<bool, StoreError> {
    let marks: Option<(i64, i64)> = directory::table
        .select((directory::mentions_change, directory::last_change))
        .first(connection)
        .optional()?;
    Ok(marks.is_some_and(|(completed, last)| completed < last))
}

/// Completes the table, in batches that other writers do not wait long for.
pub(super) fn fill(connection: &mut DbConnection) -> Result<(), StoreError> {
    let mut reported = Instant::now();
    while any_missing(connection)? {
        let (completed, last) = connection.transaction(|connection| {
            // This write comes first, because it is the lock that admits one writer at a time.
            diesel::update(directory::table)
                .set(directory::mentions_change.eq(directory::mentions_change))
                .execute(connection)?;
            let marks: (i64, i64) = directory::table
                .select((directory::mentions_change, directory::last_change))
                .first(connection)?;
            let completed = add_batch(connection, marks.0, marks.1)?;
            diesel::update(directory::table)
                .set(directory::mentions_change.eq(completed))
                .execute(connection)?;
            Ok::<_, StoreError>((completed, marks.1))
        })?;
        if reported.elapsed() >= REPORT {
            reported = Instant::now();
            log::info!(
                "upgrading the database: finding the organizations that name each other, up to \
                 change {completed} of {last}"
            );
        }
    }
    Ok(())
}

/// Replaces the mentions of the next organizations after the change `after` by those of their
/// documents. Returns the change up to which the table is then complete: `last` at the end.
fn add_batch(connection: &mut DbConnection, after: i64, last: i64) -> Result<i64, StoreError> {
    let rows: Vec<(OrganizationRow, RevisionRow)> = organizations::table
        .inner_join(revisions::table)
        .filter(organizations::change.gt(after))
        .order(organizations::change)
        .limit(BATCH)
        .select((OrganizationRow::as_select(), RevisionRow::as_select()))
        .load(connection)?;
    let reached = rows.last().map(|(row, _)| row.change);
    let is_full = i64::try_from(rows.len()).is_ok_and(|count| count == BATCH);
    let named: Vec<(String, Vec<Slug>)> = rows
        .into_iter()
        // A document that cannot be read names none. `verify` reports it.
        .map(|(row, revision)| (row.id, organizations_named_in(revision.document())))
        .collect();
    for_each_batch(connection, &named, |connection, named| {
        let ids: Vec<&str> = named.iter().map(|(id, _)| id.as_str()).collect();
        remove_mentions(connection, &ids)
    })?;
    insert(connection, &named)?;
    Ok(reached.filter(|_| is_full).unwrap_or(last))
}

/// Removes the mentions of organizations.
pub(super) fn remove_mentions(connection: &mut DbConnection, ids: &[&str]) -> QueryResult<()> {
    let theirs = mentions::organization_id.eq_any(ids);
    diesel::delete(mentions::table.filter(theirs)).execute(connection)?;
    Ok(())
}

/// Inserts the slugs that each organization, given by its id, names.
fn insert(
    connection: &mut DbConnection,
    named: &[(impl AsRef<str>, Vec<Slug>)],
) -> Result<(), StoreError> {
    let rows: Vec<NewMention<'_>> = named
        .iter()
        .flat_map(|(id, slugs)| {
            let organization_id = id.as_ref();
            slugs.iter().map(move |slug| NewMention { slug: slug.as_str(), organization_id })
        })
        .collect();
    insert_rows!(connection, mentions::table, rows)?;
    Ok(())
}

/// The slugs that the table has for organizations, sorted, by the organization's id.
pub(super) fn mentions_of(
    connection: &mut DbConnection,
    ids: &[&str],
) -> Result<HashMap<String, Vec<String>>, StoreError> {
    let rows: Vec<(String, String)> = batched(connection, ids, |connection, ids| {
        mentions::table
            .filter(mentions::organization_id.eq_any(ids))
            .select((mentions::organization_id, mentions::slug))
            .load(connection)
    })?;
    Ok(sorted_by_id(rows))
}
