//! The closed lists of the contract.

/// A word from a closed list.
pub trait Keyword: Copy + 'static {
    /// Every word of the list, in the order of the contract.
    const ALL: &'static [Self];

    fn as_str(self) -> &'static str;

    /// The word as it is written, if it is one of the list.
    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|keyword| keyword.as_str() == word)
    }
}

/// Declares an enum with its words. They are `tt` and not `literal`, which
/// utoipa would not see through: the document would have the Rust names.
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
                    let shown: String = word.chars().take(100).collect();
                    let message = format!("`{shown}` is not allowed here");
                    let violation = super::Violation::new(at, super::Code::UnknownValue, message);
                    let allowed = Self::ALL.iter().map(|keyword| keyword.as_str());
                    found.push(violation.among(word, allowed));
                }
                keyword
            }

            $( fn absent() -> Option<Self> { Some(Self::$default) } )?
        }
    };
}

pub(super) use keywords;

keywords! {
    /// Whether an organization is at work.
    pub enum Status {
        Active = "active",
        /// It has ended or rests.
        Inactive = "inactive",
        /// The directory no longer shows it; `withdrawal` says why.
        Withdrawn = "withdrawn",
    }
    default Active
}

keywords! {
    /// What sort of other name it is.
    pub enum NameKind {
        Alias = "alias",
        Former = "former",
        Legal = "legal",
        Translation = "translation",
        /// A programme that is known by a name of its own.
        Programme = "programme",
    }
}

keywords! {
    /// Whom the organization belongs to or takes its bearings from.
    pub enum AffiliationKind {
        FaithBased = "faith-based",
        Secular = "secular",
        Governmental = "governmental",
        Academic = "academic",
    }
}

keywords! {
    /// The form of a piece of research.
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
    /// What a helper does.
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
    /// The form of a recording or picture.
    pub enum MediaKind {
        Video = "video",
        Podcast = "podcast",
        Image = "image",
    }
}
