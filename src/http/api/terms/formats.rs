//! The formats of a vocabulary and of its terms: JSON, and SKOS as JSON-LD or Turtle.

use actix_web::HttpRequest;

use crate::http::problem::Problem;
use crate::http::protocol::negotiation::{not_acceptable, preferred_type};
use crate::http::protocol::reply::JSON;
use crate::site::formats::SkosFormat;

parameters! {
    /// The format of a vocabulary.
    pub struct VocabularyFormatParameter {
        /// `json` (default), or SKOS: `jsonld` (JSON-LD) or `ttl` (Turtle). Without it the `Accept`
        /// header decides.
        #[param(example = "json")]
        format: Option<String> as String,
    }
}

/// The values of the parameter: first JSON, then [`SkosFormat::ALL`].
const WORDS: [&str; 3] = ["json", SkosFormat::ALL[0].as_str(), SkosFormat::ALL[1].as_str()];

/// The media types: first JSON, then [`SkosFormat::ALL`].
const MEDIA_TYPES: [&str; 3] =
    [JSON, SkosFormat::ALL[0].media_type(), SkosFormat::ALL[1].media_type()];

impl VocabularyFormatParameter {
    /// The format that the request names, else the one that it prefers; `None` is JSON.
    ///
    /// # Errors
    ///
    /// 406 with all formats.
    pub fn chosen(&self, request: &HttpRequest) -> Result<Option<SkosFormat>, Problem> {
        let index = match &self.format {
            Some(word) => WORDS
                .iter()
                .position(|known| known == word)
                .ok_or_else(|| not_acceptable("format", &WORDS))?,
            None => preferred_type(request, &MEDIA_TYPES)?,
        };
        Ok(index.checked_sub(1).map(|index| SkosFormat::ALL[index]))
    }
}
