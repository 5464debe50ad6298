//! The terms of a phrase and their relative positions, as the index has them.

use std::borrow::Cow;

use crate::text::{QueryWord, covering_pairs, stem};

/// Which spelling of words with letters such as `ä` a phrase has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// Without accents: `muller`.
    Folded,
    /// With two letters: `mueller`.
    SpelledOut,
}

/// The stems of a phrase with their positions.
pub struct PhraseTerms<'w> {
    terms: Vec<(usize, Cow<'w, str>)>,
}

impl<'w> PhraseTerms<'w> {
    /// The terms of a phrase. Stop words are left out but have positions. A run of letters has a
    /// position for each letter, like its pairs in the index. A single letter is left out, because
    /// only its pairs are there.
    pub fn new(words: &'w [QueryWord], spelling: Spelling) -> Self {
        let (mut terms, mut position) = (Vec::new(), 0);
        for word in words {
            if word.is_unspaced {
                if words.len() == 1 || !word.is_letter() {
                    let pairs = covering_pairs(&word.folded);
                    terms.extend(pairs.map(|(at, pair)| (position + at, Cow::Borrowed(pair))));
                }
                position += word.folded.chars().count();
                continue;
            }
            let spelled = word.spelled.as_ref().filter(|_| spelling == Spelling::SpelledOut);
            let stem = spelled.map_or(Cow::Borrowed(word.stem.as_str()), |word| stem(word));
            if !word.is_stop_word {
                terms.push((position, stem));
            }
            position += 1;
        }
        Self { terms }
    }

    /// The stems with their positions, in order.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &str)> {
        self.terms.iter().map(|(position, stem)| (*position, &**stem))
    }
}
