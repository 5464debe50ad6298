//! The form of a profile, and the list of the editor's drafts.

use askama::Template;
use jiff::Timestamp;

use super::EditFrame;
use super::form::{Mistakes, RenderedSection, Typed, language_proposals, part_name, sections};
use crate::domain::{Country, Vocabulary, countries};
use crate::site::{Frame, SiteError, display};

/// Number of mistakes that the summary lists; the others are only at their fields.
const MAX_LISTED: usize = 100;

/// A draft whose form is shown.
pub struct FormPage<'f> {
    /// The name of the organization; empty for a new one.
    pub name: &'f str,
    /// The path to which the form is sent.
    pub action: &'f str,
    /// The revision from which the editor began; 0 for a new organization.
    pub base: i32,
    /// The version of the draft; 0 if it is not stored.
    pub version: i32,
    pub typed: &'f Typed,
    pub mistakes: &'f Mistakes,
    /// Sentences that the editor should read first.
    pub notices: Vec<String>,
    /// Why nothing was stored.
    pub refusal: Option<String>,
    /// The editor's other drafts: all if there are too many, otherwise those of the organization
    /// when a new draft is begun.
    pub drafts: &'f [DraftEntry],
    /// The organizations that may be the same as a new one, as HTML; empty if there are none.
    pub similar: String,
    /// Whether the organization was withdrawn, so that the draft cannot be saved.
    pub is_withdrawn: bool,
}

impl FormPage<'_> {
    /// The path of the versions of the organization; `None` for a new one.
    fn history(&self) -> Option<String> {
        let (organization, _) = self.action.split_once("/drafts/")?;
        Some(format!("{organization}/history"))
    }
}

/// A draft in a list.
pub struct DraftEntry {
    pub id: String,
    /// The path of its form.
    pub path: String,
    pub name: String,
    pub is_new: bool,
    /// The size of what was typed, in bytes.
    pub size: i64,
    pub updated_at: Timestamp,
}

#[derive(Template)]
#[template(path = "edit/profile_form.html")]
struct FormTemplate<'f> {
    frame: EditFrame,
    page: &'f FormPage<'f>,
    sections: Vec<RenderedSection>,
    countries: Vec<Country>,
    languages: Vec<&'static str>,
    /// The pointer of each mistake, and the message with the name of the field.
    listed: Vec<(&'f str, String)>,
}

#[derive(Template)]
#[template(path = "edit/drafts.html")]
struct DraftsTemplate<'d> {
    frame: EditFrame,
    drafts: &'d [DraftEntry],
    /// A sentence about the last action; may be empty.
    status: &'d str,
    /// Maximum number of drafts, and of days after which one is removed.
    limits: (usize, i64),
}

#[derive(Template)]
#[template(path = "edit/discard_draft.html")]
struct DiscardTemplate<'d> {
    frame: EditFrame,
    draft: &'d DraftEntry,
    is_changed: bool,
}

/// The page that asks whether a draft is to be discarded; `is_changed` says that it was changed in
/// another tab since.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn discard_draft(
    frame: EditFrame,
    draft: &DraftEntry,
    is_changed: bool,
) -> Result<String, SiteError> {
    let frame = frame.titled("Discard a draft");
    Ok(DiscardTemplate { frame, draft, is_changed }.render()?)
}

/// The form of a profile.
///
/// # Errors
///
/// If a template fails, which is not expected.
pub fn profile_form(
    frame: EditFrame,
    vocabulary: &Vocabulary,
    page: &FormPage<'_>,
) -> Result<String, SiteError> {
    let title = match page.name {
        "" => "New profile".to_owned(),
        name => format!("Edit {name}"),
    };
    let title = if page.mistakes.is_empty() { title } else { format!("Mistakes: {title}") };
    let all = page.mistakes.all();
    let template = FormTemplate {
        frame: frame.titled(title),
        page,
        sections: sections(page.typed, page.mistakes, vocabulary)?,
        countries: countries().collect(),
        languages: language_proposals().collect(),
        listed: all.iter().take(MAX_LISTED).map(named).collect(),
    };
    Ok(template.render()?)
}

/// The list of the editor's drafts.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn drafts(
    frame: EditFrame,
    drafts: &[DraftEntry],
    status: &str,
    limits: (usize, i64),
) -> Result<String, SiteError> {
    let frame = frame.titled("My drafts");
    Ok(DraftsTemplate { frame, drafts, status, limits }.render()?)
}

/// A mistake with the name of its field: `Result 1, From year: Enter the year …`.
fn named((pointer, message): &(String, String)) -> (&str, String) {
    let name = part_name(pointer);
    (pointer, if name.is_empty() { message.clone() } else { format!("{name}: {message}") })
}

impl FormTemplate<'_> {
    /// The heading of the form.
    fn heading(&self) -> String {
        match self.page.name {
            "" => "New profile".to_owned(),
            name => format!("Edit {name}"),
        }
    }

    /// The number of mistakes in words.
    fn count(&self) -> String {
        display::counted(self.page.mistakes.all().len(), "mistake", "mistakes")
    }
}

impl DraftEntry {
    /// When it was last stored, in UTC: `28 November 2026, 14:05 UTC`.
    fn time(&self) -> String {
        self.updated_at.strftime("%-d %B %Y, %H:%M UTC").to_string()
    }

    /// The size in kilobytes.
    fn kilobytes(&self) -> i64 {
        (self.size + 999) / 1000
    }
}
