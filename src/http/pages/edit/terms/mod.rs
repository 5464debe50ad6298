//! `/edit/terms`: an admin edits the vocabularies.

pub mod edit;
pub mod list;
pub mod remove;

use crate::domain::{Keyword, TermScheme};
use crate::http::extract::call::Context;
use crate::http::problem::{Problem, UNKNOWN_ROUTE};

/// The path of the list of terms.
const TERMS_PATH: &str = "/edit/terms";

/// The vocabulary that the `{scheme}` of a path names, as in the public paths: `focus-areas`.
///
/// # Errors
///
/// 404 for another one.
fn scheme_of_path(context: &Context) -> Result<TermScheme, Problem> {
    let part = context.path_part("scheme");
    let found = TermScheme::ALL.iter().find(|scheme| &scheme.path()[1..] == part);
    found.copied().ok_or_else(|| {
        Problem::new(&UNKNOWN_ROUTE, "there is no such vocabulary; the list of terms has all")
    })
}
