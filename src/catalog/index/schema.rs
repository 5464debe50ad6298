//! The schema of the index.

use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::TextAnalyzer;

use super::tokenizer::TermTokenizer;
use crate::catalog::CatalogError;

/// The fields of the index.
#[derive(Clone, Copy)]
pub struct Fields {
    /// The id of the organization, by which its documents are replaced.
    pub id: Field,
    /// The [`DocumentKey`].
    pub key: Field,
    /// The stems of a profile.
    pub text: Field,
    /// The words of a profile, for prefixes and misspelled words.
    pub words: Field,
    /// The stems and words of one link to research.
    pub research: Field,
    /// The stems and words of one way to help.
    pub help: Field,
}

/// The fields that have the terms of texts, in the order of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    Text,
    Words,
    Research,
    Help,
}

impl FieldKind {
    pub const ALL: [Self; 4] = [Self::Text, Self::Words, Self::Research, Self::Help];

    /// Position in [`Self::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// Whether the index has the frequencies and positions of the terms, and the number of tokens
    /// of each document.
    pub fn has_positions(self) -> bool {
        matches!(self, Self::Text | Self::Research | Self::Help)
    }
}

impl Fields {
    /// The field of a kind.
    pub fn of(self, kind: FieldKind) -> Field {
        match kind {
            FieldKind::Text => self.text,
            FieldKind::Words => self.words,
            FieldKind::Research => self.research,
            FieldKind::Help => self.help,
        }
    }
}

/// Identifies a document of the index: the profile of an organization, or one of its links to
/// research or ways to help.
///
/// The lowest 16 bits are 0 for a profile, else the index of the item plus 1. The number of the
/// organization is above them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentKey(u64);

impl DocumentKey {
    const PROFILE: u64 = 0;

    /// Maximum number of items of one kind in a profile.
    const MAX_ITEMS: usize = u16::MAX as usize;

    /// The key of a link to research or a way to help, by its index in the profile.
    ///
    /// # Errors
    ///
    /// [`CatalogError::TooMany`] when the index is not below [`Self::MAX_ITEMS`].
    pub fn item(number: u32, index: usize) -> Result<Self, CatalogError> {
        let too_many = |_| CatalogError::TooMany { what: "items", max: Self::MAX_ITEMS };
        let item = u16::try_from(index + 1).map_err(too_many)?;
        Ok(Self(u64::from(number) << 16 | u64::from(item)))
    }

    /// The key of a profile.
    pub fn profile(number: u32) -> Self {
        Self(u64::from(number) << 16 | Self::PROFILE)
    }

    /// The number of the organization, and the index of the item plus 1, or 0 for a profile.
    pub fn parts(self) -> (u32, u16) {
        ((self.0 >> 16) as u32, self.0 as u16)
    }
}

impl From<u64> for DocumentKey {
    fn from(value: u64) -> Self {
        Self(value)
    }
}

impl From<DocumentKey> for u64 {
    fn from(key: DocumentKey) -> Self {
        key.0
    }
}

/// The name of the tokenizer, which reads encoded terms (see `encoded`).
const TOKENIZER: &str = "terms";

/// The schema, and its fields by name.
pub fn schema() -> (Schema, Fields) {
    let indexed = |tokenizer: &str, has_positions: bool| {
        let option = if has_positions {
            IndexRecordOption::WithFreqsAndPositions
        } else {
            IndexRecordOption::Basic
        };
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(option)
            .set_fieldnorms(has_positions);
        TextOptions::default().set_indexing_options(indexing)
    };
    let text = |kind: FieldKind| indexed(TOKENIZER, kind.has_positions());
    let mut builder = Schema::builder();
    let fields = Fields {
        id: builder.add_text_field("id", indexed("raw", false)),
        key: builder.add_u64_field("key", FAST),
        text: builder.add_text_field("text", text(FieldKind::Text)),
        words: builder.add_text_field("words", text(FieldKind::Words)),
        research: builder.add_text_field("research", text(FieldKind::Research)),
        help: builder.add_text_field("help", text(FieldKind::Help)),
    };
    (builder.build(), fields)
}

/// Registers the tokenizer of the schema.
pub fn register_tokenizer(index: &tantivy::Index) {
    index.tokenizers().register(TOKENIZER, TextAnalyzer::from(TermTokenizer));
}
