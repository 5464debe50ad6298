//! Texts without meaning, but with realistic word frequencies.

use super::random::Random;
use super::topics::Subject;
use super::words::{push_capitalized, vocabulary};
use super::zipf::Zipf;

/// One of this many words comes from the subject.
const TOPIC_EVERY: usize = 9;

/// Generates texts.
pub struct Prose {
    words: Vec<String>,
    by_use: Zipf,
}

impl Prose {
    pub fn new(random: &mut Random) -> Self {
        let words = vocabulary(random);
        let by_use = Zipf::new(words.len(), 9, 2.7);
        Self { words, by_use }
    }

    /// Sentences of `length` characters, or a word more.
    pub fn text(&self, random: &mut Random, length: usize, subject: &Subject) -> String {
        let mut text = String::with_capacity(length + 32);
        let (mut sentence, mut place) = (0, 0);
        let mut to_topic = random.below(TOPIC_EVERY);
        while text.len() < length {
            let word = if to_topic == 0 { subject.word(random) } else { self.word(random) };
            to_topic = if to_topic == 0 { TOPIC_EVERY - 1 } else { to_topic - 1 };
            if place == sentence {
                if !text.is_empty() {
                    text += ". ";
                }
                push_capitalized(&mut text, word);
                (sentence, place) = (random.between(7, 20), 0);
            } else {
                if place == 7 {
                    text.push(',');
                }
                text.push(' ');
                text += word;
            }
            place += 1;
        }
        text + "."
    }

    /// A heading of `count` words.
    pub fn title(&self, random: &mut Random, count: usize) -> String {
        let mut title = String::with_capacity(count * 12);
        for place in 0..count {
            if place > 0 {
                title.push(' ');
            }
            push_capitalized(&mut title, self.word(random));
        }
        title
    }

    fn word(&self, random: &mut Random) -> &str {
        &self.words[self.by_use.draw(random)]
    }
}
