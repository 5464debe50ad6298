//! Query parameters: declared once, read strictly, every mistake reported at once.
//!
//! [`parameters!`](declare) declares a set: its documentation in OpenAPI, the known names and the
//! typed values come from the same lines. A handler takes a set with one of four extractors:
//!
//! | extractor | reads |
//! | --- | --- |
//! | [`Parameters`] | the query string of an API request |
//! | [`JsonParameters`] | the JSON body of an API request |
//! | [`PageParameters`] | the query string of a page, which may have other parameters |
//! | [`FormParameters`] | the body of a form of a page, read in the same way |

#[macro_use]
mod declare;

pub mod as_of;
pub mod body_schema;
pub mod choices;
pub mod citation_format;
mod corrections;
pub mod criteria;
mod due;
pub mod items;
pub mod keys;
pub mod list;
pub mod meant;
pub mod page_list;
pub mod paging;
pub mod reader;
mod source;
pub mod values;
pub mod view;

use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{Error, FromRequest, HttpRequest};

use self::reader::Reader;
use super::call::Call;
use crate::domain::Date;
use crate::http::problem::Problem;
use crate::http::protocol::body::{FORM, read_body};
use crate::http::protocol::reply::JSON;
use crate::http::service::Service;
use crate::site::query_string;

/// Parameters that are read together.
pub trait ParameterSet: Sized {
    /// The names of all parameters of the set.
    fn names() -> impl Iterator<Item = &'static str>;

    /// Reads the parameters; every mistake is noted in the reader.
    fn read(reader: &mut Reader) -> Self;
}

/// A value that a parameter can have.
pub trait ParameterValue: Sized {
    /// Whether it takes a list: an array in a JSON body.
    const IS_LIST: bool = false;

    /// Reads the parameter `name`; every mistake is noted in the reader.
    fn read(reader: &mut Reader, name: &'static str) -> Self;
}

/// No parameters: every one that is sent is an error.
pub struct NoParameters;

impl ParameterSet for NoParameters {
    fn names() -> impl Iterator<Item = &'static str> {
        std::iter::empty()
    }

    fn read(_: &mut Reader) -> Self {
        Self
    }
}

/// The query string of an API request.
pub struct Parameters<T>(pub T);

/// The JSON object in the body of an API request, for queries that should not be in a URL.
pub struct JsonParameters<T>(pub T);

/// The query string of a page. Other parameters than those of the set are ignored. Values that can
/// mean only one thing redirect to the URL with that value.
pub struct PageParameters<T>(pub T);

/// The body of a form of a page, read like [`PageParameters`].
pub struct FormParameters<T>(pub T);

/// Reads a set; fails with every mistake.
fn finished<T: ParameterSet>(mut reader: Reader) -> Result<T, Problem> {
    let set = T::read(&mut reader);
    reader.finish().map(|()| set)
}

/// The day that counts as the present one; `None` for that of the clock.
fn today(request: &HttpRequest) -> Option<Date> {
    request.app_data::<Data<Service>>().and_then(|service| service.settings.today)
}

/// A reader of the query string of a request that allows only the parameters of `T`.
fn query_reader<T: ParameterSet>(request: &HttpRequest) -> Reader {
    // Without a snapshot the reader itself fails with 503, but only if a value is looked up.
    let snapshot = Call::of(request).ok().map(|call| call.snapshot().clone());
    let names: Vec<&str> = T::names().collect();
    Reader::of_query(request.query_string(), &names, snapshot).on(today(request))
}

impl<T: ParameterSet> Parameters<T> {
    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        if request.query_string().is_empty() {
            return finished(Reader::default().on(today(request))).map(Self);
        }
        finished(query_reader::<T>(request)).map(Self)
    }
}

impl<T: ParameterSet> PageParameters<T> {
    fn of(request: &HttpRequest) -> Result<Self, Error> {
        let names: Vec<&str> = T::names().collect();
        if request.query_string().is_empty() || names.is_empty() {
            return Ok(finished(Reader::default().on(today(request))).map(Self)?);
        }
        let call = Call::of(request)?;
        let snapshot = Arc::clone(call.snapshot());
        let mut reader =
            Reader::of_page(request.query_string(), &names, snapshot).on(today(request));
        let set = T::read(&mut reader);
        let corrected = reader.corrected().map(|pairs| query_string(&pairs));
        reader.finish()?;
        match corrected {
            Some(query) => Err(call.redirect_with(request.path(), &query).into()),
            None => Ok(Self(set)),
        }
    }
}

/// Reads a set from a JSON object.
///
/// # Errors
///
/// 400 with every mistake.
pub fn read_json<T: ParameterSet>(object: &[u8], call: &Call) -> Result<T, Problem> {
    let names: Vec<&str> = T::names().collect();
    let reader = Reader::of_json(object, &names, Arc::clone(call.snapshot()))?;
    finished(reader.on(call.settings().today))
}

async fn json_parameters<T: ParameterSet>(
    request: HttpRequest,
) -> Result<JsonParameters<T>, Problem> {
    let call = Call::of(&request)?;
    let body = read_body(&request, JSON).await?;
    read_json(&body, &call).map(JsonParameters)
}

async fn form_parameters<T: ParameterSet>(
    request: HttpRequest,
) -> Result<FormParameters<T>, Problem> {
    let snapshot = Call::of(&request)?.snapshot().clone();
    let body = read_body(&request, FORM).await?;
    // Forms are ASCII. Bytes that are not UTF-8 become a character that no value may contain.
    let form = String::from_utf8_lossy(&body);
    let names: Vec<&str> = T::names().collect();
    finished(Reader::of_page(&form, &names, snapshot).on(today(&request))).map(FormParameters)
}

impl<T: ParameterSet> FromRequest for Parameters<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl<T: ParameterSet> FromRequest for PageParameters<T> {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

type LocalFuture<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

impl<T: ParameterSet + 'static> FromRequest for JsonParameters<T> {
    type Error = Problem;
    type Future = LocalFuture<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(json_parameters(request.clone()))
    }
}

impl<T: ParameterSet + 'static> FromRequest for FormParameters<T> {
    type Error = Problem;
    type Future = LocalFuture<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(form_parameters(request.clone()))
    }
}
