//! `/robots.txt`: the URLs that crawlers should skip (RFC 9309).

use askama::Template;

use crate::site::SiteError;

/// Disallows only the endless combinations of content that has other URLs.
#[derive(Template)]
#[template(path = "machines/robots.txt")]
struct Robots<'r> {
    base: &'r str,
}

/// The text of `/robots.txt`.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn robots(base: &str) -> Result<String, SiteError> {
    // Templates drop the final newline.
    Ok(Robots { base }.render()? + "\n")
}
