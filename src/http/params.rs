//! Query parameters, strictly: an unknown one is an error that names the
//! nearest, and so is one given twice that takes one value.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::problem::{INVALID_PARAMETER, MALFORMED_JSON, Problem, ProblemError};
use crate::domain::{MAX_MEMBERS, nearest};

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
        let mut params = Params::parse("", &[]);
        params.invalid(MIN_CHANGE, "give the number of one change, from 0");
        params.finish()?;
    }
    Ok(change)
}

/// The parameters of one request, and what is wrong with them so far.
pub struct Params {
    pairs: Vec<(String, String)>,
    errors: Vec<ProblemError>,
}

/// One reason why a value is refused.
pub struct Refusal<'a> {
    pub parameter: &'a str,
    pub code: &'static str,
    pub message: String,
    /// The values that are allowed, where they can be listed.
    pub allowed: Vec<String>,
    /// The value to find the nearest allowed one to.
    pub given: &'a str,
}

impl Params {
    /// Reads a query string (`application/x-www-form-urlencoded`), in which only
    /// the parameters `known` may occur.
    pub fn parse(query: &str, known: &[&str]) -> Self {
        let mut params = Self { pairs: Vec::new(), errors: Vec::new() };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            // The edge has waited for it: to handlers it means nothing.
            if name == MIN_CHANGE {
                continue;
            }
            match (decode(name), decode(value)) {
                (Some(name), _) if !known.contains(&name.as_str()) => params.unknown(&name, known),
                (Some(name), Some(value)) => params.pairs.push((name, value)),
                (name, _) => params.refuse(Refusal {
                    parameter: name.as_deref().unwrap_or("?"),
                    code: "forbidden_character",
                    message: "the value is not percent-encoded UTF-8, or holds a control character"
                        .to_owned(),
                    allowed: Vec::new(),
                    given: "",
                }),
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
        let mut params = Self { pairs: Vec::new(), errors: Vec::new() };
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
        let shown: String = name.chars().take(60).collect();
        let message = format!("there is no parameter `{shown}` here");
        let allowed = known.iter().map(|&name| name.to_owned()).collect();
        let code = "unknown_parameter";
        self.refuse(Refusal { parameter: &shown, code, message, allowed, given: name });
    }

    /// Notes that a value is refused.
    pub fn refuse(&mut self, refusal: Refusal<'_>) {
        let meant = nearest(refusal.given, refusal.allowed.iter().map(String::as_str));
        let did_you_mean = meant.map(str::to_owned);
        let message = match &did_you_mean {
            Some(meant) => format!("{}; did you mean `{meant}`?", refusal.message),
            None => refusal.message,
        };
        self.errors.push(ProblemError {
            parameter: Some(refusal.parameter.to_owned()),
            allowed: refusal.allowed,
            did_you_mean,
            ..ProblemError::new(refusal.code, message)
        });
    }

    /// Notes that a value is not one of those allowed: "`value` is not …".
    pub fn unknown_value(
        &mut self,
        parameter: &str,
        given: &str,
        reason: &str,
        allowed: Vec<String>,
    ) {
        let shown: String = given.chars().take(60).collect();
        let (code, message) = ("unknown_value", format!("`{shown}` {reason}"));
        self.refuse(Refusal { parameter, code, message, allowed, given });
    }

    /// Notes that a value does not have its form.
    pub fn invalid(&mut self, parameter: &str, message: impl Into<String>) {
        let (code, message) = ("invalid_form", message.into());
        self.refuse(Refusal { parameter, code, message, allowed: Vec::new(), given: "" });
    }

    /// The value of a parameter that takes one.
    pub fn one(&mut self, parameter: &str) -> Option<String> {
        let mut values = self.pairs.iter().filter(|(name, _)| name == parameter);
        let value = values.next().map(|(_, value)| value.clone());
        if values.next().is_some() {
            let message = format!("`{parameter}` takes one value and was given several");
            let code = "repeated_parameter";
            self.refuse(Refusal { parameter, code, message, allowed: Vec::new(), given: "" });
        }
        value
    }

    /// The values of a parameter as they were given, commas and all.
    pub fn given(&self, parameter: &str) -> Vec<&str> {
        let given = self.pairs.iter().filter(|(name, _)| name == parameter);
        given.map(|(_, value)| value.trim()).collect()
    }

    /// The values of a parameter that takes several: repeated, or with commas.
    pub fn many(&self, parameter: &str) -> Vec<String> {
        let given = self.pairs.iter().filter(|(name, _)| name == parameter);
        given.flat_map(|(_, value)| value.split(',')).map(|value| value.trim().to_owned()).collect()
    }

    /// The value of a parameter that is `true` or `false`.
    pub fn flag(&mut self, parameter: &str) -> Option<bool> {
        let word = self.one(parameter)?;
        let flag = word.parse().ok();
        if flag.is_none() {
            let allowed = ["true", "false"].map(str::to_owned).to_vec();
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
    /// With everything that was refused.
    pub fn finish(self) -> Result<(), Problem> {
        let detail = match self.errors.as_slice() {
            [] => return Ok(()),
            [error] => error.message.clone(),
            errors => format!("{} parameters are not valid", errors.len()),
        };
        let mut problem = Problem::new(&INVALID_PARAMETER, detail);
        problem.errors = self.errors;
        Err(problem)
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
    fn all_mistakes_are_reported_together() {
        let mut params = Params::parse("pgae=1&per_page=2&per_page=3&x=%ff", &["page", "per_page"]);
        assert_eq!(params.one("per_page").as_deref(), Some("2"));

        let problem = params.finish().unwrap_err();
        let codes: Vec<&str> = problem.errors.iter().map(|error| error.code.as_str()).collect();
        assert_eq!(codes, ["unknown_parameter", "unknown_parameter", "repeated_parameter"]);
        assert_eq!(problem.errors[0].did_you_mean.as_deref(), Some("page"));
    }
}
