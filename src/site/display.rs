//! How the pages display keys, hosts, days and numbers.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::catalog::DueLimits;
use crate::domain::{
    CountryRole, Covered, Date, DueReason, PartialDate, RelationKind, SourceCoverage,
};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A key of a profile in plain English: `ways_to_help` is "ways to help".
pub fn key_name(key: &str) -> String {
    match key {
        "slug" => "name in URLs".to_owned(),
        "founded" => "year of founding".to_owned(),
        "affiliation" => "faith".to_owned(),
        "verified_at" => "checked on".to_owned(),
        "withheld" => "left out on purpose".to_owned(),
        "fact_sources" => "sources of facts".to_owned(),
        "countries" => "where it works".to_owned(),
        "governance" => "how it is led".to_owned(),
        "related" => "related organizations".to_owned(),
        "scope" => "how far its work reaches".to_owned(),
        "outcomes" => "results".to_owned(),
        "framing" => "how it frames the problem".to_owned(),
        "method" => "how it fights the problem".to_owned(),
        key => key.replace('_', " "),
    }
}

/// The heading of the countries in which an organization has a role.
pub fn role_heading(role: CountryRole) -> &'static str {
    match role {
        CountryRole::Programmes => "Where they work",
        CountryRole::Office => "Where they have an office",
        CountryRole::Partners => "Where they work through partners",
        CountryRole::Research => "Countries that they study",
        CountryRole::Advocacy => "Countries that their campaigns address",
    }
}

/// The heading of the organizations that have a relation to this one.
pub fn relation_heading(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::FoundedBy => "Founded by",
        RelationKind::FounderOf => "Founded",
        RelationKind::MemberOf => "Member of",
        RelationKind::HasMember => "Members",
        RelationKind::Partner => "Partners",
        RelationKind::Successor => "Continued by",
        RelationKind::Predecessor => "Continues the work of",
        RelationKind::HostedBy => "Hosted by",
        RelationKind::HostOf => "Host of",
    }
}

/// Why a profile is due for review, inside a sentence.
pub fn due_reason(reason: DueReason, limits: &DueLimits) -> String {
    match reason {
        DueReason::NeverVerified => "never checked by a person".to_owned(),
        DueReason::VerifiedLongAgo => {
            let months = counted(limits.months.into(), "month", "months");
            format!("checked by a person more than {months} ago")
        }
        DueReason::SourcesWithoutDate => "sources without the day they were read".to_owned(),
        DueReason::OldWayToHelp => {
            let years = counted(limits.years.into(), "year", "years");
            format!("a way to help that is more than {years} old")
        }
        DueReason::StatusUnknown => "not known whether it still works".to_owned(),
    }
}

/// A text with its first letter in upper case.
pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The day of a time, in UTC: `28 November 2026`.
pub fn day(time: Timestamp) -> String {
    time.to_zoned(TimeZone::UTC).strftime("%-d %B %Y").to_string()
}

/// A date of the data in words; a text of another form stays as it is.
pub fn written_day(text: &str) -> String {
    date_in_words(text).unwrap_or_else(|| text.to_owned())
}

/// The day of a time, in UTC, with a short month: `28 Nov 2026`.
pub fn short_day(time: Timestamp) -> String {
    time.to_zoned(TimeZone::UTC).strftime("%-d %b %Y").to_string()
}

/// A date in words: `1 July 2008`.
pub fn date(date: &Date) -> String {
    date_in_words(&date.to_string()).unwrap_or_default()
}

/// A date in words, as exactly as it is known: `2008`, `July 2008` or `1 July 2008`.
pub fn partial_date(date: &PartialDate) -> String {
    date_in_words(date.as_str()).unwrap_or_else(|| date.to_string())
}

/// A text of the form `YYYY-MM` or `YYYY-MM-DD` in words; `None` for other texts.
pub fn date_in_words(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('-').collect();
    let is_number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    if !matches!(lengths.as_slice(), [4, 2] | [4, 2, 2]) || !parts.iter().all(is_number) {
        return None;
    }
    let month = MONTHS.get(parts[1].parse::<usize>().ok()?.checked_sub(1)?)?;
    match parts.get(2) {
        Some(day) => Some(format!("{} {month} {}", day.trim_start_matches('0'), parts[0])),
        None => Some(format!("{month} {}", parts[0])),
    }
}

/// A count with its noun: `1 country`, `1,200 countries`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        count => format!("{} {many}", with_commas(count)),
    }
}

/// The coverage of sources in words.
pub fn coverage(coverage: SourceCoverage) -> String {
    let share = |covered: Covered, what: &str| {
        let (with_source, total) = (covered.with_source as usize, covered.total as usize);
        format!("{} of {} {what}", with_commas(with_source), with_commas(total))
    };
    let SourceCoverage { elements, plain_fields, terms } = coverage;
    format!(
        "{} (countries, results, research, ways to help, media, notes, relations), {} and {} have a source",
        share(elements, "elements"),
        share(plain_fields, "plain facts"),
        share(terms, "terms")
    )
}

/// A number with a comma before every three digits: `12,345`.
pub fn with_commas(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_commas_and_a_noun() {
        for (count, text) in [
            (0, "0 organizations"),
            (1, "1 organization"),
            (999, "999 organizations"),
            (1000, "1,000 organizations"),
            (1_234_567, "1,234,567 organizations"),
        ] {
            assert_eq!(counted(count, "organization", "organizations"), text);
        }
    }

    #[test]
    fn dates_are_words() {
        for (text, words) in [
            ("2008-07-01", Some("1 July 2008")),
            ("2008-12-31", Some("31 December 2008")),
            ("2008-07", Some("July 2008")),
            ("2008", None),
            ("2008-13", None),
            ("2008-00", None),
            ("08-07-2001", None),
            ("2008-ab", None),
            ("US-EIN-1", None),
        ] {
            assert_eq!(date_in_words(text).as_deref(), words, "{text}");
        }
    }

    #[test]
    fn a_time_is_shown_as_its_day() {
        let time = "2026-11-08T23:59:59Z".parse().unwrap();
        assert_eq!((day(time), short_day(time)), ("8 November 2026".into(), "8 Nov 2026".into()));
    }
}
