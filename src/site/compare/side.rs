//! One of the compared organizations: a column of the comparison.

use super::results::Results;
use super::trait_label;
use crate::catalog::{Entry, Facet, Snapshot, Traits};
use crate::domain::{Caveat, CaveatKind, Country, Keyword, Organization, WayToHelpKind};
use crate::site::excerpt::excerpt;
use crate::site::profile::Voices;
use crate::site::{SiteError, display};

/// Maximum number of values of one property that are shown at once.
const MAX_TRAITS: usize = 8;

/// Maximum number of disputed claims shown.
const MAX_DISPUTES: usize = 2;

/// Maximum number of characters of a disputed claim shown.
const MAX_DISPUTE: usize = 240;

/// One of the compared organizations.
pub struct Side<'s> {
    pub slug: &'s str,
    pub name: &'s str,
    pub profile: Organization,
    /// The names that speak for the organization.
    voices: Voices,
    /// The day of the last change.
    pub updated: String,
    /// The values of each compared property.
    pub traits: Vec<(Facet, Vec<Trait<'s>>)>,
}

/// A term or country of one organization.
pub struct Trait<'s> {
    pub label: &'s str,
    /// The path of its page.
    pub href: String,
    /// Whether all compared organizations have it.
    pub is_shared: bool,
    /// Whether only this organization has it.
    pub is_unique: bool,
}

/// A disputed claim of an organization.
pub struct Dispute {
    /// The subject that it concerns, in words.
    pub about: String,
    /// Its beginning.
    pub text: String,
}

impl<'s> Side<'s> {
    /// The column of an organization. `shared` has the values that all have, `unique` those that
    /// only this one has.
    ///
    /// # Errors
    ///
    /// If the profile cannot be read.
    pub fn of(
        snapshot: &'s Snapshot,
        entry: &Entry<'s>,
        shared: &Traits<'_>,
        unique: &Traits<'_>,
    ) -> Result<Self, SiteError> {
        let marks = shared.by_facet().zip(unique.by_facet());
        let traits = marks.map(|((facet, shared), (_, unique))| {
            let traits = Traits::values_of(entry, facet).into_iter().map(|value| Trait {
                label: trait_label(snapshot, facet, value),
                href: page_of(facet, value),
                is_shared: shared.contains(&value),
                is_unique: unique.contains(&value),
            });
            (facet, traits.collect())
        });
        let profile = snapshot.organization(entry)?;
        Ok(Self {
            slug: entry.slug(),
            name: entry.name(),
            voices: Voices::of(&profile, &snapshot.related_to(&profile)),
            profile,
            updated: display::day(entry.updated_at()),
            traits: traits.collect(),
        })
    }

    /// City and country of the headquarters.
    pub fn headquarters(&self) -> Option<String> {
        let seat = self.profile.headquarters.as_ref()?;
        let city = seat.city.as_ref().map(|city| format!("{city}, "));
        Some(format!("{}{}", city.unwrap_or_default(), Country::name(seat.country)))
    }

    pub fn results(&self) -> Results<'_> {
        Results::of(&self.profile, &self.voices)
    }

    fn disputed(&self) -> impl Iterator<Item = &Caveat> {
        self.profile.caveats.iter().filter(|caveat| caveat.kind == CaveatKind::Disputed)
    }

    pub fn dispute_count(&self) -> usize {
        self.disputed().count()
    }

    /// The first disputed claims.
    pub fn disputes(&self) -> Vec<Dispute> {
        let disputes = self.disputed().take(MAX_DISPUTES).map(|caveat| Dispute {
            about: display::capitalized(&display::key_name(caveat.about.as_str())),
            text: excerpt(caveat.note.as_str(), 2, MAX_DISPUTE),
        });
        disputes.collect()
    }

    /// The kinds of ways to help, each once, in the order of the list of kinds.
    pub fn ways_to_help(&self) -> Vec<String> {
        let ways = &self.profile.ways_to_help;
        let kinds = WayToHelpKind::ALL.iter();
        let kinds = kinds.filter(|kind| ways.iter().any(|way| way.kind == **kind));
        kinds.map(|kind| display::capitalized(kind.as_str())).collect()
    }

    /// The number of ways to help, and how many cost the helper no money, in words.
    pub fn ways_counted(&self) -> String {
        let ways = &self.profile.ways_to_help;
        let free = ways.iter().filter(|way| way.free).count();
        let all = display::counted(ways.len(), "way", "ways");
        if free > 0 { format!("{all}, {free} free") } else { all }
    }

    /// A number of sources in words; `None` for none.
    pub fn sources(&self, count: usize) -> Option<String> {
        (count > 0).then(|| display::counted(count, "source", "sources"))
    }
}

/// The values shown at once, and the others.
pub fn parts<'t, 's>(traits: &'t [Trait<'s>]) -> (&'t [Trait<'s>], &'t [Trait<'s>]) {
    // Nothing is gained by hiding one or two.
    let shown = if traits.len() > MAX_TRAITS + 2 { MAX_TRAITS } else { traits.len() };
    traits.split_at(shown)
}

/// The path of the page of a term or country.
fn page_of(facet: Facet, value: &str) -> String {
    match facet {
        Facet::Term(scheme) => format!("{}/{value}", scheme.path()),
        _ => format!("/countries/{value}"),
    }
}
