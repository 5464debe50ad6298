//! Sends requests at a fixed rate, whatever the server does with them.
//!
//! `overload ADDRESS RATE SECONDS CONNECTIONS PATHS`: over so many connections, each with one
//! request under way, the paths of a file in turn. Prints one line of JSON: how many requests
//! were answered, refused (429 and 503) or failed, and how long the answered ones took in
//! milliseconds.

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

/// How long a request may take before it counts as failed.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Default)]
struct Tally {
    sent: u64,
    failed: u64,
    statuses: BTreeMap<u16, u64>,
    /// How many refusals say when to try again.
    with_retry_after: u64,
    answered_ms: Vec<f64>,
}

/// Which requests one connection sends, and when.
struct Plan {
    address: String,
    paths: Rc<Vec<String>>,
    /// The number of the connection, and how many there are.
    number: usize,
    connections: usize,
    begun: Instant,
    /// Between two requests of all connections together.
    interval: Duration,
    until: Instant,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, rate, seconds, connections, paths] = arguments.as_slice() else {
        return Err("overload ADDRESS RATE SECONDS CONNECTIONS PATHS".into());
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
            address: address.clone(),
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

/// Sends the requests of one connection, opening it again whenever the server closes it.
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
        let answered = timeout(PATIENCE, ask(&mut connection, &plan.address, path)).await;
        let mut tally = tally.borrow_mut();
        match answered {
            Ok(Ok(answer)) => {
                *tally.statuses.entry(answer.status).or_default() += 1;
                tally.with_retry_after += u64::from(answer.has_retry_after);
                if answer.status == 200 {
                    tally.answered_ms.push(sent.elapsed().as_secs_f64() * 1000.0);
                }
                if answer.is_last {
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

struct Answer {
    status: u16,
    has_retry_after: bool,
    /// Whether the server closes the connection after it.
    is_last: bool,
}

async fn ask(connection: &mut Option<TcpStream>, address: &str, path: &str) -> io::Result<Answer> {
    let stream = match connection {
        Some(stream) => stream,
        None => connection.insert(TcpStream::connect(address).await?),
    };
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n");
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
    let answer = Answer {
        status: text.get(9..12).and_then(|it| it.parse().ok()).unwrap_or(0),
        has_retry_after: value("retry-after: ").is_some(),
        is_last: value("connection: ") == Some("close"),
    };
    while bytes.len() < head + 4 + length {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(answer)
}

fn report(tally: &Tally, took: Duration) {
    let mut times = tally.answered_ms.clone();
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
    #[expect(clippy::print_stdout, reason = "the report is what this program is for")]
    {
        println!("{line}");
    }
}
