//! What lists, look-ups and searches need to know of one organization.

use jiff::Timestamp;

use super::CatalogError;
use super::render::{self, Summary};
use super::text::{fold, folded_words};
use crate::domain::{Keyword, Organization, OrganizationState, ResearchKind, WayToHelpKind};

/// One organization as the catalog knows it: a view of its row, which is bytes
/// in a mapped file or in memory. Its whole profile stays in the index.
///
/// A row is numbers of fixed width, then the end of each part, then the parts.
/// All numbers are little-endian. Parts that are lists have one element a line:
/// no text of a profile has control characters.
#[derive(Clone, Copy)]
pub struct Entry<'r> {
    row: &'r [u8],
}

/// The parts of a row, in their order.
#[derive(Clone, Copy)]
enum Part {
    Id,
    Slug,
    /// `OrganizationSummary` as JSON.
    Summary,
    /// The folded name, for ordering.
    NameKey,
    /// Everything it is called: kind, name as written, a tab, name folded.
    Names,
    /// Other keys that lead here: former slugs and `scheme-value` identifiers.
    Aliases,
    Status,
    FocusAreas,
    Approaches,
    Countries,
    WaysToHelp,
    Affiliation,
    /// The country of its seat.
    Seat,
    /// With status `withdrawn`: why, and what to read instead.
    Withdrawal,
    /// For each link to research, its kind and year as [`research_code`] has it.
    Research,
    /// For each way to help, as [`help_code`] has it.
    Help,
}

const PARTS: usize = 16;

/// Number, revision, change, updated at, verified at, founded.
const FIXED: usize = 4 + 4 + 8 + 8 + 4 + 2;

/// What stands for a number that is not there.
const NONE: i16 = i16::MIN;

/// What something is called by, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameRole {
    Name,
    /// Other names and acronyms.
    Alias,
    /// Its founders, and the city of its seat: they count a little less.
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
    /// A view of a row that was made by `encode`.
    pub fn of(row: &'r [u8]) -> Self {
        Self { row }
    }

    fn fixed<const N: usize>(&self, at: usize) -> [u8; N] {
        let bytes = self.row.get(at..at + N).and_then(|bytes| bytes.try_into().ok());
        bytes.unwrap_or([0; N])
    }

    fn part_bytes(&self, part: Part) -> &'r [u8] {
        let end = |index: usize| {
            let at = FIXED + 4 * index;
            u32::from_le_bytes(self.fixed(at)) as usize
        };
        let index = part as usize;
        let start = if index == 0 { 0 } else { end(index - 1) };
        let base = FIXED + 4 * PARTS;
        self.row.get(base + start..base + end(index)).unwrap_or_default()
    }

    fn part(&self, part: Part) -> &'r str {
        std::str::from_utf8(self.part_bytes(part)).unwrap_or_default()
    }

    fn lines(&self, part: Part) -> impl Iterator<Item = &'r str> + use<'r> {
        self.part(part).lines()
    }

    /// Its number among all: the same as long as the index lives.
    pub fn number(&self) -> u32 {
        u32::from_le_bytes(self.fixed(0))
    }

    pub fn revision(&self) -> i32 {
        i32::from_le_bytes(self.fixed(4))
    }

    pub fn change(&self) -> i64 {
        i64::from_le_bytes(self.fixed(8))
    }

    /// When the newest revision was made, in microseconds since the epoch.
    pub fn updated_micros(&self) -> i64 {
        i64::from_le_bytes(self.fixed(16))
    }

    /// When the newest revision was made.
    pub fn updated_at(&self) -> Timestamp {
        Timestamp::from_microsecond(self.updated_micros()).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// When it was last verified, in days since the epoch.
    pub fn verified_at(&self) -> Option<i64> {
        let day = i32::from_le_bytes(self.fixed(24));
        (day != i32::MIN).then_some(day.into())
    }

    /// The year it began.
    pub fn founded(&self) -> Option<i64> {
        let year = i16::from_le_bytes(self.fixed(28));
        (year != NONE).then_some(year.into())
    }

    pub fn id(&self) -> &'r str {
        self.part(Part::Id)
    }

    pub fn slug(&self) -> &'r str {
        self.part(Part::Slug)
    }

    /// `OrganizationSummary` as JSON.
    pub fn summary(&self) -> &'r [u8] {
        self.part_bytes(Part::Summary)
    }

    /// The folded name, for ordering.
    pub fn name_key(&self) -> &'r str {
        self.part(Part::NameKey)
    }

    /// Everything it is called, its name first.
    pub fn names(&self) -> impl Iterator<Item = EntryName<'r>> + use<'r> {
        self.lines(Part::Names).filter_map(|line| {
            let (kind, rest) = line.split_at_checked(1)?;
            let (written, folded) = rest.split_once('\t')?;
            let role = match kind {
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

    pub fn aliases(&self) -> impl Iterator<Item = &'r str> + use<'r> {
        self.lines(Part::Aliases)
    }

    pub fn status(&self) -> &'r str {
        self.part(Part::Status)
    }

    pub fn focus_areas(&self) -> impl Iterator<Item = &'r str> + use<'r> {
        self.lines(Part::FocusAreas)
    }

    pub fn approaches(&self) -> impl Iterator<Item = &'r str> + use<'r> {
        self.lines(Part::Approaches)
    }

    pub fn countries(&self) -> impl Iterator<Item = &'r str> + use<'r> {
        self.lines(Part::Countries)
    }

    pub fn ways_to_help(&self) -> impl Iterator<Item = &'r str> + use<'r> {
        self.lines(Part::WaysToHelp)
    }

    pub fn affiliation(&self) -> Option<&'r str> {
        self.lines(Part::Affiliation).next()
    }

    /// The country of its seat.
    pub fn seat(&self) -> Option<&'r str> {
        self.lines(Part::Seat).next()
    }

    /// With status `withdrawn`: why, and what to read instead.
    pub fn withdrawal(&self) -> Option<(&'r str, Option<&'r str>)> {
        let mut lines = self.lines(Part::Withdrawal);
        Some((lines.next()?, lines.next()))
    }

    /// The codes of its research, in the order of the profile.
    pub fn research(&self) -> impl Iterator<Item = u16> + use<'r> {
        codes(self.part_bytes(Part::Research))
    }

    /// The codes of its ways to help, in the order of the profile.
    pub fn help(&self) -> impl Iterator<Item = u16> + use<'r> {
        codes(self.part_bytes(Part::Help))
    }
}

fn codes(bytes: &[u8]) -> impl Iterator<Item = u16> + use<'_> {
    bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
}

/// A profile as it was written, read for the catalog.
pub struct Source {
    /// The row, its number still 0.
    row: Vec<u8>,
    /// The profile as it is answered.
    pub document: String,
}

impl Source {
    /// # Errors
    ///
    /// When the stored document is not a profile.
    pub fn new(state: &OrganizationState) -> Result<Self, CatalogError> {
        let profile: Organization =
            crate::domain::read_stored(&state.document).map_err(|reason| {
                let (slug, change) = (&state.slug, state.change);
                CatalogError::Document(format!("`{slug}`, change {change}: {reason}"))
            })?;
        let row = encode(state, &profile);
        Ok(Self { row, document: render::profile(state) })
    }

    /// The row for an organization of this number.
    pub fn row(mut self, number: u32) -> Vec<u8> {
        self.row[..4].copy_from_slice(&number.to_le_bytes());
        self.row
    }
}

fn encode(state: &OrganizationState, profile: &Organization) -> Vec<u8> {
    let mut row = Vec::with_capacity(1500);
    row.extend_from_slice(&0_u32.to_le_bytes());
    row.extend_from_slice(&state.revision.to_le_bytes());
    row.extend_from_slice(&state.change.to_le_bytes());
    row.extend_from_slice(&state.updated_at.as_microsecond().to_le_bytes());
    let verified = profile.verified_at.map_or(i32::MIN, |date| date.days_since_epoch());
    row.extend_from_slice(&verified.to_le_bytes());
    let founded = profile.founded.map_or(NONE, |year| year.get());
    row.extend_from_slice(&founded.to_le_bytes());
    let ends = row.len();
    row.resize(ends + 4 * PARTS, 0);
    let base = row.len();
    for (index, part) in parts(state, profile).into_iter().enumerate() {
        row.extend_from_slice(&part);
        let end = u32::try_from(row.len() - base).unwrap_or(u32::MAX);
        row[ends + 4 * index..ends + 4 * index + 4].copy_from_slice(&end.to_le_bytes());
    }
    row
}

/// The parts, in the order of [`Part`].
fn parts(state: &OrganizationState, profile: &Organization) -> [Vec<u8>; PARTS] {
    let former = state.former_slugs.iter().map(ToString::to_string);
    let identifiers = profile.identifiers.iter().map(ToString::to_string);
    let ways = render::way_to_help_kinds(profile);
    let withdrawal = profile.withdrawal.iter().flat_map(|withdrawal| {
        let successor = withdrawal.successor.iter().map(ToString::to_string);
        std::iter::once(withdrawal.reason.as_str().to_owned()).chain(successor)
    });
    let summary = Summary::new(state, profile);
    [
        state.id.clone().into(),
        state.slug.to_string().into(),
        serde_json::to_vec(&summary).expect("a summary has only string keys"),
        fold(profile.name.as_str()).into(),
        lines(names(profile)),
        lines(former.chain(identifiers)),
        profile.status.as_str().into(),
        lines(profile.focus_areas.iter().map(ToString::to_string)),
        lines(profile.approaches.iter().map(ToString::to_string)),
        lines(profile.countries.iter().map(|work| work.country.to_string())),
        lines(ways.into_iter().map(|kind| kind.as_str().to_owned())),
        lines(profile.affiliation.iter().map(|known| known.kind.as_str().to_owned())),
        lines(profile.headquarters.iter().map(|seat| seat.country.to_string())),
        lines(withdrawal),
        code_bytes(
            profile
                .research
                .iter()
                .map(|link| research_code(link.kind, link.year.map(|year| year.get()))),
        ),
        code_bytes(profile.ways_to_help.iter().map(|way| help_code(way.kind, way.free))),
    ]
}

fn lines(elements: impl Iterator<Item = String>) -> Vec<u8> {
    elements.collect::<Vec<_>>().join("\n").into_bytes()
}

fn code_bytes(codes: impl Iterator<Item = u16>) -> Vec<u8> {
    codes.flat_map(u16::to_le_bytes).collect()
}

/// Everything an organization is called.
fn names(profile: &Organization) -> impl Iterator<Item = String> {
    let other = profile.other_names.iter().map(|name| ('a', name.value.as_str()));
    let acronym = profile.acronym.iter().map(|acronym| ('a', acronym.as_str()));
    let founders = profile.founders.iter().map(|founder| ('x', founder.as_str()));
    let city = profile.headquarters.iter().filter_map(|seat| seat.city.as_ref());
    let city = city.map(|city| ('x', city.as_str()));
    let own = std::iter::once(('n', profile.name.as_str()));
    own.chain(acronym)
        .chain(other)
        .chain(founders)
        .chain(city)
        .map(|(kind, name)| format!("{kind}{name}\t{}", folded_words(name)))
}

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
