//! The English words that stand in every text and tell nothing of it.

/// In order, so that a word is found by halving. `not`, `no` and `free` are
/// missing on purpose: *Not For Sale*, *Free the Slaves*.
const COMMON: [&str; 38] = [
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "has", "have", "in",
    "into", "is", "it", "its", "of", "on", "or", "that", "the", "their", "them", "these", "they",
    "this", "through", "to", "was", "were", "where", "which", "who", "whose", "will", "with",
];

/// Whether a folded word is a function word, which need not be found.
pub fn is_common(word: &str) -> bool {
    // The longest has seven letters: most words are longer, or soon told apart.
    word.len() <= 7 && COMMON.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{COMMON, is_common};

    #[test]
    fn function_words_are_common_and_others_are_not() {
        assert!(COMMON.is_sorted());
        for word in ["the", "of", "and", "a", "with", "who"] {
            assert!(is_common(word), "{word}");
        }
        for word in ["free", "not", "no", "against", "us", "it146", "slavery", "The", ""] {
            assert!(!is_common(word), "{word}");
        }
    }
}
