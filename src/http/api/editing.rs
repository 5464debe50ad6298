//! Responses to writes: they name the change, and wait until readers see it.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName};
use actix_web::{HttpResponse, HttpResponseBuilder};

use crate::directory::Outcome;
use crate::http::extract::call::Context;

/// The number of the change that a write made. Clients send it to any node as `min_change`.
pub const X_CHANGE: HeaderName = HeaderName::from_static("x-change");

/// Starts the response to a write that made `change`, once readers of this node see it.
pub async fn written(context: &Context, change: i64, status: StatusCode) -> HttpResponseBuilder {
    context.service().wait_until_visible(change).await;
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    response.insert_header((X_CHANGE, change));
    response
}

/// 201 for a document that was created, else 200.
pub fn status(outcome: Outcome) -> StatusCode {
    if outcome == Outcome::Created { StatusCode::CREATED } else { StatusCode::OK }
}
