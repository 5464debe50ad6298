//! Stemming: `rescued`, `rescues` and `rescuing` are the same word in a search, and so are `labour`
//! and `labor`.

use std::borrow::Cow;

use frostem::{Algorithm, Stemmer};
use xxhash_rust::xxh3::xxh3_64;

use super::spelling::{irregular_stem, normalize_spelling};

/// The stem of a folded word. A stem is not always a word (`polici`), and a stem may have a
/// different stem. Words of fewer than three letters, with digits or in another script are
/// returned unchanged. Words of other languages are stemmed as English, in texts and queries alike.
pub fn stem(word: &str) -> Cow<'_, str> {
    if word.len() < 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Cow::Borrowed(word);
    }
    if let Some(stem) = irregular_stem(word) {
        return Cow::Borrowed(stem);
    }
    let stemmer = Stemmer::new(Algorithm::English);
    match normalize_spelling(word) {
        Cow::Borrowed(word) => stemmer.stem(word),
        Cow::Owned(word) => Cow::Owned(stemmer.stem(&word).into_owned()),
    }
}

/// The first letters (at most three) that a stem shares with every word that has it, except
/// irregular words: endings change, beginnings do not.
pub fn stem_prefix(stem: &str) -> &str {
    let letters = if stem.is_ascii() { stem.len().saturating_sub(1).clamp(1, 3) } else { 0 };
    stem.get(..letters).unwrap_or(stem)
}

/// A cache of stems. Texts repeat the same words, and a cached stem takes a twentieth of the time.
///
/// Each word hashes to one slot, where it replaces the word before it. The cache takes 3 MB and needs no
/// eviction.
pub struct StemCache {
    slots: Vec<Slot>,
    /// The stem of the last word that was too long to cache.
    uncached: String,
}

/// A word and its stem, in the slot itself: a look-up reads one place of the memory.
#[derive(Clone, Copy, Default)]
struct Slot {
    word: ShortText,
    stem: ShortText,
}

impl StemCache {
    /// Number of slots, a power of two.
    const SLOTS: usize = 1 << 16;

    pub fn new() -> Self {
        Self { slots: vec![Slot::default(); Self::SLOTS], uncached: String::new() }
    }

    /// Like [`stem`], from the cache if possible.
    pub fn stem(&mut self, word: &str) -> &str {
        let slot = &mut self.slots[xxh3_64(word.as_bytes()) as usize % Self::SLOTS];
        if slot.word.as_bytes() != word.as_bytes() {
            let stem = stem(word);
            let (Some(word), Some(short)) = (ShortText::new(word), ShortText::new(&stem)) else {
                self.uncached.clear();
                self.uncached.push_str(&stem);
                return &self.uncached;
            };
            *slot = Slot { word, stem: short };
        }
        slot.stem.as_str()
    }
}

/// A text of at most [`ShortText::MAX_LEN`] bytes.
#[derive(Clone, Copy, Default)]
struct ShortText {
    length: u8,
    bytes: [u8; Self::MAX_LEN],
}

impl ShortText {
    /// Longer words are rare.
    const MAX_LEN: usize = 23;

    fn new(text: &str) -> Option<Self> {
        let mut bytes = [0; Self::MAX_LEN];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Self { length: u8::try_from(text.len()).ok()?, bytes })
    }

    fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length.into()]
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl Default for StemCache {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{StemCache, stem, stem_prefix};
    use crate::text::spelling::irregular_forms;
    use crate::text::words::Words;

    /// Asserts that all words of each line have the same stem.
    fn assert_same_stem(lines: &[&str]) {
        for line in lines {
            let stems: Vec<_> = line.split(' ').map(stem).collect();
            assert!(stems.iter().all(|stem| *stem == stems[0]), "{line}: {stems:?}");
        }
    }

    #[test]
    fn forms_of_a_word_have_the_same_stem() {
        assert_same_stem(&[
            "slave slaves",
            "child children childrens",
            "woman women womens",
            "man men",
            "wife wives",
            "traffic trafficking trafficked trafficker traffickers",
            "rescue rescued rescues rescuing",
            "advocate advocates advocacy",
            "policy policies",
            "free freed frees freeing",
            "fisherman fishermen",
            "victim victims",
            "prostitute prostitutes prostitution prostituted",
            "analysis analyses analyse analyze analysing analyzing",
        ]);
    }

    #[test]
    fn british_and_american_spellings_have_the_same_stem() {
        assert_same_stem(&[
            "labour labor labours labourer laborer labourers labouring laboring",
            "behaviour behavior behaviours behavioural behavioral",
            "neighbourhood neighborhood",
            "honour honor honoured honored",
            "favourable favorable",
            "colour colors",
            "organise organize organised organizing organisation organizations organisational",
            "criminalise criminalize criminalisation criminalization",
            "recognise recognized recognising",
            "mobilise mobilize mobilisation mobilization",
            "paralyse paralyzed",
            "centre center centres centers centred",
            "theatre theaters",
            "programme program programmes programs",
            "defence defense",
            "offence offenses",
            "licence license licences",
            "counselling counseling counsellor counselor",
            "travelling traveling traveller traveler travelled",
            "labelling labeling",
            "enrol enroll enrolled enrolling",
            "enrolment enrollment",
            "fulfil fulfill fulfilled",
            "fulfilment fulfillment",
            "skilful skillful",
            "dialogue dialog dialogues",
            "cheque check",
            "judgement judgment",
            "practise practice practising",
            "adviser advisor",
            "saviour savior",
        ]);
    }

    #[test]
    fn words_with_different_meanings_have_different_stems() {
        for line in [
            "organ organize organic",
            "general generous generate",
            "policy police",
            "universe university universal",
            "community communism communal",
            "news new",
            "sexual sex",
            "international internal intern",
            "prostitution prosecution",
            "slavery slave slaver enslave",
            "survivor survival",
            "marriage marry",
            "mineral miner minor minority",
            "author authority",
            "caste cast",
            "important import",
            "informal inform",
            "united unit unity",
            "personal person",
            "liberal liberate liberty",
            "several severe",
            "labor laboratory",
            "freedom free",
            "orphan orphanage",
            "mission missing missionary",
            "people person",
            "publication public",
            "state statement station",
        ] {
            let mut stems: Vec<_> = line.split(' ').map(stem).collect();
            stems.sort();
            let all = stems.len();
            stems.dedup();
            assert_eq!(stems.len(), all, "{line}: {stems:?}");
        }
    }

    #[test]
    fn short_words_numbers_and_other_scripts_are_unchanged() {
        for word in ["", "a", "is", "us", "a21s", "love146", "2000s", "дети", "मैती"] {
            assert_eq!(stem(word), word);
        }
    }

    #[test]
    fn words_of_other_languages_keep_their_beginning() {
        for word in ["fundacao", "asociacion", "stiftung", "esclaves", "crianca"] {
            assert!(stem(word).starts_with(&word[..4]), "{word}");
        }
    }

    /// The highlighter relies on this: it skips every word that does not begin with the prefix of a
    /// stem that it looks for.
    #[test]
    fn every_word_of_the_seed_data_begins_with_the_prefix_of_its_stem() {
        let mut stems = StemCache::new();
        let mut seen = 0;
        for entry in fs::read_dir("seed_data/organizations").unwrap() {
            let text = fs::read_to_string(entry.unwrap().path()).unwrap();
            let mut words = Words::new(&text);
            while let Some(word) = words.next_word() {
                seen += 1;
                let found = stems.stem(word.folded);
                assert_eq!(found, stem(word.folded));
                assert!(
                    word.folded.starts_with(stem_prefix(found))
                        || irregular_forms(found).any(|irregular| irregular == word.folded),
                    "{}: {found}",
                    word.folded
                );
            }
        }
        assert!(seen > 10_000, "{seen} words");
    }

    #[test]
    fn cached_stems_equal_computed_stems() {
        let mut stems = StemCache::new();
        let long = "a".repeat(70);
        for word in ["labourers", "labourers", "children", "us", "", &long, "labourers"] {
            assert_eq!(stems.stem(word), stem(word));
        }
    }
}
