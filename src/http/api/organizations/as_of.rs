//! The profile of an organization as of a time.

use actix_web::HttpResponse;
use jiff::Timestamp;

use crate::catalog::Snapshot;
use crate::catalog::json::{JsonObject, pick};
use crate::directory::{AsOf, PastProfile};
use crate::domain::Slug;
use crate::http::api::labels::past_labels;
use crate::http::extract::organization_key::OrganizationCall;
use crate::http::extract::parameters::view::View;
use crate::http::problem::{Problem, UNKNOWN_REVISION};
use crate::http::protocol::reply::{JSON, Reply};

/// Responds with the profile as of `time`.
///
/// # Errors
///
/// 404 before the organization was added, 410 if it was withdrawn then.
pub async fn respond_with_past_profile(
    call: &OrganizationCall,
    view: &View,
    time: Timestamp,
) -> Result<HttpResponse, Problem> {
    let entry = call.entry();
    let (id, newest) = (entry.id().to_owned(), entry.revision());
    let slug: Slug = entry.slug().parse().map_err(|err| Problem::internal(&err))?;
    let reading = call
        .service()
        .read_store(move |directory| directory.profile_at((&id, &slug, newest), time));
    let past = match reading.await? {
        AsOf::Existed(past) => past,
        AsOf::NotYetCreated { created_at: began } => {
            let detail = format!("`{}` was added to the directory at {began}", entry.slug());
            return Err(Problem::new(&UNKNOWN_REVISION, detail));
        }
    };
    if let Some((reason, successor)) = past.withdrawal() {
        return Err(Problem::gone(entry.slug(), past.revision, reason, successor));
    }
    let reply = Reply::strong(JSON, Some(past.revision), past.modified_at);
    call.respond(reply, || Ok(viewed(call.snapshot(), &past, view).into()))
}

fn viewed(snapshot: &Snapshot, past: &PastProfile, view: &View) -> Vec<u8> {
    let mut body = match view.fields() {
        Some(fields) => pick(past.answer.as_bytes(), fields),
        None => past.answer.clone().into_bytes(),
    };
    if view.has_labels() {
        let mut object = JsonObject::reopen(&mut body);
        object.member("labels", &past_labels(snapshot, view, &past.json));
        object.finish();
    }
    body
}
