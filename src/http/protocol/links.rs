//! Links between the pages of a list (RFC 8288).

use actix_web::http::header::HeaderValue;
use serde::Serialize;
use utoipa::ToSchema;

/// Links to pages of a list, as paths.
#[derive(Serialize, ToSchema)]
pub struct ListLinks {
    /// The page of this response.
    #[serde(rename = "self")]
    #[schema(example = "/api/v1/organizations?page=2")]
    pub this: String,
    #[schema(example = "/api/v1/organizations?page=1")]
    pub first: Option<String>,
    /// Null on the first page, and on a walk with `cursor`.
    #[schema(example = "/api/v1/organizations?page=1")]
    pub prev: Option<String>,
    /// Null on the last page, and at the end of a walk.
    #[schema(example = "/api/v1/organizations?page=3")]
    pub next: Option<String>,
    /// Null on a walk with `cursor`, and if the last page is too far from the first.
    #[schema(example = "/api/v1/organizations?page=3")]
    pub last: Option<String>,
}

impl ListLinks {
    /// The value of `Link`; `base` is the absolute URL that the paths belong to.
    pub fn header(&self, base: &str) -> HeaderValue {
        let links = [
            ("first", self.first.as_ref()),
            ("prev", self.prev.as_ref()),
            ("next", self.next.as_ref()),
            ("last", self.last.as_ref()),
        ];
        let mut value = String::with_capacity(4 * (base.len() + self.this.len() + 24));
        for (relation, path) in links.into_iter().filter_map(|(it, path)| Some((it, path?))) {
            let separator = if value.is_empty() { "<" } else { ", <" };
            for part in [separator, base, path, ">; rel=\"", relation, "\""] {
                value.push_str(part);
            }
        }
        HeaderValue::try_from(value).expect("hosts and percent-encoded paths make a header value")
    }
}
