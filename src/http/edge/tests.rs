//! What the edge does when a handler fails: nobody can make the real ones fail
//! this way.

use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, HttpResponse, web};

use std::time::Duration;

use super::headers::new_request_id;
use super::*;
use crate::directory::{DatabaseUrl, Directory, Store};
use crate::http::Settings;

async fn panics() -> HttpResponse {
    panic!("on purpose")
}

async fn fails() -> Result<HttpResponse, actix_web::Error> {
    Err(actix_web::error::ErrorPayloadTooLarge("a secret of the inside"))
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

#[actix_web::test]
async fn a_panic_and_a_foreign_error_are_answered_as_problems() {
    let folder = tempfile::tempdir().unwrap();
    let url = DatabaseUrl::Sqlite(folder.path().join("directory.db"));
    let directory = Directory::open(Store::open(&url).unwrap(), folder.path(), 0).unwrap();
    let service = Data::new(Service::new(directory, Settings::default()));
    let app = App::new()
        .app_data(service)
        .wrap(from_fn(edge))
        .route("/panics", web::get().to(panics))
        .route("/fails", web::get().to(fails));
    let app = init_service(app).await;

    for (path, status, kind) in
        [("/panics", 500, "/problems/internal"), ("/fails", 413, "/problems/content-too-large")]
    {
        let request = TestRequest::get().uri(path).insert_header(("x-request-id", "mine"));
        let response = match actix_web::dev::Service::call(&app, request.to_request()).await {
            Ok(response) => response.into_parts().1,
            Err(err) => err.error_response(),
        };

        assert_eq!(response.status().as_u16(), status, "{path}");
        assert_eq!(response.headers().get("content-type").unwrap(), "application/problem+json");
        assert_eq!(response.headers().get("x-request-id").unwrap(), "mine");
        assert_eq!(response.headers().get("x-content-type-options").unwrap(), "nosniff");
        let body = actix_web::body::to_bytes(response.into_body()).await.unwrap();
        let problem: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(problem["type"], kind);
        assert_eq!(problem["instance"], path);
        assert_eq!(problem["request_id"], "mine");
        assert!(!problem.to_string().contains("secret"), "{problem}");
    }
}
