//! Web addresses.

use std::fmt;

use serde::Serialize;
use url::Url;
use utoipa::ToSchema;

use super::read::string;
use super::text::forbidden_character;
use super::{Code, Node, Pointer, Read, Violation};

/// An absolute http or https address of at most 2,000 characters, without user
/// name or password, kept as it was written (RFC 3986).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[schema(value_type = String, format = "uri", pattern = "^https?://", max_length = 2000, example = "https://freetheslaves.net")]
pub struct WebUrl(String);

impl WebUrl {
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
        match web_url_mistake(text) {
            None => Some(Self(text.to_owned())),
            Some((code, message)) => {
                found.push(Violation::new(at, code, message));
                None
            }
        }
    }
}

fn web_url_mistake(text: &str) -> Option<(Code, String)> {
    if text.chars().count() > WebUrl::MAX_LEN {
        return Some((
            Code::TooLong,
            format!("an address has at most {} characters", WebUrl::MAX_LEN),
        ));
    }
    if let Some((position, character)) = forbidden_character(text, false) {
        let code_point = u32::from(character);
        let message = format!("character {position} is U+{code_point:04X}; remove it");
        return Some((Code::ForbiddenCharacter, message));
    }
    // The parser forgives spaces, backslashes and missing slashes; we do not,
    // since every reader of the address would have to forgive the same.
    let is_plain = text.starts_with("http://") || text.starts_with("https://");
    if !is_plain || text.contains(|c: char| c.is_whitespace() || "<>\"\\^`{|}".contains(c)) {
        let message = "expected a whole http or https address such as `https://example.org/page`";
        return Some((Code::InvalidForm, message.to_owned()));
    }
    match Url::parse(text) {
        Err(err) => Some((Code::InvalidForm, format!("this is not an address: {err}"))),
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            Some((Code::InvalidForm, "an address may not hold a user name or password".to_owned()))
        }
        Ok(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_http_addresses_pass() {
        for text in [
            "https://freetheslaves.net",
            "http://example.org/a?b=c&d=%C3%A9#e",
            "https://gsphub.eu/conventions/Forced%20Labour%20(No.%2029)",
            "https://xn--caf-dma.example/é",
        ] {
            assert_eq!(web_url_mistake(text), None, "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
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
