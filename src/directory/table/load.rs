//! Loads a table in one transaction.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::columns::{Column, Columns};
use super::keys;
use super::mapping::ColumnMapping;
use super::report::{
    ChangedCell, MAX_CELLS, MAX_MISTAKES, MAX_SHOWN, Notice, TableLoadError, TableMistakes,
    TableReport, around_difference, column_name, mistake_in,
};
use super::row::{Outcome, apply, column_at, made_from};
use crate::directory::Directory;
use crate::directory::batch_checks::{Item, Rejections, SeenProfiles};
use crate::directory::documents::{by_slug, vocabulary_of};
use crate::directory::edits::{EditPolicy, EditedDocument, authored};
use crate::directory::load_session::LoadSession;
use crate::domain::{
    Author, Code, OrganizationState, ProfileReferences, Slug, Violation, Vocabulary,
};
use crate::store::{Store, StoreError, Writer};
use crate::tables::{Grid, column_letters};

/// Maximum number of rows whose profiles are in memory at the same time.
const CHUNK: usize = 200;

/// How to load a table.
pub struct TableOptions<'a> {
    /// The meaning of headers that are not names of columns.
    pub mapping: Option<&'a ColumnMapping>,
    /// Report what would happen, and change nothing.
    pub dry_run: bool,
    /// The fingerprint of the changes that were shown before. If a profile was edited since, so that
    /// the changes are others, nothing is loaded.
    pub expected: Option<&'a str>,
    /// A short description for the list of imports: the name of a file, never its path.
    pub source: &'a str,
    /// Called when everything is written and about to be committed.
    pub before_commit: &'a mut dyn FnMut(),
}

/// Loads a table: a revision for each profile that a row changes, and only if no cell has a mistake.
///
/// # Errors
///
/// When a header is unknown, with all mistakes when a cell has one, and when the store fails.
/// Nothing has changed then.
pub fn load_table(
    store: &Store,
    grid: &Grid,
    options: TableOptions<'_>,
    author: &Author,
) -> Result<TableReport, TableLoadError> {
    let columns = Columns::of(&grid.header, options.mapping)?;
    let written = store.write(author, |writer| {
        let mut report = write(writer, grid, &columns).map_err(Halt::Failed)?;
        let is_expected = options.expected.is_none_or(|it| it == report.fingerprint);
        report.is_outdated = !is_expected;
        // A dry run does everything and is then rolled back, so that its report is exact.
        if options.dry_run || report.is_outdated {
            report.load.change = writer.last_change();
            return Err(Halt::DryRun(Box::new(report)));
        }
        report.load.id = writer.add_import(options.source)?;
        report.load.change = writer.last_change();
        (options.before_commit)();
        Ok(report)
    });
    match written {
        Ok(report) => Ok(report),
        Err(Halt::DryRun(report)) => Ok(*report),
        Err(Halt::Failed(err)) => Err(err),
    }
}

impl Directory {
    /// Loads a table like [`load_table`], and wakes the follower.
    ///
    /// # Errors
    ///
    /// Those of [`load_table`].
    pub fn import_table(
        &self,
        grid: &Grid,
        options: TableOptions<'_>,
        author: &Author,
    ) -> Result<TableReport, TableLoadError> {
        let report = load_table(&self.store, grid, options, author)?;
        self.follower.wake();
        Ok(report)
    }
}

/// Why a transaction is rolled back.
enum Halt {
    DryRun(Box<TableReport>),
    Failed(TableLoadError),
}

impl From<StoreError> for Halt {
    fn from(err: StoreError) -> Self {
        Self::Failed(err.into())
    }
}

fn write(
    writer: &mut Writer<'_>,
    grid: &Grid,
    columns: &Columns,
) -> Result<TableReport, TableLoadError> {
    let vocabulary = vocabulary_of(&writer.terms()?)?;
    let log = writer.import_log()?;
    let keys = keys::resolve(writer, &grid.rows, columns)?;
    let seen = SeenProfiles::new(&vocabulary, false);
    // A table names single values, so it replaces edits of these on purpose.
    let edits = EditPolicy::Overwrite;
    let session = LoadSession::new(writer, seen, Rejections::none(), log, edits)
        .rejecting_similar_identifiers();
    let mut loading = Loading::new(grid, columns, session);
    let named = loading.named_rows(keys);
    for rows in named.chunks(CHUNK) {
        loading.add_rows(rows, &vocabulary)?;
    }
    loading.finish()
}

/// A table while it is loaded.
struct Loading<'t, 'l, 's> {
    grid: &'t Grid,
    columns: &'t Columns,
    session: LoadSession<'l, 's, usize>,
    report: TableReport,
    /// Each mistake with the index of its row, and of its column in the table.
    mistakes: Vec<(usize, Option<usize>, Violation)>,
    more_mistakes: usize,
    /// Number of rows that change nothing.
    unchanged: usize,
    /// The hash of all changes so far.
    changes: Sha256,
    /// The index of the row of each organization.
    rows_of: HashMap<Slug, usize>,
}

impl<'t, 'l, 's> Loading<'t, 'l, 's> {
    fn new(grid: &'t Grid, columns: &'t Columns, session: LoadSession<'l, 's, usize>) -> Self {
        let mut loading = Self {
            grid,
            columns,
            session,
            report: TableReport::default(),
            mistakes: Vec::new(),
            more_mistakes: 0,
            unchanged: 0,
            changes: Sha256::new(),
            rows_of: HashMap::new(),
        };
        for message in &grid.notices {
            loading.notice(None, None, message.clone());
        }
        loading
    }

    /// The rows whose key is known, each with the slug of its organization. Reports the others, and
    /// those whose organization has a row already.
    fn named_rows(&mut self, keys: Vec<keys::RowKey>) -> Vec<(usize, Slug)> {
        let key_column = Some(self.columns.all[self.columns.key].index);
        let mut named = Vec::new();
        for (row, key) in keys.into_iter().enumerate() {
            match key {
                Err(violation) => self.mistake(row, key_column, violation),
                Ok((slug, notices)) => {
                    for notice in notices {
                        self.notice(Some(row), key_column, notice);
                    }
                    if let Some(first) = self.rows_of.get(&slug) {
                        let first = self.grid.rows[*first].number;
                        let message = format!("`{slug}` is already in row {first}; keep one row");
                        let violation = super::cell::mistake(Code::Duplicate, message);
                        self.mistake(row, key_column, violation);
                    } else {
                        self.rows_of.insert(slug.clone(), row);
                        named.push((row, slug));
                    }
                }
            }
        }
        named
    }

    fn add_rows(
        &mut self,
        rows: &[(usize, Slug)],
        vocabulary: &Vocabulary,
    ) -> Result<(), TableLoadError> {
        let slugs: Vec<&Slug> = rows.iter().map(|(_, slug)| slug).collect();
        let states = by_slug(self.session.writer.organizations(&slugs)?);
        for (row, slug) in rows {
            let Some(state) = states.get(slug) else {
                let reason = format!("`{slug}` is missing although it was found");
                return Err(StoreError::Corrupt(reason).into());
            };
            let base = self.base_of(*row, state)?;
            let row_cells = &self.grid.rows[*row];
            let outcome = apply(row_cells, self.columns, state, base.as_deref(), vocabulary)?;
            self.add_outcome(*row, slug, outcome)?;
        }
        Ok(())
    }

    /// The document from which a row was made, if that is an older revision which can be compared.
    fn base_of(
        &mut self,
        row: usize,
        state: &OrganizationState,
    ) -> Result<Option<String>, StoreError> {
        let revision = made_from(&self.grid.rows[row], self.columns).and_then(|it| it.parse().ok());
        match revision.filter(|revision| *revision < state.revision) {
            Some(revision) => self.session.writer.comparable_document(&state.id, revision),
            None => Ok(None),
        }
    }

    /// Says which edits are replaced by rows that do not name a revision.
    fn notice_replaced_edits(&mut self) {
        let edited = std::mem::take(&mut self.session.report.overwritten);
        for EditedDocument { slug, keys, authors, .. } in edited {
            let Some(&row) = self.rows_of.get(&slug) else { continue };
            if made_from(&self.grid.rows[row], self.columns).is_some() {
                continue;
            }
            let authors: Vec<String> =
                authors.iter().map(|(author, at)| authored(author, *at)).collect();
            // The citations of a changed value change with it.
            for key in keys.iter().filter(|key| !matches!(key.as_str(), "sources" | "fact_sources"))
            {
                let message = format!("replaces an edit of `{key}` ({})", authors.join("; "));
                self.notice(Some(row), column_at(&format!("/{key}"), self.columns), message);
            }
        }
        if self.report.cell_count > 0 && self.columns.place_of(&Column::Revision).is_none() {
            let message = "the table has no column `revision`, so its cells also replace values that \
                           were changed after the table was made";
            self.notice(None, None, message.to_owned());
        }
    }

    fn add_outcome(&mut self, row: usize, slug: &Slug, outcome: Outcome) -> Result<(), StoreError> {
        for (column, message) in outcome.notices {
            self.notice(Some(row), column, message);
        }
        let has_mistakes = !outcome.mistakes.is_empty();
        for (column, violation) in outcome.mistakes {
            self.mistake(row, column, violation);
        }
        for change in &outcome.changes {
            self.report.cell_count += 1;
            let row = self.grid.rows[row].number;
            // Debug writes quotes around each text, so that no other texts give the same.
            let text = format!("{row} {} {slug} {:?} {:?}", change.column, change.old, change.new);
            self.changes.update(text.as_bytes());
            if self.report.cells.len() < MAX_CELLS {
                let (old, new) = around_difference(&change.old, &change.new, MAX_SHOWN);
                self.report.cells.push(ChangedCell {
                    row,
                    letters: column_letters(change.column),
                    column: column_name(self.grid, change.column),
                    slug: slug.clone(),
                    old,
                    new,
                });
            }
        }
        match outcome.draft {
            Some(draft) => match draft.document {
                Ok(profile) if !has_mistakes => self.session.add(row, profile),
                _ => self.session.add_refused(row, draft.references),
            },
            None if has_mistakes => {
                let slug = Some(slug.clone());
                let references = ProfileReferences { slug, ..ProfileReferences::default() };
                self.session.add_refused(row, references)
            }
            None => {
                self.unchanged += 1;
                Ok(())
            }
        }
    }

    fn finish(mut self) -> Result<TableReport, TableLoadError> {
        self.session.finish()?;
        let rejections = std::mem::replace(&mut self.session.rejections, Rejections::none());
        self.more_mistakes += rejections.more;
        for rejection in rejections.kept {
            let Item::Organization(row) = rejection.item else { continue };
            let column = column_at(&rejection.violation.pointer, self.columns);
            self.mistake(row, column, rejection.violation);
        }
        if !self.mistakes.is_empty() {
            return Err(TableLoadError::Rejected(self.rejected()));
        }
        // They were replaced on purpose, cell by cell.
        self.notice_replaced_edits();
        let mut report = self.report;
        let fingerprint = self.changes.finalize();
        report.fingerprint = fingerprint.iter().map(|byte| format!("{byte:02x}")).collect();
        report.load = self.session.report;
        report.load.unchanged += self.unchanged;
        Ok(report)
    }

    fn rejected(&mut self) -> TableMistakes {
        let mut mistakes = std::mem::take(&mut self.mistakes);
        mistakes.sort_by_key(|(row, column, _)| (*row, *column));
        let key_column = self.columns.all[self.columns.key].index;
        let kept = mistakes.into_iter().map(|(row, column, violation)| {
            let key = self.grid.rows[row].cell(key_column).map_or("", |cell| cell.text.as_str());
            mistake_in(self.grid, row, column, key, violation)
        });
        TableMistakes { kept: kept.collect(), more: self.more_mistakes }
    }

    fn mistake(&mut self, row: usize, column: Option<usize>, violation: Violation) {
        if self.mistakes.len() < MAX_MISTAKES {
            self.mistakes.push((row, column, violation));
        } else {
            self.more_mistakes += 1;
        }
    }

    fn notice(&mut self, row: Option<usize>, column: Option<usize>, message: String) {
        self.report.notice_count += 1;
        if self.report.notices.len() < MAX_CELLS {
            let row = row.map(|row| self.grid.rows[row].number);
            let column = column.map(|column| column_name(self.grid, column));
            self.report.notices.push(Notice { row, column, message });
        }
    }
}
