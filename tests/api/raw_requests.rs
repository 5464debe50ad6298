//! Requests on a real socket that libraries do not send, but people and old clients do.

use std::io::Write;

use antislavery_directory::domain::Role;
use serde_json::{Value, json};

use crate::sockets::{Answer, Server};
use crate::support::profiles::profile;

fn json(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

#[test]
fn raw_utf_8_and_quotes_in_a_url_are_read() {
    let server = Server::start();
    let mut connection = server.connect();
    for (raw, encoded) in [
        ("/api/v1/organizations?q=Comissão", "/api/v1/organizations?q=Comiss%C3%A3o"),
        ("/api/v1/organizations?q=\"debt+bondage\"", "/api/v1/organizations?q=%22debt+bondage%22"),
        ("/api/v1/suggest?q=児童労働", "/api/v1/suggest?q=%E5%85%90%E7%AB%A5%E5%8A%B4%E5%83%8D"),
        ("/api/v1/suggest?q=<b>`x`", "/api/v1/suggest?q=%3Cb%3E%60x%60"),
        ("/countries/Türkiye", "/countries/T%C3%BCrkiye"),
        ("/organizations/Éva", "/organizations/%C3%89va"),
    ] {
        let (read, expected) = (connection.ask("GET", raw, ""), connection.ask("GET", encoded, ""));

        assert_eq!(read.status, expected.status, "{raw}");
        assert_eq!(read.headers.get("location"), expected.headers.get("location"), "{raw}");
        if read.status == 200 {
            assert_eq!(json(&read)["data"], json(&expected)["data"], "{raw}");
        }
    }
    // The other bytes of a request stay as they are, also when they come in one piece with it.
    let body = r#"{"q": "Comissão"}"#;
    let head = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
    let answer =
        connection.ask("POST", "/api/v1/suggest?min_change=é", &format!("{head}\r\n{body}"));
    assert_eq!(answer.status, 400);
    connection = server.connect();
    let request = format!("POST /api/v1/suggest HTTP/1.1\r\nHost: a\r\nX-A: é\r\n{head}\r\n{body}");
    connection.send(&request);
    assert_eq!(connection.receive("POST").unwrap().status, 200);
    drop(connection);
    server.stop();
}

#[test]
fn a_long_raw_url_that_arrives_in_pieces_is_read() {
    let server = Server::start();
    let mut connection = server.connect();
    let long = format!("/api/v1/organizations?fields=slug&q={}", "é".repeat(200));
    for piece in [1, 7, 1000] {
        let request = format!("GET {long} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        for bytes in request.as_bytes().chunks(piece) {
            connection.0.get_mut().write_all(bytes).unwrap();
            connection.0.get_mut().flush().unwrap();
        }
        assert_eq!(connection.receive("GET").unwrap().status, 200, "{piece}");
    }
    let longest = format!("/api/v1/organizations?q={}", "é".repeat(2000));
    assert_eq!(connection.ask("GET", &longest, "").status, 414);
    drop(connection);
    server.stop();
}

#[test]
fn a_url_with_other_bytes_gets_a_problem() {
    let server = Server::start();
    for target in ["/?q=a b", "/\u{7f}", "/api/v1/organizations?q=a b"] {
        let mut connection = server.connect();
        let answer = connection.ask("GET", target, "");
        assert_eq!(answer.status, 400, "{target:?}");
        assert_eq!(json(&answer)["type"], "/problems/malformed-request", "{target:?}");
    }
    let mut connection = server.connect();
    connection
        .0
        .get_mut()
        .write_all(b"GET /api/v1/organizations?q=\xe3 HTTP/1.1\r\nHost: a\r\n\r\n")
        .unwrap();
    let answer = connection.receive("GET").unwrap();
    assert_eq!(answer.status, 400);
    assert_eq!(json(&answer)["errors"][0]["parameter"], "q");
    drop(connection);
    server.stop();
}

#[test]
fn an_absolute_url_in_the_request_line_takes_the_place_of_host() {
    let server = Server::start();
    let mut connection = server.connect();
    for (origin, expected) in [
        ("", "http://localhost"),
        ("http://directory.example", "http://directory.example"),
        ("http://directory.example:8080", "http://directory.example:8080"),
        ("https://directory.example", "https://directory.example"),
    ] {
        let moved = connection.ask("GET", &format!("{origin}/organizations/A21?x=1"), "");
        let location = format!("{expected}/organizations/a21?x=1");
        assert_eq!(moved.headers.get("location"), Some(&location), "{origin}");
        let list = connection.ask("GET", &format!("{origin}/api/v1/organizations?page=1"), "");
        let first = format!("<{expected}/api/v1/organizations?page=1>; rel=\"first\"");
        assert!(list.headers["link"].starts_with(&first), "{:?}", list.headers["link"]);
    }
    drop(connection);
    server.stop();
}

#[test]
fn a_refused_request_in_one_piece_with_others_gets_a_problem() {
    let server = Server::start();
    for refused in ["GARBAGE\r\n\r\n", "GET /?q=é HTTP/1.1\r\nHost: localhost\r\n\r\n"] {
        for before in ["/livez", "/api/v1", "/about"] {
            let mut connection = server.connect();
            let first = format!("GET {before} HTTP/1.1\r\nHost: localhost\r\n\r\n");
            connection.send(&format!("{first}{first}{refused}"));

            let statuses = [200, 200, 400].map(|_| {
                let answer = connection.receive("GET").unwrap();
                (answer.status, answer.headers["content-type"].clone())
            });

            assert_eq!((statuses[0].0, statuses[1].0, statuses[2].0), (200, 200, 400), "{before}");
            assert_eq!(statuses[2].1, "application/problem+json", "{before}");
        }
    }
    server.stop();
}

const EXPECT: &str = "Expect: 100-continue\r\nContent-Type: application/json\r\n";

#[test]
fn a_refused_request_that_waits_for_100_continue_is_refused_at_once() {
    let server = Server::start();
    let editor = server.create_key(Role::Editor);
    for (method, path, headers, length, status) in [
        ("PUT", "/api/v1/organizations/a21", "", 2 << 20, 413),
        ("POST", "/api/v1/organizations/search", "", 1 << 20, 413),
        ("POST", "/api/v1/imports", "", 100 << 20, 413),
        ("POST", "/api/v1/imports", "", 1000, 401),
        ("PUT", "/api/v1/organizations/a21", "", 1000, 401),
        ("POST", "/api/v1/imports", "KEY", 1000, 403),
        ("PUT", "/api/v1/organizations/a21", "KEY", 1000, 428),
        (
            "PUT",
            "/api/v1/organizations/a21",
            "KEYIf-Match: \"r1-0\"\r\nContent-Encoding: gzip\r\n",
            1000,
            415,
        ),
        ("POST", "/nowhere", "", 1000, 404),
        ("POST", "/about", "", 1000, 405),
    ] {
        let key = format!("Authorization: Bearer {editor}\r\n");
        let headers = headers.replace("KEY", &key);
        let mut connection = server.connect();

        let answer =
            connection.ask(method, path, &format!("{EXPECT}Content-Length: {length}\r\n{headers}"));

        assert_eq!(answer.status, status, "{method} {path}");
        // The body that was not sent would be read as the next request.
        assert!(connection.receive("GET").is_none(), "{method} {path}");
    }
    server.stop();
}

#[test]
fn a_request_whose_body_is_read_gets_100_continue_first() {
    let server = Server::start();
    let editor = server.create_key(Role::Editor);
    let key = format!("Authorization: Bearer {editor}\r\n");
    let new = profile("new-one", json!({})).to_string();
    let mut connection = server.connect();
    for (method, path, headers, body, status) in [
        ("POST", "/api/v1/organizations/search", "", json!({"q": "a21"}).to_string(), 200),
        // The key is looked up before the body is read.
        ("POST", "/api/v1/organizations", key.as_str(), new, 201),
        ("POST", "/api/v1/suggest", "", json!({"q": "a21"}).to_string(), 200),
    ] {
        let length = body.len();
        let interim =
            connection.ask(method, path, &format!("{EXPECT}Content-Length: {length}\r\n{headers}"));
        assert_eq!(interim.status, 100, "{method} {path}");
        connection.send(&body);

        let answer = connection.receive(method).unwrap();

        assert_eq!(answer.status, status, "{method} {path}");
    }
    assert_eq!(connection.ask("GET", "/api/v1", EXPECT).status, 200);
    assert_eq!(connection.ask("GET", "/api/v1", "").status, 200);
    drop(connection);
    server.stop();
}

#[test]
fn a_url_that_is_much_too_long_returns_414() {
    let server = Server::start();
    for path in [
        format!("/{}", "a".repeat(65_500)),
        format!("/{}", "a".repeat(66_000)),
        format!("/?q={}", "a".repeat(100_000)),
        format!("/?q={}", "é".repeat(15_000)),
    ] {
        let mut connection = server.connect();
        let answer = connection.ask("GET", &path, "");
        assert_eq!(answer.status, 414, "{}", path.len());
        assert_eq!(json(&answer)["type"], "/problems/uri-too-long", "{}", path.len());
    }
    let mut connection = server.connect();
    assert_eq!(connection.ask("GET", "/livez", "A b: 1\r\n").status, 400);
    drop(connection);
    server.stop();
}

#[test]
fn a_header_with_one_value_that_is_sent_with_several_is_refused() {
    let server = Server::start();
    let mut connection = server.connect();
    for (name, first, second) in [
        ("Authorization", "Bearer one", "Bearer two"),
        ("Content-Type", "application/json", "text/plain"),
        ("X-Change-Note", "Checked", "Not checked"),
    ] {
        let twice = format!("{name}: {first}\r\n{name}: {second}\r\n");
        let answer = connection.ask("GET", "/api/v1", &twice);

        assert_eq!(answer.status, 400, "{name}");
        let problem = json(&answer);
        assert_eq!(problem["errors"][0]["parameter"], name, "{problem}");
        assert_eq!(problem["errors"][0]["code"], "repeated_parameter");
        assert!(problem["detail"].as_str().unwrap().contains(name), "{problem}");
        assert!(!problem.to_string().contains("two"), "{problem}");
    }
    let same = "X-Change-Note: a\r\nX-Change-Note: a\r\nAccept: a/b\r\nAccept: */*\r\n";
    assert_eq!(connection.ask("GET", "/api/v1", same).status, 200);
    drop(connection);
    server.stop();
}
