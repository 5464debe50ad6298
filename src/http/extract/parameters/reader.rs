//! Reads parameters strictly: an unknown name, a repeated value and a wrong value are errors, and
//! all of them are reported together. An empty value means that the parameter was not asked for.
//!
//! Pages are read less strictly, because other sites add parameters to links, and people type URLs:
//! unknown names are ignored, and a value that can mean only one thing is read as that.

mod mistakes;

use std::cell::OnceCell;
use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::corrections::Corrections;
use super::source::{clean_value, decode, decode_name, json_text};
use crate::catalog::Snapshot;
use crate::domain::{Code, Date, MAX_MEMBERS, Node};
use crate::http::problem::{INVALID_PARAMETER, MALFORMED_JSON, Problem, ProblemError};
use crate::http::protocol::limits::PARAMETER_VALUES;

/// The query parameter that the edge reads for every request; see `edge::min_change`.
pub const MIN_CHANGE: &str = "min_change";

/// The parameters of one request, and the mistakes in them so far.
#[derive(Default)]
pub struct Reader {
    /// As the client sent them, also with empty values.
    pairs: Vec<(&'static str, String)>,
    /// Whether they are the parameters of a page.
    is_page: bool,
    /// Whether a name of a page was read as another one.
    has_renamed: bool,
    /// Wrong values that were read as those that they mean.
    corrections: Corrections,
    /// The state of the directory in which values are looked up.
    snapshot: Option<Arc<Snapshot>>,
    /// The present day, once it is known: it stays the same for the whole request.
    today: OnceCell<Date>,
    /// At most [`MAX_ERRORS`].
    errors: Vec<ProblemError>,
    /// Whether there was a mistake beyond [`MAX_ERRORS`].
    has_more: bool,
    /// Number of wrong values that were compared with the allowed ones.
    comparisons: usize,
    /// Whether the nearest key of the directory was looked up already.
    has_suggested_key: bool,
    /// Whether a value could not be looked up because the catalog is being built.
    is_building: bool,
}

impl Reader {
    /// Reads a query string (`application/x-www-form-urlencoded`) with only the parameters `known`.
    pub fn of_query(query: &str, known: &[&'static str], snapshot: Option<Arc<Snapshot>>) -> Self {
        Self { snapshot, ..Self::default() }.with_pairs(query, known)
    }

    /// Reads the query string or the form of a page: other parameters than `known` are ignored.
    pub fn of_page(query: &str, known: &[&'static str], snapshot: Arc<Snapshot>) -> Self {
        Self { snapshot: Some(snapshot), is_page: true, ..Self::default() }.with_pairs(query, known)
    }

    /// Sets the present day; `None` is that of the clock when it is first asked for.
    #[must_use]
    pub fn on(self, today: Option<Date>) -> Self {
        Self { today: today.map_or_else(OnceCell::new, OnceCell::from), ..self }
    }

    /// The present day (UTC).
    pub fn today(&self) -> Date {
        *self.today.get_or_init(|| Date::of(Timestamp::now()))
    }

    fn with_pairs(mut self, query: &str, known: &[&'static str]) -> Self {
        let mut renamed = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            if self.has_more {
                break;
            }
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if name == MIN_CHANGE {
                continue;
            }
            match known.iter().find(|known| **known == name) {
                Some(name) => self.add_pair(name, decode(value)),
                None => renamed.extend(self.add_encoded(name, value, known)),
            }
        }
        for (name, value) in renamed {
            if !self.names(name) {
                self.add_pair(name, decode(value));
                self.has_renamed = true;
            }
        }
        self
    }

    /// Adds a parameter whose name is not one of the known ones as it is written. Returns it with
    /// the known name, if it is one of a page in another case.
    fn add_encoded<'v>(
        &mut self,
        name: &str,
        value: &'v str,
        known: &[&'static str],
    ) -> Option<(&'static str, &'v str)> {
        let name = decode_name(name);
        match name.as_deref() {
            Some(name) => match known.iter().find(|known| **known == name) {
                Some(name) => self.add_pair(name, decode(value)),
                None if self.is_page => return Some((in_other_case(name, known)?, value)),
                None => self.unknown_name(name, known),
            },
            None if self.is_page => {}
            None => self.refuse_encoding("?"),
        }
        None
    }

    /// Adds a parameter; `value` is `None` if it could not be decoded.
    fn add_pair(&mut self, name: &'static str, value: Option<String>) {
        match value.and_then(|value| clean_value(name, value)) {
            Some(value) => self.pairs.push((name, value)),
            None => self.refuse_encoding(name),
        }
    }

    /// Reads a JSON object with the same parameters: texts, numbers, booleans, or arrays of these
    /// for a parameter that takes a list.
    ///
    /// # Errors
    ///
    /// 400 if the body is not a JSON object, or has too many members.
    pub fn of_json(
        body: &[u8],
        known: &[&'static str],
        snapshot: Arc<Snapshot>,
    ) -> Result<Self, Problem> {
        let object = serde_json::from_slice(body).map_err(|err| malformed(&err.to_string()))?;
        let members = match object {
            Node::Object(members) => members,
            other => return Err(malformed(&format!("this is {}", other.kind()))),
        };
        if members.len() > MAX_MEMBERS {
            let detail = format!("the body has too many parameters; send at most {MAX_MEMBERS}");
            return Err(Problem::new(&INVALID_PARAMETER, detail));
        }
        let mut reader = Self { snapshot: Some(snapshot), ..Self::default() };
        let mut names = HashSet::with_capacity(members.len());
        for (name, value) in members {
            let Some(name) = known.iter().copied().find(|known| *known == name) else {
                reader.unknown_name(&name, known);
                continue;
            };
            if names.insert(name) {
                reader.add_json(name, value);
            } else {
                let message = format!("the body has `{name}` twice; keep one");
                reader.refuse(name, Code::RepeatedParameter, message);
            }
        }
        Ok(reader)
    }

    fn add_json(&mut self, name: &'static str, value: Node<'_>) {
        let values = match value {
            Node::Array(values) => values,
            Node::Null => return,
            value => vec![value],
        };
        for value in values {
            if self.has_more {
                return;
            }
            match json_text(value).map(|text| clean_value(name, text)) {
                Some(Some(text)) => self.pairs.push((name, text)),
                Some(None) => self.invalid(name, "the value contains a control character"),
                None => {
                    self.invalid(name, "send a string, a number or a boolean, or an array of them")
                }
            }
        }
    }

    /// The state of the directory in which values are looked up; `None` while the catalog is being
    /// built, and then [`Reader::finish`] fails with 503.
    pub fn snapshot(&mut self) -> Option<Arc<Snapshot>> {
        self.is_building |= self.snapshot.is_none();
        self.snapshot.clone()
    }

    /// Whether the parameters are those of a page.
    pub fn is_page(&self) -> bool {
        self.is_page
    }

    /// The parameters with corrected names and values, if any was read as another one.
    pub fn corrected(&self) -> Option<Vec<(&str, String)>> {
        self.corrections.applied(&self.pairs, self.has_renamed)
    }

    /// The values of a parameter that are not empty.
    fn filled(&self, parameter: &str) -> impl Iterator<Item = &str> {
        let pairs = self.pairs.iter().filter(move |(name, _)| *name == parameter);
        pairs.map(|(_, value)| value.as_str()).filter(|value| !value.trim().is_empty())
    }

    /// The value of a parameter that takes one.
    pub fn one(&mut self, parameter: &str) -> Option<String> {
        let mut values = self.filled(parameter);
        let (value, has_more) = (values.next().map(str::to_owned), values.next().is_some());
        drop(values);
        if has_more {
            let message = format!("`{parameter}` takes one value and was given several");
            self.refuse(parameter, Code::RepeatedParameter, message);
        }
        value
    }

    /// Replaces the values of a parameter by one, or by none.
    pub fn replace(&mut self, parameter: &'static str, value: Option<String>) {
        self.pairs.retain(|(name, _)| *name != parameter);
        self.pairs.extend(value.map(|value| (parameter, value)));
    }

    /// The values of a parameter as the client sent them, commas included.
    pub fn given(&self, parameter: &str) -> Vec<&str> {
        self.filled(parameter).map(str::trim).collect()
    }

    /// The values of a parameter that takes several: repeated, or separated by commas. Too many are
    /// refused before any is looked up.
    pub fn many(&mut self, parameter: &str) -> Vec<String> {
        let values = self.filled(parameter).flat_map(|value| value.split(','));
        let values = values.map(str::trim).filter(|value| !value.is_empty());
        let values: Vec<String> = values.take(PARAMETER_VALUES + 1).map(str::to_owned).collect();
        if values.len() > PARAMETER_VALUES {
            let message = format!(
                "`{parameter}` takes at most {PARAMETER_VALUES} values; send fewer, in several requests"
            );
            self.refuse(parameter, Code::TooMany, message);
            return Vec::new();
        }
        values
    }

    /// Whether a parameter was given, with a value.
    pub fn has(&self, parameter: &str) -> bool {
        self.filled(parameter).next().is_some()
    }

    /// Whether a parameter was named, perhaps without a value.
    pub fn names(&self, parameter: &str) -> bool {
        self.pairs.iter().any(|(name, _)| *name == parameter)
    }
}

/// The known name that differs from this one only in its case.
fn in_other_case(name: &str, known: &[&'static str]) -> Option<&'static str> {
    known.iter().copied().find(|known| known.eq_ignore_ascii_case(name))
}

fn malformed(reason: &str) -> Problem {
    Problem::new(&MALFORMED_JSON, format!("send a JSON object: {reason}"))
}

#[cfg(test)]
mod tests;
