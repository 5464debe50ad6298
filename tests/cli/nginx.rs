//! `docs/nginx.conf` with a real nginx: it logs no requests, serves no other host, and its own
//! errors are problem documents.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::program::TIME_LIMIT;
use crate::support::wait::wait_for;

/// An nginx in the foreground, until it is dropped.
struct Nginx(Child);

impl Drop for Nginx {
    fn drop(&mut self) {
        // This also ends its worker process.
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}

/// Starts nginx with the committed configuration and unreachable nodes.
fn start(folder: &Path, port: u16) -> Nginx {
    let shown = folder.display();
    let conf = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/nginx.conf"));
    let conf = conf.unwrap().replace("listen 80", &format!("listen 127.0.0.1:{port}"));
    let conf = conf.replace("10.0.0.", "127.0.0.").replace(":8080 ", ":1 ");
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|part| format!("{part}_temp_path {shown}/{part};\n"))
        .concat();
    let whole = format!(
        "daemon off; worker_processes 1; pid {shown}/pid; error_log {shown}/log;\nevents {{}}\n\
         http {{\n{temporary}{conf}}}\n"
    );
    fs::write(folder.join("nginx.conf"), whole).unwrap();
    let mut command = Command::new("nginx");
    command.arg("-e").arg(folder.join("log")).arg("-p").arg(folder);
    command.arg("-c").arg(folder.join("nginx.conf")).stderr(Stdio::null());
    let nginx = Nginx(command.spawn().unwrap());
    wait_for(TIME_LIMIT, "nginx to listen", || TcpStream::connect(("127.0.0.1", port)).is_ok());
    nginx
}

/// The response to one request as text; empty if nginx closes the connection.
fn get(port: u16, host: &str) -> String {
    send(port, "GET /?q=zebrasecret", &format!("Host: {host}\r\n"))
}

/// The response to a request with this method, target and headers.
fn send(port: u16, target: &str, headers: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let request = format!("{target} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response
}

#[test]
#[ignore = "needs nginx: scripts/test runs it"]
fn nginx_logs_no_requests_serves_no_other_host_and_answers_with_problems() {
    let folder = tempfile::tempdir().unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let nginx = start(folder.path(), port);

    let known = get(port, "directory.example");
    let foreign = get(port, "evil.example");

    assert!(known.starts_with("HTTP/1.1 502 "), "{known}");
    assert_eq!(foreign, "");
    let host = "Host: directory.example\r\n";
    let long = "zebrasecret".repeat(4000);
    for (target, headers, status, kind) in [
        ("GET /?q=zebrasecret", "", 502, "about:blank"),
        ("PATCH /x", "Content-Length: 0\r\n", 502, "about:blank"),
        (
            "POST /api/v1/imports?q=zebrasecret",
            "Content-Length: 67108865\r\n",
            413,
            "/problems/content-too-large",
        ),
        (&format!("GET /?q={long}"), "", 414, "/problems/uri-too-long"),
        ("GET /?q=zebrasecret", &format!("X-Long: {long}\r\n"), 431, "/problems/head-too-large"),
        ("TRACE /?q=zebrasecret", "", 405, "/problems/method-not-allowed"),
    ] {
        let response = send(port, target, &format!("{host}{headers}"));
        assert!(response.starts_with(&format!("HTTP/1.1 {status} ")), "{target:.40}: {response}");
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        assert!(head.contains("Content-Type: application/problem+json"), "{head}");
        let problem: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!((&problem["status"], &problem["type"]), (&status.into(), &kind.into()));
    }
    drop(nginx);
    let log = fs::read_to_string(folder.path().join("log")).unwrap();
    for secret in ["zebrasecret", "127.0.0.1", "evil.example"] {
        assert!(!log.contains(secret), "{secret} is in the error log:\n{log}");
    }
}
