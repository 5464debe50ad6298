//! The cookie of a session of the editing pages.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

use super::edit_paths::EDIT_PATH;
use crate::directory::{SESSION_LIFETIME, SessionToken};

/// The name of the cookie. The prefix `__Host-` (RFC 6265bis, section 4.1.3) would require the path
/// `/`, and then browsers would send the cookie with every request for a public page too. So the
/// name has the prefix `__Secure-`: browsers accept it only through HTTPS.
fn name(is_https: bool) -> &'static str {
    if is_https { "__Secure-asd_session" } else { "asd_session" }
}

/// The token of the session of a request. `None` if the request has several: another host of the
/// same domain may have set one of them.
pub fn session_token(request: &HttpRequest, is_https: bool) -> Option<SessionToken> {
    let cookies = request.cookies().ok()?;
    let mut own = cookies.iter().filter(|cookie| cookie.name() == name(is_https));
    let token = SessionToken::parse(own.next()?.value())?;
    own.next().is_none().then_some(token)
}

/// The cookie that begins a session.
pub fn begin_cookie(token: &SessionToken, is_https: bool) -> Cookie<'static> {
    let age = Duration::seconds(SESSION_LIFETIME.as_secs());
    cookie(token.reveal().to_owned(), age, is_https)
}

/// The cookie that removes that of a session.
pub fn end_cookie(is_https: bool) -> Cookie<'static> {
    cookie(String::new(), Duration::ZERO, is_https)
}

fn cookie(value: String, age: Duration, is_https: bool) -> Cookie<'static> {
    Cookie::build(name(is_https), value)
        .path(EDIT_PATH)
        .max_age(age)
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(is_https)
        .finish()
}
