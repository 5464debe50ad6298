//! The log: on standard error, what `RUST_LOG` asks for.

use log::LevelFilter;

/// Starts the log. Libraries that would write addresses or requests into it are
/// held to warnings, whatever `RUST_LOG` says: nobody's reading leaves a trace.
pub fn start() {
    let wanted = std::env::var("RUST_LOG").unwrap_or_else(|_| "info".to_owned());
    let mut log = env_logger::Builder::new();
    log.parse_filters(&wanted);
    for library in
        ["actix", "actix_http", "actix_rt", "actix_server", "actix_web", "mio", "tantivy"]
    {
        log.filter_module(library, LevelFilter::Warn);
    }
    // What a client sent wrongly would fill the log; the edge says it once.
    log.filter_module("actix_http::h1::dispatcher", LevelFilter::Off);
    log.init();
}
