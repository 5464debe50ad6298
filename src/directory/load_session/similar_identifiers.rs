//! Identifiers of different organizations that differ only in punctuation.
//!
//! In some registers a slash separates numbers, so both may be right, and an editor can add them one
//! by one. In an import, the second is usually the same number, copied by hand.

use std::collections::HashMap;

use super::{Deferred, LoadSession, Waiting};
use crate::directory::documents::parse_stored;
use crate::domain::{
    Code, Identifier, IdentifierKey, Organization, OrganizationState, Pointer, ProfileReferences,
    Slug, Violation,
};
use crate::store::StoreError;

/// Each key with the organization that has it, by the key without punctuation.
type Owners = HashMap<IdentifierKey, Vec<(IdentifierKey, Slug)>>;

/// The identifiers with slashes and underscores.
#[derive(Default)]
pub(super) struct SimilarIdentifiers {
    /// Those of the directory before the load; read when they are first needed.
    stored: Option<Owners>,
    /// Those of the profiles so far.
    seen: Owners,
}

impl SimilarIdentifiers {
    /// Adds the identifiers of a profile.
    fn add(&mut self, references: &ProfileReferences) {
        let Some(slug) = &references.slug else { return };
        for (_, identifier) in &references.identifiers {
            add(&mut self.seen, identifier.key(), slug);
        }
    }
}

fn add(owners: &mut Owners, key: IdentifierKey, owner: &Slug) {
    let loose = key.without_punctuation();
    if loose != key {
        owners.entry(loose).or_default().push((key, owner.clone()));
    }
}

impl<O: Clone> LoadSession<'_, '_, O> {
    /// Rejects new identifiers of a chunk that differ only in punctuation from those of other
    /// organizations.
    pub(super) fn reject_similar_identifiers(
        &mut self,
        chunk: &[Waiting<O>],
        current_states: &HashMap<Slug, OrganizationState>,
    ) -> Result<(), StoreError> {
        let Some(mut similar) = self.similar.take() else { return Ok(()) };
        let stored = match similar.stored.take() {
            Some(stored) => stored,
            None => {
                let mut stored = Owners::new();
                for (key, owner) in self.writer.punctuated_identifiers()? {
                    add(&mut stored, key, &owner);
                }
                stored
            }
        };
        for waiting in chunk {
            self.reject_similar_to(waiting, current_states, &stored, &similar.seen)?;
            similar.add(&waiting.references);
        }
        self.similar = Some(SimilarIdentifiers { stored: Some(stored), ..similar });
        Ok(())
    }

    fn reject_similar_to(
        &mut self,
        waiting: &Waiting<O>,
        current_states: &HashMap<Slug, OrganizationState>,
        stored: &Owners,
        seen: &Owners,
    ) -> Result<(), StoreError> {
        let Some(slug) = &waiting.references.slug else { return Ok(()) };
        let mut own: Option<Vec<IdentifierKey>> = None;
        for (place, identifier) in &waiting.references.identifiers {
            let key = identifier.key();
            let Some((other, owner, is_stored)) = self.similar_to(&key, slug, stored, seen)? else {
                continue;
            };
            let own = match &mut own {
                Some(own) => own,
                None => own.insert(keys_of(current_states.get(slug))?),
            };
            if own.contains(&key) {
                continue;
            }
            let violation = violation(*place, identifier, &other, &owner);
            if is_stored {
                // The owner may come without it in a later chunk.
                let item = waiting.item.clone();
                self.deferred.push(Deferred { item, unless: owner, violation });
            } else {
                self.rejections.add(&waiting.item, [violation]);
            }
        }
        Ok(())
    }

    /// An identifier of another organization that differs from `key` only in punctuation, with its
    /// owner, and whether it is one of the directory before the load.
    fn similar_to(
        &mut self,
        key: &IdentifierKey,
        slug: &Slug,
        stored: &Owners,
        seen: &Owners,
    ) -> Result<Option<(IdentifierKey, Slug, bool)>, StoreError> {
        let loose = key.without_punctuation();
        let is_other = |other: &&(IdentifierKey, Slug)| other.0 != *key && other.1 != *slug;
        let in_batch = seen.get(&loose).and_then(|all| all.iter().find(is_other));
        if let Some((other, owner)) = in_batch {
            return Ok(Some((other.clone(), owner.clone(), false)));
        }
        if loose != *key {
            let owner = self.seen.owner_of(&loose).and_then(|owner| owner.parse::<Slug>().ok());
            if let Some(owner) = owner.filter(|owner| owner != slug) {
                return Ok(Some((loose, owner, false)));
            }
        }
        // An organization of the batch was compared with its new profile.
        let is_unseen = |owner: &Slug| !self.seen.has(owner);
        let in_store = stored
            .get(&loose)
            .and_then(|all| all.iter().find(|other| is_other(other) && is_unseen(&other.1)));
        if let Some((other, owner)) = in_store {
            return Ok(Some((other.clone(), owner.clone(), true)));
        }
        if loose == *key {
            return Ok(None);
        }
        let plain = Identifier { scheme: loose.scheme.clone(), value: loose.value.clone() };
        let owner = self.writer.identifier_owners(&[&plain])?.pop();
        let owner = owner.filter(|(_, owner)| owner != slug && !self.seen.has(owner));
        Ok(owner.map(|(key, owner)| (key, owner, true)))
    }
}

/// The keys of the identifiers that an organization has now.
fn keys_of(state: Option<&OrganizationState>) -> Result<Vec<IdentifierKey>, StoreError> {
    let Some(state) = state else { return Ok(Vec::new()) };
    let profile: Organization = parse_stored(&state.document)?;
    Ok(profile.identifiers.iter().map(Identifier::key).collect())
}

fn violation(
    place: usize,
    identifier: &Identifier,
    other: &IdentifierKey,
    owner: &Slug,
) -> Violation {
    let list = Pointer::Root.key("identifiers");
    let message = format!(
        "`{identifier}` differs only in punctuation from `{other}`, an identifier of `{owner}`; if \
         both are right, add it by editing the profile"
    );
    Violation::new(&list.index(place).key("value"), Code::IdentifierTaken, message)
}
