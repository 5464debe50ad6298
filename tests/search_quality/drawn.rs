//! Questions drawn from made-up names, always the same ones.
//!
//! Made-up names have many words in common, so whoever has all the words that
//! were meant is as good an answer as the one whose name was drawn.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::support::generator::{Profile, Random};
use crate::support::work::misspelled;
use crate::table::Case;

/// So many questions of each kind.
const EACH: usize = 40;

/// A made-up organization, as its names are compared.
struct Drawn<'p> {
    profile: &'p Profile,
    /// The words of its name, folded.
    words: Vec<String>,
    /// The same of each of its other names.
    others: Vec<Vec<String>>,
}

/// A way to make a question of a name: what is typed, and the words that are
/// meant; `None` where the name does not lend itself to it.
type Typing = fn(&mut Random, &Drawn<'_>) -> Option<(String, Vec<String>)>;

const KINDS: [(&str, Typing); 8] = [
    ("name", |_, drawn| Some((drawn.profile.name.clone(), drawn.words.clone()))),
    ("shortened", |random, drawn| {
        let left = random.between(2, drawn.words.len() - 1);
        let words = drawn.words[drawn.words.len() - left..].to_vec();
        Some((words.join(" "), words))
    }),
    ("order", |_, drawn| {
        let words: Vec<String> = drawn.words.iter().rev().cloned().collect();
        Some((words.join(" "), words))
    }),
    ("plural", |random, drawn| {
        let at = random.below(drawn.words.len());
        let mut typed = drawn.words.clone();
        match typed[at].strip_suffix('s') {
            Some(single) if !single.ends_with(['s', 'u', 'i']) => typed[at] = single.to_owned(),
            Some(_) => return None,
            None if typed[at].ends_with(['y', 'h', 'x']) => return None,
            None => typed[at].push('s'),
        }
        Some((typed.join(" "), drawn.words.clone()))
    }),
    ("one typo", |random, drawn| typed_wrong(random, drawn, 1, 4)),
    ("two typos", |random, drawn| typed_wrong(random, drawn, 2, 8)),
    ("half", |random, drawn| {
        let mut typed = drawn.words.clone();
        typed.truncate(random.between(1, typed.len()));
        let last = typed.pop().filter(|word| word.len() > 4)?;
        let kept = random.between(4, last.len() - 1);
        typed.push(last[..kept].to_owned());
        Some((typed.join(" "), typed))
    }),
    ("founder", |_, drawn| {
        let founder = drawn.profile.founders.first()?;
        Some((founder.clone(), Vec::new()))
    }),
];

/// The questions, and who is expected, over the profiles that lists show.
pub fn cases(profiles: &[Profile], seed: u64) -> Vec<Case> {
    let mut random = Random::new(seed);
    let listed = profiles.iter().filter(|profile| profile.status == "active");
    let drawn: Vec<Drawn<'_>> = listed.map(Drawn::of).collect();
    let mut cases = Vec::new();
    for (kind, typing) in KINDS {
        let end = cases.len() + EACH;
        while cases.len() < end {
            let one = &drawn[random.below(drawn.len())];
            let Some((question, meant)) = typing(&mut random, one) else { continue };
            let fits = drawn.iter().filter(|other| match meant.is_empty() {
                true => other.profile.slug == one.profile.slug,
                false => other.has(&meant, kind == "half"),
            });
            let expected = fits.map(|fit| fit.profile.slug.clone()).collect();
            cases.push(Case { kind: kind.to_owned(), question, expected, unwanted: Vec::new() });
        }
    }
    cases.extend(acronyms(&mut random, &drawn));
    cases
}

/// An acronym belongs to all who have it.
fn acronyms(random: &mut Random, drawn: &[Drawn<'_>]) -> Vec<Case> {
    let having: Vec<&Drawn<'_>> =
        drawn.iter().filter(|drawn| drawn.profile.acronym.is_some()).collect();
    let case = |_| {
        let acronym = &having[random.below(having.len())].profile.acronym;
        let same = having.iter().filter(|other| other.profile.acronym == *acronym);
        Case {
            kind: "acronym".to_owned(),
            question: acronym.clone().unwrap().to_lowercase(),
            expected: same.map(|other| other.profile.slug.clone()).collect(),
            unwanted: Vec::new(),
        }
    };
    (0..EACH).map(case).collect()
}

impl<'p> Drawn<'p> {
    fn of(profile: &'p Profile) -> Self {
        let others = profile.other_names.iter().map(|other| words(&other.value)).collect();
        Self { profile, words: words(&profile.name), others }
    }

    /// Whether a name has all these words; the last may be the beginning of one.
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

/// One word of at least `least` letters with `typos` mistakes.
fn typed_wrong(
    random: &mut Random,
    drawn: &Drawn<'_>,
    typos: usize,
    least: usize,
) -> Option<(String, Vec<String>)> {
    let long: Vec<usize> =
        (0..drawn.words.len()).filter(|place| drawn.words[*place].len() >= least).collect();
    if long.is_empty() {
        return None;
    }
    let at = random.pick(&long);
    let mut typed = drawn.words.clone();
    for _ in 0..typos {
        typed[at] = misspelled(random, &typed[at]);
    }
    // Two mistakes may leave a word too short for two.
    let is_wrong = typed[at] != drawn.words[at] && typed[at].len() >= least;
    is_wrong.then(|| (typed.join(" "), drawn.words.clone()))
}

/// The words of a name in small letters without accents.
fn words(name: &str) -> Vec<String> {
    let folded: String = name.nfd().filter(|c| !is_combining_mark(*c)).collect();
    let folded = folded.to_lowercase();
    folded.split([' ', '-']).map(str::to_owned).collect()
}
