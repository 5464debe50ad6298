//! `GET /organizations/{key}`: one profile.

use actix_web::HttpResponse;
use bytes::Bytes;

use super::answers::OrganizationOrFields;
use super::as_of::respond_with_past_profile;
use super::formats::{self, Format};
use crate::catalog::json::JsonObject;
use crate::http::api::labels::profile_labels;
use crate::http::extract::organization_key::OrganizationCall;
use crate::http::extract::parameters::as_of::AsOfTime;
use crate::http::extract::parameters::reader::Reader;
use crate::http::extract::parameters::view::View;
use crate::http::extract::parameters::{ParameterSet, Parameters};
use crate::http::problem::{KeyResponses, Problem, ProblemBody, ReadResponses};
use crate::http::protocol::reply::{JSON, Reply};

parameters! {
    /// The time and the format of a profile.
    pub struct FormatParameters {
        /// Returns the profile as of this time (RFC 3339), or as of the end of this day in UTC,
        /// such as `2026-11-25`.
        as_of: AsOfTime as String,
        /// `json` (default), `jsonld` (schema.org), `md` (Markdown with its sources as footnotes),
        /// or a citation of this revision: `bibtex`, `csl` (CSL-JSON), `ris`. Without it the
        /// `Accept` header decides. `fields`, `include` and `as_of` are available only with `json`.
        #[param(example = "json")]
        format: Option<String> as String,
    }
}

/// The parameters of a profile.
pub struct ProfileQuery {
    view: View,
    as_of: AsOfTime,
    /// The value of `format`.
    format: Option<String>,
    /// Whether the parameters shape the JSON, so that no other format fits.
    is_shaped: bool,
}

impl ParameterSet for ProfileQuery {
    fn names() -> impl Iterator<Item = &'static str> {
        View::names().chain(FormatParameters::names())
    }

    fn read(reader: &mut Reader) -> Self {
        let view = View::read(reader);
        let FormatParameters { as_of, format } = FormatParameters::read(reader);
        if let Some(word) = &format {
            formats::check_only_json(reader, word);
        }
        Self { view, as_of, format, is_shaped: formats::is_shaped(reader) }
    }
}

/// Read an organization
///
/// The whole profile, as it was written. A former slug and any identifier (`scheme-value` with an
/// org-id.guide code) redirect to its URL. A withdrawn organization is gone: the response has the
/// reason and the successor.
///
/// Each other format has its own URL (`…/formats/{format}`). This one responds with them too, to a
/// request that names one with `Accept` or `format`.
#[utoipa::path(
    get,
    path = "/api/v1/organizations/{key}",
    tag = "organizations",
    params(
        ("key" = String, Path, description = "Slug, former slug or identifier", example = "international-justice-mission"),
        View,
        FormatParameters,
    ),
    responses(
        (status = 200, description = "The profile", body = OrganizationOrFields, headers(("ETag" = String, description = "Begins with the revision, e.g. `\"r12-…\"`; differs by format and content coding"))),
        ReadResponses,
        KeyResponses,
        (status = 406, description = "There is no such format; `allowed` lists the formats", body = ProblemBody, content_type = "application/problem+json"),
        (status = 410, description = "The organization is withdrawn, or was withdrawn at this time", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn find_organization(
    call: OrganizationCall,
    Parameters(query): Parameters<ProfileQuery>,
) -> Result<HttpResponse, Problem> {
    // A link can name a format, so `format` wins over `Accept`.
    let format = match &query.format {
        Some(word) => Format::named(word)?,
        None if query.is_shaped => call.accepts(JSON).map(|()| None)?,
        None => Format::preferred(call.request())?,
    };
    if let Some(time) = query.as_of.0 {
        return respond_with_past_profile(&call, &query.view, time).await;
    }
    call.check_shown()?;
    if let Some(format) = format {
        return formats::respond(&call, format);
    }
    if query.view.is_usual() {
        return Ok(formats::respond_json(&call));
    }
    let entry = call.entry();
    let reply = Reply::strong(JSON, Some(entry.revision()), entry.updated_at());
    call.respond(reply, || Ok(viewed(&call, &query.view)))
}

/// The profile as a view shows it.
fn viewed(call: &OrganizationCall, view: &View) -> Bytes {
    let entry = call.entry();
    let mut body = match view.fields() {
        Some(fields) => call.snapshot().fields(&entry, fields),
        None => entry.document().to_vec(),
    };
    if view.has_labels() {
        let mut object = JsonObject::reopen(&mut body);
        object.member("labels", &profile_labels(call.snapshot(), view, entry));
        object.finish();
    }
    body.into()
}
