//! The draft that a path names: what was typed, and the organization as it is now.

use actix_web::HttpResponse;
use serde_json::Value;

use super::to_page;
use crate::directory::{Directory, DraftError, is_draft_id, new_draft_id};
use crate::domain::{
    Draft, KeyName, Node, Organization, OrganizationState, ProfileDraft, ProposedOrganization,
    Slug, Status, Violation,
};
use crate::http::extract::session::SignedIn;
use crate::http::problem::{Problem, UNKNOWN_ORGANIZATION, UNKNOWN_ROUTE};
use crate::site::edit;
use crate::site::edit::form::{Converted, Typed};

/// A draft that an editor works on.
pub struct Opened {
    /// Its version is 0 if it is not stored.
    pub draft: ProfileDraft,
    /// The organization as it is now; `None` for a new one.
    pub current: Option<OrganizationState>,
}

/// A profile as a draft has it.
pub struct DraftedProfile {
    /// The profile as JSON, and the field of each part of it.
    pub converted: Converted,
    /// The profile with its mistakes.
    pub read: Draft<Organization>,
}

impl Opened {
    /// The draft of a path. `slug` is the one in the path; `None` for a new organization.
    ///
    /// # Errors
    ///
    /// 403 if the key may not edit the organization, or create one; 404 for the draft of another
    /// key, or an unknown organization; 5xx if the store failed.
    pub async fn of(session: &SignedIn, slug: Option<&Slug>) -> Result<Self, Problem> {
        Self::read(session, slug, open).await
    }

    /// The draft of the path to which its form was sent. If it is the draft of another key, this is a
    /// new one, so that the text in the form is not lost: a key may have been replaced after the
    /// form was opened.
    ///
    /// # Errors
    ///
    /// Those of [`Opened::of`], except for the draft of another key.
    pub async fn of_form(session: &SignedIn, slug: Option<&Slug>) -> Result<Self, Problem> {
        Self::read(session, slug, open_or_begin).await
    }

    async fn read(session: &SignedIn, slug: Option<&Slug>, open: Open) -> Result<Self, Problem> {
        let context = session.context();
        let id = context.path_part("draft").to_owned();
        if !is_draft_id(&id) {
            return Err(unknown_draft());
        }
        let (owner, slug) = (session.key.name.clone(), slug.cloned());
        let opened = context.service().call(move |directory| open(directory, id, owner, slug));
        let opened = opened.await?.map_err(problem)?.ok_or_else(|| {
            Problem::new(&UNKNOWN_ORGANIZATION, "no organization has this slug or identifier")
        })?;
        // A new organization has no id yet, so a limited key does not have it.
        session.check_may_edit(opened.current.as_ref().map_or("", |state| &state.id))?;
        Ok(opened)
    }

    /// The name of the organization; empty for a new one.
    pub fn name(&self) -> String {
        let current = self.current.as_ref();
        let document = current.and_then(|it| serde_json::from_str::<Value>(&it.document).ok());
        document.map_or_else(String::new, |it| it["name"].as_str().unwrap_or_default().to_owned())
    }

    /// Whether the organization was withdrawn, so that the draft cannot be saved.
    pub fn is_withdrawn(&self) -> bool {
        self.current.as_ref().is_some_and(|state| state.status == Status::Withdrawn)
    }

    /// Whether the organization was changed after the editor began.
    pub fn is_overtaken(&self) -> bool {
        self.current.as_ref().is_some_and(|state| state.revision != self.draft.base)
    }

    /// The path of the form.
    pub fn form_path(&self) -> String {
        form_path(self.slug(), &self.draft.id)
    }

    /// The path of the page that shows the changes.
    pub fn check_path(&self) -> String {
        format!("{}/check", self.form_path())
    }

    /// The slug of the organization now; `None` for a new one.
    pub fn slug(&self) -> Option<&Slug> {
        self.current.as_ref().map(|state| &state.slug)
    }

    /// A redirect, if the organization was renamed, so that another path is right now.
    pub fn redirect_if_moved(&self, slug: Option<&Slug>, rest: &str) -> Option<HttpResponse> {
        (self.slug() != slug).then(|| to_page(&format!("{}{rest}", self.form_path())))
    }

    /// The typed text of all fields.
    ///
    /// # Errors
    ///
    /// 500 if the stored document cannot be read.
    pub fn typed(&self) -> Result<Typed, Problem> {
        Typed::from_text(&self.draft.document).map_err(|err| Problem::internal(&err))
    }

    /// The profile that was typed. A new source gets no id that the profile has now.
    ///
    /// # Errors
    ///
    /// 500 if the stored document cannot be read.
    pub fn profile(&self) -> Result<DraftedProfile, Problem> {
        let current = self.current.as_ref().map(|state| state.document.as_str());
        let converted = self.typed()?.convert_avoiding(&source_ids(current.unwrap_or("{}")));
        let text = converted.profile.to_string();
        let node: Node<'_> = serde_json::from_str(&text).map_err(|err| Problem::internal(&err))?;
        Ok(DraftedProfile { converted, read: Draft::read(&node) })
    }

    /// The organizations that may be the same, as a part of a page; empty if there are none, or if
    /// the draft leaves the name, the website and the identifiers of an organization as they are.
    ///
    /// # Errors
    ///
    /// 503 while the catalog is being built.
    pub fn similar(&self, session: &SignedIn, profile: &Value) -> Result<String, Problem> {
        let text = profile.to_string();
        let node: Node<'_> = serde_json::from_str(&text).map_err(|err| Problem::internal(&err))?;
        let mut proposed = ProposedOrganization::read(&node);
        // The slug of a new one is perhaps that of the same organization.
        proposed.slug = None;
        if let Some(current) = &self.current {
            let before: Value = serde_json::from_str(&current.document).unwrap_or_default();
            let is_same = |key: &&str| before[*key] == profile[*key];
            if ["name", "acronym", "other_names", "website", "identifiers"].iter().all(is_same) {
                return Ok(String::new());
            }
            proposed.edited = Some(current.slug.to_string());
        }
        let snapshot = session.context().service().snapshot()?;
        edit::similar(&snapshot, &proposed).map_err(|err| Problem::internal(&err))
    }

    /// All rules that the profile breaks, those about the rest of the directory included.
    ///
    /// # Errors
    ///
    /// 5xx if the store failed.
    pub async fn violations(
        &self,
        session: &SignedIn,
        profile: &DraftedProfile,
    ) -> Result<Vec<Violation>, Problem> {
        let (slug, read) = (self.slug().cloned(), profile.read.clone());
        let service = session.context().service();
        let author = session.author(None);
        let found =
            service.call(move |directory| directory.violations(slug.as_ref(), &read, &author));
        found.await?.map_err(|err| match err {
            crate::directory::EditError::Store(err) => Problem::of_store(err),
            err => Problem::internal(&err),
        })
    }
}

impl DraftedProfile {
    /// The canonical JSON, or the one that was typed if it breaks a rule.
    pub fn json(&self) -> Value {
        let canonical = self.read.document.as_ref().ok().map(Organization::to_json);
        let canonical = canonical.and_then(|text| serde_json::from_str(&text).ok());
        canonical.unwrap_or_else(|| self.converted.profile.clone())
    }
}

/// Reads the draft with an id, for its owner, at the path of an organization or of a new one.
type Open = fn(&Directory, String, KeyName, Option<Slug>) -> Result<Option<Opened>, DraftError>;

fn open_or_begin(
    directory: &Directory,
    id: String,
    owner: KeyName,
    slug: Option<Slug>,
) -> Result<Option<Opened>, DraftError> {
    match open(directory, id, owner.clone(), slug.clone()) {
        Err(DraftError::Unknown) => open(directory, new_draft_id()?, owner, slug),
        opened => opened,
    }
}

fn open(
    directory: &Directory,
    id: String,
    owner: KeyName,
    slug: Option<Slug>,
) -> Result<Option<Opened>, DraftError> {
    if let Some(draft) = directory.draft(&id, &owner)? {
        let current = match &draft.organization {
            Some(organization) => directory.current_organization(organization)?,
            None => None,
        };
        // Neither a new profile at the path of an organization, nor the other way round.
        let fits = current.is_some() == slug.is_some();
        return if fits { Ok(Some(Opened { draft, current })) } else { Err(DraftError::Unknown) };
    }
    let current = match &slug {
        Some(slug) => match directory.organization_of(slug)? {
            Some(current) => Some(current),
            None => return Ok(None),
        },
        None => None,
    };
    let typed = current.as_ref().and_then(|state| serde_json::from_str(&state.document).ok());
    let typed = typed.map_or_else(Typed::empty, |profile| Typed::of_profile(&profile));
    let draft = ProfileDraft {
        id,
        owner,
        organization: current.as_ref().map(|state| state.id.clone()),
        base: current.as_ref().map_or(0, |state| state.revision),
        document: typed.to_text(),
        note: String::new(),
        version: 0,
    };
    Ok(Some(Opened { draft, current }))
}

fn source_ids(document: &str) -> Vec<String> {
    let document: Value = serde_json::from_str(document).unwrap_or_default();
    let sources = document["sources"].as_array().cloned().unwrap_or_default();
    sources.iter().filter_map(|source| Some(source["id"].as_str()?.to_owned())).collect()
}

/// The path of the form of a draft.
pub fn form_path(slug: Option<&Slug>, id: &str) -> String {
    match slug {
        Some(slug) => format!("/edit/organizations/{slug}/drafts/{id}"),
        None => format!("/edit/new/{id}"),
    }
}

/// 404 for a draft that does not exist, or belongs to another key.
pub fn unknown_draft() -> Problem {
    Problem::new(&UNKNOWN_ROUTE, "you have no draft with this id; the list has all your drafts")
}

/// The problem for a draft that cannot be read or stored.
pub fn problem(err: DraftError) -> Problem {
    match err {
        DraftError::Unknown => unknown_draft(),
        DraftError::Store(err) => Problem::of_store(err),
        err => Problem::internal(&err),
    }
}
