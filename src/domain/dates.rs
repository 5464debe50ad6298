//! Years, days, and dates that are as exact as their source.

use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::read::{string, wrong_type};
use super::{Code, Node, Pointer, Read, Violation};

/// A year from 1500 to the current one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, ToSchema)]
#[schema(value_type = i32, minimum = 1500, example = 1839)]
pub struct Year(i16);

impl Year {
    /// The earliest valid year.
    pub const FIRST: i16 = 1500;

    pub fn get(self) -> i16 {
        self.0
    }
}

impl Read for Year {
    fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
        let Node::Number(number) = node else {
            return wrong_type(node, "a year as a number", at, found);
        };
        let this_year = latest_today().year();
        let year = number.as_i64().and_then(|year| i16::try_from(year).ok());
        match year {
            Some(year) if (Self::FIRST..=this_year).contains(&year) => Some(Self(year)),
            _ => {
                let first = Self::FIRST;
                let message = format!(
                    "the year must be a whole number from {first} to {this_year}, not {number}"
                );
                found.push(Violation::new(at, Code::OutOfRange, message));
                None
            }
        }
    }
}

/// A day (RFC 3339 full-date) from 1500 on that is not in the future.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ToSchema)]
#[schema(value_type = String, format = Date, example = "2026-05-14")]
pub struct Date(civil::Date);

impl Date {
    /// The number of days since 1970-01-01; negative for earlier days.
    pub fn days_since_epoch(self) -> i32 {
        let epoch = civil::Date::constant(1970, 1, 1);
        epoch.until(self.0).map_or(0, |span| span.get_days())
    }

    /// The day that is `days` after 1970-01-01, or before it if negative. `None` if out of range.
    pub fn from_days_since_epoch(days: i32) -> Option<Self> {
        let epoch = civil::Date::constant(1970, 1, 1);
        epoch.checked_add(jiff::Span::new().try_days(days).ok()?).ok().map(Self)
    }

    /// The day of `time`, in UTC.
    pub fn of(time: Timestamp) -> Self {
        Self(time.to_zoned(TimeZone::UTC).date())
    }

    /// When the day begins, in UTC.
    pub fn begins(self) -> Timestamp {
        let begins = self.0.to_zoned(TimeZone::UTC);
        begins.map_or(Timestamp::MIN, |begins| begins.timestamp())
    }

    /// The same day of an earlier month, or its last day if it is shorter.
    #[must_use]
    pub fn months_before(self, months: u16) -> Self {
        Self(self.0.saturating_sub(jiff::Span::new().months(i32::from(months))))
    }

    /// The year, the month (from 1) and the day (from 1).
    pub fn parts(self) -> [i16; 3] {
        [self.0.year(), self.0.month().into(), self.0.day().into()]
    }
}

/// The text is not a day.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date; use the form YYYY-MM-DD")]
pub struct InvalidDate(String);

impl FromStr for Date {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        let invalid = || InvalidDate(text.chars().take(40).collect());
        if !has_shape(text, "dddd-dd-dd") {
            return Err(invalid());
        }
        text.parse().map(Self).map_err(|_| invalid())
    }
}

impl Read for Date {
    fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
        let text = string(node, at, found)?;
        match text.parse::<Self>() {
            Ok(date) => {
                found.extend(
                    range_message(date.0, text).map(|it| Violation::new(at, Code::OutOfRange, it)),
                );
                Some(date)
            }
            Err(invalid) => {
                found.push(Violation::new(at, Code::InvalidForm, invalid.to_string()));
                None
            }
        }
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A year, month or day from 1500 on that is not in the future: `2016`, `2016-05` or `2016-05-14`,
/// as exactly as the source gives it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, ToSchema)]
#[schema(
    value_type = String,
    pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
    example = "2016-05"
)]
pub struct PartialDate(String);

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl PartialDate {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Read for PartialDate {
    fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
        let text = string(node, at, found)?;
        let whole = match text.len() {
            4 => format!("{text}-01-01"),
            7 => format!("{text}-01"),
            _ => text.to_owned(),
        };
        match whole.parse::<Date>() {
            Ok(date) => found.extend(
                range_message(date.0, text).map(|it| Violation::new(at, Code::OutOfRange, it)),
            ),
            Err(_) => {
                let message = format!(
                    "`{}` is not a date; use the form YYYY, YYYY-MM or YYYY-MM-DD",
                    text.chars().take(40).collect::<String>()
                );
                found.push(Violation::new(at, Code::InvalidForm, message));
                return None;
            }
        }
        Some(Self(text.to_owned()))
    }
}

/// Why a date cannot be that of a source or a check: it is before [`Year::FIRST`] or in the future.
fn range_message(date: civil::Date, text: &str) -> Option<String> {
    if date > latest_today() {
        return Some(format!("`{text}` is in the future"));
    }
    let first = Year::FIRST;
    (date.year() < first).then(|| format!("`{text}` is before {first}; correct the year"))
}

/// Today's date in the time zone that is furthest ahead (UTC+14), so that no client's today is
/// rejected as "in the future".
fn latest_today() -> civil::Date {
    let ahead = SignedDuration::from_hours(14);
    let now = Timestamp::now();
    now.checked_add(ahead).unwrap_or(now).to_zoned(TimeZone::UTC).date()
}

/// Whether a text matches `shape`, in which `d` means a digit.
fn has_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, expected)| match expected {
            b'd' => byte.is_ascii_digit(),
            expected => byte == expected,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes<T: Read>(json: &str) -> Vec<Code> {
        let node: Node = serde_json::from_str(json).unwrap();
        match crate::domain::parse::<T>(&node) {
            Ok(_) => Vec::new(),
            Err(found) => found.into_iter().map(|violation| violation.code).collect(),
        }
    }

    #[test]
    fn years_range_from_1500_to_now() {
        for (json, expected) in [
            ("1500", None),
            ("2016", None),
            ("2016.0", None),
            ("1499", Some(Code::OutOfRange)),
            ("9999", Some(Code::OutOfRange)),
            ("1e99", Some(Code::OutOfRange)),
            ("2016.5", Some(Code::OutOfRange)),
            ("\"2016\"", Some(Code::WrongType)),
        ] {
            assert_eq!(codes::<Year>(json).first().copied(), expected, "{json}");
        }
    }

    #[test]
    fn partial_dates_are_years_months_or_days() {
        for (json, expected) in [
            ("\"2016\"", None),
            ("\"2016-02\"", None),
            ("\"2016-02-29\"", None),
            ("\"2015-02-29\"", Some(Code::InvalidForm)),
            ("\"2016-13\"", Some(Code::InvalidForm)),
            ("\"16-01\"", Some(Code::InvalidForm)),
            ("\"May 2016\"", Some(Code::InvalidForm)),
            ("\"9998-01-01\"", Some(Code::OutOfRange)),
            ("\"９999\"", Some(Code::InvalidForm)),
            ("\"0000\"", Some(Code::OutOfRange)),
            ("\"0000-01\"", Some(Code::OutOfRange)),
            ("\"1499-12-31\"", Some(Code::OutOfRange)),
            ("\"1500\"", None),
        ] {
            assert_eq!(codes::<PartialDate>(json).first().copied(), expected, "{json}");
        }
    }

    #[test]
    fn days_range_from_1500_to_now() {
        for (json, expected) in [
            ("\"1500-01-01\"", None),
            ("\"0000-01-01\"", Some(Code::OutOfRange)),
            ("\"1499-12-31\"", Some(Code::OutOfRange)),
            ("\"9998-01-01\"", Some(Code::OutOfRange)),
            ("\"2016\"", Some(Code::InvalidForm)),
        ] {
            assert_eq!(codes::<Date>(json).first().copied(), expected, "{json}");
        }
    }

    #[test]
    fn a_day_some_months_before_exists_in_its_month() {
        for (day, months, expected) in [
            ("2026-11-30", 12, "2025-11-30"),
            ("2026-03-31", 1, "2026-02-28"),
            ("2024-02-29", 12, "2023-02-28"),
            ("2026-01-15", 0, "2026-01-15"),
        ] {
            let day: Date = day.parse().unwrap();
            assert_eq!(day.months_before(months).0.to_string(), expected);
        }
    }

    #[test]
    fn days_are_counted_from_the_epoch() {
        assert_eq!("1970-01-02".parse::<Date>().unwrap().days_since_epoch(), 1);
        assert_eq!("1969-12-31".parse::<Date>().unwrap().days_since_epoch(), -1);
    }
}
