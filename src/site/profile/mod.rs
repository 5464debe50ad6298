//! The page of one organization, in four parts: how it frames the problem, how it fights it, how
//! it contributes to global abolition, how you can help. Footnotes show the sources of its statements.

mod footnotes;

use askama::Template;

use self::footnotes::Footnotes;
use super::card::{Card, label};
use super::display::{relation_heading, role_heading};
use super::formats::{Citation, PublishedProfile, json_ld_for_script};
use super::vocabularies::{ProfilePart, schemes_of, words};
use super::{Frame, SiteError, display};
use crate::catalog::{Entry, RelatedOrganization, Snapshot};
use crate::domain::{
    Caveat, CountryOfWork, CountryRole, Keyword, Organization, RelationKind, Slug, SourceId,
    Withheld,
};

/// Number of similar organizations shown.
const SIMILAR: usize = 5;

#[derive(Template)]
#[template(path = "profile.html")]
struct ProfilePage<'p> {
    frame: Frame,
    snapshot: &'p Snapshot,
    profile: &'p Organization,
    slug: &'p str,
    revision: i32,
    updated: String,
    footnotes: Footnotes<'p>,
    citation: Citation,
    /// The profile as JSON-LD, escaped for a script element.
    json_ld: String,
    similar: Vec<Card<'p>>,
    related: Vec<RelatedOrganization<'p>>,
}

/// The terms of one vocabulary that a profile lists.
struct TermsOfProfile<'p> {
    heading: &'static str,
    /// The path of the vocabulary; the pages of its terms are below it.
    path: &'static str,
    /// The key of the profile that lists them.
    key: &'static str,
    terms: Vec<ShownTerm<'p>>,
    /// The sources of the whole list.
    sources: &'p [SourceId],
}

/// A term of a profile.
struct ShownTerm<'p> {
    slug: &'p Slug,
    label: &'p str,
    sources: &'p [SourceId],
}

/// The page of an organization that is not withdrawn.
///
/// # Errors
///
/// If the index cannot be read.
pub fn profile(frame: Frame, snapshot: &Snapshot, entry: &Entry<'_>) -> Result<String, SiteError> {
    let profile = snapshot.organization(entry)?;
    let similar = snapshot.similar(entry, SIMILAR);
    let base = frame.base.clone();
    let published = PublishedProfile::of(snapshot, entry, &profile, &base);
    let frame = Frame {
        image: Some(format!("/organizations/{}/card.png", entry.slug())),
        ..frame.titled(profile.name.as_str()).described(profile.summary.as_str())
    };
    let page = ProfilePage {
        frame,
        snapshot,
        profile: &profile,
        slug: entry.slug(),
        revision: entry.revision(),
        updated: display::day(entry.updated_at()),
        footnotes: Footnotes::new(&profile.sources),
        citation: Citation::of(&published),
        json_ld: json_ld_for_script(&published),
        similar: similar.iter().map(Card::new).collect(),
        related: snapshot.related_to(&profile),
    };
    Ok(page.render()?)
}

impl ProfilePage<'_> {
    /// The lists of terms that one part of the page shows, without empty ones.
    fn terms(&self, part: ProfilePart) -> Vec<TermsOfProfile<'_>> {
        let facts = &self.profile.fact_sources;
        let lists = schemes_of(part).map(|scheme| {
            let key = scheme.plural();
            let terms = self.profile.terms(scheme).iter().map(|slug| ShownTerm {
                slug,
                label: label(self.snapshot, scheme, slug.as_str()),
                sources: facts.of(&format!("{key}/{slug}")),
            });
            let terms = terms.collect();
            let (heading, path) = (words(scheme).heading, scheme.path());
            TermsOfProfile { heading, path, key, terms, sources: facts.of(key) }
        });
        lists.filter(|list| !list.terms.is_empty()).collect()
    }

    /// The related organizations, by what they are to this one, with a heading each.
    fn related(&self) -> Vec<(&'static str, Vec<&RelatedOrganization<'_>>)> {
        let headings = RelationKind::ALL.iter().map(|&kind| {
            let related = self.related.iter().filter(|it| it.relation == kind);
            (relation_heading(kind), related.collect::<Vec<_>>())
        });
        headings.filter(|(_, related)| !related.is_empty()).collect()
    }

    /// The sources of a relation. Those of a relation on the other profile are there.
    fn sources_of(&self, related: &RelatedOrganization<'_>) -> &[SourceId] {
        let written = related.place.and_then(|place| self.profile.related.get(place));
        written.map_or(&[], |related| &related.sources)
    }

    /// The countries of the profile by their roles, with a heading each.
    fn countries_by_role(&self) -> Vec<(&'static str, Vec<&CountryOfWork>)> {
        let roles = CountryRole::ALL.iter().map(|&role| {
            let countries = self.profile.countries.iter().filter(|it| it.role == role);
            (role_heading(role), countries.collect::<Vec<_>>())
        });
        roles.filter(|(_, countries)| !countries.is_empty()).collect()
    }

    /// The caveats grouped by the key that they concern, in the order of the profile.
    fn caveats_by_key(&self) -> Vec<(&str, Vec<&Caveat>)> {
        group_by_key(&self.profile.caveats, |caveat| caveat.about.as_str())
    }

    /// The withheld information grouped by key, in the order of the profile.
    fn withheld_by_key(&self) -> Vec<(&str, Vec<&Withheld>)> {
        group_by_key(&self.profile.withheld, |withheld| withheld.key.as_str())
    }

    /// Number of caveats that concern a key.
    fn caveat_count(&self, key: &str) -> usize {
        self.profile.caveats.iter().filter(|caveat| caveat.about.as_str() == key).count()
    }
}

/// Groups elements by a key, in the order in which the keys first appear.
fn group_by_key<'e, E>(
    elements: &'e [E],
    key: impl Fn(&'e E) -> &'e str,
) -> Vec<(&'e str, Vec<&'e E>)> {
    let mut groups: Vec<(&str, Vec<&E>)> = Vec::new();
    for element in elements {
        let key = key(element);
        match groups.iter_mut().find(|(other, _)| *other == key) {
            Some((_, group)) => group.push(element),
            None => groups.push((key, vec![element])),
        }
    }
    groups
}
