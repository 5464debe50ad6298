//! `…/check`: shows what a draft changes, and saves it.

use actix_web::HttpResponse;

use super::conflict;
use super::discard_draft::discard_path;
use super::done::to_done;
use super::draft::{DraftedProfile, Opened, form_path};
use super::drafts::GONE;
use super::form_text::note;
use super::stored_drafts::{exists, remove, store};
use super::{edit_page, to_page};
use crate::directory::{EditError, EditedOrganization, Precondition};
use crate::domain::{ProfileDraft, Slug};
use crate::http::extract::authorized::Editor;
use crate::http::extract::edit_form::EditForm;
use crate::http::extract::open_parameters::OpenParameters;
use crate::http::extract::organization_key::EditedSlug;
use crate::http::extract::session::{Session, SignedIn};
use crate::http::problem::Problem;
use crate::site::edit::form::element_name;
use crate::site::edit::{CheckPage, check};

const CHOOSE: &str = "Choose for each part that you both changed.";

const CHANGED_IN_ANOTHER_TAB: &str = "The draft was changed in another tab. Look at it again.";

/// The changes of a new profile.
pub async fn show_new_check(
    session: Session<Editor>,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    show(&session, None, &parameters).await
}

/// The changes of an organization.
pub async fn show_check(
    session: Session<Editor>,
    EditedSlug(slug): EditedSlug,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    show(&session, Some(&slug), &parameters).await
}

/// Saves or discards the draft of a new profile.
pub async fn send_new_check(form: EditForm<Editor>) -> Result<HttpResponse, Problem> {
    send(&form, None).await
}

/// Saves, merges or discards the draft of an organization.
pub async fn send_check(
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
    if let Some(redirect) = opened.redirect_if_moved(slug, "/check") {
        return Ok(redirect);
    }
    let form = opened.form_path();
    if opened.draft.version == 0 {
        return Ok(to_page(GONE));
    }
    // The form says so.
    if opened.is_withdrawn() {
        return Ok(to_page(&form));
    }
    let notices = [("other", CHANGED_IN_ANOTHER_TAB), ("choose", CHOOSE)];
    let notices = notices.iter().filter(|(name, _)| parameters.has(name));
    let notices = notices.map(|(_, words)| (*words).to_owned()).collect();
    if opened.is_overtaken() {
        return conflict::show(session, &opened, notices).await;
    }
    let profile = opened.profile()?;
    if !opened.violations(session, &profile).await?.is_empty() {
        return Ok(to_page(&format!("{form}?mistakes#mistakes")));
    }
    let (name, action) = (opened.name(), opened.check_path());
    let after = profile.json();
    let similar = opened.similar(session, &after)?;
    let new_slug = after["slug"].as_str().unwrap_or_default();
    let renamed = opened.slug().map(|slug| (slug.as_str(), new_slug));
    let after = profile_text(&profile);
    let page = CheckPage {
        name: if name.is_empty() { "new profile" } else { &name },
        action: &action,
        form: &form,
        version: opened.draft.version,
        before: opened.current.as_ref().map(|state| state.document.as_str()),
        after: &after,
        note: &opened.draft.note,
        note_mistake: note(&opened.draft.note).err(),
        renamed: renamed.filter(|(old, new)| old != new),
        dropped: profile.converted.dropped.iter().map(|it| element_name(it)).collect(),
        notices,
        must_confirm: !similar.is_empty() && parameters.has("confirm"),
        similar,
    };
    edit_page(session, &action, |frame| check(frame, &page))
}

/// The JSON of a valid profile.
fn profile_text(profile: &DraftedProfile) -> String {
    let document = profile.read.document.as_ref();
    document.map_or_else(|_| profile.converted.profile.to_string(), |it| it.to_json())
}

async fn send(form: &EditForm<Editor>, slug: Option<&Slug>) -> Result<HttpResponse, Problem> {
    let session = &form.session;
    let opened = Opened::of(session, slug).await?;
    let (form_path, check_path) = (opened.form_path(), opened.check_path());
    let wanted = form.get("do").unwrap_or_default();
    if opened.draft.version == 0 {
        return Ok(to_page(GONE));
    }
    let is_same = form.get("version") == Some(opened.draft.version.to_string().as_str());
    if !is_same {
        return Ok(to_page(&format!("{check_path}?other")));
    }
    if wanted == "discard" {
        return Ok(to_page(&discard_path(&opened.draft.id)));
    }
    if opened.is_withdrawn() {
        return Ok(to_page(&form_path));
    }
    if let "merge" | "merge-form" = wanted {
        return conflict::merge(form, &opened).await;
    }
    let typed = form.get("note").unwrap_or_default();
    let next = match (wanted, note(typed)) {
        ("save", Ok(note)) => {
            let is_new = form.get("confirmed") == Some("yes")
                || opened.similar(session, &opened.profile()?.json())?.is_empty();
            if is_new {
                match save(session, &opened, note).await? {
                    Some(saved) => return Ok(saved),
                    None => check_path,
                }
            } else {
                format!("{check_path}?confirm")
            }
        }
        ("back", _) => form_path,
        _ => check_path,
    };
    let elsewhere = keep_note(session, &opened, typed).await?;
    Ok(to_page(&elsewhere.unwrap_or(next)))
}

/// Stores the note with the draft, so that it is not lost either. Returns the path of another page,
/// if the draft was changed, saved or discarded in another tab meanwhile.
async fn keep_note(
    session: &SignedIn,
    opened: &Opened,
    note: &str,
) -> Result<Option<String>, Problem> {
    if note == opened.draft.note {
        return Ok(None);
    }
    // Saving it twice must not bring it back.
    if !exists(session, &opened.draft.id).await? {
        return Ok(Some(GONE.to_owned()));
    }
    let draft = ProfileDraft { note: note.to_owned(), ..opened.draft.clone() };
    Ok(match store(session, draft).await? {
        Ok(stored) if !stored.is_copy && stored.redacted.is_empty() => None,
        Ok(stored) => Some(format!("{}/check", form_path(opened.slug(), &stored.draft.id))),
        Err(_) => Some(opened.check_path()),
    })
}

/// Saves the draft as a new revision, and removes it. `None` if nothing was saved, and the page of the
/// changes says why.
async fn save(
    session: &SignedIn,
    opened: &Opened,
    note: Option<String>,
) -> Result<Option<HttpResponse>, Problem> {
    let service = session.context().service();
    let profile = opened.profile()?.read;
    let author = session.author(note);
    let (slug, base) = (opened.slug().cloned(), opened.draft.base);
    let saved: EditedOrganization = service
        .call(move |directory| match &slug {
            Some(slug) => {
                let precondition = Precondition::Revision(vec![base]);
                directory.replace(slug, &profile, &precondition, &author)
            }
            None => directory.create(&profile, &author),
        })
        .await?;
    match saved {
        Ok(edited) => {
            if remove(session, &opened.draft.id).await.is_err() {
                log::warn!("a draft was saved, but could not be removed");
            }
            to_done(session.context(), &edited).await.map(Some)
        }
        // The page shows what is there now, or which rules are broken.
        Err(EditError::Stale(_) | EditError::Moved(_) | EditError::Rejected(_)) => Ok(None),
        Err(EditError::NotAllowed(allowed)) => Err(Problem::of_limited_key(&allowed)),
        Err(EditError::Store(err)) => Err(Problem::of_store(err)),
        Err(err) => Err(Problem::internal(&err)),
    }
}
