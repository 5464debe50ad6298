//! The server: a socket, its threads, and a graceful shutdown.
//!
//! ```text
//! acceptor ──▶ workers (one per core): everything
//!          └─▶ probe worker: only `/livez` and `/readyz`
//! ```
//!
//! The acceptor limits the connections of each client, waits for the first bytes of a connection,
//! and gives it to the worker with the fewest connections. The workers run actix-web's HTTP/1
//! service over our [`stream`], because actix-web has a timeout only for the first request head of
//! a connection, and none for a client that stops reading. actix-web's `HttpServer` allows neither
//! such a stream nor an acceptor that computes nothing.

mod acceptor;
mod raw_responses;
mod request_line;
mod signals;
mod stream;
mod worker;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::rt::time::timeout;
use actix_web::web::Data;
use socket2::{Domain, Socket, Type};

pub use self::signals::StopSignals;

use self::acceptor::Acceptor;
use self::worker::Worker;
use super::Service;
use super::protocol::connections::connection::WorkerKind;

/// Maximum number of connections in the backlog: those that wait to be accepted.
const BACKLOG: i32 = 2048;

/// Maximum number of seconds that the requests in progress may take once the server is stopping.
const DRAIN_SECONDS: u64 = 10;

/// Maximum time that a starting node waits for its catalog before it accepts connections, and
/// responds that the catalog is being built.
const CATALOG_TIMEOUT: Duration = Duration::from_secs(1);

/// Why the server could not start, or failed.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error(
        "cannot listen on {address}: {reason}; stop the process that listens there, or choose \
         another address with --listen"
    )]
    Bind { address: SocketAddr, reason: io::Error },
    #[error("the server failed: {0}")]
    Io(#[from] io::Error),
}

/// Listens on an address. The process does this before anything else.
///
/// # Errors
///
/// If another process uses the address, or this one may not.
pub fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    let listen = || {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
        socket.set_reuse_address(true)?;
        // Connections inherit it. Otherwise the last packet of a large response waits up to 40 ms for
        // the acknowledgement of the packet before it.
        socket.set_tcp_nodelay(true)?;
        socket.bind(&address.into())?;
        socket.listen(BACKLOG)?;
        Ok(socket.into())
    };
    listen().map_err(|reason| ServeError::Bind { address, reason })
}

/// Serves until the process gets SIGTERM, SIGINT or SIGHUP, then finishes the requests in progress.
///
/// `started` is called once the server accepts connections.
///
/// # Errors
///
/// If a thread cannot be started, or the socket cannot be used.
pub async fn serve(
    service: Service,
    listener: TcpListener,
    workers: usize,
    started: impl FnOnce(),
) -> Result<(), ServeError> {
    let mut signals = StopSignals::listen()?;
    let service = Data::from(Arc::new(service));
    // Meanwhile connections wait in the backlog. A restarted node has its catalog in a moment, so
    // it need not refuse any request.
    let _ = timeout(CATALOG_TIMEOUT, service.directory.wait_until_visible(1)).await;
    let ordinary: Result<Vec<Worker>, io::Error> =
        (0..workers.max(1)).map(|_| Worker::start(&service, WorkerKind::Ordinary)).collect();
    let (ordinary, probes) = (ordinary?, Worker::start(&service, WorkerKind::Probes)?);
    let acceptor = Acceptor::start(listener, service.clone(), &ordinary, &probes)?;
    started();
    signals.next().await;
    log::info!("stopping; finishing the requests in progress");
    service.stop();
    let stopped = actix_web::rt::task::spawn_blocking(move || {
        acceptor.join();
        ordinary.into_iter().chain([probes]).for_each(Worker::join);
    });
    stopped.await.map_err(|err| ServeError::Io(io::Error::other(err)))
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use socket2::SockRef;

    use super::*;

    #[test]
    fn connections_send_every_packet_at_once() {
        let listener = bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();

        let (connection, _) = listener.accept().unwrap();

        assert!(SockRef::from(&connection).tcp_nodelay().unwrap());
    }
}
