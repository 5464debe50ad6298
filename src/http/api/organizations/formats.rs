//! The formats of one profile: which is asked for, and how those beside JSON are
//! answered.

use actix_web::{HttpRequest, HttpResponse};

use crate::catalog::{Entry, Snapshot};
use crate::http::Service;
use crate::http::extract::parameters::reader::Params;
use crate::http::problem::Problem;
use crate::http::protocol::absolute::absolute;
use crate::http::protocol::negotiation::{not_acceptable, preferred_type};
use crate::http::protocol::reply::{JSON, Reply};
use crate::site::formats::{Citation, PublishedProfile, json_ld, markdown};

/// What a profile can be had as beside JSON, which is always there and comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    JsonLd,
    Markdown,
    Bibtex,
    Csl,
    Ris,
}

impl Format {
    /// All of them: whoever accepts several alike gets the first.
    const ALL: [Self; 5] = [Self::JsonLd, Self::Markdown, Self::Bibtex, Self::Csl, Self::Ris];

    /// What the parameter `format` calls them, after JSON.
    const WORDS: [&str; 6] = ["json", "jsonld", "md", "bibtex", "csl", "ris"];

    /// What `Accept` calls them, after JSON.
    const MEDIA_TYPES: [&str; 6] = [
        JSON,
        "application/ld+json",
        "text/markdown",
        "application/x-bibtex",
        "application/vnd.citationstyles.csl+json",
        "application/x-research-info-systems",
    ];

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

    /// The format at a place of the lists that begin with JSON.
    fn at(index: usize) -> Option<Self> {
        index.checked_sub(1).map(|index| Self::ALL[index])
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::JsonLd => "application/ld+json",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Bibtex => "application/x-bibtex; charset=utf-8",
            Self::Csl => "application/vnd.citationstyles.csl+json",
            Self::Ris => "application/x-research-info-systems; charset=utf-8",
        }
    }

    fn text(self, published: &PublishedProfile<'_>) -> String {
        match self {
            Self::JsonLd => json_ld(published),
            Self::Markdown => markdown(published),
            Self::Bibtex => Citation::of(published).bibtex(),
            Self::Csl => Citation::of(published).csl(),
            Self::Ris => Citation::of(published).ris(),
        }
    }
}

/// The parameters that shape the JSON, beside which there is nothing else: other
/// formats tell a profile whole, as it stands now.
const OF_JSON: [&str; 3] = ["fields", "include", "as_of"];

/// Whether a request shapes the JSON.
pub fn shapes_json(params: &Params) -> bool {
    OF_JSON.iter().any(|name| params.has(name))
}

/// Refuses what shapes the JSON beside a word for another format.
pub fn refuse_shaped(params: &mut Params, word: &str) {
    if word == "json" || !Format::WORDS.contains(&word) {
        return;
    }
    for parameter in OF_JSON {
        if !params.has(parameter) {
            continue;
        }
        let message = format!(
            "`{parameter}` goes with `format=json` alone: `{word}` tells the profile whole, as it \
             stands now"
        );
        params.refuse(parameter, "contradiction", message);
    }
}

/// Answers with a profile in another format than JSON.
pub fn formatted(
    request: &HttpRequest,
    service: &Service,
    (snapshot, entry): (&Snapshot, &Entry<'_>),
    format: Format,
) -> Result<HttpResponse, Problem> {
    let reply = Reply::strong(format.content_type(), Some(entry.revision()), entry.updated_at());
    reply.made(request, service, || {
        let profile = snapshot.organization(entry).map_err(|err| Problem::internal(&err))?;
        let base = absolute(request, service, "");
        let published = PublishedProfile::of(snapshot, entry, &profile, &base);
        Ok::<_, Problem>(format.text(&published).into())
    })
}
