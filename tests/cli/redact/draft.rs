//! A draft with the canary, which an editor has typed into the form and not saved.

use url::form_urlencoded::Serializer;

use super::scene::SLUG;
use crate::program::{Response, Server};

/// Signs in with a key, and stores a draft with this text.
pub fn plant_draft(server: &Server, key: &str, text: &str) {
    let signed_in = post(server, "/edit/sign-in", "", &[("key", key)]);
    assert_eq!(signed_in.status, 303, "{}", signed_in.body);
    let cookie = signed_in.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let headers = [("Cookie", cookie.as_str()), ("Accept", "text/html")];
    let begun = server.send_text("GET", &format!("/edit/organizations/{SLUG}"), &headers, "");
    let path = begun.header("location").expect("a new draft has a path").to_owned();
    let form = server.send_text("GET", &path, &headers, "").body;
    let value = |name: &str| {
        let begin = format!("name=\"{name}\" value=\"");
        let at = form.find(&begin).unwrap_or_else(|| panic!("no {name}: {form}")) + begin.len();
        form[at..].split('"').next().unwrap().to_owned()
    };
    let (csrf, base) = (value("csrf"), value("base"));
    let longer = format!("{text} It has a green door.");
    let fields = [
        ("csrf", csrf.as_str()),
        ("base", base.as_str()),
        ("version", "0"),
        ("/slug", SLUG),
        ("/name", "House of Refuge"),
        ("/summary", longer.as_str()),
        ("/caveats/0/note", longer.as_str()),
        ("do", "keep"),
    ];
    let stored = post(server, &path, &cookie, &fields);
    assert_eq!(stored.status, 303, "{}", stored.body);
}

fn post(server: &Server, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Response {
    let body = Serializer::new(String::new()).extend_pairs(fields).finish();
    let mut headers = vec![
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Sec-Fetch-Site", "same-origin"),
        ("Accept", "text/html"),
    ];
    if !cookie.is_empty() {
        headers.push(("Cookie", cookie));
    }
    server.send_text("POST", path, &headers, &body)
}
