//! Scripts that are written without spaces between words.
//!
//! In Chinese, Japanese, Thai, Lao, Khmer, Burmese and others the words of a text cannot be seen;
//! Korean joins words to compounds. So a run of such letters is one word of the tokenizer, and is
//! indexed by its pairs of letters: 児童労働 as 児童, 童労, 労働 and 働. A query with the pairs 児童
//! and 労働, two letters apart, matches exactly the texts that contain 児童労働.

use std::borrow::Cow;
use std::ops::Range;

use super::characters::{CharClass, char_class, push_folded};

/// Whether a letter belongs to a script without spaces. Its digits do not.
pub fn is_unspaced(c: char) -> bool {
    // Nearly all letters end here.
    if c < '\u{e01}' {
        return false;
    }
    matches!(c,
        // Thai, Lao
        '\u{e01}'..='\u{e4e}' | '\u{e81}'..='\u{ecf}' | '\u{edc}'..='\u{edf}'
        // Burmese, with its extensions
        | '\u{1000}'..='\u{103f}' | '\u{104e}'..='\u{108f}' | '\u{109a}'..='\u{109f}'
        | '\u{a9e0}'..='\u{a9ef}' | '\u{a9fa}'..='\u{a9fe}' | '\u{aa60}'..='\u{aa7f}'
        // Khmer, Tai Le, New Tai Lue, Tai Tham, Javanese
        | '\u{1780}'..='\u{17df}' | '\u{1950}'..='\u{197f}' | '\u{1980}'..='\u{19cf}'
        | '\u{1a20}'..='\u{1a7f}' | '\u{a980}'..='\u{a9cf}'
        // Hangul
        | '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7ff}' | '\u{ffa0}'..='\u{ffdc}'
        // Kana, Bopomofo
        | '\u{3031}'..='\u{3035}' | '\u{3041}'..='\u{312f}' | '\u{31a0}'..='\u{31bf}'
        | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}' | '\u{1aff0}'..='\u{1b16f}'
        // Han, also as numbers in circles and parentheses
        | '\u{3190}'..='\u{319f}' | '\u{3220}'..='\u{3229}' | '\u{3280}'..='\u{3289}'
        | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3038}'..='\u{303c}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Whether a folded word is a run of letters of scripts without spaces.
pub fn is_unspaced_word(folded: &str) -> bool {
    folded.chars().next().is_some_and(is_unspaced)
}

/// Folded words without the spaces between two runs of such letters: there, people leave spaces and
/// punctuation out.
pub fn joined_runs(folded: &str) -> Cow<'_, str> {
    let is_between_runs = |at: usize| {
        let before = folded[..at].chars().next_back();
        let after = folded[at + 1..].chars().next();
        before.is_some_and(is_unspaced) && after.is_some_and(is_unspaced)
    };
    if !folded.match_indices(' ').any(|(at, _)| is_between_runs(at)) {
        return Cow::Borrowed(folded);
    }
    let letters = folded.char_indices().filter(|(at, c)| *c != ' ' || !is_between_runs(*at));
    Cow::Owned(letters.map(|(_, c)| c).collect())
}

/// The pairs of letters of a folded run, one for each letter; the last letter is by itself.
pub fn letter_pairs(folded: &str) -> impl Iterator<Item = &str> {
    let starts = folded.char_indices().map(|(start, _)| start);
    starts.map(|start| {
        let rest = &folded[start..];
        rest.char_indices().nth(2).map_or(rest, |(end, _)| &rest[..end])
    })
}

/// The fewest pairs of letters that cover a folded run, with the number of letters before each.
/// Of a run of one letter, that letter.
pub fn covering_pairs(folded: &str) -> impl Iterator<Item = (usize, &str)> {
    let letters = folded.chars().count();
    let pairs = letter_pairs(folded).enumerate();
    pairs.filter(move |(at, _)| {
        let is_last = at + 2 == letters;
        (at % 2 == 0 && at + 1 < letters) || is_last || letters == 1
    })
}

/// The pairs of letters of a folded run that are mostly words or parts of one: pairs of Han or
/// Hangul. Other letters are parts of a syllable, so texts share their pairs by chance.
pub fn meaningful_pairs(folded: &str) -> impl Iterator<Item = &str> {
    let has_meaning = |c: char| {
        matches!(c, '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
            | '\u{20000}'..='\u{3ffff}')
    };
    letter_pairs(folded).filter(move |pair| pair.chars().filter(|c| has_meaning(*c)).count() == 2)
}

/// The byte ranges of `text` within the run at `range` whose folded letters are `folded`; sorted
/// and not overlapping.
pub fn occurrences(text: &str, range: Range<usize>, folded: &str) -> Vec<Range<usize>> {
    let mut run = String::new();
    // Where each letter begins in `run` and in the text.
    let mut letters: Vec<(usize, usize)> = Vec::new();
    for (at, c) in text[range.clone()].char_indices() {
        let before = run.len();
        if char_class(c) == CharClass::Letter {
            push_folded(c, &mut run);
        }
        // A Hangul letter may have become a part of the syllable before it.
        if run.len() > before {
            letters.push((before, range.start + at));
        }
    }
    let place = |at: usize| letters.partition_point(|(start, _)| *start <= at);
    let found = run.match_indices(folded).map(|(at, _)| {
        let start = letters[place(at).saturating_sub(1)].1;
        let last = place(at + folded.len() - 1);
        start..letters.get(last).map_or(range.end, |(_, start)| *start)
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_has_a_pair_for_each_letter() {
        for (run, pairs, covering) in [
            ("児", &["児"][..], &[(0, "児")][..]),
            ("児童", &["児童", "童"], &[(0, "児童")]),
            ("労働者", &["労働", "働者", "者"], &[(0, "労働"), (1, "働者")]),
            ("児童労働", &["児童", "童労", "労働", "働"], &[(0, "児童"), (2, "労働")]),
            ("", &[], &[]),
        ] {
            assert_eq!(letter_pairs(run).collect::<Vec<_>>(), pairs, "{run}");
            assert_eq!(covering_pairs(run).collect::<Vec<_>>(), covering, "{run}");
        }
    }

    #[test]
    fn pairs_of_han_and_hangul_have_a_meaning() {
        for (run, pairs) in [
            ("児童労働", &["児童", "童労", "労働"][..]),
            ("子どもの人権", &["人権"]),
            ("인신매매", &["인신", "신매", "매매"]),
            ("เดกและสตรี", &[]),
            ("人", &[]),
        ] {
            assert_eq!(meaningful_pairs(run).collect::<Vec<_>>(), pairs, "{run}");
        }
    }

    /// Otherwise a folded text would have other words than the text itself.
    #[test]
    fn folding_keeps_a_letter_in_its_kind_of_script() {
        let letters = ('\0'..=char::MAX).filter(|c| char_class(*c) == CharClass::Letter);
        for letter in letters {
            let mut folded = String::new();
            push_folded(letter, &mut folded);
            let same = folded.chars().all(|part| is_unspaced(part) == is_unspaced(letter));
            assert!(same, "{letter:?} {folded:?}");
        }
    }
}
