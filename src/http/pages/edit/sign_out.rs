//! `/edit/sign-out`: ends the session.

use actix_web::HttpResponse;

use super::to_page;
use crate::http::extract::call::Context;
use crate::http::extract::edit_form::{read_fields, take_token};
use crate::http::problem::{FOREIGN_ORIGIN, Problem};
use crate::http::protocol::edit_paths::SIGN_IN_PATH;
use crate::http::protocol::limits::EDIT_FORM_FIELDS;
use crate::http::protocol::session_cookie::{end_cookie, session_token};

/// Ends the session, and removes its cookie. A session that has already ended is not an error.
pub async fn sign_out(context: Context) -> Result<HttpResponse, Problem> {
    let (_, mut fields) = read_fields(&context, EDIT_FORM_FIELDS).await?;
    let given = take_token(&mut fields);
    let is_https = context.service().is_public_https();
    if let Some(token) = session_token(context.request(), is_https) {
        if !token.has_form_token(&given) {
            let detail = "this form does not belong to your session; reload the page, and sign out \
                          there";
            return Err(Problem::new(&FOREIGN_ORIGIN, detail));
        }
        let ended = context.service().call(move |directory| directory.sign_out(&token));
        ended.await?.map_err(Problem::of_store)?;
    }
    let mut response = to_page(&format!("{SIGN_IN_PATH}?out"));
    response.add_cookie(&end_cookie(is_https)).map_err(|err| Problem::internal(&err))?;
    Ok(response)
}
