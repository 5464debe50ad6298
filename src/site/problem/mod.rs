//! Error pages.

mod words;

use std::borrow::Cow;

use askama::Template;

use self::words::{editing_words, sentence, words};
use super::{Frame, SiteError, display};

/// A failed request, for its page.
pub struct FailedRequest<'p> {
    pub status: u16,
    /// The slug of the problem type.
    pub slug: &'p str,
    /// The cause of this occurrence, in the words of the API.
    pub detail: &'p str,
    /// Each mistake in the request.
    pub mistakes: Vec<Mistake<'p>>,
    /// Of an organization that was withdrawn: its name, and the reason.
    pub withdrawn: Option<(String, &'p str)>,
    /// Pages that the visitor may have meant.
    pub suggestions: &'p [Suggestion],
    /// The number of seconds after which to try again, if the server knows.
    pub retry_after: Option<usize>,
    /// The id of the request in the log, if there is an entry.
    pub request_id: Option<&'p str>,
    /// Whether it is an editing page, whose readers need the exact words.
    pub is_editing: bool,
}

/// A mistake in a request.
pub struct Mistake<'p> {
    /// The query parameter with the mistake.
    pub parameter: Option<&'p str>,
    /// Whether pages have a parameter of this name.
    pub is_known_parameter: bool,
    /// The nearest value that exists.
    pub meant: Option<&'p str>,
    /// The mistake in the words of the API.
    pub message: &'p str,
}

/// A page that the visitor may have meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub label: String,
    pub path: String,
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'p> {
    frame: Frame,
    lead: Cow<'static, str>,
    /// The mistakes, in words for a visitor.
    sentences: Vec<String>,
    failed: FailedRequest<'p>,
}

impl ProblemPage<'_> {
    /// The time after which to try again, in words.
    fn wait(&self) -> Option<String> {
        let seconds = self.failed.retry_after?;
        Some(display::counted(seconds, "second", "seconds"))
    }
}

/// The words of the API as a sentence: it marks values with backticks.
fn sentence_of_api(detail: &str) -> String {
    crate::site::edit::sentence(detail)
}

/// The page of a failed request.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn problem(frame: Frame, failed: FailedRequest<'_>) -> Result<String, SiteError> {
    let choose = if failed.is_editing { editing_words } else { words };
    let words = choose(failed.slug, failed.status);
    let title = match &failed.withdrawn {
        Some((name, _)) => format!("{name} is no longer listed"),
        None => words.title.to_owned(),
    };
    let (lead, sentences) = if failed.is_editing {
        let messages = failed.mistakes.iter().map(|mistake| mistake.message.to_owned());
        (Cow::from(sentence_of_api(failed.detail)), messages.collect())
    } else {
        let sentences = failed.mistakes.iter().filter_map(sentence).collect();
        (Cow::from(words.lead), sentences)
    };
    let page = ProblemPage { frame: frame.titled(title), lead, sentences, failed };
    Ok(page.render()?)
}
