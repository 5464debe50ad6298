//! `search_organizations`: one page of the list of organizations.

use serde_json::Value;

use super::answer::{CitedOrganization, ToolAnswer, about_query, not_checked, nothing_found};
use super::{Tool, ToolCall};
use crate::catalog::{Entry, Facet};
use crate::domain::abbreviate;
use crate::http::api::mcp::schemas::InputSchema;
use crate::http::api::organizations::list::{links, list_body};
use crate::http::extract::parameters::ParameterSet;
use crate::http::extract::parameters::criteria::{Criteria, FilterParameters, OrderParameter};
use crate::http::extract::parameters::list::{FacetsParameter, ListQuery};
use crate::http::extract::parameters::paging::PagingParameters;
use crate::http::extract::parameters::reader::Reader;
use crate::http::problem::Problem;
use crate::site::query_string;

pub const TOOL: Tool = Tool {
    name: "search_organizations",
    title: "Search organizations",
    description: "Finds organizations that work against slavery by words and filters, and counts \
                  them with `facets`. Returns one page of summaries, each with its page, revision \
                  and day; read a whole profile with `get_organization`. `list_vocabulary` has the \
                  slugs of focus areas, approaches and the like. Without `status` and `key`, only \
                  active organizations are found.",
    input,
    answer: "OrganizationList",
    is_nullable: false,
    call,
};

/// The parameters of the list, without those that shape its rows.
struct SearchArguments(ListQuery);

impl ParameterSet for SearchArguments {
    fn names() -> impl Iterator<Item = &'static str> {
        Criteria::names().chain(PagingParameters::names()).chain(FacetsParameter::names())
    }

    fn read(reader: &mut Reader) -> Self {
        Self(ListQuery::read(reader))
    }
}

fn input() -> Value {
    InputSchema::new()
        .with::<FilterParameters>()
        .with::<OrderParameter>()
        .with::<PagingParameters>()
        .with::<FacetsParameter>()
        .build()
}

fn call(tool: &ToolCall<'_>) -> Result<ToolAnswer, Problem> {
    let SearchArguments(query) = tool.arguments()?;
    let snapshot = tool.call.snapshot();
    let selection = snapshot.select(&query.request()).map_err(|err| Problem::internal(&err))?;
    let links = links(&query, &selection);
    let body = list_body(snapshot, &query, &selection, Some(&links));
    let body = body.map_err(|err| Problem::internal(&err))?;
    let entries = &selection.page.entries;
    let cited = |entry: &Entry<'_>| CitedOrganization::of(tool.call, entry);
    let organizations: Vec<CitedOrganization> = entries.iter().map(cited).collect();
    let mut text = vec![match (entries.len(), selection.total) {
        (1, 1) => "1 organization matches.".to_owned(),
        (shown, total) if shown == total => format!("{total} organizations match."),
        (shown, total) => format!("{shown} of {total} organizations that match:"),
    }];
    text.extend(entries.iter().zip(&organizations).map(|(entry, cited)| line(entry, cited)));
    let mut notes = about_query(selection.interpretation.as_ref());
    if selection.total == 0 {
        notes.push(nothing_found("organization"));
    }
    if !query.criteria.not_found.is_empty() {
        let keys = query.criteria.not_found.iter().map(|key| abbreviate(key).into_owned());
        let keys: Vec<String> = keys.collect();
        notes.push(format!("Not in this directory: {}.", keys.join(", ")));
    }
    let filter = &query.criteria.filter;
    if filter.choice(Facet::Status).is_empty() && !filter.has_all_statuses() {
        notes.push("Only active organizations were searched.".to_owned());
    }
    notes.extend(not_checked(&organizations));
    let page = match query_string(&query.written_pairs()) {
        parameters if parameters.is_empty() => "/organizations".to_owned(),
        parameters => format!("/organizations?{parameters}"),
    };
    Ok(ToolAnswer { answer: Some(body), page, organizations, notes, text })
}

/// An organization in one line.
fn line(entry: &Entry<'_>, cited: &CitedOrganization) -> String {
    if let Some((reason, successor)) = entry.withdrawal() {
        let see = successor.map(|slug| format!(" See `{slug}`.")).unwrap_or_default();
        return format!("- `{}` was withdrawn: {reason}{see}", entry.slug());
    }
    let caveats = match cited.caveats.len() {
        0 => "",
        _ => " Has caveats.",
    };
    let withheld = match cited.withheld.len() {
        0 => "",
        _ => " Information is withheld.",
    };
    let (slug, summary) = (entry.slug(), entry.summary_text());
    format!("- {} ({slug}): {summary}{caveats}{withheld} {}", entry.name(), cited.citation)
}
