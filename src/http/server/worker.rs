//! A thread that answers requests.

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
use crate::http::protocol::connections::connection::{Connection, WorkerKind};
use crate::http::protocol::connections::per_client::Place;
use crate::http::protocol::connections::queue::Queue;
use crate::http::protocol::limits::HEAD_TIMEOUT;
use crate::http::{Service, edge, routes};

/// Maximum number of threads of one worker that wait for the database or compute.
const BLOCKING_THREADS: usize = 256;

/// How long open connections may bring further requests once the server is asked to stop.
const LAST_REQUESTS_WITHIN: Duration = Duration::from_millis(250);

/// A connection on its way to a worker.
pub struct Handover {
    pub socket: TcpStream,
    pub peer: SocketAddr,
    pub place: Option<Place>,
}

/// A worker, for the thread that began it.
pub struct Worker {
    door: Door,
    thread: JoinHandle<()>,
}

/// The way in to a worker. It ends when all of its doors are gone and its connections
/// are closed.
#[derive(Clone)]
pub struct Door {
    connections: UnboundedSender<Handover>,
    open: Arc<Open>,
}

/// How many connections a worker has.
#[derive(Default)]
struct Open {
    count: AtomicUsize,
    none: Notify,
}

impl Worker {
    /// Starts a worker, with an application of its own.
    pub fn start(service: &Data<Service>, kind: WorkerKind) -> io::Result<Self> {
        let (connections, arriving) = unbounded_channel();
        let open = Arc::new(Open::default());
        let door = Door { connections, open: Arc::clone(&open) };
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
                    runtime.block_on(answer(service, kind, arriving, &open));
                    // A thread may wait for a database that answers never: it must not keep the
                    // process.
                    runtime.shutdown_background();
                }
                Err(err) => log::error!("a worker cannot start: {err}"),
            }
        })?;
        Ok(Self { door, thread })
    }

    pub fn door(&self) -> Door {
        self.door.clone()
    }

    /// Waits until the requests under way are answered, or have taken too long.
    pub fn join(self) {
        drop(self.door);
        if self.thread.join().is_err() {
            log::error!("a worker had stopped");
        }
    }
}

impl Door {
    /// Gives a connection to the worker.
    pub fn hand_over(&self, connection: Handover) {
        self.open.count.fetch_add(1, Ordering::Relaxed);
        if self.connections.send(connection).is_err() {
            self.open.ended();
        }
    }

    /// How many connections the worker has.
    pub fn open(&self) -> usize {
        self.open.count.load(Ordering::Relaxed)
    }
}

impl Open {
    fn ended(&self) {
        if self.count.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.none.notify_one();
        }
    }

    async fn drained(&self) {
        while self.count.load(Ordering::Relaxed) > 0 {
            self.none.notified().await;
        }
    }
}

/// Answers what comes until no more can come.
async fn answer(
    service: Data<Service>,
    kind: WorkerKind,
    mut arriving: UnboundedReceiver<Handover>,
    open: &Arc<Open>,
) {
    let http = match application(service).new_service(()).await {
        Ok(http) => Rc::new(http),
        Err(()) => return log::error!("a worker cannot start: its application failed"),
    };
    let queue = Queue::new();
    while let Some(Handover { socket, peer, place }) = arriving.recv().await {
        let ended = Ended(Arc::clone(open));
        // A socket that cannot be used any more is closed.
        let Ok(socket) = rt::net::TcpStream::from_std(socket) else { continue };
        let stream = Stream::new(socket, Connection::new(kind, Rc::clone(&queue)), place);
        let http = Rc::clone(&http);
        rt::spawn(async move {
            let _ended = ended;
            if poll_fn(|context| http.poll_ready(context)).await.is_ok()
                && let Err(err) = http.call((stream, Some(peer))).await
            {
                log::debug!("a connection ended: {err}");
            }
        });
    }
    let _ = timeout(Duration::from_secs(DRAIN_SECONDS), open.drained()).await;
}

/// Counts a connection off when it ends, however it ends.
struct Ended(Arc<Open>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.ended();
    }
}

/// The application as an HTTP/1 service over our streams.
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
        // The stream ends idle connections.
        .keep_alive(KeepAlive::Os)
        .client_request_timeout(HEAD_TIMEOUT)
        .client_disconnect_timeout(Duration::from_secs(1))
        .graceful_shutdown_signal(move || {
            let service = stopping.clone();
            async move {
                service.stopped().await;
                // actix-web closes a connection at once that has no request under way, also
                // one that was just opened.
                sleep(LAST_REQUESTS_WITHIN).await;
            }
        })
        .on_connect_ext(|stream: &Stream, data| {
            data.insert(Rc::clone(stream.connection()));
        })
        .h1(map_config(app, |()| AppConfig::default()))
}
