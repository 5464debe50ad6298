//! The vocabulary of the directory as the made-up profiles use it: its terms, and the words that
//! belong to each.

use std::sync::LazyLock;

use serde_json::Value;

use super::random::Random;
use super::words::is_little;
use super::zipf::Zipf;

/// A term, and the words in texts about it.
pub struct Topic {
    pub slug: String,
    pub words: Vec<String>,
}

/// The subject of the texts of a profile.
pub struct Subject {
    pub topics: Vec<&'static Topic>,
    /// The place in the name of the organization, as a word.
    pub place: String,
}

impl Subject {
    /// A word of one of the topics, or the place.
    pub fn word(&self, random: &mut Random) -> &str {
        match self.topics.get(random.below(self.topics.len() + 1)) {
            Some(topic) => &topic.words[random.below(topic.words.len())],
            None => &self.place,
        }
    }
}

/// The focus areas that profiles may have, in the order of the vocabulary.
pub static FOCUS_AREAS: LazyLock<Vec<Topic>> =
    LazyLock::new(|| topics(include_str!("../../../seed_data/focus_areas.json")));

/// The approaches that profiles may have, in the order of the vocabulary.
pub static APPROACHES: LazyLock<Vec<Topic>> =
    LazyLock::new(|| topics(include_str!("../../../seed_data/approaches.json")));

/// `count` different topics, some far more frequent than others.
pub fn draw(
    random: &mut Random,
    topics: &'static [Topic],
    by_use: &Zipf,
    count: usize,
) -> Vec<&'static Topic> {
    by_use.draw_distinct(random, count).into_iter().map(|rank| &topics[rank]).collect()
}

fn topics(vocabulary: &str) -> Vec<Topic> {
    let terms: Vec<Value> =
        serde_json::from_str(vocabulary).expect("the tests load the same vocabulary");
    terms.iter().filter(|term| term["group"] == false).map(topic).collect()
}

fn topic(term: &Value) -> Topic {
    let labels = term["alt_labels"].as_array().into_iter().flatten().chain([&term["label"]]);
    let texts = labels.chain([&term["definition"]]).filter_map(Value::as_str);
    let mut words: Vec<String> = texts
        .flat_map(|text| text.split(|c: char| !c.is_alphabetic()))
        .map(str::to_lowercase)
        .filter(|word| word.len() > 3 && word.is_ascii() && !is_little(word))
        .collect();
    words.sort_unstable();
    words.dedup();
    Topic { slug: term["slug"].as_str().unwrap_or_default().to_owned(), words }
}
