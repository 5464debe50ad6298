//! Formats of exported profiles, the same over HTTP and on the command line.
//!
//! NDJSON contains each profile as it was written, so that it can be loaded again. CSV is for
//! spreadsheets: see [`cells`].

pub(super) mod cells;
mod workbook;

use std::str::FromStr;

use csv::{QuoteStyle, Terminator, WriterBuilder};

pub use workbook::{WorkbookError, WorkbookExport};

use super::documents::parse_stored;
use crate::catalog::json::{members, pick};
use crate::domain::{Term, TermScheme, TermState};
use crate::store::StoreError;

/// The format of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// One profile per line (application/x-ndjson).
    Ndjson,
    /// A JSON array (RFC 8259).
    Json,
    /// A table with a header row (RFC 4180).
    Csv,
}

impl ExportFormat {
    pub const ALL: [Self; 3] = [Self::Ndjson, Self::Json, Self::Csv];

    /// Its name, which is also its file extension.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Json => "json",
            Self::Csv => "csv",
        }
    }
}

/// The word is not the name of a format.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an export format; use ndjson, json or csv")]
pub struct UnknownFormat(String);

impl FromStr for ExportFormat {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, UnknownFormat> {
        let known = Self::ALL.into_iter().find(|format| format.as_str() == word);
        known.ok_or_else(|| UnknownFormat(word.chars().take(40).collect()))
    }
}

/// A profile to be exported is not valid JSON.
#[derive(Debug, thiserror::Error)]
#[error("a profile cannot be read: {0}")]
pub struct InvalidProfile(#[from] serde_json::Error);

/// The terms of one scheme in the form of a seed file: an array, with one key per line.
///
/// # Errors
///
/// When a stored term does not parse.
pub fn terms_of(scheme: TermScheme, states: &[TermState]) -> Result<String, StoreError> {
    let own = states.iter().filter(|state| state.scheme == scheme);
    let terms: Vec<Term> =
        own.map(|state| parse_stored(&state.document)).collect::<Result<_, _>>()?;
    let text = serde_json::to_string_pretty(&terms);
    Ok(text.expect("a term has only string keys") + "\n")
}

/// The columns that are not keys of a profile, each with the key and the member of its value that
/// it shows.
pub const INNER_COLUMNS: [(&str, &str, &str); 3] = [
    ("framing_in_short", "framing", "in_short"),
    ("lens", "framing", "lens"),
    ("method_in_short", "method", "in_short"),
];

/// The columns of a table unless the client selects others: those that are readable in a cell.
pub const DEFAULT_COLUMNS: [&str; 24] = [
    "slug",
    "name",
    "acronym",
    "status",
    "founded",
    "headquarters",
    "website",
    "affiliation",
    "focus_areas",
    "approaches",
    "populations",
    "sectors",
    "kinds",
    "scope",
    "countries",
    "ways_to_help",
    "identifiers",
    "summary",
    "framing_in_short",
    "framing",
    "lens",
    "method_in_short",
    "method",
    "verified_at",
];

/// The columns of a table that is edited in a spreadsheet and loaded. With the revision of each row,
/// the load recognizes values that were changed since.
pub fn editing_columns() -> Vec<String> {
    let others = ["other_names", "founders", "revision"];
    DEFAULT_COLUMNS.iter().chain(&others).map(|column| (*column).to_owned()).collect()
}

/// A profile, which is given as JSON, with the number of its revision.
pub fn with_revision(profile: &str, revision: i32) -> String {
    let members = profile.trim_start().trim_start_matches('{');
    format!("{{\"revision\":{revision},{members}")
}

/// Writes one export: call [`ExportWriter::begin`], [`ExportWriter::add`] for each profile, and
/// [`ExportWriter::end`]. It buffers nothing.
pub struct ExportWriter {
    format: ExportFormat,
    /// The selected keys of each profile, in this order; `None` for the default.
    fields: Option<Vec<String>>,
    /// Whether CSV is for programs: cells stay unescaped, even if a spreadsheet would run them as
    /// formulas, and no byte order mark precedes them.
    exact: bool,
    is_first: bool,
}

/// Without it, LibreOffice and Excel read UTF-8 as an older encoding.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

impl ExportWriter {
    pub fn new(format: ExportFormat, fields: Option<Vec<String>>, exact: bool) -> Self {
        Self { format, fields, exact, is_first: true }
    }

    /// Writes what precedes the first profile.
    pub fn begin(&self, out: &mut Vec<u8>) {
        match self.format {
            ExportFormat::Ndjson => {}
            ExportFormat::Json => out.push(b'['),
            ExportFormat::Csv => {
                if !self.exact {
                    out.extend_from_slice(BYTE_ORDER_MARK);
                }
                write_row(out, self.columns(), QuoteStyle::Necessary);
            }
        }
    }

    /// Writes a profile, which is given as compact JSON on one line.
    ///
    /// # Errors
    ///
    /// When it is not valid JSON. The caller must then discard what was added to `out`.
    pub fn add(&mut self, profile: &[u8], out: &mut Vec<u8>) -> Result<(), InvalidProfile> {
        match self.format {
            ExportFormat::Ndjson => {
                self.add_json(profile, out);
                out.push(b'\n');
            }
            ExportFormat::Json => {
                out.extend_from_slice(if self.is_first { b"\n" } else { b",\n" });
                self.add_json(profile, out);
            }
            ExportFormat::Csv => self.add_row(profile, out)?,
        }
        self.is_first = false;
        Ok(())
    }

    /// Writes what follows the last profile.
    pub fn end(&self, out: &mut Vec<u8>) {
        if self.format == ExportFormat::Json {
            out.extend_from_slice(b"\n]\n");
        }
    }

    fn columns(&self) -> Vec<&str> {
        match &self.fields {
            Some(fields) => fields.iter().map(String::as_str).collect(),
            None => DEFAULT_COLUMNS.into(),
        }
    }

    fn add_json(&self, profile: &[u8], out: &mut Vec<u8>) {
        match &self.fields {
            Some(fields) => out.extend(pick(profile, fields)),
            None => out.extend_from_slice(profile),
        }
    }

    fn add_row(&self, profile: &[u8], out: &mut Vec<u8>) -> Result<(), InvalidProfile> {
        let own = members(profile);
        let value = |members: &[(&str, &'_ [u8])], key: &str| {
            members.iter().find(|(own, _)| *own == key).map(|(_, json)| json.to_vec())
        };
        let cell = |column: &&str| {
            let inner = INNER_COLUMNS.iter().find(|(name, ..)| name == column);
            let json = match inner {
                Some((_, key, member)) => {
                    value(&own, key).and_then(|json| value(&members(&json), member))
                }
                None => value(&own, column),
            };
            json.map_or(Ok(String::new()), |json| cells::cell(column, &json, self.exact))
        };
        let row: Vec<String> = self.columns().iter().map(cell).collect::<Result<_, _>>()?;
        // Quotes keep a text in one cell, even if a spreadsheet uses another separator.
        let quotes = if self.exact { QuoteStyle::Necessary } else { QuoteStyle::NonNumeric };
        write_row(out, row, quotes);
        Ok(())
    }
}

fn write_row<C: AsRef<[u8]>>(
    out: &mut Vec<u8>,
    cells: impl IntoIterator<Item = C>,
    quotes: QuoteStyle,
) {
    let mut builder = WriterBuilder::new();
    builder.terminator(Terminator::CRLF).buffer_capacity(1 << 10).quote_style(quotes);
    let mut writer = builder.from_writer(out);
    let written = writer.write_record(cells).map_err(std::io::Error::other);
    written.and_then(|()| writer.flush()).expect("writing to memory does not fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROFILES: [&str; 2] =
        [r#"{"slug":"a","name":"A, \"B\"","founded":1990}"#, r#"{"slug":"b","name":"=C"}"#];

    fn exported(mut writer: ExportWriter) -> String {
        let mut out = Vec::new();
        writer.begin(&mut out);
        PROFILES.iter().for_each(|profile| writer.add(profile.as_bytes(), &mut out).unwrap());
        writer.end(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn profiles_are_written_in_each_format() {
        let fields = || Some(vec!["name".to_owned(), "founded".to_owned()]);
        let [a, b] = PROFILES;
        for (format, fields, exact, expected) in [
            (ExportFormat::Ndjson, None, false, format!("{a}\n{b}\n")),
            (ExportFormat::Json, None, false, format!("[\n{a},\n{b}\n]\n")),
            (
                ExportFormat::Ndjson,
                fields(),
                false,
                "{\"name\":\"A, \\\"B\\\"\",\"founded\":1990}\n{\"name\":\"=C\"}\n".to_owned(),
            ),
            (
                ExportFormat::Csv,
                fields(),
                false,
                "\u{feff}name,founded\r\n\"A, \"\"B\"\"\",1990\r\n\"'=C\",\"\"\r\n".to_owned(),
            ),
            (
                ExportFormat::Csv,
                fields(),
                true,
                "name,founded\r\n\"A, \"\"B\"\"\",1990\r\n=C,\r\n".to_owned(),
            ),
        ] {
            assert_eq!(exported(ExportWriter::new(format, fields, exact)), expected, "{format:?}");
        }
    }

    #[test]
    fn an_export_without_profiles_is_valid_in_each_format() {
        for (format, expected) in [(ExportFormat::Ndjson, ""), (ExportFormat::Json, "[\n]\n")] {
            let (writer, mut out) = (ExportWriter::new(format, None, false), Vec::new());
            writer.begin(&mut out);
            writer.end(&mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
