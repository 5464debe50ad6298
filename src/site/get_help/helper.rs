//! An organization that takes reports or runs a helpline, and the countries where it can be asked.

use std::borrow::Cow;

use super::languages::language_name;
use crate::catalog::{Entry, HelplineText, ItemDetails, Snapshot};
use crate::domain::{Country, CountryRole, Keyword};
use crate::site::display;

/// An organization that takes reports or runs a helpline.
pub struct Helper<'s> {
    pub entry: Entry<'s>,
    pub website: Option<Cow<'s, str>>,
    /// Its ways to report.
    pub ways: Vec<ItemDetails<'s>>,
    pub runs_helpline: bool,
    pub reach: Reach,
}

/// The countries where an organization can be asked for help.
#[derive(Debug, PartialEq, Eq)]
pub enum Reach {
    /// Only in these: its telephone numbers are for them, or it works in one country.
    Some(Vec<Country>),
    /// It works in several countries, or the profile names none. Readers have to ask whether it
    /// helps in theirs.
    Several(Vec<Country>),
}

impl<'s> Helper<'s> {
    pub fn new(snapshot: &'s Snapshot, entry: Entry<'s>, ways: Vec<ItemDetails<'s>>) -> Self {
        let lines = ways.iter().filter_map(|way| way.text.helpline.as_ref());
        let with_line = lines.filter_map(|line| line.country.parse().ok()).collect();
        let programmes = entry
            .countries_with_roles()
            .filter(|(_, role)| *role == CountryRole::Programmes.as_str());
        let programmes = programmes.filter_map(|(country, _)| country.parse().ok()).collect();
        let reach = Reach::new(with_line, programmes);
        let website = snapshot.website(&entry);
        Self { entry, website, ways, runs_helpline: false, reach }
    }

    /// Whether the profile has a telephone number, which a person has checked.
    pub fn has_number(&self) -> bool {
        self.ways.iter().any(|way| way.text.helpline.is_some())
    }

    /// Whether one of its ways to report has a page.
    pub fn has_page(&self) -> bool {
        self.ways.iter().any(|way| way.text.url.is_some())
    }

    /// The names of the countries where it works, if there are several.
    pub fn countries(&self) -> Vec<&'static str> {
        let (Reach::Some(countries) | Reach::Several(countries)) = &self.reach;
        countries.iter().map(|country| country.name()).collect()
    }
}

impl Reach {
    /// The reach of an organization with telephone numbers and programmes in these countries.
    fn new(with_line: Vec<Country>, programmes: Vec<Country>) -> Self {
        let once = |mut countries: Vec<Country>| {
            countries.sort_by_key(|country| country.name());
            countries.dedup();
            countries
        };
        let (with_line, programmes) = (once(with_line), once(programmes));
        match (with_line.as_slice(), programmes.as_slice()) {
            ([], [_]) => Self::Some(programmes),
            ([], _) => Self::Several(programmes),
            _ => Self::Some(with_line),
        }
    }
}

/// The number without separators, for a `tel:` link.
pub fn dialled(line: &HelplineText<'_>) -> String {
    line.number.chars().filter(|letter| *letter == '+' || letter.is_ascii_digit()).collect()
}

/// The country, the languages and the hours of a helpline, in words.
pub fn details(line: &HelplineText<'_>) -> Vec<String> {
    let country = line.country.parse().map(|country: Country| country.name().to_owned());
    let languages: Vec<String> = line.languages.iter().map(|tag| language_name(tag)).collect();
    let languages = (!languages.is_empty()).then(|| languages.join(", "));
    let hours = line.hours.as_ref().map(|hours| hours.to_string());
    country.ok().into_iter().chain(languages).chain(hours).collect()
}

/// The day on which a person checked the number.
pub fn checked(line: &HelplineText<'_>) -> String {
    display::written_day(&line.checked_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn countries(codes: &[&str]) -> Vec<Country> {
        codes.iter().map(|code| code.parse().unwrap()).collect()
    }

    #[test]
    fn numbers_decide_the_reach_then_a_single_country_of_work() {
        for (with_line, programmes, expected) in [
            (&[][..], &["GB"][..], Reach::Some(countries(&["GB"]))),
            (&["GB"], &["GB", "IN"], Reach::Some(countries(&["GB"]))),
            (&["NP", "IN", "NP"], &[], Reach::Some(countries(&["IN", "NP"]))),
            (&[], &["TH", "KH", "TH"], Reach::Several(countries(&["KH", "TH"]))),
            (&[], &[], Reach::Several(Vec::new())),
        ] {
            assert_eq!(Reach::new(countries(with_line), countries(programmes)), expected);
        }
    }
}
