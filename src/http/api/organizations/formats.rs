//! `GET /organizations/{key}/formats/{format}`: one profile in formats besides JSON.

use actix_web::{HttpRequest, HttpResponse};

use super::answers::OrganizationAnswer;
use super::format_answers::{CslItem, LinkedOrganization};
use super::signposts::Signposts;
use crate::domain::Code;
use crate::http::extract::organization_key::OrganizationCall;
use crate::http::extract::parameters::reader::Reader;
use crate::http::extract::parameters::{NoParameters, Parameters};
use crate::http::problem::{KeyResponses, Problem, ProblemBody, ReadResponses};
use crate::http::protocol::negotiation::{encoding, not_acceptable, preferred_type};
use crate::http::protocol::reply::{JSON, JSON_LD, Reply};
use crate::site::formats::{
    BaseUrls, Citation, CitationFormat, PublishedProfile, json_ld, markdown,
};

/// A format besides JSON, which is the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    JsonLd,
    Markdown,
    Citation(CitationFormat),
}

impl Format {
    /// All formats: a client that accepts several equally gets the first.
    pub const ALL: [Self; 5] = [
        Self::JsonLd,
        Self::Markdown,
        Self::Citation(CitationFormat::Bibtex),
        Self::Citation(CitationFormat::Csl),
        Self::Citation(CitationFormat::Ris),
    ];

    /// The words of the parameter `format`: first JSON, then [`Format::ALL`].
    const WORDS: [&str; 6] = [
        "json",
        Self::ALL[0].as_str(),
        Self::ALL[1].as_str(),
        Self::ALL[2].as_str(),
        Self::ALL[3].as_str(),
        Self::ALL[4].as_str(),
    ];

    /// The media types: first JSON, then [`Format::ALL`].
    const MEDIA_TYPES: [&str; 6] = [
        JSON,
        Self::ALL[0].media_type(),
        Self::ALL[1].media_type(),
        Self::ALL[2].media_type(),
        Self::ALL[3].media_type(),
        Self::ALL[4].media_type(),
    ];

    /// The value of the parameter `format`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::JsonLd => "jsonld",
            Self::Markdown => "md",
            Self::Citation(format) => format.as_str(),
        }
    }

    /// The media type, without parameters.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::JsonLd => JSON_LD,
            Self::Markdown => "text/markdown",
            Self::Citation(format) => format.media_type(),
        }
    }

    /// The format that the client prefers; `None` is JSON.
    ///
    /// # Errors
    ///
    /// 406 with all media types.
    pub fn preferred(request: &HttpRequest) -> Result<Option<Self>, Problem> {
        preferred_type(request, &Self::MEDIA_TYPES).map(Self::at)
    }

    /// The format of this word; `None` is JSON.
    ///
    /// # Errors
    ///
    /// 406 with all words.
    pub fn named(word: &str) -> Result<Option<Self>, Problem> {
        let index = Self::WORDS.iter().position(|known| *known == word);
        index.map(Self::at).ok_or_else(|| not_acceptable("format", &Self::WORDS))
    }

    /// The format at an index of the lists that begin with JSON.
    fn at(index: usize) -> Option<Self> {
        index.checked_sub(1).map(|index| Self::ALL[index])
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::JsonLd => JSON_LD,
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Citation(format) => format.content_type(),
        }
    }

    fn text(self, published: &PublishedProfile<'_>) -> String {
        match self {
            Self::JsonLd => json_ld(published),
            Self::Markdown => markdown(published),
            Self::Citation(format) => format.citations(&[Citation::of(published)]),
        }
    }
}

/// The parameters that shape the JSON. Other formats contain the whole current profile.
const ONLY_JSON: [&str; 3] = ["fields", "include", "as_of"];

/// Whether a request shapes the JSON.
pub fn is_shaped(reader: &Reader) -> bool {
    ONLY_JSON.iter().any(|name| reader.has(name))
}

/// Refuses parameters that shape the JSON in a request for another format.
pub fn check_only_json(reader: &mut Reader, word: &str) {
    if word == "json" || !Format::WORDS.contains(&word) {
        return;
    }
    for parameter in ONLY_JSON.into_iter().filter(|name| reader.has(name)).collect::<Vec<_>>() {
        let message = format!(
            "`{parameter}` is available only with `format=json`: `{word}` contains the whole \
             current profile"
        );
        reader.refuse(parameter, Code::Contradiction, message);
    }
}

/// Read an organization in another format
///
/// The whole current profile for search engines (`jsonld`, schema.org), for reading (`md`, Markdown
/// with its sources as footnotes), or as a citation with the number and date of the revision
/// (`bibtex`, `csl`, `ris`). `json` is the profile itself.
#[utoipa::path(
    get,
    path = "/api/v1/organizations/{key}/formats/{format}",
    tag = "organizations",
    params(
        ("key" = String, Path, description = "Slug, former slug or identifier", example = "international-justice-mission"),
        ("format" = String, Path, description = "`jsonld`, `md`, `bibtex`, `csl`, `ris` or `json`", example = "bibtex"),
    ),
    responses(
        (status = 200, description = "The profile in this format", content(
            (String = "application/x-bibtex"),
            (LinkedOrganization = "application/ld+json"),
            (String = "text/markdown"),
            (Vec<CslItem> = "application/vnd.citationstyles.csl+json"),
            (String = "application/x-research-info-systems"),
            (OrganizationAnswer = "application/json"),
        ), headers(("ETag" = String, description = "Begins with the revision, e.g. `\"r12-…\"`; differs by format and content coding"))),
        ReadResponses,
        KeyResponses,
        (status = 406, description = "There is no such format; `allowed` lists the formats", body = ProblemBody, content_type = "application/problem+json"),
        (status = 410, description = "The organization is withdrawn", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn find_in_format(
    call: OrganizationCall,
    _: Parameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let format = Format::named(call.path_part("format"))?;
    call.check_shown()?;
    match format {
        Some(format) => respond(&call, format),
        None => Ok(respond_json(&call)),
    }
}

/// Responds with a whole profile as JSON, which the snapshot has ready.
pub fn respond_json(call: &OrganizationCall) -> HttpResponse {
    let encoding = encoding(call.request());
    let entry = call.entry();
    let answer = call.snapshot().profile(&entry, encoding);
    let links = Signposts::new(call, &entry).of_format(None);
    call.respond_ready((JSON, links.header()), answer, encoding)
}

/// Responds with a profile in a format other than JSON.
pub fn respond(call: &OrganizationCall, format: Format) -> Result<HttpResponse, Problem> {
    let entry = call.entry();
    let links = Signposts::new(call, &entry).of_format(Some(format));
    let reply = Reply::strong(format.content_type(), Some(entry.revision()), entry.updated_at())
        .with_link(links.header());
    call.respond(reply, || {
        let snapshot = call.snapshot();
        let profile = snapshot.organization(&entry).map_err(|err| Problem::internal(&err))?;
        let (server, permalinks) = (call.absolute_url(""), call.permalink(""));
        let urls = BaseUrls { server: &server, permalinks: &permalinks };
        let published = PublishedProfile::of(snapshot, &entry, &profile, urls);
        Ok::<_, Problem>(format.text(&published).into())
    })
}
