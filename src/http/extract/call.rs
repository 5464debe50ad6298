//! The request of a handler, with the service and the state of the directory that answer it.

use std::future::{Ready, ready};
use std::ops::Deref;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::HeaderValue;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder};
use bytes::Bytes;

use crate::catalog::{Encoding, Representation, Snapshot};
use crate::domain::{Date, Fingerprint};
use crate::http::problem::Problem;
use crate::http::protocol::negotiation::accept;
use crate::http::protocol::reply::{Reply, ready as ready_reply};
use crate::http::protocol::urls::{Redirect, absolute_url};
use crate::http::service::{Service, Settings};

/// A request and the service, for handlers that need no catalog.
#[derive(Clone)]
pub struct Context {
    request: HttpRequest,
    service: Data<Service>,
}

/// A [`Context`] with the snapshot that answers the request. All parts of one request see the same
/// snapshot.
#[derive(Clone)]
pub struct Call {
    context: Context,
    snapshot: Arc<Snapshot>,
}

impl Context {
    pub fn of(request: &HttpRequest) -> Self {
        let service = request.app_data::<Data<Service>>().expect("the edge requires a service");
        Self { request: request.clone(), service: Data::clone(service) }
    }

    pub fn request(&self) -> &HttpRequest {
        &self.request
    }

    pub fn service(&self) -> &Data<Service> {
        &self.service
    }

    pub fn settings(&self) -> &Settings {
        &self.service.settings
    }

    /// The part of the path that a placeholder of the route matched, as the client sent it.
    pub fn path_part(&self, placeholder: &str) -> &str {
        self.request.match_info().query(placeholder)
    }

    /// Refuses a client that does not accept `media_type`.
    ///
    /// # Errors
    ///
    /// 406.
    pub fn accepts(&self, media_type: &str) -> Result<(), Problem> {
        accept(&self.request, media_type)
    }

    /// The absolute URL of a path on this server.
    pub fn absolute_url(&self, path: &str) -> String {
        absolute_url(&self.request, self.settings().public_url.as_deref(), path)
    }

    /// The permanent URL of a path, for identifiers in citations and linked data.
    pub fn permalink(&self, path: &str) -> String {
        match &self.settings().permalink_base {
            Some(base) => format!("{base}{path}"),
            None => self.absolute_url(path),
        }
    }

    /// A permanent redirect to a path; the query stays.
    pub fn redirect(&self, path: &str) -> Redirect {
        self.redirect_with(path, self.request.query_string())
    }

    /// A permanent redirect to a path with this query, which may be empty.
    pub fn redirect_with(&self, path: &str, query: &str) -> Redirect {
        let location = match query {
            "" => self.absolute_url(path),
            query => self.absolute_url(&format!("{path}?{query}")),
        };
        Redirect { location }
    }

    /// The reply for a response that depends only on the program and its settings.
    pub fn of_program(&self, content_type: &'static str) -> Reply {
        Reply::strong(content_type, None, self.service.started)
    }

    /// Responds with the body that `make` makes, or with 304.
    pub fn respond<E>(
        &self,
        reply: Reply,
        make: impl FnOnce() -> Result<Bytes, E>,
    ) -> Result<HttpResponse, E> {
        reply.made(&self.request, &self.service.caching, make)
    }

    /// Like [`Context::respond`], with the page cache.
    pub fn respond_cached<E>(
        &self,
        reply: Reply,
        make: impl FnOnce() -> Result<Bytes, E>,
    ) -> Result<HttpResponse, E> {
        reply.made_and_cached(&self.request, &self.service.caching, make)
    }

    /// 304, if the client already has this version and that is known before the body.
    pub fn unchanged(&self, reply: &Reply) -> Option<HttpResponse> {
        reply.unchanged(&self.request, &self.service.caching)
    }

    /// 304, or the response from the page cache.
    pub fn cached(&self, reply: &Reply) -> Option<HttpResponse> {
        reply.cached(&self.request, &self.service.caching)
    }

    /// The head of a response whose body is a stream; the error is 304.
    pub fn respond_streamed(
        &self,
        reply: &Reply,
        encoding: Encoding,
    ) -> Result<HttpResponseBuilder, Box<HttpResponse>> {
        reply.streamed(&self.request, &self.service.caching, encoding)
    }

    /// Responds with an answer that is encoded and has its ETag, with its media type and the value
    /// of `Link`.
    pub fn respond_ready(
        &self,
        head: (&'static str, Option<HeaderValue>),
        answer: Representation,
        encoding: Encoding,
    ) -> HttpResponse {
        ready_reply(&self.request, &self.service.caching, head, answer, encoding)
    }
}

impl Call {
    /// The call of a request: every extractor of one request gets the same snapshot.
    ///
    /// # Errors
    ///
    /// 503 while the catalog is being built.
    pub fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let context = Context::of(request);
        let known = request.extensions().get::<Arc<Snapshot>>().cloned();
        let snapshot = match known {
            Some(snapshot) => snapshot,
            None => {
                let snapshot = context.service.snapshot()?;
                // A read without a query has no second extractor that looks anything up. For
                // `Method`, QUERY is not safe.
                let is_bare_read = request.method().is_safe() && request.query_string().is_empty();
                if !is_bare_read {
                    request.extensions_mut().insert(Arc::clone(&snapshot));
                }
                snapshot
            }
        };
        Ok(Self { context, snapshot })
    }

    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// Takes the newest snapshot, after waiting for a change.
    ///
    /// # Errors
    ///
    /// 503 while the catalog is being built.
    pub fn refresh(&mut self) -> Result<(), Problem> {
        self.snapshot = self.context.service.snapshot()?;
        Ok(())
    }

    /// The reply for a JSON response that depends on the snapshot and on `canonical`, the request
    /// in its canonical form.
    pub fn reply(&self, canonical: &str) -> Reply {
        self.reply_on(canonical, None)
    }

    /// Like [`Call::reply`], for a response that also depends on the present day, if one is given.
    pub fn reply_on(&self, canonical: &str, day: Option<Date>) -> Reply {
        let position = self.snapshot.position();
        // After a failover a lost change may be made again with the same number, but not at the
        // same time.
        let (directory, at) = (&position.directory, position.updated_at);
        let mut of = format!("{directory} {at} {} {canonical}", env!("CARGO_PKG_VERSION"));
        let mut modified = position.updated_at;
        if let Some(day) = day {
            of.push_str(&format!(" on {day}"));
            modified = modified.max(day.begins());
        }
        Reply::weak(position.change, Fingerprint::of(of.as_bytes()), modified)
    }
}

impl Deref for Call {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.context
    }
}

impl FromRequest for Context {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

impl FromRequest for Call {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}
