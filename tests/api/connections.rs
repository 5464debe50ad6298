//! Limits on what one client does with its connections: open many, send slowly, read slowly.

use std::io::{ErrorKind, Read, Write};
use std::num::NonZeroUsize;
use std::thread;
use std::time::{Duration, Instant};

use antislavery_directory::http::Settings;

use crate::sockets::{Answer, Connection, Server};

const ASK: &str = "GET /api/v1 HTTP/1.1\r\nHost: localhost\r\n\r\n";

fn server(settings: Settings) -> Server {
    Server::start_with(settings)
}

/// Waits until the server closes the connection; returns what it still sent and how long
/// that took.
fn closed(connection: &mut Connection) -> (String, Duration) {
    let (begun, mut rest) = (Instant::now(), Vec::new());
    match connection.0.read_to_end(&mut rest) {
        Ok(_) => {}
        Err(err) if err.kind() == ErrorKind::ConnectionReset => {}
        Err(err) => panic!("the server keeps the connection: {err}"),
    }
    (String::from_utf8_lossy(&rest).into_owned(), begun.elapsed())
}

#[test]
fn every_head_must_arrive_in_time_not_only_the_first() {
    let server = server(Settings::default());
    // The beginning of a head comes after the answer, or with the request before it.
    for (first, then) in [(ASK.to_owned(), "G"), (format!("{ASK}GET /api/v1 HT"), "")] {
        let mut connection = server.connect();
        connection.send(&first);
        assert_eq!(connection.receive("GET").unwrap().status, 200);
        connection.send(then);

        let (said, waited) = closed(&mut connection);

        let limit = if then.is_empty() { 15.0 } else { 5.0 };
        assert!((limit - 1.0..limit + 2.5).contains(&waited.as_secs_f32()), "{first}: {waited:?}");
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 408 "), "{said}");
    }
    server.stop();
}

#[test]
fn a_second_head_that_drips_is_given_up_in_time() {
    let server = server(Settings::default());
    let mut connection = server.connect();
    assert_eq!(connection.ask("GET", "/api/v1", "").status, 200);
    connection.send("GET /api/v1 HTTP/1.1\r\nHost: localhost\r\n");
    let mut writing = connection.0.get_ref().try_clone().unwrap();
    let begun = Instant::now();
    let dripping = thread::spawn(move || {
        while begun.elapsed() < Duration::from_secs(12) && writing.write_all(b"X: y\r\n").is_ok() {
            thread::sleep(Duration::from_millis(500));
        }
    });

    let (said, waited) = closed(&mut connection);

    assert!((4.0..7.5).contains(&waited.as_secs_f32()), "{waited:?}");
    assert!(said.is_empty() || said.contains("/problems/request-timeout"), "{said}");
    dripping.join().unwrap();
    server.stop();
}

#[test]
fn one_client_has_only_so_many_connections() {
    let connections_per_client = NonZeroUsize::new(5);
    let server = server(Settings { connections_per_client, ..Settings::default() });
    // The connection that asked whether the server is ready may still be open.
    let (mut open, begun) = (Vec::new(), Instant::now());
    while open.len() < 5 {
        let mut connection = server.connect();
        match connection.ask("GET", "/api/v1", "").status {
            200 => open.push(connection),
            status => assert_eq!(status, 429),
        }
        assert!(begun.elapsed() < Duration::from_secs(5), "{} connections are open", open.len());
    }

    let mut refused = server.connect();
    let answer = refused.ask("GET", "/api/v1", "");

    assert_eq!(answer.status, 429);
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    assert_eq!((&*answer.headers["retry-after"], &*answer.headers["connection"]), ("1", "close"));
    assert!(text(&answer).contains("has 5 connections open"), "{}", text(&answer));
    assert_eq!(closed(&mut refused).0, "");
    // A supervisor on the same machine is answered all the same.
    for path in ["/livez", "/readyz"] {
        assert_eq!(server.connect().ask("GET", path, "").status, 200, "{path}");
    }
    // A connection that was closed makes room for another.
    drop(open.pop());
    let begun = Instant::now();
    while server.connect().ask("GET", "/api/v1", "").status != 200 {
        assert!(begun.elapsed() < Duration::from_secs(5), "the place is not free again");
        thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(open[0].ask("GET", "/api/v1", "").status, 200);
    server.stop();
}

#[test]
fn a_client_that_asks_too_much_loses_its_connection() {
    let rate_limit = Some("3".parse().unwrap());
    let server = server(Settings { rate_limit, ..Settings::default() });
    let mut connection = server.connect();
    for _ in 0..3 {
        assert_eq!(connection.ask("GET", "/api/v1", "").status, 200);
    }

    let answer = connection.ask("GET", "/api/v1", "");

    assert_eq!((answer.status, &*answer.headers["connection"]), (429, "close"));
    assert_eq!(closed(&mut connection).0, "");
    server.stop();
}

#[test]
fn a_connection_of_probes_carries_nothing_else() {
    let server = server(Settings::default());
    let mut connection = server.connect();
    let export = "GET /api/v1/export HTTP/1.1\r\nHost: localhost\r\n\r\n";
    connection.send(&format!("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n{export}"));

    let answer = connection.receive("GET").unwrap();

    assert_eq!((answer.status, &*answer.headers["connection"]), (200, "close"));
    let (rest, _) = closed(&mut connection);
    assert!(rest.is_empty() || rest.starts_with("HTTP/1.1 503 "), "{rest}");
    server.stop();
}

#[test]
fn requests_wait_while_answers_before_them_are_not_read() {
    let server = server(Settings::default());
    let mut connection = server.connect();
    let ask = "GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n";
    connection.send(&ask.repeat(40));
    // More than the buffers of the sockets hold: only once they are read, the rest is made.
    for number in 0..40 {
        assert_eq!(connection.receive("GET").unwrap().status, 200, "{number}");
    }
    assert_eq!(connection.ask("GET", "/api/v1", "").status, 200);
    server.stop();
}

#[test]
fn a_client_that_does_not_read_is_let_go() {
    let server = server(Settings::default());
    let mut connection = server.connect();
    let ask = "GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let begun = Instant::now();
    // Far more than the buffers of both sockets hold.
    connection.0.get_mut().set_write_timeout(Some(Duration::from_secs(1))).unwrap();
    while connection.0.get_mut().write_all(ask.repeat(100).as_bytes()).is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(20), "the server reads on");
    }

    thread::sleep(Duration::from_secs(32));

    let ended = (0..100).any(|_| {
        thread::sleep(Duration::from_millis(50));
        connection.0.get_mut().write_all(ask.as_bytes()).is_err_and(|err| {
            matches!(err.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe)
        })
    });
    assert!(ended, "the connection is still open after {:?}", begun.elapsed());
    server.stop();
}

#[test]
fn exports_are_limited_in_number() {
    let server = server(Settings::default());
    let ask = "GET /api/v1/export HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let mut reading: Vec<Connection> = (0..4).map(|_| server.connect()).collect();
    // They are too small to fill a socket's buffer, so each is asked for many times.
    for connection in &mut reading {
        connection.send(&ask.repeat(400));
        assert_eq!(connection.receive("GET").unwrap().status, 200);
    }
    let begun = Instant::now();
    let answer = loop {
        let answer = server.connect().ask("GET", "/api/v1/export", "");
        if answer.status != 200 {
            break answer;
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "a fifth export is always answered");
    };
    assert_eq!((answer.status, &*answer.headers["retry-after"]), (429, "10"));
    assert!(text(&answer).contains("reads 4 exports already"), "{}", text(&answer));
    drop(reading);
    let begun = Instant::now();
    while server.connect().ask("GET", "/api/v1/export", "").status != 200 {
        assert!(begun.elapsed() < Duration::from_secs(10), "the places are not free again");
        thread::sleep(Duration::from_millis(20));
    }
    server.stop();
}

#[test]
fn an_upgrade_never_changes_where_a_message_ends() {
    let server = server(Settings::default());
    for (method, path, headers, body) in [
        ("GET", "/api/v1/export", "", ""),
        (
            "POST",
            "/api/v1/organizations/search",
            "Content-Type: application/json\r\nContent-Length: 2\r\n",
            "{}",
        ),
    ] {
        let begun = Instant::now();
        let mut connection = server.connect();
        let upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
        connection.send(&format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\n{upgrade}{headers}\r\n{body}"
        ));

        let answer = connection.receive(method).unwrap();

        assert_eq!((answer.status, &*answer.headers["connection"]), (400, "close"), "{path}");
        assert!(text(&answer).contains("without `Upgrade`"), "{}", text(&answer));
        assert_eq!(closed(&mut connection).0, "", "{path}");
        assert!(begun.elapsed() < Duration::from_secs(3), "{path}: {:?}", begun.elapsed());
        // Protocols that actix-web does not know are ignored, as RFC 9110 allows.
        let mut connection = server.connect();
        let upgrade = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n";
        assert_eq!(connection.ask("GET", "/api/v1", upgrade).status, 200);
    }
    server.stop();
}

#[test]
fn what_is_no_http_gets_a_problem() {
    let server = server(Settings::default());
    let many: String = (0..120).map(|number| format!("X-{number}: y\r\n")).collect();
    let long = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "x".repeat(70_000));
    for (request, status) in [
        ("GET /?q=caf\u{e9} HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned(), 400),
        ("GET / HTTP/9.9\r\n\r\n".to_owned(), 400),
        ("GET / HTTP/1.1\r\n:\r\n\r\n".to_owned(), 400),
        (long, 400),
        (format!("GET / HTTP/1.1\r\nHost: localhost\r\n{many}\r\n"), 431),
    ] {
        let begins = request.chars().take(20).collect::<String>();
        // Also after an answer on the same connection.
        for before in [0, 1] {
            let mut connection = server.connect();
            for _ in 0..before {
                assert_eq!(connection.ask("GET", "/api/v1", "").status, 200);
            }
            connection.send(&request);

            let answer = connection.receive("GET").unwrap();

            assert_eq!(answer.status, status, "{begins}");
            assert_eq!(answer.headers["content-type"], "application/problem+json", "{begins}");
            assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{begins}");
            let problem: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
            assert_eq!(problem["status"], status, "{begins}");
        }
    }
    server.stop();
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

#[test]
fn pipelined_requests_wait_in_the_socket_while_one_is_answered() {
    let server = server(Settings::default());
    let mut connection = server.connect();
    connection.0.get_mut().set_write_timeout(Some(Duration::from_secs(2))).unwrap();
    // The first waits for a change that does not come; the others are not read meanwhile.
    connection.send("GET /api/v1/changes?since=1000&wait=6 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let flood = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1000);
    let mut sent = 0;
    while connection.0.get_mut().write_all(flood.as_bytes()).is_ok() {
        sent += flood.len();
        assert!(sent < 64 << 20, "the server reads on");
    }
    assert_eq!(connection.receive("GET").unwrap().status, 200);
    assert_eq!(connection.receive("GET").unwrap().status, 200);
    drop(connection);
    server.stop();
}
