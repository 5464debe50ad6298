//! The piece of a text that shows most of what matched.

use std::ops::Range;

/// What is shown of a text, and where in it something matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// The whole text when it is short, else about 200 characters of it with
    /// `…` where it was cut; nothing else is added and nothing escaped.
    pub text: String,
    /// Start and end of each match in Unicode scalar values of `text`, in order
    /// and apart from each other.
    pub ranges: Vec<[usize; 2]>,
    /// How many different wanted words it shows.
    pub distinct: usize,
}

/// One match in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The bytes of the text that matched.
    pub range: Range<usize>,
    /// Which of the wanted words it is, up to 63.
    pub wanted: u32,
}

impl Fragment {
    /// Texts up to this many characters are shown whole.
    const WHOLE: usize = 240;
    /// How many characters of a longer one are shown, ellipses apart.
    const LENGTH: usize = 200;

    /// Cuts the fragment around the hits, which are in order and apart from each
    /// other; `None` when there are none.
    pub fn cut(text: &str, hits: &[Hit]) -> Option<Self> {
        if hits.is_empty() {
            return None;
        }
        let is_short = text.len() <= Self::WHOLE || text.chars().count() <= Self::WHOLE;
        let kept = if is_short { 0..text.len() } else { window(text, hits) };
        Some(Self::of(text, kept, hits))
    }

    fn of(text: &str, kept: Range<usize>, hits: &[Hit]) -> Self {
        let before = if kept.start > 0 { "…" } else { "" };
        let after = if kept.end < text.len() { "…" } else { "" };
        let mut ranges = Vec::new();
        let mut shown = 0;
        // Counted on from match to match, so that the text is walked once.
        let (mut chars, mut counted) = (usize::from(kept.start > 0), kept.start);
        for hit in hits {
            // A word longer than the fragment is cut with it.
            let range = hit.range.start.max(kept.start)..hit.range.end.min(kept.end);
            if range.is_empty() {
                continue;
            }
            let start = chars + text[counted..range.start].chars().count();
            chars = start + text[range.clone()].chars().count();
            counted = range.end;
            ranges.push([start, chars]);
            shown |= bit(hit);
        }
        let text = [before, &text[kept], after].concat();
        Self { text, ranges, distinct: shown.count_ones() as usize }
    }
}

fn bit(hit: &Hit) -> u64 {
    1 << hit.wanted.min(63)
}

/// The bytes of a long text to show: where most different wanted words are
/// close together, then where most matches are, then the first.
fn window(text: &str, hits: &[Hit]) -> Range<usize> {
    let mut best = (0, 0);
    let mut around = 0..0;
    for (first, hit) in hits.iter().enumerate() {
        // Bytes stand for characters here: it need not be exact to be the best.
        let near = hits[first..]
            .iter()
            .take_while(|other| other.range.end - hit.range.start <= Fragment::LENGTH);
        let (shown, count, end) = near.fold((bit(hit), 0, hit.range.end), |found, other| {
            (found.0 | bit(other), found.1 + 1, other.range.end)
        });
        let worth = (shown.count_ones(), count);
        if around.is_empty() || worth > best {
            best = worth;
            around = hit.range.start..end;
        }
    }
    widen(text, around)
}

/// As much of the text around these bytes as fits, between words.
fn widen(text: &str, around: Range<usize>) -> Range<usize> {
    let taken = text[around.clone()].chars().count();
    let room = Fragment::LENGTH.saturating_sub(taken);
    let after = text[around.end..].chars().take(room).count();
    // What is not needed after the matches is shown before them.
    let before = (room / 2).max(room - after.min(room));
    let start = back(text, around.start, before);
    let left = room - text[start..around.start].chars().count();
    let end = forward(text, around.end, left);
    let start = if start == 0 { 0 } else { after_space(text, start, around.start) };
    let end = if taken > Fragment::LENGTH {
        // An overlong word is cut anywhere.
        forward(text, start, Fragment::LENGTH)
    } else if end < text.len() {
        before_space(text, around.end, end)
    } else {
        end
    };
    start..end
}

/// So many characters before `at`, or the beginning.
fn back(text: &str, at: usize, chars: usize) -> usize {
    match chars {
        0 => at,
        _ => text[..at].char_indices().rev().nth(chars - 1).map_or(0, |(start, _)| start),
    }
}

/// So many characters after `at`, or the end.
fn forward(text: &str, at: usize, chars: usize) -> usize {
    text[at..].char_indices().nth(chars).map_or(text.len(), |(length, _)| at + length)
}

/// The first beginning of a word behind a space from `from` on, not beyond `to`;
/// `from` where there is no space.
fn after_space(text: &str, from: usize, to: usize) -> usize {
    // A space just before the cut parts words as well.
    let begin = back(text, from, 1);
    let Some(space) = text[begin..to].find(char::is_whitespace) else { return from };
    let rest = &text[begin + space..to];
    to - rest.trim_start().len()
}

/// The last end of a word before a space up to `to`, not before `from`; `to`
/// where there is no space.
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
    use super::{Fragment, Hit};

    /// The fragment of a text around these words, each a wanted one.
    fn cut(text: &str, words: &[&str]) -> Fragment {
        let mut hits: Vec<_> = (0..)
            .zip(words)
            .flat_map(|(wanted, word)| {
                text.match_indices(word)
                    .map(move |(at, _)| Hit { range: at..at + word.len(), wanted })
            })
            .collect();
        hits.sort_by_key(|hit| hit.range.start);
        Fragment::cut(text, &hits).unwrap()
    }

    fn shown(fragment: &Fragment) -> Vec<String> {
        let chars: Vec<char> = fragment.text.chars().collect();
        fragment.ranges.iter().map(|[from, to]| chars[*from..*to].iter().collect()).collect()
    }

    #[test]
    fn a_short_text_is_whole() {
        let fragment = cut("É um país onde há slavery, slavery.", &["slavery"]);
        assert_eq!(fragment.text, "É um país onde há slavery, slavery.");
        assert_eq!((fragment.ranges, fragment.distinct), (vec![[18, 25], [27, 34]], 1));
    }

    #[test]
    fn a_long_text_is_cut_between_words() {
        let filler = "lorem ípsum dolor ".repeat(40);
        for (text, starts, ends) in [
            (format!("slavery {filler}"), "slavery lorem", "…"),
            (format!("{filler} slavery"), "…", "dolor  slavery"),
            (format!("{filler} slavery {filler}"), "…", "…"),
        ] {
            let fragment = cut(&text, &["slavery"]);
            let length = fragment.text.chars().count();
            assert!((180..=202).contains(&length), "{length}: {}", fragment.text);
            assert!(fragment.text.starts_with(starts), "{}", fragment.text);
            assert!(fragment.text.ends_with(ends), "{}", fragment.text);
            assert_eq!(shown(&fragment), ["slavery"]);
            for word in fragment.text.trim_matches('…').split_whitespace() {
                assert!(["lorem", "ípsum", "dolor", "slavery"].contains(&word), "{word}");
            }
        }
    }

    #[test]
    fn it_shows_most_different_words() {
        let filler = "lorem ipsum dolor ".repeat(20);
        let text = format!("bond bond bond {filler} debt or bond {filler} debt debt");
        let fragment = cut(&text, &["bond", "debt"]);
        assert_eq!((shown(&fragment), fragment.distinct), (vec!["debt".into(), "bond".into()], 2));
    }

    #[test]
    fn text_without_spaces_is_cut_anywhere() {
        let text = format!("{}slavery{}", "奴".repeat(300), "隷".repeat(300));
        let fragment = cut(&text, &["slavery"]);
        assert_eq!(fragment.text.chars().count(), 202);
        assert_eq!(shown(&fragment), ["slavery"]);

        let endless = "a".repeat(4000);
        let fragment = cut(&endless, &[&endless]);
        assert_eq!((fragment.text.chars().count(), &fragment.ranges), (201, &vec![[0, 200]]));
    }
}
