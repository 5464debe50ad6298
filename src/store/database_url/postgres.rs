//! Parsing the URL of a PostgreSQL database.
//!
//! The grammar is stricter than libpq's, so that libpq connects to exactly the hosts that are
//! parsed here, and never has a reason to quote part of the URL.

use percent_encoding::percent_decode_str;

use super::InvalidDatabaseUrl;

/// The allowed parameters. Those that name the server in another way (`service`, `servicefile`,
/// `dbname`) are not allowed.
pub const PARAMETERS: [&str; 32] = [
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

/// The parts of a PostgreSQL URL.
pub struct PostgresUrl<'u> {
    /// The hosts and ports as written, for messages.
    pub written_hosts: &'u str,
    /// The name of the database as written.
    pub database: &'u str,
    /// The password as written.
    password: Option<&'u str>,
    /// The decoded hosts, without ports.
    hosts: Vec<String>,
    /// Decoded names and values.
    parameters: Vec<(String, String)>,
}

impl<'u> PostgresUrl<'u> {
    /// # Errors
    ///
    /// When the URL does not fit the grammar.
    pub fn parse(url: &'u str) -> Result<Self, InvalidDatabaseUrl> {
        let rest = url.strip_prefix("postgres://").or_else(|| url.strip_prefix("postgresql://"));
        let rest = rest.ok_or(InvalidDatabaseUrl::Scheme)?;
        if rest.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(InvalidDatabaseUrl::Encoding);
        }
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = place.split_once('/').unwrap_or((place, ""));
        // An `@` after the host means that the password contains an unencoded `/`, `?` or `@`.
        let (user, written_hosts) = authority.split_once('@').unwrap_or(("", authority));
        if [written_hosts, database, query].iter().any(|part| part.contains('@')) {
            return Err(InvalidDatabaseUrl::Ambiguous);
        }
        decode(user)?;
        let password = user.split_once(':').map(|(_, password)| password);
        let hosts = written_hosts.split(',').map(parse_host).collect::<Result<_, _>>()?;
        if database.is_empty() {
            return Err(InvalidDatabaseUrl::NoDatabase);
        }
        if database.contains('/') {
            return Err(InvalidDatabaseUrl::Ambiguous);
        }
        decode(database)?;
        let parameters = match query {
            "" => Vec::new(),
            query => query.split('&').map(parse_parameter).collect::<Result<_, _>>()?,
        };
        Ok(Self { written_hosts, database, password, hosts, parameters })
    }

    /// The value of a parameter. Of several, libpq uses the last.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().rev().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// The password and the other secrets, both as written and decoded.
    pub fn secrets(&self) -> Vec<String> {
        let parameters = ["password", "sslpassword"].map(|name| self.parameter(name));
        let parameters = parameters.into_iter().flatten().map(str::to_owned);
        let decoded = self.password.and_then(|password| decode(password).ok());
        let written = self.password.map(str::to_owned);
        let secrets = parameters.chain(written).chain(decoded);
        secrets.filter(|secret| !secret.is_empty()).collect()
    }

    /// The hosts that libpq connects to, where `environment` is the value of
    /// [`HOST_VARIABLE`](super::HOST_VARIABLE).
    pub fn targets(&self, environment: Option<&str>) -> Vec<String> {
        let list = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
        let given = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(list);
        // libpq connects to `hostaddr` if there is one, and uses the host name only for checking
        // certificates. Both count as targets.
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

fn decode(text: &str) -> Result<String, InvalidDatabaseUrl> {
    let bytes = text.as_bytes();
    let is_hexadecimal = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let mut escapes = (0..bytes.len()).filter(|at| bytes[*at] == b'%');
    let is_valid = escapes.all(|at| is_hexadecimal(at + 1) && is_hexadecimal(at + 2));
    let text = percent_decode_str(text).decode_utf8().ok().filter(|_| is_valid);
    // libpq refuses an encoded NUL with a message that quotes the text.
    let text = text.filter(|text| !text.contains('\0'));
    text.map(Into::into).ok_or(InvalidDatabaseUrl::Encoding)
}

/// Parses the host name from `host`, `host:port` or `[IPv6]:port`.
fn parse_host(written: &str) -> Result<String, InvalidDatabaseUrl> {
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
    let name = decode(name)?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._:".contains(c);
    if name.starts_with('/') || name.chars().all(is_plain) {
        Ok(name)
    } else {
        Err(InvalidDatabaseUrl::Host)
    }
}

fn parse_parameter(pair: &str) -> Result<(String, String), InvalidDatabaseUrl> {
    let (name, value) = pair.split_once('=').ok_or(InvalidDatabaseUrl::Parameter)?;
    let (name, value) = (decode(name)?, decode(value)?);
    if PARAMETERS.contains(&name.as_str()) {
        Ok((name, value))
    } else {
        Err(InvalidDatabaseUrl::Parameter)
    }
}
