//! The reference of the benchmarks: a bare actix-web server that answers one
//! constant body with constant headers, so that a figure of the service can be
//! read as a share of what the framework itself can do.
//!
//! `reference PORT BODY_FILE HEADER_FILE`, the headers as `name: value` lines.

use std::error::Error;
use std::fs;

use actix_web::http::header::{HeaderName, HeaderValue, IF_NONE_MATCH};
use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};

struct Answer {
    body: Bytes,
    headers: Vec<(HeaderName, HeaderValue)>,
}

async fn answer(request: HttpRequest, answer: Data<Answer>) -> HttpResponse {
    let tag = answer.headers.iter().find(|(name, _)| name == "etag").map(|(_, value)| value);
    let mut response = match request.headers().get(IF_NONE_MATCH) {
        Some(given) if Some(given) == tag => HttpResponse::NotModified(),
        _ => HttpResponse::Ok(),
    };
    for header in &answer.headers {
        response.insert_header(header.clone());
    }
    response.body(answer.body.clone())
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
    let constant = Data::new(Answer {
        body: fs::read(body)?.into(),
        headers: headers.collect::<Result<_, _>>()?,
    });
    let app = move || {
        App::new()
            .app_data(constant.clone())
            .route("/api/v1/organizations/{slug}", web::get().to(answer))
    };
    HttpServer::new(app).workers(1).bind(("127.0.0.1", port.parse()?))?.run().await?;
    Ok(())
}
