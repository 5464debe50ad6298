//! One connection through the proxy.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::proxy::Mode;
use super::upstream::Wire;

const LATENCY: Duration = Duration::from_secs(2);
/// How many bytes trickle through in a second.
const A_SECOND: f64 = 1000.0;

/// Both ends, and what is under way between them.
pub struct Pipe {
    pub client: TcpStream,
    /// `None` once the database's end is closed and the client is not told.
    server: Option<Box<dyn Wire>>,
    to_server: Queue,
    to_client: Queue,
    /// Something was swallowed: nothing that comes after would make sense.
    is_lost: bool,
}

/// What is under way in one direction, and when it may arrive.
struct Queue {
    chunks: VecDeque<(Instant, Vec<u8>)>,
    /// How many bytes may trickle by now, and since when that is counted.
    allowance: f64,
    counted: Instant,
}

/// What came of an end.
enum Came {
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

    /// Moves what can be moved. False where the connection has ended.
    pub fn step(&mut self, mode: Mode) -> bool {
        match mode {
            Mode::Refuse | Mode::Reset => return false,
            Mode::HalfOpen => {
                self.server = None;
                self.is_lost = true;
            }
            _ => {}
        }
        let from_client = came(&mut self.client);
        let from_server = match &mut self.server {
            Some(server) => came(server),
            None => Came::Nothing,
        };
        // Not even an end is told through a black hole.
        let is_told = mode != Mode::BlackHole;
        let delay = if mode == Mode::Slow { LATENCY } else { Duration::ZERO };
        for (came, queue) in
            [(from_client, &mut self.to_server), (from_server, &mut self.to_client)]
        {
            match came {
                Came::End if is_told => return false,
                Came::Bytes(_) if !is_told || self.is_lost => self.is_lost = true,
                Came::Bytes(bytes) => queue.chunks.push_back((Instant::now() + delay, bytes)),
                Came::End | Came::Nothing => {}
            }
        }
        if self.is_lost || !is_told {
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

    /// Writes what may arrive by now. False where nobody takes it.
    fn flush(&mut self, mode: Mode, to: &mut impl Write) -> bool {
        let now = Instant::now();
        let gained = now.duration_since(self.counted).as_secs_f64() * A_SECOND;
        self.counted = now;
        self.allowance = (self.allowance + gained).min(A_SECOND / 10.0);
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

fn came(from: &mut impl Read) -> Came {
    let mut bytes = vec![0; 1 << 16];
    match from.read(&mut bytes) {
        Ok(0) => Came::End,
        Ok(length) => {
            bytes.truncate(length);
            Came::Bytes(bytes)
        }
        Err(err) if err.kind() == ErrorKind::WouldBlock => Came::Nothing,
        Err(_) => Came::End,
    }
}
