//! `/edit/imports/new`: imports a table in steps.

use askama::Template;

use super::{EditFrame, FormMistake};
use crate::directory::{
    ChangedCell, INNER_COLUMNS, Notice, TableMistake, TableMistakes, TableReport, editing_columns,
};
use crate::domain::Import;
use crate::site::{Frame, SiteError, display};

/// Maximum number of changed cells, of notices, and of mistakes on a page.
const MAX_SHOWN: usize = 300;

/// The form of the first step as it was sent.
#[derive(Clone, Debug, Default)]
pub struct TableForm {
    /// The pasted cells.
    pub text: String,
    pub mistakes: Vec<FormMistake>,
}

/// A table that a page carries to the next step.
#[derive(Clone, Debug)]
pub struct CarriedTable {
    /// The name of the file.
    pub name: String,
    /// The extension of the format.
    pub format: String,
    /// The file in base64.
    pub content: String,
    /// The cells as they were pasted; `None` for a file.
    pub pasted: Option<String>,
    /// The chosen columns: the index of each in the table, and its name; empty to ignore it.
    pub columns: Vec<(usize, String)>,
}

/// A header, with the column that it means.
#[derive(Clone, Debug)]
pub struct TableColumnChoice {
    /// The index of the column in the table, from 0.
    pub index: usize,
    /// The letters of the column.
    pub letters: String,
    /// The name in the header.
    pub name: String,
    /// The chosen or proposed column; `None` to ignore it.
    pub chosen: Option<String>,
    /// Whether the name is that of a column.
    pub is_known: bool,
}

#[derive(Template)]
#[template(path = "edit/import_table.html")]
struct FormTemplate<'p> {
    frame: EditFrame,
    text: &'p str,
    mistakes: &'p [FormMistake],
    /// The columns of the table to download.
    columns: String,
}

#[derive(Template)]
#[template(path = "edit/import_columns.html")]
struct ColumnsTemplate<'p> {
    frame: EditFrame,
    table: &'p CarriedTable,
    choices: &'p [TableColumnChoice],
    /// The names of the columns that can be chosen.
    options: &'p [String],
    mistakes: &'p [FormMistake],
}

#[derive(Template)]
#[template(path = "edit/import_changes.html")]
struct ChangesTemplate<'p> {
    frame: EditFrame,
    table: &'p CarriedTable,
    summary: String,
    cells: &'p [ChangedCell],
    more_cells: usize,
    notices: &'p [Notice],
    more_notices: usize,
    note: &'p str,
    mistakes: &'p [FormMistake],
    /// Identifies the changes, so that no others are imported.
    fingerprint: &'p str,
    /// Whether the changes were others when the editor confirmed them.
    is_outdated: bool,
}

#[derive(Template)]
#[template(path = "edit/import_mistakes.html")]
struct MistakesTemplate<'p> {
    frame: EditFrame,
    table: &'p CarriedTable,
    summary: String,
    mistakes: &'p [TableMistake],
    more: usize,
}

#[derive(Template)]
#[template(path = "edit/imported.html")]
struct ImportedTemplate {
    frame: EditFrame,
    /// The id of the import, its source and its number of changes; `None` if nothing changed.
    import: Option<(String, String, String)>,
}

/// The first step: a file or pasted cells.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn import_table(frame: EditFrame, form: &TableForm) -> Result<String, SiteError> {
    let prefix = prefix(&form.mistakes);
    let frame = frame.titled(format!("{prefix}Import a table"));
    // The API selects keys of profiles, not the columns inside them.
    let is_inner = |column: &String| INNER_COLUMNS.iter().any(|(name, ..)| name == column);
    let mut columns = editing_columns();
    columns.retain(|column| !is_inner(column));
    let columns = columns.join(",");
    Ok(FormTemplate { frame, text: &form.text, mistakes: &form.mistakes, columns }.render()?)
}

/// The second step: the meaning of each header. `options` are the columns that can be chosen.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn import_columns(
    frame: EditFrame,
    table: &CarriedTable,
    choices: &[TableColumnChoice],
    options: &[String],
    mistakes: &[FormMistake],
) -> Result<String, SiteError> {
    let frame = frame.titled(format!("{}Columns of the table", prefix(mistakes)));
    Ok(ColumnsTemplate { frame, table, choices, options, mistakes }.render()?)
}

/// The third step: each change, to be confirmed with a note.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn import_changes(
    frame: EditFrame,
    table: &CarriedTable,
    report: &TableReport,
    note: &str,
    mistakes: &[FormMistake],
) -> Result<String, SiteError> {
    let profiles = report.load.updated.len();
    let summary =
        format!("{} in {}", counted(report.cell_count, "change"), counted(profiles, "profile"));
    let frame = frame.titled(format!("{}Check the changes", prefix(mistakes)));
    let cells = &report.cells[..report.cells.len().min(MAX_SHOWN)];
    let notices = &report.notices[..report.notices.len().min(MAX_SHOWN)];
    let page = ChangesTemplate {
        frame,
        table,
        summary,
        cells,
        more_cells: report.cell_count - cells.len(),
        notices,
        more_notices: report.notice_count - notices.len(),
        note,
        mistakes,
        fingerprint: &report.fingerprint,
        is_outdated: report.is_outdated,
    };
    Ok(page.render()?)
}

/// The third step if cells have mistakes.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn import_mistakes(
    frame: EditFrame,
    table: &CarriedTable,
    mistakes: &TableMistakes,
) -> Result<String, SiteError> {
    let summary = counted(mistakes.count(), "mistake");
    let shown = &mistakes.kept[..mistakes.kept.len().min(MAX_SHOWN)];
    let more = mistakes.count() - shown.len();
    let frame = frame.titled("Error: The table has mistakes");
    Ok(MistakesTemplate { frame, table, summary, mistakes: shown, more }.render()?)
}

/// The result of an import; `None` if it changed nothing.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn imported(frame: EditFrame, import: Option<&Import>) -> Result<String, SiteError> {
    let import = import.map(|import| {
        let changes = usize::try_from(import.last_change - import.first_change + 1).unwrap_or(0);
        let profiles = counted(changes, "profile");
        (import.id.clone(), import.source.clone(), profiles)
    });
    let frame = frame.titled(if import.is_some() { "Imported" } else { "Nothing to import" });
    Ok(ImportedTemplate { frame, import }.render()?)
}

fn prefix(mistakes: &[FormMistake]) -> &'static str {
    if mistakes.is_empty() { "" } else { "Error: " }
}

/// A count with its noun.
fn counted(count: usize, noun: &str) -> String {
    format!("{} {noun}{}", display::with_commas(count), if count == 1 { "" } else { "s" })
}
