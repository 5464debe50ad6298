//! Identifiers that other registers assign to organizations.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use utoipa::ToSchema;

use super::read::{Object, string};
use super::{Code, Node, Pointer, Read, Violation};

/// The code of a register in the list of org-id.guide, e.g. `US-EIN`: two capital letters, a
/// hyphen, then 2 to 20 capital letters, digits or underscores.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, ToSchema)]
#[schema(value_type = String, pattern = "^[A-Z]{2}-[A-Z0-9_]{2,20}$", example = "US-EIN")]
pub struct Scheme(String);

impl Scheme {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Scheme {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, InvalidIdentifier> {
        let is_code = |c: u8| c.is_ascii_uppercase() || c.is_ascii_digit() || c == b'_';
        let has_form = text.split_once('-').is_some_and(|(country, register)| {
            country.len() == 2
                && country.bytes().all(|b| b.is_ascii_uppercase())
                && (2..=20).contains(&register.len())
                && register.bytes().all(is_code)
        });
        if has_form { Ok(Self(text.to_owned())) } else { Err(InvalidIdentifier::Scheme) }
    }
}

/// The identifier of an organization in a register, in normal form.
///
/// The form is checked, check digits are not. Identifiers are unique across the directory, and
/// `scheme-value` works in place of a slug: `/api/v1/organizations/US-EIN-541722887`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, ToSchema)]
pub struct Identifier {
    pub scheme: Scheme,
    /// The value as the register writes it, without the spaces and hyphens that people add.
    #[schema(example = "541722887", max_length = 60)]
    pub value: String,
}

/// An identifier in the form in which identifiers are compared: people write capital letters,
/// spaces and hyphens of the same number in different ways.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IdentifierKey {
    pub scheme: Scheme,
    /// The value in capital letters, without hyphens and full stops.
    pub value: String,
}

/// The text is not an identifier of the register.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidIdentifier {
    #[error("expected an org-id.guide code such as `US-EIN` or `GB-CHC`")]
    Scheme,
    #[error("a `{scheme}` value must be {form}")]
    Value { scheme: String, form: &'static str },
}

impl Identifier {
    /// Normalizes a value and checks its form.
    pub fn new(scheme: Scheme, value: &str) -> Result<Self, InvalidIdentifier> {
        let written = value.replace([' ', '\u{a0}'], "");
        // A value may have been copied together with its scheme.
        let written = match written.strip_prefix(&format!("{}-", scheme.0)) {
            Some(value) => value.to_owned(),
            None => written,
        };
        let joined = || written.replace('-', "");
        let (value, form) = match scheme.as_str() {
            "US-EIN" => (digits(&joined(), 9..=9), "nine digits"),
            "GB-CHC" => (digits(&joined(), 5..=7), "five to seven digits"),
            "GB-COH" => (company_number(&joined()), "eight letters and digits, such as 03079904"),
            "XI-WIKIDATA" => (wikidata(&written), "a Q followed by digits, such as Q42"),
            "XI-ROR" => (ror(&written), "nine characters starting with 0, such as 05dxps055"),
            _ => (
                other(&written),
                "1 to 60 letters, digits, `.`, `/`, `-` or `_`, starting with a letter or digit",
            ),
        };
        match value {
            Some(value) => Ok(Self { scheme, value }),
            None => Err(InvalidIdentifier::Value { scheme: scheme.0, form }),
        }
    }

    /// The key that all ways to write this identifier share.
    pub fn key(&self) -> IdentifierKey {
        let value = self.value.replace(['-', '.'], "").to_ascii_uppercase();
        let value = match self.scheme.as_str() {
            // 12.345.678/0001-90
            "BR-CNPJ" => value.replace('/', ""),
            "GB-CHC" => value.trim_start_matches('0').to_owned(),
            // The letters stand for the register itself.
            "GB-SC" if value.starts_with(|c: char| c.is_ascii_digit()) => format!("SC{value}"),
            _ => value,
        };
        IdentifierKey { scheme: self.scheme.clone(), value }
    }
}

impl IdentifierKey {
    /// The key without the slashes and underscores that separate numbers in some registers. Two
    /// identifiers with the same one may be the same number, written in different ways.
    pub fn without_punctuation(&self) -> Self {
        Self { scheme: self.scheme.clone(), value: self.value.replace(['/', '_'], "") }
    }
}

fn digits(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<String> {
    (length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.to_owned())
}

/// A Companies House number: eight letters and digits, padded with zeros.
fn company_number(text: &str) -> Option<String> {
    let number = format!("{:0>8}", text.to_ascii_uppercase());
    let has_form = number.len() == 8 && number.bytes().all(|b| b.is_ascii_alphanumeric());
    (has_form && !text.is_empty()).then_some(number)
}

fn wikidata(text: &str) -> Option<String> {
    let item = text.to_ascii_uppercase();
    let number = item.strip_prefix('Q')?;
    (digits(number, 1..=12).is_some() && !number.starts_with('0')).then_some(item)
}

fn ror(text: &str) -> Option<String> {
    let id = text.strip_prefix("https://ror.org/").unwrap_or(text).to_ascii_lowercase();
    let is_crockford =
        |b: u8| b.is_ascii_digit() || (b.is_ascii_lowercase() && !b"ilou".contains(&b));
    let has_form = id.len() == 9
        && id.starts_with('0')
        && id.bytes().all(is_crockford)
        && id.bytes().skip(7).all(|b| b.is_ascii_digit());
    has_form.then_some(id)
}

fn other(text: &str) -> Option<String> {
    let is_allowed = |c: u8| c.is_ascii_alphanumeric() || b"./-_".contains(&c);
    let begins = text.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric());
    (begins && text.len() <= 60 && text.bytes().all(is_allowed)).then(|| text.to_owned())
}

/// Parses `scheme-value`, as URLs contain it.
impl FromStr for Identifier {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, InvalidIdentifier> {
        let second = text.match_indices('-').nth(1).ok_or(InvalidIdentifier::Scheme)?.0;
        Self::new(text[..second].parse()?, &text[second + 1..])
    }
}

/// Writes `scheme-value`.
impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.scheme.0, self.value)
    }
}

/// Writes `scheme-value`.
impl fmt::Display for IdentifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.scheme.0, self.value)
    }
}

impl Read for Scheme {
    fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
        let scheme = string(node, at, found)?.parse::<Self>();
        if let Err(invalid) = &scheme {
            found.push(Violation::new(at, Code::InvalidForm, invalid.to_string()));
        }
        scheme.ok()
    }
}

impl Read for Identifier {
    fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
        let mut object = Object::open(node, &["scheme", "value"], at, found)?;
        let scheme = object.field::<Scheme>("scheme");
        let value = object.field::<RawValue>("value");
        match Self::new(scheme?, &value?.0) {
            Ok(identifier) => Some(identifier),
            Err(invalid) => {
                let at = at.key("value");
                found.push(Violation::new(&at, Code::InvalidForm, invalid.to_string()));
                None
            }
        }
    }
}

/// A value as it was written, not yet checked against its scheme.
struct RawValue(String);

impl Read for RawValue {
    fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
        string(node, at, found).map(|text| Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_normalized() {
        for (written, normal) in [
            ("US-EIN-54-1722887", "US-EIN-541722887"),
            ("GB-COH-3079904", "GB-COH-03079904"),
            ("GB-COH-sc123456", "GB-COH-SC123456"),
            ("GB-CHC-1049160", "GB-CHC-1049160"),
            ("XI-WIKIDATA-q42", "XI-WIKIDATA-Q42"),
            ("XI-ROR-05DXPS055", "XI-ROR-05dxps055"),
            ("NP-SWC-1137", "NP-SWC-1137"),
            ("KE-NCB-OP.218/051", "KE-NCB-OP.218/051"),
            ("US-EIN-54 172 2887", "US-EIN-541722887"),
            ("GB-CHC-1 049-160", "GB-CHC-1049160"),
            ("GB-COH-SC 123456", "GB-COH-SC123456"),
            ("GB-SC-SC 012 345", "GB-SC-SC012345"),
        ] {
            assert_eq!(written.parse::<Identifier>().unwrap().to_string(), normal);
        }
    }

    #[test]
    fn the_same_number_has_the_same_key_however_it_is_written() {
        for (one, other) in [
            ("XI-LEI-5493001KJTIIGC8Y1R12", "XI-LEI-5493001kjtiigc8y1r12"),
            ("GB-SC-SC012345", "GB-SC-sc-012 345"),
            ("GB-NIC-NIC100280", "GB-NIC-nic100280"),
            ("KE-NCB-OP.218/051", "KE-NCB-op.218/051"),
            ("XI-ROR-05dxps055", "XI-ROR-05DXPS055"),
            ("US-EIN-541722887", "US-EIN-54-1722887"),
            ("BR-CNPJ-12.345.678/0001-90", "BR-CNPJ-12345678000190"),
            ("CL-RUT-65.123.456-7", "CL-RUT-651234567"),
            ("GB-CHC-0212223", "GB-CHC-212223"),
            ("GB-SC-012345", "GB-SC-SC012345"),
            ("XI-LEI-XI-LEI-5493001KJTIIGC8Y1R12", "XI-LEI-5493001KJTIIGC8Y1R12"),
        ] {
            let key = |text: &str| text.parse::<Identifier>().unwrap().key();
            assert_eq!(key(one), key(other), "{one} {other}");
        }
        let key = |text: &str| text.parse::<Identifier>().unwrap().key();
        // A slash separates numbers, as does an underscore.
        assert_ne!(key("KE-NCB-OP.21/8"), key("KE-NCB-OP.2/18"));
        assert_ne!(key("GB-SC-SC012345"), key("GB-CHC-1012345"));
        // An import asks about numbers that differ only in these.
        let loose = |text: &str| key(text).without_punctuation();
        assert_eq!(loose("KE-NCB-OP.21/8"), loose("KE-NCB-op_2/18"));
        assert_eq!(loose("KE-NCB-OP.21/8").to_string(), "KE-NCB-OP218");
    }

    #[test]
    fn malformed_identifiers_are_rejected() {
        for text in [
            "",
            "US",
            "US-EIN",
            "US-EIN-",
            "US-EIN-12345678",
            "us-ein-541722887",
            "GB-CHC-abc",
            "GB-COH-123456789",
            "XI-WIKIDATA-42",
            "XI-ROR-15dxps055",
            "NP-SWC-é",
        ] {
            assert!(text.parse::<Identifier>().is_err(), "{text:?} was accepted");
        }
    }
}
