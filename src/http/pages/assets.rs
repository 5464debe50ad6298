//! The files that pages load, and the icons of the site.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderValue};
use bytes::Bytes;

use crate::catalog::{Encoding, Representation};
use crate::http::extract::call::Context;
use crate::http::problem::{Problem, UNKNOWN_ROUTE};
use crate::http::protocol::negotiation::encoding;
use crate::site::{FAVICON, TOUCH_ICON, asset};

/// The encoded files, each encoded once.
static ENCODED: LazyLock<Mutex<HashMap<(&'static str, Encoding), Representation>>> =
    LazyLock::new(Mutex::default);

/// One file. Its name contains a hash of its bytes, so it never changes.
pub async fn read_asset(context: Context) -> Result<HttpResponse, Problem> {
    let Some(asset) = asset(context.request().path()) else {
        return Err(Problem::new(&UNKNOWN_ROUTE, "no page of this version loads this file"));
    };
    let encoding = encoding(context.request());
    let mut encoded = ENCODED.lock().unwrap_or_else(PoisonError::into_inner);
    let answer = encoded.entry((&asset.path, encoding)).or_insert_with(|| {
        let modified = context.service().started;
        Representation::of_constant(Bytes::from_static(&asset.bytes), encoding, modified)
    });
    let mut response = context.respond_ready((asset.content_type, None), answer.clone(), encoding);
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    Ok(response)
}

/// `/favicon.ico`.
pub async fn read_favicon(context: Context) -> Result<HttpResponse, Problem> {
    icon(&context, "image/x-icon", &FAVICON)
}

/// `/apple-touch-icon.png`.
pub async fn read_touch_icon(context: Context) -> Result<HttpResponse, Problem> {
    icon(&context, "image/png", &TOUCH_ICON)
}

fn icon(
    context: &Context,
    content_type: &'static str,
    bytes: &'static [u8],
) -> Result<HttpResponse, Problem> {
    context.respond(context.of_program(content_type), || Ok(Bytes::from_static(bytes)))
}
