//! The routes of the editing pages.

use actix_web::guard::{self, GuardContext};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{FromRequest, Handler, Resource, Responder};

use super::{Methods, edited, posted};
use crate::http::pages::edit;
use crate::http::protocol::edit_paths::{EDIT_PATH, SIGN_IN_PATH};
use crate::http::service::Service;

/// An editing page that is only read. Pages of other sites must not read it.
const EDIT_PAGE: Methods = Methods { all: "GET, HEAD, OPTIONS", cross_origin: "" };

/// An editing page with a form. Pages of other sites must not read it.
const EDIT_FORM: Methods = Methods { all: "GET, HEAD, POST, OPTIONS", cross_origin: "" };

/// The editing pages. Pages of other sites cannot use them. A server without them responds as to any
/// unknown path.
pub fn editing_pages(config: &mut ServiceConfig) {
    config
        .service(edit_page(EDIT_PATH, edit::due::show_due))
        .service(edit_page("/edit/changed", edit::changed::show_changed))
        .service(edit_page("/edit/mine", edit::changed::show_mine))
        .service(edit_page("/edit/withdrawn", edit::withdrawn::show_withdrawn))
        .service(edit_form("/edit/search", edit::search::begin_search, edit::search::search))
        .service(edit_action("/edit/similar", edit::similar::list_similar))
        .service(edit_action("/edit/organizations/{key}/verified", edit::verify::verify))
        .service(edit_form(SIGN_IN_PATH, edit::sign_in::show_sign_in, edit::sign_in::sign_in))
        .service(edit_action("/edit/sign-out", edit::sign_out::sign_out))
        .service(edit_form(
            "/edit/organizations/{key}/withdraw",
            edit::withdraw::show_withdrawal,
            edit::withdraw::withdraw,
        ))
        .service(edit_form(
            "/edit/organizations/{key}/restore/{n}",
            edit::restore::show_restoration,
            edit::restore::restore,
        ))
        .service(edit_form(
            "/edit/organizations/{key}/redact",
            edit::redact::show_redaction,
            edit::redact::redact,
        ))
        .service(edit_page("/edit/organizations/{key}/done", edit::done::show_done))
        .service(edit_page("/edit/organizations/{key}/history", edit::history::show_history))
        .service(edit_page("/edit/imports", edit::imports::show_imports))
        .service(edit_form(
            edit::import_table::PATH,
            edit::import_table::show_import,
            edit::import_table::import,
        ))
        .service(edit_form(
            "/edit/imports/{id}/revert",
            edit::revert_import::show_revert,
            edit::revert_import::revert,
        ))
        .service(edit_page("/edit/terms", edit::terms::list::show_terms))
        .service(edit_form(
            "/edit/terms/{scheme}/new",
            edit::terms::edit::show_new_term,
            edit::terms::edit::add_term,
        ))
        .service(edit_form(
            "/edit/terms/{scheme}/{slug}",
            edit::terms::edit::show_term,
            edit::terms::edit::save_term,
        ))
        .service(edit_form(
            "/edit/terms/{scheme}/{slug}/remove",
            edit::terms::remove::show_removal,
            edit::terms::remove::remove_term,
        ))
        .configure(profile_forms)
        .service(edit_page("/edit/keys", edit::keys::show_keys))
        .service(edit_form(
            "/edit/keys/{id}/revoke",
            edit::revoke_key::show_revocation,
            edit::revoke_key::revoke,
        ));
}

/// The profile as a form, the check before saving, and the drafts.
fn profile_forms(config: &mut ServiceConfig) {
    use edit::{begin_draft, check, discard_draft, drafts, profile_form};
    config
        .service(edit_page("/edit/new", begin_draft::begin_new_profile))
        .service(edit_form(
            "/edit/new/{draft}",
            profile_form::show_new_form,
            profile_form::send_new_form,
        ))
        .service(edit_form("/edit/new/{draft}/check", check::show_new_check, check::send_new_check))
        .service(edit_page("/edit/organizations/{key}", begin_draft::begin_editing))
        .service(edit_form(
            "/edit/organizations/{key}/drafts/{draft}",
            profile_form::show_form,
            profile_form::send_form,
        ))
        .service(edit_form(
            "/edit/organizations/{key}/drafts/{draft}/check",
            check::show_check,
            check::send_check,
        ))
        .service(edit_page("/edit/drafts", drafts::show_drafts))
        .service(edit_form(
            "/edit/drafts/{draft}/discard",
            discard_draft::show_discard,
            discard_draft::discard_draft,
        ));
}

/// Whether the server has editing pages.
fn has_editing_pages(context: &GuardContext<'_>) -> bool {
    let service = context.app_data::<Data<Service>>();
    service.is_some_and(|service| service.settings.editing_pages)
}

/// An editing page that is only read.
fn edit_page<H, A>(path: &str, page: H) -> Resource
where
    H: Handler<A> + Clone,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    edited(path, page, EDIT_PAGE).guard(guard::fn_guard(has_editing_pages))
}

/// An editing page with a form that is sent to its own path.
fn edit_form<H, A, F, B>(path: &str, page: H, form: F) -> Resource
where
    H: Handler<A> + Clone,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
    F: Handler<B>,
    B: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    edited(path, page, EDIT_FORM)
        .route(web::post().to(form))
        .guard(guard::fn_guard(has_editing_pages))
}

/// A path to which only forms of other editing pages are sent.
fn edit_action<H, A>(path: &str, form: H) -> Resource
where
    H: Handler<A>,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    posted(path, form).guard(guard::fn_guard(has_editing_pages))
}
