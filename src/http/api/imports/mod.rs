//! `POST /imports`: writes many profiles at once, all of them or none, like the command `load`.

mod report;
pub mod revert;
pub mod table;

use std::io::{self, Read};

use actix_web::HttpResponse;
use actix_web::web::block;
use bytes::{Buf, Bytes};
use futures_util::future::join;
use tokio::sync::mpsc::{Receiver, channel};

use self::report::{ImportReport, respond};
use crate::directory::{
    Batch, Directory, EditPolicy, EditedDocument, Incoming, Item, LoadError, LoadOptions,
    LoadReport, Rejections,
};
use crate::domain::{Author, Code, Profile};
use crate::http::extract::authorized::{Admin, Authorized};
use crate::http::extract::call::Context;
use crate::http::extract::parameters::Parameters;
use crate::http::extract::parameters::values::DryRun;
use crate::http::problem::{
    AdminResponses, EDITS_IN_IMPORT, INVALID_IMPORT, INVALID_PARAMETER, MAX_ERRORS, Problem,
    ProblemBody, ProblemError, bounded,
};
use crate::http::protocol::body::{media_type_of, stream_body};
use crate::http::protocol::limits::IMPORT_TIMEOUT;
use crate::http::protocol::reply::{JSON, NDJSON};
use crate::seed::{self, Form, MAX_MISTAKES, Mistake, Origin, Profiles, Source};

/// Maximum number of chunks of a body that wait to be read.
const CHANNEL_CHUNKS: usize = 16;

parameters! {
    /// The options of an import.
    pub struct ImportParameters {
        /// `true`: report what would happen, and change nothing.
        #[param(example = true)]
        dry_run: DryRun as bool,
        /// `true`: withdraw every organization that is not in the body.
        #[param(example = false)]
        prune: Option<bool> as bool,
        /// `true`: leave profiles that were edited since the last load or import as they are. Not
        /// together with `overwrite_edits`.
        #[param(example = false)]
        keep_edits: Option<bool> as bool,
        /// `true`: replace profiles that were edited since the last load or import.
        #[param(example = false)]
        overwrite_edits: Option<bool> as bool,
        /// Only for a table: a JSON object from each header that is not the name of a column to the
        /// name that it means, or to null to ignore it.
        #[param(example = "{\"Web site\": \"website\"}")]
        columns: Option<String> as String,
    }
}

impl ImportParameters {
    fn edit_policy(&self) -> Result<EditPolicy, Problem> {
        match (self.keep_edits.unwrap_or(false), self.overwrite_edits.unwrap_or(false)) {
            (true, true) => {
                let message = "`keep_edits` and `overwrite_edits` exclude each other; send one";
                let mut error = ProblemError::new(Code::Contradiction, message.to_owned());
                error.parameter = Some("keep_edits".to_owned());
                Err(Problem::new(&INVALID_PARAMETER, message).with_errors(vec![error]))
            }
            (true, false) => Ok(EditPolicy::Keep),
            (false, true) => Ok(EditPolicy::Overwrite),
            (false, false) => Ok(EditPolicy::Refuse),
        }
    }
}

/// The options of an import.
#[derive(Clone, Copy)]
struct ImportOptions {
    /// Whether the body was sent as NDJSON.
    is_ndjson: bool,
    dry_run: bool,
    prune: bool,
    edits: EditPolicy,
}

/// Import organizations
///
/// Writes many profiles at once, one per line or in an array: all of them or none. Each profile
/// that differs from the current one gets a revision; the others do not change. The response names
/// every mistake with its line. If profiles were edited since the last load or import and the
/// import would replace these edits, nothing is imported, unless `keep_edits` or `overwrite_edits`
/// says what to do with them. Imports run one at a time, and no other write runs during an
/// import.
///
/// A table of a spreadsheet changes single values: each row names an organization by its slug or an
/// identifier, and each column is a key of the profile, as in an export as CSV. An empty cell leaves
/// the value as it is, and `=` clears it. A list replaces the list, unless each of its elements
/// begins with `+` (add) or `-` (remove). The columns `source_url` and `source_title` name the
/// source of the changes in a row. A cell that is equal to that of an export changes nothing. The
/// response names each changed cell, or each mistake with its row and column.
#[utoipa::path(
    post,
    path = "/api/v1/imports",
    tag = "editing",
    security(("key" = [])),
    params(ImportParameters),
    request_body(
        description = "Profiles: one per line, or a JSON array of them; at most 64 MiB. NDJSON may also be sent as `application/ndjson`, `application/jsonl`, `application/x-jsonlines` or `application/jsonlines`. Or a table with a header; at most 16 MiB, 20,000 rows and 100 columns",
        content(
            (String = "application/x-ndjson"),
            (Vec<Profile> = "application/json"),
            (String = "text/csv"),
            (String = "text/tab-separated-values"),
            (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ),
    ),
    responses(
        (status = 200, description = "The result, or with `dry_run` what the result would be", body = ImportReport),
        (status = 400, description = "A parameter or header is not valid, or the body is incomplete", body = ProblemBody, content_type = "application/problem+json"),
        AdminResponses,
        (status = 409, description = "The import would replace edits; nothing was changed", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "There are mistakes: `errors` names them by line; nothing was changed", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn import_organizations(
    context: Context,
    Authorized { author, parts: (Parameters(parameters),), .. }: Authorized<
        Admin,
        (Parameters<ImportParameters>,),
    >,
) -> Result<HttpResponse, Problem> {
    let media_types = [&NDJSON[..], &[JSON], &table::MEDIA_TYPES.map(|(name, _)| name)].concat();
    let media_type = media_type_of(context.request(), &media_types)?;
    if let Some((_, format)) = table::MEDIA_TYPES.get(media_type.wrapping_sub(NDJSON.len() + 1)) {
        return table::import_table(&context, *format, &parameters, author).await;
    }
    if parameters.columns.is_some() {
        let message = "`columns` is only for tables; leave it out".to_owned();
        return Err(Problem::of_parameter(
            &INVALID_PARAMETER,
            "columns",
            Code::Contradiction,
            message,
        ));
    }
    let options = ImportOptions {
        is_ndjson: media_type < NDJSON.len(),
        dry_run: parameters.dry_run.0,
        prune: parameters.prune.unwrap_or(false),
        edits: parameters.edit_policy()?,
    };
    let Ok(_turn) = context.service().importing.try_acquire() else {
        return Err(Problem::unavailable(
            "another import is running; try again when it has finished",
        ));
    };
    let source = receive(&context).await?;
    let work = move |directory: &Directory| import(directory, source, options, &author);
    let report = context.service().call_without_deadline(work).await??;
    if report.id.is_some() {
        context.service().wait_until_visible_within(report.change, IMPORT_TIMEOUT).await;
    }
    Ok(respond(report, options.dry_run))
}

/// Receives the whole body before the import needs the database.
async fn receive(context: &Context) -> Result<Source, Problem> {
    let (sender, receiver) = channel(CHANNEL_CHUNKS);
    let receiving = block(move || {
        // Arrays are often sent as NDJSON, and lines as JSON.
        Source::from_stream(Chunks { receiver, chunk: Bytes::new() }, "the body", Form::Detect)
    });
    let (sent, received) = join(stream_body(context.request(), sender), receiving).await;
    sent?;
    let source = received.map_err(|err| Problem::internal(&err))?;
    source.map_err(|err| Problem::internal(&err))
}

/// The chunks of a body, as one reader.
struct Chunks {
    receiver: Receiver<Bytes>,
    chunk: Bytes,
}

impl Read for Chunks {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.chunk.is_empty() {
            match self.receiver.blocking_recv() {
                Some(chunk) => self.chunk = chunk,
                None => return Ok(0),
            }
        }
        let count = buffer.len().min(self.chunk.len());
        self.chunk.copy_to_slice(&mut buffer[..count]);
        Ok(count)
    }
}

fn import(
    directory: &Directory,
    source: Source,
    options: ImportOptions,
    author: &Author,
) -> Result<LoadReport, Problem> {
    let ImportOptions { is_ndjson, dry_run, prune, edits } = options;
    let mut mistakes = seed::Batch::default();
    let mut profiles = Profiles::new(source, &mut mistakes, |_| {});
    let batch = Batch {
        terms: Vec::new(),
        has_unreadable_terms: false,
        organizations: profiles.by_ref().map(Incoming::from),
        default_vocabulary: &seed::embedded_vocabulary(),
    };
    let source = if is_ndjson { "lines sent to the server" } else { "an array sent to the server" };
    let options = LoadOptions {
        dry_run,
        prune,
        edits,
        source,
        progress: &mut |_| {},
        before_commit: &mut || {},
    };
    let loaded = directory.import(batch, options, author);
    profiles.count().map_err(|err| Problem::internal(&err))?;
    match loaded {
        Ok(report) => Ok(report),
        Err(LoadError::Rejected(rejections)) => Err(refused(mistakes, rejections)),
        Err(LoadError::PruneAll) => {
            let detail = "the body has no profile, so `prune` would withdraw every organization; \
                          send the profiles that should remain";
            Err(Problem::new(&INVALID_IMPORT, detail))
        }
        Err(LoadError::WouldReplaceEdits(edited)) => Err(would_replace(&edited)),
        Err(LoadError::Store(err)) => Err(Problem::of_store(err)),
    }
}

/// 409 with the edits that the import would replace.
fn would_replace(edited: &[EditedDocument]) -> Problem {
    let errors = edited.iter().map(|it| ProblemError::new(Code::EditedSince, it.to_string()));
    let errors = bounded(errors, MAX_ERRORS);
    let which = match errors.as_slice() {
        [error] if edited.len() == 1 => error.message.clone(),
        errors if errors.len() < edited.len() => format!(
            "{} organizations or terms, of which `errors` has the first {}",
            edited.len(),
            errors.len()
        ),
        errors => format!("{} organizations or terms", errors.len()),
    };
    let detail = format!(
        "the import would replace edits, so nothing was imported; send `keep_edits=true` to leave \
         them as they are, or `overwrite_edits=true` to replace them: {which}"
    );
    Problem::new(&EDITS_IN_IMPORT, detail).with_errors(errors)
}

/// 422 with every mistake in the order of the lines.
fn refused(mut batch: seed::Batch, rejections: Rejections<Origin>) -> Problem {
    for rejection in rejections.kept {
        if let Item::Organization(origin) = rejection.item {
            batch.add_mistake(Mistake::new(origin, rejection.violation));
        }
    }
    let count = batch.mistake_count() + rejections.more;
    batch.mistakes.sort_by_key(|mistake| mistake.origin.range().start);
    // Finding the line of a mistake takes a while, so it is found only for those that fit.
    let errors = batch.mistakes.into_iter().map(error);
    let mut errors = bounded(errors, MAX_MISTAKES);
    errors.sort_by_key(|error| error.line);
    of_mistakes(count, errors)
}

/// The problem for an import with `count` mistakes, of which `errors` are the first.
fn of_mistakes(count: usize, errors: Vec<ProblemError>) -> Problem {
    let detail = match count {
        1 if !errors.is_empty() => "there is a mistake; nothing was imported".to_owned(),
        _ if count > errors.len() => format!(
            "there are {count} mistakes; `errors` has the first {}; nothing was imported",
            errors.len()
        ),
        _ => format!("there are {count} mistakes; nothing was imported"),
    };
    Problem::new(&INVALID_IMPORT, detail).with_errors(errors)
}

fn error(mistake: Mistake) -> ProblemError {
    let line = mistake.location().line;
    ProblemError { line: Some(line), ..ProblemError::from(mistake.violation) }
}
