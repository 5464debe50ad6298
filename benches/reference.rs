//! The reference of the benchmarks: a bare actix-web server with a constant response, so that
//! figures of the service can be expressed as a share of the framework's.
//!
//! `reference PORT BODY_FILE HEADER_FILE`, with headers as `name: value` lines.

use std::error::Error;
use std::fs;

use actix_web::http::header::{HeaderName, HeaderValue, IF_NONE_MATCH};
use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};

struct Constant {
    body: Bytes,
    headers: Vec<(HeaderName, HeaderValue)>,
}

async fn respond(request: HttpRequest, constant: Data<Constant>) -> HttpResponse {
    let etag = constant.headers.iter().find(|(name, _)| name == "etag").map(|(_, value)| value);
    let mut response = match request.headers().get(IF_NONE_MATCH) {
        Some(given) if Some(given) == etag => HttpResponse::NotModified(),
        _ => HttpResponse::Ok(),
    };
    for header in &constant.headers {
        response.insert_header(header.clone());
    }
    response.body(constant.body.clone())
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [port, body, headers] = arguments.as_slice() else {
        return Err("usage: reference PORT BODY_FILE HEADER_FILE".into());
    };
    let headers = fs::read_to_string(headers)?;
    let headers = headers.lines().filter_map(|line| line.split_once(": ")).map(|(name, value)| {
        Ok::<_, Box<dyn Error>>((name.parse::<HeaderName>()?, value.parse::<HeaderValue>()?))
    });
    let constant = Data::new(Constant {
        body: fs::read(body)?.into(),
        headers: headers.collect::<Result<_, _>>()?,
    });
    let app = move || {
        App::new()
            .app_data(constant.clone())
            .route("/api/v1/organizations/{slug}", web::get().to(respond))
    };
    HttpServer::new(app).workers(1).bind(("127.0.0.1", port.parse()?))?.run().await?;
    Ok(())
}
