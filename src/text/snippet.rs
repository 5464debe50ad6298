//! Snippets: the part of a text that shows the most matches.

use std::ops::Range;

/// Part of a text with the positions of the matches in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// A short text whole; of a longer one about 200 characters, with `…` where it was cut. Nothing
    /// else is added, and nothing is escaped.
    pub text: String,
    /// Start and end of each match, in Unicode scalar values of `text`; sorted and not overlapping.
    pub ranges: Vec<[usize; 2]>,
    /// Number of different query words among the matches.
    pub distinct: usize,
}

/// One match in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Byte range in the text.
    pub range: Range<usize>,
    /// Number of the query word that matches; numbers from 63 on count as one word.
    pub query_word: u32,
}

impl Snippet {
    /// Maximum length of a text that is shown whole, in characters.
    const MAX_WHOLE: usize = 240;
    /// Length of the part shown of a longer text, in characters, without the ellipses.
    const CUT_LENGTH: usize = 200;

    /// Cuts a snippet around the matches, which must be sorted and not overlap; `None` without
    /// matches.
    pub fn cut(text: &str, matches: &[Match]) -> Option<Self> {
        if matches.is_empty() {
            return None;
        }
        let is_short = text.len() <= Self::MAX_WHOLE || text.chars().count() <= Self::MAX_WHOLE;
        let shown = if is_short { 0..text.len() } else { best_window(text, matches) };
        Some(Self::new(text, shown, matches))
    }

    fn new(text: &str, shown: Range<usize>, matches: &[Match]) -> Self {
        let before = if shown.start > 0 { "…" } else { "" };
        let after = if shown.end < text.len() { "…" } else { "" };
        let mut ranges = Vec::new();
        let mut words_shown = 0;
        // Characters are counted from match to match, so that the text is read only once.
        let (mut chars, mut counted) = (usize::from(shown.start > 0), shown.start);
        for found in matches {
            // A word longer than the snippet is cut with it.
            let range = found.range.start.max(shown.start)..found.range.end.min(shown.end);
            if range.is_empty() {
                continue;
            }
            let start = chars + text[counted..range.start].chars().count();
            chars = start + text[range.clone()].chars().count();
            counted = range.end;
            ranges.push([start, chars]);
            words_shown |= bit(found);
        }
        let text = [before, &text[shown], after].concat();
        Self { text, ranges, distinct: words_shown.count_ones() as usize }
    }
}

fn bit(found: &Match) -> u64 {
    1 << found.query_word.min(63)
}

/// The part of a long text to show: where the most different query words are close together, then
/// where the most matches are, then the first such part.
fn best_window(text: &str, matches: &[Match]) -> Range<usize> {
    let mut best = (0, 0);
    let mut around = 0..0;
    for (first, found) in matches.iter().enumerate() {
        // An estimate: it measures in bytes, not in characters.
        let near = matches[first..]
            .iter()
            .take_while(|other| other.range.end - found.range.start <= Snippet::CUT_LENGTH);
        let (words, count, end) = near.fold((bit(found), 0, found.range.end), |sums, other| {
            (sums.0 | bit(other), sums.1 + 1, other.range.end)
        });
        let score = (words.count_ones(), count);
        if around.is_empty() || score > best {
            best = score;
            around = found.range.start..end;
        }
    }
    widen(text, around)
}

/// Widens a byte range to the length of a snippet, cutting between words.
fn widen(text: &str, around: Range<usize>) -> Range<usize> {
    let taken = text[around.clone()].chars().count();
    let room = Snippet::CUT_LENGTH.saturating_sub(taken);
    let after = text[around.end..].chars().take(room).count();
    // Room that is not needed after the matches goes to the text before them.
    let before = (room / 2).max(room - after.min(room));
    let start = back(text, around.start, before);
    let left = room - text[start..around.start].chars().count();
    let end = forward(text, around.end, left);
    let start = if start == 0 { 0 } else { after_space(text, start, around.start) };
    let end = if taken > Snippet::CUT_LENGTH {
        // A word longer than the snippet is cut anywhere.
        forward(text, start, Snippet::CUT_LENGTH)
    } else if end < text.len() {
        before_space(text, around.end, end)
    } else {
        end
    };
    start..end
}

/// Byte offset `chars` characters before `at`, or the start of the text.
fn back(text: &str, at: usize, chars: usize) -> usize {
    match chars {
        0 => at,
        _ => text[..at].char_indices().rev().nth(chars - 1).map_or(0, |(start, _)| start),
    }
}

/// Byte offset `chars` characters after `at`, or the end of the text.
fn forward(text: &str, at: usize, chars: usize) -> usize {
    text[at..].char_indices().nth(chars).map_or(text.len(), |(length, _)| at + length)
}

/// The first start of a word after a space in `from..to`; `from` if there is no space.
fn after_space(text: &str, from: usize, to: usize) -> usize {
    // The space may also be just before the cut.
    let begin = back(text, from, 1);
    let Some(space) = text[begin..to].find(char::is_whitespace) else { return from };
    let rest = &text[begin + space..to];
    to - rest.trim_start().len()
}

/// The last end of a word before a space in `from..to`; `to` if there is no space.
fn before_space(text: &str, from: usize, to: usize) -> usize {
    if text[to..].starts_with(char::is_whitespace) {
        return from + text[from..to].trim_end().len();
    }
    match text[from..to].rfind(char::is_whitespace) {
        Some(space) => from + text[from..from + space].trim_end().len(),
        None => to,
    }
}

#[cfg(test)]
mod tests {
    use super::{Match, Snippet};

    /// The snippet of a text with these query words.
    fn cut(text: &str, words: &[&str]) -> Snippet {
        let mut matches: Vec<_> = (0..)
            .zip(words)
            .flat_map(|(query_word, word)| {
                text.match_indices(word)
                    .map(move |(at, _)| Match { range: at..at + word.len(), query_word })
            })
            .collect();
        matches.sort_by_key(|found| found.range.start);
        Snippet::cut(text, &matches).unwrap()
    }

    fn highlighted(snippet: &Snippet) -> Vec<String> {
        let chars: Vec<char> = snippet.text.chars().collect();
        snippet.ranges.iter().map(|[from, to]| chars[*from..*to].iter().collect()).collect()
    }

    #[test]
    fn a_short_text_is_shown_whole() {
        let snippet = cut("É um país onde há slavery, slavery.", &["slavery"]);
        assert_eq!(snippet.text, "É um país onde há slavery, slavery.");
        assert_eq!((snippet.ranges, snippet.distinct), (vec![[18, 25], [27, 34]], 1));
    }

    #[test]
    fn a_long_text_is_cut_between_words() {
        let filler = "lorem ípsum dolor ".repeat(40);
        for (text, starts, ends) in [
            (format!("slavery {filler}"), "slavery lorem", "…"),
            (format!("{filler} slavery"), "…", "dolor  slavery"),
            (format!("{filler} slavery {filler}"), "…", "…"),
        ] {
            let snippet = cut(&text, &["slavery"]);
            let length = snippet.text.chars().count();
            assert!((180..=202).contains(&length), "{length}: {}", snippet.text);
            assert!(snippet.text.starts_with(starts), "{}", snippet.text);
            assert!(snippet.text.ends_with(ends), "{}", snippet.text);
            assert_eq!(highlighted(&snippet), ["slavery"]);
            for word in snippet.text.trim_matches('…').split_whitespace() {
                assert!(["lorem", "ípsum", "dolor", "slavery"].contains(&word), "{word}");
            }
        }
    }

    #[test]
    fn a_snippet_shows_the_most_different_words() {
        let filler = "lorem ipsum dolor ".repeat(20);
        let text = format!("bond bond bond {filler} debt or bond {filler} debt debt");
        let snippet = cut(&text, &["bond", "debt"]);
        assert_eq!(
            (highlighted(&snippet), snippet.distinct),
            (vec!["debt".into(), "bond".into()], 2)
        );
    }

    #[test]
    fn text_without_spaces_is_cut_anywhere() {
        let text = format!("{}slavery{}", "奴".repeat(300), "隷".repeat(300));
        let snippet = cut(&text, &["slavery"]);
        assert_eq!(snippet.text.chars().count(), 202);
        assert_eq!(highlighted(&snippet), ["slavery"]);

        let endless = "a".repeat(4000);
        let snippet = cut(&endless, &[&endless]);
        assert_eq!((snippet.text.chars().count(), &snippet.ranges), (201, &vec![[0, 200]]));
    }
}
