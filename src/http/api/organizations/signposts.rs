//! The signposts of a profile: links that tell programs what to cite, where the metadata and the
//! content are, and under which licence (FAIR Signposting, levels 1 and 2).
//!
//! The page of an organization is the landing page. Its content is the profile as JSON and as
//! Markdown; JSON-LD and citations describe it.

use super::formats::Format;
use crate::catalog::Entry;
use crate::http::extract::call::Context;
use crate::http::protocol::links::TypedLinks;
use crate::http::protocol::reply::JSON;
use crate::site::formats::CC0;

/// The media type of a link set (RFC 9264).
pub const LINKSET: &str = "application/linkset+json";

/// The types of the page: a landing page, about one profile.
const TYPES: [&str; 2] = ["https://schema.org/AboutPage", "https://schema.org/ProfilePage"];

const HTML: &str = "text/html";

/// The signposts of one organization.
pub struct Signposts<'c> {
    context: &'c Context,
    /// The URL of this server, without a slash at the end.
    server: String,
    slug: &'c str,
}

impl<'c> Signposts<'c> {
    pub fn new(context: &'c Context, entry: &Entry<'c>) -> Self {
        Self { context, server: context.absolute_url(""), slug: entry.slug() }
    }

    /// The links of the page. Of each kind only the first, to keep the header small: the link set
    /// has all.
    pub fn of_page(&self) -> TypedLinks {
        let links = self.about_page(&[None, Some(Format::JsonLd)]);
        links.to(LINKSET_RELATION, self.linkset(), Some(LINKSET))
    }

    /// The links of the profile in a format; `None` is JSON.
    pub fn of_format(&self, format: Option<Format>) -> TypedLinks {
        self.about_format(format).to(LINKSET_RELATION, self.linkset(), Some(LINKSET))
    }

    /// Every resource with its links.
    pub fn all(&self) -> Vec<(String, TypedLinks)> {
        let formats: Vec<Option<Format>> =
            [None].into_iter().chain(Format::ALL.map(Some)).collect();
        let page = (self.page(), self.about_page(&formats));
        let formats = formats.into_iter();
        let formats = formats.map(|format| (self.in_format(format), self.about_format(format)));
        [page].into_iter().chain(formats).collect()
    }

    /// The links of the page to these formats, and to everything else.
    fn about_page(&self, formats: &[Option<Format>]) -> TypedLinks {
        let cited = self.context.permalink(&format!("/organizations/{}", self.slug));
        let mut links = TypedLinks::default().to("cite-as", cited, None);
        for &format in formats {
            let relation = if is_content(format) { "item" } else { "describedby" };
            let media_type = format.map_or(JSON, Format::media_type);
            links = links.to(relation, self.in_format(format), Some(media_type));
        }
        links = links.to("license", CC0, None);
        TYPES.into_iter().fold(links, |links, of| links.to("type", of, None))
    }

    fn about_format(&self, format: Option<Format>) -> TypedLinks {
        let relation = if is_content(format) { "collection" } else { "describes" };
        TypedLinks::default().to(relation, self.page(), Some(HTML)).to("license", CC0, None)
    }

    fn page(&self) -> String {
        [&self.server, "/organizations/", self.slug].concat()
    }

    /// The URL of the profile in a format, which needs no `Accept`; `None` is JSON.
    fn in_format(&self, format: Option<Format>) -> String {
        let word = format.map_or("json", Format::as_str);
        [&self.server, "/api/v1/organizations/", self.slug, "/formats/", word].concat()
    }

    fn linkset(&self) -> String {
        [&self.server, "/api/v1/organizations/", self.slug, "/linkset"].concat()
    }
}

/// The relation of a link set.
const LINKSET_RELATION: &str = "linkset";

/// Whether a format has the whole text of the profile; the others describe it.
fn is_content(format: Option<Format>) -> bool {
    matches!(format, None | Some(Format::Markdown))
}
