//! `POST /mcp`: tools for assistants (Model Context Protocol), which read and need no key.
//!
//! Every request is independent: there is no session and no stream, and the response is one JSON
//! object that no cache may store. The tools return what the API returns for the same parameters
//! (`tools/`).

mod message;
mod methods;
mod origin;
mod schemas;
mod tools;
mod versions;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use serde_json::Value;

use self::message::{ErrorKind, Message, Request, RpcError};
use self::methods::Failure;
use self::versions::Era;
use crate::catalog::json::JsonObject;
use crate::http::extract::call::Context;
use crate::http::extract::parameters::{NoParameters, Parameters};
use crate::http::problem::Problem;
use crate::http::protocol::body::read_body;
use crate::http::protocol::reply::{JSON, json, uncached};

pub use self::schemas::AnswerSchemas;

/// The path of the tools.
pub const PATH: &str = "/mcp";

/// Responds to one message of a client.
///
/// Mistakes in the HTTP request are problems, like everywhere. Mistakes in the message are errors of
/// JSON-RPC, and mistakes in the arguments of a tool are results with `isError`, so that an
/// assistant reads what to change.
pub async fn answer_message(
    context: Context,
    _: Parameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let http = context.request();
    origin::check_origin(http, context.settings().public_url.as_deref())?;
    context.accepts(JSON)?;
    let body = read_body(http, JSON).await?;
    let request = match message::read(&body) {
        Ok(Message::Request(request)) => request,
        Ok(Message::Notification) => {
            return Ok(match versions::check_notification(http) {
                Ok(()) => accepted(),
                Err(error) => refused(http, &error, &Value::Null, StatusCode::BAD_REQUEST),
            });
        }
        Err((error, id)) => return Ok(refused(http, &error, &id, StatusCode::BAD_REQUEST)),
    };
    let era = match versions::era(http, &request) {
        Ok(era) => era,
        Err(error) => return Ok(refused(http, &error, &request.id, StatusCode::BAD_REQUEST)),
    };
    match methods::call(&context, era, &request) {
        Ok(result) => Ok(uncached(http, JSON, response(&request, &result))),
        Err(Failure::Rpc(error)) => Ok(refused(http, &error, &request.id, status(era, error.kind))),
        Err(Failure::Http(problem)) => Err(*problem),
    }
}

/// The status of an error. Before the stateless version, it was that of a response to a request.
fn status(era: Era, kind: ErrorKind) -> StatusCode {
    match (era, kind) {
        (Era::Handshake, _) => StatusCode::OK,
        (Era::Stateless, ErrorKind::UnknownMethod) => StatusCode::NOT_FOUND,
        (Era::Stateless, _) => StatusCode::BAD_REQUEST,
    }
}

/// The response with a result, which is JSON already.
fn response(request: &Request, result: &[u8]) -> Bytes {
    let mut buffer = Vec::with_capacity(result.len() + 64);
    let mut body = JsonObject::begin(&mut buffer);
    body.member("jsonrpc", &"2.0");
    body.member("id", &request.id);
    body.raw_member("result", result);
    body.finish();
    buffer.into()
}

fn refused(http: &HttpRequest, error: &RpcError, id: &Value, status: StatusCode) -> HttpResponse {
    let mut response = uncached(http, JSON, json(&error.to_json(id)));
    *response.status_mut() = status;
    response
}

/// The response to a notification.
fn accepted() -> HttpResponse {
    let mut response = HttpResponse::new(StatusCode::ACCEPTED);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
