//! The URL of the database: its syntax, what messages may show of it, and whether the connection
//! is encrypted.
//!
//! Neither an error nor `Display` ever contains a password.

mod postgres;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use postgres::{PARAMETERS, PostgresUrl};

/// `sqlite:<path>` or `postgres://…`.
///
/// `Display` leaves out the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseUrl {
    Sqlite(PathBuf),
    /// A URL that `PostgresUrl` parses, so that libpq understands it in the same way.
    Postgres(String),
}

/// The text is not a database URL. The error never contains the text, which may contain a
/// password.
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

/// Environment variables that make libpq connect to a server that the URL does not name.
pub const REDIRECTING_VARIABLES: [&str; 3] = ["PGHOSTADDR", "PGSERVICE", "PGSERVICEFILE"];

/// The environment variable that names the host if the URL does not.
pub const HOST_VARIABLE: &str = "PGHOST";

impl FromStr for DatabaseUrl {
    type Err = InvalidDatabaseUrl;

    fn from_str(text: &str) -> Result<Self, InvalidDatabaseUrl> {
        match text.strip_prefix("sqlite:") {
            Some(path) => sqlite_path(path).map(Self::Sqlite),
            None => PostgresUrl::parse(text).map(|_| Self::Postgres(text.to_owned())),
        }
    }
}

fn sqlite_path(path: &str) -> Result<PathBuf, InvalidDatabaseUrl> {
    // A server after `sqlite:` is a mistake, and the text may contain a password.
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

impl DatabaseUrl {
    /// Whether the connection may cross a network without encryption: a host is remote, and TLS is
    /// not required by `sslmode` or is missing from this build. `environment` is the value of
    /// [`HOST_VARIABLE`].
    pub fn crosses_network_in_clear(&self, environment: Option<&str>) -> bool {
        let Self::Postgres(url) = self else { return false };
        // If the host is unknown, assume the worst.
        let Ok(parts) = PostgresUrl::parse(url) else { return true };
        let is_remote = parts.targets(environment).iter().any(|host| !is_local(host));
        let insists =
            matches!(parts.parameter("sslmode"), Some("require" | "verify-ca" | "verify-full"));
        is_remote && !(insists && cfg!(feature = "postgres-tls"))
    }

    /// Whether `text` contains the password or another secret of this URL.
    pub(super) fn secret_appears_in(&self, text: &str) -> bool {
        let Self::Postgres(url) = self else { return false };
        let Ok(parts) = PostgresUrl::parse(url) else { return true };
        parts.secrets().iter().any(|secret| text.contains(secret))
    }
}

fn is_local(host: &str) -> bool {
    // A path or a name in Linux's abstract namespace is a Unix socket.
    let socket = host.starts_with(['/', '@']);
    let loopback = host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    socket || loopback || host.is_empty() || host == "localhost"
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => match PostgresUrl::parse(url) {
                Ok(PostgresUrl { written_hosts, database, .. }) => {
                    write!(f, "postgres://{written_hosts}/{database}")
                }
                Err(_) => f.write_str("postgres://…"),
            },
        }
    }
}
