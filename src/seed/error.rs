//! Why a path cannot be read at all.

use std::io;
use std::path::PathBuf;

use super::MAX_TEXT;

/// A path that gives no documents. Nothing of it was read.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    #[error(
        "`{}` does not exist; give a .json or .ndjson file, a folder of them, or `-` for standard input",
        .0.display()
    )]
    NotFound(PathBuf),
    #[error("`{}` cannot be read; check that it is whole and that you may read it", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error(
        "standard input cannot be kept in the temporary folder; make room there, or name another \
         with TMPDIR"
    )]
    NoRoom(#[source] io::Error),
    #[error(
        "`{}` is neither a .json nor an .ndjson file; rename it, or pipe it in with `-` as the path",
        .0.display()
    )]
    OtherExtension(PathBuf),
    #[error("`{}` is neither a file nor a folder; pipe it in with `-` as the path", .0.display())]
    NotAFile(PathBuf),
    #[error(
        "no .json, .ndjson or .jsonl file stands in `{}`; give the folder that holds the profiles",
        .0.display()
    )]
    EmptyFolder(PathBuf),
    #[error(
        "`{}` is longer than {} GiB; write it to an .ndjson file, one profile a line, and load that",
        .0.display(),
        MAX_TEXT >> 30
    )]
    TooLarge(PathBuf),
}
