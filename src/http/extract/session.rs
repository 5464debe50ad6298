//! Sessions of the editing pages.
//!
//! [`Session`] is for requests that only read. A request that writes needs [`super::edit_form`],
//! which also checks where it was sent from.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::ops::Deref;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{Error, FromRequest, HttpRequest, HttpResponse, ResponseError};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::authorized::RequiredRole;
use super::call::Context;
use super::key_guesses::check_key;
use crate::directory::SessionToken;
use crate::domain::{Author, KeyState, Role, Slug};
use crate::http::problem::Problem;
use crate::http::protocol::edit_paths::{EDIT_PATH, SIGN_IN_PATH, return_path};
use crate::http::protocol::session_cookie::session_token;

/// An editor who is signed in, and their request.
pub struct SignedIn {
    context: Context,
    /// The key of the session, as it is now.
    pub key: KeyState,
    /// The secret text that every form of this session must have in its field `csrf`.
    pub csrf: String,
    token: SessionToken,
}

/// The session of a request that reads, with a key whose role is at least `R`. Without a session,
/// the browser is redirected to the page for signing in.
pub struct Session<R> {
    signed_in: SignedIn,
    role: PhantomData<R>,
}

/// Redirects to the page for signing in (303), and from there back to the page of the request.
#[derive(Debug)]
pub struct SignInFirst {
    location: String,
}

impl SignedIn {
    /// The session of a request with a key whose role is at least `role`; `None` without one.
    ///
    /// # Errors
    ///
    /// 403 if the role of the key is not sufficient, 429 if it has been used too often, 5xx if the
    /// store failed.
    pub async fn of(context: &Context, role: Role) -> Result<Option<Self>, Problem> {
        let is_https = context.service().is_public_https();
        let Some(token) = session_token(context.request(), is_https) else { return Ok(None) };
        let found = context.service().read_store(move |directory| {
            let key = directory.session(&token)?;
            Ok(key.map(|key| (key, token)))
        });
        let Some((key, token)) = found.await? else { return Ok(None) };
        check_key(context, &key, role)?;
        let csrf = token.form_token();
        Ok(Some(Self { context: context.clone(), key, csrf, token }))
    }

    pub fn context(&self) -> &Context {
        &self.context
    }

    /// The author of a change by this editor, with a note of at most 500 characters.
    pub fn author(&self, note: Option<String>) -> Author {
        Author::key(&self.key, note)
    }

    /// Refuses a page that edits an organization which the key may not edit.
    ///
    /// # Errors
    ///
    /// 403.
    pub fn check_may_edit(&self, id: &str) -> Result<(), Problem> {
        match self.author(None).limit_without(id) {
            Some(allowed) => {
                let allowed: Vec<Slug> = allowed.iter().map(|it| it.slug.clone()).collect();
                Err(Problem::of_limited_key(&allowed))
            }
            None => Ok(()),
        }
    }

    /// The secret of the session.
    pub fn token(&self) -> &SessionToken {
        &self.token
    }
}

impl<R> Deref for Session<R> {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        &self.signed_in
    }
}

impl<R: RequiredRole + 'static> FromRequest for Session<R> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let context = Context::of(request);
        Box::pin(async move {
            match SignedIn::of(&context, R::ROLE).await? {
                Some(signed_in) => Ok(Self { signed_in, role: PhantomData }),
                None => Err(SignInFirst::from_page(&page_of(context.request())).into()),
            }
        })
    }
}

/// The path and query of a request.
pub fn page_of(request: &HttpRequest) -> String {
    request.uri().path_and_query().map_or(EDIT_PATH, |it| it.as_str()).to_owned()
}

impl SignInFirst {
    /// Signs in, and then opens the page with this path and query.
    pub fn from_page(page: &str) -> Self {
        let location = match return_path(page).filter(|page| *page != EDIT_PATH) {
            Some(page) => {
                let page = utf8_percent_encode(page, NON_ALPHANUMERIC);
                format!("{SIGN_IN_PATH}?to={page}")
            }
            None => SIGN_IN_PATH.to_owned(),
        };
        Self { location }
    }
}

impl fmt::Display for SignInFirst {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sign in first")
    }
}

impl ResponseError for SignInFirst {
    fn status_code(&self) -> StatusCode {
        StatusCode::SEE_OTHER
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::SeeOther().insert_header((header::LOCATION, self.location.as_str())).finish()
    }
}
