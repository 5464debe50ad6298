//! `/edit`: the first page after signing in.

use askama::Template;

use super::EditFrame;
use crate::site::{Frame, SiteError};

#[derive(Template)]
#[template(path = "edit/home.html")]
struct HomeTemplate {
    frame: EditFrame,
}

/// The first page after signing in.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn home(frame: EditFrame) -> Result<String, SiteError> {
    let frame = frame.titled("Edit the directory");
    Ok(HomeTemplate { frame }.render()?)
}
