//! Editing organizations.

use std::convert::Infallible;

use super::{
    EditError, Edited, EditedOrganization, Outcome, Precondition, check_limit, other_slug,
};
use crate::directory::Directory;
use crate::directory::conflicts::{
    circle_violations, profile_violations, unknown_organization, with_current_slugs,
};
use crate::directory::documents::{parse_stored, stored_node};
use crate::domain::{
    Author, Code, Date, Draft, Node, Organization, OrganizationState, Pointer, ProfileReferences,
    Relation, Slug, Status, Violation, Withdrawal, merge_patch,
};
use crate::store::StoreError;
use crate::store::{PoolError, Publication, Writer};

/// Maximum number of times that one patch is merged, because other writes came first.
const MERGE_ATTEMPTS: usize = 100;

/// Number of profiles that name a renamed organization and are written at once.
const UPDATED_AT_ONCE: usize = 500;

impl Directory {
    /// Adds an organization.
    ///
    /// # Errors
    ///
    /// With [`EditError::Rejected`] if the profile breaks a rule, or its slug or an identifier is
    /// taken.
    pub fn create(&self, profile: &Draft<Organization>, author: &Author) -> EditedOrganization {
        self.edit(author, |writer| {
            check_limit(writer.author(), None)?;
            publish(writer, None, profile, false)
        })
    }

    /// Makes a profile the newest revision of the organization with a slug, or adds it with
    /// [`Precondition::Absent`]. Writes nothing if the current profile is the same, whatever the
    /// precondition. A profile with another slug renames the organization, and updates the
    /// references of others to it.
    ///
    /// # Errors
    ///
    /// When there is no such organization, the precondition does not hold, or the profile breaks a
    /// rule.
    pub fn replace(
        &self,
        slug: &Slug,
        profile: &Draft<Organization>,
        precondition: &Precondition,
        author: &Author,
    ) -> EditedOrganization {
        self.edit(author, |writer| {
            let current = match current_state(writer, slug) {
                Err(EditError::Unknown) if *precondition == Precondition::Absent => None,
                found => Some(found?),
            };
            put(writer, slug, current.as_ref(), profile, precondition)
        })
    }

    /// Merges a patch (RFC 7396) into the profile of an organization.
    ///
    /// The merge happens before the write transaction, because it takes longer than anything else
    /// in an edit. If another write comes in between, the patch is merged again.
    ///
    /// # Errors
    ///
    /// When the precondition does not hold, when the merged profile breaks a rule, or when other
    /// writes keep coming first.
    pub fn patch(
        &self,
        slug: &Slug,
        patch: &Node<'_>,
        precondition: &Precondition,
        author: &Author,
    ) -> EditedOrganization {
        let mut current = self.store.organization(slug)?;
        for _ in 0..MERGE_ATTEMPTS {
            let merged = match current {
                None => None,
                Some(state) => {
                    check_limit(author, Some(&state))?;
                    match merge(state, patch, precondition)? {
                        Merged::Unchanged(state) => return Ok(unchanged(state)),
                        Merged::Changed(from, draft) => Some((from, draft)),
                    }
                }
            };
            let patched = self.edit(author, |writer| {
                let now = current_state(writer, slug)?;
                match merged {
                    Some((from, draft)) if is_same_revision(&from, &now) => {
                        publish(writer, Some(&now), &draft, false).map(Patched::Done)
                    }
                    _ => Ok(Patched::Overtaken(now)),
                }
            })?;
            match patched {
                Patched::Done(edited) => return Ok(edited),
                Patched::Overtaken(now) => current = Some(now),
            }
        }
        Err(StoreError::WritersBusy(PoolError::Exhausted).into())
    }

    /// Withdraws an organization: readers no longer see it, but its history stays.
    ///
    /// # Errors
    ///
    /// When the precondition does not hold, the organization is already withdrawn for another
    /// reason, or the successor does not exist.
    pub fn withdraw(
        &self,
        slug: &Slug,
        withdrawal: &Draft<Withdrawal>,
        precondition: &Precondition,
        author: &Author,
    ) -> EditedOrganization {
        self.edit(author, |writer| {
            let current = current_state(writer, slug)?;
            let profile: Organization = parse_stored(&current.document)?;
            if profile.status == Status::Withdrawn {
                return if profile.withdrawal.as_ref() == withdrawal.document.as_ref().ok() {
                    Ok(unchanged(current))
                } else {
                    Err(EditError::AlreadyWithdrawn(Box::new(current)))
                };
            }
            precondition.check(Some(&current))?;
            let violations = successor_violations(writer, slug, withdrawal.references.as_ref())?;
            let withdrawal = withdrawal.with_violations(violations)?;
            write(writer, Some(&current), &profile.into_withdrawn(withdrawal.clone()), false)
        })
    }

    /// Notes that a person has read a profile against its sources on `today`. Writes nothing if it
    /// was already verified then, whatever the precondition. With `dates_sources`, `today` becomes
    /// the day of reading of the sources that have none.
    ///
    /// # Errors
    ///
    /// When the precondition does not hold, the organization is withdrawn
    /// ([`EditError::AlreadyWithdrawn`]), or its profile now breaks a rule.
    pub fn verify(
        &self,
        slug: &Slug,
        today: Date,
        dates_sources: bool,
        precondition: &Precondition,
        author: &Author,
    ) -> EditedOrganization {
        self.edit(author, |writer| {
            let current = current_state(writer, slug)?;
            let profile: Organization = parse_stored(&current.document)?;
            if profile.status == Status::Withdrawn {
                return Err(EditError::AlreadyWithdrawn(Box::new(current)));
            }
            let dates_sources =
                dates_sources && profile.sources.iter().any(|it| it.retrieved.is_none());
            // Where the reader lives, it may be tomorrow already.
            if !dates_sources && profile.verified_at.is_some_and(|day| day >= today) {
                return Ok(unchanged(current));
            }
            precondition.check(Some(&current))?;
            // Rules may have become stricter since the profile was written.
            let read = if dates_sources { profile.with_sources_read(today) } else { profile };
            let verified = read.into_verified(today).to_json();
            publish(writer, Some(&current), &Draft::read(&stored_node(&verified)?), false)
        })
    }

    /// Checks whether an organization can be added, without adding it.
    ///
    /// # Errors
    ///
    /// Those of [`Directory::create`].
    pub fn try_create(
        &self,
        profile: &Draft<Organization>,
        author: &Author,
    ) -> Result<(), EditError> {
        match self.violations(None, profile, author)? {
            violations if violations.is_empty() => Ok(()),
            violations => Err(violations.into()),
        }
    }

    /// All rules that a profile breaks, those about the rest of the directory included. `slug` is
    /// the current one of the organization; `None` for a new one. Nothing is written.
    ///
    /// # Errors
    ///
    /// When the organization does not exist, the author may not edit it, or the store fails.
    pub fn violations(
        &self,
        slug: Option<&Slug>,
        profile: &Draft<Organization>,
        author: &Author,
    ) -> Result<Vec<Violation>, EditError> {
        let checked = self.store.write(author, |writer| {
            // An error rolls the transaction back.
            Err::<Infallible, _>(Checked(checked_violations(writer, slug, profile)))
        });
        let Err(Checked(violations)) = checked;
        violations
    }

    /// Makes the profile of an earlier revision the newest again. References to organizations that
    /// were renamed since then are updated to their current slugs.
    ///
    /// # Errors
    ///
    /// When the precondition does not hold, there is no such revision, or it now breaks a rule: a
    /// term may have been removed, or an identifier taken.
    pub fn restore(
        &self,
        slug: &Slug,
        revision: i32,
        precondition: &Precondition,
        author: &Author,
    ) -> EditedOrganization {
        self.edit(author, |writer| {
            let current = current_state(writer, slug)?;
            let Some(document) = writer.revision_document(&current, revision)? else {
                let last = current.revision;
                return Err(EditError::UnknownRevision { wanted: revision, last });
            };
            let former = with_current_slugs(writer, parse_stored(&document)?)?.to_json();
            if former == current.document {
                return Ok(unchanged(current));
            }
            precondition.check(Some(&current))?;
            // Rules may have become stricter since that revision was written.
            let profile = Draft::read(&stored_node(&former)?);
            publish(writer, Some(&current), &profile, true)
        })
    }
}

/// The violations of a profile that is only checked, so that the transaction is rolled back.
struct Checked(Result<Vec<Violation>, EditError>);

impl From<StoreError> for Checked {
    fn from(err: StoreError) -> Self {
        Self(Err(err.into()))
    }
}

fn checked_violations(
    writer: &mut Writer<'_>,
    slug: Option<&Slug>,
    profile: &Draft<Organization>,
) -> Result<Vec<Violation>, EditError> {
    let current = slug.map(|slug| current_state(writer, slug)).transpose()?;
    check_limit(writer.author(), current.as_ref())?;
    let found = profile_violations(writer, current.as_ref(), &profile.references)?;
    Ok(profile.with_violations(found).err().unwrap_or_default())
}

/// The outcome of one attempt to write a merged patch.
enum Patched {
    Done(Edited<OrganizationState>),
    /// Another write came first, and this is the organization after it.
    Overtaken(OrganizationState),
}

/// The result of merging a patch into one revision.
enum Merged {
    Unchanged(OrganizationState),
    /// The revision, and the profile that would replace it.
    Changed(OrganizationState, Box<Draft<Organization>>),
}

/// Merges a patch into a revision, if the precondition holds for it.
fn merge(
    from: OrganizationState,
    patch: &Node<'_>,
    precondition: &Precondition,
) -> Result<Merged, EditError> {
    let document = stored_node(&from.document)?;
    let draft = Draft::<Organization>::read(&merge_patch(document, patch.clone()));
    // RFC 9110, section 13.1.1: repeating an edit succeeds, whatever the precondition.
    if draft.document.as_ref().is_ok_and(|profile| profile.to_json() == from.document) {
        return Ok(Merged::Unchanged(from));
    }
    precondition.check(Some(&from))?;
    Ok(Merged::Changed(from, Box::new(draft)))
}

fn is_same_revision(one: &OrganizationState, other: &OrganizationState) -> bool {
    (&one.id, one.revision) == (&other.id, other.revision)
}

/// The organization that currently has a slug, which the author of the change must be allowed to
/// edit. Every edit of an existing organization begins with it.
pub(in crate::directory) fn current_state(
    writer: &mut Writer<'_>,
    slug: &Slug,
) -> Result<OrganizationState, EditError> {
    if let Some(state) = writer.organizations(&[slug])?.pop() {
        check_limit(writer.author(), Some(&state))?;
        return Ok(state);
    }
    match writer.former_owners(&[slug])?.pop() {
        Some((_, owner)) => Err(EditError::Moved(owner)),
        None => Err(EditError::Unknown),
    }
}

fn put(
    writer: &mut Writer<'_>,
    slug: &Slug,
    current: Option<&OrganizationState>,
    profile: &Draft<Organization>,
    precondition: &Precondition,
) -> EditedOrganization {
    // RFC 9110, section 13.1.1: repeating an edit succeeds, whatever the precondition.
    let document = profile.document.as_ref().ok().map(Organization::to_json);
    if let Some(state) = current.filter(|state| Some(&state.document) == document.as_ref()) {
        return Ok(unchanged(state.clone()));
    }
    if current.is_none() {
        check_limit(writer.author(), None)?;
    }
    precondition.check(current)?;
    let mut violations = Vec::new();
    let mut references = profile.references.clone();
    if current.is_none() {
        violations.extend(other_slug(slug, references.slug.as_ref(), ""));
        references.slug = Some(slug.clone());
    }
    violations.extend(profile_violations(writer, current, &references)?);
    write(writer, current, profile.with_violations(violations)?, false)
}

fn unchanged(state: OrganizationState) -> Edited<OrganizationState> {
    let change = state.change;
    Edited { outcome: Outcome::Unchanged, state, change }
}

/// Checks a profile against the current directory, and writes it if neither breaks a rule.
fn publish(
    writer: &mut Writer<'_>,
    current: Option<&OrganizationState>,
    profile: &Draft<Organization>,
    is_restored: bool,
) -> EditedOrganization {
    let violations = profile_violations(writer, current, &profile.references)?;
    write(writer, current, profile.with_violations(violations)?, is_restored)
}

fn write(
    writer: &mut Writer<'_>,
    current: Option<&OrganizationState>,
    profile: &Organization,
    is_restored: bool,
) -> EditedOrganization {
    let document = profile.to_json();
    writer.publish(&[Publication { current, profile, document: &document, is_restored }])?;
    if let Some(state) = current.filter(|state| state.slug != profile.slug) {
        update_references(writer, &state.slug, &profile.slug)?;
    }
    let written = writer.organizations(&[&profile.slug])?.pop();
    let state = written.ok_or_else(|| {
        StoreError::Corrupt(format!("`{}` is missing after it was written", profile.slug))
    })?;
    let outcome = if current.is_none() { Outcome::Created } else { Outcome::Updated };
    Ok(Edited { outcome, state, change: writer.last_change() })
}

/// Writes a new revision of every profile that refers to a renamed organization, so that an export
/// is consistent and can be loaded elsewhere.
fn update_references(writer: &mut Writer<'_>, old: &Slug, new: &Slug) -> Result<(), EditError> {
    let states = writer.organizations_naming(old)?;
    for states in states.chunks(UPDATED_AT_ONCE) {
        let mut updated = Vec::new();
        for state in states {
            let profile: Organization = parse_stored(&state.document)?;
            let profile = profile.with_renamed_references(old, new);
            updated.push((state, profile.to_json(), profile));
        }
        let publications = updated.iter().map(|(state, document, profile)| {
            let (current, document) = (Some(*state), document.as_str());
            Publication { current, profile, document, is_restored: false }
        });
        writer.publish(&publications.collect::<Vec<_>>())?;
    }
    Ok(())
}

/// The violations of a withdrawal's successor.
fn successor_violations(
    writer: &mut Writer<'_>,
    slug: &Slug,
    successor: Option<&Slug>,
) -> Result<Vec<Violation>, StoreError> {
    let Some(successor) = successor else { return Ok(Vec::new()) };
    let at = Pointer::Root.key("successor");
    if successor == slug {
        let message = "an organization cannot be its own successor";
        return Ok(vec![Violation::new(&at, Code::Contradiction, message)]);
    }
    let mut found = Vec::from_iter(unknown_organization(writer, successor, &at)?);
    let references = ProfileReferences {
        relations: vec![(Relation::Successor, successor.clone())],
        ..ProfileReferences::default()
    };
    let circular = circle_violations(writer, Some(slug), &references)?;
    // The body is the withdrawal itself.
    found.extend(circular.into_iter().map(|it| Violation { pointer: at.to_string(), ..it }));
    Ok(found)
}
