//! The body of an export as a workbook.
//!
//! A workbook is a zip, whose directory is at its end, so it cannot be sent while it is made. It is
//! made in temporary files, row by row, and then read from there: memory holds one row.

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::time::Instant;

use actix_web::web::block;

use crate::catalog::{Export, HeldSnapshot};
use crate::directory::{WorkbookError, WorkbookExport};
use crate::http::problem::Problem;
use crate::http::protocol::connections::per_client::Slot;
use crate::http::protocol::file_body::FileBody;

/// Why a workbook was not made.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    #[error("the workbook was not finished in time")]
    Late,
    #[error("a text was redacted meanwhile")]
    Redacted,
    #[error(transparent)]
    File(#[from] io::Error),
}

/// Makes the workbook. Its body holds the slot, and ends early after a redaction.
///
/// # Errors
///
/// 503 if a text was redacted meanwhile or the deadline passed, 500 if the disk is full.
pub async fn workbook_body(
    profiles: Export,
    fields: Option<Vec<String>>,
    deadline: Instant,
    slot: Slot,
) -> Result<FileBody, Problem> {
    let snapshot = profiles.snapshot();
    let for_making = Arc::clone(&snapshot);
    let made = block(move || make(profiles, fields, deadline, &for_making)).await;
    let (file, length) = made.map_err(|err| Problem::internal(&err))?.map_err(problem)?;
    Ok(FileBody::new(file, 0, length, move || {
        let _held = &slot;
        !snapshot.is_taken()
    }))
}

fn make(
    profiles: Export,
    fields: Option<Vec<String>>,
    deadline: Instant,
    snapshot: &HeldSnapshot,
) -> Result<(File, u64), Failure> {
    let mut workbook = WorkbookExport::new(fields)?;
    for profile in profiles {
        if Instant::now() > deadline {
            return Err(Failure::Late);
        }
        workbook.add(&profile)?;
    }
    if snapshot.is_taken() {
        return Err(Failure::Redacted);
    }
    let mut file = tempfile::tempfile()?;
    workbook.finish(&mut file)?;
    let length = file.metadata()?.len();
    Ok((file, length))
}

fn problem(failure: Failure) -> Problem {
    match failure {
        Failure::Late | Failure::Redacted => {
            Problem::unavailable(&format!("{failure}; export again"))
        }
        failure => Problem::internal(&failure),
    }
}
