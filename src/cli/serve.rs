//! `serve`: prepares the process and the data folder, then runs the HTTP server.

use std::fmt;
use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroUsize;
use std::thread;

use clap::Args;
use ipnet::IpNet;

use super::database::DatabaseArgs;
use super::lost_database::refuse_lost_database;
use super::seeding::{add_missing_vocabularies, seed_if_empty};
use super::{Failure, folder_lock, output, process};
use crate::directory::Directory;
use crate::http::{self, RateLimit, Service, Settings};

#[derive(Args)]
pub struct ServeArgs {
    #[command(flatten)]
    database: DatabaseArgs,

    /// The IP address and port to listen on
    #[arg(long, env = "LISTEN", default_value = "127.0.0.1:8080", value_name = "IP:PORT", value_parser = socket_address)]
    listen: SocketAddr,

    /// The public URL of this server, for absolute links
    /// [default: the Host of each request]
    #[arg(long, env = "PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    public_url: Option<String>,

    /// The base of permanent URLs in citations and linked data, such as a prefix of w3id.org that
    /// redirects to this server [default: the public URL]
    #[arg(long, env = "PERMALINK_BASE", value_name = "URL", value_parser = permalink_base)]
    permalink_base: Option<String>,

    /// Proxies whose `Forwarded` header the server trusts: IP addresses or networks
    #[arg(long, env = "TRUSTED_PROXY", value_delimiter = ',', value_name = "IP", value_parser = network)]
    trusted_proxy: Vec<IpNet>,

    /// Number of threads that answer requests [default: one per core]
    #[arg(long, env = "WORKERS", value_name = "N")]
    workers: Option<NonZeroUsize>,

    /// Memory for cached responses, in MiB; 0 turns caching off
    #[arg(long, env = "CACHE_MIB", default_value_t = 64, value_name = "MIB")]
    cache_mib: u64,

    /// Requests per minute for each client, in bursts of at most 200; `off` for no limit
    #[arg(long, env = "RATE_LIMIT", default_value = "600", value_name = "N|off", value_parser = rate_limit)]
    rate_limit: RateLimitArg,

    /// Maximum open connections for each client, and maximum concurrent requests of each client
    /// through a trusted proxy; `off` for no limit
    #[arg(long, env = "CONNECTIONS_PER_CLIENT", default_value_t = ConnectionsArg(Some(http::CONNECTIONS_PER_CLIENT)), value_name = "N|off", value_parser = connections)]
    connections_per_client: ConnectionsArg,

    /// Seconds for which caches may reuse a response without revalidating it
    #[arg(long, env = "MAX_AGE", default_value_t = 0, value_name = "SECONDS")]
    max_age: u32,

    /// The URL that the exit button of every page opens: an everyday site that raises no
    /// suspicion [default: https://www.bbc.co.uk/weather]
    #[arg(long, env = "EXIT_URL", value_name = "URL", value_parser = exit_url)]
    exit_url: Option<String>,

    /// The person or organization that runs this directory, shown on the page about it
    #[arg(long, env = "OPERATOR", value_name = "NAME", value_parser = operator)]
    operator: Option<String>,

    /// Where readers send corrections and questions: a web URL, or `mailto:` with an e-mail
    /// address
    #[arg(long, env = "CONTACT_URL", value_name = "URL", value_parser = contact_url)]
    contact_url: Option<String>,

    /// Serve no editing pages at `/edit`: edits are then made only through the API and by commands
    #[arg(long, env = "NO_EDITING_PAGES")]
    no_editing_pages: bool,
}

/// A rate limit, or none.
#[derive(Clone, Copy, Debug)]
struct RateLimitArg(Option<RateLimit>);

fn rate_limit(text: &str) -> Result<RateLimitArg, String> {
    match text {
        "off" => Ok(RateLimitArg(None)),
        text => text
            .parse()
            .map(|limit| RateLimitArg(Some(limit)))
            .map_err(|_| "write the requests per minute, at least 1, or `off`".to_owned()),
    }
}

/// A limit on the connections of one client, or none.
#[derive(Clone, Copy, Debug)]
struct ConnectionsArg(Option<NonZeroUsize>);

impl fmt::Display for ConnectionsArg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(maximum) => maximum.fmt(f),
            None => f.write_str("off"),
        }
    }
}

fn connections(text: &str) -> Result<ConnectionsArg, &'static str> {
    match text {
        "off" => Ok(ConnectionsArg(None)),
        text => text
            .parse()
            .map(|maximum| ConnectionsArg(Some(maximum)))
            .map_err(|_| "write the number of connections, at least 1, or `off`"),
    }
}

fn socket_address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse().map_err(|_| "write an IP address and a port, such as 127.0.0.1:8080")
}

fn public_url(text: &str) -> Result<String, String> {
    // Links in bodies are paths from the root, so the URL must not have a path.
    let url = url::Url::parse(text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https") && url.path() == "/" && url.query().is_none()
    });
    let url = url.ok_or("write a URL without a path, such as https://directory.example")?;
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// The base of permanent URLs, without a slash at the end.
pub(super) fn permalink_base(text: &str) -> Result<String, String> {
    // Paths of this server are added to its end, so it must end where a path can begin.
    let url = url::Url::parse(text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    });
    let url = url.ok_or("write a URL without a query, such as https://w3id.org/directory")?;
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

fn exit_url(text: &str) -> Result<String, &'static str> {
    parse_url(text, &["http", "https"]).ok_or("write a URL, such as https://site.example")
}

fn operator(text: &str) -> Result<String, &'static str> {
    let name = text.trim();
    let is_name = (1..=200).contains(&name.chars().count()) && !name.contains(char::is_control);
    if is_name { Ok(name.to_owned()) } else { Err("write a name of at most 200 characters") }
}

fn contact_url(text: &str) -> Result<String, &'static str> {
    parse_url(text, &["http", "https", "mailto"])
        .ok_or("write a URL, such as https://site.example or mailto:name@site.example")
}

fn parse_url(text: &str, schemes: &[&str]) -> Option<String> {
    let url = url::Url::parse(text).ok().filter(|url| schemes.contains(&url.scheme()));
    url.map(String::from)
}

fn network(text: &str) -> Result<IpNet, String> {
    let address = text.parse().map(|address: std::net::IpAddr| address.into());
    address
        .or_else(|_| text.parse())
        .map_err(|_| "write an IP address, or a network such as 10.0.0.0/8".to_owned())
}

/// Serves until the process receives a signal to stop.
pub fn serve(args: ServeArgs) -> Result<(), Failure> {
    let prepared = process::prepare();
    // The port is bound first, so that a port in use leaves no half-made data folder.
    let listener = http::bind(args.listen)?;
    let (url, data_dir) = (args.database.url()?, &args.database.data_dir);
    refuse_lost_database(data_dir, &url, None)?;
    args.database.create_database_folder()?;
    let _lock = folder_lock::lock_shared(&url)?;
    let store = args.database.open_or_create()?;
    refuse_lost_database(data_dir, &url, Some(&store))?;
    args.database.create_data_dir()?;
    let seeded = seed_if_empty(&store)?;
    add_missing_vocabularies(&store)?;
    let cache_bytes = args.cache_mib.saturating_mul(1 << 20);
    // Rendering a page from a cached profile is fast, so profiles get the larger share.
    let page_bytes = cache_bytes / 4;
    let directory = Directory::open(store, data_dir, cache_bytes - page_bytes)?;
    prepared.log();
    args.database.warn_about_permissions();
    warn_without_contact(&args);
    let settings = Settings {
        public_url: args.public_url,
        permalink_base: args.permalink_base,
        trusted_proxies: args.trusted_proxy,
        rate_limit: args.rate_limit.0,
        connections_per_client: args.connections_per_client.0,
        max_connections: prepared.max_connections(),
        max_age: args.max_age,
        exit_url: args.exit_url,
        operator: args.operator,
        contact_url: args.contact_url,
        page_bytes,
        editing_pages: !args.no_editing_pages,
        today: None,
    };
    let workers = args.workers.or_else(|| thread::available_parallelism().ok());
    let workers = workers.map_or(1, NonZeroUsize::get);
    run(Service::new(directory, settings), listener, workers, seeded)
}

/// Warns the operator of a public directory without a contact: readers, and people whom a text puts
/// at risk, could not reach the operator.
fn warn_without_contact(args: &ServeArgs) {
    let is_local = |url: &String| {
        let host = url::Url::parse(url).ok();
        let host = host.as_ref().and_then(url::Url::host);
        match host {
            Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => true,
        }
    };
    let is_public = match &args.public_url {
        Some(url) => !is_local(url),
        None => !args.listen.ip().is_loopback(),
    };
    if is_public && args.contact_url.is_none() {
        log::warn!(
            "no --contact-url is set: readers of this public directory cannot report a mistake, or \
             a text that puts someone at risk"
        );
    }
}

fn run(
    service: Service,
    listener: TcpListener,
    workers: usize,
    seeded: Option<usize>,
) -> Result<(), Failure> {
    let address = listener.local_addr()?;
    let loaded = seeded.map_or_else(String::new, |profiles| {
        format!(" {} loaded.", output::counted(profiles, "profile"))
    });
    let started = || {
        // A closed standard output must not stop the server.
        let _ = writeln!(
            io::stdout(),
            "Antislavery Directory {}:{loaded} Look at http://{address}/",
            env!("CARGO_PKG_VERSION"),
        );
    };
    let system = actix_web::rt::System::new();
    Ok(system.block_on(http::serve(service, listener, workers, started))?)
}
