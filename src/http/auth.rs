//! Who writes: API keys, sent as `Authorization: Bearer asd_key_…` (RFC 6750).

use std::borrow::Cow;

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use percent_encoding::percent_decode;

use super::Service;
use super::client::address;
use super::problem::{
    EXPIRED_KEY, FORBIDDEN, INVALID_KEY, KEY_IN_URL, MISSING_KEY, MISSPELLED_KEY, Problem,
    ProblemType, REVOKED_KEY,
};
use super::rate_limit::Verdict;
use crate::directory::{InvalidKey, KeyRefusal};
use crate::domain::{KEY_PREFIX, KeyState, Keyword, Role};

/// The key that a request came with, if it serves and its role is at least this.
///
/// # Errors
///
/// 401 when there is no such key, 403 when its role is not enough, 429 when the client has sent too
/// many wrong keys (then no key of it is looked up), or the key has been used too much.
pub async fn authorize(
    request: &HttpRequest,
    service: &Data<Service>,
    role: Role,
) -> Result<KeyState, Problem> {
    let key = match bearer(request)? {
        Some(text) => recognise(request, service, text).await?,
        None => {
            let detail = "send an API key as `Authorization: Bearer asd_key_…`";
            return Err(challenge(&MISSING_KEY, detail, ""));
        }
    };
    if key.role < role {
        let detail = format!(
            "the key `{}` is for the role {}; this is for {}",
            key.name,
            key.role.as_str(),
            role.as_str()
        );
        return Err(Problem::new(&FORBIDDEN, detail));
    }
    match service.limiter.as_ref().map(|limiter| limiter.ask_key(&key.id)) {
        Some(Verdict::Refused { wait }) => {
            Err(Problem::too_many(format!("this key has asked too much; go on in {wait} s"), wait))
        }
        _ => Ok(key),
    }
}

/// The key that was sent, whatever it is.
fn bearer(request: &HttpRequest) -> Result<Option<String>, Problem> {
    let Some(value) = request.headers().get(header::AUTHORIZATION) else { return Ok(None) };
    let bearer = value.to_str().ok().and_then(|value| value.split_once(' '));
    match bearer {
        Some((scheme, key)) if scheme.eq_ignore_ascii_case("Bearer") => {
            Ok(Some(key.trim().to_owned()))
        }
        _ => {
            let detail = "only `Authorization: Bearer asd_key_…` is understood";
            Err(challenge(&INVALID_KEY, detail, "invalid_request"))
        }
    }
}

async fn recognise(
    request: &HttpRequest,
    service: &Data<Service>,
    text: String,
) -> Result<KeyState, Problem> {
    let client = address(request, &service.settings.trusted_proxies);
    let hold = || match service.failed_keys.as_ref().and_then(|failed| failed.wait(client)) {
        Some(wait) => {
            let detail = format!("too many wrong API keys; retry in {wait} seconds");
            Err(Problem::too_many(detail, wait))
        }
        None => Ok(()),
    };
    hold()?;
    let recognised = service.ask(move |directory| directory.authenticate(&text)).await?;
    let recognised = recognised.map_err(Problem::of_store)?;
    // Many guesses that came at once all passed the first look: of these no more than the bucket
    // has tokens for may learn whether they are right.
    hold()?;
    let refusal = match recognised {
        Ok(key) => return Ok(key),
        Err(refusal) => refusal,
    };
    if let Some(failed) = &service.failed_keys {
        failed.count(client);
    }
    let kind = match refusal {
        KeyRefusal::Invalid(InvalidKey::Checksum) => &MISSPELLED_KEY,
        KeyRefusal::Invalid(InvalidKey::Form) | KeyRefusal::Unknown => &INVALID_KEY,
        KeyRefusal::Expired(_) => &EXPIRED_KEY,
        KeyRefusal::Revoked => &REVOKED_KEY,
    };
    Err(challenge(kind, &refusal.to_string(), "invalid_token"))
}

/// 401, with what would be understood (RFC 6750, section 3).
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

/// Refuses an address in which a key stands: it would get into logs and histories.
///
/// # Errors
///
/// 400 if one does.
pub fn refuse_key_in_url(path_and_query: &str) -> Result<(), Problem> {
    let has_key =
        |text: &[u8]| text.windows(KEY_PREFIX.len()).any(|it| it == KEY_PREFIX.as_bytes());
    // Most addresses have no underscore, and need not be looked at twice.
    let bytes = path_and_query.as_bytes();
    let is_suspect = bytes.contains(&b'_') || bytes.contains(&b'%');
    match is_suspect && has_key(&Cow::from(percent_decode(bytes))) {
        false => Ok(()),
        true => {
            log::warn!("a request had an API key in its address, and was refused");
            let detail = "an API key stands in the address: revoke it, since addresses are logged \
                          on the way, and send the next as `Authorization: Bearer …`";
            Err(Problem::new(&KEY_IN_URL, detail))
        }
    }
}
