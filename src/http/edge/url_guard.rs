//! Keeps API keys out of URLs.

use std::borrow::Cow;

use percent_encoding::percent_decode;

use crate::domain::KEY_PREFIX;
use crate::http::problem::{KEY_IN_URL, Problem};

/// Refuses a URL that contains an API key, because URLs get into logs and browser histories.
///
/// # Errors
///
/// 400.
pub fn refuse_key_in_url(path_and_query: &str) -> Result<(), Problem> {
    let has_key =
        |text: &[u8]| text.windows(KEY_PREFIX.len()).any(|it| it == KEY_PREFIX.as_bytes());
    // Most URLs have no underscore, so they need not be decoded.
    let bytes = path_and_query.as_bytes();
    let is_suspect = bytes.contains(&b'_') || bytes.contains(&b'%');
    if is_suspect && has_key(&Cow::from(percent_decode(bytes))) {
        log::warn!("refused a request with an API key in its URL");
        let detail = "the URL contains an API key; revoke it, because URLs are logged, and send \
                          the next one in the `Authorization` header";
        Err(Problem::new(&KEY_IN_URL, detail))
    } else {
        Ok(())
    }
}
