//! A proxy between a server and its PostgreSQL that simulates network faults.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use socket2::{Domain, SockRef, Socket, Type};

use super::pipe::Pipe;
use super::upstream::Upstream;

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// No fault.
    Pass,
    /// New connections are refused, and open ones are closed.
    Refuse,
    /// Open and new connections are reset.
    Reset,
    /// Connections are accepted and bytes read, but nothing is forwarded on them, even later.
    BlackHole,
    /// A latency of two seconds in each direction.
    Slow,
    /// A throughput of 1000 bytes per second in each direction.
    Trickle,
    /// The database's end is closed, but the server's end stays open.
    HalfOpen,
}

impl Mode {
    /// True if no bytes get through.
    pub fn cuts_off(self) -> bool {
        matches!(self, Self::Refuse | Self::Reset | Self::BlackHole | Self::HalfOpen)
    }
}

/// State that the threads share.
struct Shared {
    mode: Mutex<Mode>,
    is_over: AtomicBool,
    upstream: Upstream,
}

/// A proxy that runs until it is dropped.
pub struct Proxy {
    pub address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
    /// Bound but not listening: it reserves the port while the listener is closed.
    _held: Socket,
}

impl Proxy {
    pub fn start(upstream: Upstream) -> Self {
        let held = bind("127.0.0.1:0".parse().unwrap());
        let address = held.local_addr().unwrap().as_socket().unwrap();
        let mode = Mutex::new(Mode::Pass);
        let shared = Arc::new(Shared { mode, is_over: AtomicBool::new(false), upstream });
        let for_thread = Arc::clone(&shared);
        let listener = listen(address);
        let thread = thread::spawn(move || accept(address, listener, &for_thread));
        Self { address, shared, thread: Some(thread), _held: held }
    }

    pub fn switch(&self, mode: Mode) {
        *self.shared.mode.lock().unwrap() = mode;
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        // If the thread panicked, the test has failed already.
        let _ = self.thread.take().unwrap().join();
    }
}

fn bind(address: SocketAddr) -> Socket {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.set_reuse_address(true).unwrap();
    socket.bind(&address.into()).unwrap();
    socket
}

fn listen(address: SocketAddr) -> TcpListener {
    let socket = bind(address);
    socket.listen(64).unwrap();
    socket.set_nonblocking(true).unwrap();
    socket.into()
}

fn accept(address: SocketAddr, listener: TcpListener, shared: &Arc<Shared>) {
    let mut listener = Some(listener);
    while !shared.is_over.load(Ordering::SeqCst) {
        let mode = *shared.mode.lock().unwrap();
        if mode == Mode::Refuse {
            listener = None;
        } else {
            match listener.get_or_insert_with(|| listen(address)).accept() {
                Ok((client, _)) => handle(client, mode, shared),
                Err(err) => assert_eq!(err.kind(), ErrorKind::WouldBlock, "{err}"),
            }
        }
        thread::sleep(Duration::from_millis(2));
    }
}

fn handle(client: TcpStream, mode: Mode, shared: &Arc<Shared>) {
    if mode == Mode::Reset {
        return reset(&client);
    }
    let server = (!mode.cuts_off()).then(|| shared.upstream.connect());
    let mut pipe = Pipe::new(client, server);
    let shared = Arc::clone(shared);
    thread::spawn(move || {
        while !shared.is_over.load(Ordering::SeqCst) {
            let mode = *shared.mode.lock().unwrap();
            if !pipe.step(mode) {
                if mode == Mode::Reset {
                    reset(&pipe.client);
                }
                return;
            }
            thread::sleep(Duration::from_millis(2));
        }
    });
}

/// Makes closing the connection send RST instead of FIN.
fn reset(client: &TcpStream) {
    SockRef::from(client).set_linger(Some(Duration::ZERO)).unwrap();
}
