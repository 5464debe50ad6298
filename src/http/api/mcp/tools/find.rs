//! `get_organization`: one profile.

use bytes::Bytes;
use serde_json::{Value, json};

use super::answer::{CitedOrganization, ToolAnswer, is_redacted, not_checked};
use super::{Tool, ToolCall};
use crate::catalog::Entry;
use crate::domain::abbreviate;
use crate::http::api::mcp::schemas::InputSchema;
use crate::http::extract::parameters::meant::meant_organization;
use crate::http::extract::parameters::reader::Reader;
use crate::http::extract::parameters::{ParameterSet, ParameterValue};
use crate::http::problem::Problem;

pub const TOOL: Tool = Tool {
    name: "get_organization",
    title: "Read an organization",
    description: "The whole profile of one organization, with the sources of its statements: how \
                  it frames the problem, how it fights it, where it works, its results, research \
                  and ways to help. The answer is null if the directory does not have it.",
    input,
    answer: "Organization",
    is_nullable: true,
    call,
};

/// The name of the argument.
const ORGANIZATION: &str = "organization";

/// Maximum number of caveats, and of withheld facts, among the notes; the profile has all.
const MAX_NOTES: usize = 10;

/// The key of an organization.
struct FindArguments(String);

impl ParameterSet for FindArguments {
    fn names() -> impl Iterator<Item = &'static str> {
        [ORGANIZATION].into_iter()
    }

    fn read(reader: &mut Reader) -> Self {
        let key = <Option<String>>::read(reader, ORGANIZATION).unwrap_or_default();
        if key.is_empty() {
            reader.invalid(ORGANIZATION, "send the slug, the name or an identifier");
        }
        Self(key)
    }
}

fn input() -> Value {
    let schema = json!({
        "type": "string",
        "description": "The slug, a former slug, a whole name or acronym, or an identifier \
                        (`scheme-value` with an org-id.guide code, such as `US-EIN-541722887`).",
    });
    InputSchema::new().with_schema(ORGANIZATION, schema, true).build()
}

fn call(tool: &ToolCall<'_>) -> Result<ToolAnswer, Problem> {
    let FindArguments(key) = tool.arguments()?;
    let snapshot = tool.call.snapshot();
    let Some(entry) = meant_organization(snapshot, &key).or_else(|| snapshot.only_named(&key))
    else {
        let nearest = snapshot.nearest_slug(&key);
        return Ok(missing(vec![not_here(&key, nearest)]));
    };
    if let Some((reason, successor)) = entry.withdrawal() {
        let mut notes = vec![format!(
            "The directory no longer shows `{}`. It was withdrawn: {reason}",
            entry.slug()
        )];
        notes.extend(successor.map(|slug| format!("Read `{slug}` instead.")));
        return Ok(missing(notes));
    }
    let organizations = vec![CitedOrganization::of(tool.call, &entry)];
    let mut notes = limits(tool, &entry);
    notes.extend(not_checked(&organizations));
    let text = vec![
        format!("{} ({}), status {}", entry.name(), entry.slug(), entry.status()),
        entry.summary_text().to_owned(),
        in_short(&entry),
        format!("Cite it as: {}", organizations[0].citation),
    ];
    Ok(ToolAnswer {
        answer: Some(Bytes::copy_from_slice(entry.document())),
        page: format!("/organizations/{}", entry.slug()),
        organizations,
        notes,
        text: text.into_iter().filter(|line| !line.is_empty()).collect(),
    })
}

/// The answer about an organization that the directory does not show.
fn missing(notes: Vec<String>) -> ToolAnswer {
    let page = "/organizations".to_owned();
    ToolAnswer { answer: None, page, organizations: Vec::new(), notes, text: Vec::new() }
}

fn not_here(key: &str, nearest: Option<&str>) -> String {
    let meant = nearest.map(|slug| format!(" Did you mean `{slug}`?")).unwrap_or_default();
    format!(
        "Not in this directory: no organization has the slug, name or identifier `{}`.{meant} \
         `search_organizations` finds organizations by words.",
        abbreviate(key)
    )
}

/// How it sees and fights the problem, as its profile says in short.
fn in_short(entry: &Entry<'_>) -> String {
    let framing = entry.framing_in_short().map(|it| format!("It sees slavery as {it}."));
    let method = entry.method_in_short().map(|it| format!("So it {it}."));
    [framing, method].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The caveats of a profile, what was left out of it, and the claims that are not findings.
fn limits(tool: &ToolCall<'_>, entry: &Entry<'_>) -> Vec<String> {
    let keys = ["caveats", "withheld", "outcomes"].map(str::to_owned);
    let fields = tool.call.snapshot().fields(entry, &keys);
    let fields: Value = serde_json::from_slice(&fields).unwrap_or_default();
    let list = |key: &str| fields[key].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut notes = Vec::new();
    let (caveats, withheld) = (list("caveats"), list("withheld"));
    for caveat in caveats.iter().take(MAX_NOTES) {
        notes.push(format!("Caveat ({}): {}", text(&caveat["about"]), text(&caveat["note"])));
    }
    for fact in withheld.iter().take(MAX_NOTES) {
        notes.push(format!(
            "Withheld on purpose ({}): {} Do not look for it elsewhere.",
            text(&fact["key"]),
            text(&fact["reason"])
        ));
    }
    for (key, all) in [("caveats", &caveats), ("withheld", &withheld)] {
        if let Some(more @ 1..) = all.len().checked_sub(MAX_NOTES) {
            notes.push(format!("More in `{key}` of the profile: {more}. Read them too."));
        }
    }
    if is_redacted(entry) {
        notes.push("Parts of the profile were redacted.".to_owned());
    }
    if !list("outcomes").is_empty() {
        notes.push("Outcomes are claims: say who reports them (`reported_by`).".to_owned());
    }
    notes
}
