//! `/edit/organizations/{key}/withdraw`: withdraws a profile.

use askama::Template;

use super::{EditFrame, FormMistake};
use crate::catalog::Entry;
use crate::site::{Frame, SiteError};

/// The form as it was typed, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct WithdrawalForm {
    pub reason: String,
    /// The successor as it was typed.
    pub typed_successor: String,
    /// The successor that this means: its slug and name.
    pub successor: Option<(String, String)>,
    pub mistakes: Vec<FormMistake>,
    /// Whether the form has no mistakes, and only needs to be confirmed.
    pub is_confirming: bool,
    /// The newest revision, if the profile was changed since the form was opened.
    pub changed_to: Option<i32>,
}

#[derive(Template)]
#[template(path = "edit/withdraw.html")]
struct WithdrawTemplate<'p> {
    frame: EditFrame,
    name: &'p str,
    slug: &'p str,
    revision: i32,
    reason: &'p str,
    typed_successor: &'p str,
    successor: Option<(String, String)>,
    mistakes: &'p [FormMistake],
    is_confirming: bool,
    is_stale: bool,
}

/// The form that withdraws a profile, or its confirmation. `revision` is the one that it withdraws.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn withdraw(
    frame: EditFrame,
    entry: &Entry<'_>,
    revision: i32,
    form: &WithdrawalForm,
) -> Result<String, SiteError> {
    let prefix = if form.mistakes.is_empty() { "" } else { "Error: " };
    let frame = frame.titled(format!("{prefix}Withdraw {}", entry.name()));
    let page = WithdrawTemplate {
        frame,
        name: entry.name(),
        slug: entry.slug(),
        revision,
        reason: &form.reason,
        typed_successor: &form.typed_successor,
        successor: form.successor.clone(),
        mistakes: &form.mistakes,
        is_confirming: form.is_confirming,
        is_stale: form.changed_to.is_some(),
    };
    Ok(page.render()?)
}
