//! The words of a picture.

/// What a picture shows, in words, and where its data is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption {
    /// What the picture shows, or what it finds.
    pub title: String,
    /// Whether the title is a heading, of the third level.
    pub is_heading: bool,
    /// What is counted and how; may be empty.
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
