//! A valid profile: the only kind that the directory stores and serves.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::Serialize;

use super::old_shape::{allow_old_affiliations, upgraded_profile};
use super::profile::{Profile, Withdrawal};
use super::redact::{NotRedacted, PLACEHOLDER, Redact};
use super::{Date, Node, Pointer, Read, Slug, SourceId, Status, Violation, read_stored, rules};

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

    /// Sets the day on which a person last read the profile against its sources.
    pub fn into_verified(self, day: Date) -> Self {
        Self(Profile { verified_at: Some(day), ..self.0 })
    }

    /// Sets the day on which the sources without one were read.
    pub fn with_sources_read(mut self, day: Date) -> Self {
        for source in &mut self.0.sources {
            source.retrieved.get_or_insert(day);
        }
        self
    }

    /// The profile without the value at `path`, or with `replacement` in its place.
    /// Sources that nothing cites then go too, and so do the citations of a source that goes.
    ///
    /// # Errors
    ///
    /// When there is no such value, or the profile cannot be without it.
    pub fn redacted(
        &self,
        path: &[String],
        replacement: Option<&str>,
    ) -> Result<Redacted, NotRedacted> {
        let mut profile = self.0.clone();
        profile.redact_below(path, replacement)?;
        self.tidied(profile)
    }

    /// The profile without any text: only its slug, its status and its terms are left.
    ///
    /// # Errors
    ///
    /// When the profile has no text any more.
    pub fn blanked(&self) -> Result<Redacted, NotRedacted> {
        let mut profile = self.0.clone();
        profile.blank();
        // A profile needs one of each. They are from the vocabulary.
        profile.focus_areas.clone_from(&self.0.focus_areas);
        profile.approaches.clone_from(&self.0.approaches);
        let blanked = self.tidied(profile)?;
        if blanked.profile == *self { Err(NotRedacted::Empty) } else { Ok(blanked) }
    }

    /// Makes a redacted profile valid again.
    fn tidied(&self, mut profile: Profile) -> Result<Redacted, NotRedacted> {
        let removed = removed_texts(&self.0, &profile);
        if profile.status == Status::Withdrawn && profile.withdrawal.is_none() {
            let reason = PLACEHOLDER.parse();
            let reason = reason.map_err(|it: Violation| broken(it.message))?;
            profile.withdrawal = Some(Withdrawal { reason, successor: None });
        }
        drop_facts_without_value(&self.0, &mut profile)?;
        let known: HashSet<SourceId> = profile.sources.iter().map(|it| it.id.clone()).collect();
        profile.retain_citations(&|id| known.contains(id));
        let mut cited = HashSet::new();
        profile.visit_citations(&mut |id| {
            cited.insert(id.clone());
        });
        profile.sources.retain(|source| cited.contains(&source.id));
        let profile = Self(profile);
        // The rules look at the JSON.
        read_stored::<Self>(&profile.to_json()).map_err(NotRedacted::BreaksRule)?;
        Ok(Redacted { profile, removed })
    }

    /// The slugs of the organizations that it names as parent, successor or related, sorted, each once.
    pub fn named_organizations(&self) -> Vec<Slug> {
        let parent = self.0.parent.as_ref().and_then(|parent| parent.slug.as_ref());
        let successor = self.0.withdrawal.as_ref().and_then(|it| it.successor.as_ref());
        let related = self.0.related.iter().filter_map(|it| it.slug.as_ref());
        let named = parent.into_iter().chain(successor).chain(related);
        named.cloned().collect::<BTreeSet<_>>().into_iter().collect()
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

/// A profile from which something was taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redacted {
    pub profile: Organization,
    /// The texts that are no longer in it, so that other places can be searched for them.
    pub removed: Vec<String>,
}

/// The texts that `before` has at more places than `after`.
fn removed_texts(before: &Profile, after: &Profile) -> Vec<String> {
    let mut left: HashMap<String, usize> = HashMap::new();
    after.visit_texts(&mut |text| *left.entry(text.to_owned()).or_default() += 1);
    let mut removed = Vec::new();
    before.visit_texts(&mut |text| match left.get_mut(text) {
        Some(count) if *count > 0 => *count -= 1,
        _ if text == PLACEHOLDER || removed.iter().any(|it| it == text) => {}
        _ => removed.push(text.to_owned()),
    });
    removed
}

/// Drops the sources of plain fields and terms that `after` no longer has.
fn drop_facts_without_value(before: &Profile, after: &mut Profile) -> Result<(), NotRedacted> {
    let [before, left] = [before, &*after].map(serde_json::to_value);
    let (before, left) = (before.map_err(broken)?, left.map_err(broken)?);
    let is_empty = |value: &serde_json::Value| {
        value.is_null() || value.as_array().is_some_and(|list| list.is_empty())
    };
    after.fact_sources.retain(|key, _| match key.split_once('/') {
        Some((list, slug)) => {
            left[list].as_array().is_some_and(|terms| terms.iter().any(|term| term == slug))
        }
        None => is_empty(&before[key]) || !is_empty(&left[key]),
    });
    Ok(())
}

fn broken(err: impl std::fmt::Display) -> NotRedacted {
    NotRedacted::BreaksRule(err.to_string())
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
