//! The key itself: its form, its checksum, its hash.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::domain::KEY_PREFIX as PREFIX;

const ID_LENGTH: usize = 8;

/// 27 of 62 characters are more than 160 bits.
const SECRET_LENGTH: usize = 27;

const CHECKSUM_LENGTH: usize = 6;

const BASE_62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// An API key: `asd_key_<id>_<secret>_<checksum>`, in letters and digits that a
/// double click selects as one word.
///
/// The id (8 characters) is no secret and names the key wherever it is spoken
/// of; the secret has 27 characters, 160 bits; the checksum (6) is the CRC-32 of
/// all before it, so that a misspelled key is told from a wrong one without
/// asking anybody, and so that a scanner knows a key from a similar word.
///
/// `Debug` shows the id alone, and there is no `Display`.
pub struct ApiKey {
    text: String,
}

/// The text is not an API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKey {
    #[error("this is not an API key: one begins with `asd_key_` and has 51 characters")]
    Form,
    #[error("the key is misspelled: its checksum does not fit; copy it anew, all 51 characters")]
    Checksum,
}

impl ApiKey {
    /// Makes a key that nobody has.
    ///
    /// # Errors
    ///
    /// When the operating system has no randomness.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let (id, secret) = (random_word(ID_LENGTH)?, random_word(SECRET_LENGTH)?);
        let body = format!("{PREFIX}{id}_{secret}");
        let checksum = checksum(&body);
        Ok(Self { text: format!("{body}_{checksum}") })
    }

    /// Reads a key.
    ///
    /// # Errors
    ///
    /// When it does not have the form of one, or is misspelled.
    pub fn parse(text: &str) -> Result<Self, InvalidKey> {
        let parts: Vec<&str> =
            text.strip_prefix(PREFIX).ok_or(InvalidKey::Form)?.split('_').collect();
        let lengths = [ID_LENGTH, SECRET_LENGTH, CHECKSUM_LENGTH];
        let has_form = parts.len() == lengths.len()
            && parts.iter().zip(lengths).all(|(part, length)| {
                part.len() == length && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
            });
        if !has_form {
            return Err(InvalidKey::Form);
        }
        let body = &text[..text.len() - CHECKSUM_LENGTH - 1];
        match checksum(body) == parts[2] {
            true => Ok(Self { text: text.to_owned() }),
            false => Err(InvalidKey::Checksum),
        }
    }

    /// The part that is no secret.
    pub fn id(&self) -> &str {
        &self.text[PREFIX.len()..PREFIX.len() + ID_LENGTH]
    }

    /// What is stored of it: the SHA-256 of the whole key, in hexadecimal. A
    /// secret of 160 random bits needs no slower hash.
    pub fn hash(&self) -> String {
        Sha256::digest(&self.text).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The whole key, to be shown once.
    pub fn reveal(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKey({}…)", self.id())
    }
}

/// So many characters, each of the 62 as likely as any other.
fn random_word(length: usize) -> Result<String, getrandom::Error> {
    let mut word = String::with_capacity(length);
    let mut bytes = [0; 32];
    while word.len() < length {
        getrandom::fill(&mut bytes)?;
        // 248 is the largest multiple of 62: what is above would favour some.
        let fair = bytes.iter().filter(|byte| **byte < 248);
        let characters = fair.map(|byte| char::from(BASE_62[usize::from(byte % 62)]));
        word.extend(characters.take(length - word.len()));
    }
    Ok(word)
}

fn checksum(text: &str) -> String {
    let mut rest = crc32fast::hash(text.as_bytes());
    let mut digits = [b'0'; CHECKSUM_LENGTH];
    for digit in digits.iter_mut().rev() {
        *digit = BASE_62[(rest % 62) as usize];
        rest /= 62;
    }
    digits.iter().map(|&digit| char::from(digit)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_made_and_hides_itself() {
        let mut ids = HashSet::new();
        for _ in 0..100 {
            let key = ApiKey::generate().unwrap();
            let read = ApiKey::parse(key.reveal()).unwrap();
            assert_eq!(key.reveal().len(), 51);
            assert_eq!((key.id(), key.hash()), (read.id(), read.hash()));
            assert!(!format!("{key:?}").contains(&key.reveal()[17..]));
            assert!(ids.insert(key.id().to_owned()));
        }
    }

    #[test]
    fn any_misspelling_is_noticed() {
        let key = ApiKey::generate().unwrap();
        let text = key.reveal();
        for at in PREFIX.len()..text.len() {
            let old = &text[at..=at];
            let new = match old {
                "_" => continue,
                "a" => "b",
                _ => "a",
            };
            let misspelled = format!("{}{new}{}", &text[..at], &text[at + 1..]);
            assert_eq!(ApiKey::parse(&misspelled).unwrap_err(), InvalidKey::Checksum, "{at}");
        }
    }

    #[test]
    fn other_texts_are_no_keys() {
        let key = ApiKey::generate().unwrap();
        let text = key.reveal();
        for other in [
            "",
            "asd_key_",
            &text[..text.len() - 1],
            &format!("{text}a"),
            &text.replace("asd_", "asp_"),
            &text.replace('_', "-"),
            &format!(" {text}"),
            "asd_key_ÄÄÄÄ_000000000000000000000000000_000000",
        ] {
            assert_eq!(ApiKey::parse(other).unwrap_err(), InvalidKey::Form, "{other}");
        }
    }
}
