//! The answer of a tool: the answer of the API, with what an assistant needs to repeat it fairly.

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::catalog::json::JsonObject;
use crate::catalog::{Entry, Interpretation, KeyResolution, QueryMatch, Snapshot};
use crate::domain::{Date, PLACEHOLDER, truncate};
use crate::http::extract::call::Call;
use crate::site::formats::Citation;

/// Maximum number of caveats of one organization in an answer about several.
const CAVEATS: usize = 3;

/// Maximum number of characters of such a caveat.
const CAVEAT_CHARACTERS: usize = 300;

/// Maximum number of organizations that one note names.
const NAMED: usize = 10;

/// The answer of a tool.
pub struct ToolAnswer {
    /// The answer of the API as JSON; `None` if the directory does not have what was asked for.
    pub answer: Option<Bytes>,
    /// The path of the page that shows the same to people.
    pub page: String,
    pub organizations: Vec<CitedOrganization>,
    /// Warnings that belong to the answer.
    pub notes: Vec<String>,
    /// The answer in short, for models that read only text.
    pub text: Vec<String>,
}

/// Where an answer is from.
#[derive(Serialize, ToSchema)]
pub struct Origin {
    /// The URL of the page that shows the same to people.
    #[schema(example = "https://directory.example.org/organizations?country=IN")]
    page: String,
    /// The number of the newest change that the answer contains.
    #[schema(example = 89)]
    change: i64,
    /// The day of that change, in UTC.
    #[schema(format = Date, example = "2026-11-25")]
    date: String,
}

/// The citation of an organization, and what limits the trust in its profile.
#[derive(Serialize, ToSchema)]
pub struct CitedOrganization {
    #[schema(example = "free-the-slaves")]
    pub slug: String,
    #[schema(example = "Free the Slaves")]
    pub name: String,
    /// The URL of its page.
    page: String,
    /// The number of the revision.
    #[schema(example = 3)]
    revision: i32,
    /// The day of the revision, in UTC.
    #[schema(format = Date, example = "2026-11-25")]
    date: String,
    /// One line to cite it with.
    pub citation: String,
    /// When a person last checked the profile against its sources; null if no person has.
    #[schema(format = Date)]
    pub verified_at: Option<String>,
    /// Disputed points and limits of the data: the first 3, each shortened to 300 characters. The
    /// profile has all of them in full.
    pub caveats: Vec<String>,
    /// Number of caveats that are only in the profile.
    #[schema(example = 0)]
    pub more_caveats: usize,
    /// Keys of the profile from which information is left out on purpose, and `[redacted]` if a text
    /// was redacted. Do not look for it elsewhere.
    pub withheld: Vec<String>,
}

impl CitedOrganization {
    /// The citation of the current revision.
    pub fn of(call: &Call, entry: &Entry<'_>) -> Self {
        let citation = Citation::of_entry(entry, &call.permalink(""));
        let keys = ["caveats", "withheld"].map(str::to_owned);
        let fields = call.snapshot().fields(entry, &keys);
        let fields: Value = serde_json::from_slice(&fields).unwrap_or_default();
        let list = |key: &str| fields[key].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let all = list("caveats");
        let more_caveats = all.len().saturating_sub(CAVEATS);
        let caveats = all
            .into_iter()
            .take(CAVEATS)
            .map(|caveat| truncate(&text(&caveat["note"]), CAVEAT_CHARACTERS).into_owned());
        let mut withheld: Vec<String> =
            list("withheld").iter().map(|it| text(&it["key"])).collect();
        if is_redacted(entry) {
            withheld.push(PLACEHOLDER.to_owned());
        }
        Self {
            slug: entry.slug().to_owned(),
            name: entry.name().to_owned(),
            page: call.absolute_url(&format!("/organizations/{}", entry.slug())),
            revision: entry.revision(),
            date: Date::of(entry.updated_at()).to_string(),
            citation: citation.text(),
            verified_at: entry
                .verified_at()
                .and_then(Date::from_days_since_epoch)
                .map(|date| date.to_string()),
            caveats: caveats.collect(),
            more_caveats,
            withheld,
        }
    }
}

/// Whether a text of the current profile was redacted.
pub fn is_redacted(entry: &Entry<'_>) -> bool {
    std::str::from_utf8(entry.document()).is_ok_and(|document| document.contains(PLACEHOLDER))
}

/// A note about the organizations that no person has checked, if there are any.
pub fn not_checked(organizations: &[CitedOrganization]) -> Option<String> {
    let unchecked = organizations.iter().filter(|it| it.verified_at.is_none());
    let names: Vec<&str> = unchecked.map(|it| it.name.as_str()).collect();
    match names.len() {
        0 => None,
        1 if organizations.len() == 1 => Some("Not checked by a person.".to_owned()),
        all if all == organizations.len() => {
            Some(format!("Not checked by a person: none of these {all} profiles."))
        }
        _ => Some(format!("Not checked by a person: {}.", listed(&names))),
    }
}

/// Names in a sentence, at most [`NAMED`].
fn listed(names: &[&str]) -> String {
    match names.len().checked_sub(NAMED) {
        None | Some(0) => names.join(", "),
        Some(more) => format!("{} and {more} more", names[..NAMED].join(", ")),
    }
}

/// Notes about what was searched instead of the query.
pub fn about_query(interpretation: Option<&Interpretation>) -> Vec<String> {
    let Some(found) = interpretation else { return Vec::new() };
    let corrected = found.corrected_query.as_ref();
    let corrected = corrected.map(|query| format!("Searched for “{query}” instead."));
    let reason = match found.query_match {
        QueryMatch::AllWords => None,
        QueryMatch::AnyWord => Some("Nothing has all words of the query; these have any of them."),
        QueryMatch::NoWords => Some("The query has no letters and no digits."),
    };
    corrected.into_iter().chain(reason.map(str::to_owned)).collect()
}

/// A note for an answer in which nothing was found.
pub fn nothing_found(what: &str) -> String {
    format!(
        "Not in this directory: no {what} matches. That says nothing about what exists elsewhere."
    )
}

/// The organization with this slug.
pub fn current<'s>(snapshot: &'s Snapshot, slug: &str) -> Option<Entry<'s>> {
    match snapshot.resolve_key(slug) {
        KeyResolution::Current(entry) => Some(entry),
        _ => None,
    }
}

impl ToolAnswer {
    /// Adds the members of the result of `tools/call`.
    pub fn write(self, call: &Call, result: &mut JsonObject<'_>) {
        let position = call.snapshot().position();
        let origin = Origin {
            page: call.absolute_url(&self.page),
            change: position.change,
            date: Date::of(position.updated_at).to_string(),
        };
        let mut text = self.text;
        text.extend(self.notes.iter().cloned());
        text.push(format!(
            "Source: Antislavery Directory, change {}, {}. {}",
            origin.change, origin.date, origin.page
        ));
        result.member("content", &json!([{"type": "text", "text": text.join("\n")}]));
        let mut content = result.object("structuredContent");
        content.raw_member("answer", self.answer.as_deref().unwrap_or(b"null"));
        content.member("origin", &origin);
        content.member("organizations", &self.organizations);
        content.member("notes", &self.notes);
        content.finish();
        result.member("isError", &false);
    }
}
