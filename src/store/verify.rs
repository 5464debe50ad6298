//! Verifying a whole database: every revision against its checksum, and every organization and term
//! against its newest revision.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::backup::open as open_file;
use super::connection::{ConnectionManager, DbConnection, Purpose, read_from_one_snapshot};
use super::damage::Damage;
use super::existing::require_directory;
use super::mentions::{completed, mentions_of};
use super::migrations::{is_older, refuse_newer};
use super::reading::position;
use super::rows::{OrganizationRow, RevisionRow, TermRow};
use super::schema::{organizations, revisions, terms};
use super::{DatabaseUrl, StoreError};
use crate::domain::organizations_named_in;

/// Number of revisions read at once.
const BATCH: i64 = 200;

/// Maximum number of faults that SQLite's own check reports.
const MAX_STRUCTURAL_FAULTS: usize = 20;

/// The result of verifying a database.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Number of revisions that were read.
    pub revisions: usize,
    pub damaged: Vec<Damage>,
    /// Other damage, one sentence each.
    pub others: Vec<String>,
}

impl Verified {
    pub fn is_intact(&self) -> bool {
        self.damaged.is_empty() && self.others.is_empty()
    }
}

/// Verifies a database without writing to it. Calls `progress` with the number of revisions read so
/// far and the total.
///
/// # Errors
///
/// When the database cannot be reached, or has another schema. Damage is part of the result, not an
/// error.
pub fn verify_database(
    url: &DatabaseUrl,
    mut progress: impl FnMut(u64, u64),
) -> Result<Verified, StoreError> {
    require_directory(url)?;
    let mut connection = open(url)?;
    let mut verified = Verified::default();
    match check(&mut connection, &mut verified, &mut progress) {
        Ok(()) => {}
        Err(StoreError::Corrupt(reason)) => verified.others.push(reason),
        Err(err) => return Err(err),
    }
    Ok(verified)
}

/// Opens a database for reading. A SQLite file may be a backup, which must not change.
fn open(url: &DatabaseUrl) -> Result<DbConnection, StoreError> {
    if let DatabaseUrl::Sqlite(path) = url {
        return Ok(DbConnection::Sqlite(open_file(path)?));
    }
    let manager = ConnectionManager::new(url.clone(), Purpose::Writing, None);
    let (connection, _) = manager.open().map_err(|err| StoreError::open(url, err))?;
    Ok(connection)
}

fn check(
    connection: &mut DbConnection,
    verified: &mut Verified,
    progress: &mut impl FnMut(u64, u64),
) -> Result<(), StoreError> {
    if let DbConnection::Sqlite(connection) = connection {
        verified.others.extend(structural_faults(connection)?);
    }
    refuse_newer(connection)?;
    if is_older(connection)? {
        return Err(StoreError::Older);
    }
    check_revisions(connection, verified, progress)?;
    check_organizations(connection, verified)?;
    check_terms(connection, verified)
}

/// The faults that SQLite itself finds in its file.
fn structural_faults(connection: &mut SqliteConnection) -> Result<Vec<String>, StoreError> {
    let statement = format!("PRAGMA quick_check({MAX_STRUCTURAL_FAULTS})");
    let found: Vec<Finding> = diesel::sql_query(statement).load(connection)?;
    let sentences = found.into_iter().map(|finding| finding.quick_check.replace('\n', " "));
    Ok(sentences.filter(|sentence| sentence != "ok").collect())
}

#[derive(QueryableByName)]
struct Finding {
    #[diesel(sql_type = Text)]
    quick_check: String,
}

fn check_revisions(
    connection: &mut DbConnection,
    verified: &mut Verified,
    progress: &mut impl FnMut(u64, u64),
) -> Result<(), StoreError> {
    let last = position(connection)?.change;
    let mut reached = None;
    loop {
        let next = reached.map_or(0, |reached| reached + 1);
        match rows(connection, next, i64::MAX) {
            Ok(rows) if rows.is_empty() => break,
            Ok(rows) => check_rows(connection, verified, rows, &mut reached),
            Err(StoreError::Corrupt(_)) => {
                // Part of the file is unreadable, so the rows are read one by one.
                let end = last.min(next + BATCH - 1);
                for change in next..=end {
                    match rows(connection, change, change) {
                        Ok(rows) => check_rows(connection, verified, rows, &mut reached),
                        Err(StoreError::Corrupt(reason)) => {
                            let sentence = format!("change {change} cannot be read: {reason}");
                            verified.others.push(sentence);
                            reached = Some(change);
                        }
                        Err(err) => return Err(err),
                    }
                }
                if end == last {
                    break;
                }
                reached = Some(end);
            }
            Err(err) => return Err(err),
        }
        let count = |change: i64| u64::try_from(change).unwrap_or(0);
        progress(count(reached.unwrap_or(0)), count(last));
    }
    if reached.unwrap_or(0) != last {
        let found = reached.unwrap_or(0);
        verified
            .others
            .push(format!("the last change is {last}, but the last revision is {found}"));
    }
    Ok(())
}

/// The first batch of revisions with changes from `first` to `last`.
fn rows(
    connection: &mut DbConnection,
    first: i64,
    last: i64,
) -> Result<Vec<RevisionRow>, StoreError> {
    let rows = revisions::table
        .filter(revisions::change.between(first, last))
        .order(revisions::change)
        .limit(BATCH)
        .select(RevisionRow::as_select())
        .load(connection)?;
    Ok(rows)
}

/// Checks revisions in the order of their changes, whose numbers have no gaps after the first.
/// `reached` is the last change checked so far.
fn check_rows(
    connection: &mut DbConnection,
    verified: &mut Verified,
    rows: Vec<RevisionRow>,
    reached: &mut Option<i64>,
) {
    for row in rows {
        verified.revisions += 1;
        if let Some(reached) = *reached
            && row.change > reached + 1
        {
            let (first, last) = (reached + 1, row.change - 1);
            verified.others.push(if first == last {
                format!("change {first} is missing")
            } else {
                format!("changes {first} to {last} are missing")
            });
        }
        *reached = Some(row.change);
        if !row.is_intact() {
            verified.damaged.push(row.damage().with_current_slug(connection));
        }
        if let Err(err) = row.redactions() {
            verified.others.push(format!("change {}: {err}", row.change));
        }
    }
}

fn check_organizations(
    connection: &mut DbConnection,
    verified: &mut Verified,
) -> Result<(), StoreError> {
    let mut reached = 0;
    loop {
        let batch = organizations_after(connection, reached)?;
        let Some((last, _)) = batch.rows.last() else { return Ok(()) };
        reached = last.change;
        for (row, revision) in &batch.rows {
            let slug = row.slug();
            let revision = revision.as_ref();
            if revision.is_none_or(|it| it.is_intact() && !row.agrees_with(it)) {
                let sentence =
                    format!("the row of the organization `{slug}` contradicts its newest revision");
                verified.others.push(sentence);
            }
            let is_wrong = |it: &RevisionRow| it.is_intact() && !batch.has_mentions_of(row, it);
            if revision.is_some_and(is_wrong) {
                verified.others.push(format!(
                    "the table of mentions contradicts the newest revision of the organization \
                     `{slug}`"
                ));
            }
        }
    }
}

/// Some organizations with their newest revisions and the mentions that the table has for them.
struct OrganizationBatch {
    rows: Vec<(OrganizationRow, Option<RevisionRow>)>,
    mentions: HashMap<String, Vec<String>>,
    /// The last change up to which the table of mentions is complete.
    completed: i64,
}

impl OrganizationBatch {
    /// Whether the table has exactly the mentions of an organization.
    fn has_mentions_of(&self, row: &OrganizationRow, revision: &RevisionRow) -> bool {
        let named = organizations_named_in(revision.document());
        let named = named.iter().map(|slug| slug.as_str());
        let mentions = self.mentions.get(&row.id).into_iter().flatten();
        row.change > self.completed || named.eq(mentions.map(String::as_str))
    }
}

/// The first batch of organizations after a change.
fn organizations_after(
    connection: &mut DbConnection,
    change: i64,
) -> Result<OrganizationBatch, StoreError> {
    connection.transaction(|connection| {
        // A server may be writing meanwhile.
        read_from_one_snapshot(connection)?;
        let rows: Vec<(OrganizationRow, Option<RevisionRow>)> = organizations::table
            .left_join(revisions::table)
            .filter(organizations::change.gt(change))
            .order(organizations::change)
            .limit(BATCH)
            .select((OrganizationRow::as_select(), Option::<RevisionRow>::as_select()))
            .load(connection)?;
        let ids: Vec<&str> = rows.iter().map(|(row, _)| row.id.as_str()).collect();
        let mentions = mentions_of(connection, &ids)?;
        Ok(OrganizationBatch { mentions, completed: completed(connection)?, rows })
    })
}

fn check_terms(connection: &mut DbConnection, verified: &mut Verified) -> Result<(), StoreError> {
    let rows: Vec<(TermRow, Option<RevisionRow>)> = terms::table
        .left_join(revisions::table)
        .select((TermRow::as_select(), Option::<RevisionRow>::as_select()))
        .load(connection)?;
    for (row, revision) in rows {
        if revision.is_none_or(|it| it.is_intact() && !row.agrees_with(&it)) {
            let slug = row.slug();
            verified
                .others
                .push(format!("the row of the term `{slug}` contradicts its newest revision"));
        }
    }
    Ok(())
}
