//! The server on a real socket: streams, keep-alive, timeouts, shutdown.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use antislavery_directory::directory::create_key;
use antislavery_directory::domain::{Keyword, Role};
use antislavery_directory::http::{self, ServeError, Settings};
use antislavery_directory::seed;
use jiff::SignedDuration;
use serde_json::Value;

use crate::harness::service;
use crate::support::TestDatabase;
use crate::support::profiles::active_seed_profiles;
use crate::support::wait::wait_for;

/// Maximum time for a server to start or stop.
const DEADLINE: Duration = Duration::from_secs(15);

/// Servers stop at a signal to the whole process, so only one runs at a time.
static TURN: Mutex<()> = Mutex::new(());

/// A server on a free port.
pub struct Server {
    address: SocketAddr,
    thread: JoinHandle<Result<(), ServeError>>,
    // Declared after the thread, which uses it, so that it is dropped later.
    _database: TestDatabase,
    _turn: MutexGuard<'static, ()>,
}

impl Server {
    pub fn start() -> Self {
        Self::start_with(Settings::default())
    }

    pub fn start_with(settings: Settings) -> Self {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let (database, service) = service(&seed::embedded(), settings);
        let listener = http::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, started) = mpsc::channel();
        let thread = thread::spawn(move || {
            let serving = http::serve(service, listener, 1, || sender.send(()).unwrap());
            actix_web::rt::System::new().block_on(serving)
        });
        started.recv_timeout(DEADLINE).unwrap();
        let server = Self { address, thread, _database: database, _turn: turn };
        wait_for(DEADLINE, "the server to be ready", || {
            server.connect().ask("GET", "/readyz", "").status == 200
        });
        server
    }

    pub fn connect(&self) -> Connection {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        Connection(BufReader::new(stream))
    }

    /// Creates an API key.
    pub fn create_key(&self, role: Role) -> String {
        let store = self._database.open_store();
        let name = role.as_str().parse().unwrap();
        let lifetime = Some(SignedDuration::from_hours(1));
        create_key(&store, name, role, lifetime).unwrap().0.reveal().to_owned()
    }

    /// Stops the server by `SIGTERM`, as a supervisor does.
    fn terminate(&self) {
        let process = std::process::id().to_string();
        assert!(Command::new("kill").args(["-TERM", &process]).status().unwrap().success());
    }

    /// Waits until the server has stopped.
    fn join(self) {
        wait_for(DEADLINE, "the server to stop", || self.thread.is_finished());
        self.thread.join().unwrap().unwrap();
    }

    pub fn stop(self) {
        self.terminate();
        self.join();
    }
}

/// A client's connection.
pub struct Connection(pub BufReader<TcpStream>);

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
}

impl Connection {
    pub fn send(&mut self, text: &str) {
        self.0.get_mut().write_all(text.as_bytes()).unwrap();
    }

    /// Sends a request and reads the response. `headers` are whole lines.
    pub fn ask(&mut self, method: &str, path: &str, headers: &str) -> Answer {
        self.send(&format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"));
        self.receive(method).expect("the server closed the connection")
    }

    /// The number of the last change of the directory.
    pub fn last_change(&mut self) -> i64 {
        let meta: Value = serde_json::from_slice(&self.ask("GET", "/api/v1", "").body).unwrap();
        meta["data"]["change"].as_i64().unwrap()
    }

    /// Reads the next response; `None` if the server closed the connection.
    pub fn receive(&mut self, method: &str) -> Option<Answer> {
        let status = self.line().filter(|line| !line.is_empty())?;
        let status = status.split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers = HashMap::new();
        while let Some(line) = self.line().filter(|line| !line.is_empty()) {
            let (name, value) = line.split_once(": ").unwrap();
            headers.insert(name.to_lowercase(), value.to_owned());
        }
        let length = headers.get("content-length").map_or(0, |text| text.parse().unwrap());
        let has_body = method != "HEAD" && !matches!(status, 204 | 304);
        let mut body = vec![0; if has_body { length } else { 0 }];
        self.0.read_exact(&mut body).unwrap();
        Some(Answer { status, headers, body })
    }

    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        match self.0.read_line(&mut line) {
            Ok(0) => None,
            Ok(_) => Some(line.trim_end().to_owned()),
            Err(err) if err.kind() == ErrorKind::ConnectionReset => None,
            Err(err) => panic!("{err}"),
        }
    }
}

#[test]
fn head_returns_the_headers_of_get_without_a_body() {
    let server = Server::start();
    let mut connection = server.connect();
    for path in [
        "/api/v1/organizations/unseen",
        "/api/v1/organizations?per_page=3",
        "/api/v1/organizations/unknown",
        "/api/v1/openapi.json",
        "/problems",
        "/docs/",
        "/readyz",
        "/livez",
    ] {
        for encoding in ["", "Accept-Encoding: gzip\r\n", "Accept-Encoding: br\r\n"] {
            // A body after HEAD would be read as the head of the next response.
            let head = connection.ask("HEAD", path, encoding);
            let get = connection.ask("GET", path, encoding);

            assert_eq!(head.status, get.status, "{path}");
            assert!(!get.body.is_empty(), "{path}");
            // Problems contain the request ID, which always has the same length.
            for same in ["content-length", "content-type", "content-encoding", "etag", "vary"] {
                assert_eq!(head.headers.get(same), get.headers.get(same), "{path} {same}");
            }
            assert_eq!(get.headers["content-length"], get.body.len().to_string(), "{path}");
        }
    }
    server.stop();
}

#[test]
fn the_connection_stays_open_after_a_stream() {
    let server = Server::start();
    let mut connection = server.connect();
    let head = connection.ask("HEAD", "/api/v1/export", "");
    assert_eq!((head.status, head.headers.get("content-length")), (200, None));
    assert_eq!(connection.ask("GET", "/livez", "").status, 200);

    connection.send("GET /api/v1/export HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let answer = connection.receive("GET").unwrap();
    assert_eq!(answer.headers["transfer-encoding"], "chunked");
    let (mut body, mut pieces) = (Vec::new(), 0);
    loop {
        let size = usize::from_str_radix(&connection.line().unwrap(), 16).unwrap();
        let mut piece = vec![0; size + 2];
        connection.0.read_exact(&mut piece).unwrap();
        if size == 0 {
            break;
        }
        body.extend_from_slice(&piece[..size]);
        pieces += 1;
    }
    assert!(pieces > 1, "{pieces}");
    assert_eq!(String::from_utf8(body).unwrap().lines().count(), active_seed_profiles().len());
    assert_eq!(connection.ask("GET", "/livez", "").status, 200);
    server.stop();
}

#[test]
fn clients_that_disconnect_during_a_stream_release_its_resources() {
    let server = Server::start();
    for _ in 0..50 {
        let mut connection = server.connect();
        connection.send("GET /api/v1/export?format=csv HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert_eq!(connection.receive("GET").unwrap().status, 200);
    }
    assert_eq!(server.connect().ask("GET", "/livez", "").status, 200);
    // A stream that still ran would block the shutdown.
    server.stop();
}

#[test]
fn keep_alive_serves_many_requests_per_connection() {
    let server = Server::start();
    let mut connection = server.connect();
    for _ in 0..20 {
        assert_eq!(connection.ask("GET", "/api/v1", "").status, 200);
        assert_eq!(connection.ask("GET", "/nowhere", "").status, 404);
        assert_eq!(connection.ask("OPTIONS", "/api/v1", "").status, 204);
    }
    let etag = connection.ask("GET", "/api/v1", "").headers["etag"].clone();
    let again = connection.ask("GET", "/api/v1", &format!("If-None-Match: {etag}\r\n"));
    assert_eq!(again.status, 304);

    let last = connection.ask("GET", "/api/v1", "Connection: close\r\n");

    assert_eq!(last.status, 200);
    assert!(connection.receive("GET").is_none());
    server.stop();
}

#[test]
fn a_content_length_above_the_limit_is_refused_before_the_body() {
    let server = Server::start();
    for (size, status) in [((1 << 20) + 1, 413), (usize::MAX, 413)] {
        let mut connection = server.connect();

        let headers = format!("Content-Length: {size}\r\nContent-Type: application/json\r\n");
        let answer = connection.ask("POST", "/api/v1/organizations", &headers);

        assert_eq!(answer.status, status, "{size}");
        assert_eq!(answer.headers["content-type"], "application/problem+json");
    }
    // The server still works.
    assert_eq!(server.connect().ask("GET", "/livez", "").status, 200);
    server.stop();
}

#[test]
fn an_incomplete_request_head_times_out() {
    let server = Server::start();
    for beginning in ["", "GET /api/v1 HTTP/1.1\r\nHost: localhost\r\nX-Slow: "] {
        let mut connection = server.connect();
        let begun = Instant::now();
        connection.send(beginning);

        let answer = connection.receive("GET");

        let waited = begun.elapsed();
        assert!(answer.is_none_or(|answer| answer.status == 408), "{beginning:?}");
        assert!((4.0..7.5).contains(&waited.as_secs_f32()), "{beginning:?}: {waited:?}");
    }
    server.stop();
}

#[test]
fn a_slow_request_head_times_out() {
    let server = Server::start();
    let mut connection = server.connect();
    let begun = Instant::now();
    connection.send("GET /api/v1 HTTP/1.1\r\nHost: localhost\r\n");
    let mut writing = connection.0.get_ref().try_clone().unwrap();
    let slow_writer = thread::spawn(move || {
        while begun.elapsed() < Duration::from_secs(12) && writing.write_all(b"X: y\r\n").is_ok() {
            thread::sleep(Duration::from_millis(500));
        }
    });

    let answer = connection.receive("GET");

    let waited = begun.elapsed();
    assert!(answer.is_none_or(|answer| answer.status == 408));
    assert!((4.0..7.5).contains(&waited.as_secs_f32()), "{waited:?}");
    drop(connection);
    slow_writer.join().unwrap();
    server.stop();
}

#[test]
fn an_idle_connection_stays_open_for_the_stated_time() {
    let server = Server::start();
    let mut connection = server.connect();
    assert_eq!(connection.ask("GET", "/api/v1", "").status, 200);
    let begun = Instant::now();

    let answer = connection.receive("GET");

    let waited = begun.elapsed();
    assert!(answer.is_none());
    assert!((14.0..17.5).contains(&waited.as_secs_f32()), "{waited:?}");
    server.stop();
}

#[test]
fn a_malformed_request_head_is_refused_and_the_server_keeps_serving() {
    let server = Server::start();
    for broken in
        ["GET / HTTP/9.9\r\n\r\n", "\0\0\0\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/1.1\r\n:\r\n\r\n"]
    {
        let mut connection = server.connect();
        connection.send(broken);
        let answer = connection.receive("GET");
        assert!(answer.is_none_or(|answer| answer.status == 400), "{broken:?}");
    }
    assert_eq!(server.connect().ask("GET", "/livez", "").status, 200);
    server.stop();
}

#[test]
fn a_stopping_server_accepts_no_connections_and_exits() {
    let server = Server::start();
    let address = server.address;
    let mut open = server.connect();
    assert_eq!(open.ask("GET", "/readyz", "").status, 200);

    server.terminate();
    wait_for(DEADLINE, "connections to be refused", || TcpStream::connect(address).is_err());

    // An open connection gets 503, or is closed.
    let request = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    if open.0.get_mut().write_all(request).is_ok()
        && let Some(answer) = open.receive("GET")
    {
        assert_eq!(answer.status, 503);
        assert!(String::from_utf8(answer.body).unwrap().contains("stopping"));
        assert_eq!(answer.headers["retry-after"], "1");
    }
    drop(open);
    server.join();
}

#[test]
fn a_long_poll_is_answered_when_the_server_stops() {
    let server = Server::start();
    let mut waiting = server.connect();
    let since = waiting.last_change();
    let path = format!("/api/v1/changes?since={since}&wait=30");
    waiting.send(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    // The same worker serves other requests meanwhile.
    assert_eq!(server.connect().ask("GET", "/api/v1/changes?limit=1", "").status, 200);
    let begun = Instant::now();

    server.terminate();
    let answer = waiting.receive("GET").unwrap();

    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!(answer.status, 200);
    assert!(String::from_utf8(answer.body).unwrap().starts_with(r#"{"data":[],"#));
    drop(waiting);
    server.join();
}

#[test]
fn an_unread_body_does_not_keep_the_connection_open() {
    let server = Server::start();
    for (headers, piece) in
        [("Content-Length: 100000\r\n", "x"), ("Transfer-Encoding: chunked\r\n", "1\r\nx\r\n")]
    {
        let mut connection = server.connect();
        let begun = Instant::now();
        assert_eq!(connection.ask("GET", "/livez", headers).status, 200);
        let mut writing = connection.0.get_ref().try_clone().unwrap();
        let slow_writer = thread::spawn(move || {
            while begun.elapsed() < Duration::from_secs(10)
                && writing.write_all(piece.as_bytes()).is_ok()
            {
                thread::sleep(Duration::from_millis(100));
            }
        });

        assert!(connection.line().is_none(), "the server sent more than the response");

        let waited = begun.elapsed();
        assert!(waited < Duration::from_secs(6), "{headers:?}: {waited:?}");
        drop(connection);
        slow_writer.join().unwrap();
    }
    server.stop();
}
