//! The thread that accepts connections and gives each to a worker.
//!
//! It computes nothing, so it is never late: it reads no byte of a request, but looks at
//! the first few to tell a probe from the rest.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use actix_web::rt::net::TcpStream;
use actix_web::rt::time::{sleep, timeout};
use actix_web::web::Data;
use futures_util::future::{Either, select};
use tokio::io::AsyncWriteExt;
use tokio::runtime::{Builder, LocalOptions};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::bare;
use super::worker::{Door, Handover, Worker};
use crate::http::Service;
use crate::http::protocol::client::is_trusted;
use crate::http::protocol::connections::per_client::{Full, Place};
use crate::http::protocol::limits::HEAD_TIMEOUT;

/// How long a connection that is one too many may take to show that it is a probe, and to
/// read why it is refused.
const REFUSED_WITHIN: Duration = Duration::from_millis(500);

/// Maximum number of connections that are refused with a word at once; the others are closed.
const REFUSED_AT_ONCE: usize = 64;

/// How long the acceptor rests when the process has no file descriptor left.
const REST: Duration = Duration::from_millis(50);

/// How long a connection that was just accepted may take to send its first bytes once the
/// server is asked to stop.
const LAST_BYTES_WITHIN: Duration = Duration::from_millis(100);

/// The request lines of probes begin so.
const PROBES: [&[u8]; 4] = [b"GET /livez", b"GET /readyz", b"HEAD /livez", b"HEAD /readyz"];

/// The acceptor, for the thread that began it.
pub struct Acceptor(JoinHandle<()>);

struct Shared {
    service: Data<Service>,
    ordinary: Vec<Door>,
    probes: Door,
    /// Bounds the connections that are refused with a word.
    refusing: Semaphore,
}

impl Acceptor {
    pub fn start(
        listener: TcpListener,
        service: Data<Service>,
        ordinary: &[Worker],
        probes: &Worker,
    ) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let runtime =
            || Builder::new_current_thread().enable_all().build_local(LocalOptions::default());
        let shared = Arc::new(Shared {
            service,
            ordinary: ordinary.iter().map(Worker::door).collect(),
            probes: probes.door(),
            refusing: Semaphore::new(REFUSED_AT_ONCE),
        });
        let thread = thread::Builder::new().name("acceptor".to_owned()).spawn(move || {
            let accepted = runtime().and_then(|it| it.block_on(accept(listener, &shared)));
            if let Err(err) = accepted {
                log::error!("connections are accepted no more: {err}");
            }
        })?;
        Ok(Self(thread))
    }

    pub fn join(self) {
        if self.0.join().is_err() {
            log::error!("the acceptor had stopped");
        }
    }
}

/// Accepts connections until the server is asked to stop.
async fn accept(listener: TcpListener, shared: &Arc<Shared>) -> io::Result<()> {
    let listener = actix_web::rt::net::TcpListener::from_std(listener)?;
    let mut stopped = Box::pin(shared.service.stopped());
    let mut is_exhausted = false;
    let admitted = |socket, peer| {
        let shared = Arc::clone(shared);
        actix_web::rt::spawn(async move { shared.admit(socket, peer).await });
    };
    loop {
        let accepted = match select(Box::pin(listener.accept()), &mut stopped).await {
            Either::Left((accepted, _)) => accepted,
            Either::Right(_) => break,
        };
        match accepted {
            Ok((socket, peer)) => {
                is_exhausted = false;
                admitted(socket, peer);
            }
            Err(err) if is_of_one_connection(&err) => {}
            Err(err) => {
                if !std::mem::replace(&mut is_exhausted, true) {
                    log::error!("a connection cannot be accepted: {err}");
                }
                sleep(REST).await;
            }
        }
    }
    // The kernel has accepted the connections in the backlog: they are answered.
    while let Ok(Ok((socket, peer))) = timeout(Duration::ZERO, listener.accept()).await {
        admitted(socket, peer);
    }
    drop(listener);
    sleep(LAST_BYTES_WITHIN).await;
    Ok(())
}

/// Whether only the connection failed that was to be accepted, not the listener.
fn is_of_one_connection(err: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(err.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

impl Shared {
    /// Gives a connection to a worker, or refuses it.
    async fn admit(&self, socket: TcpStream, peer: SocketAddr) {
        let service = &self.service;
        let place = match is_trusted(peer.ip(), &service.settings.trusted_proxies) {
            // Its clients are counted request by request.
            true => service.connections.take_for_nobody(),
            false => service.connections.take(peer.ip()),
        };
        match place {
            Ok(place) => {
                // Where nothing comes the connection ends here.
                if let Some(is_probe) = first_bytes(&socket, HEAD_TIMEOUT).await {
                    self.hand_over(socket, peer, Some(place), is_probe);
                }
            }
            Err(full) => {
                let Ok(permit) = self.refusing.try_acquire() else { return };
                match first_bytes(&socket, REFUSED_WITHIN).await {
                    Some(true) => self.hand_over(socket, peer, None, true),
                    Some(false) => self.refuse(socket, full, permit).await,
                    None => {}
                }
            }
        }
    }

    fn hand_over(&self, socket: TcpStream, peer: SocketAddr, place: Option<Place>, is_probe: bool) {
        let door = match is_probe {
            true => Some(&self.probes),
            false => self.ordinary.iter().min_by_key(|door| door.open()),
        };
        if let (Some(door), Ok(socket)) = (door, socket.into_std()) {
            door.hand_over(Handover { socket, peer, place });
        }
    }

    /// Says why, and reads what was sent: closing a socket with bytes unread would
    /// destroy the answer before the client has it.
    async fn refuse(&self, mut socket: TcpStream, full: Full, _permit: SemaphorePermit<'_>) {
        let answer = match (full, self.service.settings.connections_per_client) {
            (Full::Client, Some(most)) => bare::too_many_connections(most.get()),
            _ => bare::no_connection_left(),
        };
        let said = async {
            socket.write_all(&answer).await?;
            socket.shutdown().await?;
            let mut rest = [0; 4096];
            while socket.readable().await.is_ok() {
                match socket.try_read(&mut rest) {
                    Ok(0) => break,
                    Ok(_) => {}
                    Err(err) if err.kind() == io::ErrorKind::WouldBlock => {}
                    Err(err) => return Err(err),
                }
            }
            Ok(())
        };
        // A client that goes first does not want to know.
        let _ = timeout(REFUSED_WITHIN, said).await;
    }
}

/// Whether the first bytes of a connection are those of a probe; `None` where none come.
async fn first_bytes(socket: &TcpStream, within: Duration) -> Option<bool> {
    let mut first = [0; 16];
    match timeout(within, socket.peek(&mut first)).await {
        Ok(Ok(length)) if length > 0 => Some(is_probe(&first[..length])),
        _ => None,
    }
}

fn is_probe(first: &[u8]) -> bool {
    PROBES.iter().any(|probe| {
        let after = first.strip_prefix(*probe).and_then(|rest| rest.first());
        matches!(after, Some(b' ' | b'?'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probes_are_told_from_the_rest_by_their_first_bytes() {
        for (first, is_so) in [
            ("GET /livez HTTP/", true),
            ("GET /readyz HTTP", true),
            ("HEAD /readyz HTT", true),
            ("GET /livez?x=1 H", true),
            ("GET /livezz HTTP", false),
            ("GET / HTTP/1.1\r\n", false),
            ("POST /livez HTTP", false),
            ("GET /livez", false),
            ("", false),
        ] {
            assert_eq!(is_probe(first.as_bytes()), is_so, "{first}");
        }
    }
}
