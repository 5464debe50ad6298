//! What a language model, or whoever feeds one, should know before it reads on
//! (llmstxt.org).

use askama::Template;

use crate::site::SiteError;

/// Where the data is, and how to repeat it fairly.
#[derive(Template)]
#[template(path = "machines/llms.txt")]
struct Llms<'l> {
    base: &'l str,
}

/// The text of `/llms.txt`, in Markdown.
///
/// # Errors
///
/// When the template fails, which it has no reason to.
pub fn llms(base: &str) -> Result<String, SiteError> {
    Ok(Llms { base }.render()?)
}
