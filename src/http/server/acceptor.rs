//! The thread that accepts connections and gives each to a worker.
//!
//! It computes nothing, so it is never late. It does not read requests, but peeks at the first
//! bytes of each connection to recognize probes.

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

use super::raw_responses;
use super::worker::{NewConnection, Worker, WorkerHandle};
use crate::http::protocol::client::is_trusted;
use crate::http::protocol::connections::per_client::{LimitReached, Slot};
use crate::http::protocol::limits::HEAD_TIMEOUT;
use crate::http::service::Service;

/// Maximum time that a connection beyond a limit may take to show that it is a probe, and then to
/// read why it is refused.
const REFUSAL_TIMEOUT: Duration = Duration::from_millis(500);

/// Maximum number of connections that are refused with a response at the same time; others are
/// closed without one.
const CONCURRENT_REFUSALS: usize = 64;

/// Time that the acceptor pauses when the process has no file descriptor left.
const PAUSE: Duration = Duration::from_millis(50);

/// Maximum time that a connection accepted last may take to send its first bytes once the server is
/// stopping.
const LAST_BYTES_TIMEOUT: Duration = Duration::from_millis(100);

/// The beginnings of the request lines of probes.
const PROBES: [&[u8]; 4] = [b"GET /livez", b"GET /readyz", b"HEAD /livez", b"HEAD /readyz"];

/// The running acceptor, for the thread that started it.
pub struct Acceptor(JoinHandle<()>);

struct Shared {
    service: Data<Service>,
    ordinary: Vec<WorkerHandle>,
    probes: WorkerHandle,
    /// Limits the connections that are refused with a response at the same time.
    refusals: Semaphore,
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
            ordinary: ordinary.iter().map(Worker::handle).collect(),
            probes: probes.handle(),
            refusals: Semaphore::new(CONCURRENT_REFUSALS),
        });
        let thread = thread::Builder::new().name("acceptor".to_owned()).spawn(move || {
            let accepted = runtime().and_then(|it| it.block_on(accept(listener, &shared)));
            if let Err(err) = accepted {
                log::error!("the acceptor failed, so no more connections are accepted: {err}");
            }
        })?;
        Ok(Self(thread))
    }

    pub fn join(self) {
        if self.0.join().is_err() {
            log::error!("the acceptor panicked");
        }
    }
}

/// Accepts connections until the server is stopping.
async fn accept(listener: TcpListener, shared: &Arc<Shared>) -> io::Result<()> {
    let listener = actix_web::rt::net::TcpListener::from_std(listener)?;
    let mut stopped = Box::pin(shared.service.stopped());
    let mut is_exhausted = false;
    let admit = |socket, peer| {
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
                admit(socket, peer);
            }
            Err(err) if is_connection_error(&err) => {}
            Err(err) => {
                if !std::mem::replace(&mut is_exhausted, true) {
                    log::error!("cannot accept a connection: {err}");
                }
                sleep(PAUSE).await;
            }
        }
    }
    // The kernel has already accepted the connections in the backlog, so they get responses.
    while let Ok(Ok((socket, peer))) = timeout(Duration::ZERO, listener.accept()).await {
        admit(socket, peer);
    }
    drop(listener);
    sleep(LAST_BYTES_TIMEOUT).await;
    Ok(())
}

/// Whether an error of `accept` affects only the one connection, not the listener.
fn is_connection_error(err: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(err.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

impl Shared {
    /// Gives a connection to a worker, or refuses it.
    async fn admit(&self, socket: TcpStream, peer: SocketAddr) {
        let service = &self.service;
        let slot = if is_trusted(peer.ip(), &service.settings.trusted_proxies) {
            // The edge counts the requests of a proxy by client.
            service.connections.acquire_without_client()
        } else {
            service.connections.acquire(peer.ip())
        };
        match slot {
            Ok(slot) => {
                // A connection that sends nothing is closed here.
                if let Some(is_probe) = first_bytes(&socket, HEAD_TIMEOUT).await {
                    self.dispatch(socket, peer, Some(slot), is_probe);
                }
            }
            Err(limit) => {
                let Ok(permit) = self.refusals.try_acquire() else { return };
                match first_bytes(&socket, REFUSAL_TIMEOUT).await {
                    Some(true) => self.dispatch(socket, peer, None, true),
                    Some(false) => self.refuse(socket, limit, permit).await,
                    None => {}
                }
            }
        }
    }

    /// Gives a connection to the worker for probes, or to the worker with the fewest connections.
    fn dispatch(&self, socket: TcpStream, peer: SocketAddr, slot: Option<Slot>, is_probe: bool) {
        let worker = if is_probe {
            Some(&self.probes)
        } else {
            self.ordinary.iter().min_by_key(|worker| worker.open_connections())
        };
        if let (Some(worker), Ok(socket)) = (worker, socket.into_std()) {
            worker.send(NewConnection { socket, peer, slot });
        }
    }

    /// Sends the reason, and drains the socket: closing it with unread bytes would reset the
    /// connection before the client has the response.
    async fn refuse(
        &self,
        mut socket: TcpStream,
        limit: LimitReached,
        _permit: SemaphorePermit<'_>,
    ) {
        let response = match (limit, self.service.settings.connections_per_client) {
            (LimitReached::PerClient, Some(most)) => {
                raw_responses::too_many_connections(most.get())
            }
            _ => raw_responses::no_connection_left(),
        };
        let send_and_drain = async {
            socket.write_all(&response).await?;
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
        // If the client closes the connection first, it does not need the reason.
        let _ = timeout(REFUSAL_TIMEOUT, send_and_drain).await;
    }
}

/// Whether the first bytes of a connection are those of a probe; `None` if none arrive in time.
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
    fn probes_are_recognized_by_their_first_bytes() {
        for (first, expected) in [
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
            assert_eq!(is_probe(first.as_bytes()), expected, "{first}");
        }
    }
}
