//! Enumerations of the API: statuses and kinds.

/// A word from a closed list.
pub trait Keyword: Copy + 'static {
    /// Every word of the list, in its documented order.
    const ALL: &'static [Self];

    fn as_str(self) -> &'static str;

    /// The keyword that is written as `word`.
    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|keyword| keyword.as_str() == word)
    }
}

/// Declares an enum with its words. They are `tt` and not `literal`, because utoipa cannot read
/// the latter and would document the Rust names.
macro_rules! keywords {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $( $(#[$variant_meta:meta])* $variant:ident = $word:tt, )* }
        $( default $default:ident )?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[derive(serde::Serialize, utoipa::ToSchema)]
        pub enum $name { $( $(#[$variant_meta])* #[serde(rename = $word)] $variant, )* }

        impl Keyword for $name {
            const ALL: &'static [Self] = &[$( Self::$variant ),*];

            fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $word, )* }
            }
        }

        impl super::Read for $name {
            fn read(
                node: &super::Node<'_>,
                at: &super::Pointer<'_>,
                found: &mut Vec<super::Violation>,
            ) -> Option<Self> {
                let word = super::read::string(node, at, found)?;
                let keyword = Self::from_word(word);
                if keyword.is_none() {
                    let given: String = word.chars().take(100).collect();
                    let message = format!("`{given}` is not allowed here");
                    let violation = super::Violation::new(at, super::Code::UnknownValue, message);
                    let allowed = Self::ALL.iter().map(|keyword| keyword.as_str());
                    found.push(violation.with_allowed(word, allowed));
                }
                keyword
            }

            $( fn absent() -> Option<Self> { Some(Self::$default) } )?
        }

        impl super::redact::Redact for $name {
            fn blank(&mut self) -> super::redact::Remains {
                super::redact::Remains::Word
            }
        }
    };
}

pub(super) use keywords;

keywords! {
    /// Whether an organization is active.
    pub enum Status {
        Active = "active",
        /// The organization has closed or paused its work.
        Inactive = "inactive",
        /// It could not be found out whether the organization still works.
        Unknown = "unknown",
        /// The directory no longer shows the organization; `withdrawal` gives the reason.
        Withdrawn = "withdrawn",
    }
    default Active
}

keywords! {
    /// Why a profile is due for review.
    pub enum DueReason {
        /// A person never verified it.
        NeverVerified = "never_verified",
        /// A person verified it longer ago than `due_months`.
        VerifiedLongAgo = "verified_long_ago",
        /// A source does not say on which day it was read (`retrieved`).
        SourcesWithoutDate = "sources_without_date",
        /// The information about a way to help is older than `due_years`: its `as_of`, or the year in
        /// which its telephone number was checked. Ways without a year do not count.
        OldWayToHelp = "old_way_to_help",
        /// It could not be found out whether the organization still works.
        StatusUnknown = "status_unknown",
    }
}

keywords! {
    /// The kind of another name.
    pub enum NameKind {
        Alias = "alias",
        Former = "former",
        Legal = "legal",
        Translation = "translation",
        /// A programme that is known by its own name.
        Programme = "programme",
    }
}

keywords! {
    /// Whether an organization is faith-based or secular.
    pub enum AffiliationKind {
        FaithBased = "faith-based",
        Secular = "secular",
    }
}

keywords! {
    /// The relation of another organization to this one.
    pub enum Relationship {
        /// The other one founded this one.
        FoundedBy = "founded_by",
        /// This one founded the other one.
        FounderOf = "founder_of",
        /// This one is a member of the other one.
        MemberOf = "member_of",
        Partner = "partner",
        /// The other one continues the work of this one.
        Successor = "successor",
        /// The other one hosts this one.
        HostedBy = "hosted_by",
    }
}

keywords! {
    /// The relation of another organization to this one, whichever of the two profiles writes it.
    pub enum RelationKind {
        FoundedBy = "founded_by",
        FounderOf = "founder_of",
        MemberOf = "member_of",
        /// The other one is a member of this one.
        HasMember = "has_member",
        Partner = "partner",
        Successor = "successor",
        /// This one continues the work of the other one.
        Predecessor = "predecessor",
        HostedBy = "hosted_by",
        /// This one hosts the other one.
        HostOf = "host_of",
    }
}

impl RelationKind {
    /// The relation that a profile writes.
    pub fn of(relationship: Relationship) -> Self {
        match relationship {
            Relationship::FoundedBy => Self::FoundedBy,
            Relationship::FounderOf => Self::FounderOf,
            Relationship::MemberOf => Self::MemberOf,
            Relationship::Partner => Self::Partner,
            Relationship::Successor => Self::Successor,
            Relationship::HostedBy => Self::HostedBy,
        }
    }

    /// The same relation as the other organization sees it.
    pub fn inverse(self) -> Self {
        match self {
            Self::FoundedBy => Self::FounderOf,
            Self::FounderOf => Self::FoundedBy,
            Self::MemberOf => Self::HasMember,
            Self::HasMember => Self::MemberOf,
            Self::Partner => Self::Partner,
            Self::Successor => Self::Predecessor,
            Self::Predecessor => Self::Successor,
            Self::HostedBy => Self::HostOf,
            Self::HostOf => Self::HostedBy,
        }
    }
}

keywords! {
    /// The reach of the work of an organization.
    pub enum Scope {
        Local = "local",
        National = "national",
        Regional = "regional",
        Worldwide = "worldwide",
    }
}

keywords! {
    /// The role of an organization in a country.
    pub enum CountryRole {
        /// It runs programmes there.
        Programmes = "programmes",
        /// It has an office there.
        Office = "office",
        /// Its partners work there.
        Partners = "partners",
        /// It studies the country.
        Research = "research",
        /// Its campaigns address the country.
        Advocacy = "advocacy",
    }
    default Programmes
}

keywords! {
    /// The kind of a claimed achievement.
    pub enum OutcomeKind {
        /// The people or things that were reached, e.g. audiences and participants of trainings.
        Reach = "reach",
        /// Work that was done or produced, e.g. people supported, cases, reports.
        Output = "output",
        /// A change in the world, e.g. people freed, a law passed.
        Outcome = "outcome",
        /// The finding of a study.
        Finding = "finding",
        /// An award, or the size of the organization.
        Recognition = "recognition",
    }
}

keywords! {
    /// The kind of a caveat.
    pub enum CaveatKind {
        /// Critics, accusers or sources contradict a claim.
        Disputed = "disputed",
        /// The data in the profile have limits: old figures, gaps, or how a number was counted.
        Data = "data",
    }
}

keywords! {
    /// The subject of a caveat: a key of the profile, or how the organization is led.
    pub enum CaveatTopic {
        Name = "name",
        Acronym = "acronym",
        OtherNames = "other_names",
        Status = "status",
        Founded = "founded",
        Founders = "founders",
        Headquarters = "headquarters",
        Website = "website",
        Identifiers = "identifiers",
        Affiliation = "affiliation",
        Parent = "parent",
        Related = "related",
        Kinds = "kinds",
        Summary = "summary",
        Framing = "framing",
        Method = "method",
        FocusAreas = "focus_areas",
        Approaches = "approaches",
        Populations = "populations",
        Sectors = "sectors",
        Scope = "scope",
        Countries = "countries",
        Outcomes = "outcomes",
        Research = "research",
        WaysToHelp = "ways_to_help",
        Media = "media",
        Sources = "sources",
        /// Leadership, money, safeguarding and scandals.
        Governance = "governance",
    }
}

keywords! {
    /// The format of a piece of research.
    pub enum ResearchKind {
        Report = "report",
        Book = "book",
        Video = "video",
        Talk = "talk",
        Dataset = "dataset",
        Toolkit = "toolkit",
        Article = "article",
        Webpage = "webpage",
    }
}

keywords! {
    /// The kind of help that a reader can give.
    pub enum WayToHelpKind {
        Give = "give",
        Fundraise = "fundraise",
        Volunteer = "volunteer",
        Advocate = "advocate",
        Shop = "shop",
        Learn = "learn",
        Pray = "pray",
        Work = "work",
        Report = "report",
        Partner = "partner",
    }
}

keywords! {
    /// The format of a recording or picture.
    pub enum MediaKind {
        Video = "video",
        Podcast = "podcast",
        Image = "image",
    }
}
