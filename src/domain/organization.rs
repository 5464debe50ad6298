//! A valid profile: the only kind that the directory stores and serves.

use serde::Serialize;

use super::old_shape::{allow_old_affiliations, upgraded_profile};
use super::profile::{Profile, Withdrawal};
use super::{Node, Pointer, Read, Slug, Status, Violation, rules};

/// A [`Profile`] that also follows the rules between its keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Organization(Profile);

impl Organization {
    /// The keys of a profile, in their canonical order.
    pub const KEYS: &'static [&'static str] = Profile::KEYS;

    /// The canonical JSON: compact, every key present, in the order of the type.
    pub fn to_json(&self) -> String {
        serde_json::to_string(&self.0).expect("a profile has only string keys and finite numbers")
    }

    /// Sets the status `withdrawn`, with its reason.
    pub fn into_withdrawn(self, withdrawal: Withdrawal) -> Self {
        Self(Profile { status: Status::Withdrawn, withdrawal: Some(withdrawal), ..self.0 })
    }

    /// Replaces the slug `old` by `new` where it names the parent, the successor, or a related
    /// organization.
    pub fn with_renamed_references(mut self, old: &Slug, new: &Slug) -> Self {
        let parent = self.0.parent.as_mut().and_then(|parent| parent.slug.as_mut());
        let successor = self.0.withdrawal.as_mut().and_then(|it| it.successor.as_mut());
        let related = self.0.related.iter_mut().filter_map(|it| it.slug.as_mut());
        let named = parent.into_iter().chain(successor).chain(related);
        for slug in named.filter(|slug| *slug == old) {
            *slug = new.clone();
        }
        self
    }
}

impl std::ops::Deref for Organization {
    type Target = Profile;

    fn deref(&self) -> &Profile {
        &self.0
    }
}

impl Read for Organization {
    fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
        let upgraded = upgraded_profile(node);
        let present = upgraded.as_ref().unwrap_or(node);
        let profile = Profile::read(present, at, found);
        // These rules look at the JSON, not at the profile, so that one malformed source does not
        // hide the missing ones.
        rules::check(present, at, found);
        if upgraded.is_some() {
            allow_old_affiliations(node, found);
        }
        profile.map(Self)
    }
}
