//! Sessions of the editing pages: a browser signs in with an API key, and then sends a random token
//! in a cookie instead of the key.
//!
//! A session has the rights that its key has at each request. Nothing is cached, so every node ends
//! the sessions of a revoked key at once.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{Directory, KeyRefusal};
use crate::domain::{Date, KeyState};
use crate::store::StoreError;

/// Maximum time of a session.
pub const SESSION_LIFETIME: SignedDuration = SignedDuration::from_hours(8);

/// Number of random bytes of a token.
const TOKEN_BYTES: usize = 32;

/// Number of characters of a token: its bytes in URL-safe base64 without padding.
const TOKEN_LENGTH: usize = 43;

/// Separates the hash for forms from the hash in the database.
const FORM_PREFIX: &str = "antislavery-directory form ";

/// The secret of a session, which only the cookie of its browser has. `Debug` does not show it.
pub struct SessionToken(String);

/// Why a sign-in failed.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    #[error(transparent)]
    Refused(#[from] KeyRefusal),
    #[error("the system provides no random numbers: {0}")]
    NoRandomness(getrandom::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SessionToken {
    fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; TOKEN_BYTES];
        getrandom::fill(&mut bytes)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The token in a cookie; `None` for a text that no token can be.
    pub fn parse(text: &str) -> Option<Self> {
        let is_token = text.len() == TOKEN_LENGTH
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        is_token.then(|| Self(text.to_owned()))
    }

    /// The whole token, for the cookie.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The text that every form of this session has, which pages of other sites cannot know. It
    /// does not reveal the token.
    pub fn form_token(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{FORM_PREFIX}{}", self.0)))
    }

    /// Whether a form has the text of this session. Takes the same time for all wrong texts of one
    /// length.
    pub fn has_form_token(&self, given: &str) -> bool {
        bool::from(self.form_token().as_bytes().ct_eq(given.as_bytes()))
    }

    /// The hash that the store keeps.
    fn hash(&self) -> String {
        Sha256::digest(&self.0).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

impl Directory {
    /// Starts a session with the text of an API key, for at most [`SESSION_LIFETIME`]. It never
    /// outlives its key.
    ///
    /// # Errors
    ///
    /// When the key is refused, as by [`Directory::authenticate`], or the store fails.
    pub fn sign_in(&self, key: &str) -> Result<(SessionToken, KeyState), SignInError> {
        let state = self.authenticate(key)??;
        let token = SessionToken::generate().map_err(SignInError::NoRandomness)?;
        let now = Timestamp::now();
        let end = now.checked_add(SESSION_LIFETIME).unwrap_or(Timestamp::MAX);
        self.store.add_session(&token.hash(), &state.id, (now, end))?;
        Ok((token, state))
    }

    /// The key of a session, if both are valid now.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub fn session(&self, token: &SessionToken) -> Result<Option<KeyState>, StoreError> {
        let now = Timestamp::now();
        let key = self.store.session_key(&token.hash(), now)?;
        let key = key.filter(|key| key.is_valid_at(now));
        let today = Date::of(now);
        if let Some(key) = key.as_ref().filter(|key| key.last_used != Some(today)) {
            self.store.record_key_use(&key.id, today);
        }
        Ok(key)
    }

    /// Ends a session, if it exists.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub fn sign_out(&self, token: &SessionToken) -> Result<(), StoreError> {
        self.store.remove_session(&token.hash())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_show_neither_themselves_nor_their_hash() {
        let (one, other) = (SessionToken::generate().unwrap(), SessionToken::generate().unwrap());
        assert_eq!(one.reveal().len(), TOKEN_LENGTH);
        assert_ne!(one.reveal(), other.reveal());
        assert_ne!(one.form_token(), other.form_token());
        assert!(!format!("{one:?}").contains(one.reveal()));
        assert!(one.has_form_token(&one.form_token()));
        for wrong in ["", one.reveal(), &one.hash(), &other.form_token()] {
            assert!(!one.has_form_token(wrong), "{wrong}");
        }
    }

    #[test]
    fn only_tokens_are_looked_up() {
        let token = SessionToken::generate().unwrap();
        assert_eq!(SessionToken::parse(token.reveal()).unwrap().hash(), token.hash());
        for text in ["", "a", &"a".repeat(42), &"a".repeat(44), &"=".repeat(43), &"ä".repeat(22)] {
            assert!(SessionToken::parse(text).is_none(), "{text}");
        }
    }
}
