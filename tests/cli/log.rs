//! The log does not record what readers request, or from where.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::program::{Place, Server, TIME_LIMIT};
use crate::support::wait::wait_for;

#[test]
fn the_log_has_no_client_addresses_and_no_queries() {
    let place = Place::seeded();
    for trusted in ["192.0.2.0/24", "127.0.0.1"] {
        let mut command = place.program(["serve", "--trusted-proxy", trusted]);
        let mut server = Server::start(command.env("RUST_LOG", "trace"));
        let ports = send_many_requests(&server);
        assert_eq!(server.stop_by("TERM").0.code(), Some(0));

        // Makes sure that the log has these requests; otherwise the checks below would prove
        // nothing.
        wait_for(TIME_LIMIT, "the last line of the log", || server.stderr().contains("stopping"));
        let log = server.stderr();
        assert!(log.contains("GET /api/v1/organizations/{key} 200 in "), "{log}");
        assert!(log.contains("GET /api/v1/organizations 400 in "), "{log}");
        let output = server.stdout();
        let said = format!("{}{log}", output.split_once('\n').unwrap().1);
        for secret in ["canary", "198.51.100.", "203.0.113.", "2001:db8"] {
            assert!(!said.contains(secret), "{secret} is in the log:\n{said}");
        }
        for port in ports {
            let peer = format!("127.0.0.1:{port}");
            assert!(!said.contains(&peer), "{peer} is in the log:\n{said}");
        }
    }
}

/// Sends many kinds of requests with text that must not be logged; returns the client's ports.
fn send_many_requests(server: &Server) -> Vec<u16> {
    let headers = [
        ("Forwarded", "for=198.51.100.7, for=\"[2001:db8::7]\""),
        ("X-Forwarded-For", "203.0.113.7"),
        ("X-Real-IP", "203.0.113.8"),
        ("User-Agent", "canary-agent"),
        ("Referer", "http://canary-referer.example/"),
        ("Cookie", "session=canary-cookie"),
        ("Authorization", "Bearer asd_canary-key"),
        ("X-Request-Id", "not a plain word: canary-id"),
    ];
    let mut ports = Vec::new();
    for (method, path, status) in [
        ("GET", "/api/v1/organizations/a21?include=labels", 200),
        ("GET", "/api/v1/organizations?country=canary-country", 400),
        ("GET", "/api/v1/organizations?canary-parameter=1", 400),
        ("GET", "/api/v1/organizations?cursor=canary-cursor", 400),
        ("GET", "/api/v1/organizations/canary-slug?canary-query", 404),
        ("GET", "/canary-route?canary-query", 404),
        ("GET", "/api/v1/organizations/%ff?canary-query", 404),
        ("POST", "/api/v1/organizations?canary-query", 401),
        ("HEAD", "/api/v1/organizations/a21?canary-query", 400),
    ] {
        let response = server.request(method, path, &headers);
        assert_eq!(response.status, status, "{method} {path}: {}", response.body);
        ports.push(response.client_port);
    }
    for nonsense in [
        "GET /canary HTTP/1.1\r\nHost: canary\r\ncanary header\r\n\r\n",
        "GET /canary-path?canary HTTP/9.9\r\n\r\n",
        "canary\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(server.address).unwrap();
        stream.set_read_timeout(Some(TIME_LIMIT)).unwrap();
        stream.write_all(nonsense.as_bytes()).unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        assert!(response.starts_with("HTTP/1.1 4"), "{nonsense:?}: {response}");
        ports.push(stream.local_addr().unwrap().port());
    }
    ports
}
