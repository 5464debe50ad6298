//! Forms of the editing pages.
//!
//! A form is read only if it comes from a page of this server: the browser must not name another
//! site, and the form must have the secret text of the session. Nothing typed is lost if the session
//! has ended meanwhile: the response is the page for signing in, which carries all fields.

use std::cell::RefCell;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{Error, FromRequest, HttpRequest, HttpResponse, ResponseError};
use percent_encoding::percent_decode_str;

use super::authorized::RequiredRole;
use super::call::Context;
use super::session::{SignInFirst, SignedIn, page_of};
use crate::domain::Role;
use crate::http::problem::{CONTENT_TOO_LARGE, FOREIGN_ORIGIN, MALFORMED_REQUEST, Problem};
use crate::http::protocol::body::{FORM, read_body};
use crate::http::protocol::form_origin::FormOrigin;
use crate::http::protocol::limits::EDIT_FORM_FIELDS;

/// The field with the secret text of the session.
pub const CSRF: &str = "csrf";

/// The fields of a form, in order: name and value.
pub type Fields = Vec<(String, String)>;

/// A form that an editor sent, with a key whose role is at least `R`.
pub struct EditForm<R> {
    pub session: SignedIn,
    /// All fields in order, except the secret text.
    pub fields: Fields,
    role: PhantomData<R>,
}

/// The session of a request that writes and whose handler reads the body itself, such as an upload.
/// The handler must pass the field `csrf` to [`UploadSession::check_token`] before it writes.
pub struct UploadSession<R> {
    pub session: SignedIn,
    role: PhantomData<R>,
}

/// A form that was not accepted, although it is from a page of this server.
pub struct InterruptedForm<'f> {
    /// The path and query that the form was sent to.
    pub to: &'f str,
    /// All fields in order, except the secret text.
    pub fields: &'f [(String, String)],
    /// The present session; `None` if the editor must sign in. With one, the form belongs to an
    /// earlier session, so the editor must confirm it.
    pub session: Option<&'f SignedIn>,
}

/// Renders the page for a form that was not accepted. `routes` adds it to the app.
pub struct InterruptedForms(pub fn(&Context, InterruptedForm<'_>) -> Result<HttpResponse, Problem>);

/// The page for a form that was not accepted, as the response to the request.
#[derive(Debug)]
pub struct Interrupted {
    response: RefCell<Option<HttpResponse>>,
}

impl<R> EditForm<R> {
    /// The first value of a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        value_of(&self.fields, name)
    }
}

/// The first value of a field.
pub fn value_of<'f>(fields: &'f [(String, String)], name: &str) -> Option<&'f str> {
    fields.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
}

impl<R: RequiredRole + 'static> FromRequest for EditForm<R> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let context = Context::of(request);
        Box::pin(async move {
            let (session, fields) = read_form(&context, R::ROLE).await?;
            Ok(Self { session, fields, role: PhantomData })
        })
    }
}

async fn read_form(context: &Context, role: Role) -> Result<(SignedIn, Fields), Error> {
    let (origin, mut fields) = read_fields(context, EDIT_FORM_FIELDS).await?;
    let given = take_token(&mut fields);
    let session = SignedIn::of(context, role).await?;
    match session {
        Some(session) if session.token().has_form_token(&given) => Ok((session, fields)),
        // The editor has only to confirm it: it belongs to a session that has ended.
        session if origin == FormOrigin::Own => {
            Err(interrupted(context, &fields, session.as_ref())?.into())
        }
        Some(_) => Err(missing_token().into()),
        None => Err(SignInFirst::from_page("").into()),
    }
}

/// At most `most` fields of a form that has no session yet, or may have none any more. The secret
/// text is among them.
///
/// # Errors
///
/// 403 for a form of another site, 408, 413 or 415 for a body that cannot be read.
pub async fn read_fields(context: &Context, most: usize) -> Result<(FormOrigin, Fields), Problem> {
    let origin = FormOrigin::of(context.request(), context.settings().public_url.as_deref())?;
    let body = read_body(context.request(), FORM).await?;
    Ok((origin, parse(&body, most)?))
}

/// Removes the secret text from the fields of a form.
pub fn take_token(fields: &mut Fields) -> String {
    let given = value_of(fields, CSRF).unwrap_or_default().to_owned();
    fields.retain(|(name, _)| name != CSRF);
    given
}

fn missing_token() -> Problem {
    let detail = "this form has no valid field `csrf`, so nothing was changed; reload the page, and \
                  send its form";
    Problem::new(&FOREIGN_ORIGIN, detail)
}

fn interrupted(
    context: &Context,
    fields: &[(String, String)],
    session: Option<&SignedIn>,
) -> Result<Interrupted, Problem> {
    let page = context.request().app_data::<InterruptedForms>();
    let InterruptedForms(page) = page.ok_or_else(missing_token)?;
    let to = page_of(context.request());
    let response = page(context, InterruptedForm { to: &to, fields, session })?;
    Ok(Interrupted { response: RefCell::new(Some(response)) })
}

/// The fields of a form in `application/x-www-form-urlencoded`.
fn parse(body: &[u8], most: usize) -> Result<Fields, Problem> {
    let malformed = || Problem::new(&MALFORMED_REQUEST, "the form is not valid UTF-8");
    let text = std::str::from_utf8(body).map_err(|_| malformed())?;
    let pairs = || text.split('&').filter(|pair| !pair.is_empty());
    let count = pairs().count();
    if count > most {
        let detail = format!("the form has {count} fields; the maximum is {most}");
        return Err(Problem::new(&CONTENT_TOO_LARGE, detail));
    }
    let decoded = |text: &str| {
        let text = text.replace('+', " ");
        percent_decode_str(&text).decode_utf8().map(String::from).map_err(|_| malformed())
    };
    pairs()
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decoded(name)?, decoded(value)?))
        })
        .collect()
}

impl<R> UploadSession<R> {
    /// Checks the secret text of the form.
    ///
    /// # Errors
    ///
    /// 403 if it is not that of the session.
    pub fn check_token(&self, given: &str) -> Result<(), Problem> {
        if self.session.token().has_form_token(given) { Ok(()) } else { Err(missing_token()) }
    }
}

impl<R: RequiredRole + 'static> FromRequest for UploadSession<R> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let context = Context::of(request);
        Box::pin(async move {
            FormOrigin::of(context.request(), context.settings().public_url.as_deref())?;
            match SignedIn::of(&context, R::ROLE).await? {
                Some(session) => Ok(Self { session, role: PhantomData }),
                None => Err(SignInFirst::from_page(&page_of(context.request())).into()),
            }
        })
    }
}

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the form was not accepted")
    }
}

impl ResponseError for Interrupted {
    fn status_code(&self) -> StatusCode {
        let status = self.response.borrow().as_ref().map(HttpResponse::status);
        status.unwrap_or(StatusCode::UNAUTHORIZED)
    }

    fn error_response(&self) -> HttpResponse {
        let status = self.status_code();
        self.response.borrow_mut().take().unwrap_or_else(|| HttpResponse::new(status))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(body: &str) -> Vec<(String, String)> {
        parse(body.as_bytes(), EDIT_FORM_FIELDS).unwrap()
    }

    #[test]
    fn fields_are_read_in_order_with_their_exact_text() {
        let fields = pairs("/a/0=x+y&&/a/0=%C3%A4%0D%0Ab&b&c=%3D%26%2B=");
        let expected = [("/a/0", "x y"), ("/a/0", "ä\r\nb"), ("b", ""), ("c", "=&+=")];
        assert_eq!(fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert!(pairs("").is_empty());
    }

    #[test]
    fn other_encodings_and_too_many_fields_are_refused() {
        for body in [&b"a=%FF"[..], b"%C3=a", b"a=\xFF"] {
            assert_eq!(
                parse(body, EDIT_FORM_FIELDS).unwrap_err().kind.slug,
                MALFORMED_REQUEST.slug
            );
        }
        assert_eq!(pairs(&"a=&".repeat(EDIT_FORM_FIELDS)).len(), EDIT_FORM_FIELDS);
        let refused = parse(b"a=&a=&b&a=&", 3).unwrap_err();
        assert_eq!(refused.detail, "the form has 4 fields; the maximum is 3");
    }
}
