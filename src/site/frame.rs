//! What every page has around its content.

use super::{assets, words};

/// Where the exit button leads unless the operator says otherwise: a page that
/// loads fast, says nothing of whoever opens it, and looks like anybody's.
pub const EXIT_URL: &str = "https://www.bbc.co.uk/weather";

/// Where a page stands.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The address under which the world sees this server, without a slash at the end.
    pub base: String,
    /// Path and query of the page in their one fixed form, which its canonical link names.
    pub path: String,
    /// Where the exit button leads.
    pub exit: String,
    /// Whether search engines should leave it out: what answers a search, or went wrong.
    pub is_unlisted: bool,
}

impl Frame {
    /// The address of the page.
    pub fn canonical(&self) -> String {
        format!("{}{}", self.base, self.path)
    }

    /// Whether a link of the navigation leads to where one is: to the page or what is below it.
    pub fn is_in(&self, path: &str) -> bool {
        let own = self.path.split('?').next().unwrap_or_default();
        match path {
            "/" => own == "/" || own.starts_with("/organizations/"),
            path => own == path || own.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')),
        }
    }

    /// The name of the site that the exit button leads to.
    pub fn exit_name(&self) -> &str {
        words::host(&self.exit)
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
    fn the_navigation_knows_where_one_is() {
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
