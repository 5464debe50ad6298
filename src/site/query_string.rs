//! Query strings in their canonical form.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Parameters as a query string.
pub fn query_string(pairs: &[(&str, String)]) -> String {
    let pairs = pairs.iter().map(|(name, value)| format!("{name}={}", encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Percent-encodes a value; commas and the like stay readable.
fn encode(value: &str) -> String {
    const ENCODED: AsciiSet = NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b',')
        .remove(b'!')
        .remove(b':');
    utf8_percent_encode(value, &ENCODED).to_string()
}
