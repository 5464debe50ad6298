//! What lists, look-ups and searches need to know of one organization.

pub mod codes;
mod writing;

use jiff::Timestamp;

pub use writing::Source;

/// One organization as the catalog knows it: a view of its row, which is bytes
/// in a mapped file or in memory.
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
    /// The profile as it is answered. The last, so that all else stands together.
    Document,
}

const PARTS: usize = 17;

/// Number, revision, change, updated at, verified at, founded, and where in the
/// document its ways to help begin.
const FIXED: usize = 4 + 4 + 8 + 8 + 4 + 2 + 4;

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

    /// The profile as it is answered, up to its ways to help: what is shown of it
    /// beside a question.
    pub fn document_beginning(&self) -> &'r [u8] {
        let length = u32::from_le_bytes(self.fixed(FIXED - 4)) as usize;
        self.document().get(..length).unwrap_or_default()
    }

    /// The profile as it is answered.
    pub fn document(&self) -> &'r [u8] {
        self.part_bytes(Part::Document)
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
