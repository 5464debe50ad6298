//! The kinds of things that are suggested while a user types.

use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};

use super::{Keyword, TermScheme};

/// The kind of a suggestion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SuggestionKind {
    Organization,
    Country,
    /// A term of a vocabulary, written as the name of the vocabulary.
    Term(TermScheme),
}

impl Keyword for SuggestionKind {
    const ALL: &'static [Self] = &{
        let mut all = [Self::Organization; TermScheme::ALL.len() + 2];
        let mut index = 0;
        while index < TermScheme::ALL.len() {
            all[index + 1] = Self::Term(TermScheme::ALL[index]);
            index += 1;
        }
        all[index + 1] = Self::Country;
        all
    };

    fn as_str(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Country => "country",
            Self::Term(scheme) => scheme.as_str(),
        }
    }
}

impl Serialize for SuggestionKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl utoipa::PartialSchema for SuggestionKind {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("The kind of a suggestion."))
            .enum_values(Some(Self::ALL.iter().map(|kind| kind.as_str())))
            .into()
    }
}

impl ToSchema for SuggestionKind {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_word() {
        for kind in SuggestionKind::ALL {
            assert_eq!(SuggestionKind::from_word(kind.as_str()), Some(*kind));
        }
    }
}
