//! Query parameters, strictly: an unknown one is an error that names the
//! nearest, and so is one given twice that takes one value.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::limits::PARAMETER_VALUES;
use super::problem::{INVALID_PARAMETER, MALFORMED_JSON, MAX_ERRORS, Problem, ProblemError, named};
use crate::domain::{MAX_MEMBERS, abbreviate, nearest};

/// A value that is not one of those allowed.
const UNKNOWN_VALUE: &str = "unknown_value";

/// The number of the change that must be seen before a request is answered.
const MIN_CHANGE: &str = "min_change";

/// The change that a query asks to be seen first, if it names one.
///
/// # Errors
///
/// 400 when it is no number, or given twice.
pub fn asked_change(query: &str) -> Result<Option<i64>, Problem> {
    if !query.contains(MIN_CHANGE) {
        return Ok(None);
    }
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let given = pairs.filter(|(name, _)| *name == MIN_CHANGE).map(|(_, value)| value);
    let given: Vec<&str> = given.collect();
    let change = match given.as_slice() {
        [] => return Ok(None),
        [number] => number.parse().ok().filter(|change| *change >= 0),
        _ => None,
    };
    if change.is_none() {
        let mut params = Params::default();
        params.invalid(MIN_CHANGE, "give the number of one change, from 0");
        params.finish()?;
    }
    Ok(change)
}

/// The parameters of one request, and the mistakes in them so far.
#[derive(Default)]
pub struct Params {
    pairs: Vec<(String, String)>,
    /// At most [`MAX_ERRORS`].
    errors: Vec<ProblemError>,
    /// Whether there was a mistake for which `errors` had no room.
    has_more: bool,
    /// How many wrong values were compared with the allowed ones.
    compared: usize,
    /// Whether the nearest key of the directory was looked for.
    has_sought_key: bool,
}

/// Maximum number of wrong values of one request for which the nearest allowed value is looked for.
const MAX_COMPARED: usize = 3;

const UNKNOWN_PARAMETER: &str = "unknown_parameter";

impl Params {
    /// Reads a query string (`application/x-www-form-urlencoded`), in which only
    /// the parameters `known` may occur.
    pub fn parse(query: &str, known: &[&str]) -> Self {
        let mut params = Self::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            if params.has_more {
                break;
            }
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            // The edge has waited for it: to handlers it means nothing.
            if name == MIN_CHANGE {
                continue;
            }
            match (decode(name), decode(value)) {
                (Some(name), _) if !known.contains(&name.as_str()) => params.unknown(&name, known),
                (Some(name), Some(value)) => params.pairs.push((name, value)),
                (name, _) => params.refuse(
                    name.as_deref().unwrap_or("?"),
                    "forbidden_character",
                    "the value is not percent-encoded UTF-8, or holds a control character",
                ),
            }
        }
        params
    }

    /// The same of a form, whose empty fields ask nothing.
    pub fn of_form(form: &str, known: &[&str]) -> Self {
        let is_filled =
            |pair: &&str| pair.split_once('=').is_none_or(|(_, value)| !value.is_empty());
        let filled: Vec<&str> = form.split('&').filter(is_filled).collect();
        Self::parse(&filled.join("&"), known)
    }

    /// Reads a JSON object with the same parameters: texts, numbers, booleans, or
    /// arrays of these for a parameter that takes several.
    ///
    /// # Errors
    ///
    /// When the body is not a JSON object.
    pub fn of_json(body: &[u8], known: &[&str]) -> Result<Self, Problem> {
        let object: serde_json::Map<String, Value> = serde_json::from_slice(body)
            .map_err(|err| Problem::new(&MALFORMED_JSON, format!("send a JSON object: {err}")))?;
        if object.len() > MAX_MEMBERS {
            let detail =
                format!("the body has {} parameters; send at most {MAX_MEMBERS}", object.len());
            return Err(Problem::new(&INVALID_PARAMETER, detail));
        }
        let mut params = Self::default();
        for (name, value) in object {
            if !known.contains(&name.as_str()) {
                params.unknown(&name, known);
                continue;
            }
            let values = match value {
                Value::Array(values) => values,
                Value::Null => continue,
                value => vec![value],
            };
            for value in values {
                if params.has_more {
                    return Ok(params);
                }
                match text(value) {
                    Some(text) if is_clean(&text) => params.pairs.push((name.clone(), text)),
                    Some(_) => params.invalid(&name, "the value holds a control character"),
                    None => params
                        .invalid(&name, "give a text, a number or a boolean, or an array of them"),
                }
            }
        }
        Ok(params)
    }

    fn unknown(&mut self, name: &str, known: &[&str]) {
        let name = abbreviate(name);
        let message = format!("there is no parameter `{name}` here");
        self.refuse_unknown(&name, (UNKNOWN_PARAMETER, message), &name, || {
            known.iter().map(|&name| name.to_owned()).collect()
        });
    }

    /// Refuses a parameter, or a value of it, for a reason that has no list of allowed values.
    pub fn refuse(&mut self, parameter: &str, code: &str, message: impl Into<String>) {
        self.add(parameter, ProblemError::new(code, message.into()));
    }

    /// Refuses a value that is not one of those allowed: "`value` is not …". The allowed values are
    /// asked for, and listed, with the first such value of a parameter alone.
    pub fn unknown_value(
        &mut self,
        parameter: &str,
        given: &str,
        reason: &str,
        allowed: impl FnOnce() -> Vec<String>,
    ) {
        let message = format!("`{}` {reason}", abbreviate(given));
        self.refuse_unknown(parameter, (UNKNOWN_VALUE, message), given, allowed);
    }

    /// Refuses a key that leads to no organization. `meant` looks for the nearest key, which takes
    /// a while in a large directory: it is asked once a request.
    pub fn unknown_key(
        &mut self,
        parameter: &str,
        key: &str,
        reason: &str,
        meant: impl FnOnce() -> Option<String>,
    ) {
        let is_first = !std::mem::replace(&mut self.has_sought_key, true);
        let meant = if is_first { meant() } else { None };
        let message = format!("`{}` {reason}", abbreviate(key));
        self.add(parameter, ProblemError::new(UNKNOWN_VALUE, message).with_suggestion(meant));
    }

    fn refuse_unknown(
        &mut self,
        parameter: &str,
        (code, message): (&str, String),
        given: &str,
        allowed: impl FnOnce() -> Vec<String>,
    ) {
        // All unknown parameters have the same list, whatever their names are.
        let is_alike = |error: &&ProblemError| {
            let is_same_parameter = error.parameter.as_deref() == Some(parameter);
            error.code == code && (code == UNKNOWN_PARAMETER || is_same_parameter)
        };
        let listed = self.errors.iter().find(|error| is_alike(error) && !error.allowed.is_empty());
        let new = if listed.is_none() { allowed() } else { Vec::new() };
        let meant = if self.compared < MAX_COMPARED {
            let allowed = listed.map_or(&new, |error| &error.allowed);
            nearest(given, allowed.iter().map(String::as_str)).map(str::to_owned)
        } else {
            None
        };
        self.compared += 1;
        let error = ProblemError { allowed: new, ..ProblemError::new(code, message) };
        self.add(parameter, error.with_suggestion(meant));
    }

    fn add(&mut self, parameter: &str, error: ProblemError) {
        if self.errors.len() < MAX_ERRORS {
            let parameter = Some(parameter.to_owned());
            self.errors.push(ProblemError { parameter, ..error });
        } else {
            self.has_more = true;
        }
    }

    /// Refuses a value that does not have its form.
    pub fn invalid(&mut self, parameter: &str, message: impl Into<String>) {
        self.refuse(parameter, "invalid_form", message);
    }

    /// The value of a parameter that takes one.
    pub fn one(&mut self, parameter: &str) -> Option<String> {
        let mut values = self.pairs.iter().filter(|(name, _)| name == parameter);
        let value = values.next().map(|(_, value)| value.clone());
        if values.next().is_some() {
            let message = format!("`{parameter}` takes one value and was given several");
            self.refuse(parameter, "repeated_parameter", message);
        }
        value
    }

    /// The values of a parameter as they were given, commas and all.
    pub fn given(&self, parameter: &str) -> Vec<&str> {
        let given = self.pairs.iter().filter(|(name, _)| name == parameter);
        given.map(|(_, value)| value.trim()).collect()
    }

    /// The values of a parameter that takes several: repeated, or with commas. Too many are refused
    /// as a whole, before any of them is looked up.
    pub fn many(&mut self, parameter: &str) -> Vec<String> {
        let given = self.pairs.iter().filter(|(name, _)| name == parameter);
        let values = given.flat_map(|(_, value)| value.split(','));
        if values.clone().nth(PARAMETER_VALUES).is_some() {
            let message = format!(
                "`{parameter}` takes at most {PARAMETER_VALUES} values; send fewer, in several requests"
            );
            self.refuse(parameter, "too_many", message);
            return Vec::new();
        }
        values.map(|value| value.trim().to_owned()).collect()
    }

    /// The value of a parameter that is `true` or `false`.
    pub fn flag(&mut self, parameter: &str) -> Option<bool> {
        let word = self.one(parameter)?;
        let flag = word.parse().ok();
        if flag.is_none() {
            let allowed = || ["true", "false"].map(str::to_owned).to_vec();
            self.unknown_value(parameter, &word, "is neither `true` nor `false`", allowed);
        }
        flag
    }

    /// Whether a parameter was given.
    pub fn has(&self, parameter: &str) -> bool {
        self.pairs.iter().any(|(name, _)| name == parameter)
    }

    /// # Errors
    ///
    /// With everything that was refused, as far as an answer has room for it.
    pub fn finish(&mut self) -> Result<(), Problem> {
        if self.errors.is_empty() {
            return Ok(());
        }
        let count = self.errors.len();
        let more = if self.has_more { "more than " } else { "" };
        let errors = named(std::mem::take(&mut self.errors), MAX_ERRORS);
        let detail = match errors.as_slice() {
            [error] if count == 1 => error.message.clone(),
            named if self.has_more || named.len() < count => format!(
                "{more}{count} parameters or values are not valid; `errors` has the first {}",
                named.len()
            ),
            _ => format!("{count} parameters are not valid"),
        };
        Err(Problem::new(&INVALID_PARAMETER, detail).with_errors(errors))
    }
}

/// Decodes one part; `None` if it is not UTF-8 or has C0 control characters.
fn decode(text: &str) -> Option<String> {
    let text = text.replace('+', " ");
    let is_percent_encoded = text.bytes().enumerate().all(|(at, byte)| {
        byte != b'%'
            || text
                .as_bytes()
                .get(at + 1..at + 3)
                .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
    });
    let decoded = percent_decode_str(&text).decode_utf8().ok()?;
    (is_percent_encoded && is_clean(&decoded)).then(|| decoded.into_owned())
}

/// Whether a text has no C0 control characters.
fn is_clean(text: &str) -> bool {
    !text.bytes().any(|byte| byte.is_ascii_control())
}

/// A plain JSON value as the text of a parameter.
fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(is_so) => Some(is_so.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_forms_and_refuses_what_is_not_text() {
        for (text, decoded) in [
            ("a+b%20c", Some("a b c")),
            ("caf%C3%A9", Some("café")),
            ("%", None),
            ("%4", None),
            ("%zz", None),
            ("%00", None),
            ("%ff", None),
            ("%0a", None),
        ] {
            assert_eq!(decode(text).as_deref(), decoded, "{text}");
        }
    }

    #[test]
    fn a_hundred_mistakes_are_named_and_the_reading_stops() {
        for (count, named, detail) in [
            (100, 100, "100 parameters are not valid"),
            (
                101,
                100,
                "more than 100 parameters or values are not valid; `errors` has the first 100",
            ),
            (
                9999,
                100,
                "more than 100 parameters or values are not valid; `errors` has the first 100",
            ),
        ] {
            let query: Vec<String> = (0..count).map(|number| format!("x{number}=1")).collect();
            let problem = Params::parse(&query.join("&"), &["page"]).finish().unwrap_err();
            assert_eq!(problem.errors().len(), named, "{count}");
            assert_eq!(problem.to_string(), detail, "{count}");
        }
    }

    #[test]
    fn allowed_values_are_listed_once_and_few_wrong_ones_are_compared() {
        let mut params = Params::parse("a=1&b=1", &["a", "b"]);
        let mut listed = 0;
        for given in ["red", "gren", "green", "bleu", "blu"] {
            let allowed = || {
                listed += 1;
                ["red", "green", "blue"].map(str::to_owned).to_vec()
            };
            params.unknown_value("a", given, "is not a colour", allowed);
        }
        params.unknown_value("b", "x", "is not a letter", || vec!["y".to_owned()]);

        let problem = params.finish().unwrap_err();

        assert_eq!(listed, 1);
        let lists: Vec<usize> = problem.errors().iter().map(|it| it.allowed.len()).collect();
        assert_eq!(lists, [3, 0, 0, 0, 0, 1]);
        let meant: Vec<Option<&str>> =
            problem.errors().iter().map(|it| it.did_you_mean.as_deref()).collect();
        assert_eq!(meant, [Some("red"), Some("green"), Some("green"), None, None, None]);
    }

    #[test]
    fn more_than_a_hundred_values_are_refused_before_any_is_read() {
        for (count, is_refused) in [(100, false), (101, true)] {
            let mut params = Params::parse(&format!("a=1{}", ",1".repeat(count - 1)), &["a"]);
            let values = params.many("a");
            assert_eq!(values.len(), if is_refused { 0 } else { count });
            let problem = params.finish().err();
            let code = problem.map(|problem| problem.errors()[0].code.clone());
            assert_eq!(code.as_deref(), is_refused.then_some("too_many"));
        }
    }

    #[test]
    fn all_mistakes_are_reported_together() {
        let mut params = Params::parse("pgae=1&per_page=2&per_page=3&x=%ff", &["page", "per_page"]);
        assert_eq!(params.one("per_page").as_deref(), Some("2"));

        let problem = params.finish().unwrap_err();
        let codes: Vec<&str> = problem.errors().iter().map(|error| error.code.as_str()).collect();
        assert_eq!(codes, ["unknown_parameter", "unknown_parameter", "repeated_parameter"]);
        assert_eq!(problem.errors()[0].did_you_mean.as_deref(), Some("page"));
    }
}
