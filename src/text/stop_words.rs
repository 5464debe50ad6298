//! English stop words: function words that occur in every text and do not help to find it.

/// Sorted, for binary search. `not`, `no` and `free` are missing on purpose: *Not For Sale*,
/// *Free the Slaves*.
const STOP_WORDS: [&str; 38] = [
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "has", "have", "in",
    "into", "is", "it", "its", "of", "on", "or", "that", "the", "their", "them", "these", "they",
    "this", "through", "to", "was", "were", "where", "which", "who", "whose", "will", "with",
];

/// Whether a folded word is a stop word, which a match need not contain.
pub fn is_stop_word(word: &str) -> bool {
    // The longest stop word has seven letters.
    word.len() <= 7 && STOP_WORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{STOP_WORDS, is_stop_word};

    #[test]
    fn only_function_words_are_stop_words() {
        assert!(STOP_WORDS.is_sorted());
        for word in ["the", "of", "and", "a", "with", "who"] {
            assert!(is_stop_word(word), "{word}");
        }
        for word in ["free", "not", "no", "against", "us", "it146", "slavery", "The", ""] {
            assert!(!is_stop_word(word), "{word}");
        }
    }
}
