//! The formats of an export over HTTP: texts that are streamed, and a workbook.

use crate::directory::ExportFormat;
use crate::http::api::imports::table::XLSX;
use crate::http::extract::call::Context;
use crate::http::extract::parameters::ParameterValue;
use crate::http::extract::parameters::reader::Reader;
use crate::http::problem::Problem;
use crate::http::protocol::negotiation::preferred_type;
use crate::http::protocol::reply::{JSON, NDJSON};

const CSV: &str = "text/csv; charset=utf-8";

/// The format of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputFormat {
    /// A text, which is made while the client reads it.
    Text(ExportFormat),
    /// A workbook (XLSX), which is made before the response begins.
    Workbook,
}

impl OutputFormat {
    /// Every format, the usual one first.
    const ALL: [Self; 4] = [
        Self::Text(ExportFormat::Ndjson),
        Self::Text(ExportFormat::Json),
        Self::Text(ExportFormat::Csv),
        Self::Workbook,
    ];

    /// Its name, which is also its file extension.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text(format) => format.as_str(),
            Self::Workbook => "xlsx",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Text(ExportFormat::Ndjson) => NDJSON[0],
            Self::Text(ExportFormat::Json) => JSON,
            Self::Text(ExportFormat::Csv) => CSV,
            Self::Workbook => XLSX,
        }
    }

    fn essence(self) -> &'static str {
        self.media_type().split(';').next().unwrap_or_default()
    }
}

impl ParameterValue for Option<OutputFormat> {
    fn read(reader: &mut Reader, name: &'static str) -> Self {
        let word = reader.one(name)?;
        let format = OutputFormat::ALL.into_iter().find(|format| format.as_str() == word);
        if format.is_none() {
            let allowed = || OutputFormat::ALL.map(|format| format.as_str().to_owned()).into();
            reader.unknown_value(name, &word, "is not an export format", allowed);
        }
        format
    }
}

/// The format that the request names, else the first that the client prefers.
///
/// # Errors
///
/// 406 if the client does not accept it.
pub fn accepted_format(
    context: &Context,
    format: Option<OutputFormat>,
) -> Result<OutputFormat, Problem> {
    match format {
        Some(format) => context.accepts(format.essence()).map(|()| format),
        None => {
            let types = [&OutputFormat::ALL.map(OutputFormat::essence)[..], &NDJSON].concat();
            let index = preferred_type(context.request(), &types)?;
            Ok(OutputFormat::ALL.get(index).copied().unwrap_or(OutputFormat::ALL[0]))
        }
    }
}
