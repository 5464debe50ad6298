//! Where the data is.
//!
//! The URL of a PostgreSQL is parsed here before libpq sees it, and more strictly than libpq does.
//! So the host that is judged is the host that libpq connects to, and libpq has no reason to
//! repeat a part of the URL, which may be a part of the password.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use percent_encoding::percent_decode_str;

/// `sqlite:<path>` or `postgres://…`.
///
/// `Display` leaves out the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseUrl {
    Sqlite(PathBuf),
    /// A URL whose parts are all known, so that libpq reads it as it was meant.
    Postgres(String),
}

/// The text does not say where a database is. It never holds the text itself,
/// which may contain a password.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDatabaseUrl {
    #[error(
        "the database URL does not begin with a known scheme: write `sqlite:<path>` or \
         `postgres://user@host/database`"
    )]
    Scheme,
    #[error(
        "the database URL names no file: write `sqlite:<path>`, for example `sqlite:data/directory.db`"
    )]
    NoPath,
    #[error("the database URL names no database: write `postgres://user@host/database`")]
    NoDatabase,
    #[error(
        "the database URL is ambiguous: encode `/` as %2F, `?` as %3F, `@` as %40 and `%` as %25 \
         in the user name and the password"
    )]
    Ambiguous,
    #[error(
        "the database URL contains a `%` that is not followed by two hexadecimal digits, or a \
         space or control character: encode `%` as %25 and a space as %20"
    )]
    Encoding,
    #[error(
        "the host of the database URL is not valid: write `host`, `host:port` or `[IPv6]:port`, \
         and separate several hosts with commas"
    )]
    Host,
    #[error(
        "the database URL has a parameter that is not allowed, or one without `=`; allowed are {}",
        PARAMETERS.join(", ")
    )]
    Parameter,
}

/// The parameters that a PostgreSQL URL may have. Not among them are those that would name the
/// server a second way (`service`, `servicefile`, `dbname`).
const PARAMETERS: [&str; 32] = [
    "application_name",
    "channel_binding",
    "client_encoding",
    "connect_timeout",
    "fallback_application_name",
    "gssencmode",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "krbsrvname",
    "load_balance_hosts",
    "options",
    "passfile",
    "password",
    "port",
    "require_auth",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslcert",
    "sslcrl",
    "sslcrldir",
    "sslkey",
    "sslmode",
    "sslnegotiation",
    "sslpassword",
    "sslrootcert",
    "target_session_attrs",
    "tcp_user_timeout",
    "user",
];

/// Environment variables by which libpq would connect to another server than the URL names.
pub const REDIRECTING_VARIABLES: [&str; 3] = ["PGHOSTADDR", "PGSERVICE", "PGSERVICEFILE"];

/// The environment variable that names the host where the URL names none.
pub const HOST_VARIABLE: &str = "PGHOST";

impl FromStr for DatabaseUrl {
    type Err = InvalidDatabaseUrl;

    fn from_str(text: &str) -> Result<Self, InvalidDatabaseUrl> {
        match text.strip_prefix("sqlite:") {
            Some(path) => sqlite_path(path).map(Self::Sqlite),
            None => Parts::of(text).map(|_| Self::Postgres(text.to_owned())),
        }
    }
}

fn sqlite_path(path: &str) -> Result<PathBuf, InvalidDatabaseUrl> {
    // A URL with a server behind `sqlite:` is a mistake, and may contain a password.
    let authority = path.strip_prefix("//").and_then(|rest| rest.split('/').next());
    if path.trim_start_matches('/').contains("://") || authority.is_some_and(|it| it.contains('@'))
    {
        return Err(InvalidDatabaseUrl::Scheme);
    }
    // `sqlite:///a` is the file /a, as in other programs.
    match path.strip_prefix("//").unwrap_or(path) {
        "" | ":memory:" => Err(InvalidDatabaseUrl::NoPath),
        path if path.ends_with('/') => Err(InvalidDatabaseUrl::NoPath),
        path => Ok(path.into()),
    }
}

/// The parts of a PostgreSQL URL, decoded.
struct Parts<'u> {
    /// As they are written, for messages.
    written_hosts: &'u str,
    database: &'u str,
    /// The hosts before the database's name, without ports.
    hosts: Vec<String>,
    parameters: Vec<(String, String)>,
}

impl<'u> Parts<'u> {
    fn of(url: &'u str) -> Result<Self, InvalidDatabaseUrl> {
        let rest = url.strip_prefix("postgres://").or_else(|| url.strip_prefix("postgresql://"));
        let rest = rest.ok_or(InvalidDatabaseUrl::Scheme)?;
        if rest.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(InvalidDatabaseUrl::Encoding);
        }
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = place.split_once('/').unwrap_or((place, ""));
        // Behind the user name and the password an `@` has no meaning, so that one there shows
        // that the password contains a `/`, `?` or `@`.
        let (user, written_hosts) = authority.split_once('@').unwrap_or(("", authority));
        if [written_hosts, database, query].iter().any(|part| part.contains('@')) {
            return Err(InvalidDatabaseUrl::Ambiguous);
        }
        decoded(user)?;
        let hosts = written_hosts.split(',').map(host).collect::<Result<_, _>>()?;
        if database.is_empty() {
            return Err(InvalidDatabaseUrl::NoDatabase);
        }
        if database.contains('/') {
            return Err(InvalidDatabaseUrl::Ambiguous);
        }
        decoded(database)?;
        let parameters = match query {
            "" => Vec::new(),
            query => query.split('&').map(parameter).collect::<Result<_, _>>()?,
        };
        Ok(Self { written_hosts, database, hosts, parameters })
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        // libpq takes the last of several.
        self.parameters.iter().rev().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// The hosts that libpq connects to; `environment` is what the variable for the host says.
    fn targets(&self, environment: Option<&str>) -> Vec<String> {
        let list = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
        let given = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(list);
        // An address in numbers decides where one is given; the name beside it then only matters
        // for certificates. Both are judged.
        let mut targets = given(self.parameter("hostaddr")).unwrap_or_default();
        match given(self.parameter("host")) {
            Some(hosts) => targets.extend(hosts),
            None if self.hosts.iter().any(|host| !host.is_empty()) => {
                targets.extend(self.hosts.iter().cloned());
            }
            None => targets.extend(given(environment).unwrap_or_default()),
        }
        targets
    }
}

fn decoded(text: &str) -> Result<String, InvalidDatabaseUrl> {
    let bytes = text.as_bytes();
    let is_hexadecimal = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let mut escapes = (0..bytes.len()).filter(|at| bytes[*at] == b'%');
    let is_valid = escapes.all(|at| is_hexadecimal(at + 1) && is_hexadecimal(at + 2));
    let text = percent_decode_str(text).decode_utf8().ok().filter(|_| is_valid);
    // libpq refuses an encoded NUL, and repeats the text.
    let text = text.filter(|text| !text.contains('\0'));
    text.map(Into::into).ok_or(InvalidDatabaseUrl::Encoding)
}

/// The name of a host, from `host`, `host:port` or `[IPv6]:port`.
fn host(written: &str) -> Result<String, InvalidDatabaseUrl> {
    let (name, port) = match written.strip_prefix('[') {
        Some(rest) => {
            let (name, port) = rest.split_once(']').ok_or(InvalidDatabaseUrl::Host)?;
            if name.parse::<std::net::Ipv6Addr>().is_err() {
                return Err(InvalidDatabaseUrl::Host);
            }
            (name, port.strip_prefix(':').or(port.is_empty().then_some("")))
        }
        None => match written.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (written, Some("")),
        },
    };
    let is_port = |port: &str| port.is_empty() || port.parse::<u16>().is_ok_and(|port| port > 0);
    if !port.is_some_and(is_port) {
        return Err(InvalidDatabaseUrl::Host);
    }
    let name = decoded(name)?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._:".contains(c);
    match name.starts_with('/') || name.chars().all(is_plain) {
        true => Ok(name),
        false => Err(InvalidDatabaseUrl::Host),
    }
}

fn parameter(pair: &str) -> Result<(String, String), InvalidDatabaseUrl> {
    let (name, value) = pair.split_once('=').ok_or(InvalidDatabaseUrl::Parameter)?;
    let (name, value) = (decoded(name)?, decoded(value)?);
    match PARAMETERS.contains(&name.as_str()) {
        true => Ok((name, value)),
        false => Err(InvalidDatabaseUrl::Parameter),
    }
}

impl DatabaseUrl {
    /// Whether the way to the database may lead over a network without
    /// encryption: a host that is not this machine, and no `sslmode` that
    /// insists on TLS (or a build without it). `environment` is the value of
    /// [`HOST_VARIABLE`].
    pub fn crosses_network_in_clear(&self, environment: Option<&str>) -> bool {
        let Self::Postgres(url) = self else { return false };
        // A host that cannot be judged is not safe.
        let Ok(parts) = Parts::of(url) else { return true };
        let is_remote = parts.targets(environment).iter().any(|host| !is_local(host));
        let insists =
            matches!(parts.parameter("sslmode"), Some("require" | "verify-ca" | "verify-full"));
        is_remote && !(insists && cfg!(feature = "postgres-tls"))
    }

    /// Whether a text contains the password of this URL, or another of its secrets.
    pub(super) fn is_told_by(&self, text: &str) -> bool {
        let Self::Postgres(url) = self else { return false };
        let Ok(parts) = Parts::of(url) else { return true };
        let user = url.split_once("://").and_then(|(_, rest)| rest.split_once('@'));
        let password =
            user.and_then(|(user, _)| user.split_once(':')).map(|(_, password)| password);
        let decoded = password.and_then(|password| decoded(password).ok());
        let named = ["password", "sslpassword"].map(|name| parts.parameter(name));
        let secrets = named.into_iter().chain([password, decoded.as_deref()]).flatten();
        secrets.filter(|secret| !secret.is_empty()).any(|secret| text.contains(secret))
    }
}

fn is_local(host: &str) -> bool {
    // A path, or a name in Linux's abstract namespace, is a socket of this machine.
    let socket = host.starts_with(['/', '@']);
    let loopback = host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    socket || loopback || host.is_empty() || host == "localhost"
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => match Parts::of(url) {
                Ok(Parts { written_hosts, database, .. }) => {
                    write!(f, "postgres://{written_hosts}/{database}")
                }
                Err(_) => f.write_str("postgres://…"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_a_file_or_a_server() {
        for (text, shown) in [
            ("sqlite:data/directory.db", "sqlite:data/directory.db"),
            ("sqlite:///var/lib/directory.db", "sqlite:/var/lib/directory.db"),
            ("postgres://u:secret@db:5432/directory?options=x", "postgres://db:5432/directory"),
            ("postgres://u:se%2Fcr%40et:%25@db/d", "postgres://db/d"),
            ("postgresql:///directory?host=/run", "postgres:///directory"),
            ("postgres://u@/d?host=10.0.0.11,10.0.0.12&port=5432,5432", "postgres:///d"),
        ] {
            assert_eq!(text.parse::<DatabaseUrl>().unwrap().to_string(), shown);
        }
    }

    /// URLs that an adversary tried, and more of their kinds. The password is `dirsecretpw`, with
    /// something odd in or around it.
    const ODD: [(&str, InvalidDatabaseUrl); 40] = [
        ("", InvalidDatabaseUrl::Scheme),
        ("data.db", InvalidDatabaseUrl::Scheme),
        ("sqlite:", InvalidDatabaseUrl::NoPath),
        ("sqlite::memory:", InvalidDatabaseUrl::NoPath),
        ("sqlite:folder/", InvalidDatabaseUrl::NoPath),
        ("sqlite3:a.db", InvalidDatabaseUrl::Scheme),
        ("sqlite:postgres://dir:dirsecretpw@db/d", InvalidDatabaseUrl::Scheme),
        ("sqlite://dir:dirsecretpw@db/d", InvalidDatabaseUrl::Scheme),
        ("postgre://u:dirsecretpw@db/d", InvalidDatabaseUrl::Scheme),
        (" postgres://u:dirsecretpw@db/d", InvalidDatabaseUrl::Scheme),
        ("POSTGRES://u:dirsecretpw@db/d", InvalidDatabaseUrl::Scheme),
        ("postgres:/u:dirsecretpw@db/d", InvalidDatabaseUrl::Scheme),
        ("host=db password=dirsecretpw", InvalidDatabaseUrl::Scheme),
        ("mysql://u:dirsecretpw@db/d", InvalidDatabaseUrl::Scheme),
        ("file:a.db", InvalidDatabaseUrl::Scheme),
        ("postgres://u:dirsecretpw@db", InvalidDatabaseUrl::NoDatabase),
        ("postgres://u:dirsecretpw@db/", InvalidDatabaseUrl::NoDatabase),
        ("postgres://u:dirsecretpw@db/?host=x", InvalidDatabaseUrl::NoDatabase),
        ("postgres://u:dirsecretpw%zz@db/d", InvalidDatabaseUrl::Encoding),
        ("postgres://u:dirsecretpw%@db/d", InvalidDatabaseUrl::Encoding),
        ("postgres://u:dirsecretpw%4@db/d", InvalidDatabaseUrl::Encoding),
        ("postgres://u:dirsecretpw%00@db/d", InvalidDatabaseUrl::Encoding),
        ("postgres://u:dirsecretpw%ff@db/d", InvalidDatabaseUrl::Encoding),
        ("postgres://u:dirsecretpw x@db/d", InvalidDatabaseUrl::Encoding),
        ("postgres://u:dirsecretpw\n@db/d", InvalidDatabaseUrl::Encoding),
        ("postgres://u:dirsecretpw/x@db/d", InvalidDatabaseUrl::Ambiguous),
        ("postgres://u:dirsecretpw?x@db/d", InvalidDatabaseUrl::Ambiguous),
        ("postgres://u:dirsecretpw@x@db/d", InvalidDatabaseUrl::Ambiguous),
        ("postgres://u:x@dirsecretpw@db:9540/d", InvalidDatabaseUrl::Ambiguous),
        ("postgres://u:x/dirsecretpw/y@db/d", InvalidDatabaseUrl::Ambiguous),
        ("postgres://u:1/dirsecretpw/d", InvalidDatabaseUrl::Ambiguous),
        ("postgres://u:dirsecretpw/d", InvalidDatabaseUrl::Host),
        ("postgres://db:dirsecretpw/d", InvalidDatabaseUrl::Host),
        ("postgres://u:x@[dirsecretpw]/d", InvalidDatabaseUrl::Host),
        ("postgres://u:x@db:99999/d", InvalidDatabaseUrl::Host),
        ("postgres://u:x@db;dirsecretpw/d", InvalidDatabaseUrl::Host),
        ("postgres://u:x@db/d?dirsecretpw", InvalidDatabaseUrl::Parameter),
        ("postgres://u:x@db/d?dirsecretpw=1", InvalidDatabaseUrl::Parameter),
        ("postgres://u@db/d?pasword=dirsecretpw", InvalidDatabaseUrl::Parameter),
        ("postgres://u@db/d?service=dirsecretpw", InvalidDatabaseUrl::Parameter),
    ];

    #[test]
    fn an_odd_url_is_refused_without_repeating_any_of_it() {
        for (text, expected) in ODD {
            let invalid = text.parse::<DatabaseUrl>().expect_err(text);
            assert_eq!(invalid, expected, "{text}");
            assert!(!invalid.to_string().contains("dirsecret"), "{invalid}");
        }
    }

    #[test]
    fn the_hosts_that_libpq_connects_to_are_judged() {
        for (text, environment, leaves) in [
            ("sqlite:a.db", None, false),
            ("sqlite:a.db", Some("db.example"), false),
            ("postgres:///d", None, false),
            ("postgres:///d", Some(""), false),
            ("postgres:///d", Some("/run/postgresql"), false),
            ("postgres:///d", Some("db.example"), true),
            ("postgres:///d", Some("localhost,db.example"), true),
            ("postgres://u@:5433/d", Some("db.example"), true),
            ("postgres://localhost/d", Some("db.example"), false),
            ("postgres://localhost/d", None, false),
            ("postgres://u@127.0.0.1:5433/d", None, false),
            ("postgres://[::1]:5432/d", None, false),
            ("postgres://[2001:db8::1]/d", None, true),
            ("postgres:///d?host=/run/postgresql", None, false),
            ("postgres://%2Frun%2Fpostgresql/d", None, false),
            ("postgres://%2frun/d?host=db.example", None, true),
            ("postgres://db.example/d", None, true),
            ("postgres://d%62.example/d", None, true),
            ("postgres://localhost,db.example:5432/d", None, true),
            ("postgres:///d?host=db.example", None, true),
            ("postgres:///d?h%6fst=192.0.2.1", None, true),
            ("postgres://localhost/d?h%6Fst=192.0.2.1", None, true),
            ("postgres://localhost/d?host=localhost&host=db.example", None, true),
            ("postgres:///d?hostaddr=192.0.2.1", None, true),
            ("postgres://localhost/d?hostaddr=192.0.2.1", None, true),
            ("postgres://localhost/d?host%61ddr=192.0.2.1", None, true),
            ("postgres:///d?hostaddr=127.0.0.1,192.0.2.1", None, true),
            ("postgres://db.example/d?hostaddr=127.0.0.1", None, true),
        ] {
            let url: DatabaseUrl = text.parse().unwrap();
            assert_eq!(url.crosses_network_in_clear(environment), leaves, "{text} {environment:?}");
        }
    }

    #[test]
    fn a_text_that_tells_the_password_is_known() {
        for (url, text, tells) in [
            ("postgres://u:pass%2Fword@db/d", "failed for pass/word", true),
            ("postgres://u:pass%2Fword@db/d", "failed for pass%2Fword", true),
            ("postgres://u@db/d?password=word", "a word", true),
            ("postgres://u:password@db/d", "connection refused", false),
            ("postgres://u@db/d", "connection refused", false),
        ] {
            assert_eq!(url.parse::<DatabaseUrl>().unwrap().is_told_by(text), tells, "{url}");
        }
    }
}
