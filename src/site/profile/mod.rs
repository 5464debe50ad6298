//! The page of one organization, in four parts: how it frames the problem, how it fights it, how
//! it contributes to global abolition, how you can help. Footnotes show the sources of its
//! statements, disputes are shown in the section that they concern.
//!
//! The page of an older version is the same page with a banner and what that version changed.

mod footnotes;
mod notes;
mod similar;
mod voices;

use askama::Template;

pub use self::voices::{Voice, Voices, is_repeater};

use self::footnotes::{Footnote, Footnotes};
use self::notes::{NotedPart, Notes};
use self::similar::Similar;
use super::card::label;
use super::display::{relation_heading, role_heading};
use super::excerpt::{excerpt, whole_sentences};
use super::formats::{BaseUrls, Citation, PublishedProfile, json_ld_for_script};
use super::history::Version;
use super::outcome::{self, Reporter};
use super::query_string::query_string;
use super::vocabularies::{ProfilePart, schemes_of, words};
use super::{Frame, SiteError, display};
use crate::catalog::{Entry, RelatedOrganization, Snapshot};
use crate::domain::{
    Caveat, CaveatKind, CountryOfWork, CountryRole, Keyword, Organization, Outcome, RelationKind,
    Slug, SourceId, TermScheme, Withheld, read_stored,
};

/// The lists of a long profile show only so many elements at first.
const SHOWN_FIRST: Shown = Shown { outcomes: 4, research: 5, ways_to_help: 6, sources: 10 };

/// Maximum number of characters of the page's description for search engines.
const DESCRIPTION: usize = 300;

/// Number of elements of each list that are shown before the rest.
struct Shown {
    outcomes: usize,
    research: usize,
    ways_to_help: usize,
    sources: usize,
}

#[derive(Template)]
#[template(path = "profile.html")]
struct ProfilePage<'p> {
    frame: Frame,
    snapshot: &'p Snapshot,
    profile: &'p Organization,
    /// The current slug, which an older version may not have had yet.
    slug: &'p str,
    revision: i32,
    updated: String,
    footnotes: Footnotes<'p>,
    citation: Citation,
    /// The profile as JSON-LD, escaped for a script element; empty for an older version.
    json_ld: String,
    similar: Vec<Similar<'p>>,
    related: Vec<RelatedOrganization<'p>>,
    voices: Voices,
    /// The URL for corrections, if the operator configured one.
    contact: Option<String>,
    /// The version that the page shows, if it is not the page of the current profile.
    version: Option<Version<'p>>,
    first: Shown,
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
pub fn profile(
    frame: Frame,
    snapshot: &Snapshot,
    entry: &Entry<'_>,
    contact: Option<&str>,
) -> Result<String, SiteError> {
    let profile = snapshot.organization(entry)?;
    let (server, permalinks) = (frame.base.clone(), frame.permalinks.clone());
    let urls = BaseUrls { server: &server, permalinks: &permalinks };
    let published = PublishedProfile::of(snapshot, entry, &profile, urls);
    let related = snapshot.related_to(&profile);
    let page = ProfilePage {
        frame: Frame { image: Some(format!("{}/card.png", frame.path)), ..frame }
            .titled(title(&profile))
            .described(excerpt(profile.summary.as_str(), usize::MAX, DESCRIPTION)),
        snapshot,
        profile: &profile,
        slug: entry.slug(),
        revision: entry.revision(),
        updated: display::day(entry.updated_at()),
        footnotes: Footnotes::new(&profile.sources),
        citation: Citation::of(&published),
        json_ld: json_ld_for_script(&published),
        similar: similar::similar(snapshot, entry),
        voices: Voices::of(&profile, &related),
        related,
        contact: contact.map(|url| contact_about(url, profile.name.as_str())),
        version: None,
        first: SHOWN_FIRST,
    };
    Ok(page.render()?)
}

/// The page of one version of the profile of an organization that is not withdrawn.
///
/// # Errors
///
/// If the stored document cannot be read.
pub fn past_profile(
    frame: Frame,
    snapshot: &Snapshot,
    entry: &Entry<'_>,
    document: &str,
    version: Version<'_>,
    contact: Option<&str>,
) -> Result<String, SiteError> {
    let profile: Organization = read_stored(document).map_err(SiteError::Document)?;
    let permalink = format!("{}/organizations/{}", frame.permalinks, entry.slug());
    let (server, permalinks) = (frame.base.clone(), frame.permalinks.clone());
    let published = PublishedProfile {
        profile: &profile,
        revision: version.summary.revision,
        updated_at: version.summary.at,
        vocabulary: snapshot.vocabulary(),
        urls: BaseUrls { server: &server, permalinks: &permalinks },
    };
    let related = snapshot.related_to(&profile);
    let page = ProfilePage {
        snapshot,
        profile: &profile,
        slug: entry.slug(),
        revision: version.summary.revision,
        updated: display::day(version.summary.at),
        footnotes: Footnotes::new(&profile.sources),
        citation: Citation::of(&published).at(permalink),
        json_ld: String::new(),
        similar: Vec::new(),
        voices: Voices::of(&profile, &related),
        related,
        contact: contact.map(|url| contact_about(url, profile.name.as_str())),
        frame: version.framed(frame, profile.name.as_str()),
        version: Some(version),
        first: SHOWN_FIRST,
    };
    Ok(page.render()?)
}

/// The title of the page: the name of the organization, with its acronym.
fn title(profile: &Organization) -> String {
    match &profile.acronym {
        Some(acronym) => format!("{} ({acronym})", profile.name),
        None => profile.name.to_string(),
    }
}

/// The URL for corrections; an e-mail gets a subject that names the organization.
fn contact_about(url: &str, name: &str) -> String {
    if !url.starts_with("mailto:") {
        return url.to_owned();
    }
    let subject = query_string(&[("subject", format!("Correction: {name}"))]);
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}{subject}")
}

impl ProfilePage<'_> {
    /// The lists of terms that one part of the page shows, without empty ones. The lenses are in
    /// the box above.
    fn terms(&self, part: ProfilePart) -> Vec<TermsOfProfile<'_>> {
        let schemes = schemes_of(part).filter(|scheme| *scheme != TermScheme::Lens);
        let lists = schemes.map(|scheme| self.terms_of(scheme));
        lists.filter(|list| !list.terms.is_empty()).collect()
    }

    /// The terms of one vocabulary.
    fn terms_of(&self, scheme: TermScheme) -> TermsOfProfile<'_> {
        let facts = &self.profile.fact_sources;
        let key = scheme.plural();
        let terms = self.profile.terms(scheme).iter().map(|slug| ShownTerm {
            slug,
            label: label(self.snapshot, scheme, slug.as_str()),
            sources: facts.of(&format!("{key}/{slug}")),
        });
        let terms = terms.collect();
        let (heading, path) = (words(scheme).heading, scheme.path());
        TermsOfProfile { heading, path, key, terms, sources: facts.of(key) }
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

    /// The sources of the name and of the acronym, each once.
    fn sources_of_names(&self) -> Vec<SourceId> {
        let facts = &self.profile.fact_sources;
        let mut all = facts.of("name").to_vec();
        all.extend(facts.of("acronym").iter().filter(|id| !facts.of("name").contains(id)).cloned());
        all
    }

    /// The countries of the profile by their roles, with a heading each.
    fn countries_by_role(&self) -> Vec<(&'static str, Vec<&CountryOfWork>)> {
        let roles = CountryRole::ALL.iter().map(|&role| {
            let countries = self.profile.countries.iter().filter(|it| it.role == role);
            (role_heading(role), countries.collect::<Vec<_>>())
        });
        roles.filter(|(_, countries)| !countries.is_empty()).collect()
    }

    /// The number of countries in which the organization works, in words.
    fn reach(&self) -> Option<String> {
        let works = |it: &&CountryOfWork| it.role == CountryRole::Programmes;
        let count = self.profile.countries.iter().filter(works).count();
        (count > 0).then(|| display::counted(count, "country", "countries"))
    }

    /// The results with their reporters, the most independent first.
    fn results(&self) -> Vec<(Reporter, &Outcome)> {
        outcome::by_reporter(self.profile, &self.voices)
    }

    /// Number of sources that are independent of the organization.
    fn independent_sources(&self) -> usize {
        self.profile.sources.iter().filter(|it| self.voices.is_independent(it)).count()
    }

    /// The sentence on how the organization frames the problem, or the first of the long text.
    fn framing_in_short(&self) -> String {
        match &self.profile.framing.in_short {
            Some(short) => format!("Sees slavery as {short}."),
            None => whole_sentences(self.profile.framing.summary.as_str(), 0).to_owned(),
        }
    }

    /// The sentence on how the organization fights the problem, or the first of the long text.
    fn method_in_short(&self) -> String {
        match &self.profile.method.in_short {
            Some(short) => format!("So it {short}."),
            None => whole_sentences(self.profile.method.summary.as_str(), 0).to_owned(),
        }
    }

    /// The disputes that a part shows, by key.
    fn disputes(&self, part: NotedPart) -> Vec<Notes<'_>> {
        notes::notes(self.profile, part, CaveatKind::Disputed)
    }

    /// The notes on the data that a part shows, by key.
    fn data_notes(&self, part: NotedPart) -> Vec<Notes<'_>> {
        notes::notes(self.profile, part, CaveatKind::Data)
    }

    fn dispute_count(&self) -> usize {
        notes::dispute_count(self.profile)
    }

    /// The id of the element with the first dispute.
    fn first_dispute(&self) -> String {
        notes::first_dispute(self.profile).unwrap_or_default()
    }

    /// Whether the page has a section on how the organization is led.
    fn has_leadership(&self) -> bool {
        self.profile.caveats.iter().any(|caveat| caveat.about.as_str() == "governance")
    }

    /// Number of caveats of a kind that concern a key.
    fn caveat_count(&self, key: &str, kind: CaveatKind) -> usize {
        let concerns = |it: &&Caveat| it.about.as_str() == key && it.kind == kind;
        self.profile.caveats.iter().filter(concerns).count()
    }

    /// The caveats grouped by the key that they concern, in the order of the profile.
    fn caveats_by_key(&self) -> Vec<(&str, Vec<&Caveat>)> {
        group_by_key(&self.profile.caveats, |caveat| caveat.about.as_str())
    }

    /// The withheld information grouped by key, in the order of the profile.
    fn withheld_by_key(&self) -> Vec<(&str, Vec<&Withheld>)> {
        group_by_key(&self.profile.withheld, |withheld| withheld.key.as_str())
    }

    /// The sections of the page: their ids and headings.
    fn contents(&self) -> Vec<(&'static str, &'static str)> {
        let profile = self.profile;
        let all = [
            ("framing", "How they frame the problem", true),
            ("method", "How they fight it", true),
            ("outcomes", "Results, and who reports them", !profile.outcomes.is_empty()),
            ("leadership", "How they are led", self.has_leadership()),
            ("research", "How they contribute to global abolition", true),
            ("help", "How you can help", true),
            ("caveats", "Caveats and criticism", !profile.caveats.is_empty()),
            ("withheld", "What we left out, and why", !profile.withheld.is_empty()),
            ("sources", "Sources", true),
            ("similar", "Similar organizations", !self.similar.is_empty()),
            ("cite", "Versions, citation and data", true),
            ("changes", "What changed in this version", self.version.is_some()),
            ("correct", "Something wrong here?", true),
        ];
        all.into_iter().filter(|(_, _, is)| *is).map(|(id, heading, _)| (id, heading)).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_about_a_profile_names_the_organization() {
        for (url, expected) in [
            ("https://directory.example/contact", "https://directory.example/contact"),
            ("mailto:a@b.example", "mailto:a@b.example?subject=Correction:%20A%20%26%20B"),
            (
                "mailto:a@b.example?cc=c@d.example",
                "mailto:a@b.example?cc=c@d.example&subject=Correction:%20A%20%26%20B",
            ),
        ] {
            assert_eq!(contact_about(url, "A & B"), expected);
        }
    }
}
