//! The mistakes in the parameters of a request, which are reported together.

use super::{Reader, in_other_case};
use crate::domain::{Code, abbreviate, nearest};
use crate::http::problem::{INVALID_PARAMETER, MAX_ERRORS, Problem, ProblemError, bounded};

/// Maximum number of wrong values of one request for which the nearest allowed value is looked up.
const MAX_COMPARISONS: usize = 3;

impl Reader {
    /// Refuses a name that is not one of a parameter.
    pub(super) fn unknown_name(&mut self, name: &str, known: &[&'static str]) {
        let meant = in_other_case(name, known).map(str::to_owned);
        let name = abbreviate(name);
        let message = format!("there is no parameter `{name}` here");
        self.refuse_unknown(&name, (Code::UnknownParameter, message), (&name, meant), || {
            known.iter().map(|&name| name.to_owned()).collect()
        });
    }

    /// Refuses a parameter, or a value of it, for a reason that has no list of allowed values.
    pub fn refuse(&mut self, parameter: &str, code: Code, message: impl Into<String>) {
        self.add(parameter, ProblemError::new(code, message.into()));
    }

    /// Refuses a value that does not have the form of its parameter.
    pub fn invalid(&mut self, parameter: &str, message: impl Into<String>) {
        self.refuse(parameter, Code::InvalidForm, message);
    }

    /// The value to read in the place of a wrong one. `find` returns the value that it can only
    /// mean; without one, and in the API, it is refused, and that value or the nearest suggested.
    pub fn read_instead(
        &mut self,
        parameter: &'static str,
        given: &str,
        find: impl FnOnce() -> Option<String>,
        allowed: impl FnOnce() -> Vec<String>,
    ) -> Option<String> {
        let meant = self.corrections.meaning(find);
        if self.is_page
            && let Some(meant) = &meant
        {
            self.corrections.note(parameter, given, meant);
            return Some(meant.clone());
        }
        let message = format!("`{}` is not a value of `{parameter}`", abbreviate(given));
        self.refuse_unknown(parameter, (Code::UnknownValue, message), (given, meant), allowed);
        None
    }

    /// Refuses a value that is not one of the allowed ones: "`value` is not …". `allowed` is
    /// called, and its values listed, only for the first such value of a parameter.
    pub fn unknown_value(
        &mut self,
        parameter: &str,
        given: &str,
        reason: &str,
        allowed: impl FnOnce() -> Vec<String>,
    ) {
        let message = format!("`{}` {reason}", abbreviate(given));
        self.refuse_unknown(parameter, (Code::UnknownValue, message), (given, None), allowed);
    }

    /// The key to read in the place of one that no organization has, like
    /// [`Reader::read_instead`].
    pub fn read_key_instead(
        &mut self,
        parameter: &'static str,
        given: &str,
        meant: Option<String>,
        nearest_key: impl FnOnce() -> Option<String>,
    ) -> Option<String> {
        if self.is_page
            && let Some(meant) = &meant
        {
            self.corrections.note(parameter, given, meant);
            return Some(meant.clone());
        }
        let reason = format!("is not a value of `{parameter}`");
        self.unknown_key(parameter, given, &reason, || meant.or_else(nearest_key));
        None
    }

    /// Refuses a key that no organization has. `nearest_key`, which takes a while in a large
    /// directory, is called once per request.
    pub fn unknown_key(
        &mut self,
        parameter: &str,
        key: &str,
        reason: &str,
        nearest_key: impl FnOnce() -> Option<String>,
    ) {
        let is_first = !std::mem::replace(&mut self.has_suggested_key, true);
        let nearest = if is_first { nearest_key() } else { None };
        let message = format!("`{}` {reason}", abbreviate(key));
        self.add(
            parameter,
            ProblemError::new(Code::UnknownValue, message).with_suggestion(nearest),
        );
    }

    /// Refuses the key of a withdrawn organization, and names its successor.
    pub fn withdrawn_key(&mut self, parameter: &str, key: &str, successor: Option<&str>) {
        let successor_text = successor.map(|it| format!("; its successor is `{it}`"));
        let message = format!(
            "the organization `{}` was withdrawn{}",
            abbreviate(key),
            successor_text.unwrap_or_default()
        );
        let did_you_mean = successor.map(str::to_owned);
        let error = ProblemError::new(Code::UnknownValue, message);
        self.add(parameter, ProblemError { did_you_mean, ..error });
    }

    fn refuse_unknown(
        &mut self,
        parameter: &str,
        (code, message): (Code, String),
        (given, meant): (&str, Option<String>),
        allowed: impl FnOnce() -> Vec<String>,
    ) {
        // All unknown parameters have the same list, whatever their names are.
        let has_same_list = |error: &&ProblemError| {
            let is_same_parameter = error.parameter.as_deref() == Some(parameter);
            error.code == code && (code == Code::UnknownParameter || is_same_parameter)
        };
        let listed =
            self.errors.iter().find(|error| has_same_list(error) && !error.allowed.is_empty());
        let new = if listed.is_none() { allowed() } else { Vec::new() };
        let nearest_value = if meant.is_some() {
            meant
        } else if self.comparisons < MAX_COMPARISONS {
            let allowed = listed.map_or(&new, |error| &error.allowed);
            nearest(given, allowed.iter().map(String::as_str)).map(str::to_owned)
        } else {
            None
        };
        self.comparisons += 1;
        let error = ProblemError { allowed: new, ..ProblemError::new(code, message) };
        self.add(parameter, error.with_suggestion(nearest_value));
    }

    fn add(&mut self, parameter: &str, error: ProblemError) {
        if self.errors.len() < MAX_ERRORS {
            let parameter = Some(parameter.to_owned());
            self.errors.push(ProblemError { parameter, ..error });
        } else {
            self.has_more = true;
        }
    }

    /// # Errors
    ///
    /// 400 with every mistake that fits into one response; 503 if a value could not be looked up.
    pub fn finish(self) -> Result<(), Problem> {
        if self.is_building {
            return Err(Problem::unavailable("the catalog is being built"));
        }
        if self.errors.is_empty() {
            return Ok(());
        }
        let count = self.errors.len();
        let more = if self.has_more { "more than " } else { "" };
        let errors = bounded(self.errors, MAX_ERRORS);
        let detail = match errors.as_slice() {
            [error] if count == 1 => error.message.clone(),
            errors if self.has_more || errors.len() < count => format!(
                "{more}{count} parameters or values are not valid; `errors` has the first {}",
                errors.len()
            ),
            _ => format!("{count} parameters are not valid"),
        };
        Err(Problem::new(&INVALID_PARAMETER, detail).with_errors(errors))
    }

    /// Refuses a name or value that cannot be decoded.
    pub(super) fn refuse_encoding(&mut self, name: &str) {
        self.refuse(
            name,
            Code::ForbiddenCharacter,
            "the value is not percent-encoded UTF-8, or contains a control character",
        );
    }
}
