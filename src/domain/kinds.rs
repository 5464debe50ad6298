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
        /// The directory no longer shows the organization; `withdrawal` gives the reason.
        Withdrawn = "withdrawn",
    }
    default Active
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
    /// Whether an organization is faith-based, secular, governmental or academic.
    pub enum AffiliationKind {
        FaithBased = "faith-based",
        Secular = "secular",
        Governmental = "governmental",
        Academic = "academic",
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
