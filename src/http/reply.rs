//! Successful answers: their tags, codings and conditions in one place.

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use bytes::Bytes;
use jiff::Timestamp;

use super::Service;
use super::conditional::is_fresh;
use super::negotiation::encoding;
use crate::catalog::{Encoding, Representation, http_date};
use crate::domain::Fingerprint;

/// The media type of almost everything here.
pub const JSON: &str = "application/json";

/// Shorter bodies are sent as they are: coding would not make them smaller.
const MIN_CODED: usize = 256;

/// What is answered with status 200, or 304 to a client that has it.
pub struct Reply {
    content_type: &'static str,
    tag: Tag,
    modified: Timestamp,
    /// Whether the body is packed already, so that no coding makes it smaller.
    is_packed: bool,
    /// The value of `Link`, if there is one.
    pub link: Option<HeaderValue>,
}

/// How an answer is tagged.
enum Tag {
    /// From its bytes; a profile's begins with its revision.
    Strong { revision: Option<i32> },
    /// From the change number and what else it depends on: known before the
    /// answer is.
    Weak { change: i64, of: Fingerprint },
}

impl Reply {
    /// An answer that is tagged by its bytes.
    pub fn strong(content_type: &'static str, revision: Option<i32>, modified: Timestamp) -> Self {
        let tag = Tag::Strong { revision };
        Self { content_type, tag, modified, is_packed: false, link: None }
    }

    /// JSON that depends on the state of the directory at `change`, and on what
    /// has the fingerprint `of`.
    pub fn weak(change: i64, of: Fingerprint, modified: Timestamp) -> Self {
        let tag = Tag::Weak { change, of };
        Self { content_type: JSON, tag, modified, is_packed: false, link: None }
    }

    /// The same of another media type than JSON.
    pub fn of_type(self, content_type: &'static str) -> Self {
        Self { content_type, ..self }
    }

    /// The same with a body that is packed already: it is sent as it is.
    pub fn packed(self) -> Self {
        Self { is_packed: true, ..self }
    }

    fn coding(&self, request: &HttpRequest) -> Encoding {
        if self.is_packed { Encoding::Identity } else { encoding(request) }
    }

    /// The answer for a client that has this already, where the tag is known
    /// before the body: it costs no query.
    pub fn unchanged(&self, request: &HttpRequest, service: &Service) -> Option<HttpResponse> {
        let Tag::Weak { change, of } = self.tag else { return None };
        let head = self.weak_head(change, of, self.coding(request));
        head.is_fresh(request).then(|| head.not_modified(service))
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
        let wanted = self.coding(request);
        let body = make()?;
        let used = if body.len() < MIN_CODED { Encoding::Identity } else { wanted };
        match self.tag {
            Tag::Strong { revision } => {
                let answer = Representation::new(body, used, revision, self.modified);
                Ok(ready(request, service, self.content_type, answer, used))
            }
            Tag::Weak { change, of } => {
                let head = self.weak_head(change, of, wanted);
                Ok(head.ok(service, used.encode(body), used))
            }
        }
    }

    /// The answer without making it: for a client that has it already, or from
    /// memory.
    pub fn found(&self, request: &HttpRequest, service: &Service) -> Option<HttpResponse> {
        let Tag::Weak { change, of } = self.tag else { return None };
        if let Some(unchanged) = self.unchanged(request, service) {
            return Some(unchanged);
        }
        let coding = self.coding(request);
        let body = service.kept.get(&(change, of, coding))?;
        Some(self.weak_head(change, of, coding).ok(service, body, coding))
    }

    /// The same as [`Reply::made`], where the coded body is kept for who asks next.
    pub fn kept<E>(
        self,
        request: &HttpRequest,
        service: &Service,
        make: impl FnOnce() -> Result<Bytes, E>,
    ) -> Result<HttpResponse, E> {
        let Tag::Weak { change, of } = self.tag else { return self.made(request, service, make) };
        if let Some(found) = self.found(request, service) {
            return Ok(found);
        }
        let coding = self.coding(request);
        let body = coding.encode(make()?);
        service.kept.put((change, of, coding), &body);
        Ok(self.weak_head(change, of, coding).ok(service, body, coding))
    }

    fn weak_head(&self, change: i64, of: Fingerprint, encoding: Encoding) -> Head<'_> {
        let tag = format!("W/\"c{change}-{of}{}\"", encoding.etag_suffix());
        Head {
            content_type: self.content_type,
            tag: value(tag.into()),
            modified: value(http_date(self.modified).into()),
            link: self.link.as_ref(),
        }
    }
}

/// Answers with what nobody keeps: it has no tag, and no cache may store it.
pub fn untraced(request: &HttpRequest, content_type: &'static str, body: Bytes) -> HttpResponse {
    let wanted = encoding(request);
    let used = if body.len() < MIN_CODED { Encoding::Identity } else { wanted };
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_TYPE, content_type));
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(token) = used.token() {
        response.insert_header((header::CONTENT_ENCODING, token));
    }
    response.body(used.encode(body))
}

/// Answers with a body that is ready: coded and tagged.
pub fn ready(
    request: &HttpRequest,
    service: &Service,
    content_type: &'static str,
    answer: Representation,
    encoding: Encoding,
) -> HttpResponse {
    let (tag, modified) = (value(answer.etag), value(answer.modified));
    let head = Head { content_type, tag, modified, link: None };
    match head.is_fresh(request) {
        true => head.not_modified(service),
        false => head.ok(service, answer.body, encoding),
    }
}

/// A text of ours as the value of a header.
fn value(text: Bytes) -> HeaderValue {
    HeaderValue::from_maybe_shared(text).expect("tags and dates are printable ASCII")
}

/// The headers of an answer that say what it is.
struct Head<'a> {
    content_type: &'static str,
    tag: HeaderValue,
    modified: HeaderValue,
    link: Option<&'a HeaderValue>,
}

impl Head<'_> {
    fn is_fresh(&self, request: &HttpRequest) -> bool {
        let text = |value: &HeaderValue| value.to_str().map(str::to_owned).unwrap_or_default();
        is_fresh(request, || text(&self.tag), || text(&self.modified))
    }

    fn not_modified(self, service: &Service) -> HttpResponse {
        let mut response = HttpResponse::NotModified();
        self.put_headers(&mut response, service);
        response.finish()
    }

    fn ok(self, service: &Service, body: Bytes, encoding: Encoding) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        response.insert_header((header::CONTENT_TYPE, HeaderValue::from_static(self.content_type)));
        if let Some(token) = encoding.token() {
            response.insert_header((header::CONTENT_ENCODING, HeaderValue::from_static(token)));
        }
        self.put_headers(&mut response, service);
        response.body(body)
    }

    fn put_headers(self, response: &mut HttpResponseBuilder, service: &Service) {
        response.insert_header((header::ETAG, self.tag));
        response.insert_header((header::LAST_MODIFIED, self.modified));
        response.insert_header((header::CACHE_CONTROL, service.cache_control.clone()));
        response.insert_header((header::VARY, HeaderValue::from_static("Accept, Accept-Encoding")));
        if let Some(link) = self.link {
            response.insert_header((header::LINK, link.clone()));
        }
    }
}
