//! The organization that the `{key}` of a path names: by its slug, or by a former slug, an
//! identifier or a slug in another case, which redirect to the URL with the slug.

use std::future::{Ready, ready};
use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpRequest};
use percent_encoding::percent_decode_str;

use super::call::Call;
use super::parameters::meant::meant_organization;
use crate::catalog::{Entry, KeyResolution, Snapshot};
use crate::domain::Slug;
use crate::http::problem::{Problem, UNKNOWN_ORGANIZATION};
use crate::http::protocol::urls::{Redirect, decoded_path};

/// A call for one organization, which may be withdrawn.
pub struct OrganizationCall {
    call: Call,
    number: u32,
}

/// The slug of an organization that a request edits. The organization need not exist.
pub struct EditedSlug(pub Slug);

impl OrganizationCall {
    fn of(request: &HttpRequest) -> Result<Self, Error> {
        let call = Call::of(request)?;
        let key = call.path_part("key");
        match call.snapshot().resolve_key(key) {
            KeyResolution::Current(entry) => {
                let number = entry.number();
                Ok(Self { call, number })
            }
            _ => Err(match moved(call.snapshot(), key) {
                Some(entry) => with_slug(&call, entry.slug()).into(),
                None => not_found(call.snapshot(), key).into(),
            }),
        }
    }

    pub fn entry(&self) -> Entry<'_> {
        self.call.snapshot().entry(self.number)
    }

    /// Refuses a withdrawn organization.
    ///
    /// # Errors
    ///
    /// 410 with the reason and the successor.
    pub fn check_shown(&self) -> Result<(), Problem> {
        let entry = self.entry();
        match entry.withdrawal() {
            Some((reason, successor)) => {
                Err(Problem::gone(entry.slug(), entry.revision(), reason, successor))
            }
            None => Ok(()),
        }
    }
}

impl EditedSlug {
    fn of(request: &HttpRequest) -> Result<Self, Error> {
        let call = Call::of(request)?;
        let key = call.path_part("key");
        if !matches!(call.snapshot().resolve_key(key), KeyResolution::Current(_))
            && let Some(entry) = moved(call.snapshot(), key)
        {
            return Err(with_slug(&call, entry.slug()).into());
        }
        key.parse().map(Self).map_err(|_| not_found(call.snapshot(), key).into())
    }
}

/// The organization that a key means which is not a current slug.
fn moved<'s>(snapshot: &'s Snapshot, key: &str) -> Option<Entry<'s>> {
    meant_organization(snapshot, &percent_decode_str(key).decode_utf8().ok()?)
}

/// A redirect to the path of the request with `slug` in the place of the key.
fn with_slug(call: &Call, slug: &str) -> Redirect {
    const FOLDERS: [&str; 3] =
        ["/api/v1/organizations/", "/organizations/", "/edit/organizations/"];
    let path = decoded_path(call.request());
    let folder = FOLDERS.into_iter().find(|folder| path.starts_with(folder)).unwrap_or_default();
    // After the key the path stays percent-encoded.
    let rest = call.request().path().split('/').skip(folder.matches('/').count() + 1);
    let rest: String = rest.flat_map(|part| ["/", part]).collect();
    call.redirect(&format!("{folder}{slug}{rest}"))
}

/// 404 with the nearest slug. Finding it takes a while in a large directory.
pub fn not_found(snapshot: &Snapshot, key: &str) -> Problem {
    let detail = match (snapshot.nearest_slug(key), key.parse::<Slug>()) {
        (Some(nearest), _) => format!("no organization has this slug; did you mean `{nearest}`?"),
        (None, Ok(slug)) => format!("no organization has the slug `{slug}`"),
        (None, Err(_)) => "no organization has this slug or identifier".to_owned(),
    };
    Problem::new(&UNKNOWN_ORGANIZATION, detail)
}

impl Deref for OrganizationCall {
    type Target = Call;

    fn deref(&self) -> &Call {
        &self.call
    }
}

impl FromRequest for OrganizationCall {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl FromRequest for EditedSlug {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}
