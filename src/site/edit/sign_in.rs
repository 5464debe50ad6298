//! The page for signing in, and the page that sends a form again after that.

use askama::Template;

use super::EditFrame;
use crate::site::{Frame, SiteError};

/// The page for signing in.
pub struct SignInPage<'f> {
    /// Why the last attempt failed.
    pub mistake: Option<&'f str>,
    /// Why the page is shown; may be empty.
    pub notice: &'f str,
    /// The path and query to open after signing in.
    pub to: &'f str,
    /// The fields of a form that is sent there after signing in.
    pub carried: &'f [(String, String)],
}

#[derive(Template)]
#[template(path = "edit/sign_in.html")]
struct SignInTemplate<'f> {
    frame: EditFrame,
    mistake: Option<&'f str>,
    notice: &'f str,
    to: &'f str,
    carried: &'f [(String, String)],
}

#[derive(Template)]
#[template(path = "edit/continue.html")]
struct ContinueTemplate<'f> {
    frame: EditFrame,
    lead: &'static str,
    to: &'f str,
    fields: &'f [(String, String)],
}

/// The page for signing in.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn sign_in(frame: EditFrame, page: &SignInPage<'_>) -> Result<String, SiteError> {
    let title = if page.mistake.is_some() { "Error: Sign in to edit" } else { "Sign in to edit" };
    let &SignInPage { mistake, notice, to, carried } = page;
    let frame = frame.titled(title);
    Ok(SignInTemplate { frame, mistake, notice, to, carried }.render()?)
}

/// The page that sends the fields of a form to `to` again, when the editor confirms it. It was sent
/// before the present session began.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn confirm_form(
    frame: EditFrame,
    lead: &'static str,
    to: &str,
    fields: &[(String, String)],
) -> Result<String, SiteError> {
    let frame = frame.titled("Send your form");
    Ok(ContinueTemplate { frame, lead, to, fields }.render()?)
}
