//! One organization as it stood at a time.

use actix_web::{HttpRequest, HttpResponse};
use jiff::Timestamp;

use crate::catalog::json::pick;
use crate::catalog::{Entry, Snapshot};
use crate::directory::{AsOf, PastProfile};
use crate::domain::{Date, Slug};
use crate::http::Service;
use crate::http::params::Params;
use crate::http::problem::{Problem, UNKNOWN_REVISION};
use crate::http::reply::{JSON, Reply};
use crate::http::view::{View, add_member, labels_of};

const DAY: i64 = 86_400;

/// Reads `as_of`: a time, or a day, which stands for its end in UTC. Today has
/// not ended, but what stands now can be asked for.
pub fn as_of(params: &mut Params) -> Option<Timestamp> {
    let text = params.one("as_of")?;
    let now = Timestamp::now();
    let (time, is_future) = match (text.parse::<Date>(), text.parse::<Timestamp>()) {
        (Ok(day), _) => {
            let begins = i64::from(day.days_since_epoch()) * DAY;
            let end = Timestamp::new(begins + DAY - 1, 999_999_999);
            (end.ok(), begins > now.as_second())
        }
        (Err(_), Ok(time)) => (Some(time), time > now),
        (Err(_), Err(_)) => (None, false),
    };
    if is_future {
        let message = "`as_of` is in the future; give a time that has passed";
        params.refuse("as_of", "out_of_range", message);
    } else if time.is_none() {
        let message = "write a day or a time (RFC 3339): `2026-01-31`, `2026-01-31T12:00:00Z`";
        params.invalid("as_of", message);
    }
    time
}

/// Answers with the profile as it stood at `time`.
pub async fn past_profile(
    request: &HttpRequest,
    service: &Service,
    (snapshot, entry): (&Snapshot, &Entry<'_>),
    view: &View,
    time: Timestamp,
) -> Result<HttpResponse, Problem> {
    let (id, newest) = (entry.id().to_owned(), entry.revision());
    let slug: Slug = entry.slug().parse().map_err(|err| Problem::internal(&err))?;
    let ask = service.ask_store(move |store| store.profile_at((&id, &slug, newest), time));
    let past = match ask.await? {
        AsOf::Stood(past) => past,
        AsOf::NotYet { began } => {
            let detail = format!("the directory has had `{}` since {began}", entry.slug());
            return Err(Problem::new(&UNKNOWN_REVISION, detail));
        }
    };
    if let Some(withdrawal) = past.withdrawal() {
        let (reason, successor) = withdrawal;
        return Err(Problem::gone(entry.slug(), past.revision, reason, successor));
    }
    Reply::strong(JSON, Some(past.revision), past.at)
        .made(request, service, || Ok(viewed(snapshot, &past, view).into()))
}

fn viewed(snapshot: &Snapshot, past: &PastProfile, view: &View) -> Vec<u8> {
    let mut body = match &view.fields {
        Some(fields) => pick(past.answer.as_bytes(), fields),
        None => past.answer.clone().into_bytes(),
    };
    if view.labels {
        add_member(&mut body, "labels", &labels_of(snapshot, view, &past.json));
    }
    body
}
