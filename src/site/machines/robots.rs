//! What crawlers need not ask for (RFC 9309).

use askama::Template;

use crate::site::SiteError;

/// Everything may be read but what only makes endless combinations of what can
/// be read elsewhere.
#[derive(Template)]
#[template(path = "machines/robots.txt")]
struct Robots<'r> {
    base: &'r str,
}

/// The text of `/robots.txt`.
///
/// # Errors
///
/// When the template fails, which it has no reason to.
pub fn robots(base: &str) -> Result<String, SiteError> {
    Ok(Robots { base }.render()?)
}
