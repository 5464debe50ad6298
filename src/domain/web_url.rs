//! URLs of web pages.

use std::fmt;

use serde::Serialize;
use url::Url;
use utoipa::ToSchema;

use super::read::string;
use super::text::forbidden_message;
use super::{Code, Node, Pointer, Read, Violation};

/// Maximum length of a host name in bytes.
const MAX_HOST: usize = 253;

/// Maximum length of one label of a host name in bytes.
const MAX_LABEL: usize = 63;

/// An absolute http or https URL (RFC 3986) of at most 2,000 characters, without user name or
/// password. It is stored as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[schema(value_type = String, format = "uri", pattern = "^https?://", max_length = 2000, example = "https://freetheslaves.net")]
pub struct WebUrl(String);

impl WebUrl {
    /// Maximum length in characters.
    const MAX_LEN: usize = 2000;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WebUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Read for WebUrl {
    fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
        let text = string(node, at, found)?;
        if let Some((code, message)) = web_url_mistake(text) {
            found.push(Violation::new(at, code, message));
        }
        Some(Self(text.to_owned()))
    }
}

fn web_url_mistake(text: &str) -> Option<(Code, String)> {
    if text.chars().count() > WebUrl::MAX_LEN {
        let message = format!("a URL must have at most {} characters", WebUrl::MAX_LEN);
        return Some((Code::TooLong, message));
    }
    if let Some(message) = forbidden_message(text, false) {
        return Some((Code::ForbiddenCharacter, message));
    }
    form_mistake(text).map(|message| (Code::InvalidForm, message))
}

/// The reason why a text is not a URL that the directory accepts.
fn form_mistake(text: &str) -> Option<String> {
    // The `url` crate tolerates spaces, backslashes and missing slashes. The directory does not,
    // because other programs that read the URL may not tolerate them.
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    let is_plain =
        |rest: &&str| !rest.contains(|c: char| c.is_whitespace() || "<>\"\\^`{|}".contains(c));
    let Some(rest) = rest.filter(is_plain) else {
        return Some(
            "expected a complete http or https URL such as `https://example.org/page`".into(),
        );
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Some("a URL must not contain a user name or password; remove it".into());
    }
    if authority.is_empty() {
        return Some("the URL has no host; use a URL such as `https://example.org/page`".into());
    }
    match Url::parse(text) {
        Err(err) => Some(format!("this is not a URL: {err}")),
        Ok(url) => host_mistake(url.host_str().unwrap_or_default()),
    }
}

/// The reason why a host name cannot exist (RFC 1035, section 2.3.4).
fn host_mistake(host: &str) -> Option<String> {
    let name = host.strip_suffix('.').unwrap_or(host);
    if name.len() > MAX_HOST {
        return Some(format!("the host of a URL must have at most {MAX_HOST} characters"));
    }
    if host.starts_with('[') {
        return None;
    }
    let is_label = |label: &str| (1..=MAX_LABEL).contains(&label.len());
    (!name.split('.').all(is_label)).then(|| {
        format!("each part of a host name between dots must have 1 to {MAX_LABEL} characters")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complete_http_urls_are_accepted() {
        for text in [
            "https://freetheslaves.net",
            "http://example.org/a?b=c&d=%C3%A9#e",
            "https://gsphub.eu/conventions/Forced%20Labour%20(No.%2029)",
            "https://xn--caf-dma.example/é",
            "https://example.org.",
            "https://example.org:8080/@someone",
            "https://[2001:db8::1]/",
            "https://192.0.2.1/",
        ] {
            assert_eq!(web_url_mistake(text), None, "{text}");
        }
    }

    #[test]
    fn other_texts_are_rejected() {
        let long_host = format!("https://{}example.org/", "a.".repeat(130));
        let long_label = format!("https://{}.org/", "a".repeat(64));
        for text in [
            &long_host,
            &long_label,
            "http:///x",
            "http://@x",
            "http://@x/",
            "https://user@example.org/",
            "https://.",
            "https://./x",
            "https://a..example/",
            "https://?x",
            "https://#x",
            "https://:80/",
            "https://example.org/\u{200E}x",
            "",
            "javascript:alert(1)",
            "JAVASCRIPT:alert(1)",
            "java\tscript:alert(1)",
            "data:text/html,hi",
            "ftp://example.org/",
            "//example.org/",
            "example.org",
            "https:example.org",
            "https:\\\\example.org",
            "https://",
            "https://user:pass@example.org/",
            "https://exa mple.org/",
            " https://example.org/",
            "https://example.org/\u{202E}gro",
            "https://example.org/\"onclick=",
        ] {
            assert!(web_url_mistake(text).is_some(), "{text:?} was accepted");
        }
    }
}
