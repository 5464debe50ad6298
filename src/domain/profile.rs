//! The profile: everything that the directory says about one organization.

use std::collections::{BTreeMap, HashSet};

use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use utoipa::openapi::{ArrayBuilder, ObjectBuilder, Ref, RefOr, Schema};

use super::document::document;
use super::read::{duplicate_key, wrong_type};
use super::{
    AffiliationKind, Brief, Country, Date, Identifier, Label, Language, MediaKind, NameKind, Node,
    Passage, Pointer, Read, ResearchKind, Slug, Source, SourceId, Status, Title, Violation,
    WayToHelpKind, WebUrl, Year,
};

document! {
    /// Everything that the directory says about one organization.
    ///
    /// A profile is stored whole and served as it was written. Claims cite `sources` by id: every
    /// cited id must be in `sources`, and every source must be cited.
    pub struct Profile {
        pub slug: Slug,
        /// The name the organization uses for itself.
        pub name: Label,
        pub acronym: Option<Label>,
        /// Other names that the organization has or had.
        pub other_names: Vec<OtherName>,
        pub status: Status,
        /// Required if the status is `withdrawn`; otherwise it must be `null`.
        pub withdrawal: Option<Withdrawal>,
        /// The year in which the organization began.
        pub founded: Option<Year>,
        pub founders: Vec<Label>,
        pub headquarters: Option<Headquarters>,
        pub website: Option<WebUrl>,
        pub identifiers: Vec<Identifier>,
        pub affiliation: Option<Affiliation>,
        /// The organization that hosts or owns it.
        pub parent: Option<Parent>,
        /// Two neutral sentences that describe the organization.
        pub summary: Brief,
        /// How the organization frames the problem.
        pub framing: Framing,
        /// How the organization fights the problem.
        pub method: Method,
        /// Forms of slavery that it works against: slugs of focus areas, at least one, no groups.
        #[schema(min_items = 1)]
        pub focus_areas: Vec<Slug>,
        /// Ways in which it works: slugs of approaches, at least one, no groups.
        #[schema(min_items = 1)]
        pub approaches: Vec<Slug>,
        /// Countries in which it works.
        pub countries: Vec<CountryOfWork>,
        /// Achievements claimed by the organization or by others.
        pub outcomes: Vec<Outcome>,
        /// Contributions to the field's knowledge.
        pub research: Vec<Research>,
        /// Ways in which a reader can help.
        pub ways_to_help: Vec<WayToHelp>,
        pub media: Vec<Media>,
        /// Disputed claims, and other things that a reader should know.
        pub caveats: Vec<Caveat>,
        /// Sources of plain fields and of single terms.
        pub fact_sources: FactSources,
        pub sources: Vec<Source>,
        /// Facts that are left out on purpose.
        pub withheld: Vec<Withheld>,
        /// When a person last checked the profile against its sources.
        pub verified_at: Option<Date>,
    }
}

document! {
    /// Another name of an organization.
    pub struct OtherName {
        pub value: Label,
        pub kind: NameKind,
        /// The language of the name, if it differs from that of the main name.
        pub lang: Option<Language>,
    }
}

document! {
    /// Why the directory no longer shows an organization.
    pub struct Withdrawal {
        pub reason: Brief,
        /// The organization to read instead.
        pub successor: Option<Slug>,
    }
}

document! {
    /// The city and country of the main office. Never a street address: some houses shelter people.
    pub struct Headquarters {
        pub city: Option<Label>,
        pub country: Country,
    }
}

document! {
    /// The affiliation of an organization, and its tradition, e.g. a denomination.
    pub struct Affiliation {
        pub kind: AffiliationKind,
        pub tradition: Option<Label>,
    }
}

document! {
    /// A host or parent organization.
    pub struct Parent {
        pub name: Label,
        /// The slug of the parent's profile, if the directory has one.
        pub slug: Option<Slug>,
    }
}

document! {
    /// How an organization frames the problem.
    pub struct Framing {
        pub summary: Passage,
        pub sources: Vec<SourceId>,
    }
}

document! {
    /// How an organization fights the problem.
    pub struct Method {
        pub summary: Passage,
        pub steps: Vec<MethodStep>,
        pub sources: Vec<SourceId>,
    }
}

document! {
    /// One step of a method.
    pub struct MethodStep {
        pub name: Label,
        pub summary: Brief,
    }
}

document! {
    /// A country in which an organization works.
    pub struct CountryOfWork {
        pub country: Country,
        pub sources: Vec<SourceId>,
    }
}

document! {
    /// A claimed achievement. It reports the words of a source, never those of the directory.
    pub struct Outcome {
        /// The claim, and the party that makes it.
        pub claim: Brief,
        /// The place, as free text.
        pub place: Option<Label>,
        /// The period, as free text.
        pub period: Option<Label>,
        pub sources: Vec<SourceId>,
    }
}

document! {
    /// A contribution to the field's knowledge.
    pub struct Research {
        pub title: Title,
        pub kind: ResearchKind,
        pub authors: Vec<Label>,
        pub year: Option<Year>,
        pub url: Option<WebUrl>,
        pub sources: Vec<SourceId>,
    }
}

document! {
    /// Something a reader can do.
    pub struct WayToHelp {
        pub kind: WayToHelpKind,
        pub title: Title,
        pub summary: Option<Brief>,
        pub url: Option<WebUrl>,
        /// Whether helping in this way costs no money.
        pub free: bool,
        pub sources: Vec<SourceId>,
    }
}

document! {
    /// A recording or picture.
    pub struct Media {
        pub kind: MediaKind,
        pub title: Title,
        pub url: Option<WebUrl>,
        pub sources: Vec<SourceId>,
    }
}

document! {
    /// A disputed claim, or something else that a reader should know.
    pub struct Caveat {
        /// The key of the profile that the caveat concerns.
        #[schema(example = "founded")]
        pub about: Label,
        pub note: Passage,
        pub sources: Vec<SourceId>,
    }
}

document! {
    /// A fact left out on purpose, so that readers do not take its absence for a gap.
    pub struct Withheld {
        /// The key of the profile from which the fact is left out.
        #[schema(example = "headquarters")]
        pub key: Label,
        /// Why it is left out, without revealing it.
        pub reason: Brief,
    }
}

/// Source ids by key: a plain field of the profile, `focus_areas/<slug>` or `approaches/<slug>`.
///
/// The order of the keys has no meaning. They are sorted, so that the same content always gives
/// the same canonical JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactSources(BTreeMap<String, Vec<SourceId>>);

impl FactSources {
    /// The sources of a plain field or a term.
    pub fn of(&self, key: &str) -> &[SourceId] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The list of one key.
    pub(super) fn list_mut(&mut self, key: &str) -> Option<&mut Vec<SourceId>> {
        self.0.get_mut(key)
    }

    /// The lists of all keys.
    pub(super) fn lists(&self) -> impl Iterator<Item = &Vec<SourceId>> {
        self.0.values()
    }

    /// Drops the keys for which `keep` is false.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&str, &mut Vec<SourceId>) -> bool) {
        self.0.retain(|key, list| keep(key, list));
    }
}

impl Read for FactSources {
    fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
        let Node::Object(members) = node else {
            return wrong_type(node, "an object", at, found);
        };
        let mut seen = HashSet::new();
        found.extend(
            members
                .iter()
                .filter(|(key, _)| !seen.insert(key))
                .map(|(key, _)| duplicate_key(key, at)),
        );
        // Collected before the check, so that every list is read and reported.
        let lists: Vec<Option<(String, Vec<SourceId>)>> = members
            .iter()
            .map(|(key, list)| Some((key.to_string(), Read::read(list, &at.key(key), found)?)))
            .collect();
        lists.into_iter().collect::<Option<_>>().map(Self)
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

impl Serialize for FactSources {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(&self.0)
    }
}

impl utoipa::PartialSchema for FactSources {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .description(Some(
                "Source ids by key: a plain field of the profile, `focus_areas/<slug>` or \
                 `approaches/<slug>`.",
            ))
            .additional_properties(Some(RefOr::T(Schema::Array(
                ArrayBuilder::new().items(Ref::from_schema_name("SourceId")).build(),
            ))))
            .into()
    }
}

impl ToSchema for FactSources {}
