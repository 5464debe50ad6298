//! The files that pages load.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;

use crate::catalog::{Encoding, Representation};
use crate::http::Service;
use crate::http::negotiation::encoding;
use crate::http::problem::{Problem, UNKNOWN_ROUTE};
use crate::http::reply::ready;
use crate::site::asset;

/// The files as they are sent, each coded once.
static CODED: LazyLock<Mutex<HashMap<(&'static str, Encoding), Representation>>> =
    LazyLock::new(Mutex::default);

/// One file. Its name has a hash of its bytes, so it never changes.
pub async fn read_asset(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let Some(asset) = asset(request.path()) else {
        return Err(Problem::new(&UNKNOWN_ROUTE, "no page of this version loads such a file"));
    };
    let encoding = encoding(&request);
    let mut coded = CODED.lock().unwrap_or_else(PoisonError::into_inner);
    let answer = coded.entry((&asset.path, encoding)).or_insert_with(|| {
        Representation::new(Bytes::from_static(asset.bytes), encoding, None, service.started)
    });
    let mut response = ready(&request, &service, asset.content_type, answer.clone(), encoding);
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    Ok(response)
}
