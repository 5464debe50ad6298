//! The values of parameters that are not looked up in the directory.

use std::borrow::Cow;

use jiff::Timestamp;

use super::ParameterValue;
use super::meant::meant_among;
use super::reader::Reader;
use crate::catalog::{InvalidCursor, Start, YearRange};
use crate::domain::{Code, Date, Keyword};
use crate::text::{CompletionQuery, SearchQuery};

/// A whole number from `MIN` to `MAX`, or without an upper limit if `MAX` is `usize::MAX`.
#[derive(Clone, Copy)]
pub struct Number<const MIN: usize, const MAX: usize>(pub Option<usize>);

impl<const MIN: usize, const MAX: usize> ParameterValue for Number<MIN, MAX> {
    fn read(reader: &mut Reader, name: &'static str) -> Self {
        let Some(text) = reader.one(name) else { return Self(None) };
        let is_digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let number = text.parse().ok();
        let number = number.filter(|number| is_digits && (MIN..=MAX).contains(number));
        if number.is_none() {
            let message = match MAX {
                usize::MAX if is_digits && text.len() > 19 => {
                    format!("`{name}` must be a whole number from {MIN} to {MAX}")
                }
                usize::MAX => format!("`{name}` must be a whole number of at least {MIN}"),
                _ => format!("`{name}` must be a whole number from {MIN} to {MAX}"),
            };
            reader.refuse(name, Code::OutOfRange, message);
        }
        Self(number)
    }
}

/// A word whose meaning depends on other parameters.
impl ParameterValue for Option<String> {
    fn read(reader: &mut Reader, name: &'static str) -> Self {
        reader.one(name)
    }
}

impl ParameterValue for Option<bool> {
    fn read(reader: &mut Reader, name: &'static str) -> Self {
        let word = reader.one(name)?;
        let words = || ["true", "false"].map(str::to_owned).to_vec();
        let find = || meant_among(&word, words());
        let flag = word.parse().ok();
        flag.or_else(|| reader.read_instead(name, &word, find, words)?.parse().ok())
    }
}

/// Whether a write is only tried. A name without a value asks for that too, because the other reading
/// would write.
#[derive(Clone, Copy)]
pub struct DryRun(pub bool);

impl ParameterValue for DryRun {
    fn read(reader: &mut Reader, name: &'static str) -> Self {
        let is_named = reader.names(name);
        Self(Option::<bool>::read(reader, name).unwrap_or(is_named))
    }
}

/// A search query; `None` if it is blank.
impl ParameterValue for Option<SearchQuery> {
    fn read(reader: &mut Reader, name: &'static str) -> Self {
        match SearchQuery::parse(&reader.one(name)?) {
            Ok(query) => (!query.is_blank()).then_some(query),
            Err(invalid) => {
                reader.invalid(name, invalid.to_string());
                None
            }
        }
    }
}

/// The text typed so far.
impl ParameterValue for CompletionQuery {
    fn read(reader: &mut Reader, name: &'static str) -> Self {
        CompletionQuery::parse(&reader.one(name).unwrap_or_default()).unwrap_or_else(|invalid| {
            reader.invalid(name, invalid.to_string());
            CompletionQuery::default()
        })
    }
}

/// A year, or a range of years with both ends included.
impl ParameterValue for Option<YearRange> {
    fn read(reader: &mut Reader, name: &'static str) -> Self {
        let text = reader.one(name)?;
        let range = year_range(&text);
        if range.is_none() {
            let message = "send a year or a range: `1990`, `1990-2005`, `1990-`, `-2005`";
            reader.invalid(name, message);
        }
        range
    }
}

/// A year or a range of years; `None` if the text is neither.
pub fn year_range(text: &str) -> Option<YearRange> {
    let year = |text: &str| {
        let is_year = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        is_year.then(|| text.parse::<i16>().ok()).flatten()
    };
    match text.split_once('-') {
        None => year(text).map(|year| YearRange { first: Some(year), last: Some(year) }),
        Some((first, "")) => year(first).map(|first| YearRange { first: Some(first), last: None }),
        Some(("", last)) => year(last).map(|last| YearRange { first: None, last: Some(last) }),
        Some((first, last)) => year(first).zip(year(last)).and_then(|(first, last)| {
            (first <= last).then_some(YearRange { first: Some(first), last: Some(last) })
        }),
    }
}

/// A range of years as its parameter is written.
pub fn range_text(range: YearRange) -> String {
    let year = |year: Option<i16>| year.map_or_else(String::new, |year| format!("{year:04}"));
    match range {
        YearRange { first, last } if first == last => year(first),
        YearRange { first, last } => format!("{}-{}", year(first), year(last)),
    }
}

pub const DAY_OR_TIME: &str =
    "send a day or a time (RFC 3339): `2026-01-31`, `2026-01-31T12:00:00Z`";

/// Restores the `+` before the offset of a time, which a query string decodes as a space unless it
/// was percent-encoded: `2026-01-31T12:00:00 05:30`.
pub fn with_offset_sign(text: &str) -> Cow<'_, str> {
    let is_offset = |text: &str| {
        let mut digits = text.bytes().filter(|byte| *byte != b':');
        matches!(text.len(), 2 | 4 | 5) && digits.all(|byte| byte.is_ascii_digit())
    };
    match text.rsplit_once(' ') {
        Some((time, offset)) if time.contains(':') && is_offset(offset) => {
            format!("{time}+{offset}").into()
        }
        _ => text.into(),
    }
}

/// A time (RFC 3339); a day begins at 00:00 UTC.
impl ParameterValue for Option<Timestamp> {
    fn read(reader: &mut Reader, name: &'static str) -> Self {
        let text = reader.one(name)?;
        let text = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text };
        let time = with_offset_sign(&text).parse().ok();
        if time.is_none() {
            reader.invalid(name, DAY_OR_TIME);
        }
        time
    }
}

/// A day (RFC 3339).
impl ParameterValue for Option<Date> {
    fn read(reader: &mut Reader, name: &'static str) -> Self {
        let date = reader.one(name)?.parse().ok();
        if date.is_none() {
            reader.invalid(name, "send a day (RFC 3339): `2026-01-31`");
        }
        date
    }
}

/// The words of a closed list.
pub fn words<K: Keyword>() -> Vec<String> {
    K::ALL.iter().map(|keyword| keyword.as_str().to_owned()).collect()
}

/// The start of a page of a walk with `cursor`; `*` begins the walk.
pub fn cursor_start<C>(
    reader: &mut Reader,
    cursor: &str,
    decode: impl FnOnce(&str) -> Result<C, InvalidCursor>,
) -> Start<C> {
    if cursor == "*" {
        return Start::Cursor(None);
    }
    match decode(cursor) {
        Ok(cursor) => Start::Cursor(Some(cursor)),
        Err(invalid) => {
            reader.invalid("cursor", invalid.to_string());
            Start::Cursor(None)
        }
    }
}
