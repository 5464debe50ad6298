//! Links in headers and bodies (RFC 8288): between the pages of a list, and from a resource to its
//! metadata, content and licence (FAIR Signposting).

use actix_web::http::header::HeaderValue;
use serde::Serialize;
use utoipa::ToSchema;

use super::limits::LINK_BYTES;

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
    /// The value of `Link`; `base` is the absolute URL that the paths belong to. `None` if it would be
    /// longer than [`LINK_BYTES`], which a list of keys can cause; the body has the links as well.
    pub fn header(&self, base: &str) -> Option<HeaderValue> {
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
        if value.len() > LINK_BYTES { None } else { HeaderValue::try_from(value).ok() }
    }
}

/// Links that say what their targets are to a resource, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct TypedLinks(Vec<TypedLink>);

#[derive(Clone, Debug)]
struct TypedLink {
    relation: &'static str,
    target: LinkTarget,
}

/// The target of a link.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LinkTarget {
    /// Its URL.
    #[schema(example = "https://directory.example/organizations/free-the-slaves")]
    href: String,
    /// Its media type, if it has a certain one.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    #[schema(example = "text/html", nullable = false)]
    media_type: Option<&'static str>,
}

/// A resource with its links, by relation. Relations without links are left out.
#[derive(Serialize, ToSchema)]
pub struct LinkContext {
    /// The URL of the resource.
    #[schema(example = "https://directory.example/organizations/free-the-slaves")]
    anchor: String,
    /// The URL to cite.
    #[serde(rename = "cite-as", skip_serializing_if = "Vec::is_empty")]
    cite_as: Vec<LinkTarget>,
    /// Its metadata.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    describedby: Vec<LinkTarget>,
    /// Its content.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    item: Vec<LinkTarget>,
    /// The page of which it is the content.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    collection: Vec<LinkTarget>,
    /// The page of which it is the metadata.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    describes: Vec<LinkTarget>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    license: Vec<LinkTarget>,
    /// Types of schema.org.
    #[serde(rename = "type", skip_serializing_if = "Vec::is_empty")]
    types: Vec<LinkTarget>,
}

impl TypedLinks {
    /// Adds a link.
    #[must_use]
    pub fn to(
        mut self,
        relation: &'static str,
        href: impl Into<String>,
        media_type: Option<&'static str>,
    ) -> Self {
        let target = LinkTarget { href: href.into(), media_type };
        self.0.push(TypedLink { relation, target });
        self
    }

    /// The value of `Link`; `None` if it would be longer than [`LINK_BYTES`], which the URL of a
    /// list with many parameters can cause.
    pub fn header(&self) -> Option<HeaderValue> {
        // Every profile has this header, and `format!` and `join` took a twentieth of its time.
        let mut value = String::with_capacity(512);
        for TypedLink { relation, target } in &self.0 {
            let separator = if value.is_empty() { "<" } else { ", <" };
            for part in [separator, &target.href, ">; rel=\"", relation, "\""] {
                value.push_str(part);
            }
            if let Some(kind) = target.media_type {
                for part in ["; type=\"", kind, "\""] {
                    value.push_str(part);
                }
            }
        }
        if value.len() > LINK_BYTES { None } else { HeaderValue::try_from(value).ok() }
    }

    /// The targets of a relation.
    fn targets(&self, relation: &str) -> Vec<LinkTarget> {
        let links = self.0.iter().filter(|link| link.relation == relation);
        links.map(|link| link.target.clone()).collect()
    }
}

impl LinkContext {
    pub fn new(anchor: String, links: TypedLinks) -> Self {
        Self {
            anchor,
            cite_as: links.targets("cite-as"),
            describedby: links.targets("describedby"),
            item: links.targets("item"),
            collection: links.targets("collection"),
            describes: links.targets("describes"),
            license: links.targets("license"),
            types: links.targets("type"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::formats::CC0;

    #[test]
    fn a_header_that_would_be_too_long_is_left_out() {
        let links = TypedLinks::default().to("license", CC0, None);
        let expected = format!("<{CC0}>; rel=\"license\"");
        assert_eq!(links.header().unwrap().to_str().unwrap(), expected);

        let long = links.to("item", "x".repeat(LINK_BYTES), Some("text/csv"));

        assert!(long.header().is_none());
    }
}
