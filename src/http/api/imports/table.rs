//! `POST /imports` with a table of a spreadsheet.

use actix_web::HttpResponse;
use bytes::{Bytes, BytesMut};
use futures_util::future::join;
use tokio::sync::mpsc::{Receiver, channel};

use super::report::respond_of_table;
use super::{CHANNEL_CHUNKS, ImportParameters, of_mistakes};
use crate::directory::{
    ColumnMapping, ColumnsError, TableLoadError, TableMistake, TableMistakes, TableOptions,
    TableReport, UnknownHeader,
};
use crate::domain::{Author, Code};
use crate::http::extract::call::Context;
use crate::http::problem::{
    CONTENT_TOO_LARGE, INVALID_IMPORT, INVALID_PARAMETER, MAX_ERRORS, Problem, ProblemError,
    bounded,
};
use crate::http::protocol::body::stream_body;
use crate::http::protocol::limits::IMPORT_TIMEOUT;
use crate::tables::{self, Grid, TableError, TableFormat};

/// The media type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The media types of tables.
pub const MEDIA_TYPES: [(&str, TableFormat); 3] = [
    ("text/csv", TableFormat::Csv),
    ("text/tab-separated-values", TableFormat::Tsv),
    (XLSX, TableFormat::Xlsx),
];

/// The name of a table in the list of imports.
const SOURCE: &str = "a table sent to the server";

/// Imports the table in the body of a request.
///
/// # Errors
///
/// 400 for parameters that are not for tables, 413 for a body that is too large, 422 for mistakes
/// in the table, 503 if another import is running.
pub async fn import_table(
    context: &Context,
    format: TableFormat,
    parameters: &ImportParameters,
    author: Author,
) -> Result<HttpResponse, Problem> {
    refuse_other_parameters(parameters)?;
    let mapping = parameters.columns.as_deref().map(mapping_of).transpose()?;
    let bytes = receive(context, tables::MAX_BYTES)
        .await?
        .ok_or_else(|| Problem::new(&CONTENT_TOO_LARGE, TableError::TooManyBytes.to_string()))?;
    let dry_run = parameters.dry_run.0;
    let read = context.service().call_without_deadline(move |_| tables::read(&bytes, format));
    let grid = read.await?.map_err(|err| unreadable(&err))?;
    let how = HowToLoad { mapping, dry_run, expected: None, source: SOURCE.to_owned() };
    let loaded = load(context, grid, how, author).await?;
    Ok(respond_of_table(loaded.outcome.map_err(problem)?, dry_run))
}

/// How to load a table: see [`TableOptions`].
pub struct HowToLoad {
    pub mapping: Option<ColumnMapping>,
    pub dry_run: bool,
    /// The fingerprint of the changes that were shown before.
    pub expected: Option<String>,
    /// The name of the file.
    pub source: String,
}

/// A table with the result of loading it.
pub struct Loaded {
    pub grid: Grid,
    pub outcome: Result<TableReport, TableLoadError>,
}

/// Loads a table as one import, and waits until readers see the result.
///
/// # Errors
///
/// 503 if another import is running.
pub async fn load(
    context: &Context,
    grid: Grid,
    how: HowToLoad,
    author: Author,
) -> Result<Loaded, Problem> {
    let service = context.service();
    let Ok(_turn) = service.importing.try_acquire() else {
        return Err(Problem::unavailable(
            "another import is running; try again when it has finished",
        ));
    };
    let loaded = service.call_without_deadline(move |directory| {
        let options = TableOptions {
            mapping: how.mapping.as_ref(),
            dry_run: how.dry_run,
            expected: how.expected.as_deref(),
            source: &how.source,
            before_commit: &mut || {},
        };
        let outcome = directory.import_table(&grid, options, &author);
        Loaded { grid, outcome }
    });
    let loaded = loaded.await?;
    if let Ok(report) = &loaded.outcome
        && report.load.id.is_some()
    {
        service.wait_until_visible_within(report.load.change, IMPORT_TIMEOUT).await;
    }
    Ok(loaded)
}

/// Refuses the options of imports of whole profiles.
fn refuse_other_parameters(parameters: &ImportParameters) -> Result<(), Problem> {
    let others = [
        ("prune", parameters.prune),
        ("keep_edits", parameters.keep_edits),
        ("overwrite_edits", parameters.overwrite_edits),
    ];
    match others.iter().find(|(_, value)| *value == Some(true)) {
        None => Ok(()),
        Some((name, _)) => {
            let message = format!(
                "`{name}` is not for tables, which change only the values of their cells; leave it \
                 out"
            );
            Err(Problem::of_parameter(&INVALID_PARAMETER, name, Code::Contradiction, message))
        }
    }
}

fn mapping_of(json: &str) -> Result<ColumnMapping, Problem> {
    ColumnMapping::parse(json).map_err(|err| {
        Problem::of_parameter(&INVALID_PARAMETER, "columns", Code::InvalidForm, err.to_string())
    })
}

/// Receives a whole body; `None` if it has more than `limit` bytes.
///
/// # Errors
///
/// 400, 408 or 413 for a body that cannot be received.
pub async fn receive(context: &Context, limit: usize) -> Result<Option<Bytes>, Problem> {
    let (sender, receiver) = channel(CHANNEL_CHUNKS);
    let collecting = collect(receiver, limit);
    let (sent, received) = join(stream_body(context.request(), sender), collecting).await;
    if received.is_some() {
        sent?;
    }
    Ok(received)
}

/// The chunks of a body; `None` if they have more than `limit` bytes.
async fn collect(mut receiver: Receiver<Bytes>, limit: usize) -> Option<Bytes> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = receiver.recv().await {
        if bytes.len() + chunk.len() > limit {
            return None;
        }
        bytes.extend_from_slice(&chunk);
    }
    Some(bytes.freeze())
}

/// 422 for a file that is not a table.
fn unreadable(err: &TableError) -> Problem {
    Problem::new(&INVALID_IMPORT, format!("{err}; nothing was imported"))
}

/// The problem for a table that was not loaded.
pub fn problem(err: TableLoadError) -> Problem {
    match err {
        TableLoadError::Columns(ColumnsError::Unknown { unknown, .. }) => unknown_columns(&unknown),
        TableLoadError::Columns(err) => {
            Problem::new(&INVALID_IMPORT, format!("{err}; nothing was imported"))
        }
        TableLoadError::Rejected(mistakes) => rejected(mistakes),
        TableLoadError::Store(err) => Problem::of_store(err),
    }
}

fn unknown_columns(unknown: &[UnknownHeader]) -> Problem {
    let errors = unknown.iter().map(|it| {
        let name = crate::domain::abbreviate(&it.name);
        let message = format!("`{name}` (column {}) is not the name of a column", it.letters);
        let error = ProblemError::new(Code::UnknownKey, message);
        let error = error.with_suggestion(it.proposal.map(str::to_owned));
        ProblemError { column: Some(name.into_owned()), ..error }
    });
    let detail = "the table has columns with unknown names; rename them, or map them with the \
                  parameter `columns`; nothing was imported";
    Problem::new(&INVALID_IMPORT, detail).with_errors(bounded(errors, MAX_ERRORS))
}

fn rejected(mistakes: TableMistakes) -> Problem {
    let count = mistakes.count();
    of_mistakes(count, bounded(mistakes.kept.into_iter().map(error), count))
}

fn error(mistake: TableMistake) -> ProblemError {
    let pointer = Some(mistake.violation.pointer.clone()).filter(|pointer| !pointer.is_empty());
    let error = ProblemError::from(mistake.violation);
    let column = mistake.cell.map(|cell| crate::domain::abbreviate(&cell.column).into_owned());
    ProblemError {
        row: Some(mistake.row),
        column,
        pointer: pointer.and(error.pointer.clone()),
        ..error
    }
}
