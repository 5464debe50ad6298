//! Recognizes files that hold no JSON, to say what they are and what to do with them.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The first bytes of some formats, with the extension that usually names them.
const BEGINNINGS: [(&[u8], &str); 6] = [
    (b"SQLite format 3\0", "db"),
    (b"PK\x03\x04", "zip"),
    (b"\x1F\x8B", "gz"),
    (b"BZh", "bz2"),
    (b"\xFD7zXZ\0", "xz"),
    (b"\x28\xB5\x2F\xFD", "zst"),
];

/// Number of bytes that tell the formats apart.
pub(super) const FIRST_BYTES: u64 = 16;

/// A description of a file that cannot be read because of its extension: what it is, and what to
/// do.
pub(super) fn describe(path: &Path) -> String {
    let extension = path.extension().map(|it| it.to_string_lossy().to_ascii_lowercase());
    // A spreadsheet is a zip inside, so a known extension comes before the first bytes.
    let known = extension.as_deref().and_then(describe_kind);
    if let Some(known) = known.or_else(|| describe_kind(beginning_of(path)?)) {
        return known.to_owned();
    }
    let ending = match extension {
        Some(extension) => format!("ends in `.{extension}`"),
        None => "has no extension".to_owned(),
    };
    format!(
        "{ending}, but profiles are read from .json, .ndjson and .jsonl files; if it holds JSON, \
         rename it, or pipe it in with `-` as the path"
    )
}

fn describe_kind(extension: &str) -> Option<&'static str> {
    match extension {
        "ods" | "xls" | "numbers" => Some(
            "is a spreadsheet; save it as .xlsx (in the program: File, Save As), and load that file to \
             change values of profiles",
        ),
        "csv" | "tsv" | "xlsx" | "parquet" => Some(
            "is a table, which does not hold whole profiles; give a .json, .ndjson or .jsonl file, \
             or load a .csv, .tsv or .xlsx file by itself to change values of profiles",
        ),
        "db" | "sqlite" | "sqlite3" => Some(
            "is a SQLite database; use `restore` for a backup, or `export` its profiles with \
             --database-url and load that file",
        ),
        "gz" | "bz2" | "xz" | "zst" | "tar" | "tgz" | "7z" | "rar" => {
            Some("is compressed or an archive; unpack it, and give the file or folder in it")
        }
        "zip" => Some(
            "is a zip; rename it to .zip if it is a dataset, or else unpack it and give the folder",
        ),
        "sha256" => Some("is the hash of another file; give that file"),
        "pdf" | "doc" | "docx" | "odt" | "html" | "htm" | "xml" | "yaml" | "yml" | "toml" => Some(
            "is a document in another format; give a .json, .ndjson or .jsonl file with profiles",
        ),
        _ => None,
    }
}

/// A description of standard input that holds no text, by its first bytes; `None` if it may be
/// text.
pub(super) fn describe_stream(first: &[u8]) -> Option<&'static str> {
    let binary = extension_of(first)?;
    Some(match binary {
        "db" => "is a SQLite database; give its path to `restore`",
        "zip" => "is a zip; give the path of the file instead of `-`",
        _ => "is compressed; unpack it first",
    })
}

/// The extension that fits the first bytes of a file, if they are known.
fn beginning_of(path: &Path) -> Option<&'static str> {
    let mut first = Vec::new();
    File::open(path).ok()?.take(FIRST_BYTES).read_to_end(&mut first).ok()?;
    extension_of(&first)
}

fn extension_of(first: &[u8]) -> Option<&'static str> {
    let found = BEGINNINGS.iter().find(|(magic, _)| first.starts_with(magic));
    found.map(|(_, extension)| *extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_described_by_its_extension_or_else_by_its_first_bytes() {
        let folder = tempfile::tempdir().unwrap();
        for (name, content, expected) in [
            ("a.CSV", "slug,name\n", "is a table"),
            ("a.xlsx", "PK\x03\x04", "is a table"),
            ("a.db", "", "use `restore`"),
            ("backup", "SQLite format 3\0", "use `restore`"),
            ("a.ndjson.gz", "", "unpack it"),
            ("unnamed", "BZh9", "unpack it"),
            ("dataset", "PK\x03\x04", "if it is a dataset"),
            ("backup.db.sha256", "", "give that file"),
            ("a.pdf", "", "another format"),
            ("notes.txt", "{}", "ends in `.txt`"),
            ("notes", "{}", "has no extension"),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, content).unwrap();
            let described = describe(&path);
            assert!(described.contains(expected), "{name}: {described}");
            assert_eq!(described.contains("holds JSON"), name.starts_with("notes"), "{described}");
        }
    }
}
