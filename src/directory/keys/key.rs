//! The text of an API key: its format, checksum and hash.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::domain::KEY_PREFIX as PREFIX;

const ID_LENGTH: usize = 8;

/// 27 characters out of 62 are more than 160 bits.
const SECRET_LENGTH: usize = 27;

const CHECKSUM_LENGTH: usize = 6;

const BASE_62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// An API key: `asd_key_<id>_<secret>_<checksum>`, in ASCII letters, digits and underscores, so
/// that a double click selects all of it.
///
/// The id (8 characters) is not secret, and identifies the key in lists and logs. The secret (27
/// characters) has 160 random bits. The checksum (6 characters) is the CRC-32 of everything before
/// it: it distinguishes a misspelled key from a wrong one without a query, and lets secret scanners
/// recognize keys reliably.
///
/// `Debug` shows only the id, and there is no `Display`.
pub struct ApiKey {
    text: String,
}

/// The text is not an API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKey {
    #[error("this is not an API key: a key begins with `asd_key_` and has 51 characters")]
    Form,
    #[error("the key is misspelled: its checksum does not match; copy it again, all 51 characters")]
    Checksum,
}

impl ApiKey {
    /// Generates a random key.
    ///
    /// # Errors
    ///
    /// When the operating system provides no random numbers.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let (id, secret) = (random_word(ID_LENGTH)?, random_word(SECRET_LENGTH)?);
        let body = format!("{PREFIX}{id}_{secret}");
        let checksum = checksum(&body);
        Ok(Self { text: format!("{body}_{checksum}") })
    }

    /// Parses a key.
    ///
    /// # Errors
    ///
    /// When the text does not have the format of a key, or its checksum does not match.
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
        if checksum(body) == parts[2] {
            Ok(Self { text: text.to_owned() })
        } else {
            Err(InvalidKey::Checksum)
        }
    }

    /// The part that is not secret.
    pub fn id(&self) -> &str {
        &self.text[PREFIX.len()..PREFIX.len() + ID_LENGTH]
    }

    /// The SHA-256 of the whole key, in hexadecimal, which is what the store keeps. A slower hash
    /// is unnecessary, because a secret of 160 random bits cannot be guessed.
    pub fn hash(&self) -> String {
        Sha256::digest(&self.text).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The whole key, to be shown only once.
    pub fn reveal(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKey({}…)", self.id())
    }
}

/// A random word of `length` characters, uniformly distributed over the 62.
fn random_word(length: usize) -> Result<String, getrandom::Error> {
    let mut word = String::with_capacity(length);
    let mut bytes = [0; 32];
    while word.len() < length {
        getrandom::fill(&mut bytes)?;
        // Bytes from 248 on, the largest multiple of 62, would favour some characters.
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
    fn a_generated_key_parses_and_debug_hides_its_secret() {
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
    fn the_checksum_detects_every_misspelled_character() {
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
    fn other_texts_are_not_keys() {
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
