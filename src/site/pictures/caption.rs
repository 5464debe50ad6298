//! The words of a picture.

/// The caption of a picture, and the URLs of its data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption {
    /// The subject of the picture, or its finding.
    pub title: String,
    /// Whether the title is a heading, of the third level.
    pub is_heading: bool,
    /// The unit and the number of the counts; may be empty.
    pub unit: String,
    /// The names and URLs of the same data for programs.
    pub data: Vec<(&'static str, String)>,
}

impl From<&str> for Caption {
    /// A title that is not a heading.
    fn from(title: &str) -> Self {
        Self { title: title.to_owned(), ..Self::default() }
    }
}
