//! The made-up profiles of the benchmarks are valid and deterministic, and the benchmark queries
//! match them.

#[path = "../benches/generate/generator/mod.rs"]
mod generator;
#[path = "../benches/generate/odd.rs"]
mod odd;
#[path = "../benches/generate/work.rs"]
mod work;

use std::collections::HashSet;

use antislavery_directory::domain::{Organization, read_stored};
use generator::{Generator, Profile, Random, Zipf};
use strsim::osa_distance;

const SEED: u64 = 7;

fn profiles(count: usize) -> Vec<Profile> {
    let mut generator = Generator::new(SEED);
    (0..count).map(|_| generator.profile()).collect()
}

#[test]
fn a_generated_line_is_in_canonical_form() {
    for line in Generator::new(SEED).take(300) {
        match read_stored::<Organization>(&line) {
            Ok(organization) => assert_eq!(organization.to_json(), line),
            Err(mistake) => panic!("{mistake}\n{line}"),
        }
    }
}

#[test]
fn generated_slugs_and_identifiers_are_unique() {
    let (mut slugs, mut identifiers) = (HashSet::new(), HashSet::new());
    for profile in profiles(3000) {
        assert!(slugs.insert(profile.slug.clone()), "{}", profile.slug);
        for identifier in profile.identifiers {
            assert!(identifiers.insert((identifier.scheme, identifier.value)), "{}", profile.slug);
        }
    }
}

#[test]
fn a_seed_determines_the_generated_profiles() {
    let again = profiles(10);
    let lines: Vec<String> = again.iter().map(Profile::to_json).collect();
    assert_eq!(Generator::new(SEED).take(10).collect::<Vec<String>>(), lines);
    assert_ne!(Generator::new(SEED + 1).next().unwrap(), lines[0]);
    // Independent of the machine and the vocabulary, because names are drawn first.
    assert_eq!(again[0].name, "Door Cedar Foursleest Fishers Fund");
}

#[test]
fn generated_profiles_have_a_realistic_size() {
    let (count, lines) = (300, Generator::new(SEED).take(300));
    let mean = lines.map(|line| line.len()).sum::<usize>() / count;
    assert!((3500..4500).contains(&mean), "{mean} bytes");
}

#[test]
fn zipf_ranks_are_drawn_in_proportion_to_their_weights() {
    let (mut random, zipf) = (Random::new(SEED), Zipf::new(1000, 8, 1.0));
    let mut drawn = [0_i32; 1000];
    for _ in 0..100_000 {
        drawn[zipf.draw(&mut random)] += 1;
    }
    // 1/1, 1/2 and 1/10, of a sum of 7.485.
    for (rank, expected) in [(0, 13_360), (1, 6_680), (9, 1_336)] {
        assert!((drawn[rank] - expected).abs() < expected / 8, "{rank}: {}", drawn[rank]);
    }
}

#[test]
fn a_misspelled_word_has_one_typo_after_its_first_letter() {
    let mut random = Random::new(SEED);
    for word in ["foundation", "kindred", "aaaaaa", "abc"] {
        for _ in 0..200 {
            let misspelled = work::misspelled(&mut random, word);
            assert_eq!(osa_distance(word, &misspelled), 1, "{word}: {misspelled}");
            assert_eq!(word[..1], misspelled[..1]);
        }
    }
}

#[test]
fn every_benchmark_query_has_a_result() {
    let profiles = profiles(500);
    let active = || profiles.iter().filter(|profile| profile.status == "active");
    let after = |path: &str, start: &str| {
        let rest = path.split_once(start).unwrap().1;
        rest.split('&').next().unwrap().to_owned()
    };
    for (name, paths) in work::lists(SEED, profiles.len()) {
        let expected = match name {
            "key" => 20_000,
            "reconcile" => 200,
            "odd" => 30,
            _ => 2_000,
        };
        assert_eq!(paths.len(), expected, "{name}");
        for path in paths.iter().take(50) {
            let has_result = match name {
                "key" => active().any(|p| path.ends_with(&format!("/{}", p.slug))),
                "filter" => {
                    let (area, country) = (after(path, "focus_area="), after(path, "country="));
                    active().any(|p| {
                        p.focus_areas.contains(&area.as_str())
                            && p.countries.iter().any(|c| c.country == country)
                    })
                }
                "words" | "words-facets" => {
                    let query = after(path, "?q=");
                    let (first, second) = query.split_once('+').unwrap();
                    let methods = active().map(|p| p.method.summary.to_lowercase());
                    methods.into_iter().any(|m| m.contains(first) && m.contains(second))
                }
                "suggest" => {
                    let prefix = after(path, "?q=");
                    active().any(|p| p.name.to_lowercase().contains(&prefix))
                }
                // Some of them have none.
                "odd" => path.matches('+').count() < 16 && path.len() < 8192,
                // A batch is as long as a URL may be.
                "reconcile" => path.matches("query").count() == 50 && path.len() < 8192,
                _ => {
                    let word = after(path, "?q=");
                    let names = active().map(|p| p.name.to_lowercase());
                    names
                        .into_iter()
                        .any(|n| n.split([' ', '-']).any(|w| osa_distance(w, &word) == 1))
                }
            };
            assert!(has_result, "{name}: {path}");
        }
    }
}
