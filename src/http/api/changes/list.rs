//! `GET /changes`: the changes of the directory in order, for clients that follow it.
//!
//! A client begins with 0 and sends the `next_since` of each response in its next request. With
//! `wait` the request waits until there is a change.

use std::pin::pin;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::rt::time::timeout;
use futures_util::future::select;

use super::answers::{ChangeAnswer, ChangeList, ChangesMeta};
use super::filter::{ChangeFilter, ChangeFilterParameters};
use super::known::check_known;
use crate::directory::{Changes, ChangesOf};
use crate::http::extract::call::Call;
use crate::http::extract::parameters::reader::Reader;
use crate::http::extract::parameters::values::Number;
use crate::http::extract::parameters::{ParameterSet, Parameters};
use crate::http::problem::{HistoryResponses, Problem, ProblemBody};
use crate::http::protocol::limits::{CHANGES_DEFAULT, CHANGES_MAX, WAIT_MAX_SECONDS};
use crate::http::protocol::links::ListLinks;
use crate::http::protocol::reply::{JSON, json, uncached};
use crate::http::service::Service;
use crate::site::query_string;

parameters! {
    /// Which changes.
    pub struct ChangesParameters {
        /// The number of the newest change that the client knows. 0 (default) begins with the
        /// first.
        #[param(minimum = 0, example = 0)]
        since: Number<0, { usize::MAX }> as u64,
        /// Maximum number of changes in the response: 1 to 1000, by default 100.
        #[param(minimum = 1, maximum = 1000, example = 100)]
        limit: Number<1, CHANGES_MAX> as u32,
        /// Maximum number of seconds, 0 to 30, to wait for a change if there is none yet.
        #[param(minimum = 0, maximum = 30, example = 10)]
        wait: Number<0, WAIT_MAX_SECONDS> as u32,
    }
}

/// The parameters of the list of changes.
pub struct ChangesQuery {
    wanted: ChangesParameters,
    filter: ChangeFilter,
}

impl ParameterSet for ChangesQuery {
    fn names() -> impl Iterator<Item = &'static str> {
        ChangesParameters::names().chain(ChangeFilter::names())
    }

    fn read(reader: &mut Reader) -> Self {
        Self { wanted: ChangesParameters::read(reader), filter: ChangeFilter::read(reader) }
    }
}

impl ChangesParameters {
    fn since(&self) -> i64 {
        // No directory has that many changes, so a larger number means the same.
        i64::try_from(self.since.0.unwrap_or(0)).unwrap_or(i64::MAX)
    }

    fn limit(&self) -> usize {
        self.limit.0.unwrap_or(CHANGES_DEFAULT)
    }

    fn wait(&self) -> Option<Duration> {
        self.wait.0.map(|seconds| Duration::from_secs(seconds as u64))
    }
}

impl ChangesQuery {
    /// The path for the changes after `since`.
    fn path(&self, since: i64) -> String {
        let mut pairs = vec![("since", since.to_string())];
        if self.wanted.limit() != CHANGES_DEFAULT {
            pairs.push(("limit", self.wanted.limit().to_string()));
        }
        pairs.extend(self.filter.pairs());
        format!("/api/v1/changes?{}", query_string(&pairs))
    }

    /// The list of the changes that were found; `reached` is the last one that was looked at.
    fn list(&self, found: Changes, reached: Option<i64>, change: i64) -> ChangeList {
        let Changes { changes, damaged } = found;
        let since = self.wanted.since();
        let last = changes.last().map(|last| last.revision.change);
        let next_since = reached.or(last.max(damaged.last().copied())).unwrap_or(since);
        let links = ListLinks {
            this: self.path(since),
            first: Some(self.path(0)),
            prev: None,
            next: (next_since < change).then(|| self.path(next_since)),
            last: None,
        };
        ChangeList {
            data: changes.iter().map(|change| ChangeAnswer::from(&**change)).collect(),
            meta: ChangesMeta { since, limit: self.wanted.limit(), change, next_since, damaged },
            links,
        }
    }
}

/// List the changes
///
/// The changes after number `since`, the oldest first. Numbers have no gaps, and a change is listed
/// only when readers see its result, so that a client that continues with `next_since` misses
/// nothing. A withdrawn organization and a removed term are changes of the kind `withdrawn`. With
/// `wait` the response comes as soon as there is a change, or without data after that time; no
/// cache may store it (`Cache-Control: no-store`), and it has no ETag. A `since` beyond the last
/// change is refused with 409: then the directory was restored, and must be read again.
///
/// With a filter, only changes of organizations that pass it now are listed, none of terms. A
/// response then has less than `limit` changes, or none, although there are more: continue with
/// `next_since` until `links.next` is null.
#[utoipa::path(
    get,
    path = "/api/v1/changes",
    tag = "history",
    params(ChangesParameters, ChangeFilterParameters),
    responses(
        (status = 200, description = "The changes", body = ChangeList),
        HistoryResponses,
        (status = 409, description = "The directory has no change with the number `since`", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn list_changes(
    mut call: Call,
    Parameters(query): Parameters<ChangesQuery>,
) -> Result<HttpResponse, Problem> {
    call.accepts(JSON)?;
    let wanted = &query.wanted;
    let since = wanted.since();
    check_known(&call, "since", wanted.since.0.unwrap_or(0)).await?;
    if let Some(wait) = wanted.wait() {
        if call.snapshot().position().change <= since {
            wait_for_change(call.service(), since, wait).await;
        }
        call.refresh()?;
    }
    let reply = call.reply(&query.path(since));
    if wanted.wait().is_none()
        && let Some(unchanged) = call.unchanged(&reply)
    {
        return Ok(unchanged);
    }
    let snapshot = call.snapshot();
    let (found, reached) = match query.filter.ids(snapshot) {
        None => (call.service().changes(snapshot, since, wanted.limit()).await?, None),
        Some(ids) => {
            let (position, limit) = (snapshot.position().clone(), wanted.limit());
            let reading = call
                .service()
                .read_store(move |directory| directory.changes_of(&position, &ids, since, limit));
            let ChangesOf { found, reached } = reading.await?;
            (found, Some(reached))
        }
    };
    let list = query.list(found, reached, snapshot.position().change);
    if wanted.wait().is_some() {
        return Ok(uncached(call.request(), JSON, json(&list)));
    }
    let reply = reply.with_link(list.links.header(&call.absolute_url("")));
    call.respond(reply, || Ok(json(&list)))
}

/// Waits until there is a change after `since`, for at most `wait`, or until the server stops.
async fn wait_for_change(service: &Service, since: i64, wait: Duration) {
    let visible = pin!(service.directory.wait_until_visible(since.saturating_add(1)));
    let stopped = pin!(service.stopped());
    // The caller checks the snapshot, whatever ended the wait.
    let _ = timeout(wait, select(visible, stopped)).await;
}
