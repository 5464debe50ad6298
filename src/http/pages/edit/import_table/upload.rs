//! The form with a table: `multipart/form-data` (RFC 7578).

use actix_web::http::header::CONTENT_TYPE;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures_util::stream::once;
use multer::Multipart;

use crate::domain::{truncate, without_forbidden};
use crate::http::api::imports::table::receive;
use crate::http::extract::call::Context;
use crate::http::extract::edit_form::CSRF;
use crate::http::problem::{CONTENT_TOO_LARGE, MALFORMED_REQUEST, Problem};
use crate::http::protocol::body::media_type_of;
use crate::http::protocol::limits::TABLE_FORM_BYTES;
use crate::tables::TableFormat;

/// The media type of the form.
const MULTIPART: &str = "multipart/form-data";

/// Maximum number of fields of the form: those of each column, and the others.
const MAX_FIELDS: usize = 200;

/// Maximum size of a table that the pages carry, in bytes (12 MiB). In base64, it is a third longer.
const MAX_CARRIED: usize = 12 << 20;

/// Maximum number of characters of the name of a file.
const NAME_CHARACTERS: usize = 100;

/// The name of a table that was pasted.
const PASTED: &str = "a pasted table";

/// The fields of the form.
#[derive(Default)]
pub struct Upload {
    texts: Vec<(String, String)>,
    /// The name and content of the chosen file.
    file: Option<(String, Bytes)>,
}

impl Upload {
    /// The first value of a field.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.texts.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// The step that the button asks for; empty for the next one.
    pub fn action(&self) -> &str {
        self.text("action").unwrap_or_default()
    }

    pub fn has_file(&self) -> bool {
        self.file.is_some()
    }
}

/// Reads the form. Checks its secret text with `check_token` before anything else is done.
///
/// # Errors
///
/// 400, 413 or 415 for a body that is not such a form, and the error of `check_token`.
pub async fn read_upload(
    context: &Context,
    check_token: impl FnOnce(&str) -> Result<(), Problem>,
) -> Result<Upload, Problem> {
    media_type_of(context.request(), &[MULTIPART])?;
    let content_type = context.request().headers().get(CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(content_type).map_err(|err| malformed(&err))?;
    let limit = usize::try_from(TABLE_FORM_BYTES).unwrap_or(usize::MAX);
    let body = receive(context, limit).await?;
    let body = body.ok_or_else(|| {
        let detail = format!("the form must have at most {} MiB", TABLE_FORM_BYTES >> 20);
        Problem::new(&CONTENT_TOO_LARGE, detail)
    })?;
    let stream = once(std::future::ready(Ok::<_, std::convert::Infallible>(body)));
    let mut form = Multipart::new(stream, boundary);
    let mut upload = Upload::default();
    let mut count = 0;
    while let Some(field) = form.next_field().await.map_err(|err| malformed(&err))? {
        count += 1;
        if count > MAX_FIELDS {
            let detail = format!("the form has more than {MAX_FIELDS} fields");
            return Err(Problem::new(&CONTENT_TOO_LARGE, detail));
        }
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let bytes = field.bytes().await.map_err(|err| malformed(&err))?;
        match file_name {
            // A browser sends an empty file if none was chosen.
            Some(file) if name == "file" => {
                if !(file.is_empty() && bytes.is_empty()) {
                    upload.file = Some((file, bytes));
                }
            }
            _ => {
                let text = String::from_utf8(bytes.to_vec());
                let text = text.map_err(|_| malformed(&"a field is not UTF-8"))?;
                upload.texts.push((name, text));
            }
        }
    }
    check_token(upload.text(CSRF).unwrap_or_default())?;
    Ok(upload)
}

fn malformed(reason: &impl ToString) -> Problem {
    let detail = format!("the form cannot be read: {}", reason.to_string());
    Problem::new(&MALFORMED_REQUEST, detail)
}

/// The table of a form.
pub struct Carried {
    /// The name of the file without its folder.
    pub name: String,
    pub format: TableFormat,
    pub bytes: Bytes,
}

impl Carried {
    /// The table that a form has: in a file, pasted, or carried from an earlier step.
    ///
    /// # Errors
    ///
    /// With a sentence for the admin, if there is none or it is too large.
    pub fn of(sent: &Upload) -> Result<Self, String> {
        let carried = match (&sent.file, sent.text("table")) {
            (_, Some(encoded)) => {
                let bytes = STANDARD.decode(encoded.trim()).map_err(|_| {
                    "the table was changed on its way; choose the file again".to_owned()
                })?;
                let name = plain_name(sent.text("name").unwrap_or(PASTED));
                let format = format_named(sent.text("format").unwrap_or_default());
                Self { name, format, bytes: bytes.into() }
            }
            (Some((name, bytes)), None) => {
                let format = TableFormat::of_path(name.as_ref()).ok_or_else(|| {
                    "choose a file whose name ends in .csv, .tsv or .xlsx".to_owned()
                })?;
                Self { name: plain_name(name), format, bytes: bytes.clone() }
            }
            (None, None) => {
                let text = sent.text("text").unwrap_or_default();
                if text.trim().is_empty() {
                    return Err("choose a file, or paste cells with their header".to_owned());
                }
                let bytes = Bytes::from(text.to_owned());
                Self { name: PASTED.to_owned(), format: TableFormat::Tsv, bytes }
            }
        };
        if carried.bytes.len() > MAX_CARRIED {
            return Err(format!(
                "the table has more than {} MiB; split it, or import it with the API",
                MAX_CARRIED >> 20
            ));
        }
        Ok(carried)
    }

    /// The name of the format in a form.
    pub fn format_name(&self) -> &'static str {
        match self.format {
            TableFormat::Csv => "csv",
            TableFormat::Tsv => "tsv",
            TableFormat::Xlsx => "xlsx",
        }
    }

    /// The cells as they were pasted; `None` for a file.
    pub fn pasted(&self) -> Option<String> {
        (self.name == PASTED).then(|| String::from_utf8_lossy(&self.bytes).into_owned())
    }

    /// The table as text in base64.
    pub fn encoded(&self) -> String {
        STANDARD.encode(&self.bytes)
    }
}

fn format_named(name: &str) -> TableFormat {
    match name {
        "xlsx" => TableFormat::Xlsx,
        "csv" => TableFormat::Csv,
        _ => TableFormat::Tsv,
    }
}

/// The name of a file without its folder, and without characters that no public text may have.
fn plain_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = without_forbidden(name);
    let name = truncate(name.trim(), NAME_CHARACTERS).into_owned();
    if name.is_empty() { PASTED.to_owned() } else { name }
}
