//! `/edit/similar`: the organizations that may be the same as the one in the form of a new profile, as
//! a part of that page.

use actix_web::HttpResponse;

use crate::domain::ProposedOrganization;
use crate::http::extract::authorized::Editor;
use crate::http::extract::call::Call;
use crate::http::extract::edit_form::EditForm;
use crate::http::pages::page::{HTML, set_policy};
use crate::http::problem::Problem;
use crate::http::protocol::reply::uncached;
use crate::site::edit;

/// Reads the fields of the form, which are named by the pointers of their keys, with or without the
/// first slash: `name`, `website`, `other_names/0/value`, `identifiers/0/scheme`.
pub async fn list_similar(call: Call, form: EditForm<Editor>) -> Result<HttpResponse, Problem> {
    let fields = form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let proposed = ProposedOrganization::from_fields(fields);
    let part = edit::similar(call.snapshot(), &proposed);
    let part = part.map_err(|err| Problem::internal(&err))?;
    let mut response = uncached(call.request(), HTML, part.into());
    set_policy(&mut response);
    Ok(response)
}
