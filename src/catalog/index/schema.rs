//! What the index knows of each document.

use tantivy::schema::{
    FAST, Field, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::TextAnalyzer;

use super::analysis::{Analyzer, Form};

/// The fields of the index.
#[derive(Clone, Copy)]
pub struct Fields {
    /// The id of the organization, by which its documents are replaced.
    pub id: Field,
    /// An [`Address`].
    pub address: Field,
    /// The stems of a profile.
    pub text: Field,
    /// The words of a profile: what prefixes and misspelled words are compared with.
    pub words: Field,
    /// Stems and words of one link to research.
    pub research: Field,
    /// Stems and words of one way to help.
    pub help: Field,
}

/// What a document of the index is about: an organization, or one of its links
/// to research or ways to help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address(u64);

impl Address {
    const PROFILE: u64 = 0;

    /// One of the links to research, or of the ways to help, of an organization.
    pub fn item(number: u32, place: usize) -> Self {
        Self(u64::from(number) << 16 | (place as u64 + 1).min(0xffff))
    }

    /// The profile of an organization.
    pub fn profile(number: u32) -> Self {
        Self(u64::from(number) << 16 | Self::PROFILE)
    }

    /// Whose it is, and the place of an item and one: 0 for a profile.
    pub fn parts(self) -> (u32, u16) {
        ((self.0 >> 16) as u32, self.0 as u16)
    }
}

impl From<u64> for Address {
    fn from(value: u64) -> Self {
        Self(value)
    }
}

impl From<Address> for u64 {
    fn from(address: Address) -> Self {
        address.0
    }
}

/// The names of the tokenizers.
const TOKENIZERS: [(&str, Form); 3] =
    [("stems", Form::Stem), ("words", Form::Surface), ("both", Form::Both)];

pub fn schema() -> (Schema, Fields) {
    let text = |tokenizer: &str, option: IndexRecordOption| {
        let indexing =
            TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option);
        let has_norms = option != IndexRecordOption::Basic;
        TextOptions::default().set_indexing_options(indexing.set_fieldnorms(has_norms))
    };
    let whole = IndexRecordOption::WithFreqsAndPositions;
    let mut builder = Schema::builder();
    let fields = Fields {
        id: builder.add_text_field("id", STRING),
        address: builder.add_u64_field("address", FAST),
        text: builder.add_text_field("text", text("stems", whole)),
        words: builder.add_text_field("words", text("words", IndexRecordOption::Basic)),
        research: builder.add_text_field("research", text("both", whole)),
        help: builder.add_text_field("help", text("both", whole)),
    };
    (builder.build(), fields)
}

/// Makes known to an index how its text is taken apart.
pub fn register(index: &tantivy::Index) {
    for (name, form) in TOKENIZERS {
        index.tokenizers().register(name, TextAnalyzer::from(Analyzer::new(form)));
    }
}
