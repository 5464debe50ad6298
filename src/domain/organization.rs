//! The profile: everything the directory says of one organization.

use std::collections::{BTreeMap, HashSet};

use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use utoipa::openapi::{ArrayBuilder, ObjectBuilder, Ref, RefOr, Schema};

use super::document::document;
use super::read::{twice, wrong_type};
use super::{
    AffiliationKind, Brief, Country, Date, Identifier, Label, Language, MediaKind, NameKind, Node,
    Passage, Pointer, Read, ResearchKind, Slug, Source, SourceId, Status, Title, Violation,
    WayToHelpKind, WebUrl, Year, rules,
};

document! {
    /// Everything the directory says of one organization.
    ///
    /// It is stored whole and served as it was written. Every claim cites
    /// `sources` by their ids; every id cited is there and every source is cited.
    pub struct Profile {
        pub slug: Slug,
        /// The name the organization uses for itself.
        pub name: Label,
        pub acronym: Option<Label>,
        /// What else it is or was called.
        pub other_names: Vec<OtherName>,
        pub status: Status,
        /// With status `withdrawn`, and only then.
        pub withdrawal: Option<Withdrawal>,
        /// The year it began.
        pub founded: Option<Year>,
        pub founders: Vec<Label>,
        pub headquarters: Option<Headquarters>,
        pub website: Option<WebUrl>,
        pub identifiers: Vec<Identifier>,
        pub affiliation: Option<Affiliation>,
        /// The organization that hosts or owns it.
        pub parent: Option<Parent>,
        /// What it is, in two neutral sentences.
        pub summary: Brief,
        /// How it frames the problem.
        pub framing: Framing,
        /// How it fights the problem.
        pub method: Method,
        /// What it works against: slugs of focus areas, at least one, no groups.
        #[schema(min_items = 1)]
        pub focus_areas: Vec<Slug>,
        /// How it works: slugs of approaches, at least one, no groups.
        #[schema(min_items = 1)]
        pub approaches: Vec<Slug>,
        /// Where it works.
        pub countries: Vec<CountryOfWork>,
        /// What it says, or others say, that it achieved.
        pub outcomes: Vec<Outcome>,
        /// How it contributes to what the field knows.
        pub research: Vec<Research>,
        /// How one can help.
        pub ways_to_help: Vec<WayToHelp>,
        pub media: Vec<Media>,
        /// What sources dispute, or a reader should know.
        pub caveats: Vec<Caveat>,
        /// The sources of the plain fields and of single tags.
        pub fact_sources: FactSources,
        pub sources: Vec<Source>,
        /// What is left out on purpose.
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
        /// The language of the name, where it is not the usual one.
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
    /// Where an organization has its seat. Never a street: some houses shelter people.
    pub struct Headquarters {
        pub city: Option<Label>,
        pub country: Country,
    }
}

document! {
    /// What an organization belongs to.
    pub struct Affiliation {
        pub kind: AffiliationKind,
        pub tradition: Option<Label>,
    }
}

document! {
    /// A host or parent organization.
    pub struct Parent {
        pub name: Label,
        /// Its own profile, if the directory has one.
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
    /// A claim about what was achieved: somebody's words, never the directory's.
    pub struct Outcome {
        /// The claim, with who reports it.
        pub claim: Brief,
        /// Where, in free words.
        pub place: Option<Label>,
        /// When, in free words.
        pub period: Option<Label>,
        pub sources: Vec<SourceId>,
    }
}

document! {
    /// A contribution to what the field knows.
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
        /// Whether it costs the helper no money.
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
    /// What sources dispute, or a reader should know.
    pub struct Caveat {
        /// The key of the profile that it concerns.
        #[schema(example = "founded")]
        pub about: Label,
        pub note: Passage,
        pub sources: Vec<SourceId>,
    }
}

document! {
    /// Something left out on purpose, so that its absence is not read as a gap.
    pub struct Withheld {
        /// The key of the profile that it concerns.
        #[schema(example = "headquarters")]
        pub key: Label,
        /// Why, without giving it away.
        pub reason: Brief,
    }
}

/// A [`Profile`] that also keeps the rules between its keys: the only kind that
/// the directory handles.
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

    /// The same profile, no longer shown.
    pub fn withdrawn(self, withdrawal: Withdrawal) -> Self {
        Self(Profile { status: Status::Withdrawn, withdrawal: Some(withdrawal), ..self.0 })
    }

    /// The same profile, where its parent and its successor bear a new slug.
    pub fn following_rename(mut self, old: &Slug, new: &Slug) -> Self {
        let parent = self.0.parent.as_mut().and_then(|parent| parent.slug.as_mut());
        let successor = self.0.withdrawal.as_mut().and_then(|it| it.successor.as_mut());
        for slug in parent.into_iter().chain(successor).filter(|slug| *slug == old) {
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
        let profile = Profile::read(node, at, found);
        // The rules between keys are judged on the JSON, so that one wrong
        // source does not hide the dangling ones.
        rules::check(node, at, found);
        profile.map(Self)
    }
}

/// Which sources stand behind a plain field or a tag: keys of the profile, or
/// `focus_areas/<slug>` and `approaches/<slug>`, each with source ids.
///
/// Its keys are no field names, so their order means nothing: it is kept
/// alphabetical, and the same content is the same text however it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactSources(BTreeMap<String, Vec<SourceId>>);

impl FactSources {
    /// The sources of a plain field or a tag, by its key here.
    pub fn of(&self, key: &str) -> &[SourceId] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }
}

impl Read for FactSources {
    fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
        let Node::Object(members) = node else {
            return wrong_type(node, "an object", at, found);
        };
        let mut seen = HashSet::new();
        found.extend(
            members.iter().filter(|(key, _)| !seen.insert(key)).map(|(key, _)| twice(key, at)),
        );
        // All lists are read, also after one that is wrong.
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
                "Which sources stand behind a plain field or a tag: keys of the profile, or \
                 `focus_areas/<slug>` and `approaches/<slug>`, each with source ids.",
            ))
            .additional_properties(Some(RefOr::T(Schema::Array(
                ArrayBuilder::new().items(Ref::from_schema_name("SourceId")).build(),
            ))))
            .into()
    }
}

impl ToSchema for FactSources {}
