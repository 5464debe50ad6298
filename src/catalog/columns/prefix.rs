//! Prefix keys: the first bytes of a text as a number, which is quick to compare.

/// Number of bytes in a prefix key.
pub const PREFIX_BYTES: usize = 8;

/// The first bytes of a text as a number. Numbers compare as these bytes do.
pub fn prefix_key(text: &str) -> u64 {
    let mut first = [0; PREFIX_BYTES];
    first.iter_mut().zip(text.bytes()).for_each(|(place, byte)| *place = byte);
    u64::from_be_bytes(first)
}

/// Whether a word begins with `prefix` or sorts before all words that do. `key` is the prefix key
/// of the word; `word` is called only if the key does not decide.
pub fn is_at_or_before_prefix<'w>(key: u64, prefix: &str, word: impl FnOnce() -> &'w str) -> bool {
    let least = prefix_key(prefix);
    if prefix.len() > PREFIX_BYTES {
        let begins_or_precedes = || {
            let word = word();
            word < prefix || word.starts_with(prefix)
        };
        return key < least || (key == least && begins_or_precedes());
    }
    let open_bytes = u32::try_from(PREFIX_BYTES - prefix.len()).expect("at most 8");
    let open_bits = open_bytes * u8::BITS;
    let greatest = least | u64::MAX.checked_shr(u64::BITS - open_bits).unwrap_or_default();
    key <= greatest
}
