//! Lists of requests for the benchmark. They are drawn from the profiles, so that every request has
//! results, and are the same in every run.

use super::generator::{Generator, Profile, Random, Zipf, is_little};
use super::odd;

/// Number of profiles from which queries are drawn.
const SAMPLE: usize = 6_000;

/// Number of requests by key, and of requests of every other kind.
const KEYS: usize = 20_000;
const QUESTIONS: usize = 2_000;

/// Number of batches of names to match, and of names in each.
const BATCHES: usize = 200;
const NAMES: usize = 50;

pub const ORGANIZATIONS: &str = "/api/v1/organizations";
pub const ALL_FACETS: &str = "facets=focus_area,approach,country,way_to_help,affiliation,status";

/// The name of a list, and its URL paths in order.
pub type List = (&'static str, Vec<String>);

/// Draws every list from the first `count` profiles of a seed.
pub fn lists(seed: u64, count: usize) -> [List; 8] {
    let mut random = Random::new(seed.wrapping_add(3));
    let (slugs, sample) = read(&mut Generator::new(seed), count, &mut random);
    let searches: Vec<String> = repeat(QUESTIONS, || {
        let (first, second) = two_words(&mut random, &sample);
        format!("{ORGANIZATIONS}?q={first}+{second}&per_page=10")
    });
    let with_facets = searches.iter().map(|search| format!("{search}&{ALL_FACETS}")).collect();
    let words: Vec<String> = sample.iter().flat_map(|profile| name_words(&profile.name)).collect();
    let long: Vec<&str> = words.iter().map(String::as_str).filter(|word| word.len() > 5).collect();
    [
        ("key", keys(&mut random, slugs)),
        ("filter", repeat(QUESTIONS, || filter(&mut random, &sample))),
        ("words", searches),
        ("words-facets", with_facets),
        (
            "suggest",
            repeat(QUESTIONS, || {
                let (word, length) = (&words[random.below(words.len())], random.between(3, 5));
                format!("/api/v1/suggest?q={}", &word[..length.min(word.len())])
            }),
        ),
        (
            "typo",
            repeat(QUESTIONS, || {
                let word = random.pick(&long);
                format!("{ORGANIZATIONS}?q={}", misspelled(&mut random, word))
            }),
        ),
        ("reconcile", repeat(BATCHES, || batch(&mut random, &sample))),
        ("odd", odd::questions(&mut random, &sample)),
    ]
}

/// The slugs of all profiles, and a uniform sample of the profiles, both without profiles that
/// lists do not show.
fn read(
    generator: &mut Generator,
    count: usize,
    random: &mut Random,
) -> (Vec<String>, Vec<Profile>) {
    let mut slugs = Vec::new();
    let mut sample: Vec<Profile> = Vec::new();
    for _ in 0..count {
        let profile = generator.profile();
        if profile.status != "active" {
            continue;
        }
        slugs.push(profile.slug.clone());
        if sample.len() < SAMPLE {
            sample.push(profile);
        } else if let Some(place) = sample.get_mut(random.below(slugs.len())) {
            *place = profile;
        }
    }
    (slugs, sample)
}

/// Paths of profiles, as visitors request them: a few of them most of the time.
fn keys(random: &mut Random, mut slugs: Vec<String>) -> Vec<String> {
    for last in (1..slugs.len()).rev() {
        slugs.swap(last, random.below(last + 1));
    }
    let by_fame = Zipf::new(slugs.len(), 8, 1.0);
    repeat(KEYS, || format!("{ORGANIZATIONS}/{}", slugs[by_fame.draw(random)]))
}

/// A focus area and a country of one profile, with all facets.
fn filter(random: &mut Random, sample: &[Profile]) -> String {
    let profile = &sample[random.below(sample.len())];
    let focus_area = random.pick(&profile.focus_areas);
    let country = profile.countries[random.below(profile.countries.len())].country;
    format!("{ORGANIZATIONS}?focus_area={focus_area}&country={country}&{ALL_FACETS}")
}

/// Two words that the method of one profile uses.
fn two_words(random: &mut Random, sample: &[Profile]) -> (String, String) {
    loop {
        let method = sample[random.below(sample.len())].method.summary.to_lowercase();
        let words: Vec<&str> = method
            .split(|c: char| !c.is_ascii_alphabetic())
            .filter(|word| word.len() > 3 && !is_little(word))
            .collect();
        let (first, second) = (random.pick(&words), random.pick(&words));
        if first != second {
            return (first.to_owned(), second.to_owned());
        }
    }
}

/// The words of a name that a user could begin to type: without accents, at least five letters
/// long.
fn name_words(name: &str) -> impl Iterator<Item = String> {
    let words = name.split([' ', '-']).filter(|word| word.len() > 4);
    words.filter(|word| word.bytes().all(|b| b.is_ascii_alphabetic())).map(str::to_lowercase)
}

/// A batch of names as another list may have them: half of them exact, a quarter with a typo, and
/// a quarter without their last word.
fn batch(random: &mut Random, sample: &[Profile]) -> String {
    let mut queries = String::new();
    for number in 0..NAMES {
        let name = &sample[random.below(sample.len())].name;
        let mut words: Vec<String> = name.split(' ').map(str::to_owned).collect();
        match random.below(4) {
            0 => {
                let at = random.below(words.len());
                if words[at].is_ascii() && words[at].len() > 4 {
                    words[at] = misspelled(random, &words[at]);
                }
            }
            1 if words.len() > 2 => drop(words.pop()),
            _ => {}
        }
        let comma = if number == 0 { "" } else { "," };
        queries.push_str(&format!("{comma}\"{number}\":{{\"query\":\"{}\"}}", words.join(" ")));
    }
    format!("/api/v1/reconcile?queries={}", encoded(&format!("{{{queries}}}")))
}

/// A text as a part of a query string.
pub fn encoded(text: &str) -> String {
    let encoded = text.bytes().map(|byte| match byte {
        b' ' => "+".to_owned(),
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    encoded.collect()
}

/// The word with one mistake after its first letter: two letters swapped, or one omitted, doubled
/// or replaced. The word must have at least three letters.
pub fn misspelled(random: &mut Random, word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = random.between(1, letters.len() - 2);
    match random.below(4) {
        0 if letters[at] != letters[at + 1] => letters.swap(at, at + 1),
        1 => letters.insert(at, letters[at]),
        2 => {
            let others: Vec<char> = "aeiounrst".chars().filter(|c| *c != letters[at]).collect();
            letters[at] = random.pick(&others);
        }
        _ => {
            letters.remove(at);
        }
    }
    letters.into_iter().collect()
}

fn repeat(count: usize, query: impl FnMut() -> String) -> Vec<String> {
    std::iter::repeat_with(query).take(count).collect()
}
