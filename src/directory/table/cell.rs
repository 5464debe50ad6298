//! Cells with one value: texts, words, years, days and places.

use serde_json::{Value, json};

use crate::domain::{
    Code, Country, Date, Pointer, Violation, abbreviate, countries, with_formal_name,
};
use crate::tables::{Cell, CellKind};

/// The numbers of days that are surely dates that a spreadsheet turned into numbers: from 1927 to
/// 2063. A year is smaller.
const SERIAL_DAYS: std::ops::RangeInclusive<i64> = 10_000..=60_000;

/// The text of a cell without outer white space, and with the line breaks of a profile.
pub fn normalized(text: &str) -> String {
    text.trim().replace("\r\n", "\n").replace('\r', "\n")
}

/// A mistake in a cell.
pub fn mistake(code: Code, message: impl Into<String>) -> Violation {
    Violation::new(&Pointer::Root, code, message)
}

/// Refuses a value that a spreadsheet made of a text: a day, or nothing that can be used.
///
/// # Errors
///
/// When the cell is a date, although the column has none, or cannot be used.
pub fn check_kind(cell: &Cell, is_day: bool) -> Result<(), Violation> {
    match &cell.kind {
        CellKind::Unusable(reason) => Err(mistake(Code::WrongType, reason.as_str())),
        CellKind::Date if !is_day => {
            let message = format!(
                "the spreadsheet turned this cell into a date ({}); format the column as text and \
                 write the value again",
                cell.text
            );
            Err(mistake(Code::WrongType, message))
        }
        _ => Ok(()),
    }
}

/// A year, which may be written as `1990.0`.
///
/// # Errors
///
/// When the text is not a whole number, or is a date that became a number.
pub fn year(text: &str, kind: &CellKind) -> Result<Value, Violation> {
    if *kind == CellKind::Text && text.contains(['e', 'E']) && text.parse::<f64>().is_ok() {
        let message = format!(
            "the spreadsheet shortened the number to `{text}`, so digits may be lost; write the year"
        );
        return Err(mistake(Code::InvalidForm, message));
    }
    let whole = text.split_once(['.', ',']).map_or(text, |(whole, fraction)| {
        if fraction.bytes().all(|digit| digit == b'0') { whole } else { text }
    });
    match whole.parse::<i64>() {
        Ok(number) if SERIAL_DAYS.contains(&number) => {
            let day = serial_day(number).map_or_else(String::new, |day| format!(" ({day})"));
            let message = format!(
                "`{text}` is a number that a spreadsheet makes of a date{day}; write the year"
            );
            Err(mistake(Code::OutOfRange, message))
        }
        Ok(number) => Ok(number.into()),
        Err(_) => {
            let message =
                format!("`{}` is not a year; write four digits, such as 1990", abbreviate(text));
            Err(mistake(Code::InvalidForm, message))
        }
    }
}

/// A day as YYYY-MM-DD.
///
/// # Errors
///
/// When it is a number, or a date that another country reads as another day.
pub fn day(text: &str) -> Result<Value, Violation> {
    if text.parse::<Date>().is_ok() {
        return Ok(text.into());
    }
    if let Ok(number) = text.parse::<i64>() {
        let day = serial_day(number).filter(|_| SERIAL_DAYS.contains(&number));
        let day = day.map_or_else(String::new, |day| format!(" ({day})"));
        let message = format!(
            "`{text}` is a number that a spreadsheet makes of a date{day}; format the column as \
             text and write the day as YYYY-MM-DD"
        );
        return Err(mistake(Code::InvalidForm, message));
    }
    let message = format!("`{}` is not a day; write it as YYYY-MM-DD", abbreviate(text));
    Err(mistake(Code::InvalidForm, message))
}

/// The day with this number in the calendar of spreadsheets, in which 2 is 1900-01-01.
fn serial_day(number: i64) -> Option<Date> {
    const UNIX_EPOCH: i64 = 25_569;
    Date::from_days_since_epoch(i32::try_from(number - UNIX_EPOCH).ok()?)
}

/// Whether a text is a way in which spreadsheets write a day: `14/05/2026`, `5/14/2026`,
/// `14.5.2026`, `14-May-26`.
pub fn may_be_day(text: &str, day: &str) -> bool {
    let Some([year, month, number]) = day.parse::<Date>().ok().map(Date::parts) else {
        return false;
    };
    let parts: Vec<&str> = text.split(['/', '.', '-', ' ']).filter(|it| !it.is_empty()).collect();
    let [first, second, last] = parts.as_slice() else { return false };
    let is_number = |part: &str, number: i16| part.parse() == Ok(number);
    let is_year = is_number(last, year) || (last.len() == 2 && is_number(last, year % 100));
    let is_month_name = second.len() >= 3
        && usize::try_from(month - 1)
            .ok()
            .and_then(|index| MONTHS.get(index))
            .is_some_and(|name| name.starts_with(&second.to_ascii_lowercase()));
    let day_first = is_number(first, number) && (is_number(second, month) || is_month_name);
    let month_first = is_number(first, month) && is_number(second, number);
    is_year && (day_first || month_first)
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A word of a closed list, in any case.
pub fn word(text: &str) -> Value {
    text.to_lowercase().into()
}

/// A city and country, such as `Accra, GH`, or only a country.
///
/// # Errors
///
/// When the country is unknown.
pub fn place(text: &str) -> Result<Value, Violation> {
    if let Ok(country) = country(text) {
        return Ok(json!({"city": null, "country": country.as_str()}));
    }
    let (city, last) = text.rsplit_once(',').map_or((None, text), |(city, last)| {
        (Some(city.trim()).filter(|city| !city.is_empty()), last.trim())
    });
    let country = country(last)?;
    Ok(json!({"city": city, "country": country.as_str()}))
}

/// A country by its code or name.
///
/// # Errors
///
/// When there is none.
pub fn country(text: &str) -> Result<Country, Violation> {
    let is_name = |name: &str| name.eq_ignore_ascii_case(text);
    let named = || countries().find(|country| country.names().any(is_name));
    let found = text.parse().ok().or_else(|| Country::with_other_code(text)).or_else(named);
    found.or_else(|| with_formal_name(is_name)).ok_or_else(|| {
        let near = crate::domain::nearest(text, countries().flat_map(Country::names));
        let message = format!("`{}` is not a country; use its code or name", abbreviate(text));
        mistake(Code::UnknownValue, message).with_suggestion(near.map(str::to_owned))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(read: Result<Value, Violation>) -> String {
        read.unwrap_err().message
    }

    #[test]
    fn years_are_read_as_spreadsheets_write_them() {
        let number = &CellKind::Number;
        for text in ["1990", "1990.0", "1990,00"] {
            assert_eq!(year(text, number).unwrap(), 1990);
        }
        for (text, kind, expected) in [
            ("32874", number, "makes of a date (1990-01-01)"),
            ("1.99E+03", &CellKind::Text, "digits may be lost"),
            ("1990.5", number, "is not a year"),
            ("about 1990", &CellKind::Text, "is not a year"),
        ] {
            assert!(message(year(text, kind)).contains(expected), "{text}");
        }
    }

    #[test]
    fn days_are_only_read_in_one_form() {
        assert_eq!(day("2026-05-14").unwrap(), "2026-05-14");
        for (text, expected) in [
            ("46156", "makes of a date (2026-05-14)"),
            ("7", "makes of a date;"),
            ("14/05/2026", "is not a day"),
            ("2026-05", "is not a day"),
        ] {
            assert!(message(day(text)).contains(expected), "{text}: {}", message(day(text)));
        }
    }

    #[test]
    fn a_day_that_a_spreadsheet_wrote_in_another_form_is_recognized() {
        for text in
            ["14/05/2026", "5/14/2026", "14.5.2026", "14-May-26", "14-05-2026", "14 May 2026"]
        {
            assert!(may_be_day(text, "2026-05-14"), "{text}");
        }
        for text in ["15/05/2026", "14/05/2025", "14-Mar-26", "2026", "14/2026", ""] {
            assert!(!may_be_day(text, "2026-05-14"), "{text}");
        }
    }

    #[test]
    fn places_have_a_country_by_code_or_name() {
        for (text, city, country) in [
            ("Accra, GH", Some("Accra"), "GH"),
            ("Washington, DC, United States", Some("Washington, DC"), "US"),
            ("Ghana", None, "GH"),
            ("uk", None, "GB"),
            ("Kinshasa, Democratic Republic of the Congo", Some("Kinshasa"), "CD"),
        ] {
            assert_eq!(place(text).unwrap(), json!({"city": city, "country": country}), "{text}");
        }
        assert!(message(place("Accra, Gana")).contains("did you mean `Ghana`?"));
    }
}
