//! Resolves a path to the files to read.

use std::collections::HashSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::{SeedError, nature};

/// The descriptor of a Frictionless Data Package. It describes the other files of the folder and
/// contains no documents.
const DESCRIPTOR: &str = "datapackage.json";

/// Whether a path means standard input.
pub(super) fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Whether a file is JSON by its extension; all other accepted files are NDJSON.
pub(super) fn is_json(path: &Path) -> bool {
    extension(path) == Some("json")
}

/// The path itself if it is a file, or all accepted files below it if it is a folder.
pub(super) fn files(path: &Path) -> Result<Vec<PathBuf>, SeedError> {
    let metadata = fs::metadata(path).map_err(error_at(path))?;
    if metadata.is_dir() {
        let mut files = Vec::new();
        collect(path, &mut HashSet::new(), &mut files)?;
        if files.is_empty() {
            return Err(SeedError::EmptyFolder(path.to_owned()));
        }
        return Ok(files);
    }
    if !metadata.is_file() {
        return Err(SeedError::NotAFile(path.to_owned()));
    }
    match extension(path) {
        Some(_) => Ok(vec![path.to_owned()]),
        None => {
            let nature = nature::describe(path);
            Err(SeedError::OtherExtension { path: path.to_owned(), nature })
        }
    }
}

/// Adds the files of a folder and its subfolders. `visited` contains the canonical paths of the
/// folders seen so far, so that circular links end.
fn collect(
    folder: &Path,
    visited: &mut HashSet<PathBuf>,
    files: &mut Vec<PathBuf>,
) -> Result<(), SeedError> {
    if !visited.insert(folder.canonicalize().map_err(error_at(folder))?) {
        return Ok(());
    }
    let mut entries = fs::read_dir(folder)
        .and_then(|entries| entries.collect::<io::Result<Vec<_>>>())
        .map_err(error_at(folder))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => collect(&path, visited, files)?,
            Ok(_) if entry.file_name() == DESCRIPTOR => {}
            Ok(metadata) if metadata.is_file() && extension(&path).is_some() => files.push(path),
            Err(error) if extension(&path).is_some() => return Err(error_at(&path)(error)),
            Ok(_) | Err(_) => {}
        }
    }
    Ok(())
}

/// The extension in lower case, if files with it are read.
fn extension(path: &Path) -> Option<&'static str> {
    let extension = path.extension()?;
    ["json", "ndjson", "jsonl"].into_iter().find(|known| extension.eq_ignore_ascii_case(known))
}

pub(super) fn error_at(path: &Path) -> impl Fn(io::Error) -> SeedError {
    let path = path.to_owned();
    move |source| match source.kind() {
        ErrorKind::NotFound => SeedError::NotFound(path.clone()),
        _ => SeedError::Unreadable { path: path.clone(), source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(paths: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for path in paths {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "[]").unwrap();
        }
        folder
    }

    #[test]
    fn a_folder_yields_its_files_in_order() {
        let folder = folder_with(&[
            "b/z.json",
            "b/a.NDJSON",
            "b/c/d.jsonl",
            "a.json",
            "c.json",
            "README.md",
            "LICENSE",
            ".hidden.json",
            ".git/x.json",
            "notes.txt",
            "json",
            "datapackage.json",
        ]);
        let found: Vec<String> = files(folder.path())
            .unwrap()
            .iter()
            .map(|path| path.strip_prefix(folder.path()).unwrap().display().to_string())
            .collect();
        assert_eq!(found, ["a.json", "b/a.NDJSON", "b/c/d.jsonl", "b/z.json", "c.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn circular_links_end() {
        let folder = folder_with(&["a/x.json"]);
        std::os::unix::fs::symlink(folder.path(), folder.path().join("a/up")).unwrap();
        std::os::unix::fs::symlink(folder.path().join("a"), folder.path().join("b")).unwrap();
        assert_eq!(files(folder.path()).unwrap(), [folder.path().join("a/x.json")]);
    }

    #[test]
    fn errors_say_what_to_do() {
        let folder = folder_with(&["notes.txt", "empty/README.md", "none"]);
        for (name, expected) in [
            ("gone.json", "does not exist"),
            ("notes.txt", "rename it"),
            ("none", "rename it"),
            ("empty", "give the folder that holds the profiles"),
        ] {
            let error = files(&folder.path().join(name)).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains(expected), "{error}");
        }
    }
}
