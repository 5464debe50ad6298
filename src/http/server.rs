//! The server itself: a socket, workers, and how it ends.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::middleware::from_fn;
use actix_web::rt::signal::unix::{SignalKind, signal};
use actix_web::rt::time::timeout;
use actix_web::web::Data;
use actix_web::{App, HttpServer};
use socket2::{Domain, Socket, Type};

use super::limits::{HEAD_TIMEOUT, KEEP_ALIVE};
use super::{Service, edge, routes};

/// How many connections may wait to be accepted.
const BACKLOG: i32 = 2048;

/// How long requests under way may take once the server is asked to stop, in seconds.
const DRAIN_SECONDS: u64 = 10;

/// How long a node that starts waits for its catalog before it answers that the
/// catalog is being built.
const MET_WITHIN: Duration = Duration::from_secs(1);

/// The server cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error(
        "cannot listen on {address}: {reason}; stop what serves there, or name another address \
         with --listen"
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

/// Serves until the process is asked to stop (SIGTERM or SIGINT), then lets the
/// requests under way end.
///
/// `started` is called once connections are accepted.
pub async fn serve(
    service: Service,
    listener: TcpListener,
    workers: usize,
    started: impl FnOnce(),
) -> Result<(), ServeError> {
    let (mut terminate, mut interrupt) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let service = Data::from(Arc::new(service));
    // Until then connections wait to be accepted: a node that was restarted has all
    // it needs in a moment, and need not refuse anybody.
    let _ = timeout(MET_WITHIN, service.directory.shown(1)).await;
    let for_workers = service.clone();
    let server = HttpServer::new(move || {
        App::new().app_data(for_workers.clone()).wrap(from_fn(edge)).configure(routes)
    })
    .workers(workers)
    .keep_alive(KEEP_ALIVE)
    .client_request_timeout(HEAD_TIMEOUT)
    .shutdown_timeout(DRAIN_SECONDS)
    .disable_signals()
    .listen(listener)?
    .run();

    let handle = server.handle();
    actix_web::rt::spawn(async move {
        futures_util::future::select(Box::pin(terminate.recv()), Box::pin(interrupt.recv())).await;
        log::info!("stopping; requests under way are answered");
        service.stop();
        handle.stop(true).await;
    });
    started();
    server.await.map_err(ServeError::from)
}
