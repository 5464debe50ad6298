//! `/data`: the page of the dataset. Programs get its description, by their `Accept` header.

use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header;

use super::page::Page;
use crate::dataset::KeptDataset;
use crate::http::api::dataset::{dataset, file_path, respond_json};
use crate::http::extract::call::Call;
use crate::http::extract::parameters::{NoParameters, PageParameters};
use crate::http::problem::{Problem, UNKNOWN_VERSION};
use crate::http::protocol::negotiation::preferred_type;
use crate::http::protocol::reply::{JSON, JSON_LD};
use crate::site::{self, PublishedDataset, PublishedFile};

/// The media types of the dataset, in the order in which it offers them.
const MEDIA_TYPES: [&str; 3] = ["text/html", JSON, JSON_LD];

/// Maximum time that a page waits for the files of a new version. Then it is shown without them.
const PAGE_WAIT: Duration = Duration::from_secs(2);

/// The newest version.
pub async fn show_data(
    call: Call,
    _: PageParameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let version = call.snapshot().position().change;
    match preferred_type(call.request(), &MEDIA_TYPES)? {
        0 => {
            let kept = call.service().dataset(call.snapshot(), version, PAGE_WAIT).await.ok();
            send_page(&call, "/data", version, kept.as_deref())
        }
        1 => respond_json(&call, &*dataset(&call, version).await?),
        _ => respond_json_ld(&call, &*dataset(&call, version).await?),
    }
}

/// One version.
pub async fn show_data_version(
    call: Call,
    _: PageParameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let version = version_of(&call)?;
    let media_type = preferred_type(call.request(), &MEDIA_TYPES)?;
    let kept = dataset(&call, version).await?;
    match media_type {
        0 => send_page(&call, &format!("/data/{version}"), version, Some(&*kept)),
        1 => respond_json(&call, &kept),
        _ => respond_json_ld(&call, &kept),
    }
}

/// Redirects to the newest version, or to a file of it.
pub async fn to_latest_data(call: Call) -> Result<HttpResponse, Problem> {
    let version = call.snapshot().position().change;
    // Other characters are in no name of a file, and some would not be safe in `Location`.
    let is_plain = |name: &&str| {
        !name.starts_with('.')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    let path = match call.request().match_info().get("file") {
        None => format!("/data/{version}"),
        Some(file) if is_plain(&file) => file_path(version, file),
        Some(_) => {
            let detail = "the dataset has no such file; `/data` lists its files";
            return Err(Problem::new(&UNKNOWN_VERSION, detail));
        }
    };
    let mut response = HttpResponse::TemporaryRedirect();
    response.insert_header((header::LOCATION, call.absolute_url(&path)));
    response.insert_header((header::CACHE_CONTROL, "no-cache"));
    Ok(response.finish())
}

/// The version that the path names.
///
/// # Errors
///
/// 404 if it is not a number.
pub fn version_of(call: &Call) -> Result<i64, Problem> {
    let text = call.path_part("version");
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    // `007` is another URL for the same files, which caches would keep twice.
    let is_canonical = text == "0" || !text.starts_with('0');
    text.parse().ok().filter(|_| is_number && is_canonical).ok_or_else(|| {
        let detail = "a version of the dataset is the number of a change of the directory, such as \
                      `/data/1`; `/data/latest` redirects to the newest";
        Problem::new(&UNKNOWN_VERSION, detail)
    })
}

fn send_page(
    call: &Call,
    path: &str,
    version: i64,
    kept: Option<&KeptDataset>,
) -> Result<HttpResponse, Problem> {
    let newest = call.snapshot().position();
    let organizations = match kept {
        Some(kept) => kept.organizations(),
        None => call.snapshot().organization_count(),
    };
    let published = published(version, kept, call);
    // The page lists the files, so it differs once they are made.
    let state = kept.and_then(|it| it.files().first()).map_or("", |zip| zip.sha256.as_str());
    Page::with_state(call, path, state)?
        .send(call, |frame| site::data(frame, &published, organizations, version == newest.change))
}

/// The newest version of the dataset, for the page about the directory. It has no files while the
/// server makes them.
pub async fn newest(call: &Call) -> (PublishedDataset, Option<Arc<KeptDataset>>) {
    let version = call.snapshot().position().change;
    let kept = call.service().dataset(call.snapshot(), version, PAGE_WAIT).await.ok();
    (published(version, kept.as_deref(), call), kept)
}

fn published(version: i64, kept: Option<&KeptDataset>, call: &Call) -> PublishedDataset {
    let files = kept.map(|kept| {
        let file = |file: &crate::dataset::KeptFile| PublishedFile {
            name: file.name.clone(),
            description: file.description(),
            media_type: file.media_type(),
            bytes: file.bytes,
            sha256: file.sha256.clone(),
        };
        kept.files().iter().map(file).collect()
    });
    let at = kept.map_or(call.snapshot().position().updated_at, KeptDataset::at);
    PublishedDataset { version, at, files }
}

fn respond_json_ld(call: &Call, kept: &KeptDataset) -> Result<HttpResponse, Problem> {
    let base = call.absolute_url("");
    let zip = kept.files().first().map_or("", |file| file.sha256.as_str());
    let reply = call.reply(&format!("dataset as JSON-LD {base} {} {zip}", kept.version()));
    let published = published(kept.version(), Some(kept), call);
    let reply = reply.with_type(JSON_LD);
    call.respond(reply, || Ok(published.json_ld(&base).into()))
}
