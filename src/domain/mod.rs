//! The domain model: profiles, terms, their parts, and the rules that they follow.
//!
//! - **Documents.** `profile` and `term` declare the JSON objects that clients read and write, with
//!   the macro in `document`. `organization` is a profile that follows `rules`; `vocabulary` is
//!   all terms together.
//! - **Values.** `slug`, `text`, `characters`, `dates`, `country`, `region`, `language`, `web_url`,
//!   `identifier`, `source`, `kinds`: one file per kind of value, with its rule.
//! - **Old documents.** `old_shape` brings documents of version 0.1 to the present shape.
//! - **Validation.** `node` is a JSON tree that keeps order and duplicates, `read` turns it into
//!   documents, `merge` patches it, `three_way` merges two edits of it; `violation`, `pointer` and `hints` describe every mistake.
//!   `references` are what a document says about others, and `draft` is a document with them.
//!   `proposed` is what a document says to find the organizations that it may duplicate.
//! - **Redaction.** `redact` takes values out of documents, and `redaction` is what an administrator
//!   asks to take out.
//! - **Records.** `state`, `history`, `import` and `key`: the facts that the store records about
//!   documents, changes and keys. `fingerprint` identifies content by a hash.
//!
//! [`Read`] reports *all* violations of a document at once, each with its JSON pointer (RFC 6901),
//! so a value that exists is valid. The one exception is [`read_stored`]. Serializing a value gives
//! its canonical JSON: every key present, in the order of the type.
//!
//! This module does no I/O and imports no other module of the crate.

mod characters;
mod country;
mod coverage;
mod dates;
mod document;
mod draft;
mod fingerprint;
mod hints;
mod history;
mod identifier;
mod import;
mod key;
mod kinds;
mod language;
pub mod markdown;
mod merge;
mod node;
mod old_shape;
mod organization;
mod phone_number;
mod pointer;
mod profile;
mod profile_draft;
mod proposed;
mod read;
mod redact;
mod redaction;
mod references;
mod region;
mod rules;
mod slug;
mod source;
mod state;
mod suggestion_kind;
mod term;
mod term_scheme;
mod text;
mod three_way;
mod violation;
mod vocabulary;
mod web_url;

pub use characters::without_forbidden;
pub use country::{Country, countries, with_formal_name};
pub use coverage::{Covered, SourceCoverage};
pub use dates::{Date, PartialDate, Year};
pub use draft::Draft;
pub use fingerprint::Fingerprint;
pub use hints::{abbreviate, nearest, truncate};
pub use history::{ChangeKind, Revision, SubjectKind};
pub use identifier::{Identifier, IdentifierKey, InvalidIdentifier, Scheme};
pub use import::Import;
pub use key::{InvalidKeyName, KEY_PREFIX, KeyName, KeyOrganization, KeyState, Role};
pub use kinds::{
    AffiliationKind, CaveatKind, CaveatTopic, CountryRole, DueReason, Keyword, MediaKind, NameKind,
    OutcomeKind, RelationKind, Relationship, ResearchKind, Scope, Status, WayToHelpKind,
};
pub use language::Language;
pub use merge::{merge_patch, patch_violations};
pub use node::{MAX_DEPTH, MAX_MEMBERS, Node};
pub use old_shape::{NOT_STATED, in_present_shape};
pub use organization::{Organization, Redacted};
pub use phone_number::PhoneNumber;
pub use pointer::Pointer;
pub use profile::{
    Affiliation, Caveat, CountryOfWork, FactSources, Framing, Headquarters, Helpline, Media,
    Method, MethodStep, OtherName, Outcome, Parent, Profile, Related, Research, WayToHelp,
    Withdrawal, Withheld,
};
pub use profile_draft::{DraftSummary, ProfileDraft};
pub use proposed::ProposedOrganization;
pub use read::{MAX_ELEMENTS, MAX_VIOLATIONS, Read, changed_keys, parse, read_stored};
pub use redact::{NotRedacted, PLACEHOLDER};
pub use redaction::{
    InvalidPointer, InvalidRevisionSet, OrganizationRedactions, Redaction, RedactionRecord,
    RevisionRedactions, RevisionSet, ValuePointer,
};
pub use references::{
    ProfileReferences, Refers, Relation, Succession, TermReferences, organizations_named_in,
};
pub use region::{Region, Subregion};
pub use slug::Slug;
pub use source::{Source, SourceId};
pub use state::{AUTHOR_PREFIX, Author, OrganizationState, Position, TermState};
pub use suggestion_kind::SuggestionKind;
pub use term::{LegalBasis, Term, TermSource};
pub use term_scheme::TermScheme;
pub use text::{Brief, InShort, Label, Note, Passage, Title};
pub use three_way::{Merged, Overlap, Side, three_way};
pub use violation::{Code, Violation};
pub use vocabulary::Vocabulary;
pub use web_url::{WebUrl, host};
