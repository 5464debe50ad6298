//! The pages, as a browser without scripts shows them.

mod charts;
mod countries;
mod docs;
pub mod every_page;
mod get_help;
mod history;
mod home;
mod items;
mod lists;
mod problems;
mod profile;
mod topics;

/// The `Accept` header of a browser.
const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

/// The values of an attribute in a page, still escaped.
fn attributes<'h>(html: &'h str, name: &str) -> Vec<&'h str> {
    let opening = format!(" {name}=\"");
    html.split(opening.as_str()).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

/// A text with its HTML escapes decoded once.
fn unescaped(text: &str) -> String {
    const ESCAPES: [(&str, &str); 6] = [
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ];
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let escape = ESCAPES.iter().find(|(escape, _)| rest.starts_with(escape));
        let (escape, letter) = escape.unwrap_or(&("&", "&"));
        plain.push_str(letter);
        rest = &rest[escape.len()..];
    }
    plain + rest
}

/// The position of each text in a page. Panics if one is missing.
fn positions(html: &str, texts: &[&str]) -> Vec<usize> {
    let position =
        |text: &&str| html.find(*text).unwrap_or_else(|| panic!("no {text:?} in {html}"));
    texts.iter().map(position).collect()
}
