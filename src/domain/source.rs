//! Sources: the public pages, reports and broadcasts that claims are taken from.

use std::fmt;

use serde::Serialize;
use utoipa::ToSchema;

use super::document::document;
use super::read::string;
use super::{Code, Date, Label, Node, PartialDate, Pointer, Read, Slug, Title, Violation, WebUrl};

/// The id of a source within its profile, e.g. `annual-2019`. It has the form of a slug.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, ToSchema)]
#[schema(value_type = String, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", max_length = 80, example = "annual-2019")]
pub struct SourceId(Slug);

impl SourceId {
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl Read for SourceId {
    fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
        let text = string(node, at, found)?;
        let Ok(slug) = text.parse() else {
            let message = format!(
                "`{}` is not a source id: use lower-case letters, digits and single hyphens",
                text.chars().take(100).collect::<String>()
            );
            found.push(Violation::new(at, Code::InvalidForm, message));
            return None;
        };
        Some(Self(slug))
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

document! {
    /// A public page, report or broadcast that a claim was taken from.
    pub struct Source {
        /// The id that claims cite.
        pub id: SourceId,
        pub title: Title,
        pub publisher: Option<Label>,
        pub author: Option<Label>,
        /// The date of publication, as exactly as it is known; never in the future.
        pub published: Option<PartialDate>,
        /// The URL of the source. `null` if `withheld` says why it is left out.
        pub url: Option<WebUrl>,
        /// The URL of an archived copy.
        pub archived_url: Option<WebUrl>,
        /// The day on which the source was read for this profile.
        pub retrieved: Option<Date>,
    }
}
