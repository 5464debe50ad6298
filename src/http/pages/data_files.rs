//! `/data/{version}/{file}`: the files of the dataset, which never change.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::web;
use actix_web::{HttpResponse, HttpResponseBuilder};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::data::version_of;
use crate::catalog::http_date;
use crate::dataset::{KeptDataset, KeptFile, ZIP};
use crate::domain::{Code, nearest};
use crate::http::api::dataset::dataset;
use crate::http::extract::call::Call;
use crate::http::problem::{Problem, ProblemError, RANGE_NOT_SATISFIABLE, UNKNOWN_VERSION};
use crate::http::protocol::conditional::is_fresh;
use crate::http::protocol::file_body::{EmptyBody, FileBody};
use crate::http::protocol::range::{Wanted, wanted};

/// Caches may keep a file for a day without asking: it never changes, but a redaction removes it.
const CACHE_CONTROL: HeaderValue = HeaderValue::from_static("public, max-age=86400, immutable");

/// The hash of the whole file (RFC 9530).
const REPR_DIGEST: HeaderName = HeaderName::from_static("repr-digest");

/// Maximum number of bytes of a part that is read at once. Longer ones are read while they are sent.
const SHORT: u64 = 64 << 10;

/// A file, or the part of it that the client wants.
pub async fn read_data_file(call: Call) -> Result<HttpResponse, Problem> {
    let version = version_of(&call)?;
    let kept = dataset(&call, version).await?;
    let name = call.path_part("file");
    let file = kept.file(name).ok_or_else(|| unknown_file(&kept, name))?;
    let etag = format!("\"{}\"", file.sha256);
    let modified = http_date(kept.at());
    if is_fresh(call.request(), || etag.clone(), || modified.clone()) {
        let mut response = HttpResponse::NotModified();
        set_headers(&mut response, &etag, &modified);
        return Ok(response.finish());
    }
    let (first, length, status) = match wanted(call.request(), file.bytes, &etag, &modified) {
        Wanted::Whole => (0, file.bytes, StatusCode::OK),
        Wanted::Part { first, last } => (first, last - first + 1, StatusCode::PARTIAL_CONTENT),
        Wanted::Beyond => return Err(beyond(file)),
    };
    let mut response = HttpResponse::build(status);
    set_headers(&mut response, &etag, &modified);
    response
        .insert_header((header::CONTENT_TYPE, file.media_type()))
        .insert_header((header::CONTENT_DISPOSITION, disposition(version, file)))
        .insert_header((REPR_DIGEST, digest(file)));
    if status == StatusCode::PARTIAL_CONTENT {
        let range = format!("bytes {first}-{}/{}", first + length - 1, file.bytes);
        response.insert_header((header::CONTENT_RANGE, range));
    }
    if call.request().method() == Method::HEAD {
        return Ok(response.body(EmptyBody(length)));
    }
    let path = kept.path(file);
    let read = move || -> io::Result<(File, Vec<u8>)> {
        let file = File::open(path)?;
        let mut part = vec![0; if length <= SHORT { length as usize } else { 0 }];
        file.read_exact_at(&mut part, first)?;
        Ok((file, part))
    };
    let read = web::block(read).await.map_err(|err| Problem::internal(&err))?;
    let (file, part) = read.map_err(|err| {
        // Removed since it was found, to make room or because of a redaction.
        log::warn!("a file of the dataset of version {version} cannot be read: {err}");
        Problem::unavailable("the file was removed meanwhile; try again")
    })?;
    if length <= SHORT {
        return Ok(response.body(part));
    }
    let (directory, redacted_change) =
        (Arc::clone(&call.service().directory), kept.redacted_change());
    let may_continue = move || directory.redacted_change() <= redacted_change;
    Ok(response.body(FileBody::new(file, first, length, may_continue)))
}

fn set_headers(response: &mut HttpResponseBuilder, etag: &str, modified: &str) {
    response
        .insert_header((header::ETAG, etag))
        .insert_header((header::LAST_MODIFIED, modified))
        .insert_header((header::CACHE_CONTROL, CACHE_CONTROL))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::VARY, "Accept-Encoding"));
}

/// The name under which browsers save the file. That of the zip says which version it is.
fn disposition(version: i64, file: &KeptFile) -> String {
    let name = match file.name.as_str() {
        ZIP => format!("antislavery-directory-{version}.zip"),
        name => name.to_owned(),
    };
    format!("attachment; filename=\"{name}\"")
}

/// The SHA-256 of a file as a structured field: `sha-256=:…:`.
fn digest(file: &KeptFile) -> String {
    let pairs = file.sha256.as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Vec<u8> = pairs.filter_map(byte).collect();
    format!("sha-256=:{}:", STANDARD.encode(bytes))
}

fn unknown_file(kept: &KeptDataset, name: &str) -> Problem {
    let names: Vec<&str> = kept.files().iter().map(|file| file.name.as_str()).collect();
    let version = kept.version();
    let message = format!("version {version} of the dataset has no such file");
    let error = ProblemError {
        allowed: names.iter().map(|&name| name.to_owned()).collect(),
        ..ProblemError::new(Code::UnknownValue, message)
    };
    let error = error.with_suggestion(nearest(name, names).map(str::to_owned));
    Problem::new(&UNKNOWN_VERSION, error.message.clone()).with_errors(vec![error])
}

fn beyond(file: &KeptFile) -> Problem {
    let detail = format!("the file has {} bytes; ask for a range within it", file.bytes);
    let range = HeaderValue::try_from(format!("bytes */{}", file.bytes));
    Problem::new(&RANGE_NOT_SATISFIABLE, detail)
        .with_header(header::CONTENT_RANGE, range.expect("digits and letters make a header value"))
}
