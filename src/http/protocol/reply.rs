//! Successful responses: ETag, content coding and conditional requests in one place.

use std::cell::OnceCell;

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use bytes::Bytes;
use jiff::Timestamp;
use serde::Serialize;

use super::conditional::is_fresh;
use super::negotiation::encoding;
use super::page_cache::PageCache;
use crate::catalog::{Encoding, Representation, http_date};
use crate::domain::Fingerprint;

/// The media type of almost every response.
pub const JSON: &str = "application/json";

/// The media type of JSON-LD.
pub const JSON_LD: &str = "application/ld+json";

/// The media types of NDJSON, which has several names; responses have the first.
pub const NDJSON: [&str; 5] = [
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/x-jsonlines",
    "application/jsonlines",
];

/// Minimum number of bytes of a body that is encoded; encoding does not make shorter ones smaller.
const MIN_ENCODED: usize = 256;

/// How responses are cached: by clients, and in the page cache of this server.
pub struct Caching {
    /// `Cache-Control` of every response that clients may cache.
    pub cache_control: HeaderValue,
    pub pages: PageCache,
}

/// A response with status 200, or 304 for a client that already has it.
pub struct Reply {
    content_type: &'static str,
    etag: ETag,
    modified: Timestamp,
    /// Whether the body is already compressed, so that encoding it would not make it smaller.
    is_compressed: bool,
    /// The value of `Link`, if there is one.
    link: Option<HeaderValue>,
    /// The content coding that the client prefers, once it is known.
    preferred: OnceCell<Encoding>,
    /// `ETag` and `Last-Modified` of a weak ETag for a content coding, once they are known.
    validators: OnceCell<(Encoding, HeaderValue, HeaderValue)>,
}

enum ETag {
    /// From the bytes of the body. The ETag of a profile begins with its revision.
    Strong { revision: Option<i32> },
    /// From the change number and everything else that the body depends on: known before the body.
    Weak { change: i64, of: Fingerprint },
}

impl Reply {
    /// A response with an ETag from its bytes.
    pub fn strong(content_type: &'static str, revision: Option<i32>, modified: Timestamp) -> Self {
        Self::new(content_type, ETag::Strong { revision }, modified)
    }

    /// A JSON response that depends on the state of the directory at `change`, and on everything
    /// that went into the fingerprint `of`.
    pub fn weak(change: i64, of: Fingerprint, modified: Timestamp) -> Self {
        Self::new(JSON, ETag::Weak { change, of }, modified)
    }

    fn new(content_type: &'static str, etag: ETag, modified: Timestamp) -> Self {
        Self {
            content_type,
            etag,
            modified,
            is_compressed: false,
            link: None,
            preferred: OnceCell::new(),
            validators: OnceCell::new(),
        }
    }

    /// Sets a media type other than JSON.
    pub fn with_type(self, content_type: &'static str) -> Self {
        Self { content_type, ..self }
    }

    /// Sets the `Link` header.
    pub fn with_link(self, link: impl Into<Option<HeaderValue>>) -> Self {
        Self { link: link.into(), ..self }
    }

    /// Marks the body as already compressed, so that it is sent without a content coding.
    pub fn compressed(self) -> Self {
        Self { is_compressed: true, ..self }
    }

    fn coding(&self, request: &HttpRequest) -> Encoding {
        if self.is_compressed {
            return Encoding::Identity;
        }
        *self.preferred.get_or_init(|| encoding(request))
    }

    /// 304 for a client that already has this version, if the ETag is known before the body.
    pub fn unchanged(&self, request: &HttpRequest, caching: &Caching) -> Option<HttpResponse> {
        let ETag::Weak { change, of } = self.etag else { return None };
        let head = self.weak_head(change, of, self.coding(request));
        head.is_fresh(request).then(|| head.not_modified(caching))
    }

    /// The head of a response whose body is a stream with the coding `encoding`. The error is 304,
    /// for a client that already has it; it needs an ETag that is known before the body.
    pub fn streamed(
        &self,
        request: &HttpRequest,
        caching: &Caching,
        encoding: Encoding,
    ) -> Result<HttpResponseBuilder, Box<HttpResponse>> {
        let mut response = HttpResponse::Ok();
        let ETag::Weak { change, of } = self.etag else { return Ok(response) };
        let head = self.weak_head(change, of, encoding);
        if head.is_fresh(request) {
            return Err(Box::new(head.not_modified(caching)));
        }
        head.begin(&mut response, caching, encoding);
        Ok(response)
    }

    /// Responds with the body that `make` makes, unless the client already has it.
    pub fn made<E>(
        self,
        request: &HttpRequest,
        caching: &Caching,
        make: impl FnOnce() -> Result<Bytes, E>,
    ) -> Result<HttpResponse, E> {
        if let Some(unchanged) = self.unchanged(request, caching) {
            return Ok(unchanged);
        }
        let wanted = self.coding(request);
        let body = make()?;
        let used = if body.len() < MIN_ENCODED { Encoding::Identity } else { wanted };
        match self.etag {
            ETag::Strong { revision } => {
                let answer = Representation::new(body, used, revision, self.modified);
                Ok(ready(request, caching, (self.content_type, self.link), answer, used))
            }
            ETag::Weak { change, of } => {
                let head = self.weak_head(change, of, wanted);
                Ok(head.ok(caching, used.encode(body), used))
            }
        }
    }

    /// The response without making its body: 304, or the encoded body from the page cache.
    pub fn cached(&self, request: &HttpRequest, caching: &Caching) -> Option<HttpResponse> {
        let ETag::Weak { change, of } = self.etag else { return None };
        if let Some(unchanged) = self.unchanged(request, caching) {
            return Some(unchanged);
        }
        let coding = self.coding(request);
        let body = caching.pages.get(&(change, of, coding))?;
        Some(self.weak_head(change, of, coding).ok(caching, body, coding))
    }

    /// Like [`Reply::made`], but caches the encoded body for later requests, unless it is so short
    /// that it may be sent without a content coding.
    pub fn made_and_cached<E>(
        self,
        request: &HttpRequest,
        caching: &Caching,
        make: impl FnOnce() -> Result<Bytes, E>,
    ) -> Result<HttpResponse, E> {
        let ETag::Weak { change, of } = self.etag else {
            return self.made(request, caching, make);
        };
        if let Some(cached) = self.cached(request, caching) {
            return Ok(cached);
        }
        let coding = self.coding(request);
        let body = make()?;
        if body.len() < MIN_ENCODED {
            return self.made(request, caching, || Ok(body));
        }
        let body = coding.encode(body);
        caching.pages.put((change, of, coding), &body);
        Ok(self.weak_head(change, of, coding).ok(caching, body, coding))
    }

    fn weak_head(&self, change: i64, of: Fingerprint, encoding: Encoding) -> Head {
        let make = || {
            let etag = format!("W/\"c{change}-{of}{}\"", encoding.etag_suffix());
            (encoding, value(etag.into()), value(http_date(self.modified).into()))
        };
        let (_, etag, modified) = match self.validators.get_or_init(make) {
            known if known.0 == encoding => known.clone(),
            _ => make(),
        };
        Head { content_type: self.content_type, etag, modified, link: self.link.clone() }
    }
}

/// A response that no cache may store, without an ETag.
pub fn uncached(request: &HttpRequest, content_type: &'static str, body: Bytes) -> HttpResponse {
    let wanted = encoding(request);
    let used = if body.len() < MIN_ENCODED { Encoding::Identity } else { wanted };
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_TYPE, content_type));
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(token) = used.token() {
        response.insert_header((header::CONTENT_ENCODING, token));
    }
    response.body(used.encode(body))
}

/// A response with an answer that is already encoded and has its ETag, with its media type and the
/// value of `Link`.
pub fn ready(
    request: &HttpRequest,
    caching: &Caching,
    (content_type, link): (&'static str, Option<HeaderValue>),
    answer: Representation,
    encoding: Encoding,
) -> HttpResponse {
    let (etag, modified) = (value(answer.etag), value(answer.modified));
    let head = Head { content_type, etag, modified, link };
    if head.is_fresh(request) {
        head.not_modified(caching)
    } else {
        head.ok(caching, answer.body, encoding)
    }
}

/// A value as a JSON body.
pub fn json(value: &impl Serialize) -> Bytes {
    serde_json::to_vec(value).expect("answer types have only string keys").into()
}

/// A text of this program as the value of a header.
fn value(text: Bytes) -> HeaderValue {
    HeaderValue::from_maybe_shared(text).expect("ETags and dates are printable ASCII")
}

/// The headers that describe a body.
struct Head {
    content_type: &'static str,
    etag: HeaderValue,
    modified: HeaderValue,
    link: Option<HeaderValue>,
}

impl Head {
    fn is_fresh(&self, request: &HttpRequest) -> bool {
        let text = |value: &HeaderValue| value.to_str().map(str::to_owned).unwrap_or_default();
        is_fresh(request, || text(&self.etag), || text(&self.modified))
    }

    fn not_modified(self, caching: &Caching) -> HttpResponse {
        let mut response = HttpResponse::NotModified();
        self.insert_headers(&mut response, caching);
        response.finish()
    }

    fn ok(self, caching: &Caching, body: Bytes, encoding: Encoding) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        self.begin(&mut response, caching, encoding);
        response.body(body)
    }

    fn begin(self, response: &mut HttpResponseBuilder, caching: &Caching, encoding: Encoding) {
        response.insert_header((header::CONTENT_TYPE, HeaderValue::from_static(self.content_type)));
        if let Some(token) = encoding.token() {
            response.insert_header((header::CONTENT_ENCODING, HeaderValue::from_static(token)));
        }
        self.insert_headers(response, caching);
    }

    fn insert_headers(self, response: &mut HttpResponseBuilder, caching: &Caching) {
        response.insert_header((header::ETAG, self.etag));
        response.insert_header((header::LAST_MODIFIED, self.modified));
        response.insert_header((header::CACHE_CONTROL, caching.cache_control.clone()));
        response.insert_header((header::VARY, HeaderValue::from_static("Accept, Accept-Encoding")));
        if let Some(link) = self.link {
            response.insert_header((header::LINK, link));
        }
    }
}
