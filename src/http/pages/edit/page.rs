//! Makes and sends editing pages. The edge adds the headers that keep them out of all caches.

use actix_web::HttpResponse;
use actix_web::http::header;

use crate::domain::KeyState;
use crate::http::extract::call::Context;
use crate::http::extract::session::SignedIn;
use crate::http::pages::page::{HTML, frame, set_policy};
use crate::http::problem::Problem;
use crate::http::protocol::reply::uncached;
use crate::site::SiteError;
use crate::site::edit::{EditFrame, EditorBar};

/// Sends the page at `path` to an editor who is signed in.
///
/// # Errors
///
/// 406 for a client that does not accept HTML, 500 if the page cannot be made.
pub fn edit_page(
    session: &SignedIn,
    path: &str,
    make: impl FnOnce(EditFrame) -> Result<String, SiteError>,
) -> Result<HttpResponse, Problem> {
    let bar = editor_bar(&session.key, session.csrf.clone());
    send(session.context(), path, Some(bar), make)
}

/// The bar of an editor with this key, in a session with this secret text.
pub fn editor_bar(key: &KeyState, csrf: String) -> EditorBar {
    let only = key.organizations.as_ref();
    let only = only.map(|only| only.iter().map(|it| it.slug.to_string()).collect());
    EditorBar { key_name: key.name.to_string(), role: key.role, only, csrf }
}

/// Sends the page at `path`; `editor` is `None` without a session.
///
/// # Errors
///
/// 406 for a client that does not accept HTML, 500 if the page cannot be made.
pub fn send(
    context: &Context,
    path: &str,
    editor: Option<EditorBar>,
    make: impl FnOnce(EditFrame) -> Result<String, SiteError>,
) -> Result<HttpResponse, Problem> {
    context.accepts("text/html")?;
    let frame = EditFrame::new(frame(context, path), editor);
    let html = make(frame).map_err(|err| Problem::internal(&err))?;
    let mut response = uncached(context.request(), HTML, html.into());
    set_policy(&mut response);
    Ok(response)
}

/// Redirects to an editing page after a form was accepted (303), so that a reload does not send it
/// again.
pub fn to_page(path: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, path)).finish()
}
