//! The address of the PostgreSQL of the tests, directly and through the proxy.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;

/// A connection to PostgreSQL over a socket file or TCP.
pub trait Wire: Read + Write + Send {}

impl<T: Read + Write + Send> Wire for T {}

/// The address of PostgreSQL: the path of a socket, or host and port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Upstream {
    Socket(String),
    Port(String),
}

impl Upstream {
    /// Parses a `postgres://…` URL.
    pub fn parse(url: &str) -> Self {
        let parts = Parts::parse(url);
        let named = |name: &str| {
            let pair = parts.parameters.iter().find(|(key, _)| *key == name);
            pair.map(|(_, value)| value.replace("%2F", "/").replace("%2f", "/"))
        };
        let (host, port) = match parts.place.rsplit_once(':') {
            Some((host, port)) => (host.to_owned(), port.to_owned()),
            None => (parts.place.to_owned(), "5432".to_owned()),
        };
        let host = if host.is_empty() { named("host").unwrap_or_default() } else { host };
        let port = named("port").unwrap_or(port);
        if host.starts_with('/') {
            Self::Socket(format!("{host}/.s.PGSQL.{port}"))
        } else {
            Self::Port(format!("{host}:{port}"))
        }
    }

    pub fn connect(&self) -> Box<dyn Wire> {
        match self {
            Self::Socket(path) => {
                let stream = UnixStream::connect(path).unwrap();
                stream.set_nonblocking(true).unwrap();
                Box::new(stream)
            }
            Self::Port(place) => {
                let stream = TcpStream::connect(place).unwrap();
                stream.set_nonblocking(true).unwrap();
                stream.set_nodelay(true).unwrap();
                Box::new(stream)
            }
        }
    }
}

/// The same database at another host and port, with an application name.
pub fn url_through(url: &str, address: SocketAddr, name: &str) -> String {
    let parts = Parts::parse(url);
    let kept = parts.parameters.iter().filter(|(key, _)| !matches!(*key, "host" | "port"));
    let kept: String = kept.map(|(key, value)| format!("&{key}={value}")).collect();
    let Parts { user, database, .. } = parts;
    format!("postgres://{user}@{address}/{database}?application_name={name}{kept}")
}

/// The parts of a URL.
struct Parts<'a> {
    user: &'a str,
    place: &'a str,
    database: &'a str,
    parameters: Vec<(&'a str, &'a str)>,
}

impl<'a> Parts<'a> {
    fn parse(url: &'a str) -> Self {
        let (_, rest) = url.split_once("://").unwrap();
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = place.split_once('/').unwrap();
        let (user, place) = authority.rsplit_once('@').unwrap_or(("postgres", authority));
        let parameters = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        Self { user, place, database, parameters }
    }
}

#[test]
fn a_url_through_the_proxy_names_the_same_database() {
    let url = "postgres://u:p@/d?host=/tmp/x&options=--search_path%3Dt";
    assert_eq!(Upstream::parse(url), Upstream::Socket("/tmp/x/.s.PGSQL.5432".to_owned()));
    assert_eq!(
        url_through(url, "127.0.0.1:9".parse().unwrap(), "n"),
        "postgres://u:p@127.0.0.1:9/d?application_name=n&options=--search_path%3Dt"
    );
    let url = "postgres://u@h:5433/d";
    assert_eq!(Upstream::parse(url), Upstream::Port("h:5433".to_owned()));
}
