//! API keys, sent as `Authorization: Bearer asd_key_…` (RFC 6750).

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{Error, FromRequest, HttpRequest};

use super::call::Context;
use super::change_note::change_note;
use super::key_guesses::{check_key, look_up_key};
use crate::directory::{InvalidKey, KeyRefusal};
use crate::domain::{Author, KeyState, Role};
use crate::http::problem::{
    EXPIRED_KEY, INVALID_KEY, MISSING_KEY, MISSPELLED_KEY, Problem, ProblemType, REVOKED_KEY,
};
use crate::http::protocol::reply::JSON;

/// A role as a type, so that the signature of a handler says which role it requires.
pub trait RequiredRole {
    const ROLE: Role;
}

/// Requires at least the role `editor`.
pub struct Editor;

impl RequiredRole for Editor {
    const ROLE: Role = Role::Editor;
}

/// Requires the role `admin`.
pub struct Admin;

impl RequiredRole for Admin {
    const ROLE: Role = Role::Admin;
}

/// The API key of a request, whose role is at least `R`.
pub struct Key<R> {
    pub state: KeyState,
    role: PhantomData<R>,
}

/// A write with an API key whose role is at least `R`. Its parts `T` are read only after the key
/// was recognized, so that a client without a key learns nothing else about its request.
pub struct Authorized<R, T> {
    /// The author of the change, with the note of the request.
    pub author: Author,
    pub parts: T,
    role: PhantomData<R>,
}

impl<R: RequiredRole> FromRequest for Key<R> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let context = Context::of(request);
        Box::pin(async move {
            let state = authorize(&context, R::ROLE).await?;
            Ok(Self { state, role: PhantomData })
        })
    }
}

impl<R, T> FromRequest for Authorized<R, T>
where
    R: RequiredRole,
    T: FromRequest + 'static,
    T::Future: 'static,
{
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let context = Context::of(request);
        Box::pin(async move {
            let key = authorize(&context, R::ROLE).await?;
            context.accepts(JSON)?;
            let author = Author::key(&key, change_note(context.request())?);
            let parts = T::extract(context.request()).await.map_err(Into::into)?;
            Ok(Self { author, parts, role: PhantomData })
        })
    }
}

/// The key of a request, if it is valid and its role is at least `role`.
///
/// # Errors
///
/// 401 without a valid key, 403 if its role is not sufficient, 429 if the client has sent too many
/// wrong keys (then no key of it is looked up) or the key has been used too often.
async fn authorize(context: &Context, role: Role) -> Result<KeyState, Problem> {
    let key = match bearer(context.request())? {
        Some(text) => recognize(context, text).await?,
        None => {
            let detail = "send an API key as `Authorization: Bearer asd_key_…`";
            return Err(challenge(&MISSING_KEY, detail, ""));
        }
    };
    check_key(context, &key, role)?;
    Ok(key)
}

/// The text of the key in the request.
fn bearer(request: &HttpRequest) -> Result<Option<String>, Problem> {
    let Some(value) = request.headers().get(header::AUTHORIZATION) else { return Ok(None) };
    let bearer = value.to_str().ok().and_then(|value| value.split_once(' '));
    match bearer {
        Some((scheme, key)) if scheme.eq_ignore_ascii_case("Bearer") => {
            Ok(Some(key.trim().to_owned()))
        }
        _ => {
            let detail = "the `Authorization` header must be `Bearer asd_key_…`";
            Err(challenge(&INVALID_KEY, detail, "invalid_request"))
        }
    }
}

async fn recognize(context: &Context, text: String) -> Result<KeyState, Problem> {
    let found = look_up_key(context, move |directory| {
        directory.authenticate(&text).map_err(Problem::of_store)
    });
    let refusal = match found.await? {
        Ok(key) => return Ok(key),
        Err(refusal) => refusal,
    };
    let kind = match refusal {
        KeyRefusal::Invalid(InvalidKey::Checksum) => &MISSPELLED_KEY,
        KeyRefusal::Invalid(InvalidKey::Form) | KeyRefusal::Unknown => &INVALID_KEY,
        KeyRefusal::Expired(_) => &EXPIRED_KEY,
        KeyRefusal::Revoked => &REVOKED_KEY,
    };
    Err(challenge(kind, &refusal.to_string(), "invalid_token"))
}

/// 401 with the challenge (RFC 6750, section 3).
fn challenge(kind: &'static ProblemType, detail: &str, error: &str) -> Problem {
    let challenge = match error {
        "" => r#"Bearer realm="antislavery-directory""#.to_owned(),
        error => format!(r#"Bearer realm="antislavery-directory", error="{error}""#),
    };
    let problem = Problem::new(kind, detail);
    match HeaderValue::try_from(challenge) {
        Ok(challenge) => problem.with_header(header::WWW_AUTHENTICATE, challenge),
        Err(_) => problem,
    }
}
