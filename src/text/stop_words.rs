//! English stop words: function words that occur in every text and do not help to find it.

/// Sorted. `not`, `no` and `free` are missing on purpose: *Not For Sale*,
/// *Free the Slaves*.
const STOP_WORDS: [&str; 38] = [
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "has", "have", "in",
    "into", "is", "it", "its", "of", "on", "or", "that", "the", "their", "them", "these", "they",
    "this", "through", "to", "was", "were", "where", "which", "who", "whose", "will", "with",
];

/// For each first letter, the range of its stop words. Every word of every text is looked up.
const BY_FIRST_LETTER: [(usize, usize); 26] = {
    let mut ranges = [(0, 0); 26];
    let mut index = 0;
    while index < STOP_WORDS.len() {
        let letter = (STOP_WORDS[index].as_bytes()[0] - b'a') as usize;
        if ranges[letter].1 == 0 {
            ranges[letter].0 = index;
        }
        index += 1;
        ranges[letter].1 = index;
    }
    ranges
};

/// Whether a folded word is a stop word, which a match need not contain.
pub fn is_stop_word(word: &str) -> bool {
    let letter = word.bytes().next().map_or(usize::MAX, |first| first.wrapping_sub(b'a').into());
    BY_FIRST_LETTER.get(letter).is_some_and(|(start, end)| STOP_WORDS[*start..*end].contains(&word))
}

#[cfg(test)]
mod tests {
    use super::{STOP_WORDS, is_stop_word};

    #[test]
    fn only_function_words_are_stop_words() {
        assert!(STOP_WORDS.is_sorted());
        for word in STOP_WORDS {
            assert!(is_stop_word(word), "{word}");
        }
        for word in ["free", "not", "no", "against", "us", "it146", "slavery", "The", ""] {
            assert!(!is_stop_word(word), "{word}");
        }
    }
}
