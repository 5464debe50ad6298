//! The tabs of the lists.

/// One of the lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Due,
    Changed,
    Mine,
    Drafts,
    Withdrawn,
}

impl Tab {
    pub const ALL: [Self; 5] =
        [Self::Due, Self::Changed, Self::Mine, Self::Drafts, Self::Withdrawn];

    /// The path of the list.
    pub fn path(self) -> &'static str {
        match self {
            Self::Due => "/edit",
            Self::Changed => "/edit/changed",
            Self::Mine => "/edit/mine",
            Self::Drafts => "/edit/drafts",
            Self::Withdrawn => "/edit/withdrawn",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Due => "Due for review",
            Self::Changed => "Changed lately",
            Self::Mine => "Changed by me",
            Self::Drafts => "My drafts",
            Self::Withdrawn => "Withdrawn",
        }
    }
}
