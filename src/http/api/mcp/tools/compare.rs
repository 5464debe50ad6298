//! `compare_organizations`: a few organizations side by side.

use serde_json::Value;

use super::answer::{CitedOrganization, ToolAnswer, not_checked};
use super::{Tool, ToolCall};
use crate::catalog::Entry;
use crate::http::api::compare::{CompareParameters, compared, comparison};
use crate::http::api::mcp::schemas::InputSchema;
use crate::http::problem::Problem;
use crate::site::query_string;

pub const TOOL: Tool = Tool {
    name: "compare_organizations",
    title: "Compare organizations",
    description: "2 to 5 organizations side by side: how each frames the problem and fights it, \
                  its terms and countries, the values that all of them share, and the values that \
                  only one has.",
    input,
    answer: "Comparison",
    is_nullable: false,
    call,
};

fn input() -> Value {
    InputSchema::new().with::<CompareParameters>().build()
}

fn call(tool: &ToolCall<'_>) -> Result<ToolAnswer, Problem> {
    let wanted: CompareParameters = tool.arguments()?;
    let snapshot = tool.call.snapshot();
    let entries = compared(snapshot, &wanted);
    let cited = |entry: &Entry<'_>| CitedOrganization::of(tool.call, entry);
    let organizations: Vec<CitedOrganization> = entries.iter().map(cited).collect();
    let text = entries.iter().zip(&organizations).map(|(entry, cited)| {
        let sees = entry.framing_in_short().unwrap_or("not stated in short");
        let does = entry.method_in_short().unwrap_or("not stated in short");
        let caveats = cited.caveats.iter().map(|caveat| format!(" Caveat: {caveat}"));
        let mut caveats: String = caveats.collect();
        if cited.more_caveats > 0 {
            caveats += &format!(" More caveats in the profile: {}.", cited.more_caveats);
        }
        if !cited.withheld.is_empty() {
            caveats += " Information is withheld.";
        }
        format!(
            "- {}: sees slavery as: {sees}. What it does: {does}.{caveats} {}",
            entry.name(),
            cited.citation
        )
    });
    let slugs: Vec<&str> = entries.iter().map(Entry::slug).collect();
    let page = query_string(&[("organizations", slugs.join(","))]);
    Ok(ToolAnswer {
        answer: Some(comparison(snapshot, &entries)),
        page: format!("/compare?{page}"),
        text: text.collect(),
        notes: not_checked(&organizations).into_iter().collect(),
        organizations,
    })
}
