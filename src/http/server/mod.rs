//! The server itself: a socket, the threads behind it, and how it ends.
//!
//! ```text
//! acceptor ──▶ worker (one a core): everything
//!          └─▶ probe worker: `/livez` and `/readyz` alone
//! ```
//!
//! The acceptor counts the connections of each client, waits for the first bytes of
//! each, and hands it to the worker that has the fewest. The workers are actix-web's
//! HTTP/1 service over a stream of our own ([`stream`]), since actix-web times only the
//! first head of a connection and never a client that stops reading. actix-web's own
//! `HttpServer` offers no place for either, and no thread that computes nothing.

mod acceptor;
mod bare;
mod stream;
mod worker;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::rt::signal::unix::{SignalKind, signal};
use actix_web::rt::time::timeout;
use actix_web::web::Data;
use socket2::{Domain, Socket, Type};

use self::acceptor::Acceptor;
use self::worker::Worker;
use super::Service;
use super::protocol::connections::connection::WorkerKind;

/// Maximum number of connections that wait to be accepted.
const BACKLOG: i32 = 2048;

/// How long requests under way may take once the server is asked to stop, in seconds.
const DRAIN_SECONDS: u64 = 10;

/// How long a node that starts waits for its catalog before it answers that the
/// catalog is being built.
const CATALOG_WITHIN: Duration = Duration::from_secs(1);

/// The server cannot serve.
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

/// Takes an address, before anything else is begun.
///
/// # Errors
///
/// When it is taken, or may not be used.
pub fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    let bound = || {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
        socket.set_reuse_address(true)?;
        socket.bind(&address.into())?;
        socket.listen(BACKLOG)?;
        Ok(socket.into())
    };
    bound().map_err(|reason| ServeError::Bind { address, reason })
}

/// Serves until the process is asked to stop (SIGTERM or SIGINT), then finishes the
/// requests under way.
///
/// `started` is called once connections are accepted.
///
/// # Errors
///
/// When a thread cannot be started, or the socket cannot be used.
pub async fn serve(
    service: Service,
    listener: TcpListener,
    workers: usize,
    started: impl FnOnce(),
) -> Result<(), ServeError> {
    let (mut terminate, mut interrupt) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let service = Data::from(Arc::new(service));
    // Until then connections wait in the backlog: a node that was restarted has its
    // catalog in a moment, and need not refuse any request.
    let _ = timeout(CATALOG_WITHIN, service.directory.wait_until_visible(1)).await;
    let ordinary: Result<Vec<Worker>, io::Error> =
        (0..workers.max(1)).map(|_| Worker::start(&service, WorkerKind::Ordinary)).collect();
    let (ordinary, probes) = (ordinary?, Worker::start(&service, WorkerKind::Probes)?);
    let acceptor = Acceptor::start(listener, service.clone(), &ordinary, &probes)?;
    started();
    futures_util::future::select(Box::pin(terminate.recv()), Box::pin(interrupt.recv())).await;
    log::info!("stopping; requests under way are answered");
    service.stop();
    let stopped = actix_web::rt::task::spawn_blocking(move || {
        acceptor.join();
        ordinary.into_iter().chain([probes]).for_each(Worker::join);
    });
    stopped.await.map_err(|err| ServeError::Io(io::Error::other(err)))
}
