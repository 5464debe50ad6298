//! `/edit/new` and `/edit/organizations/{key}`: begin a draft, and redirect to its form.

use actix_web::HttpResponse;

use super::stored_drafts::begin;
use crate::http::extract::authorized::Editor;
use crate::http::extract::organization_key::EditedSlug;
use crate::http::extract::session::Session;
use crate::http::problem::Problem;

pub async fn begin_new_profile(_: Session<Editor>) -> Result<HttpResponse, Problem> {
    begin(None)
}

pub async fn begin_editing(_: Session<Editor>, slug: EditedSlug) -> Result<HttpResponse, Problem> {
    begin(Some(&slug))
}
