//! A thread that runs the application for its connections.

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use actix_http::HttpService;
use actix_service::{Service as _, ServiceFactory, map_config};
use actix_web::dev::AppConfig;
use actix_web::http::KeepAlive;
use actix_web::middleware::from_fn;
use actix_web::rt::time::{sleep, timeout};
use actix_web::web::Data;
use actix_web::{App, rt};
use tokio::runtime::{Builder, LocalOptions};
use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::DRAIN_SECONDS;
use super::stream::Stream;
use crate::http::edge::edge;
use crate::http::protocol::connections::connection::{Connection, WorkerKind};
use crate::http::protocol::connections::per_client::Slot;
use crate::http::protocol::connections::queue::Queue;
use crate::http::protocol::limits::HEAD_TIMEOUT;
use crate::http::routes::routes;
use crate::http::service::Service;

/// Maximum number of threads of one worker that block on the database or compute.
const BLOCKING_THREADS: usize = 256;

/// Time during which open connections may send further requests once the server is stopping.
const LAST_REQUESTS_TIMEOUT: Duration = Duration::from_millis(250);

/// A connection that the acceptor gives to a worker.
pub struct NewConnection {
    pub socket: TcpStream,
    pub peer: SocketAddr,
    pub slot: Option<Slot>,
}

/// A running worker, for the thread that started it.
pub struct Worker {
    handle: WorkerHandle,
    thread: JoinHandle<()>,
}

/// Gives connections to a worker. The worker ends when all its handles are dropped and its
/// connections are closed.
#[derive(Clone)]
pub struct WorkerHandle {
    connections: UnboundedSender<NewConnection>,
    open: Arc<OpenConnections>,
}

/// Counts the open connections of a worker.
#[derive(Default)]
struct OpenConnections {
    count: AtomicUsize,
    /// Notified when the last connection closes.
    all_closed: Notify,
}

impl Worker {
    /// Starts a worker with its own application.
    pub fn start(service: &Data<Service>, kind: WorkerKind) -> io::Result<Self> {
        let (connections, new_connections) = unbounded_channel();
        let open = Arc::new(OpenConnections::default());
        let handle = WorkerHandle { connections, open: Arc::clone(&open) };
        let runtime = || {
            Builder::new_current_thread()
                .enable_all()
                .max_blocking_threads(BLOCKING_THREADS)
                .build_local(LocalOptions::default())
        };
        let service = service.clone();
        let name = match kind {
            WorkerKind::Ordinary => "worker",
            WorkerKind::Probes => "probes",
        };
        let thread = thread::Builder::new().name(name.to_owned()).spawn(move || {
            match runtime() {
                Ok(runtime) => {
                    runtime.block_on(run(service, kind, new_connections, &open));
                    // A thread may block on a dead database for ever; it must not keep the process
                    // alive.
                    runtime.shutdown_background();
                }
                Err(err) => log::error!("a worker cannot start: {err}"),
            }
        })?;
        Ok(Self { handle, thread })
    }

    pub fn handle(&self) -> WorkerHandle {
        self.handle.clone()
    }

    /// Waits until the requests in progress are finished, or have taken too long.
    pub fn join(self) {
        drop(self.handle);
        if self.thread.join().is_err() {
            log::error!("a worker panicked");
        }
    }
}

impl WorkerHandle {
    /// Gives a connection to the worker.
    pub fn send(&self, connection: NewConnection) {
        self.open.count.fetch_add(1, Ordering::Relaxed);
        if self.connections.send(connection).is_err() {
            self.open.decrement();
        }
    }

    /// Number of open connections of the worker.
    pub fn open_connections(&self) -> usize {
        self.open.count.load(Ordering::Relaxed)
    }
}

impl OpenConnections {
    fn decrement(&self) {
        if self.count.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.all_closed.notify_one();
        }
    }

    /// Waits until all are closed.
    async fn drained(&self) {
        while self.count.load(Ordering::Relaxed) > 0 {
            self.all_closed.notified().await;
        }
    }
}

/// Serves connections until the acceptor has ended and all connections are closed.
async fn run(
    service: Data<Service>,
    kind: WorkerKind,
    mut new_connections: UnboundedReceiver<NewConnection>,
    open: &Arc<OpenConnections>,
) {
    let http = match application(service).new_service(()).await {
        Ok(http) => Rc::new(http),
        Err(()) => return log::error!("a worker cannot start: its application failed"),
    };
    let queue = Queue::new();
    while let Some(NewConnection { socket, peer, slot }) = new_connections.recv().await {
        let counted = CountedConnection(Arc::clone(open));
        // A socket that can no longer be used is closed.
        let Ok(socket) = rt::net::TcpStream::from_std(socket) else { continue };
        let stream = Stream::new(socket, Connection::new(kind, Rc::clone(&queue)), slot);
        let http = Rc::clone(&http);
        rt::spawn(async move {
            let _counted = counted;
            if poll_fn(|context| http.poll_ready(context)).await.is_ok()
                && let Err(err) = http.call((stream, Some(peer))).await
            {
                log::debug!("a connection ended: {err}");
            }
        });
    }
    let _ = timeout(Duration::from_secs(DRAIN_SECONDS), open.drained()).await;
}

/// An open connection in the count, until it is dropped.
struct CountedConnection(Arc<OpenConnections>);

impl Drop for CountedConnection {
    fn drop(&mut self) {
        self.0.decrement();
    }
}

/// The application as an HTTP/1 service over [`Stream`].
fn application(
    service: Data<Service>,
) -> impl ServiceFactory<
    (Stream, Option<SocketAddr>),
    Config = (),
    Response = (),
    Error: fmt::Display,
    InitError = (),
> {
    let stopping = service.clone();
    let app = App::new().app_data(service).wrap(from_fn(edge)).configure(routes);
    HttpService::build()
        // The stream closes idle connections.
        .keep_alive(KeepAlive::Os)
        .client_request_timeout(HEAD_TIMEOUT)
        .client_disconnect_timeout(Duration::from_secs(1))
        .graceful_shutdown_signal(move || {
            let service = stopping.clone();
            async move {
                service.stopped().await;
                // actix-web closes a connection without a request at once, even one that has just
                // opened.
                sleep(LAST_REQUESTS_TIMEOUT).await;
            }
        })
        .on_connect_ext(|stream: &Stream, data| {
            data.insert(Rc::clone(stream.connection()));
        })
        .h1(map_config(app, |()| AppConfig::default()))
}
