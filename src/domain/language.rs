//! Language tags.

use oxilangtag::LanguageTag;
use serde::Serialize;
use utoipa::ToSchema;

use super::read::string;
use super::{Code, Node, Pointer, Read, Violation};

/// A BCP 47 language tag that begins with the two or three letters of ISO 639, e.g. `pt` or
/// `hi-Latn`. The grammar allows longer ones, but no language has one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[schema(value_type = String, pattern = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$", max_length = 35, example = "pt")]
pub struct Language(String);

impl Language {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Read for Language {
    fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
        let text = string(node, at, found)?;
        if !is_tag(text) {
            let message = format!(
                "`{}` is not a BCP 47 language tag such as `pt` or `hi-Latn`",
                text.chars().take(40).collect::<String>()
            );
            found.push(Violation::new(at, Code::InvalidForm, message));
        }
        Some(Self(text.to_owned()))
    }
}

fn is_tag(text: &str) -> bool {
    let language = text.split('-').next().unwrap_or_default();
    text.len() <= 35 && matches!(language.len(), 2 | 3) && LanguageTag::parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_begins_with_a_language_of_two_or_three_letters() {
        for (text, expected) in [
            ("pt", true),
            ("PT-br", true),
            ("hi-Latn", true),
            ("zh-Hant-TW", true),
            ("yue", true),
            ("english", false),
            ("engl", false),
            ("x-private", false),
            ("i-klingon", false),
            ("e", false),
            ("", false),
            ("pt_BR", false),
            ("pt-", false),
            ("日本", false),
        ] {
            assert_eq!(is_tag(text), expected, "{text}");
        }
    }
}
