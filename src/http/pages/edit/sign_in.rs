//! `/edit/sign-in`: an editor signs in with an API key, and gets the cookie of a session.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};

use super::edit_page;
use super::page::{editor_bar, send, to_page};
use crate::directory::{InvalidKey, KeyRefusal, SignInError};
use crate::domain::Role;
use crate::http::extract::call::Context;
use crate::http::extract::edit_form::{Fields, InterruptedForm, read_fields, take_token, value_of};
use crate::http::extract::key_guesses::{check_key, look_up_key};
use crate::http::extract::open_parameters::OpenParameters;
use crate::http::extract::session::SignedIn;
use crate::http::problem::{Problem, TOO_MANY_REQUESTS};
use crate::http::protocol::edit_paths::{EDIT_PATH, SIGN_IN_PATH, return_path};
use crate::http::protocol::limits::EDIT_FORM_FIELDS;
use crate::http::protocol::session_cookie::begin_cookie;
use crate::site::edit::{SignInPage, confirm_form, sign_in as sign_in_page};

/// The beginning of the names of the fields that are carried for another form.
const CARRIED: &str = "c.";

/// The challenge of the page for signing in (RFC 9110, section 11.6.1, requires one with 401).
/// Browsers ignore the unknown scheme.
const CHALLENGE: HeaderValue = HeaderValue::from_static(r#"Cookie form-action="/edit/sign-in""#);

/// Maximum number of fields of the form for signing in: those that it carries, and its own.
const FIELDS: usize = EDIT_FORM_FIELDS + 8;

/// The page for signing in. An editor who is signed in already is redirected.
pub async fn show_sign_in(
    context: Context,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    let to = parameters.get("to").and_then(return_path).unwrap_or(EDIT_PATH);
    if SignedIn::of(&context, Role::Editor).await?.is_some() {
        return Ok(to_page(to));
    }
    let notice = if parameters.has("out") {
        "You have signed out."
    } else if to != EDIT_PATH {
        "Sign in to open the page that you asked for."
    } else {
        ""
    };
    let page = SignInPage { mistake: None, notice, to, carried: &[] };
    show(&context, StatusCode::OK, &page)
}

/// Signs in. The response redirects to the page that the editor wanted, or, if the session ended
/// while a form was sent, is the page that sends it again.
pub async fn sign_in(context: Context) -> Result<HttpResponse, Problem> {
    let (_, mut fields) = read_fields(&context, FIELDS).await?;
    take_token(&mut fields);
    let to = value_of(&fields, "to").and_then(return_path).unwrap_or(EDIT_PATH).to_owned();
    let key = value_of(&fields, "key").unwrap_or_default();
    // Keys are often copied with quotation marks.
    let key = key.trim().trim_matches(['"', '\'', '“', '”']).trim().to_owned();
    let carried = carried_fields(fields);
    let again = |status, mistake: &str| {
        let mistake = Some(mistake);
        let page = SignInPage { mistake, notice: "", to: &to, carried: &carried };
        show(&context, status, &page)
    };
    if key.is_empty() {
        return again(StatusCode::UNPROCESSABLE_ENTITY, "Enter your API key.");
    }
    let found = look_up_key(&context, move |directory| match directory.sign_in(&key) {
        Ok(begun) => Ok(Ok(begun)),
        Err(SignInError::Refused(refusal)) => Ok(Err(refusal)),
        Err(SignInError::Store(err)) => Err(Problem::of_store(err)),
        Err(err) => Err(Problem::internal(&err)),
    });
    let (token, key) = match found.await {
        Ok(Ok(begun)) => begun,
        Ok(Err(refusal)) => return again(StatusCode::UNAUTHORIZED, words(&refusal)),
        // Not the page of the problem, because that would lose the carried fields.
        Err(problem) if problem.kind.slug == TOO_MANY_REQUESTS.slug => {
            let mut response = again(
                StatusCode::TOO_MANY_REQUESTS,
                "Too many wrong keys were sent from your connection. Wait a minute, then try again.",
            )?;
            problem.copy_headers(response.headers_mut());
            return Ok(response);
        }
        Err(problem) => return Err(problem),
    };
    check_key(&context, &key, Role::Editor)?;
    let mut response = if carried.is_empty() {
        to_page(&to)
    } else {
        let lead =
            "You are signed in. Nothing that you typed was lost: continue to send your form.";
        let editor = editor_bar(&key, token.form_token());
        send(&context, SIGN_IN_PATH, Some(editor), |frame| {
            confirm_form(frame, lead, &to, &carried)
        })?
    };
    let cookie = begin_cookie(&token, context.service().is_public_https());
    response.add_cookie(&cookie).map_err(|err| Problem::internal(&err))?;
    Ok(response)
}

/// The page for a form whose session has ended, or that belongs to an earlier session.
pub fn show_interrupted_form(
    context: &Context,
    form: InterruptedForm<'_>,
) -> Result<HttpResponse, Problem> {
    let to = return_path(form.to).unwrap_or(EDIT_PATH);
    let Some(session) = form.session else {
        let page = SignInPage { mistake: None, notice: "", to, carried: form.fields };
        return show(context, StatusCode::UNAUTHORIZED, &page);
    };
    let lead = "You have signed in again since you opened this form. Nothing that you typed was \
                lost: continue to send it.";
    let mut response =
        edit_page(session, SIGN_IN_PATH, |frame| confirm_form(frame, lead, to, form.fields))?;
    *response.status_mut() = StatusCode::FORBIDDEN;
    Ok(response)
}

fn show(
    context: &Context,
    status: StatusCode,
    page: &SignInPage<'_>,
) -> Result<HttpResponse, Problem> {
    let mut response = send(context, SIGN_IN_PATH, None, |frame| sign_in_page(frame, page))?;
    *response.status_mut() = status;
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, CHALLENGE);
    }
    Ok(response)
}

/// The fields of the other form, by their names there.
fn carried_fields(fields: Fields) -> Fields {
    let carried = |(name, value): (String, String)| {
        name.strip_prefix(CARRIED).map(|name| (name.to_owned(), value))
    };
    fields.into_iter().filter_map(carried).collect()
}

/// The words for a refused key. They never repeat it.
fn words(refusal: &KeyRefusal) -> &'static str {
    match refusal {
        KeyRefusal::Invalid(InvalidKey::Form) => {
            "This is not an API key. Copy the whole key, from “asd_key_” on."
        }
        KeyRefusal::Invalid(InvalidKey::Checksum) => {
            "The key is misspelled. Copy it again, all 51 characters."
        }
        KeyRefusal::Unknown => "This directory does not know the key.",
        KeyRefusal::Expired(_) => "The key has expired. Ask the operator for another.",
        KeyRefusal::Revoked => "The key was revoked. Ask the operator for another.",
    }
}
