//! `/imports`: many profiles at once, all of them or none, and how to take them
//! back. The same as the command `load`, with its body for the file.

mod report;
pub mod revert;

use std::io::{self, Read};

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use bytes::{Buf, Bytes};
use tokio::sync::mpsc::{Receiver, channel};
use utoipa::IntoParams;

use self::report::{ImportReport, answer};

use super::Service;
use super::auth::authorize;
use super::body::{media_type_of, stream_body};
use super::limits::IMPORT_TIMEOUT;
use super::negotiation::accept;
use super::params::Params;
use super::problem::{INVALID_IMPORT, Problem, ProblemBody, ProblemError, named};
use super::reply::JSON;
use super::writing::{note, shown_within};
use crate::directory::{
    Batch, Directory, Incoming, LoadError, LoadOptions, LoadReport, Rejections,
};
use crate::domain::{Author, Role};
use crate::seed::{self, Form, MAX_MISTAKES, Mistake, Origin, Profiles, Source};

/// The path of imports, whose bodies may be long.
pub const IMPORTS: &str = "/api/v1/imports";

const NDJSON: &str = "application/x-ndjson";

/// How many pieces of a body wait to be taken in.
const PIECES: usize = 16;

/// The parameters of [`import_organizations`], for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "its fields describe the parameters and are never read")]
pub struct ImportParameters {
    /// `true`: report what would happen, and change nothing.
    #[param(example = true)]
    dry_run: Option<bool>,
    /// `true`: withdraw every organization that the body does not have.
    #[param(example = false)]
    prune: Option<bool>,
}

/// What is asked of an import.
#[derive(Clone, Copy)]
struct Asked {
    form: Form,
    dry_run: bool,
    prune: bool,
}

/// Import organizations
///
/// Many profiles at once, one a line or in an array: all of them or none. Each that differs from
/// what stands gets a revision; what is the same stays. Every mistake is named at once, with its
/// line. One import runs at a time, and no other writes come between.
#[utoipa::path(
    post,
    path = "/api/v1/imports",
    tag = "editing",
    security(("key" = [])),
    params(
        ImportParameters,
    ),
    request_body(
        description = "Profiles: one a line, or a JSON array of them; at most 64 MiB",
        content(
            (String = "application/x-ndjson"),
            (Vec<crate::domain::Profile> = "application/json"),
        ),
    ),
    responses(
        (status = 200, description = "What was done, or with `dry_run` would be", body = ImportReport),
        (status = 400, description = "A parameter or header is not valid, or the body broke off", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "The key is no admin's", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "There are mistakes: `errors` names them by line; nothing was changed", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn import_organizations(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let key = authorize(&request, &service, Role::Admin).await?;
    accept(&request, JSON)?;
    let author = Author::key(&key.name, note(&request)?);
    let mut params = Params::parse(request.query_string(), &["dry_run", "prune"]);
    let (dry_run, prune) = (params.flag("dry_run"), params.flag("prune"));
    params.finish()?;
    let (dry_run, prune) = (dry_run.unwrap_or(false), prune.unwrap_or(false));
    let form = match media_type_of(&request, &[NDJSON, JSON])? {
        0 => Form::Lines,
        _ => Form::Json,
    };
    let Ok(_turn) = service.importing.try_acquire() else {
        return Err(Problem::unavailable("another import runs; try again when it is done"));
    };
    let source = take_in(&request, form).await?;
    let asked = Asked { form, dry_run, prune };
    let report =
        service.ask_at_length(move |directory| import(directory, source, asked, &author)).await??;
    if report.id.is_some() {
        shown_within(&service, report.change, IMPORT_TIMEOUT).await;
    }
    answer(report, dry_run)
}

/// Takes in the body to its end, before anybody waits for the database.
async fn take_in(request: &HttpRequest, form: Form) -> Result<Source, Problem> {
    let (to, from) = channel(PIECES);
    let taking = actix_web::web::block(move || {
        Source::take_in(Pieces { from, piece: Bytes::new() }, "the body", form)
    });
    let (streamed, taken) = futures_util::future::join(stream_body(request, to), taking).await;
    streamed?;
    let taken = taken.map_err(|err| Problem::internal(&err))?;
    taken.map_err(|err| Problem::internal(&err))
}

/// The pieces of a body, read as one.
struct Pieces {
    from: Receiver<Bytes>,
    piece: Bytes,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.from.blocking_recv() {
                Some(piece) => self.piece = piece,
                None => return Ok(0),
            }
        }
        let count = buffer.len().min(self.piece.len());
        self.piece.copy_to_slice(&mut buffer[..count]);
        Ok(count)
    }
}

fn import(
    directory: &Directory,
    source: Source,
    asked: Asked,
    author: &Author,
) -> Result<LoadReport, Problem> {
    let mut mistakes = seed::Batch::default();
    let mut profiles = Profiles::of(source, &mut mistakes, |_| {});
    let batch = Batch {
        terms: Vec::new(),
        has_unreadable_terms: false,
        organizations: profiles.by_ref().map(Incoming::from),
        default_vocabulary: &seed::embedded_vocabulary(),
    };
    let source = match asked.form {
        Form::Lines => "lines sent to the server",
        _ => "an array sent to the server",
    };
    let options =
        LoadOptions { dry_run: asked.dry_run, prune: asked.prune, source, progress: &mut |_| {} };
    let loaded = directory.import(batch, options, author);
    profiles.count().map_err(|err| Problem::internal(&err))?;
    match loaded {
        Ok(report) => Ok(report),
        Err(LoadError::Rejected(rejections)) => Err(refused(mistakes, rejections, asked.form)),
        Err(LoadError::PruneAll) => {
            let detail = "there is no profile in the body, and `prune` would withdraw every \
                          organization; send those that are to stay";
            Err(Problem::new(&INVALID_IMPORT, detail))
        }
        Err(LoadError::Store(err)) => Err(Problem::of_store(err)),
    }
}

/// 422, with every mistake in the order of the lines.
fn refused(mut batch: seed::Batch, rejections: Rejections<Origin>, form: Form) -> Problem {
    for rejection in rejections.kept {
        if let crate::directory::Item::Organization(origin) = rejection.item {
            batch.add_mistake(Mistake::new(origin, rejection.violation));
        }
    }
    let count = batch.mistake_count() + rejections.more;
    batch.mistakes.sort_by_key(|mistake| mistake.origin.range().start);
    // To find a place takes a while: only for those that the answer has room for.
    let errors = batch.mistakes.into_iter().map(|mistake| error(mistake, form));
    let mut errors = named(errors, MAX_MISTAKES);
    errors.sort_by_key(|error| error.line);
    let detail = match count {
        1 if !errors.is_empty() => "there is a mistake; nothing was imported".to_owned(),
        _ if count > errors.len() => format!(
            "there are {count} mistakes, of which `errors` has {}; nothing was imported",
            errors.len()
        ),
        _ => format!("there are {count} mistakes; nothing was imported"),
    };
    Problem::new(&INVALID_IMPORT, detail).with_errors(errors)
}

fn error(mistake: Mistake, form: Form) -> ProblemError {
    let line = match form {
        // Each document is one line.
        Form::Lines => mistake.origin.first_line(),
        _ => mistake.place().line,
    };
    ProblemError { line: Some(line), ..ProblemError::from(mistake.violation) }
}
