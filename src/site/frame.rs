//! The parts that all pages share around their content.

use super::assets;
use crate::domain::{Keyword, TermScheme, host};

/// The default URL of the exit button: an everyday page that loads fast and raises no suspicion.
pub const EXIT_URL: &str = "https://www.bbc.co.uk/weather";

/// The name of the site, as titles end with it.
const NAME: &str = "Antislavery Directory";

/// The part of a page around its content: its URL, title and description, and the settings of the
/// layout.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The public URL of this server, without a trailing slash.
    pub base: String,
    /// The base of permanent URLs, without a trailing slash.
    pub permalinks: String,
    /// Path and query of the page in canonical form.
    pub path: String,
    /// The URL that the exit button opens.
    pub exit: String,
    /// Whether search engines should not index the page: search results and errors.
    pub is_unlisted: bool,
    /// The subject of the page, without the name of the site.
    pub title: String,
    /// One or two sentences for search engines and previews; may be empty.
    pub description: String,
    /// The path of the preview image (Open Graph), if the page has its own.
    pub image: Option<String>,
}

impl Frame {
    /// The sections of the site in the main navigation: path and name.
    pub const SECTIONS: [(&'static str, &'static str); 6] = [
        ("/organizations", "Organizations"),
        ("/topics", "Topics"),
        ("/research", "Research"),
        ("/ways-to-help", "How to help"),
        ("/get-help", "Get help"),
        ("/about", "About"),
    ];

    /// The frame of a page with this title, which leaves out the name of the site.
    #[must_use]
    pub fn titled(self, title: impl Into<String>) -> Self {
        Self { title: title.into(), ..self }
    }

    /// The frame of a page with this description.
    #[must_use]
    pub fn described(self, description: impl Into<String>) -> Self {
        Self { description: description.into(), ..self }
    }

    /// The canonical URL of the page.
    pub fn canonical(&self) -> String {
        format!("{}{}", self.base, self.path)
    }

    /// The title with the name of the site: `Bonded labour · Antislavery Directory`. The first page
    /// begins with the name.
    pub fn full_title(&self) -> String {
        match self.title.as_str() {
            "" => NAME.to_owned(),
            title if title.starts_with(NAME) => title.to_owned(),
            title => format!("{title} · {NAME}"),
        }
    }

    /// The URL of the preview image (Open Graph).
    pub fn image(&self) -> String {
        format!("{}{}", self.base, self.image.as_deref().unwrap_or("/card.png"))
    }

    /// Whether this page is the one that a link of the navigation opens.
    pub fn is_at(&self, path: &str) -> bool {
        self.path == path
    }

    /// Whether this page belongs to a section of the navigation.
    pub fn is_in(&self, section: &str) -> bool {
        let own = self.path.split('?').next().unwrap_or_default();
        let is_below = |path: &str| {
            own == path || own.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
        };
        let others: &[&str] = match section {
            "/organizations" => &["/charts", "/compare"],
            "/topics" => &["/countries"],
            "/get-help" => &["/safety"],
            "/about" => &["/accessibility", "/data", "/docs", "/problems"],
            _ => &[],
        };
        let is_vocabulary = || TermScheme::ALL.iter().any(|scheme| is_below(scheme.path()));
        is_below(section)
            || others.iter().any(|path| is_below(path))
            || (section == "/topics" && is_vocabulary())
    }

    /// The host that the exit button opens.
    pub fn exit_name(&self) -> &str {
        host(&self.exit)
    }

    pub fn style(&self) -> &'static str {
        &assets::STYLE.path
    }

    pub fn script(&self) -> &'static str {
        &assets::SCRIPT.path
    }

    pub fn icon(&self) -> &'static str {
        &assets::ICON.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(path: &str) -> Frame {
        Frame {
            base: "https://directory.example".to_owned(),
            permalinks: "https://directory.example".to_owned(),
            path: path.to_owned(),
            exit: EXIT_URL.to_owned(),
            is_unlisted: false,
            title: String::new(),
            description: String::new(),
            image: None,
        }
    }

    #[test]
    fn a_page_is_in_one_section_at_most() {
        for (path, section) in [
            ("/", None),
            ("/organizations?q=a", Some("/organizations")),
            ("/organizations/unseen/history/2", Some("/organizations")),
            ("/charts?country=IN", Some("/organizations")),
            ("/compare", Some("/organizations")),
            ("/topics", Some("/topics")),
            ("/focus-areas/rescue", Some("/topics")),
            ("/countries/IN", Some("/topics")),
            ("/research?kind=book", Some("/research")),
            ("/researchers", None),
            ("/safety", Some("/get-help")),
            ("/docs/", Some("/about")),
            ("/data/156", Some("/about")),
        ] {
            let frame = frame(path);
            let sections = Frame::SECTIONS.iter().map(|(section, _)| *section);
            let found: Vec<&str> = sections.filter(|section| frame.is_in(section)).collect();
            assert_eq!(found, section.into_iter().collect::<Vec<_>>(), "{path}");
        }
    }

    #[test]
    fn a_title_says_where_one_is_and_on_which_site() {
        for (title, full) in [
            ("", "Antislavery Directory"),
            ("Bonded labour", "Bonded labour · Antislavery Directory"),
            (
                "Antislavery Directory: who fights slavery",
                "Antislavery Directory: who fights slavery",
            ),
        ] {
            assert_eq!(frame("/").titled(title).full_title(), full);
        }
    }

    #[test]
    fn the_exit_is_named_by_its_host() {
        assert_eq!(frame("/").exit_name(), "bbc.co.uk");
    }
}
