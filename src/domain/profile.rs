//! The profile: everything that the directory says about one organization.

use std::collections::{BTreeMap, HashSet};

use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use utoipa::openapi::{ArrayBuilder, ObjectBuilder, Ref, RefOr, Schema};

use super::document::document;
use super::read::{duplicate_key, wrong_type};
use super::{
    AffiliationKind, Brief, CaveatKind, CaveatTopic, Country, CountryRole, Date, Identifier,
    InShort, Label, Language, MediaKind, NameKind, Node, OutcomeKind, Passage, PhoneNumber,
    Pointer, Read, Relationship, ResearchKind, Scope, Slug, Source, SourceId, Status, TermScheme,
    Title, Violation, WayToHelpKind, WebUrl, Year,
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
        /// Its relations to other organizations. Each is written on one of the two profiles, and
        /// shown on both.
        pub related: Vec<Related>,
        /// Kinds of organization that it is: slugs of kinds, no groups.
        pub kinds: Vec<Slug>,
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
        /// People for whom it works: slugs of populations, no groups. Empty if it names none.
        pub populations: Vec<Slug>,
        /// Kinds of work in which the people are exploited: slugs of sectors, no groups. Empty if
        /// it names none.
        pub sectors: Vec<Slug>,
        /// The reach of its work.
        pub scope: Option<Scope>,
        /// Countries in which it works or has an office, and those that it studies or addresses.
        pub countries: Vec<CountryOfWork>,
        /// Achievements claimed by the organization or by others.
        pub outcomes: Vec<Outcome>,
        /// Contributions to the field's knowledge.
        pub research: Vec<Research>,
        /// Ways in which a reader can help.
        pub ways_to_help: Vec<WayToHelp>,
        pub media: Vec<Media>,
        /// Disputed claims, and limits of the data in this profile.
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

impl Profile {
    /// The terms of a scheme that the profile lists.
    pub fn terms(&self, scheme: TermScheme) -> &[Slug] {
        match scheme {
            TermScheme::FocusArea => &self.focus_areas,
            TermScheme::Approach => &self.approaches,
            TermScheme::Population => &self.populations,
            TermScheme::Sector => &self.sectors,
            TermScheme::Kind => &self.kinds,
            TermScheme::Lens => &self.framing.lens,
        }
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
    /// Whether an organization has a faith.
    pub struct Affiliation {
        pub kind: AffiliationKind,
        /// The tradition of its faith, e.g. a denomination. Allowed only if it is faith-based.
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
    /// A relation to another organization: it is the `relation` of this one.
    ///
    /// Exactly one of `slug` and `name` is given.
    pub struct Related {
        /// The slug of the other organization, if the directory has it.
        pub slug: Option<Slug>,
        /// The name of the other organization, if the directory does not have it.
        pub name: Option<Label>,
        pub relation: Relationship,
        pub sources: Vec<SourceId>,
    }
}

document! {
    /// How an organization frames the problem.
    pub struct Framing {
        /// Completes the sentence "Sees slavery as …", without a full stop.
        #[schema(example = "a crime that continues because the law does not protect the poor")]
        pub in_short: Option<InShort>,
        pub summary: Passage,
        /// Ways to see the problem: slugs of lenses, at most three, the most important first.
        #[schema(max_items = 3)]
        pub lens: Vec<Slug>,
        pub sources: Vec<SourceId>,
    }
}

document! {
    /// How an organization fights the problem.
    pub struct Method {
        /// Completes the sentence "So it …", without a full stop.
        #[schema(example = "helps police free people and backs prosecutors until the verdict")]
        pub in_short: Option<InShort>,
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
        pub sources: Vec<SourceId>,
    }
}

document! {
    /// A country, and what an organization does in it or about it. A country may appear again with
    /// another role.
    pub struct CountryOfWork {
        pub country: Country,
        pub role: CountryRole,
        /// The year for which this is known.
        pub as_of: Option<Year>,
        pub sources: Vec<SourceId>,
    }
}

document! {
    /// A claimed achievement. It reports the words of a source, never those of the directory.
    pub struct Outcome {
        pub claim: Brief,
        /// The party that makes the claim.
        #[schema(example = "US Department of State")]
        pub reported_by: Label,
        pub kind: Option<OutcomeKind>,
        /// The first year, if it is known.
        pub from: Option<Year>,
        /// The last year, if it is known.
        pub to: Option<Year>,
        pub places: Vec<Country>,
        /// A note on the place for what the countries do not say, as free text.
        #[schema(example = "Lake Volta")]
        pub place: Option<Label>,
        /// A note on the period for what the years do not say, as free text.
        #[schema(example = "first half of 2019")]
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
        /// Required without `url` and `helpline`: it then says how.
        pub summary: Option<Brief>,
        pub url: Option<WebUrl>,
        /// Whether helping in this way costs no money.
        pub free: bool,
        /// The year for which this is known.
        pub as_of: Option<Year>,
        pub helpline: Option<Helpline>,
        pub sources: Vec<SourceId>,
    }
}

document! {
    /// A telephone number that people in danger can call.
    pub struct Helpline {
        pub number: PhoneNumber,
        /// The country from which the number can be called.
        pub country: Country,
        /// The languages in which calls are answered.
        pub languages: Vec<Language>,
        /// When calls are answered, as free text.
        #[schema(example = "day and night")]
        pub hours: Option<Label>,
        /// When a person last checked the number. A wrong number can do harm.
        pub checked_at: Date,
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
    /// A disputed claim, or a limit of the data.
    pub struct Caveat {
        pub about: CaveatTopic,
        pub kind: CaveatKind,
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

/// Source ids by key: a plain field of the profile, or a term as `<list>/<slug>`, where the list is
/// `focus_areas`, `approaches`, `populations`, `sectors` or `kinds`.
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
                "Source ids by key: a plain field of the profile, or a term as `<list>/<slug>`, \
                 where the list is `focus_areas`, `approaches`, `populations`, `sectors` or `kinds`.",
            ))
            .additional_properties(Some(RefOr::T(Schema::Array(
                ArrayBuilder::new().items(Ref::from_schema_name("SourceId")).build(),
            ))))
            .into()
    }
}

impl ToSchema for FactSources {}
