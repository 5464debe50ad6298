//! One organization, by any of its keys.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use jiff::Timestamp;
use utoipa::IntoParams;

use super::as_of::{as_of, past_profile};
use super::formats::{Format, formatted, refuse_shaped, shapes_json};
use crate::catalog::{Entry, Snapshot};
use crate::http::Service;
use crate::http::api::schemas::OrganizationOrFields;
use crate::http::extract::organization_key::{IN_API, Led, led_to};
use crate::http::extract::parameters::reader::Params;
use crate::http::extract::parameters::view::{View, add_member, labels};
use crate::http::problem::{Problem, ProblemBody};
use crate::http::protocol::negotiation::{accept, encoding};
use crate::http::protocol::reply::{JSON, Reply, ready};

/// The parameters of [`find_organization`], for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "its fields describe the parameters and are never read")]
pub struct ProfileParameters {
    /// Root keys of the profile, with commas: the answer is then an object of exactly these.
    #[param(example = "slug,name,framing")]
    fields: Option<String>,
    /// `labels` adds the display name of every term and country in the answer.
    #[param(example = "labels")]
    include: Option<String>,
    /// The profile as it stood at this time (RFC 3339), or at the end of this day in UTC, such as
    /// `2026-11-25`.
    as_of: Option<String>,
    /// `json` (usual), `jsonld` (schema.org), `md` (Markdown with its sources as footnotes), or a
    /// citation of this revision: `bibtex`, `csl` (CSL-JSON), `ris`. Without it the `Accept` header
    /// decides. `fields`, `include` and `as_of` go with `json` alone.
    #[param(example = "json")]
    format: Option<String>,
}

/// Read an organization
///
/// The whole profile, as it was written. A former slug and any identifier (`scheme-value` with an
/// org-id.guide code) redirect to its address; a withdrawn organization is gone, with the reason
/// and its successor.
///
/// The same in other formats, by `Accept` or `format`: for search engines, for reading, and a
/// citation with the number and the day of the revision.
#[utoipa::path(
    get,
    path = "/api/v1/organizations/{key}",
    tag = "organizations",
    params(
        ("key" = String, Path, description = "Slug, former slug or identifier", example = "international-justice-mission"),
        ProfileParameters,
    ),
    responses(
        (status = 200, description = "The profile", content(
            (OrganizationOrFields = "application/json"),
            (Object = "application/ld+json"),
            (String = "text/markdown"),
            (String = "application/x-bibtex"),
            (Vec<Object> = "application/vnd.citationstyles.csl+json"),
            (String = "application/x-research-info-systems"),
        ), headers(("ETag" = String, description = "Begins with the revision, e.g. `\"r12-…\"`; differs by format and content coding"))),
        (status = 304, description = "The client has this answer already"),
        (status = 308, description = "The key is a former slug or an identifier: `Location` is the address"),
        (status = 400, description = "A parameter is not valid", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No organization has this key, or it had no profile at this time", body = ProblemBody, content_type = "application/problem+json"),
        (status = 406, description = "There is no such format; `allowed` names those that there are", body = ProblemBody, content_type = "application/problem+json"),
        (status = 410, description = "The organization was withdrawn, by now or at this time", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The catalog is being built, or with `as_of` the database does not answer", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn find_organization(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let snapshot = service.snapshot()?;
    match led_to(&request, &service, &snapshot, (IN_API, ""))? {
        Led::Here(entry) => profile(&request, &service, &snapshot, &entry).await,
        Led::Elsewhere(answer) => Ok(answer),
    }
}

async fn profile(
    request: &HttpRequest,
    service: &Service,
    snapshot: &Snapshot,
    entry: &Entry<'_>,
) -> Result<HttpResponse, Problem> {
    let ProfileQuery { view, as_of, format } = ProfileQuery::read(request)?;
    if let Some(time) = as_of {
        return past_profile(request, service, (snapshot, entry), &view, time).await;
    }
    if let Some(withdrawal) = entry.withdrawal() {
        return Err(gone(entry, withdrawal));
    }
    if let Some(format) = format {
        return formatted(request, service, (snapshot, entry), format);
    }
    if view.fields.is_none() && !view.labels {
        let encoding = encoding(request);
        let answer = snapshot.profile(entry, encoding);
        return Ok(ready(request, service, JSON, answer, encoding));
    }
    Reply::strong(JSON, Some(entry.revision()), entry.updated_at())
        .made(request, service, || Ok(viewed(snapshot, entry, &view)))
}

/// What is asked of a profile.
struct ProfileQuery {
    view: View,
    /// As of which time, where it is not now.
    as_of: Option<Timestamp>,
    /// `None` is JSON.
    format: Option<Format>,
}

impl ProfileQuery {
    /// A format that is named is not looked for in `Accept`: a link can have it.
    fn read(request: &HttpRequest) -> Result<Self, Problem> {
        let query = request.query_string();
        if query.is_empty() {
            let format = Format::preferred(request)?;
            return Ok(Self { view: View::default(), as_of: None, format });
        }
        let mut params = Params::parse(query, &["fields", "include", "as_of", "format"]);
        let view = View::read(&mut params);
        let as_of = as_of(&mut params);
        let word = params.one("format");
        if let Some(word) = &word {
            refuse_shaped(&mut params, word);
        }
        let is_shaped = shapes_json(&params);
        params.finish()?;
        let format = match word {
            Some(word) => Format::named(&word)?,
            None if is_shaped => accept(request, JSON).map(|()| None)?,
            None => Format::preferred(request)?,
        };
        Ok(Self { view, as_of, format })
    }
}

/// Some keys of a profile, or all of them, with labels if they are asked for.
fn viewed(snapshot: &Snapshot, entry: &Entry<'_>, view: &View) -> Bytes {
    let mut body = match &view.fields {
        Some(fields) => snapshot.fields(entry, fields),
        None => entry.document().to_vec(),
    };
    if view.labels {
        add_member(&mut body, "labels", &labels(snapshot, view, std::iter::once(*entry)));
    }
    body.into()
}

pub fn gone(entry: &Entry<'_>, (reason, successor): (&str, Option<&str>)) -> Problem {
    Problem::gone(entry.slug(), entry.revision(), reason, successor)
}
