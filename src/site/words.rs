//! How things are called on the pages.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A key of a profile as a person says it: `ways_to_help` is "ways to help".
pub fn key(key: &str) -> String {
    match key {
        "countries" => "where it works".to_owned(),
        "outcomes" => "what came of it".to_owned(),
        "framing" => "how it frames the problem".to_owned(),
        "method" => "how it fights the problem".to_owned(),
        key => key.replace('_', " "),
    }
}

/// The site of an address, without `www.`: `https://www.ijm.org/news` is `ijm.org`.
pub fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}

/// A time as a day: `28 November 2026`, in UTC.
pub fn day(time: Timestamp) -> String {
    time.to_zoned(TimeZone::UTC).strftime("%-d %B %Y").to_string()
}

/// A number with its noun: `1 organization`, `41 organizations`.
pub fn counted(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        count => format!("{count} {noun}s"),
    }
}

/// A number of countries: `1 country`, `15 countries`.
pub fn countries(count: usize) -> String {
    match count {
        1 => "1 country".to_owned(),
        count => format!("{count} countries"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_named_by_their_hosts() {
        for (url, name) in [
            ("https://www.ijm.org/news", "ijm.org"),
            ("http://example.org:8080?q=1", "example.org:8080"),
            ("https://www.example", "example"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(host(url), name, "{url}");
        }
    }

    #[test]
    fn times_are_days() {
        let time = "2026-11-08T23:59:59Z".parse().unwrap();
        assert_eq!(day(time), "8 November 2026");
    }
}
