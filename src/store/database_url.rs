//! Where the data is.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// `sqlite:<path>` or `postgres://…`.
///
/// `Display` leaves out the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseUrl {
    Sqlite(PathBuf),
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
}

impl FromStr for DatabaseUrl {
    type Err = InvalidDatabaseUrl;

    fn from_str(text: &str) -> Result<Self, InvalidDatabaseUrl> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            // `sqlite:///a` is the file /a, as in other programs.
            let path = path.strip_prefix("//").unwrap_or(path);
            return match path {
                "" | ":memory:" => Err(InvalidDatabaseUrl::NoPath),
                path if path.ends_with('/') => Err(InvalidDatabaseUrl::NoPath),
                path => Ok(Self::Sqlite(path.into())),
            };
        }
        let Some(rest) =
            text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"))
        else {
            return Err(InvalidDatabaseUrl::Scheme);
        };
        let path = rest.split('?').next().and_then(|rest| rest.split_once('/'));
        match path {
            Some((_, database)) if !database.is_empty() => Ok(Self::Postgres(text.to_owned())),
            _ => Err(InvalidDatabaseUrl::NoDatabase),
        }
    }
}

impl DatabaseUrl {
    /// Whether the way to the database may lead over a network without
    /// encryption: a host that is not this machine, and no `sslmode` that
    /// insists on TLS (or a build without it).
    pub fn crosses_network_in_clear(&self) -> bool {
        let Self::Postgres(url) = self else { return false };
        let (authority, parameters) = postgres_parts(url);
        let hosts = authority.rsplit('@').next().unwrap_or_default();
        let named = parameters
            .iter()
            .filter(|(key, _)| matches!(*key, "host" | "hostaddr"))
            .flat_map(|(_, value)| value.split(','));
        let is_remote = hosts.split(',').map(without_port).chain(named).any(|host| !is_local(host));
        let insists = parameters.iter().any(|(key, value)| {
            *key == "sslmode" && matches!(*value, "require" | "verify-ca" | "verify-full")
        });
        is_remote && !(insists && cfg!(feature = "postgres-tls"))
    }
}

/// The part before the database's name, and the parameters.
fn postgres_parts(url: &str) -> (&str, Vec<(&str, &str)>) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let authority = place.split('/').next().unwrap_or_default();
    (authority, query.split('&').filter_map(|pair| pair.split_once('=')).collect())
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_local(host: &str) -> bool {
    let socket = host.starts_with('/') || host.to_ascii_lowercase().starts_with("%2f");
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let loopback = name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    socket || loopback || name.is_empty() || name == "localhost"
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => {
                let (authority, _) = postgres_parts(url);
                let hosts = authority.rsplit('@').next().unwrap_or_default();
                let place = url.split('?').next().unwrap_or_default();
                let database = place.rsplit('/').next().unwrap_or_default();
                write!(f, "postgres://{hosts}/{database}")
            }
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
            ("postgres://u:secret@db:5432/directory?x=y", "postgres://db:5432/directory"),
            ("postgresql:///directory?host=/run", "postgres:///directory"),
        ] {
            assert_eq!(text.parse::<DatabaseUrl>().unwrap().to_string(), shown);
        }
    }

    #[test]
    fn anything_else_is_refused_without_repeating_it() {
        for text in [
            "",
            "data.db",
            "sqlite:",
            "sqlite::memory:",
            "sqlite:folder/",
            "sqlite3:a.db",
            "postgre://u:secret@db/d",
            "postgres://u:secret@db",
            "postgres://u:secret@db/",
            "host=db password=secret",
            "mysql://db/d",
            "file:a.db",
        ] {
            let invalid = text.parse::<DatabaseUrl>().expect_err(text);
            assert!(!invalid.to_string().contains("secret"), "{invalid}");
        }
    }

    #[test]
    fn knows_what_leaves_the_machine() {
        for (text, leaves) in [
            ("sqlite:a.db", false),
            ("postgres:///d", false),
            ("postgres://localhost/d", false),
            ("postgres://u@127.0.0.1:5433/d", false),
            ("postgres://[::1]:5432/d", false),
            ("postgres:///d?host=/run/postgresql", false),
            ("postgres://%2Frun%2Fpostgresql/d", false),
            ("postgres://db.example/d", true),
            ("postgres://localhost,db.example:5432/d", true),
            ("postgres:///d?host=db.example", true),
            ("postgres:///d?hostaddr=192.0.2.1", true),
        ] {
            let url: DatabaseUrl = text.parse().unwrap();
            assert_eq!(url.crosses_network_in_clear(), leaves, "{text}");
        }
    }
}
