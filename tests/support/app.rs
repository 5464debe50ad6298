//! The real app, called in-process without a socket.

use std::rc::Rc;

use actix_web::body::BoxBody;
use actix_web::dev::{Service as _, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::test::{self, TestRequest};
use actix_web::web::Data;
use antislavery_directory::http::{self, Service};
use futures_util::future::LocalBoxFuture;

/// Sends a request through the app. Building an app takes longer than most requests, so
/// tests build one and reuse it.
pub type App = Rc<dyn Fn(TestRequest) -> LocalBoxFuture<'static, ServiceResponse<BoxBody>>>;

pub async fn app(service: Data<Service>) -> App {
    let app =
        actix_web::App::new().app_data(service).wrap(from_fn(http::edge)).configure(http::routes);
    let app = Rc::new(test::init_service(app).await);
    Rc::new(move |request| {
        let app = Rc::clone(&app);
        Box::pin(async move { app.call(request.to_request()).await.unwrap() })
    })
}
