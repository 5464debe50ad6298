//! `find_ways_to_help`: one page of the ways to help.

use serde_json::Value;

use super::answer::{
    CitedOrganization, ToolAnswer, about_query, current, not_checked, nothing_found,
};
use super::{Tool, ToolCall};
use crate::http::api::items::ItemAnswer;
use crate::http::api::mcp::schemas::InputSchema;
use crate::http::extract::parameters::items::{ItemQuery, WayToHelpParameters};
use crate::http::extract::parameters::paging::PagingParameters;
use crate::http::problem::Problem;
use crate::site::query_string;

pub const TOOL: Tool = Tool {
    name: "find_ways_to_help",
    title: "Find ways to help",
    description: "Ways in which a person can help active organizations: give, volunteer, advocate, \
                  learn, report and more, with links and helplines. Filters by kind, price, focus \
                  area, country and organization.",
    input,
    answer: "WayToHelpList",
    is_nullable: false,
    call,
};

fn input() -> Value {
    InputSchema::new().with::<WayToHelpParameters>().with::<PagingParameters>().build()
}

fn call(tool: &ToolCall<'_>) -> Result<ToolAnswer, Problem> {
    let query: ItemQuery<WayToHelpParameters> = tool.arguments()?;
    let snapshot = tool.call.snapshot();
    let answer = ItemAnswer::of(snapshot, &query)?;
    let body = answer.body(snapshot)?;
    let list: Value = serde_json::from_slice(&body).unwrap_or_default();
    let rows: Vec<&Value> = list["data"].as_array().into_iter().flatten().collect();
    let mut slugs: Vec<&str> = Vec::new();
    for slug in rows.iter().filter_map(|row| row["organization"]["slug"].as_str()) {
        if !slugs.contains(&slug) {
            slugs.push(slug);
        }
    }
    let entries = slugs.iter().filter_map(|slug| current(snapshot, slug));
    let organizations: Vec<CitedOrganization> =
        entries.map(|entry| CitedOrganization::of(tool.call, &entry)).collect();
    let total = answer.total();
    let mut text = vec![format!("{} of {total} ways to help:", rows.len())];
    text.extend(rows.iter().map(|row| line(row)));
    text.extend(organizations.iter().map(|it| format!("Cite as: {}", it.citation)));
    let mut notes = about_query(answer.interpretation());
    if total == 0 {
        notes.push(nothing_found("way to help"));
    }
    if rows.iter().any(|row| row["helpline"].is_object()) {
        let note = "A helpline may have changed: say when it was checked (`checked_at`).";
        notes.push(note.to_owned());
    }
    notes.extend(not_checked(&organizations));
    let page = match query_string(&query.written_pairs()) {
        parameters if parameters.is_empty() => "/ways-to-help".to_owned(),
        parameters => format!("/ways-to-help?{parameters}"),
    };
    Ok(ToolAnswer { answer: Some(body), page, organizations, notes, text })
}

/// A way to help in one line.
fn line(row: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let helpline = &row["helpline"];
    let number = match helpline["number"].as_str() {
        Some(number) => format!(
            " Call {number} from {} (checked {}).",
            text(&helpline["country"]),
            text(&helpline["checked_at"])
        ),
        None => String::new(),
    };
    format!(
        "- {} ({}, {}): {} {}{number}",
        text(&row["title"]),
        text(&row["kind"]),
        text(&row["organization"]["name"]),
        text(&row["summary"]),
        text(&row["url"])
    )
}
