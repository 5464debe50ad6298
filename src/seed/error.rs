//! Errors for paths that cannot be read.

use std::io;
use std::path::PathBuf;

use super::MAX_TEXT_BYTES;

/// A path or stream could not be read. Mistakes in its content are not errors.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    #[error(
        "`{}` does not exist; give a .json or .ndjson file, a folder of them, a dataset, or `-` for \
         standard input",
        .0.display()
    )]
    NotFound(PathBuf),
    #[error(
        "`{}` cannot be read; check that it is complete and that you have permission to read it",
        path.display()
    )]
    Unreadable { path: PathBuf, source: io::Error },
    #[error(
        "the input does not fit into the temporary folder; free space there, or set TMPDIR to \
         another folder"
    )]
    NoRoom(#[source] io::Error),
    #[error("`{}` {nature}", path.display())]
    OtherExtension {
        path: PathBuf,
        /// Describes the file and the way out.
        nature: String,
    },
    #[error("`{}` is neither a file nor a folder; pipe it in with `-` as the path", .0.display())]
    NotAFile(PathBuf),
    #[error(
        "`{}` contains no .json, .ndjson or .jsonl file; give the folder that holds the profiles",
        .0.display()
    )]
    EmptyFolder(PathBuf),
    #[error(
        "`{}` is larger than {} GiB; convert it to an .ndjson file with one profile per line, and \
         load that",
        .0.display(),
        MAX_TEXT_BYTES >> 30
    )]
    TooLarge(PathBuf),
}
