//! The suggestions for a text never cost more than they may, for texts drawn by
//! chance. The cost is counted in steps of work, which are the same on every machine.
//!
//! `--nocapture` prints what the texts cost, in steps and in time. `NIGHTLY=1` tries
//! ten thousand texts; `BOUNDED_TEXTS` and `BOUNDED_PROFILES` set other numbers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use antislavery_directory::catalog::{KeyResolution, Snapshot};
use antislavery_directory::directory::Directory;
use antislavery_directory::seed::{self, Batch, Form, Kind};
use antislavery_directory::text::Typed;
use antislavery_directory::text::Work;

use crate::app;
use crate::generator::{Generator, Random};
use crate::support::TestDatabase;
use crate::tries::count;

const SEED: u64 = 13;

/// How often each text is timed. The fastest counts: other work on the machine
/// makes it slower, never faster.
const TIMED: usize = 2;

/// Maximum steps of the suggestions for one text: less than half of their budget, so
/// that nothing is cut in directories of this size.
const MAX_SUGGEST: usize = 400_000;

/// The texts that cost most before there was a budget, and others that are long.
const WORST: [&str; 16] = [
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
fn no_text_costs_more_than_its_budget() {
    let drawn = texts(count("BOUNDED_TEXTS", 400, 10_000));
    let made_up = count("BOUNDED_PROFILES", 300, 1_000);
    for batch in [seed::embedded(), generated(made_up)] {
        let (_database, _directory, snapshot) = open(&batch);
        let mut costs: Vec<Cost> = drawn.iter().map(|text| Cost::of(&snapshot, text)).collect();
        println!("\n{} profiles:\n{}", batch.organizations.len(), summary(&mut costs));
        let most = costs.last().unwrap();
        assert!(most.steps <= MAX_SUGGEST, "{:?} takes {} steps", most.text, most.steps);
    }
}

#[test]
fn suggestions_that_are_cut_are_fewer_and_the_same_each_time() {
    let (_database, _directory, snapshot) = open(&seed::embedded());
    for text in ["goodw", "polaris", "bachpn", "free the slavs", "justice internatinal"] {
        let typed = Typed::parse(text).unwrap();
        let whole = Work::limited_to(usize::MAX);
        let all = snapshot.suggest_within(&typed, &whole);
        // All that fit, so that each of fewer ones is among them.
        assert!((1..10).contains(&all.len()), "{text}: {}", all.len());
        for limit in (0..whole.spent()).step_by(whole.spent().div_ceil(40)) {
            let work = Work::limited_to(limit);
            let some = snapshot.suggest_within(&typed, &work);
            let again = snapshot.suggest_within(&typed, &Work::limited_to(limit));
            assert!(work.spent() <= limit && work.is_cut(), "{text} within {limit}");
            assert_eq!(some, again, "{text} within {limit}");
            for suggestion in some {
                let is_right = all.iter().any(|right| right.slug == suggestion.slug);
                assert!(is_right, "{text} within {limit}: {suggestion:?}");
            }
        }
    }
}

#[test]
fn a_slug_with_one_typo_is_found_among_many() {
    let batch = generated(count("BOUNDED_PROFILES", 300, 1_000));
    let (_database, _directory, snapshot) = open(&batch);
    let mut random = Random::new(SEED);
    for document in batch.organizations.iter().take(300) {
        let slug = document.value.slug.as_str();
        let place = random.below(slug.len());
        let key = [&slug[..place], &slug[place + 1..]].concat();
        let KeyResolution::Unknown = snapshot.resolve_key(&key) else { continue };

        let meant = snapshot.meant_by(&key);

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
        let typed = Typed::parse(text).unwrap();
        let measured = [(); TIMED].map(|()| {
            let work = Work::limited_to(usize::MAX);
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

/// The cost of the dearest texts, and of 99 of a hundred. Leaves the dearest by steps last.
fn summary(costs: &mut [Cost<'_>]) -> String {
    let place = costs.len() * 99 / 100;
    let dearest = |costs: &[Cost<'_>]| {
        let lines = costs.iter().rev().take(5).map(|Cost { text, steps, fastest }| {
            format!("    {steps} steps, {fastest:?}: {text:?}\n")
        });
        lines.collect::<String>()
    };
    costs.sort_by_key(|cost| cost.fastest);
    let by_time = format!("  time: 99 % at most {:?}\n{}", costs[place].fastest, dearest(costs));
    costs.sort_by_key(|cost| cost.steps);
    by_time + &format!("  steps: 99 % at most {}\n{}", costs[place].steps, dearest(costs))
}

/// The texts that are known to be dear, and as many again as are asked for, drawn
/// by chance: most of one to five letters, some of many words or up to 256 characters.
fn texts(count: usize) -> Vec<String> {
    let mut random = Random::new(SEED);
    let mut texts: Vec<String> = WORST.iter().map(|text| (*text).to_owned()).collect();
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

/// Letters drawn by chance, as often as English has them.
fn word(random: &mut Random, length: usize) -> String {
    const LETTERS: &[u8] = b"eeeeeeeeeeeetttttttttaaaaaaaaooooooooiiiiiiinnnnnnnsssssshhhhhhrrrrrrddddllllcccuuummmwwffggyyppbbvkjxqz";
    (0..length).map(|_| char::from(random.pick(LETTERS))).collect()
}

/// Several short words, at most so many letters each.
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
    seed::read_text("made-up", lines.join("\n"), Kind::Organizations, Form::Lines)
}

/// A directory of a batch, and what its readers see.
fn open(batch: &Batch) -> (TestDatabase, Directory, Arc<Snapshot>) {
    let (database, directory) = app::directory(batch);
    let deadline = Instant::now() + app::DEADLINE;
    let snapshot = loop {
        if let Ok(snapshot) = directory.snapshot() {
            break snapshot;
        }
        assert!(Instant::now() < deadline, "the directory is not ready");
        std::thread::yield_now();
    };
    (database, directory, snapshot)
}
