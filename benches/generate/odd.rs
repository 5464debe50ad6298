//! Questions that a reader rarely asks and that cost more than others.

use super::generator::{Profile, Random, is_little};
use super::work::{ALL_FACETS, ORGANIZATIONS, encoded, misspelled};

/// Number of questions of each kind that is drawn from the profiles.
const DRAWN: usize = 5;

/// Number of words that a query may have.
const MAX_WORDS: usize = 16;

/// Paths of the questions: those that are drawn from profiles, then those that are always the same.
pub fn questions(random: &mut Random, sample: &[Profile]) -> Vec<String> {
    let mut queries = Vec::new();
    for profile in &sample[..DRAWN] {
        let words = profile.method.summary.split(|c: char| !c.is_ascii_alphabetic());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let at = random.below(words.len() - 1);
        queries.push(format!("\"{} {}\"", words[at], words[at + 1]));
        queries.push(words[..MAX_WORDS.min(words.len())].join(" "));
        let long = words.iter().filter(|word| word.len() > 5 && !is_little(word));
        let unknown = long.map(|word| misspelled(random, word));
        queries.push(unknown.take(MAX_WORDS).collect::<Vec<_>>().join(" "));
    }
    let same = [
        "\"of the\"",
        "\"people families\"",
        "\"debt recruiters\"",
        "\"the people of the community\"",
        "the of and to in",
        "people -families -community",
        "a",
        "c",
        "co",
        "con pro",
        "debtbondagesupportservices",
        "qzxv wvxq xqzw zwvx qxzv vzqw wqxz xvzw zxqw qvxz vwzx xzqv wzvq zqvw vqxw qwzx",
        "strenkthen zuport protecshun viktims",
    ];
    queries.extend(same.map(str::to_owned));
    let search = |query: String| format!("{ORGANIZATIONS}?q={}&{ALL_FACETS}", encoded(&query));
    let lists = ["per_page=100&sort=-updated_at", "per_page=100&page=100&q=people"];
    let lists = lists.map(|list| format!("{ORGANIZATIONS}?{list}&{ALL_FACETS}"));
    queries.into_iter().map(search).chain(lists).collect()
}
