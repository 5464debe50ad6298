//! What the index knows of each document.

use tantivy::schema::{FAST, Field, STORED, STRING, Schema};

/// The fields of the index.
#[derive(Clone, Copy)]
pub struct Fields {
    /// The id of the organization, by which its documents are replaced.
    pub id: Field,
    /// An [`Address`].
    pub address: Field,
    /// A profile as it is answered.
    pub document: Field,
}

/// What a document of the index is about: an organization, or one of its links
/// to research or ways to help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address(u64);

impl Address {
    const PROFILE: u64 = 0;

    /// The profile of an organization.
    pub fn profile(number: u32) -> Self {
        Self(u64::from(number) << 16 | Self::PROFILE)
    }

    pub fn number(self) -> u32 {
        (self.0 >> 16) as u32
    }

    pub fn is_profile(self) -> bool {
        self.0 & 0xffff == Self::PROFILE
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

pub fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let fields = Fields {
        id: builder.add_text_field("id", STRING),
        address: builder.add_u64_field("address", FAST),
        document: builder.add_bytes_field("document", STORED),
    };
    (builder.build(), fields)
}

/// Makes known to an index how its text is taken apart.
pub fn register(_index: &tantivy::Index) {}
