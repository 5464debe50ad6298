//! The changes of the directory in their order: what a follower asks for.
//!
//! A follower begins with 0 and gives the `next_since` of each answer with its
//! next question; with `wait` the question stands until there is an answer.

use std::pin::pin;
use std::time::Duration;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::future::select;
use utoipa::IntoParams;

use super::Service;
use super::history::{ChangeAnswer, ChangeList, ChangesMeta};
use super::limits::{CHANGES_DEFAULT, CHANGES_MAX, WAIT_MAX_SECONDS};
use super::meta::{json, list_reply};
use super::negotiation::accept;
use super::paging::{link_header, number};
use super::params::Params;
use super::problem::{Problem, ProblemBody};
use super::reply::{JSON, untraced};
use super::schemas::ListLinks;
use crate::directory::Changes;
use crate::domain::query_string;

/// The parameters of [`list_changes`], for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "its fields describe the parameters and are never read")]
pub struct ChangesParameters {
    /// The number of the last change that is known already; 0, as without it, begins with the first.
    #[param(minimum = 0, example = 0)]
    since: Option<u64>,
    /// How many are answered at most: 1 to 1000, 100 unless it is said.
    #[param(minimum = 1, maximum = 1000, example = 100)]
    limit: Option<u32>,
    /// For how many seconds, 0 to 30, the answer may wait for a change where there is none yet.
    #[param(minimum = 0, maximum = 30, example = 10)]
    wait: Option<u32>,
}

/// What is asked for.
struct ChangesQuery {
    since: i64,
    limit: usize,
    wait: Option<Duration>,
}

impl ChangesQuery {
    fn parse(query: &str) -> Result<Self, Problem> {
        let mut params = Params::parse(query, &["since", "limit", "wait"]);
        let since = number(&mut params, "since", 0, None).unwrap_or(0);
        let limit = number(&mut params, "limit", 1, Some(CHANGES_MAX)).unwrap_or(CHANGES_DEFAULT);
        let wait = number(&mut params, "wait", 0, Some(WAIT_MAX_SECONDS));
        params.finish()?;
        Ok(Self {
            since: i64::try_from(since).unwrap_or(i64::MAX),
            limit,
            wait: wait.map(|seconds| Duration::from_secs(seconds as u64)),
        })
    }

    /// The address that asks for what follows `since`.
    fn path(&self, since: i64) -> String {
        let mut pairs = vec![("since", since.to_string())];
        if self.limit != CHANGES_DEFAULT {
            pairs.push(("limit", self.limit.to_string()));
        }
        format!("/api/v1/changes?{}", query_string(&pairs))
    }

    fn answer(&self, Changes { changes, damaged }: Changes, change: i64) -> ChangeList {
        let last = changes.last().map(|last| last.revision.change);
        let next_since = last.max(damaged.last().copied()).unwrap_or(self.since);
        let links = ListLinks {
            this: self.path(self.since),
            first: Some(self.path(0)),
            prev: None,
            next: (next_since < change).then(|| self.path(next_since)),
            last: None,
        };
        ChangeList {
            data: changes.iter().map(|change| ChangeAnswer::from(&**change)).collect(),
            meta: ChangesMeta { since: self.since, limit: self.limit, change, next_since, damaged },
            links,
        }
    }
}

/// List what changed
///
/// The changes after number `since`, the oldest first. Numbers have no gaps, and a change is listed
/// only once what it made can be read, so that whoever asks on with `next_since` misses nothing. A
/// withdrawn organization and a removed term are changes of the kind `withdrawn`. With `wait` the
/// answer comes as soon as there is a change, or with no data when the time is over; it is never
/// kept (`Cache-Control: no-store`) and has no tag.
#[utoipa::path(
    get,
    path = "/api/v1/changes",
    tag = "history",
    params(ChangesParameters),
    responses(
        (status = 200, description = "The changes", body = ChangeList),
        (status = 304, description = "The client has this answer already"),
        (status = 400, description = "A parameter is not valid", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The catalog is being built, or the database does not answer", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn list_changes(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    accept(&request, JSON)?;
    let query = ChangesQuery::parse(request.query_string())?;
    let mut snapshot = service.snapshot()?;
    if let Some(wait) = query.wait {
        if snapshot.position().change <= query.since {
            wait_for_change(&service, query.since, wait).await;
        }
        snapshot = service.snapshot()?;
    }
    let mut reply = list_reply(&snapshot, &query.path(query.since));
    if query.wait.is_none()
        && let Some(unchanged) = reply.unchanged(&request, &service)
    {
        return Ok(unchanged);
    }
    let changes = service.changes(&snapshot, query.since, query.limit).await?;
    let list = query.answer(changes, snapshot.position().change);
    if query.wait.is_some() {
        return Ok(untraced(&request, JSON, json(&list)?));
    }
    reply.link = link_header(&list.links, &request, &service);
    reply.made(&request, &service, || json(&list))
}

/// Waits until there is a change after `since`, or the time is over, or the
/// server is about to stop.
async fn wait_for_change(service: &Service, since: i64, wait: Duration) {
    let shown = pin!(service.directory.wait_until_visible(since.saturating_add(1)));
    let stopped = pin!(service.stopped());
    // Whichever it was, the snapshot tells.
    let _ = actix_web::rt::time::timeout(wait, select(shown, stopped)).await;
}
