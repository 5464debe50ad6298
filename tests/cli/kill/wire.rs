//! An HTTP client for connections that may break at any byte.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

use serde_json::Value;

use crate::program::TIME_LIMIT;

/// A persistent connection.
pub struct Connection {
    stream: BufReader<TcpStream>,
    key: Option<String>,
}

/// A response with complete headers.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    headers: Vec<(String, String)>,
    /// `None` if the connection broke before the end.
    pub body: Option<String>,
}

impl Reply {
    /// A header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(self.body.as_deref().unwrap()).unwrap()
    }
}

impl Connection {
    /// Connects. The key, if there is one, is sent with every request.
    pub fn open(address: SocketAddr, key: Option<&str>) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(TIME_LIMIT))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream), key: key.map(str::to_owned) })
    }

    pub fn get(&mut self, path: &str) -> io::Result<Reply> {
        self.request("GET", path, &[], "")
    }

    /// Sends a request and reads the response. An error means that no response came; the server may
    /// have done the work all the same.
    pub fn request(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> io::Result<Reply> {
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
        if let Some(key) = &self.key {
            request.push_str(&format!("Authorization: Bearer {key}\r\n"));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        self.stream.get_mut().write_all(request.as_bytes())?;
        let (status, headers) = self.head()?;
        let mut reply = Reply { status, headers, body: None };
        reply.body = self.body(&reply).ok();
        Ok(reply)
    }

    fn head(&mut self) -> io::Result<(u16, Vec<(String, String)>)> {
        let first = self.line()?;
        let status = first.split(' ').nth(1).and_then(|it| it.parse().ok()).ok_or_else(broken)?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                return Ok((status, headers));
            }
            let (name, value) = line.split_once(':').ok_or_else(broken)?;
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }

    fn body(&mut self, reply: &Reply) -> io::Result<String> {
        let mut body = Vec::new();
        if reply.header("transfer-encoding") == Some("chunked") {
            loop {
                let length = usize::from_str_radix(&self.line()?, 16).map_err(|_| broken())?;
                self.piece(length, &mut body)?;
                self.line()?;
                if length == 0 {
                    break;
                }
            }
        } else if let Some(length) = reply.header("content-length") {
            self.piece(length.parse().map_err(|_| broken())?, &mut body)?;
        }
        String::from_utf8(body).map_err(|_| broken())
    }

    fn piece(&mut self, length: usize, body: &mut Vec<u8>) -> io::Result<()> {
        let had = body.len();
        body.resize(had + length, 0);
        self.stream.read_exact(&mut body[had..])
    }

    /// Reads a line; returns it without its end.
    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        line.strip_suffix("\r\n").map(str::to_owned).ok_or_else(broken)
    }
}

fn broken() -> io::Error {
    io::Error::from(io::ErrorKind::UnexpectedEof)
}
