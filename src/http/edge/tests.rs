//! The edge when a handler fails. No request can make the real handlers fail in these ways.

use std::time::Duration;

use actix_web::http::header::HeaderMap;
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, HttpResponse, web};

use super::headers::new_request_id;
use super::*;
use crate::directory::Directory;
use crate::http::Settings;
use crate::http::routes::routes;
use crate::store::{DatabaseUrl, Store};

async fn panics() -> HttpResponse {
    panic!("on purpose")
}

async fn fails() -> Result<HttpResponse, actix_web::Error> {
    Err(actix_web::error::ErrorPayloadTooLarge("an internal secret"))
}

#[test]
fn timing_is_in_milliseconds() {
    for (microseconds, value) in [
        (0, "app;dur=0.000"),
        (7, "app;dur=0.007"),
        (1_234, "app;dur=1.234"),
        (12_345_678, "app;dur=12345.678"),
    ] {
        assert_eq!(timing(Duration::from_micros(microseconds)), value);
    }
}

#[test]
fn request_ids_differ() {
    let (one, other) = (new_request_id(), new_request_id());
    assert_eq!(one.len(), 16);
    assert_ne!(one, other);
}

/// The status, headers and body of the response to a request for `path`, whose handler fails.
async fn response_to(path: &str, accept: &str) -> (u16, HeaderMap, String) {
    let folder = tempfile::tempdir().unwrap();
    let url = DatabaseUrl::Sqlite(folder.path().join("directory.db"));
    let directory = Directory::open(Store::open(&url).unwrap(), folder.path(), 0).unwrap();
    let service = Data::new(Service::new(directory, Settings::default()));
    let app = App::new()
        .app_data(service)
        .wrap(from_fn(edge))
        .route("/panics", web::get().to(panics))
        .route("/fails", web::get().to(fails))
        .configure(routes);
    let app = init_service(app).await;
    let request = TestRequest::get().uri(path);
    let request = request.insert_header(("x-request-id", "mine")).insert_header(("accept", accept));
    let response = match actix_web::dev::Service::call(&app, request.to_request()).await {
        Ok(response) => response.into_parts().1,
        Err(err) => err.error_response(),
    };
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = actix_web::body::to_bytes(response.into_body()).await.unwrap();
    (status, headers, String::from_utf8(body.to_vec()).unwrap())
}

#[actix_web::test]
async fn panics_and_errors_of_actix_become_problems() {
    for (path, expected, kind) in
        [("/panics", 500, "/problems/internal"), ("/fails", 413, "/problems/content-too-large")]
    {
        let (status, headers, body) = response_to(path, "*/*").await;

        assert_eq!(status, expected, "{path}");
        assert_eq!(headers.get("content-type").unwrap(), "application/problem+json");
        assert_eq!(headers.get("x-request-id").unwrap(), "mine");
        assert_eq!(headers.get("x-content-type-options").unwrap(), "nosniff");
        let problem: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(problem["type"], kind);
        assert_eq!(problem["instance"], path);
        assert_eq!(problem["request_id"], "mine");
        assert!(!problem.to_string().contains("secret"), "{problem}");
    }
}

#[actix_web::test]
async fn clients_that_accept_html_get_problems_as_pages() {
    for (path, expected, title) in [
        ("/panics", 500, "Sorry, there is a problem with this site"),
        ("/fails", 413, "That is too long"),
    ] {
        let (status, headers, body) = response_to(path, "text/html,*/*;q=0.8").await;

        assert_eq!(status, expected, "{path}");
        assert_eq!(headers.get("content-type").unwrap(), "text/html; charset=utf-8");
        assert_eq!(headers.get("cache-control").unwrap(), "no-store");
        assert_eq!(headers.get("x-request-id").unwrap(), "mine");
        assert!(body.contains(&format!("<h1>{title}</h1>")), "{body}");
        assert_eq!(body.contains("<code>mine</code>"), expected == 500, "{body}");
        assert!(!body.contains("secret"), "{body}");
    }
}
