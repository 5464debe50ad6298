//! URLs of web pages.

use std::borrow::Cow;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use serde::Serialize;
use url::{Host, Url};
use utoipa::ToSchema;

use super::read::string;
use super::text::forbidden_message;
use super::{Code, Node, Pointer, Read, Violation};

/// Maximum length of a host name in bytes.
const MAX_HOST: usize = 253;

/// Maximum length of one label of a host name in bytes.
const MAX_LABEL: usize = 63;

/// An absolute http or https URL of at most 2,000 characters, without user name or password, and
/// with a public host. It may have letters of any script (RFC 3987). It is stored as it was
/// written, but with `http` or `https` in small letters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[schema(value_type = String, format = "iri", pattern = "^[Hh][Tt][Tt][Pp][Ss]?://", max_length = 2000, example = "https://freetheslaves.net")]
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
        let text = &*with_small_scheme(string(node, at, found)?);
        if let Some((code, message)) = web_url_mistake(text) {
            found.push(Violation::new(at, code, message));
        }
        Some(Self(text.to_owned()))
    }
}

fn with_small_scheme(text: &str) -> Cow<'_, str> {
    match text.split_once("://") {
        Some((scheme, rest)) if scheme.bytes().any(|byte| byte.is_ascii_uppercase()) => {
            Cow::Owned(format!("{}://{rest}", scheme.to_ascii_lowercase()))
        }
        _ => Cow::Borrowed(text),
    }
}

/// The host of a URL, without `www.` and the port: `https://www.ijm.org/news` is `ijm.org`.
pub fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let is_port = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let host = host.rsplit_once(':').filter(|(_, port)| is_port(port)).map_or(host, |(it, _)| it);
    host.strip_prefix("www.").unwrap_or(host)
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
    if !is_percent_encoded(rest) {
        return Some("each `%` of a URL must have two hexadecimal digits after it; write `%25` for a percent sign".into());
    }
    match Url::parse(text) {
        Err(err) => Some(format!("this is not a URL: {err}")),
        Ok(url) => url.host().and_then(|host| host_mistake(&host)),
    }
}

/// Whether two hexadecimal digits follow each `%` (RFC 3986, section 2.1).
fn is_percent_encoded(text: &str) -> bool {
    text.split('%').skip(1).all(|after| {
        after.as_bytes().get(..2).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
    })
}

/// The reason why a host is not public.
fn host_mistake(host: &Host<&str>) -> Option<String> {
    let is_public = match host {
        Host::Domain(name) => return name_mistake(name.strip_suffix('.').unwrap_or(name)),
        Host::Ipv4(address) => is_public_v4(*address),
        Host::Ipv6(address) => is_public_v6(*address),
    };
    (!is_public).then(|| format!("`{host}` is not a public address; {FROM_ELSEWHERE}"))
}

const FROM_ELSEWHERE: &str = "use a URL that works from everywhere";

/// The reason why a host name cannot exist (RFC 1035, section 2.3), or exists only in one network.
fn name_mistake(name: &str) -> Option<String> {
    if name.len() > MAX_HOST {
        return Some(format!("the host of a URL must have at most {MAX_HOST} characters"));
    }
    let Some((_, top)) = name.rsplit_once('.') else {
        return Some(format!("`{name}` is not a complete host name; {FROM_ELSEWHERE}"));
    };
    if LOCAL_DOMAINS.contains(&top) {
        return Some(format!("`.{top}` is a local name; {FROM_ELSEWHERE}"));
    }
    name.split('.').find(|label| !is_label(label)).map(|label| {
        format!(
            "`{label}` cannot be part of a host name: each part between dots has 1 to {MAX_LABEL} \
             letters, digits and hyphens, and no hyphen at its ends"
        )
    })
}

/// Top level domains that are never public (RFC 6761, RFC 6762, and the decision of ICANN on
/// `internal`).
const LOCAL_DOMAINS: [&str; 4] = ["localhost", "local", "internal", "invalid"];

/// Whether a text can be one part of a host name. Names in use also have `_`.
fn is_label(label: &str) -> bool {
    (1..=MAX_LABEL).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// Whether an address can be reached from everywhere (the registry of RFC 6890).
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || first == 0
        || first >= 240
        || (first == 100 && second & 0xc0 == 64)
        || (first == 198 && second & 0xfe == 18))
}

/// Whether an address can be reached from everywhere: only `2000::/3` is in use, and of that
/// `2001:db8::/32` is for documentation.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    first & 0xe000 == 0x2000 && (first, second) != (0x2001, 0xdb8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_named_by_its_host() {
        for (url, name) in [
            ("https://www.ijm.org/news", "ijm.org"),
            ("http://example.org:8080?q=1", "example.org"),
            ("http://user@www.example.org:8080", "example.org"),
            ("https://[2001:db8::1]/", "[2001:db8::1]"),
            ("https://www.example", "example"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(host(url), name, "{url}");
        }
    }

    #[test]
    fn complete_http_urls_are_accepted() {
        for text in [
            "https://freetheslaves.net",
            "http://example.org/a?b=c&d=%C3%A9#e",
            "https://gsphub.eu/conventions/Forced%20Labour%20(No.%2029)",
            "https://xn--caf-dma.example/é",
            "https://example.org.",
            "https://example.org:8080/@someone",
            "https://[2606:4700::1]/",
            "https://8.8.8.8/",
            "https://a-b.example/a..b",
            "https://my_site.example/100%25",
        ] {
            assert_eq!(web_url_mistake(text), None, "{text}");
        }
    }

    #[test]
    fn the_scheme_is_stored_in_small_letters() {
        for (text, stored) in [
            ("HTTPS://Example.org/A", "https://Example.org/A"),
            ("Http://example.org", "http://example.org"),
            ("https://example.org/HTTP://x", "https://example.org/HTTP://x"),
        ] {
            assert_eq!(with_small_scheme(text), stored);
            assert_eq!(web_url_mistake(stored), None);
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
            "https://example.org/%zz",
            "https://example.org/?q=100%",
            "https://example.org/#%4",
            "https://a..b/",
            "https://-a.example/",
            "https://a-.example/",
            "https://$$$/",
            "https://a$.example/",
            "https://localhost/",
            "https://localhost.",
            "https://a.localhost:8080/",
            "https://printer.local/",
            "https://intranet/",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://10.1.2.3/",
            "https://172.16.0.1/",
            "https://192.168.0.1/",
            "https://169.254.169.254/",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://192.0.2.1/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[fe80::1]/",
            "https://[fd00::1]/",
            "https://[2001:db8::1]/",
            " https://example.org/",
            "https://example.org/\u{202E}gro",
            "https://example.org/\"onclick=",
        ] {
            assert!(web_url_mistake(text).is_some(), "{text:?} was accepted");
        }
    }
}
