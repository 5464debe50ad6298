//! One connection through the proxy.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::proxy::Mode;
use super::upstream::Wire;

const LATENCY: Duration = Duration::from_secs(2);
/// Throughput in bytes per second.
const BYTES_PER_SECOND: f64 = 1000.0;

/// Both ends, and the bytes in flight between them.
pub struct Pipe {
    pub client: TcpStream,
    /// `None` once the database's end is closed without closing the client's.
    server: Option<Box<dyn Wire>>,
    to_server: Queue,
    to_client: Queue,
    /// True once bytes were dropped, after which nothing is forwarded.
    is_lost: bool,
}

/// The bytes in flight in one direction, and when they are due.
struct Queue {
    chunks: VecDeque<(Instant, Vec<u8>)>,
    /// Number of bytes that may pass now, and the time of its last update.
    allowance: f64,
    counted: Instant,
}

/// Result of a read without blocking.
enum ReadResult {
    Bytes(Vec<u8>),
    Nothing,
    End,
}

impl Pipe {
    pub fn new(client: TcpStream, server: Option<Box<dyn Wire>>) -> Self {
        client.set_nonblocking(true).unwrap();
        client.set_nodelay(true).unwrap();
        let is_lost = server.is_none();
        Self { client, server, to_server: Queue::new(), to_client: Queue::new(), is_lost }
    }

    /// Forwards the bytes that are due. Returns false if the connection has ended.
    pub fn step(&mut self, mode: Mode) -> bool {
        match mode {
            Mode::Refuse | Mode::Reset => return false,
            Mode::HalfOpen => {
                self.server = None;
                self.is_lost = true;
            }
            _ => {}
        }
        let from_client = read_available(&mut self.client);
        let from_server = match &mut self.server {
            Some(server) => read_available(server),
            None => ReadResult::Nothing,
        };
        // A black hole does not forward the end of a connection either.
        let forwards = mode != Mode::BlackHole;
        let delay = if mode == Mode::Slow { LATENCY } else { Duration::ZERO };
        for (came, queue) in
            [(from_client, &mut self.to_server), (from_server, &mut self.to_client)]
        {
            match came {
                ReadResult::End if forwards => return false,
                ReadResult::Bytes(_) if !forwards || self.is_lost => self.is_lost = true,
                ReadResult::Bytes(bytes) => queue.chunks.push_back((Instant::now() + delay, bytes)),
                ReadResult::End | ReadResult::Nothing => {}
            }
        }
        if self.is_lost || !forwards {
            return true;
        }
        let server = self.server.as_mut().unwrap();
        self.to_server.flush(mode, server) && self.to_client.flush(mode, &mut self.client)
    }
}

impl Queue {
    fn new() -> Self {
        Self { chunks: VecDeque::new(), allowance: 0.0, counted: Instant::now() }
    }

    /// Writes the chunks that are due. Returns false if the receiver has closed the connection.
    fn flush(&mut self, mode: Mode, to: &mut impl Write) -> bool {
        let now = Instant::now();
        let gained = now.duration_since(self.counted).as_secs_f64() * BYTES_PER_SECOND;
        self.counted = now;
        self.allowance = (self.allowance + gained).min(BYTES_PER_SECOND / 10.0);
        while let Some((due, chunk)) = self.chunks.front_mut() {
            if mode == Mode::Slow && *due > now {
                return true;
            }
            let most = if mode == Mode::Trickle { self.allowance as usize } else { usize::MAX };
            let piece = &chunk[..chunk.len().min(most)];
            if piece.is_empty() {
                return true;
            }
            match to.write(piece) {
                Ok(written) => {
                    self.allowance -= written as f64;
                    chunk.drain(..written);
                }
                Err(err) => return err.kind() == ErrorKind::WouldBlock,
            }
            if chunk.is_empty() {
                self.chunks.pop_front();
            }
        }
        true
    }
}

fn read_available(from: &mut impl Read) -> ReadResult {
    let mut bytes = vec![0; 1 << 16];
    match from.read(&mut bytes) {
        Ok(0) => ReadResult::End,
        Ok(length) => {
            bytes.truncate(length);
            ReadResult::Bytes(bytes)
        }
        Err(err) if err.kind() == ErrorKind::WouldBlock => ReadResult::Nothing,
        Err(_) => ReadResult::End,
    }
}
