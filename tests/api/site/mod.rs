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

/// A text of a page with its escapes undone.
fn unescaped(text: &str) -> String {
    let mut text = text.to_owned();
    for (escape, letter) in
        [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")]
    {
        text = text.replace(escape, letter);
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Where in a page each of these texts first stands; all of them must.
fn places(html: &str, texts: &[&str]) -> Vec<usize> {
    let place = |text: &&str| html.find(*text).unwrap_or_else(|| panic!("no {text:?} in {html}"));
    texts.iter().map(place).collect()
}
