//! Sends requests at a fixed rate, regardless of how quickly the server responds.
//!
//! `overload HOST:PORT RATE SECONDS CONNECTIONS PATHS` requests the paths in a file in turn, with
//! at most one request in flight on each connection. Prints one line of JSON: the number of
//! requests that succeeded, were refused (429 and 503) or failed, and the response times of the
//! successful ones in milliseconds.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::error::Error;
use std::io;
use std::rc::Rc;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::LocalSet;
use tokio::time::{sleep_until, timeout};

/// Time after which a request counts as failed.
const TIMEOUT: Duration = Duration::from_secs(10);

#[derive(Default)]
struct Tally {
    sent: u64,
    failed: u64,
    statuses: BTreeMap<u16, u64>,
    /// Number of refusals with a `Retry-After` header.
    with_retry_after: u64,
    response_ms: Vec<f64>,
}

/// The requests of one connection, and their times.
struct Plan {
    host: String,
    paths: Rc<Vec<String>>,
    /// Index of the connection, and number of connections.
    number: usize,
    connections: usize,
    begun: Instant,
    /// Time between two requests over all connections.
    interval: Duration,
    until: Instant,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [host, rate, seconds, connections, paths] = arguments.as_slice() else {
        return Err("overload HOST:PORT RATE SECONDS CONNECTIONS PATHS".into());
    };
    let (rate, seconds): (f64, u64) = (rate.parse()?, seconds.parse()?);
    let connections: usize = connections.parse()?;
    let paths = Rc::new(std::fs::read_to_string(paths)?.lines().map(str::to_owned).collect());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let tally = Rc::new(RefCell::new(Tally::default()));
    let begun = Instant::now();
    let until = begun + Duration::from_secs(seconds);
    let all = LocalSet::new();
    for number in 0..connections {
        let plan = Plan {
            host: host.clone(),
            paths: Rc::clone(&paths),
            number,
            connections,
            begun,
            interval: Duration::from_secs_f64(1.0 / rate),
            until,
        };
        all.spawn_local(send(plan, Rc::clone(&tally)));
    }
    runtime.block_on(all);
    report(&tally.borrow(), begun.elapsed());
    Ok(())
}

/// Sends the requests of one connection, and reconnects whenever the server closes it.
async fn send(plan: Plan, tally: Rc<RefCell<Tally>>) {
    let mut connection = None;
    for turn in (plan.number..).step_by(plan.connections) {
        let due = plan.begun + plan.interval.mul_f64(turn as f64);
        if due >= plan.until || Instant::now() >= plan.until {
            return;
        }
        sleep_until(due.into()).await;
        let path = &plan.paths[turn % plan.paths.len()];
        tally.borrow_mut().sent += 1;
        let sent = Instant::now();
        let response = timeout(TIMEOUT, exchange(&mut connection, &plan.host, path)).await;
        let mut tally = tally.borrow_mut();
        match response {
            Ok(Ok(response)) => {
                *tally.statuses.entry(response.status).or_default() += 1;
                tally.with_retry_after += u64::from(response.has_retry_after);
                if response.status == 200 {
                    tally.response_ms.push(sent.elapsed().as_secs_f64() * 1000.0);
                }
                if response.is_last {
                    connection = None;
                }
            }
            _ => {
                tally.failed += 1;
                connection = None;
            }
        }
    }
}

struct Response {
    status: u16,
    has_retry_after: bool,
    /// True if the server closes the connection after this response.
    is_last: bool,
}

async fn exchange(
    connection: &mut Option<TcpStream>,
    host: &str,
    path: &str,
) -> io::Result<Response> {
    let stream = match connection {
        Some(stream) => stream,
        None => connection.insert(TcpStream::connect(host).await?),
    };
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut bytes = Vec::with_capacity(16 << 10);
    let head = loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
    let value = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
    let length: usize = value("content-length: ").and_then(|it| it.parse().ok()).unwrap_or(0);
    let response = Response {
        status: text.get(9..12).and_then(|it| it.parse().ok()).unwrap_or(0),
        has_retry_after: value("retry-after: ").is_some(),
        is_last: value("connection: ") == Some("close"),
    };
    while bytes.len() < head + 4 + length {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(response)
}

fn report(tally: &Tally, took: Duration) {
    let mut times = tally.response_ms.clone();
    times.sort_by(f64::total_cmp);
    let part = |share: f64| times.get((times.len() as f64 * share) as usize).copied();
    let refused: u64 = [429, 503].iter().filter_map(|status| tally.statuses.get(status)).sum();
    let line = json!({
        "seconds": took.as_secs_f64(),
        "sent": tally.sent,
        "answered": times.len(),
        "refused": refused,
        "with_retry_after": tally.with_retry_after,
        "failed": tally.failed,
        "statuses": tally.statuses,
        "p50_ms": part(0.5),
        "p99_ms": part(0.99),
        "max_ms": times.last(),
    });
    #[expect(clippy::print_stdout, reason = "the program's output")]
    {
        println!("{line}");
    }
}
