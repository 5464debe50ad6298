//! The format of a list: JSON, or citations for reference managers.

use super::ParameterValue;
use super::reader::Reader;
use crate::domain::Code;
use crate::http::protocol::limits::{CITATIONS_MAX, PER_PAGE_DEFAULT};
use crate::site::formats::CitationFormat;

parameters! {
    /// The format of a list.
    pub struct ListFormatParameter {
        /// `json` (default), or citations for reference managers: `bibtex`, `csl` (CSL-JSON),
        /// `ris`. Without `per_page`, a response has up to 500 citations; the header `Link` names
        /// the next page.
        #[param(example = "json")]
        format: Option<CitationFormat> as String,
    }
}

/// A format of citations; `None` is JSON.
impl ParameterValue for Option<CitationFormat> {
    fn read(reader: &mut Reader, name: &'static str) -> Self {
        let word = reader.one(name).filter(|word| word != "json")?;
        let format = CitationFormat::ALL.into_iter().find(|format| format.as_str() == word);
        if format.is_none() {
            let formats = CitationFormat::ALL.map(|format| format.as_str().to_owned());
            let allowed = || ["json".to_owned()].into_iter().chain(formats).collect();
            reader.unknown_value(name, &word, "is not a format of this list", allowed);
        }
        format
    }
}

/// The number of entries of a page in a format, unless the client asks for another.
pub fn default_size(format: Option<CitationFormat>) -> usize {
    if format.is_some() { CITATIONS_MAX } else { PER_PAGE_DEFAULT }
}

/// Refuses parameters that shape the JSON in a request for citations.
pub fn check_only_json(reader: &mut Reader, format: Option<CitationFormat>, names: &[&str]) {
    let Some(format) = format else { return };
    for name in names.iter().filter(|name| reader.has(name)).copied().collect::<Vec<_>>() {
        let message = format!(
            "`{name}` is available only with `format=json`: `{}` has citations; leave `{name}` out",
            format.as_str()
        );
        reader.refuse(name, Code::Contradiction, message);
    }
}
