//! Successful answers: their tags, codings and conditions in one place.

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use xxhash_rust::xxh3::xxh3_64;

use super::Service;
use super::conditional::{http_date, is_fresh};
use super::negotiation::encoding;
use crate::directory::{Answer, Encoding};

/// The media type of almost everything here.
pub const JSON: &str = "application/json";

/// Shorter bodies are sent as they are: coding would not make them smaller.
const MIN_CODED: usize = 256;

/// How an answer is tagged.
pub enum Tag {
    /// Made from the bytes; a profile's begins with its revision.
    Strong { revision: Option<i32> },
    /// Made from what the answer depends on: known before the answer is.
    Weak { change: i64, of: u64 },
}

/// What is answered with status 200.
pub struct Reply {
    pub content_type: &'static str,
    pub tag: Tag,
    pub last_modified: Option<jiff::Timestamp>,
    /// The value of `Link`, if there is one.
    pub link: Option<HeaderValue>,
}

impl Reply {
    pub fn json(tag: Tag) -> Self {
        Self { content_type: JSON, tag, last_modified: None, link: None }
    }

    pub fn modified(mut self, time: jiff::Timestamp) -> Self {
        self.last_modified = Some(time);
        self
    }

    /// Answers with a body that is ready: already coded and hashed.
    pub fn ready(
        self,
        request: &HttpRequest,
        service: &Service,
        answer: Answer,
        encoding: Encoding,
    ) -> HttpResponse {
        let tag = self.tag_text(answer.hash, encoding);
        if self.is_fresh(request, &tag) {
            return self.not_modified(service, &tag);
        }
        self.ok(service, &tag, answer.body, encoding)
    }

    /// The answer for a client that has this already, where the tag is known
    /// before the body: it costs no query.
    pub fn unchanged(&self, request: &HttpRequest, service: &Service) -> Option<HttpResponse> {
        let Tag::Weak { of, .. } = self.tag else { return None };
        let tag = self.tag_text(of, encoding(request));
        self.is_fresh(request, &tag).then(|| self.not_modified(service, &tag))
    }

    /// Answers with a body that is made now, unless the client has it.
    pub fn made<E>(
        self,
        request: &HttpRequest,
        service: &Service,
        make: impl FnOnce() -> Result<Bytes, E>,
    ) -> Result<HttpResponse, E> {
        if let Some(unchanged) = self.unchanged(request, service) {
            return Ok(unchanged);
        }
        let wanted = encoding(request);
        let body = make()?;
        let hash = match self.tag {
            Tag::Weak { of, .. } => of,
            Tag::Strong { .. } => xxh3_64(&body),
        };
        let (body, used) = coded(body, wanted);
        match self.tag {
            // It was compared already, and is the same whether the body was long
            // enough to be coded or not.
            Tag::Weak { .. } => Ok(self.ok(service, &self.tag_text(hash, wanted), body, used)),
            Tag::Strong { .. } => Ok(self.ready(request, service, Answer { body, hash }, used)),
        }
    }

    fn tag_text(&self, hash: u64, encoding: Encoding) -> String {
        let suffix = match encoding {
            Encoding::Identity => "",
            Encoding::Gzip => "-gzip",
            Encoding::Brotli => "-br",
        };
        match self.tag {
            Tag::Strong { revision: Some(revision) } => {
                format!("\"r{revision}-{hash:016x}{suffix}\"")
            }
            Tag::Strong { revision: None } => format!("\"{hash:016x}{suffix}\""),
            Tag::Weak { change, .. } => format!("W/\"c{change}-{hash:016x}{suffix}\""),
        }
    }

    fn is_fresh(&self, request: &HttpRequest, tag: &str) -> bool {
        is_fresh(request, tag, self.last_modified.map(http_date))
    }

    fn not_modified(&self, service: &Service, tag: &str) -> HttpResponse {
        let mut response = HttpResponse::NotModified();
        self.put_headers(&mut response, service, tag);
        response.finish()
    }

    fn ok(&self, service: &Service, tag: &str, body: Bytes, encoding: Encoding) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        self.put_headers(&mut response, service, tag);
        response.insert_header((header::CONTENT_TYPE, HeaderValue::from_static(self.content_type)));
        if let Some(token) = encoding.token() {
            response.insert_header((header::CONTENT_ENCODING, HeaderValue::from_static(token)));
        }
        response.body(body)
    }

    fn put_headers(
        &self,
        response: &mut actix_web::HttpResponseBuilder,
        service: &Service,
        tag: &str,
    ) {
        response.insert_header((header::ETAG, tag));
        response.insert_header((header::CACHE_CONTROL, service.cache_control.clone()));
        response.insert_header((header::VARY, HeaderValue::from_static("Accept, Accept-Encoding")));
        if let Some(time) = self.last_modified {
            response.insert_header((header::LAST_MODIFIED, http_date(time)));
        }
        if let Some(link) = &self.link {
            response.insert_header((header::LINK, link.clone()));
        }
    }
}

fn coded(body: Bytes, encoding: Encoding) -> (Bytes, Encoding) {
    if body.len() < MIN_CODED {
        return (body, Encoding::Identity);
    }
    (encoding.encode(body), encoding)
}
