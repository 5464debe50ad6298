//! `/llms.txt`: guidance for language models and the people who feed them (llmstxt.org).

use askama::Template;

use crate::site::SiteError;

/// The links to the data, and how to repeat it fairly.
#[derive(Template)]
#[template(path = "machines/llms.txt")]
struct Llms<'l> {
    base: &'l str,
}

/// The text of `/llms.txt`, in Markdown.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn llms(base: &str) -> Result<String, SiteError> {
    // Templates drop the final newline.
    Ok(Llms { base }.render()? + "\n")
}
