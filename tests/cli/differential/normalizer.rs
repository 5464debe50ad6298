//! Replaces the values in which two directories must differ by values that can be compared.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use regex::{Captures, Regex};

/// Replaces ids, ETags and cursors by numbers in order of their first occurrence, so that equal
/// values must occur at the same places. All times become equal.
pub struct Normalizer {
    own: [(String, &'static str); 2],
    varying: Regex,
    numbers: BTreeMap<String, usize>,
}

impl Normalizer {
    pub fn new(address: SocketAddr, key: &str) -> Self {
        let varying = Regex::new(concat!(
            r#"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00))"#,
            r#"|(?P<id>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"#,
            r#"|(?P<etag>etag: Some\("[^\n]*"\))"#,
            r#"|(?P<cursor>("next_cursor":"|cursor=)[A-Za-z0-9_-]{8,})"#,
        ))
        .unwrap();
        let own = [(address.to_string(), "HOST"), (key.to_owned(), "KEY")];
        Self { own, varying, numbers: BTreeMap::new() }
    }

    pub fn text(&mut self, text: &str) -> String {
        let own = |text: String, (from, to): &(String, &str)| text.replace(from, to);
        let text = self.own.iter().fold(text.to_owned(), own);
        let numbers = &mut self.numbers;
        let normalized = self.varying.replace_all(&text, |found: &Captures<'_>| {
            if found.name("time").is_some() {
                return "TIME".to_owned();
            }
            let next = numbers.len();
            let number = numbers.entry(found[0].to_owned()).or_insert(next);
            format!("#{number}")
        });
        normalized.into_owned()
    }
}

#[test]
fn only_values_that_must_differ_are_replaced() {
    let mut normalizer = Normalizer::new("127.0.0.1:9".parse().unwrap(), "abc");
    let id = "0193f5a2-0000-7000-8000-00000000000";
    let text = format!("http://127.0.0.1:9/a {id}1 {id}2 {id}1 2026-11-28T00:00:00Z 2026-11-28");
    assert_eq!(normalizer.text(&text), "http://HOST/a #0 #1 #0 TIME 2026-11-28");
    assert_eq!(normalizer.text("etag: Some(\"\\\"r1-ab\\\"\")\n{}"), "#2\n{}");
}
