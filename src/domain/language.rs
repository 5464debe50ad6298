//! Language tags.

use oxilangtag::LanguageTag;
use serde::Serialize;
use utoipa::ToSchema;

use super::read::string;
use super::{Code, Node, Pointer, Read, Violation};

/// A well-formed BCP 47 language tag, e.g. `pt` or `hi-Latn`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[schema(value_type = String, example = "pt")]
pub struct Language(String);

impl Language {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Read for Language {
    fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
        let text = string(node, at, found)?;
        if text.len() <= 35 && LanguageTag::parse(text).is_ok() {
            return Some(Self(text.to_owned()));
        }
        let message = format!(
            "`{}` is not a BCP 47 language tag such as `pt` or `hi-Latn`",
            text.chars().take(40).collect::<String>()
        );
        found.push(Violation::new(at, Code::InvalidForm, message));
        None
    }
}
