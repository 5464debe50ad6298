//! Queries generated from made-up names, the same ones in every run.
//!
//! Made-up names have many words in common, so every organization with all intended words is a
//! correct result, not only the one whose name was drawn.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::support::generator::{Profile, Random};
use crate::support::work::misspelled;
use crate::table::Case;

/// Number of queries of each kind.
const EACH: usize = 40;

/// A made-up organization with the words of its names.
struct Candidate<'p> {
    profile: &'p Profile,
    /// The words of the name, folded.
    words: Vec<String>,
    /// The folded words of each other name.
    others: Vec<Vec<String>>,
}

/// Turns a name into a query: the typed text and the intended words; `None` if the name is not
/// suitable.
type Typing = fn(&mut Random, &Candidate<'_>) -> Option<(String, Vec<String>)>;

const KINDS: [(&str, Typing); 8] = [
    ("name", |_, candidate| Some((candidate.profile.name.clone(), candidate.words.clone()))),
    ("shortened", |random, candidate| {
        let left = random.between(2, candidate.words.len() - 1);
        let words = candidate.words[candidate.words.len() - left..].to_vec();
        Some((words.join(" "), words))
    }),
    ("order", |_, candidate| {
        let words: Vec<String> = candidate.words.iter().rev().cloned().collect();
        Some((words.join(" "), words))
    }),
    ("plural", |random, candidate| {
        let at = random.below(candidate.words.len());
        let mut typed = candidate.words.clone();
        match typed[at].strip_suffix('s') {
            Some(single) if !single.ends_with(['s', 'u', 'i']) => typed[at] = single.to_owned(),
            Some(_) => return None,
            None if typed[at].ends_with(['y', 'h', 'x']) => return None,
            None => typed[at].push('s'),
        }
        Some((typed.join(" "), candidate.words.clone()))
    }),
    ("one typo", |random, candidate| with_typos(random, candidate, 1, 4)),
    ("two typos", |random, candidate| with_typos(random, candidate, 2, 8)),
    ("half", |random, candidate| {
        let mut typed = candidate.words.clone();
        typed.truncate(random.between(1, typed.len()));
        let last = typed.pop().filter(|word| word.len() > 4)?;
        let kept = random.between(4, last.len() - 1);
        typed.push(last[..kept].to_owned());
        Some((typed.join(" "), typed))
    }),
    ("founder", |_, candidate| {
        let founder = candidate.profile.founders.first()?;
        Some((founder.clone(), Vec::new()))
    }),
];

/// Queries with their expected results, over the active profiles.
pub fn cases(profiles: &[Profile], seed: u64) -> Vec<Case> {
    let mut random = Random::new(seed);
    let listed = profiles.iter().filter(|profile| profile.status == "active");
    let candidates: Vec<Candidate<'_>> = listed.map(Candidate::of).collect();
    let mut cases = Vec::new();
    for (kind, typing) in KINDS {
        let end = cases.len() + EACH;
        while cases.len() < end {
            let one = &candidates[random.below(candidates.len())];
            let Some((query, meant)) = typing(&mut random, one) else { continue };
            let fits = candidates.iter().filter(|other| {
                if meant.is_empty() {
                    other.profile.slug == one.profile.slug
                } else {
                    other.has(&meant, kind == "half")
                }
            });
            let expected = fits.map(|fit| fit.profile.slug.clone()).collect();
            cases.push(Case { kind: kind.to_owned(), query, expected, unwanted: Vec::new() });
        }
    }
    cases.extend(acronyms(&mut random, &candidates));
    cases
}

/// Queries for acronyms; every organization with the acronym is expected.
fn acronyms(random: &mut Random, candidates: &[Candidate<'_>]) -> Vec<Case> {
    let with_acronym: Vec<&Candidate<'_>> =
        candidates.iter().filter(|candidate| candidate.profile.acronym.is_some()).collect();
    let case = |_| {
        let acronym = &with_acronym[random.below(with_acronym.len())].profile.acronym;
        let same = with_acronym.iter().filter(|other| other.profile.acronym == *acronym);
        Case {
            kind: "acronym".to_owned(),
            query: acronym.clone().unwrap().to_lowercase(),
            expected: same.map(|other| other.profile.slug.clone()).collect(),
            unwanted: Vec::new(),
        }
    };
    (0..EACH).map(case).collect()
}

impl<'p> Candidate<'p> {
    fn of(profile: &'p Profile) -> Self {
        let others = profile.other_names.iter().map(|other| words(&other.value)).collect();
        Self { profile, words: words(&profile.name), others }
    }

    /// Returns whether one of the names has all these words; with `is_half`, the last one may be a
    /// prefix.
    fn has(&self, meant: &[String], is_half: bool) -> bool {
        let count = meant.len();
        let has = |words: &Vec<String>| {
            meant.iter().enumerate().all(|(place, meant)| {
                let is_open = is_half && place + 1 == count;
                words.iter().any(|word| word == meant || (is_open && word.starts_with(meant)))
            })
        };
        has(&self.words) || self.others.iter().any(has)
    }
}

/// The name with `typos` typos in one word of at least `least` letters.
fn with_typos(
    random: &mut Random,
    candidate: &Candidate<'_>,
    typos: usize,
    least: usize,
) -> Option<(String, Vec<String>)> {
    let long: Vec<usize> =
        (0..candidate.words.len()).filter(|place| candidate.words[*place].len() >= least).collect();
    if long.is_empty() {
        return None;
    }
    let at = random.pick(&long);
    let mut typed = candidate.words.clone();
    for _ in 0..typos {
        typed[at] = misspelled(random, &typed[at]);
    }
    // Two typos can shorten a word below the length that allows two corrections.
    let is_wrong = typed[at] != candidate.words[at] && typed[at].len() >= least;
    is_wrong.then(|| (typed.join(" "), candidate.words.clone()))
}

/// The words of a name in lower case without accents.
fn words(name: &str) -> Vec<String> {
    let folded: String = name.nfd().filter(|c| !is_combining_mark(*c)).collect();
    let folded = folded.to_lowercase();
    folded.split([' ', '-']).map(str::to_owned).collect()
}
