//! The highlighter: finds the matches of a query in a text that the index has returned.
//!
//! Nearly every word of a text matches nothing. A [`FirstLetterFilter`] skips the words that begin
//! with other letters, and a stem is looked up only if the first letters match.

use std::cell::RefCell;
use std::cmp::Reverse;

use super::first_letters::FirstLetterFilter;
use super::snippet::{Match, Snippet};
use super::spelling::irregular_forms;
use super::stem::{StemCache, stem, stem_prefix};
use super::tokenizer::{Token, Tokenizer};
use super::unspaced::{is_unspaced_word, occurrences};

thread_local! {
    /// Queries meet the same words again and again.
    static STEMS: RefCell<StemCache> = RefCell::new(StemCache::new());
}

/// The patterns of a query, to be highlighted in texts.
#[derive(Clone, Debug)]
pub struct Highlighter {
    patterns: Vec<Pattern>,
    filter: FirstLetterFilter,
}

#[derive(Clone, Debug)]
struct Pattern {
    text: String,
    kind: PatternKind,
    /// Number of the query word that it belongs to; several patterns may belong to one.
    query_word: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PatternKind {
    /// A word with this stem.
    Stem,
    /// This folded word.
    Word,
    /// A folded word that begins with this.
    Prefix,
    /// Letters of a script without spaces, anywhere in a run.
    Letters,
}

impl Highlighter {
    /// Highlights words with one of these `stems`, the folded `words` themselves (corrections of
    /// typos, joined compounds), and words that begin with the folded `prefix`. A prefix and its
    /// own stem count as one query word.
    pub fn new(
        stems: impl IntoIterator<Item = String>,
        words: impl IntoIterator<Item = String>,
        prefix: Option<String>,
    ) -> Self {
        let mut highlighter = Self { patterns: Vec::new(), filter: FirstLetterFilter::new() };
        let mut query_words = 0..;
        for (text, query_word) in stems.into_iter().zip(&mut query_words) {
            for word in irregular_forms(&text) {
                highlighter.add(word.to_owned(), PatternKind::Word, query_word);
            }
            highlighter.add(text, PatternKind::Stem, query_word);
        }
        for (text, query_word) in words.into_iter().zip(&mut query_words) {
            highlighter.add(text, PatternKind::Word, query_word);
        }
        if let Some(prefix) = prefix {
            let own_stem = stem(&prefix);
            let is_own =
                |other: &&Pattern| other.kind == PatternKind::Stem && other.text == own_stem;
            let query_word = highlighter.patterns.iter().find(is_own).map(|own| own.query_word);
            let query_word = query_word.or_else(|| query_words.next()).unwrap_or_default();
            highlighter.add(prefix, PatternKind::Prefix, query_word);
        }
        highlighter
    }

    fn add(&mut self, text: String, kind: PatternKind, query_word: u32) {
        if text.is_empty() {
            return;
        }
        let kind = if is_unspaced_word(&text) { PatternKind::Letters } else { kind };
        let prefix = if kind == PatternKind::Stem { stem_prefix(&text) } else { &text };
        self.filter.add_prefix(prefix, query_word);
        self.patterns.push(Pattern { text, kind, query_word });
    }

    /// The snippet of `text` that shows the most query words; `None` if nothing in it matches.
    pub fn highlight(&self, text: &str) -> Option<Snippet> {
        STEMS.with_borrow_mut(|stems| Snippet::cut(text, &self.matches(text, stems)))
    }

    fn matches(&self, text: &str, stems: &mut StemCache) -> Vec<Match> {
        let mut matches = Vec::new();
        let mut tokens = Tokenizer::new(text);
        let (mut folded, mut kept, mut spelled) = (String::new(), String::new(), String::new());
        while let Some(at) = self.filter.next_candidate(text.as_bytes(), tokens.at()) {
            tokens.skip_to(at);
            let Some(token) = tokens.next() else { break };
            if token.is_unspaced() {
                matches.extend(self.match_letters(text, &token));
                continue;
            }
            token.fold_into(text, &mut folded);
            let query_word = self.query_word(&folded, stems).or_else(|| {
                let has_other = token.spell_into(text, &mut kept, &mut spelled);
                has_other.then(|| self.query_word(&spelled, stems)).flatten()
            });
            if let Some(query_word) = query_word {
                matches.push(Match { range: token.range, query_word });
            } else if token.joins_next
                && let Some(found) = self.match_pair(text, &folded, &token, &tokens, stems)
            {
                tokens.next();
                matches.push(found);
            }
        }
        matches
    }

    /// Matches letters anywhere in a run of a script without spaces.
    fn match_letters(&self, text: &str, run: &Token) -> Vec<Match> {
        let patterns = self.patterns.iter().filter(|it| it.kind == PatternKind::Letters);
        let found = patterns.flat_map(|pattern| {
            let ranges = occurrences(text, run.range.clone(), &pattern.text).into_iter();
            ranges.map(|range| Match { range, query_word: pattern.query_word })
        });
        let mut found: Vec<Match> = found.collect();
        found.sort_by_key(|found| (found.range.start, Reverse(found.range.end)));
        let mut end = 0;
        found.retain(|found| {
            let is_after = found.range.start >= end;
            end = if is_after { found.range.end } else { end };
            is_after
        });
        found
    }

    /// Matches a word joined with the next one, if only a hyphen separates them: `anti-slavery`
    /// matches `antislavery`. If the next word matches by itself, only that word is highlighted.
    fn match_pair(
        &self,
        text: &str,
        folded: &str,
        token: &Token,
        rest: &Tokenizer<'_>,
        stems: &mut StemCache,
    ) -> Option<Match> {
        let next = rest.clone().next()?;
        let mut second = String::new();
        next.fold_into(text, &mut second);
        let query_word = self.query_word(&[folded, &second].concat(), stems)?;
        let second_matches = self.query_word(&second, stems).is_some();
        let range = token.range.start..next.range.end;
        (!second_matches).then_some(Match { range, query_word })
    }

    /// Number of the query word that a folded word matches.
    fn query_word(&self, folded: &str, stems: &mut StemCache) -> Option<u32> {
        let matches = |pattern: &&Pattern| match pattern.kind {
            PatternKind::Stem => {
                folded.starts_with(stem_prefix(&pattern.text)) && stems.stem(folded) == pattern.text
            }
            PatternKind::Word => folded == pattern.text,
            PatternKind::Prefix => folded.starts_with(&pattern.text),
            PatternKind::Letters => false,
        };
        self.patterns.iter().find(matches).map(|pattern| pattern.query_word)
    }
}

#[cfg(test)]
mod tests {
    use super::Highlighter;

    fn highlighter(stems: &[&str], words: &[&str], prefix: Option<&str>) -> Highlighter {
        let owned =
            |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        Highlighter::new(owned(stems), owned(words), prefix.map(str::to_owned))
    }

    /// The text with the matches in brackets, and the number of query words that it matches.
    fn highlighted(highlighter: &Highlighter, text: &str) -> (String, usize) {
        let Some(snippet) = highlighter.highlight(text) else { return (String::new(), 0) };
        let mut shown = String::new();
        for (place, c) in snippet.text.chars().enumerate() {
            shown.extend(snippet.ranges.iter().any(|range| range[0] == place).then_some('['));
            shown.push(c);
            shown.extend(snippet.ranges.iter().any(|range| range[1] == place + 1).then_some(']'));
        }
        (shown, snippet.distinct)
    }

    #[test]
    fn stems_words_and_prefixes_are_highlighted() {
        for (stems, words, prefix, text, expected, distinct) in [
            (
                &["labor", "child"][..],
                &[][..],
                None,
                "Child Labour: children labor, organs",
                "[Child] [Labour]: [children] [labor], organs",
                2,
            ),
            (
                &["slave"],
                &[],
                None,
                "Slavery of the slaves’ sons, slave's",
                "Slavery of the [slaves]’ sons, [slave's]",
                1,
            ),
            (&["man"], &[], None, "Men, a man, many", "[Men], a [man], many", 1),
            (&["traffic"], &[], None, "Traffickers in traffic", "[Traffickers] in [traffic]", 1),
            (&[], &["prajwala"], None, "Prajwala, Prajwalas", "[Prajwala], Prajwalas", 1),
            (&[], &[], Some("comiss"), "Comissão, commission", "[Comissão], commission", 1),
            (&["evan"], &[], None, "Évan and Evans", "[Évan] and [Evans]", 1),
            (&["and"], &[], None, "Hope & Justice", "Hope [&] Justice", 1),
            (&["slaver"], &[], Some("slaver"), "slavers and slavery", "[slavers] and [slavery]", 1),
            (&["slave"], &[], Some("slaver"), "slaves and slavery", "[slaves] and [slavery]", 2),
            (&["дети"], &[], None, "ДЕТИ и дом", "[ДЕТИ] и дом", 1),
            (&["労働"], &[], None, "児童労働と労働者", "児童[労働]と[労働]者", 1),
            (&["労働", "児童労働"], &[], None, "児童労働", "[児童労働]", 1),
            (&["เดก"], &[], None, "ช่วยเด็กๆ", "ช่วย[เด็ก]ๆ", 1),
            (
                &["신매"],
                &[],
                None,
                "인\u{1109}\u{1175}\u{11ab}매매",
                "인[\u{1109}\u{1175}\u{11ab}매]매",
                1,
            ),
            (&[], &["mueller"], None, "Müller, Muller", "[Müller], Muller", 1),
            (&["organ"], &[], None, "organizations", "", 0),
            (&[""], &[], Some(""), "nothing", "", 0),
            (&["labor"], &[], None, "", "", 0),
        ] {
            let found = highlighted(&highlighter(stems, words, prefix), text);
            assert_eq!(found, (expected.to_owned(), distinct), "{text}");
        }
    }

    #[test]
    fn a_hyphenated_pair_matches_as_one_word() {
        for (stems, words, prefix, expected) in [
            (&[][..], &["antislavery"][..], None, "The [Anti-Slavery] league"),
            (&["antislaveri"], &[], None, "The [Anti-Slavery] league"),
            (&[], &[], Some("antisl"), "The [Anti-Slavery] league"),
            (&["anti"], &["antislavery"], None, "The [Anti]-Slavery league"),
            (&["slaveri"], &["antislavery"], None, "The Anti-[Slavery] league"),
            (&[], &["slaveryleague"], None, ""),
        ] {
            let found = highlighted(&highlighter(stems, words, prefix), "The Anti-Slavery league");
            assert_eq!(found.0, expected);
        }
    }
}
