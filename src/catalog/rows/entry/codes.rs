//! Parts of a profile as numbers: links to research and ways to help, by which lists filter, and
//! the coverage of sources.

use crate::domain::{Covered, Keyword, ResearchKind, SourceCoverage, WayToHelpKind, Year};

/// The code of a link to research: the kind in the lowest 3 bits, above them 0 for no year, else
/// the years since 1499.
pub fn encode_research(kind: ResearchKind, year: Option<i16>) -> u16 {
    let year = year.map_or(0, |year| {
        u16::try_from(year - Year::FIRST + 1).expect("no year is before the first one")
    });
    (year << 3) | position(kind)
}

/// The kind and the year of a link to research.
pub fn decode_research(code: u16) -> (ResearchKind, Option<i16>) {
    let year = i16::try_from(code >> 3).expect("13 bits fit into 15");
    let kind = ResearchKind::ALL[usize::from(code & 7) % ResearchKind::ALL.len()];
    (kind, (year > 0).then(|| year + Year::FIRST - 1))
}

/// The code of a way to help: 1 in the lowest bit if it costs nothing, above it the kind.
pub fn encode_way_to_help(kind: WayToHelpKind, is_free: bool) -> u16 {
    (position(kind) << 1) | u16::from(is_free)
}

/// The kind of a way to help, and whether it costs nothing.
pub fn decode_way_to_help(code: u16) -> (WayToHelpKind, bool) {
    (WayToHelpKind::ALL[usize::from(code >> 1) % WayToHelpKind::ALL.len()], code & 1 == 1)
}

/// The bytes of a profile's coverage of sources.
pub fn encode_coverage(coverage: SourceCoverage) -> [u8; 12] {
    let SourceCoverage { elements, plain_fields, terms } = coverage;
    let mut bytes = [0; 12];
    for (place, Covered { with_source, total }) in
        [elements, plain_fields, terms].iter().enumerate()
    {
        for (place, count) in [(2 * place, with_source), (2 * place + 1, total)] {
            let count = u16::try_from(*count).expect("the lists of a profile are limited");
            bytes[2 * place..2 * place + 2].copy_from_slice(&count.to_le_bytes());
        }
    }
    bytes
}

/// The coverage of sources from its bytes.
pub fn decode_coverage(bytes: [u8; 12]) -> SourceCoverage {
    let count = |place: usize| u16::from_le_bytes([bytes[2 * place], bytes[2 * place + 1]]).into();
    let covered = |place: usize| Covered { with_source: count(place), total: count(place + 1) };
    SourceCoverage { elements: covered(0), plain_fields: covered(2), terms: covered(4) }
}

/// Position of a keyword in the list of all.
fn position<K: Keyword + PartialEq>(keyword: K) -> u16 {
    let position = K::ALL.iter().position(|other| *other == keyword);
    let position = position.expect("`ALL` has every keyword");
    u16::try_from(position).expect("there are few keywords")
}
