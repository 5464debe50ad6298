//! Makes and sends pages, with their ETags and security headers.

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderValue};

use crate::domain::Date;
use crate::http::extract::call::{Call, Context};
use crate::http::problem::Problem;
use crate::http::protocol::links::TypedLinks;
use crate::http::protocol::reply::Reply;
use crate::site::{self, Frame, SiteError};

/// The media type of pages.
pub const HTML: &str = "text/html; charset=utf-8";

/// The `Content-Security-Policy` of pages: they may load stylesheets, scripts and pictures of this
/// server, and send requests to it. Inline scripts are forbidden.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// Sends the page at `path`, which depends only on the snapshot and the settings.
pub fn page(
    call: &Call,
    path: &str,
    make: impl FnOnce(Frame) -> Result<String, SiteError>,
) -> Result<HttpResponse, Problem> {
    Page::at(call, path)?.send(call, make)
}

/// Sends the page at `path`, which depends only on the program and its settings.
pub fn fixed_page(
    context: &Context,
    path: &str,
    make: impl FnOnce(Frame) -> Result<String, SiteError>,
) -> Result<HttpResponse, Problem> {
    context.accepts("text/html")?;
    let frame = frame(context, path);
    let mut response = context.respond(context.of_program(HTML), || {
        make(frame).map(Into::into).map_err(|err| Problem::internal(&err))
    })?;
    set_policy(&mut response);
    Ok(response)
}

/// A page before it is made.
pub struct Page {
    frame: Frame,
    reply: Reply,
}

impl Page {
    /// The page at `path`.
    ///
    /// # Errors
    ///
    /// 406 for a client that does not accept HTML.
    pub fn at(call: &Call, path: &str) -> Result<Self, Problem> {
        Self::with_state(call, path, "")
    }

    /// The page at `path`, which also depends on a state that the snapshot does not have.
    ///
    /// # Errors
    ///
    /// 406 for a client that does not accept HTML.
    pub fn with_state(call: &Call, path: &str, state: &str) -> Result<Self, Problem> {
        Self::with_state_on(call, path, state, None)
    }

    /// The page at `path`, which also depends on the present day, if one is given.
    pub fn on_day(call: &Call, path: &str, day: Option<Date>) -> Result<Self, Problem> {
        Self::with_state_on(call, path, "", day)
    }

    fn with_state_on(
        call: &Call,
        path: &str,
        state: &str,
        day: Option<Date>,
    ) -> Result<Self, Problem> {
        call.accepts("text/html")?;
        let frame = frame(call, path);
        // Everything that the page depends on must be in its ETag, including the settings.
        let settings = call.settings();
        let publisher = (&settings.operator, &settings.contact_url, &settings.permalink_base);
        let (url, exit) = (frame.canonical(), &frame.exit);
        let of = format!("page {} {url} {exit} {publisher:?}{state}", site::BUILD);
        Ok(Self { frame, reply: call.reply_on(&of, day).with_type(HTML) })
    }

    /// The page with the header `Link`.
    pub fn with_links(self, links: &TypedLinks) -> Self {
        Self { reply: self.reply.with_link(links.header()), ..self }
    }

    /// Sets the `Link` header.
    pub fn with_link(self, link: HeaderValue) -> Self {
        Self { reply: self.reply.with_link(link), ..self }
    }

    /// The response without making the page: 304, or the page from the page cache.
    pub fn cached(&self, call: &Call) -> Option<HttpResponse> {
        let mut response = call.cached(&self.reply)?;
        set_policy(&mut response);
        Some(response)
    }

    /// Sends the page, from the page cache if possible.
    pub fn send(
        self,
        call: &Call,
        make: impl FnOnce(Frame) -> Result<String, SiteError>,
    ) -> Result<HttpResponse, Problem> {
        let Self { frame, reply } = self;
        let mut response = call.respond_cached(reply, || {
            let html = make(frame).map_err(|err| Problem::internal(&err))?;
            Ok::<_, Problem>(html.into())
        })?;
        set_policy(&mut response);
        Ok(response)
    }
}

/// The frame of the page at `path`.
pub fn frame(context: &Context, path: &str) -> Frame {
    let exit = context.settings().exit_url.as_deref().unwrap_or(site::EXIT_URL);
    Frame {
        base: context.absolute_url(""),
        permalinks: context.permalink(""),
        path: path.to_owned(),
        exit: exit.to_owned(),
        is_unlisted: false,
        title: String::new(),
        description: String::new(),
        image: None,
    }
}

/// Sets the `Content-Security-Policy` of pages.
pub fn set_policy(response: &mut HttpResponse) {
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY);
}
