//! The conflict of a draft with a newer revision: what can be merged, and what must be chosen.

use actix_web::HttpResponse;
use serde_json::Value;

use super::draft::Opened;
use super::stored_drafts::store;
use super::{edit_page, to_page};
use crate::domain::{Merged, OrganizationState, ProfileDraft, Side, three_way};
use crate::http::extract::authorized::Editor;
use crate::http::extract::edit_form::EditForm;
use crate::http::extract::session::SignedIn;
use crate::http::problem::Problem;
use crate::site::edit::form::Typed;
use crate::site::edit::{ConflictPage, conflict};

/// The three versions of a profile.
struct Versions {
    /// The one from which the editor began; null if it cannot be read any more.
    base: Value,
    /// The one that is there now.
    theirs: Value,
    mine: Value,
}

impl Versions {
    async fn of(
        session: &SignedIn,
        opened: &Opened,
        current: &OrganizationState,
    ) -> Result<Self, Problem> {
        let (id, base) = (current.id.clone(), opened.draft.base);
        let service = session.context().service();
        let base = service.call(move |directory| directory.revision(&id, base)).await?;
        // Without it, every part in which the two differ is shown.
        let base = base.ok().and_then(|base| serde_json::from_str(&base.document).ok());
        let theirs = serde_json::from_str(&current.document);
        Ok(Self {
            base: base.unwrap_or(Value::Null),
            theirs: theirs.map_err(|err| Problem::internal(&err))?,
            mine: opened.profile()?.json(),
        })
    }

    fn merged(&self, choose: &dyn Fn(usize) -> Side) -> Merged {
        three_way(&self.base, &self.theirs, &self.mine, choose)
    }
}

/// The page of the conflict.
///
/// # Errors
///
/// 5xx if the store failed.
pub async fn show(
    session: &SignedIn,
    opened: &Opened,
    notices: Vec<String>,
) -> Result<HttpResponse, Problem> {
    let Some(current) = &opened.current else { return Ok(to_page(&opened.form_path())) };
    let versions = Versions::of(session, opened, current).await?;
    let Merged { document, overlaps } = versions.merged(&|_| Side::Mine);
    let (id, revision) = (current.id.clone(), current.revision);
    let service = session.context().service();
    let summary = service.read_store(move |directory| directory.revision(&id, revision)).await?;
    let author = summary.summary.author.split_once(':').map_or("", |(_, name)| name);
    let (name, action, form) = (opened.name(), opened.check_path(), opened.form_path());
    let page = ConflictPage {
        name: &name,
        action: &action,
        form: &form,
        version: opened.draft.version,
        current: revision,
        author,
        note: summary.summary.note.as_deref(),
        mine: &versions.mine,
        merged: &document,
        overlaps: &overlaps,
        notices,
    };
    edit_page(session, &action, |frame| conflict(frame, &page))
}

/// Merges the draft as the editor chose. From then on it is based on the present revision.
///
/// # Errors
///
/// 5xx if the store failed.
pub async fn merge(form: &EditForm<Editor>, opened: &Opened) -> Result<HttpResponse, Problem> {
    let session = &form.session;
    let check = opened.check_path();
    let Some(current) = &opened.current else { return Ok(to_page(&opened.form_path())) };
    if form.get("current") != Some(current.revision.to_string().as_str()) {
        return Ok(to_page(&check));
    }
    let versions = Versions::of(session, opened, current).await?;
    let choice = |number: usize| match form.get(&format!("choice.{number}")) {
        Some("now") => Some(Side::Theirs),
        Some("mine") => Some(Side::Mine),
        _ => None,
    };
    let merged = versions.merged(&|number| choice(number).unwrap_or(Side::Mine));
    if (0..merged.overlaps.len()).any(|number| choice(number).is_none()) {
        return Ok(to_page(&format!("{check}?choose")));
    }
    let draft = ProfileDraft {
        document: Typed::of_profile(&merged.document).to_text(),
        base: current.revision,
        ..opened.draft.clone()
    };
    let path = match store(session, draft).await? {
        Ok(stored) if stored.is_copy => format!("{check}?other"),
        Ok(_) if form.get("do") == Some("merge-form") => format!("{}?merged", opened.form_path()),
        _ => check,
    };
    Ok(to_page(&path))
}
