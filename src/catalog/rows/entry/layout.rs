//! The bytes of a row: numbers of fixed width, then the end of each part, then the parts.
//!
//! All numbers are little-endian. A change of this layout needs a new version of the index
//! (see `index`), so that old rows are rebuilt.

/// A number at a fixed offset.
#[derive(Clone, Copy)]
pub struct Field<const WIDTH: usize> {
    offset: usize,
}

pub const NUMBER: Field<4> = Field { offset: 0 };
pub const REVISION: Field<4> = Field::after(NUMBER);
pub const CHANGE: Field<8> = Field::after(REVISION);
/// Microseconds since the epoch.
pub const UPDATED_AT: Field<8> = Field::after(CHANGE);
/// Days since the epoch; `i32::MIN` for never.
pub const VERIFIED_AT: Field<4> = Field::after(UPDATED_AT);
/// A year; `i16::MIN` for unknown.
pub const FOUNDED: Field<2> = Field::after(VERIFIED_AT);
/// Length of [`Part::Document`] up to the server's keys, in bytes.
pub const WRITTEN_LENGTH: Field<4> = Field::after(FOUNDED);
/// Length of [`Part::Document`] up to its ways to help, in bytes.
pub const LENGTH_BEFORE_WAYS_TO_HELP: Field<4> = Field::after(WRITTEN_LENGTH);

/// The coverage of sources: for elements, plain fields and terms the number with a source and the
/// total, each in two bytes.
pub const COVERAGE: Field<12> = Field::after(LENGTH_BEFORE_WAYS_TO_HELP);

/// Number of sources.
pub const SOURCES: Field<2> = Field::after(COVERAGE);

/// Number of sources that the organization published itself.
pub const OWN_SOURCES: Field<2> = Field::after(SOURCES);

/// Number of sources without the day on which they were read.
pub const UNDATED_SOURCES: Field<2> = Field::after(OWN_SOURCES);

/// The earliest year for which a way to help is known; `i16::MIN` if no year is given.
pub const OLDEST_WAY: Field<2> = Field::after(UNDATED_SOURCES);

/// How the profile helps people at risk, see [`super::AtRisk`].
pub const AT_RISK: Field<1> = Field::after(OLDEST_WAY);

/// Bytes of all numbers together.
const NUMBERS: usize = AT_RISK.end();

/// The parts of variable length, in the order of the row. Those that columns are built from come
/// first: see [`Part::FIRST_OTHER`]. A list has one element per line,
/// because no text of a profile has control characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Id,
    Slug,
    Acronym,
    /// The folded name, for sorting.
    NameKey,
    /// All names: role, name as written, a tab, name folded.
    Names,
    /// Former slugs, and the keys of identifiers (`scheme-value`).
    Aliases,
    Status,
    /// One line for each vocabulary, in their order: the slugs of its terms, separated by spaces.
    Terms,
    /// Countries, each with its role after a space.
    Countries,
    /// Kinds of ways to help.
    WaysToHelp,
    Affiliation,
    HeadquartersCity,
    HeadquartersCountry,
    /// Of a withdrawn profile: the reason, then the slug of the successor.
    Withdrawal,
    /// Slugs of related organizations, each with the relation after a space.
    Related,
    /// One code for each link to research, see `codes`.
    ResearchCodes,
    /// One code for each way to help, see `codes`.
    WayToHelpCodes,
    Website,
    /// Hosts of the sources, each with the publisher after a tab; either may be empty.
    Sources,
    /// `OrganizationSummary` as JSON.
    Summary,
    /// The key `summary` of the profile.
    SummaryText,
    /// How it frames the problem in short, then how it fights it; a line may be empty.
    InShort,
    /// The profile as it is served.
    Document,
}

const PARTS: usize = Part::Document as usize + 1;

/// Offset of the first part.
const PARTS_OFFSET: usize = NUMBERS + 4 * PARTS;

impl<const WIDTH: usize> Field<WIDTH> {
    const fn after<const PREVIOUS: usize>(previous: Field<PREVIOUS>) -> Self {
        Self { offset: previous.end() }
    }

    const fn end(self) -> usize {
        self.offset + WIDTH
    }

    /// The bytes of the number; zeros if the row is too short.
    pub fn read(self, row: &[u8]) -> [u8; WIDTH] {
        let bytes = row.get(self.offset..self.end()).and_then(|bytes| bytes.try_into().ok());
        bytes.unwrap_or([0; WIDTH])
    }

    pub fn write(self, row: &mut [u8], bytes: [u8; WIDTH]) {
        row[self.offset..self.end()].copy_from_slice(&bytes);
    }
}

impl Part {
    /// The first of the parts from which no column is built.
    const FIRST_OTHER: Self = Self::Sources;

    /// Position in the row of the number that says where the part ends.
    const fn end_field(self) -> Field<4> {
        Field { offset: NUMBERS + 4 * self as usize }
    }

    /// The bytes of the part; empty if the row is too short.
    pub fn read(self, row: &[u8]) -> &[u8] {
        let end = |field: Field<4>| u32::from_le_bytes(field.read(row)) as usize;
        let start = match self {
            Self::Id => 0,
            _ => end(Field { offset: self.end_field().offset - 4 }),
        };
        let range = PARTS_OFFSET + start..PARTS_OFFSET + end(self.end_field());
        row.get(range).unwrap_or_default()
    }
}

/// The beginning of a row, with the parts that columns are built from. Read as a row, its other parts
/// are empty.
pub fn head(row: &[u8]) -> &[u8] {
    let before = Field { offset: Part::FIRST_OTHER.end_field().offset - 4 };
    let end = PARTS_OFFSET + u32::from_le_bytes(before.read(row)) as usize;
    row.get(..end).unwrap_or(row)
}

/// Writes a row: its numbers in any order, its parts in theirs.
pub struct RowWriter {
    row: Vec<u8>,
    parts: usize,
}

impl RowWriter {
    /// A row whose numbers are 0 and that has room for `capacity` bytes of parts.
    pub fn new(capacity: usize) -> Self {
        let mut row = Vec::with_capacity(PARTS_OFFSET + capacity);
        row.resize(PARTS_OFFSET, 0);
        Self { row, parts: 0 }
    }

    pub fn number<const WIDTH: usize>(&mut self, field: Field<WIDTH>, bytes: [u8; WIDTH]) {
        field.write(&mut self.row, bytes);
    }

    /// Adds the next part.
    ///
    /// # Panics
    ///
    /// When parts are left out or not in their order.
    pub fn part(&mut self, part: Part, bytes: &[u8]) {
        assert_eq!(part as usize, self.parts, "the parts of a row are written in their order");
        self.row.extend_from_slice(bytes);
        let end = length(self.row.len() - PARTS_OFFSET);
        part.end_field().write(&mut self.row, end.to_le_bytes());
        self.parts += 1;
    }

    /// Adds the next part, which is a list.
    pub fn lines(&mut self, part: Part, elements: impl IntoIterator<Item: AsRef<str>>) {
        let mut lines = Vec::new();
        for (index, element) in elements.into_iter().enumerate() {
            if index > 0 {
                lines.push(b'\n');
            }
            lines.extend_from_slice(element.as_ref().as_bytes());
        }
        self.part(part, &lines);
    }

    pub fn finish(self) -> Vec<u8> {
        assert_eq!(self.parts, PARTS, "a row has all its parts");
        self.row
    }
}

/// A length within a row, as the row stores it.
pub fn length(bytes: usize) -> u32 {
    u32::try_from(bytes)
        .expect("a row is far below 4 GiB: a profile has limited lists of limited texts")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_is_read_back() {
        let parts = [
            Part::Id,
            Part::Slug,
            Part::Acronym,
            Part::NameKey,
            Part::Names,
            Part::Aliases,
            Part::Status,
            Part::Terms,
            Part::Countries,
            Part::WaysToHelp,
            Part::Affiliation,
            Part::HeadquartersCity,
            Part::HeadquartersCountry,
            Part::Withdrawal,
            Part::Related,
            Part::ResearchCodes,
            Part::WayToHelpCodes,
            Part::Website,
            Part::Sources,
            Part::Summary,
            Part::SummaryText,
            Part::InShort,
            Part::Document,
        ];
        let mut writer = RowWriter::new(0);
        writer.number(FOUNDED, 1839_i16.to_le_bytes());
        for part in parts {
            writer.part(part, "x".repeat(part as usize % 5).as_bytes());
        }
        let row = writer.finish();

        for part in parts {
            assert_eq!(part.read(&row).len(), part as usize % 5, "{part:?}");
        }
        assert_eq!(i16::from_le_bytes(FOUNDED.read(&row)), 1839);
        assert_eq!(NUMBER.read(&row), [0; 4]);
        assert!(Part::Document.read(&row[..PARTS_OFFSET - 1]).is_empty());
        for part in parts {
            let expected =
                if (part as usize) < Part::FIRST_OTHER as usize { part.read(&row) } else { &[] };
            assert_eq!(part.read(head(&row)), expected, "{part:?}");
        }
    }
}
