//! How a browser searches the directory from its address bar (OpenSearch 1.1).

use askama::Template;

use crate::site::{SiteError, assets};

/// It names the directory so that nobody who looks into the list of a browser's
/// search engines learns what it is of.
#[derive(Template)]
#[template(path = "machines/opensearch.xml")]
struct SearchDescription<'s> {
    base: &'s str,
    icon: &'static str,
}

/// The text of `/opensearch.xml`.
///
/// # Errors
///
/// When the template fails, which it has no reason to.
pub fn search_description(base: &str) -> Result<String, SiteError> {
    Ok(SearchDescription { base, icon: &assets::ICON.path }.render()?)
}
