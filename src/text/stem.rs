//! What is left of a word without its endings: `rescued`, `rescues` and
//! `rescuing` are one word to somebody who searches, and so are `labour` and
//! `labor`.

use std::borrow::Cow;

use frostem::{Algorithm, Stemmer};
use xxhash_rust::xxh3::xxh3_64;

use super::spelling::{irregular, united};

/// The stem of a folded word. A stem is not always a word (`polici`), and need
/// not be its own stem. Words of fewer than three letters, with digits or of
/// another script are their own; those of other languages are treated as
/// English, alike in texts and questions.
pub fn stem(word: &str) -> Cow<'_, str> {
    if word.len() < 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Cow::Borrowed(word);
    }
    if let Some(stem) = irregular(word) {
        return Cow::Borrowed(stem);
    }
    let stemmer = Stemmer::new(Algorithm::English);
    match united(word) {
        Cow::Borrowed(word) => stemmer.stem(word),
        Cow::Owned(word) => Cow::Owned(stemmer.stem(&word).into_owned()),
    }
}

/// The first letters of a stem that every word with this stem begins with,
/// irregular ones apart: endings change, beginnings do not.
pub fn head(stem: &str) -> &str {
    let letters = if stem.is_ascii() { stem.len().saturating_sub(1).clamp(1, 3) } else { 0 };
    stem.get(..letters).unwrap_or(stem)
}

/// Remembers the stems of words met before: finding one again takes a twentieth
/// of the time, and texts repeat themselves.
///
/// Each word has one place, where the next that falls there replaces it: so the
/// memory is bounded by some two megabytes, and nothing is ever swept.
pub struct Stems {
    places: Vec<Remembered>,
    /// The last stem of a word that is not remembered.
    other: String,
}

#[derive(Clone, Default)]
struct Remembered {
    word: Box<str>,
    stem: Box<str>,
}

impl Stems {
    /// A power of two.
    const PLACES: usize = 1 << 14;
    /// Longer words are rare, and would only take memory.
    const MAX_LEN: usize = 24;

    pub fn new() -> Self {
        Self { places: vec![Remembered::default(); Self::PLACES], other: String::new() }
    }

    /// The same as [`stem`].
    pub fn of(&mut self, word: &str) -> &str {
        if word.len() > Self::MAX_LEN {
            self.other.clear();
            self.other.push_str(&stem(word));
            return &self.other;
        }
        let place = &mut self.places[xxh3_64(word.as_bytes()) as usize % Self::PLACES];
        if *place.word != *word {
            *place = Remembered { word: word.into(), stem: stem(word).into() };
        }
        &place.stem
    }
}

impl Default for Stems {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Stems, head, stem};
    use crate::text::spelling::irregular_words;
    use crate::text::words::Words;

    /// Asserts that all words of a line have one stem.
    fn assert_united(lines: &[&str]) {
        for line in lines {
            let stems: Vec<_> = line.split(' ').map(stem).collect();
            assert!(stems.iter().all(|stem| *stem == stems[0]), "{line}: {stems:?}");
        }
    }

    #[test]
    fn forms_of_a_word_have_one_stem() {
        assert_united(&[
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
    fn british_and_american_spelling_have_one_stem() {
        assert_united(&[
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
    fn words_that_mean_other_things_have_other_stems() {
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
    fn short_words_numbers_and_other_scripts_stay() {
        for word in ["", "a", "is", "us", "a21s", "love146", "2000s", "дети", "मैती"] {
            assert_eq!(stem(word), word);
        }
    }

    #[test]
    fn other_languages_go_through() {
        for word in ["fundacao", "asociacion", "stiftung", "esclaves", "crianca"] {
            assert!(stem(word).starts_with(&word[..4]), "{word}");
        }
    }

    /// `Marker` passes over every word that does not begin with the head of a
    /// stem that it looks for.
    #[test]
    fn every_word_of_the_seed_data_begins_with_the_head_of_its_stem() {
        let mut stems = Stems::new();
        let mut seen = 0;
        for entry in fs::read_dir("seed_data/organizations").unwrap() {
            let text = fs::read_to_string(entry.unwrap().path()).unwrap();
            let mut words = Words::new(&text);
            while let Some(word) = words.next_word() {
                seen += 1;
                let found = stems.of(word.folded);
                assert_eq!(found, stem(word.folded));
                assert!(
                    word.folded.starts_with(head(found))
                        || irregular_words(found).any(|irregular| irregular == word.folded),
                    "{}: {found}",
                    word.folded
                );
            }
        }
        assert!(seen > 10_000, "{seen} words");
    }

    #[test]
    fn what_is_remembered_is_what_would_be_found() {
        let mut stems = Stems::new();
        let long = "a".repeat(70);
        for word in ["labourers", "labourers", "children", "us", "", &long, "labourers"] {
            assert_eq!(stems.of(word), stem(word));
        }
    }
}
