//! Websites in the form in which they are compared: the host, and the path where many share a host.

use crate::domain;

/// Platforms where an organization has a page on a host that it shares with everyone else, each with
/// its subdomains.
const PLATFORMS: [&str; 15] = [
    "about.me",
    "facebook.com",
    "fb.com",
    "flickr.com",
    "github.com",
    "gofundme.com",
    "instagram.com",
    "linkedin.com",
    "linktr.ee",
    "medium.com",
    "sites.google.com",
    "tiktok.com",
    "twitter.com",
    "x.com",
    "youtube.com",
];

/// A website as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Website {
    /// The host in lower case, without `www.`; of a platform, without other subdomains too.
    pub host: String,
    /// The path and the query in lower case, without a slash at the end.
    pub page: String,
}

impl Website {
    /// The website of a URL, or of a part of one such as `ijm.org/about`; `None` for a text without
    /// a host.
    pub fn of(text: Option<&str>) -> Option<Self> {
        let text = text?.trim().to_lowercase();
        let host = domain::host(&text).trim_end_matches('.');
        if !host.contains('.') || host.contains(char::is_whitespace) {
            return None;
        }
        let rest = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest);
        let path = rest.find(['/', '?']).map_or("", |at| &rest[at..]);
        let path = path.split('#').next().unwrap_or_default().trim_end_matches('/');
        // The subdomain of a platform is a language or a device.
        let host = platform(host).unwrap_or(host);
        Some(Self { host: host.to_owned(), page: path.to_owned() })
    }

    /// Whether only the whole page says whose website it is, whatever the number of websites on the
    /// host.
    pub fn is_on_platform(&self) -> bool {
        platform(&self.host).is_some()
    }
}

/// The platform to which a host belongs.
fn platform(host: &str) -> Option<&'static str> {
    let is_part = |platform: &&&str| {
        host.strip_suffix(**platform).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    PLATFORMS.iter().find(is_part).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_website_is_its_host_and_on_a_platform_its_page() {
        for (text, host, page, is_on_platform) in [
            ("https://www.IJM.org/", "ijm.org", "", false),
            ("ijm.org/About#top", "ijm.org", "/about", false),
            ("http://uk.ijm.org:8080/a/?b=c", "uk.ijm.org", "/a/?b=c", false),
            ("https://de-de.facebook.com/LanternHouse/", "facebook.com", "/lanternhouse", true),
            ("https://m.facebook.com/p?id=7", "facebook.com", "/p?id=7", true),
            ("https://sites.google.com/view/x", "sites.google.com", "/view/x", true),
            ("https://notfacebook.com/x", "notfacebook.com", "/x", false),
            ("https://lantern.wordpress.com/", "lantern.wordpress.com", "", false),
        ] {
            let site = Website::of(Some(text)).unwrap();
            let found = (site.host.as_str(), site.page.as_str(), site.is_on_platform());
            assert_eq!(found, (host, page, is_on_platform), "{text}");
        }
        for text in [None, Some(""), Some("Lantern House"), Some("a b.org"), Some("localhost")] {
            assert_eq!(Website::of(text), None, "{text:?}");
        }
    }
}
