//! The parts that all pages share around their content.

use super::{assets, display};

/// The default URL of the exit button: an everyday page that loads fast and raises no suspicion.
pub const EXIT_URL: &str = "https://www.bbc.co.uk/weather";

/// The URL of a page and the settings of its layout.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The public URL of this server, without a trailing slash.
    pub base: String,
    /// Path and query of the page in canonical form.
    pub path: String,
    /// The URL that the exit button opens.
    pub exit: String,
    /// Whether search engines should not index the page: search results and errors.
    pub is_unlisted: bool,
}

impl Frame {
    /// The canonical URL of the page.
    pub fn canonical(&self) -> String {
        format!("{}{}", self.base, self.path)
    }

    /// Whether this page is the target of a navigation link, or below it.
    pub fn is_in(&self, path: &str) -> bool {
        let own = self.path.split('?').next().unwrap_or_default();
        match path {
            "/" => own == "/" || own.starts_with("/organizations/"),
            path => own == path || own.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')),
        }
    }

    /// The host that the exit button opens.
    pub fn exit_name(&self) -> &str {
        display::host(&self.exit)
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
            path: path.to_owned(),
            exit: EXIT_URL.to_owned(),
            is_unlisted: false,
        }
    }

    #[test]
    fn the_navigation_marks_the_current_section() {
        for (path, link, is_in) in [
            ("/", "/", true),
            ("/?q=a", "/", true),
            ("/organizations/unseen", "/", true),
            ("/research?kind=book", "/research", true),
            ("/focus-areas/rescue", "/focus-areas", true),
            ("/focus-areas", "/", false),
            ("/researchers", "/research", false),
        ] {
            assert_eq!(frame(path).is_in(link), is_in, "{path} {link}");
        }
    }

    #[test]
    fn the_exit_is_named_by_its_host() {
        assert_eq!(frame("/").exit_name(), "bbc.co.uk");
    }
}
