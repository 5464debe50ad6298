//! The pages, as a browser without scripts meets them.

mod everywhere;
mod finding;
mod history;
mod problems;
mod profile;

/// What a browser says that it reads.
const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

/// The values of an attribute, as they stand in a page.
fn attributes<'h>(html: &'h str, name: &str) -> Vec<&'h str> {
    let opening = format!(" {name}=\"");
    html.split(opening.as_str()).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

/// A text of a page with its escapes undone, each once.
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

/// Where in a page each of these texts first stands; all of them must.
fn places(html: &str, texts: &[&str]) -> Vec<usize> {
    let place = |text: &&str| html.find(*text).unwrap_or_else(|| panic!("no {text:?} in {html}"));
    texts.iter().map(place).collect()
}
