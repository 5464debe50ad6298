//! `/opensearch.xml`: lets browsers search the directory from the address bar (OpenSearch 1.1).

use askama::Template;

use crate::site::{SiteError, assets};

/// The name is neutral on purpose: the browser's list of search engines must not reveal what the
/// directory is about.
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
/// If the template fails, which is not expected.
pub fn search_description(base: &str) -> Result<String, SiteError> {
    Ok(SearchDescription { base, icon: &assets::ICON.path }.render()?)
}
