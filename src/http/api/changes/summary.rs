//! `GET /changes/summary`: the difference between two versions of the directory, as release notes and
//! for programs that keep a copy.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::known::check_known;
use super::summary_text::markdown;
use crate::directory::{
    ChangedOrganization, ChangedTerm, ChangesSummary, OrganizationChanges, TermChanges,
};
use crate::domain::{Code, TermScheme};
use crate::http::extract::call::Call;
use crate::http::extract::parameters::reader::Reader;
use crate::http::extract::parameters::values::Number;
use crate::http::extract::parameters::{ParameterValue, Parameters};
use crate::http::problem::{HistoryResponses, INVALID_PARAMETER, Problem, ProblemBody};
use crate::http::protocol::limits::SUMMARY_CHANGES_MAX;
use crate::http::protocol::negotiation::preferred_type;
use crate::http::protocol::reply::{JSON, json};
use crate::http::service::datasets::no_version;
use crate::site::query_string;

/// The media types of a summary, in the order of its formats.
const MEDIA_TYPES: [&str; 2] = [JSON, "text/markdown"];

const MARKDOWN: &str = "text/markdown; charset=utf-8";

parameters! {
    /// Which versions to compare.
    pub struct SummaryParameters {
        /// The number of the change after which the summary begins: the version of the earlier
        /// dataset. Without it, the summary covers the last 2000 changes up to `to`, or all of them
        /// if there are fewer.
        #[param(minimum = 0, example = 0)]
        from: Number<0, { usize::MAX }> as u64,
        /// The number of the last change of the summary: the version of the later dataset. Without
        /// it, the newest change.
        #[param(minimum = 0, example = 100)]
        to: Number<0, { usize::MAX }> as u64,
        /// `json` (default) or `md` (Markdown). Without it the `Accept` header decides.
        #[param(example = "md")]
        format: Option<SummaryFormat> as String,
    }
}

/// The format of a summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SummaryFormat {
    Json,
    Markdown,
}

impl ParameterValue for Option<SummaryFormat> {
    fn read(reader: &mut Reader, name: &'static str) -> Self {
        let word = reader.one(name)?;
        match word.as_str() {
            "json" => Some(SummaryFormat::Json),
            "md" => Some(SummaryFormat::Markdown),
            _ => {
                let allowed = || ["json", "md"].map(str::to_owned).into();
                reader.unknown_value(name, &word, "is not a format of a summary", allowed);
                None
            }
        }
    }
}

/// The difference between two versions of the directory.
///
/// A copy of the earlier version becomes the later one in this way: remove the organizations with a
/// `former_slug`, then take the profile of each organization that is listed from the later version.
/// Terms likewise; those in `removed` go.
#[derive(Serialize, ToSchema)]
#[schema(as = ChangesSummary)]
pub struct SummaryAnswer {
    /// The change after which the summary begins.
    #[schema(example = 0)]
    pub from: i64,
    /// The last change of the summary.
    #[schema(example = 100)]
    pub to: i64,
    /// Number of organizations and terms in each list.
    pub totals: SummaryTotals,
    pub organizations: SummaryOrganizations,
    pub terms: SummaryTerms,
}

/// Number of organizations and terms that differ between two versions.
#[derive(Serialize, ToSchema)]
pub struct SummaryTotals {
    #[schema(example = 41)]
    pub added: usize,
    #[schema(example = 2)]
    pub updated: usize,
    #[schema(example = 0)]
    pub renamed: usize,
    #[schema(example = 1)]
    pub withdrawn: usize,
    #[schema(example = 0)]
    pub restored: usize,
    #[schema(example = 115)]
    pub terms_added: usize,
    #[schema(example = 0)]
    pub terms_updated: usize,
    #[schema(example = 0)]
    pub terms_removed: usize,
}

/// The organizations that differ between two versions, each in one list, sorted by slug.
#[derive(Serialize, ToSchema)]
pub struct SummaryOrganizations {
    pub added: Vec<SummaryOrganization>,
    /// Those that keep their slug, and are neither withdrawn nor restored.
    pub updated: Vec<SummaryOrganization>,
    /// Those with another slug. They may have other changes too.
    pub renamed: Vec<SummaryOrganization>,
    /// Those that the later version no longer shows.
    pub withdrawn: Vec<SummaryOrganization>,
    /// Those that the earlier version did not show.
    pub restored: Vec<SummaryOrganization>,
}

/// An organization that differs between two versions.
#[derive(Serialize, ToSchema)]
pub struct SummaryOrganization {
    /// The slug in the later version.
    #[schema(example = "free-the-slaves")]
    pub slug: String,
    /// The name in the later version.
    #[schema(example = "Free the Slaves")]
    pub name: String,
    /// The slug in the earlier version, if it was another one.
    pub former_slug: Option<String>,
    /// The root keys of the profile that differ, or in which a text was redacted. Empty for an
    /// organization that was added.
    #[schema(example = json!(["summary", "sources"]))]
    pub changed: Vec<String>,
    /// Why it was withdrawn; null unless it is.
    pub reason: Option<String>,
    /// The slug of the organization to read instead of a withdrawn one.
    pub successor: Option<String>,
}

/// The terms that differ between two versions, each in one list.
#[derive(Serialize, ToSchema)]
pub struct SummaryTerms {
    pub added: Vec<SummaryTerm>,
    pub updated: Vec<SummaryTerm>,
    pub removed: Vec<SummaryTerm>,
}

/// A term that differs between two versions.
#[derive(Serialize, ToSchema)]
pub struct SummaryTerm {
    pub vocabulary: TermScheme,
    #[schema(example = "bonded-labour")]
    pub slug: String,
    #[schema(example = "Bonded labour")]
    pub label: String,
    /// The keys of the term that differ. Empty for a term that was added or removed.
    #[schema(example = json!(["definition"]))]
    pub changed: Vec<String>,
}

impl SummaryAnswer {
    fn new(from: i64, to: i64, summary: ChangesSummary) -> Self {
        let ChangesSummary { organizations, terms } = summary;
        let OrganizationChanges { added, updated, renamed, withdrawn, restored } = organizations;
        let totals = SummaryTotals {
            added: added.len(),
            updated: updated.len(),
            renamed: renamed.len(),
            withdrawn: withdrawn.len(),
            restored: restored.len(),
            terms_added: terms.added.len(),
            terms_updated: terms.updated.len(),
            terms_removed: terms.removed.len(),
        };
        let all = |list: Vec<ChangedOrganization>| list.into_iter().map(Into::into).collect();
        let organizations = SummaryOrganizations {
            added: all(added),
            updated: all(updated),
            renamed: all(renamed),
            withdrawn: all(withdrawn),
            restored: all(restored),
        };
        let TermChanges { added, updated, removed } = terms;
        let all = |list: Vec<ChangedTerm>| list.into_iter().map(Into::into).collect();
        let terms =
            SummaryTerms { added: all(added), updated: all(updated), removed: all(removed) };
        Self { from, to, totals, organizations, terms }
    }
}

impl From<ChangedOrganization> for SummaryOrganization {
    fn from(it: ChangedOrganization) -> Self {
        let ChangedOrganization { slug, name, former_slug, changed, reason, successor } = it;
        Self { slug, name, former_slug, changed, reason, successor }
    }
}

impl From<ChangedTerm> for SummaryTerm {
    fn from(ChangedTerm { scheme, slug, label, changed }: ChangedTerm) -> Self {
        Self { vocabulary: scheme, slug, label, changed }
    }
}

/// Summarize the changes between two versions
///
/// The organizations and terms that were added, updated, renamed, withdrawn and restored, each once,
/// with the keys that differ: the release notes of version `to` for a reader of version `from`. With
/// the profiles of the later version, a program can bring a copy of the earlier one up to date.
#[utoipa::path(
    get,
    path = "/api/v1/changes/summary",
    tag = "history",
    params(SummaryParameters),
    responses(
        (status = 200, description = "The differences", content(
            (SummaryAnswer = "application/json"),
            (String = "text/markdown"),
        )),
        HistoryResponses,
        (status = 404, description = "The directory was empty at the change `from`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The directory has no change with the number `to`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 410, description = "The directory was restored from a later version than `from`", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn summarize_changes(
    call: Call,
    Parameters(wanted): Parameters<SummaryParameters>,
) -> Result<HttpResponse, Problem> {
    let format = match wanted.format {
        Some(format) => format,
        None if preferred_type(call.request(), &MEDIA_TYPES)? == 0 => SummaryFormat::Json,
        None => SummaryFormat::Markdown,
    };
    for (name, number) in [("from", wanted.from.0), ("to", wanted.to.0)] {
        if let Some(number) = number {
            check_known(&call, name, number).await?;
        }
    }
    let (mut from, to) = range(&wanted, call.snapshot().position().change)?;
    if wanted.from.0.is_none() {
        from = call.service().read_store(move |it| it.first_summarized(from, to)).await?;
    }
    let pairs = [("from", from.to_string()), ("to", to.to_string())];
    let path = format!("/api/v1/changes/summary?{}", query_string(&pairs));
    let media_type = match format {
        SummaryFormat::Json => JSON,
        SummaryFormat::Markdown => MARKDOWN,
    };
    let reply = call.reply(&format!("{path} {media_type}")).with_type(media_type);
    if let Some(unchanged) = call.unchanged(&reply) {
        return Ok(unchanged);
    }
    let summary = call.service().read_store(move |it| it.changes_summary(from, to)).await?;
    let summary = summary.map_err(|refusal| no_version(&refusal))?;
    let answer = SummaryAnswer::new(from, to, summary);
    call.respond(reply, || {
        Ok(match format {
            SummaryFormat::Json => json(&answer),
            SummaryFormat::Markdown => markdown(&answer).into(),
        })
    })
}

/// The changes `from` and `to` of a request, where `last` is the newest change.
fn range(wanted: &SummaryParameters, last: i64) -> Result<(i64, i64), Problem> {
    let number = |given: usize| i64::try_from(given).unwrap_or(i64::MAX);
    let most = number(SUMMARY_CHANGES_MAX);
    let to = wanted.to.0.map_or(last, number);
    let from = wanted.from.0.map_or_else(|| (to - most).max(0), number);
    let message = match to.checked_sub(from) {
        Some(count) if count < 0 => format!("`from` must be at most `to`, which is {to}"),
        Some(count) if count > most => format!(
            "a summary compares at most {most} changes, and these are {count}; ask for several, \
             one after the other: the first from {from} to {}",
            from + most
        ),
        _ => return Ok((from, to)),
    };
    Err(Problem::of_parameter(&INVALID_PARAMETER, "from", Code::OutOfRange, message))
}
