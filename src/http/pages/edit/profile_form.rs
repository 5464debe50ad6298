//! `/edit/new/{draft}` and `/edit/organizations/{key}/drafts/{draft}`: a profile as a form.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::discard_draft::discard_path;
use super::draft::Opened;
use super::drafts::entries;
use super::stored_drafts::store;
use super::{edit_page, to_page};
use crate::directory::{DraftError, StoredDraft};
use crate::domain::{ProfileDraft, Slug};
use crate::http::extract::authorized::Editor;
use crate::http::extract::edit_form::EditForm;
use crate::http::extract::open_parameters::OpenParameters;
use crate::http::extract::organization_key::EditedSlug;
use crate::http::extract::session::{Session, SignedIn};
use crate::http::problem::Problem;
use crate::site::edit::form::{Mistakes, Operation, Typed, proposed_slug};
use crate::site::edit::{DraftEntry, FormPage, profile_form, sentence};

/// A parameter of the form's URL that says what just happened, with the words for the editor.
const NOTICES: [(&str, &str); 4] = [
    ("kept", "Your draft is kept."),
    (
        "copy",
        "The draft was changed in another tab or saved after you opened the form, or belongs to \
         another key. What you sent is kept as a separate draft: this one. Nothing was overwritten.",
    ),
    (
        "redacted",
        "A text of this profile was redacted by an administrator, so these parts of your draft \
         are as in the profile now. Write your other changes of them again.",
    ),
    ("merged", "Your draft now has the merged text."),
];

/// The message when the database cannot store a draft at the moment.
const BUSY: &str = "The directory cannot store anything at the moment, so your draft is not stored \
                    yet. All that you typed is below: send it again in a minute.";

/// The form of a new profile.
pub async fn show_new_form(
    session: Session<Editor>,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    show(&session, None, &parameters).await
}

/// The form of an organization.
pub async fn show_form(
    session: Session<Editor>,
    EditedSlug(slug): EditedSlug,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    show(&session, Some(&slug), &parameters).await
}

/// Stores what was typed for a new profile.
pub async fn send_new_form(form: EditForm<Editor>) -> Result<HttpResponse, Problem> {
    send(&form, None).await
}

/// Stores what was typed for an organization.
pub async fn send_form(
    form: EditForm<Editor>,
    EditedSlug(slug): EditedSlug,
) -> Result<HttpResponse, Problem> {
    send(&form, Some(&slug)).await
}

async fn show(
    session: &SignedIn,
    slug: Option<&Slug>,
    parameters: &OpenParameters,
) -> Result<HttpResponse, Problem> {
    let opened = Opened::of(session, slug).await?;
    if let Some(redirect) = opened.redirect_if_moved(slug, "") {
        return Ok(redirect);
    }
    let typed = opened.typed()?;
    let mistakes = if parameters.has("mistakes") {
        mistakes(session, &opened, &typed).await?
    } else {
        Mistakes::default()
    };
    let happened = NOTICES.iter().filter(|(name, _)| parameters.has(name));
    let notices = happened.map(|(_, words)| (*words).to_owned()).collect();
    let earlier = match opened.slug().filter(|_| opened.draft.version == 0) {
        Some(slug) => {
            let folder = format!("/edit/organizations/{slug}/");
            let all = entries(session).await?.into_iter();
            all.filter(|draft| draft.path.starts_with(&folder)).collect()
        }
        None => Vec::new(),
    };
    page(session, &opened, &typed, &mistakes, notices, earlier, None)
}

/// All mistakes of what was typed, each at its field.
pub async fn mistakes(
    session: &SignedIn,
    opened: &Opened,
    typed: &Typed,
) -> Result<Mistakes, Problem> {
    let profile = opened.profile()?;
    let violations = opened.violations(session, &profile).await?;
    Ok(Mistakes::of(&violations, &profile.converted, typed))
}

fn page(
    session: &SignedIn,
    opened: &Opened,
    typed: &Typed,
    mistakes: &Mistakes,
    mut notices: Vec<String>,
    drafts: Vec<DraftEntry>,
    refusal: Option<String>,
) -> Result<HttpResponse, Problem> {
    if opened.is_withdrawn() {
        notices.push(
            "The organization is withdrawn, so this draft cannot be saved. It is kept: restore the \
             organization first."
                .to_owned(),
        );
    } else if opened.is_overtaken() {
        notices.push(
            "Another editor has saved this profile since you began. When you check the changes, \
             both are merged."
                .to_owned(),
        );
    }
    let (name, action) = (opened.name(), opened.form_path());
    let snapshot = session.context().service().snapshot()?;
    // While an organization is new, it may be one that the directory already has.
    let similar = match opened.current {
        None => opened.similar(session, &typed.convert().profile)?,
        Some(_) => String::new(),
    };
    let form = FormPage {
        name: &name,
        action: &action,
        base: opened.draft.base,
        version: opened.draft.version,
        typed,
        mistakes,
        notices,
        refusal,
        drafts: &drafts,
        similar,
        is_withdrawn: opened.is_withdrawn(),
    };
    edit_page(session, &action, |frame| profile_form(frame, snapshot.vocabulary(), &form))
}

async fn send(form: &EditForm<Editor>, slug: Option<&Slug>) -> Result<HttpResponse, Problem> {
    let session = &form.session;
    let opened = Opened::of_form(session, slug).await?;
    let wanted = form.get("do").unwrap_or_default();
    let is_same = form.get("version") == Some(opened.draft.version.to_string().as_str());
    if wanted == "discard" && !is_same {
        return Ok(to_page(&format!("{}?other", opened.form_path())));
    }
    let mut typed = Typed::of_fields(&form.fields);
    if slug.is_none() && typed.text("/slug").trim().is_empty() {
        typed.set("/slug", &proposed_slug(typed.text("/name")));
    }
    let operation = wanted.parse::<Operation>().ok();
    let shown = operation.map(|operation| typed.apply(&operation));
    let draft = ProfileDraft {
        document: typed.to_text(),
        base: base(form, &opened),
        version: form.get("version").and_then(|it| it.parse().ok()).unwrap_or_default(),
        ..opened.draft.clone()
    };
    let StoredDraft { draft, is_copy, redacted } = match store(session, draft).await {
        Ok(Ok(stored)) => stored,
        Ok(Err(refused)) => {
            let drafts = match refused {
                DraftError::TooMany => entries(session).await?,
                _ => Vec::new(),
            };
            let reason = sentence(&refused.to_string());
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return refuse(session, &opened, &typed, drafts, reason, status);
        }
        // A large import may be running.
        Err(problem) if problem.kind.status == StatusCode::SERVICE_UNAVAILABLE.as_u16() => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            return refuse(session, &opened, &typed, Vec::new(), BUSY.to_owned(), status);
        }
        Err(problem) => return Err(problem),
    };
    let opened = Opened { draft, ..opened };
    let path = opened.form_path();
    if is_copy {
        return Ok(to_page(&format!("{path}?copy")));
    }
    if !redacted.is_empty() {
        return Ok(to_page(&format!("{path}?redacted")));
    }
    match (shown, wanted) {
        (Some(shown), _) => Ok(to_page(&format!("{path}#{shown}"))),
        (None, "check") if opened.is_withdrawn() => Ok(to_page(&path)),
        (None, "check") => Ok(to_page(&opened.check_path())),
        // It is stored first, so that nothing is lost if the editor keeps it after all.
        (None, "discard") => Ok(to_page(&discard_path(&opened.draft.id))),
        _ => Ok(to_page(&format!("{path}?kept"))),
    }
}

/// The revision from which the editor began, as the form has it: the page may be older than the
/// draft.
fn base(form: &EditForm<Editor>, opened: &Opened) -> i32 {
    let newest = opened.current.as_ref().map_or(0, |state| state.revision);
    let given = form.get("base").and_then(|it| it.parse::<i32>().ok());
    given.filter(|base| (newest.min(1)..=newest).contains(base)).unwrap_or(opened.draft.base)
}

/// The form with what was typed, which is not stored, and the reason.
fn refuse(
    session: &SignedIn,
    opened: &Opened,
    typed: &Typed,
    drafts: Vec<DraftEntry>,
    reason: String,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let mistakes = Mistakes::default();
    let mut response = page(session, opened, typed, &mistakes, Vec::new(), drafts, Some(reason))?;
    *response.status_mut() = status;
    Ok(response)
}
