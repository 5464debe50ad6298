//! Profiles as files: what is served and what a command writes is one form.
//!
//! An NDJSON line is the profile as it was written, so that it can be loaded
//! again. CSV is for people with a spreadsheet: see [`cells`].

mod cells;

use std::str::FromStr;

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::stored::stored;
use crate::catalog::json::{members, pick};
use crate::domain::{Term, TermScheme, TermState};
use crate::store::StoreError;

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// One profile a line (application/x-ndjson).
    Ndjson,
    /// An array (RFC 8259).
    Json,
    /// A table with a header row (RFC 4180).
    Csv,
}

impl ExportFormat {
    pub const ALL: [Self; 3] = [Self::Ndjson, Self::Json, Self::Csv];

    /// Its name, which is also the ending of its files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Json => "json",
            Self::Csv => "csv",
        }
    }
}

/// The word names no format.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a format of exports: ndjson, json or csv")]
pub struct UnknownFormat(String);

impl FromStr for ExportFormat {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, UnknownFormat> {
        let known = Self::ALL.into_iter().find(|format| format.as_str() == word);
        known.ok_or_else(|| UnknownFormat(word.chars().take(40).collect()))
    }
}

/// A profile that was to be exported is not JSON.
#[derive(Debug, thiserror::Error)]
#[error("a profile cannot be read: {0}")]
pub struct InvalidProfile(#[from] serde_json::Error);

/// The terms of a scheme in the form of the seed files: an array, a line a key.
///
/// # Errors
///
/// When the store holds what is no term.
pub fn terms_of(scheme: TermScheme, standing: &[TermState]) -> Result<String, StoreError> {
    let own = standing.iter().filter(|state| state.scheme == scheme);
    let terms: Vec<Term> = own.map(|state| stored(&state.document)).collect::<Result<_, _>>()?;
    let text = serde_json::to_string_pretty(&terms);
    Ok(text.expect("a term has only string keys") + "\n")
}

/// The columns of a table where none are asked for: what can be read in a cell.
pub const USUAL_COLUMNS: [&str; 17] = [
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
    "countries",
    "ways_to_help",
    "identifiers",
    "summary",
    "framing",
    "method",
    "verified_at",
];

/// Writes one export: [`ExportWriter::begin`], each profile, [`ExportWriter::end`].
/// It keeps nothing of what it has written.
pub struct ExportWriter {
    format: ExportFormat,
    /// Only these keys of each profile, in this order; `None` for the usual ones.
    fields: Option<Vec<String>>,
    /// Whether cells are written even where a spreadsheet takes them for formulas.
    exact: bool,
    is_first: bool,
}

impl ExportWriter {
    pub fn new(format: ExportFormat, fields: Option<Vec<String>>, exact: bool) -> Self {
        Self { format, fields, exact, is_first: true }
    }

    /// Writes what stands before the first profile.
    pub fn begin(&self, out: &mut Vec<u8>) {
        match self.format {
            ExportFormat::Ndjson => {}
            ExportFormat::Json => out.push(b'['),
            ExportFormat::Csv => write_row(out, self.columns(), QuoteStyle::Necessary),
        }
    }

    /// Writes a profile: compact JSON on one line.
    ///
    /// # Errors
    ///
    /// When it is not JSON; what was written of it is to be thrown away.
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

    /// Writes what stands after the last profile.
    pub fn end(&self, out: &mut Vec<u8>) {
        if self.format == ExportFormat::Json {
            out.extend_from_slice(b"\n]\n");
        }
    }

    fn columns(&self) -> Vec<&str> {
        match &self.fields {
            Some(fields) => fields.iter().map(String::as_str).collect(),
            None => USUAL_COLUMNS.into(),
        }
    }

    fn add_json(&self, profile: &[u8], out: &mut Vec<u8>) {
        match &self.fields {
            Some(fields) => out.extend(pick(profile, fields)),
            None => out.extend_from_slice(profile),
        }
    }

    fn add_row(&self, profile: &[u8], out: &mut Vec<u8>) -> Result<(), InvalidProfile> {
        let members = members(profile);
        let cell = |column: &&str| {
            let value = members.iter().find(|(key, _)| key == column);
            value.map_or(Ok(String::new()), |(_, json)| cells::cell(column, json, self.exact))
        };
        let row: Vec<String> = self.columns().iter().map(cell).collect::<Result<_, _>>()?;
        // A spreadsheet that separates at another character must not find a cell within a text.
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
    fn each_format_has_its_form() {
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
                "name,founded\r\n\"A, \"\"B\"\"\",1990\r\n\"'=C\",\"\"\r\n".to_owned(),
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
    fn nothing_is_exported_as_nothing_in_the_form_of_the_format() {
        for (format, expected) in [(ExportFormat::Ndjson, ""), (ExportFormat::Json, "[\n]\n")] {
            let (writer, mut out) = (ExportWriter::new(format, None, false), Vec::new());
            writer.begin(&mut out);
            writer.end(&mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
