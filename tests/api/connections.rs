//! Limits for clients that open many connections, send slowly or read slowly.

use std::io::{ErrorKind, Read, Write};
use std::num::NonZeroUsize;
use std::thread;
use std::time::{Duration, Instant};

use antislavery_directory::http::Settings;

use crate::sockets::{Answer, Connection, Server};
use crate::support::wait::wait_for;

const REQUEST: &str = "GET /api/v1 HTTP/1.1\r\nHost: localhost\r\n\r\n";

fn server(settings: Settings) -> Server {
    Server::start_with(settings)
}

/// Waits until the server closes the connection; returns the remaining data and the time waited.
fn wait_until_closed(connection: &mut Connection) -> (String, Duration) {
    let (begun, mut rest) = (Instant::now(), Vec::new());
    match connection.0.read_to_end(&mut rest) {
        Ok(_) => {}
        Err(err) if err.kind() == ErrorKind::ConnectionReset => {}
        Err(err) => panic!("the server keeps the connection: {err}"),
    }
    (String::from_utf8_lossy(&rest).into_owned(), begun.elapsed())
}

#[test]
fn the_header_timeout_applies_to_every_request_of_a_connection() {
    let server = server(Settings::default());
    // The incomplete second head is sent after the first response, or with the first request.
    for (first, then) in [(REQUEST.to_owned(), "G"), (format!("{REQUEST}GET /api/v1 HT"), "")] {
        let mut connection = server.connect();
        connection.send(&first);
        assert_eq!(connection.receive("GET").unwrap().status, 200);
        connection.send(then);

        let (said, waited) = wait_until_closed(&mut connection);

        let limit = if then.is_empty() { 15.0 } else { 5.0 };
        assert!((limit - 1.0..limit + 2.5).contains(&waited.as_secs_f32()), "{first}: {waited:?}");
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 408 "), "{said}");
    }
    server.stop();
}

#[test]
fn a_slow_second_request_head_times_out() {
    let server = server(Settings::default());
    let mut connection = server.connect();
    assert_eq!(connection.ask("GET", "/api/v1", "").status, 200);
    connection.send("GET /api/v1 HTTP/1.1\r\nHost: localhost\r\n");
    let mut writing = connection.0.get_ref().try_clone().unwrap();
    let begun = Instant::now();
    let slow_writer = thread::spawn(move || {
        while begun.elapsed() < Duration::from_secs(12) && writing.write_all(b"X: y\r\n").is_ok() {
            thread::sleep(Duration::from_millis(500));
        }
    });

    let (said, waited) = wait_until_closed(&mut connection);

    assert!((4.0..7.5).contains(&waited.as_secs_f32()), "{waited:?}");
    assert!(said.is_empty() || said.contains("/problems/request-timeout"), "{said}");
    slow_writer.join().unwrap();
    server.stop();
}

#[test]
fn connections_per_client_are_limited() {
    let connections_per_client = NonZeroUsize::new(5);
    let server = server(Settings { connections_per_client, ..Settings::default() });
    // The connection of the readiness check may still be open.
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
    assert_eq!(wait_until_closed(&mut refused).0, "");
    // Health checks are exempt.
    for path in ["/livez", "/readyz"] {
        assert_eq!(server.connect().ask("GET", path, "").status, 200, "{path}");
    }
    // Closing a connection makes room for another.
    drop(open.pop());
    wait_for(Duration::from_secs(5), "a free connection", || {
        server.connect().ask("GET", "/api/v1", "").status == 200
    });
    assert_eq!(open[0].ask("GET", "/api/v1", "").status, 200);
    server.stop();
}

#[test]
fn exceeding_the_rate_limit_closes_the_connection() {
    let rate_limit = Some("3".parse().unwrap());
    let server = server(Settings { rate_limit, ..Settings::default() });
    let mut connection = server.connect();
    for _ in 0..3 {
        assert_eq!(connection.ask("GET", "/api/v1", "").status, 200);
    }

    let answer = connection.ask("GET", "/api/v1", "");

    assert_eq!((answer.status, &*answer.headers["connection"]), (429, "close"));
    assert_eq!(wait_until_closed(&mut connection).0, "");
    server.stop();
}

#[test]
fn a_connection_of_health_checks_serves_nothing_else() {
    let server = server(Settings::default());
    let mut connection = server.connect();
    let export = "GET /api/v1/export HTTP/1.1\r\nHost: localhost\r\n\r\n";
    connection.send(&format!("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n{export}"));

    let answer = connection.receive("GET").unwrap();

    assert_eq!((answer.status, &*answer.headers["connection"]), (200, "close"));
    let (rest, _) = wait_until_closed(&mut connection);
    assert!(rest.is_empty() || rest.starts_with("HTTP/1.1 503 "), "{rest}");
    server.stop();
}

#[test]
fn requests_wait_until_earlier_responses_are_read() {
    let server = server(Settings::default());
    let mut connection = server.connect();
    let request = "GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n";
    connection.send(&request.repeat(40));
    // The responses exceed the socket buffers, so the server must wait until they are read.
    for number in 0..40 {
        assert_eq!(connection.receive("GET").unwrap().status, 200, "{number}");
    }
    assert_eq!(connection.ask("GET", "/api/v1", "").status, 200);
    server.stop();
}

#[test]
fn a_client_that_does_not_read_is_disconnected() {
    let server = server(Settings::default());
    let mut connection = server.connect();
    let request = "GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let begun = Instant::now();
    // Far more than the buffers of both sockets.
    connection.0.get_mut().set_write_timeout(Some(Duration::from_secs(1))).unwrap();
    while connection.0.get_mut().write_all(request.repeat(100).as_bytes()).is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(20), "the server still reads");
    }

    thread::sleep(Duration::from_secs(32));

    let ended = (0..100).any(|_| {
        thread::sleep(Duration::from_millis(50));
        connection.0.get_mut().write_all(request.as_bytes()).is_err_and(|err| {
            matches!(err.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe)
        })
    });
    assert!(ended, "the connection is still open after {:?}", begun.elapsed());
    server.stop();
}

#[test]
fn concurrent_exports_are_limited() {
    let server = server(Settings::default());
    let request = "GET /api/v1/export HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let mut reading: Vec<Connection> = (0..4).map(|_| server.connect()).collect();
    // One export does not fill a socket buffer, so each connection requests many.
    for connection in &mut reading {
        connection.send(&request.repeat(400));
        assert_eq!(connection.receive("GET").unwrap().status, 200);
    }
    let begun = Instant::now();
    let answer = loop {
        let answer = server.connect().ask("GET", "/api/v1/export", "");
        if answer.status != 200 {
            break answer;
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "a fifth export always succeeds");
    };
    assert_eq!((answer.status, &*answer.headers["retry-after"]), (429, "10"));
    assert!(text(&answer).contains("already reads 4 exports"), "{}", text(&answer));
    drop(reading);
    wait_for(Duration::from_secs(10), "a free export", || {
        server.connect().ask("GET", "/api/v1/export", "").status == 200
    });
    server.stop();
}

#[test]
fn an_upgrade_header_does_not_affect_message_framing() {
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
        assert_eq!(wait_until_closed(&mut connection).0, "", "{path}");
        assert!(begun.elapsed() < Duration::from_secs(3), "{path}: {:?}", begun.elapsed());
        // Other protocols are ignored, as RFC 9110, section 7.8 allows.
        let mut connection = server.connect();
        let upgrade = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n";
        assert_eq!(connection.ask("GET", "/api/v1", upgrade).status, 200);
    }
    server.stop();
}

#[test]
fn malformed_http_gets_a_problem() {
    let server = server(Settings::default());
    let many: String = (0..120).map(|number| format!("X-{number}: y\r\n")).collect();
    let long = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "x".repeat(70_000));
    for (request, status) in [
        ("GET / HTTP/9.9\r\n\r\n".to_owned(), 400),
        ("GET / HTTP/1.1\r\n:\r\n\r\n".to_owned(), 400),
        (long, 414),
        (format!("GET / HTTP/1.1\r\nHost: localhost\r\n{many}\r\n"), 431),
    ] {
        let beginning = request.chars().take(20).collect::<String>();
        // As the first request of a connection, and as the second.
        for before in [0, 1] {
            let mut connection = server.connect();
            for _ in 0..before {
                assert_eq!(connection.ask("GET", "/api/v1", "").status, 200);
            }
            connection.send(&request);

            let answer = connection.receive("GET").unwrap();

            assert_eq!(answer.status, status, "{beginning}");
            assert_eq!(answer.headers["content-type"], "application/problem+json", "{beginning}");
            assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{beginning}");
            let problem: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
            assert_eq!(problem["status"], status, "{beginning}");
        }
    }
    server.stop();
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

#[test]
fn pipelined_requests_wait_in_the_socket() {
    let server = server(Settings::default());
    let mut connection = server.connect();
    connection.0.get_mut().set_write_timeout(Some(Duration::from_secs(2))).unwrap();
    // The first request is a long poll; the server must not read the others meanwhile.
    let last = connection.last_change();
    let path = format!("/api/v1/changes?since={last}&wait=6");
    connection.send(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    let flood = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1000);
    let mut sent = 0;
    while connection.0.get_mut().write_all(flood.as_bytes()).is_ok() {
        sent += flood.len();
        assert!(sent < 64 << 20, "the server still reads");
    }
    assert_eq!(connection.receive("GET").unwrap().status, 200);
    assert_eq!(connection.receive("GET").unwrap().status, 200);
    drop(connection);
    server.stop();
}
