//! Links to research and ways to help in one number each: what lists filter by.

use crate::domain::{Keyword, ResearchKind, WayToHelpKind};

/// A link to research in one number: its kind, and its year if it has one.
pub fn research_code(kind: ResearchKind, year: Option<i16>) -> u16 {
    // Years are from 1500; what is later than 9500 will have another directory.
    let year = year.map_or(0, |year| u16::try_from(year - 1499).unwrap_or(0));
    (year << 3) | position(kind)
}

/// The kind and year of a link to research.
pub fn research_of(code: u16) -> (ResearchKind, Option<i16>) {
    let year = (code >> 3 > 0).then(|| i16::try_from(code >> 3).unwrap_or(0) + 1499);
    (ResearchKind::ALL[usize::from(code & 7) % ResearchKind::ALL.len()], year)
}

/// A way to help in one number: its kind, and whether it costs nothing.
pub fn help_code(kind: WayToHelpKind, free: bool) -> u16 {
    (position(kind) << 1) | u16::from(free)
}

/// The kind of a way to help, and whether it costs nothing.
pub fn help_of(code: u16) -> (WayToHelpKind, bool) {
    (WayToHelpKind::ALL[usize::from(code >> 1) % WayToHelpKind::ALL.len()], code & 1 == 1)
}

/// Where a keyword stands among its like.
fn position<K: Keyword + PartialEq>(keyword: K) -> u16 {
    let position = K::ALL.iter().position(|other| *other == keyword);
    position.and_then(|position| u16::try_from(position).ok()).unwrap_or(0)
}
