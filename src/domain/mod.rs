//! The words of the directory: what a profile, a term and their parts are.
//!
//! Every type here is right by construction: it is made from JSON by [`Read`],
//! which finds *all* the violations of a document at once and names each by its
//! JSON pointer (RFC 6901), or it is not made at all. Written back with serde a
//! value gives its canonical JSON: the keys in the order of the type, each of
//! them present. Nothing in this room does any I/O or knows another room.

mod characters;
mod country;
mod dates;
mod document;
mod fingerprint;
mod hints;
mod history;
mod identifier;
mod import;
mod key;
mod kinds;
mod language;
mod merge;
mod node;
mod organization;
mod pointer;
mod read;
mod rules;
mod slug;
mod source;
mod state;
mod term;
mod text;
mod violation;
mod vocabulary;
mod web_url;

pub use country::{Country, countries};
pub use dates::{Date, PartialDate, Year};
pub use fingerprint::Fingerprint;
pub use hints::{cut, nearest, shown};
pub use history::{ChangeKind, Revision, SubjectKind};
pub use identifier::{Identifier, Scheme};
pub use import::Import;
pub use key::{InvalidKeyName, KEY_PREFIX, KeyName, KeyState, Role};
pub use kinds::{
    AffiliationKind, Keyword, MediaKind, NameKind, ResearchKind, Status, WayToHelpKind,
};
pub use language::Language;
pub use merge::{merge_patch, patch_violations};
pub use node::{MAX_DEPTH, MAX_MEMBERS, Node};
pub use organization::{
    Affiliation, Caveat, CountryOfWork, FactSources, Framing, Headquarters, Media, Method,
    MethodStep, Organization, OtherName, Outcome, Parent, Profile, Research, WayToHelp, Withdrawal,
    Withheld,
};
pub use pointer::Pointer;
pub use read::{MAX_ELEMENTS, MAX_VIOLATIONS, Read, changed_keys, limits, parse, read_stored};
pub use slug::Slug;
pub use source::{Source, SourceId};
pub use state::{Author, OrganizationState, Position, TermState};
pub use term::{Term, TermScheme, TermSource};
pub use text::{Brief, Label, Note, Passage, Title};
pub use violation::{Code, Violation};
pub use vocabulary::Vocabulary;
pub use web_url::WebUrl;
