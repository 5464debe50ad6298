//! A way to help as pages show it: the organization first.

use url::Url;

use crate::catalog::ItemDetails;
use crate::domain::{Keyword, WayToHelpKind};

/// A way to help.
pub struct Way<'s> {
    pub item: ItemDetails<'s>,
}

impl<'s> Way<'s> {
    pub fn new(item: ItemDetails<'s>) -> Self {
        Self { item }
    }

    /// Whether its URL is a home page, where visitors have to look for the way.
    pub fn is_on_home_page(&self) -> bool {
        let url = self.item.text.url.as_deref().and_then(|url| Url::parse(url).ok());
        url.is_some_and(|url| url.path() == "/" && url.query().is_none())
    }

    /// The words before the name of the organization: `Give to`.
    pub fn verb(&self) -> &'static str {
        match WayToHelpKind::from_word(&self.item.text.kind) {
            Some(WayToHelpKind::Give) => "Give to",
            Some(WayToHelpKind::Fundraise) => "Raise funds for",
            Some(WayToHelpKind::Volunteer) => "Volunteer with",
            Some(WayToHelpKind::Advocate) => "Speak up with",
            Some(WayToHelpKind::Shop) => "Buy from",
            Some(WayToHelpKind::Learn) => "Learn from",
            Some(WayToHelpKind::Pray) => "Pray with",
            Some(WayToHelpKind::Work) => "Work for",
            Some(WayToHelpKind::Report) => "Report to",
            Some(WayToHelpKind::Partner) => "Become a partner of",
            None => "Help",
        }
    }
}
