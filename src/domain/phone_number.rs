//! Telephone numbers.

use serde::Serialize;
use utoipa::ToSchema;

use super::read::string;
use super::{Code, Node, Pointer, Read, Violation, abbreviate};

/// Maximum number of characters of a telephone number.
const MAX_CHARACTERS: usize = 30;

/// Minimum number of digits: short codes have three.
const MIN_DIGITS: usize = 3;

/// A telephone number as people write and dial it: digits with spaces, hyphens and brackets, after
/// an optional `+`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[schema(
    value_type = String,
    pattern = r"^(\+|\()?[0-9][0-9 ()-]{1,27}[0-9]$",
    max_length = 30,
    example = "+44 1632 960000"
)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits after an optional `+`, for a `tel:` link.
    pub fn dialled(&self) -> String {
        self.0.chars().filter(|&it| it == '+' || it.is_ascii_digit()).collect()
    }
}

impl Read for PhoneNumber {
    fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
        let text = string(node, at, found)?;
        if !is_phone_number(text) {
            let message = format!(
                "`{}` is not a telephone number; write digits with spaces between them, e.g. \
                 `+44 1632 960000`",
                abbreviate(text)
            );
            found.push(Violation::new(at, Code::InvalidForm, message));
        }
        Some(Self(text.to_owned()))
    }
}

fn is_phone_number(text: &str) -> bool {
    let rest = text.strip_prefix(['+', '(']).unwrap_or(text);
    let is_allowed = |byte: u8| byte.is_ascii_digit() || b" ()-".contains(&byte);
    let is_digit = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_digit());
    text.len() <= MAX_CHARACTERS
        && rest.bytes().all(is_allowed)
        && is_digit(rest.bytes().next())
        && is_digit(rest.bytes().next_back())
        && rest.bytes().filter(u8::is_ascii_digit).count() >= MIN_DIGITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_has_digits_and_what_separates_them() {
        for (text, is_number) in [
            ("+44 1632 960000", true),
            ("(01632) 960-000", true),
            ("116 000", true),
            ("1099", true),
            ("11", false),
            ("+", false),
            ("", false),
            ("0800-HELP", false),
            ("+44 1632 960000 ext. 2", false),
            (" 116 000", false),
            ("1234567890123456789012345678901", false),
        ] {
            assert_eq!(is_phone_number(text), is_number, "{text}");
        }
    }

    #[test]
    fn a_number_is_dialled_without_separators() {
        let number = PhoneNumber("+44 (1632) 960-000".to_owned());
        assert_eq!(number.dialled(), "+441632960000");
    }
}
