//! The checksum of a revision: SHA-256 over all of its columns.
//!
//! It is written with the revision and checked whenever the revision is read, because neither
//! database notices every flipped bit. It protects against damage, not against an attacker who can
//! write to the database.

use sha2::{Digest, Sha256};

/// The columns of a revision that its checksum covers.
pub struct Columns<'a> {
    pub change: i64,
    pub subject: &'a str,
    pub subject_id: &'a str,
    pub revision: i32,
    pub kind: &'a str,
    pub document: &'a str,
    pub author: &'a str,
    pub note: Option<&'a str>,
    pub at: i64,
}

impl Columns<'_> {
    /// The checksum in lower-case hexadecimal.
    pub fn sha256(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(self.change.to_be_bytes());
        hasher.update(self.revision.to_be_bytes());
        hasher.update(self.at.to_be_bytes());
        for text in [self.subject, self.subject_id, self.kind, self.document, self.author] {
            add_text(&mut hasher, text);
        }
        hasher.update([u8::from(self.note.is_some())]);
        add_text(&mut hasher, self.note.unwrap_or_default());
        hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Hashes the length first, so that different lists of texts never hash the same bytes.
fn add_text(hasher: &mut Sha256, text: &str) {
    hasher.update((text.len() as u64).to_be_bytes());
    hasher.update(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: Columns<'_> = Columns {
        change: 1,
        subject: "organization",
        subject_id: "id",
        revision: 1,
        kind: "created",
        document: "{}",
        author: "command:load",
        note: None,
        at: 0,
    };

    #[test]
    fn the_checksum_never_changes_between_releases() {
        assert_eq!(
            COLUMNS.sha256(),
            "c6e4201ed45679d1bb446c514d3777dac875644c986459d8d07706404d30b2cc"
        );
    }

    #[test]
    fn every_column_changes_the_checksum() {
        let mut sums: Vec<String> = [
            COLUMNS,
            Columns { change: 2, ..COLUMNS },
            Columns { subject: "approach", ..COLUMNS },
            Columns { subject_id: "ie", ..COLUMNS },
            Columns { revision: 2, ..COLUMNS },
            Columns { kind: "updated", ..COLUMNS },
            Columns { document: "{ }", ..COLUMNS },
            Columns { author: "key:load", ..COLUMNS },
            Columns { note: Some(""), ..COLUMNS },
            Columns { note: Some("a"), ..COLUMNS },
            Columns { at: 1, ..COLUMNS },
            Columns { document: "{}c", author: "ommand:load", ..COLUMNS },
        ]
        .iter()
        .map(Columns::sha256)
        .collect();
        let count = sums.len();
        sums.sort_unstable();
        sums.dedup();
        assert_eq!(sums.len(), count);
    }
}
