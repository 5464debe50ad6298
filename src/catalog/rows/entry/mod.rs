//! One organization as the catalog stores it: everything that lists, look-ups and searches need.

pub mod codes;
mod encode;
pub mod layout;

use jiff::Timestamp;

pub use encode::encode;

use crate::catalog::lists::country_roles::CountryRoles;
use crate::domain::{SourceCoverage, TermScheme, WayToHelp, WayToHelpKind};
use layout::Part;

/// A view of one row, whose bytes are in a mapped file or in memory.
#[derive(Clone, Copy)]
pub struct Entry<'r> {
    row: &'r [u8],
}

/// The year of a founding that is unknown.
const UNKNOWN: i16 = i16::MIN;

/// The day of a verification that never was.
const NEVER: i32 = i32::MIN;

/// The dependence of people at risk on a profile: a wrong telephone number harms the most. Its order is
/// that of the bytes in rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AtRisk {
    /// It has a helpline with its number.
    Helpline,
    /// It has a way to report.
    Report,
    /// People at risk find nothing in its ways to help.
    Nothing,
}

impl AtRisk {
    pub fn of(ways: &[WayToHelp]) -> Self {
        if ways.iter().any(|way| way.helpline.is_some()) {
            Self::Helpline
        } else if ways.iter().any(|way| way.kind == WayToHelpKind::Report) {
            Self::Report
        } else {
            Self::Nothing
        }
    }
}

/// How a name belongs to an organization, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameRole {
    Name,
    /// Another name or an acronym.
    Alias,
    /// A founder, or the city of the headquarters: weighs a little less.
    Associated,
}

/// One of the names of an organization.
#[derive(Clone, Copy, Debug)]
pub struct EntryName<'r> {
    pub role: NameRole,
    /// As the profile has it.
    pub written: &'r str,
    /// Its words, folded, with single spaces.
    pub folded: &'r str,
}

impl<'r> Entry<'r> {
    /// A view of a row that `encode` made.
    pub fn new(row: &'r [u8]) -> Self {
        Self { row }
    }

    fn part(&self, part: Part) -> &'r str {
        std::str::from_utf8(part.read(self.row)).unwrap_or_default()
    }

    fn lines(&self, part: Part) -> impl Iterator<Item = &'r str> + use<'r> {
        self.part(part).lines()
    }

    /// The number of the organization in the catalog: the same as long as the index exists.
    pub fn number(&self) -> u32 {
        u32::from_le_bytes(layout::NUMBER.read(self.row))
    }

    pub fn revision(&self) -> i32 {
        i32::from_le_bytes(layout::REVISION.read(self.row))
    }

    pub fn change(&self) -> i64 {
        i64::from_le_bytes(layout::CHANGE.read(self.row))
    }

    /// Time of the newest revision, in microseconds since the epoch.
    pub fn updated_micros(&self) -> i64 {
        i64::from_le_bytes(layout::UPDATED_AT.read(self.row))
    }

    /// Time of the newest revision.
    pub fn updated_at(&self) -> Timestamp {
        Timestamp::from_microsecond(self.updated_micros()).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Day of the last verification, in days since the epoch.
    pub fn verified_at(&self) -> Option<i32> {
        let day = i32::from_le_bytes(layout::VERIFIED_AT.read(self.row));
        (day != NEVER).then_some(day)
    }

    /// Year of the founding.
    pub fn founded(&self) -> Option<i16> {
        let year = i16::from_le_bytes(layout::FOUNDED.read(self.row));
        (year != UNKNOWN).then_some(year)
    }

    /// Numbers of statements of the profile with and without sources.
    pub fn source_coverage(&self) -> SourceCoverage {
        codes::decode_coverage(layout::COVERAGE.read(self.row))
    }

    pub fn id(&self) -> &'r str {
        self.part(Part::Id)
    }

    pub fn slug(&self) -> &'r str {
        self.part(Part::Slug)
    }

    /// `OrganizationSummary` as JSON.
    pub fn summary(&self) -> &'r [u8] {
        Part::Summary.read(self.row)
    }

    /// The key `summary` of the profile.
    pub fn summary_text(&self) -> &'r str {
        self.part(Part::SummaryText)
    }

    /// How it frames the problem, in short: completes "Sees slavery as …".
    pub fn framing_in_short(&self) -> Option<&'r str> {
        self.lines(Part::InShort).next().filter(|short| !short.is_empty())
    }

    /// How it fights the problem, in short: completes "So it …".
    pub fn method_in_short(&self) -> Option<&'r str> {
        self.lines(Part::InShort).nth(1).filter(|short| !short.is_empty())
    }

    /// Number of sources.
    pub fn source_count(&self) -> usize {
        u16::from_le_bytes(layout::SOURCES.read(self.row)).into()
    }

    /// Number of sources that the organization published itself.
    pub fn own_source_count(&self) -> usize {
        u16::from_le_bytes(layout::OWN_SOURCES.read(self.row)).into()
    }

    /// Number of sources without the day on which they were read.
    pub fn undated_source_count(&self) -> usize {
        u16::from_le_bytes(layout::UNDATED_SOURCES.read(self.row)).into()
    }

    /// The earliest year for which a way to help is known, or in which its telephone number was
    /// checked; `None` if no way gives one.
    pub fn oldest_way_to_help(&self) -> Option<i16> {
        let year = i16::from_le_bytes(layout::OLDEST_WAY.read(self.row));
        (year != UNKNOWN).then_some(year)
    }

    /// The dependence of people at risk on the profile.
    pub fn at_risk(&self) -> AtRisk {
        match layout::AT_RISK.read(self.row) {
            [0] => AtRisk::Helpline,
            [1] => AtRisk::Report,
            _ => AtRisk::Nothing,
        }
    }

    /// Whether a way to help has a telephone number.
    pub fn has_helpline(&self) -> bool {
        self.at_risk() == AtRisk::Helpline
    }

    /// Whether it has a way to report, but no telephone number.
    pub fn has_way_to_report(&self) -> bool {
        self.at_risk() == AtRisk::Report
    }

    /// The URL of the website.
    pub fn website(&self) -> Option<&'r str> {
        self.lines(Part::Website).next()
    }

    /// The host and the publisher of each source that has one of them; the other may be empty.
    pub fn sources(&self) -> impl Iterator<Item = (&'r str, &'r str)> + use<'r> {
        let sources = self.lines(Part::Sources).filter_map(|line| line.split_once('\t'));
        sources.filter(|(host, publisher)| !host.is_empty() || !publisher.is_empty())
    }

    pub fn acronym(&self) -> Option<&'r str> {
        self.lines(Part::Acronym).next()
    }

    /// The folded name, for sorting.
    pub fn name_key(&self) -> &'r str {
        self.part(Part::NameKey)
    }

    /// All names, the display name first.
    pub fn names(&self) -> impl Iterator<Item = EntryName<'r>> + use<'r> {
        self.lines(Part::Names).filter_map(|line| {
            let (role, rest) = line.split_at_checked(1)?;
            let (written, folded) = rest.split_once('\t')?;
            let role = match role {
                "n" => NameRole::Name,
                "a" => NameRole::Alias,
                _ => NameRole::Associated,
            };
            Some(EntryName { role, written, folded })
        })
    }

    /// The display name.
    pub fn name(&self) -> &'r str {
        self.names().next().map_or_else(|| self.slug(), |name| name.written)
    }

    /// Former slugs and identifiers.
    pub fn aliases(&self) -> impl Iterator<Item = &'r str> + use<'r> {
        self.lines(Part::Aliases)
    }

    /// Identifiers as `scheme-value`. Schemes begin with capital letters, which no slug has.
    pub fn identifiers(&self) -> impl Iterator<Item = &'r str> + use<'r> {
        self.aliases().filter(|alias| alias.starts_with(|c: char| c.is_ascii_uppercase()))
    }

    pub fn status(&self) -> &'r str {
        self.part(Part::Status)
    }

    /// The slugs of the terms of a scheme that the profile lists.
    pub fn terms(&self, scheme: TermScheme) -> impl Iterator<Item = &'r str> + use<'r> {
        let line = self.lines(Part::Terms).nth(scheme as usize).unwrap_or_default();
        line.split(' ').filter(|slug| !slug.is_empty())
    }

    /// The codes of the countries where the organization works, itself or through partners, each
    /// once.
    pub fn countries(&self) -> impl Iterator<Item = &'r str> + use<'r> {
        let mut countries = Vec::new();
        for (country, role) in self.countries_with_roles() {
            if CountryRoles::is_work(role) && !countries.contains(&country) {
                countries.push(country);
            }
        }
        countries.into_iter()
    }

    /// The codes of all countries of the profile, each with its role.
    pub fn countries_with_roles(&self) -> impl Iterator<Item = (&'r str, &'r str)> + use<'r> {
        self.lines(Part::Countries).filter_map(|line| line.split_once(' '))
    }

    /// Kinds of ways to help, each once.
    pub fn ways_to_help(&self) -> impl Iterator<Item = &'r str> + use<'r> {
        self.lines(Part::WaysToHelp)
    }

    pub fn affiliation(&self) -> Option<&'r str> {
        self.lines(Part::Affiliation).next()
    }

    pub fn headquarters_city(&self) -> Option<&'r str> {
        self.lines(Part::HeadquartersCity).next()
    }

    /// The code of the country of the headquarters.
    pub fn headquarters_country(&self) -> Option<&'r str> {
        self.lines(Part::HeadquartersCountry).next()
    }

    /// Of a withdrawn profile: the reason, and the slug of the successor.
    pub fn withdrawal(&self) -> Option<(&'r str, Option<&'r str>)> {
        let mut lines = self.lines(Part::Withdrawal);
        Some((lines.next()?, lines.next()))
    }

    /// The slugs of related organizations, each with the relation that the profile writes.
    pub fn related(&self) -> impl Iterator<Item = (&'r str, &'r str)> + use<'r> {
        self.lines(Part::Related).filter_map(|line| line.split_once(' '))
    }

    /// The profile as it is served: as it was written, then the server's keys.
    pub fn document(&self) -> &'r [u8] {
        Part::Document.read(self.row)
    }

    /// The profile as it was written, without the server's keys.
    pub fn written_document(&self) -> Vec<u8> {
        let length = u32::from_le_bytes(layout::WRITTEN_LENGTH.read(self.row)) as usize;
        let mut document = Vec::with_capacity(length + 1);
        document.extend_from_slice(self.document().get(..length).unwrap_or_default());
        document.push(b'}');
        document
    }

    /// The profile up to its ways to help, without a closing brace: the part that highlights
    /// come from.
    pub fn document_before_ways_to_help(&self) -> &'r [u8] {
        let length = u32::from_le_bytes(layout::LENGTH_BEFORE_WAYS_TO_HELP.read(self.row));
        self.document().get(..length as usize).unwrap_or_default()
    }

    /// The codes of the links to research, in the order of the profile.
    pub fn research_codes(&self) -> impl Iterator<Item = u16> + use<'r> {
        codes(Part::ResearchCodes.read(self.row))
    }

    /// The codes of the ways to help, in the order of the profile.
    pub fn way_to_help_codes(&self) -> impl Iterator<Item = u16> + use<'r> {
        codes(Part::WayToHelpCodes.read(self.row))
    }
}

fn codes(bytes: &[u8]) -> impl Iterator<Item = u16> + use<'_> {
    bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
}
