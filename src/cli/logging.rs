//! The log: written to standard error, filtered by `RUST_LOG`.

use log::LevelFilter;

/// Starts the log. Libraries that would log client addresses or requests are limited to
/// warnings, whatever `RUST_LOG` says, so that reading leaves no trace.
pub fn start() {
    let wanted = std::env::var("RUST_LOG").unwrap_or_else(|_| "info".to_owned());
    let mut log = env_logger::Builder::new();
    log.parse_filters(&wanted);
    for library in
        ["actix", "actix_http", "actix_rt", "actix_server", "actix_web", "mio", "tantivy"]
    {
        log.filter_module(library, LevelFilter::Warn);
    }
    // Malformed requests would flood the log.
    log.filter_module("actix_http::h1::dispatcher", LevelFilter::Off);
    log.init();
}
