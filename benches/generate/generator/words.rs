//! The words of made-up texts: common English ones, and invented ones.

use std::collections::HashSet;

use super::random::Random;

/// Number of different words.
const VOCABULARY: usize = 40_000;

/// Roughly by their frequency in English.
const LITTLE: &str = "the of and to in a for that with is on as by are from at their who which or it \
    this have they an be into not where its has more than when after been other also such each \
    between can most over about many while only these no before within during since until";

/// Words that are common in such profiles.
const COMMON: &str = "people families community survivors workers children women partners local rights \
    courts cases law police training support girls villages government region justice freedom \
    exploitation slavery trafficking debt recruiters employers wages home district countries \
    national public health legal services protection prevention networks social research \
    evidence data projects team staff volunteers education skills income trade supply chain \
    factories farms fishing kilns mines houses markets border travel papers safe shelter \
    counselling recovery return trauma long-term follow-up charges verdicts inquiries officers \
    prosecutors judges lawyers teachers nurses leaders groups members meetings savings loans \
    cooperatives land water food harvest season poor abuse threats control escape release \
    certificates compensation claims policy parliament campaign reform standards audits codes \
    companies brands buyers suppliers contracts union calls helpline online pictures platforms \
    technology maps surveys interviews studies outcomes change results model method approach \
    steps first second third find train build strengthen provide reach watch review report \
    share learn fund grants donors budget costs years months days woman man boy girl child \
    father mother brother sister caste minority refugees displaced camps conflict army marriage \
    street crime drugs sea boats captains crews ports cocoa cotton sugar tea coffee rubber gold \
    cobalt seafood garments carpets building hotels restaurants salons care cleaning transport \
    school church mosque temple city town river coast island mountain forest neighbours elders \
    youth students artists journalists radio theatre film books language translation hearing \
    witness testimony safety dignity hope memory voice choice trust listening planning";

const ONSETS: [&str; 38] = [
    "b", "bl", "br", "c", "ch", "cl", "cr", "d", "dr", "f", "fl", "fr", "g", "gl", "gr", "h", "j",
    "k", "kr", "l", "m", "n", "p", "pl", "pr", "r", "s", "sh", "sk", "sl", "st", "t", "th", "tr",
    "v", "w", "y", "z",
];
const NUCLEI: [&str; 15] =
    ["a", "e", "i", "o", "u", "a", "e", "i", "o", "ai", "ea", "ee", "ie", "oa", "ou"];
const CODAS: [&str; 14] = ["", "", "", "n", "r", "l", "s", "t", "m", "nd", "st", "rt", "ng", "lk"];
const ENDINGS: [&str; 14] =
    ["", "", "", "s", "ed", "ing", "er", "ers", "tion", "ment", "ly", "al", "ness", "able"];

/// All words without duplicates, the most frequent first.
pub fn vocabulary(random: &mut Random) -> Vec<String> {
    let mut seen = HashSet::new();
    let english = LITTLE.split_whitespace().chain(COMMON.split_whitespace()).map(str::to_owned);
    let mut words: Vec<String> = english.filter(|word| seen.insert(word.clone())).collect();
    while words.len() < VOCABULARY {
        let syllables = random.pick(&[1, 1, 2, 2, 2, 3]);
        let mut word = invented(random, syllables);
        if word.len() < 8 {
            word += random.pick(&ENDINGS);
        }
        if word.len() > 3 && seen.insert(word.clone()) {
            words.push(word);
        }
    }
    words
}

/// Reports whether a word has so little meaning that queries do not contain it.
pub fn is_little(word: &str) -> bool {
    LITTLE.split_whitespace().any(|little| little == word)
}

/// An invented word.
pub fn invented(random: &mut Random, syllables: usize) -> String {
    (0..syllables)
        .map(|_| [random.pick(&ONSETS), random.pick(&NUCLEI), random.pick(&CODAS)].concat())
        .collect()
}

/// Appends the capitalized word.
pub fn push_capitalized(text: &mut String, word: &str) {
    let mut letters = word.chars();
    text.extend(letters.next().map(|first| first.to_ascii_uppercase()));
    *text += letters.as_str();
}
