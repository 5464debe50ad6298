//! The work budget of suggestions, over random texts. Work is counted in steps, which are the same
//! on every machine.
//!
//! `--nocapture` prints the costs in steps and time. `NIGHTLY=1` tries 10,000 texts;
//! `BOUNDED_TEXTS` and `BOUNDED_PROFILES` set other numbers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use antislavery_directory::catalog::{KeyResolution, Snapshot};
use antislavery_directory::directory::Directory;
use antislavery_directory::seed::{self, Batch, Form, Kind};
use antislavery_directory::text::{CompletionQuery, WorkBudget};

use crate::app;
use crate::support::generator::{Generator, Random};
use crate::support::wait::wait_for;
use crate::support::{TestDatabase, case_count};

const SEED: u64 = 13;

/// Number of timed runs of each text. The fastest one counts, because other work on the machine
/// only slows a run down.
const RUNS: usize = 2;

/// Maximum number of steps for the suggestions of one text: less than half of the budget, so that
/// no suggestions are cut in directories of this size.
const MAX_SUGGEST: usize = 400_000;

/// The most expensive texts before there was a budget, and long ones.
const EXPENSIVE: [&str; 16] = [
    "ire",
    "ckr",
    "spr",
    "xmf",
    "pso",
    "xre",
    "spa",
    "s",
    "a a a a a a a a a a a a a a a a",
    "ire ire ire ire ire ire ire ire ire ire ire ire ire ire ire ire",
    "internationel enviromental traficking organisaton survivers exploitatin",
    "fre jus aid chi lab net fou hop chi rig wom law",
    "ab\u{301}\u{301}\u{301}\u{301}\u{301}c",
    "人身取引",
    "zzzzz",
    "the of and",
];

#[test]
fn suggestions_stay_within_their_work_budget() {
    let texts = texts(case_count("BOUNDED_TEXTS", 400, 10_000));
    let profiles = case_count("BOUNDED_PROFILES", 300, 1_000);
    for batch in [seed::embedded(), generated(profiles)] {
        let (_database, _directory, snapshot) = open(&batch);
        let mut costs: Vec<Cost> = texts.iter().map(|text| Cost::of(&snapshot, text)).collect();
        println!("\n{} profiles:\n{}", batch.organizations.len(), summary(&mut costs));
        let most = costs.last().unwrap();
        assert!(most.steps <= MAX_SUGGEST, "{:?} takes {} steps", most.text, most.steps);
    }
}

#[test]
fn suggestions_cut_by_the_budget_are_fewer_and_deterministic() {
    let (_database, _directory, snapshot) = open(&seed::embedded());
    for text in ["goodw", "polaris", "bachpn", "free the slavs", "justice internatinal"] {
        let typed = CompletionQuery::parse(text).unwrap();
        let unlimited = WorkBudget::new(usize::MAX);
        let all = snapshot.suggest_within(&typed, &unlimited);
        // Fewer than the maximum, so that partial results must be a subset.
        assert!((1..10).contains(&all.len()), "{text}: {}", all.len());
        for limit in (0..unlimited.spent()).step_by(unlimited.spent().div_ceil(40)) {
            let work = WorkBudget::new(limit);
            let some = snapshot.suggest_within(&typed, &work);
            let again = snapshot.suggest_within(&typed, &WorkBudget::new(limit));
            assert!(work.spent() <= limit && work.is_exhausted(), "{text} within {limit}");
            assert_eq!(some, again, "{text} within {limit}");
            for suggestion in some {
                let is_known = all.iter().any(|known| known.key == suggestion.key);
                assert!(is_known, "{text} within {limit}: {suggestion:?}");
            }
        }
    }
}

#[test]
fn a_slug_with_one_typo_is_found_among_many() {
    let batch = generated(case_count("BOUNDED_PROFILES", 300, 1_000));
    let (_database, _directory, snapshot) = open(&batch);
    let mut random = Random::new(SEED);
    for document in batch.organizations.iter().take(300) {
        let slug = document.value.slug.as_str();
        let at = random.below(slug.len());
        let key = [&slug[..at], &slug[at + 1..]].concat();
        let KeyResolution::Unknown = snapshot.resolve_key(&key) else { continue };

        let meant = snapshot.nearest_slug(&key);

        let is_near = |meant: &str| strsim::osa_distance(meant, &key) == 1;
        assert!(meant.is_some_and(is_near), "{key} meant {meant:?} instead of {slug}");
    }
}

/// The cost of the suggestions for a text.
struct Cost<'t> {
    text: &'t str,
    steps: usize,
    fastest: Duration,
}

impl<'t> Cost<'t> {
    fn of(snapshot: &Snapshot, text: &'t str) -> Self {
        let typed = CompletionQuery::parse(text).unwrap();
        let measured = [(); RUNS].map(|()| {
            let work = WorkBudget::new(usize::MAX);
            let began = Instant::now();
            snapshot.suggest_within(&typed, &work);
            (began.elapsed(), work.spent())
        });
        let [(mut fastest, steps), others @ ..] = measured;
        for (time, again) in others {
            assert_eq!(again, steps, "{text:?}");
            fastest = fastest.min(time);
        }
        Self { text, steps, fastest }
    }
}

/// The costs of the most expensive texts, and the 99th percentile. Sorts by steps.
fn summary(costs: &mut [Cost<'_>]) -> String {
    let percentile = costs.len() * 99 / 100;
    let most_expensive = |costs: &[Cost<'_>]| {
        let lines = costs.iter().rev().take(5).map(|Cost { text, steps, fastest }| {
            format!("    {steps} steps, {fastest:?}: {text:?}\n")
        });
        lines.collect::<String>()
    };
    costs.sort_by_key(|cost| cost.fastest);
    let by_time =
        format!("  time: 99 % at most {:?}\n{}", costs[percentile].fastest, most_expensive(costs));
    costs.sort_by_key(|cost| cost.steps);
    by_time
        + &format!("  steps: 99 % at most {}\n{}", costs[percentile].steps, most_expensive(costs))
}

/// The texts known to be expensive, and `count` random ones: most of one to five letters, some of
/// many words or up to 256 characters.
fn texts(count: usize) -> Vec<String> {
    let mut random = Random::new(SEED);
    let mut texts: Vec<String> = EXPENSIVE.iter().map(|text| (*text).to_owned()).collect();
    texts.extend(["a".repeat(256), "freetheslaves".repeat(19), "abc ".repeat(16)]);
    texts.extend((0..count).map(|_| match random.below(10) {
        0..7 => {
            let length = random.between(1, 5);
            word(&mut random, length)
        }
        7..9 => words(&mut random, 12),
        _ => {
            let length = random.between(6, 256);
            word(&mut random, length)
        }
    }));
    texts
}

/// Random letters with the frequencies of English.
fn word(random: &mut Random, length: usize) -> String {
    const LETTERS: &[u8] = b"eeeeeeeeeeeetttttttttaaaaaaaaooooooooiiiiiiinnnnnnnsssssshhhhhhrrrrrrddddllllcccuuummmwwffggyyppbbvkjxqz";
    (0..length).map(|_| char::from(random.pick(LETTERS))).collect()
}

/// Several words of up to `longest` letters.
fn words(random: &mut Random, longest: usize) -> String {
    let count = random.between(2, 16);
    let words = (0..count).map(|_| {
        let length = random.between(1, longest);
        word(random, length)
    });
    words.collect::<Vec<_>>().join(" ")
}

fn generated(count: usize) -> Batch {
    let mut generator = Generator::new(SEED);
    let lines: Vec<String> = (0..count).map(|_| generator.profile().to_json()).collect();
    seed::read_text("made-up", lines.join("\n"), Kind::Organizations, Form::Ndjson)
}

/// A directory with a batch of profiles, and its snapshot.
fn open(batch: &Batch) -> (TestDatabase, Directory, Arc<Snapshot>) {
    let (database, directory) = app::directory(batch);
    wait_for(app::DEADLINE, "the directory to be ready", || directory.snapshot().is_ok());
    let snapshot = directory.snapshot().unwrap();
    (database, directory, snapshot)
}
