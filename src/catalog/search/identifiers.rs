//! Organizations whose identifiers in registers are typed: `541722887`, `54-1722887`,
//! `US-EIN 541722887`, `EIN: 54-1722887`.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::catalog::Entry;
use crate::catalog::columns::{Columns, comparable, parts};
use crate::text::TypedText;

/// Maximum number of words of an identifier.
const MAX_WORDS: usize = 6;

/// Minimum number of letters and digits of a value among other words. A shorter number is rather a
/// year or a count.
const MIN_NUMBER: usize = 5;

/// The same for a value with letters and digits.
const MIN_MIXED: usize = 3;

/// Maximum length of a scheme without its hyphen, in letters and digits.
const MAX_SCHEME: usize = 22;

/// Maximum number of identifiers read for one completion.
const MAX_READ: usize = 1_000;

/// Score of an identifier, above any score of a name. Each letter that was typed adds to it.
const IDENTIFIER: f32 = 6000.0;
/// Added for half a letter of an identifier; more than any score of a text and its terms.
const HALF_LETTER: f32 = 300.0;

/// Number of letters of the code of a country, with which a scheme begins.
const COUNTRY: usize = 2;

/// Maximum number of words between a scheme and the part of its value that is looked up.
const MAX_SKIPPED: usize = 2;

/// An organization and the identifier of it that was typed.
pub struct Identified<'c> {
    pub entry: Entry<'c>,
    pub identifier: &'c str,
    /// The typed words that are the identifier.
    words: Range<usize>,
    /// Twice the number of typed letters that are the identifier, and one more if all its zeros
    /// were typed.
    half_letters: u16,
    /// Whether the text names another register before the value: `FR-RCS-1234999` for
    /// `GB-CHC-1234999`.
    has_other_scheme: bool,
}

impl Identified<'_> {
    /// The score of the organization in a search. The more of the text is the identifier, the
    /// higher: a scheme with its value, a whole value, a part of it.
    pub fn score(&self) -> f32 {
        IDENTIFIER + HALF_LETTER * f32::from(self.half_letters)
    }

    /// Whether a score can only be that of an identifier.
    pub fn has_score(score: f32) -> bool {
        score >= IDENTIFIER
    }
}

/// The organizations whose identifiers were typed.
#[derive(Default)]
pub struct TypedIdentifiers<'c> {
    /// Those that the text names, the best match first.
    pub named: Vec<Identified<'c>>,
    /// Those of which the text has the value with the scheme of another register.
    pub of_other_schemes: Vec<Identified<'c>>,
}

impl<'c> TypedIdentifiers<'c> {
    /// Finds the organizations of which typed words are an identifier, or have one among others.
    pub fn find(columns: &'c Columns, words: &[TypedText<'_>]) -> Self {
        // Nearly all queries end here: identifiers have digits or begin with a scheme.
        let has_digit = |word: &TypedText<'_>| word.folded.bytes().any(|it| it.is_ascii_digit());
        if !words.iter().any(has_digit) && !(0..words.len()).any(|at| has_scheme_at(words, at)) {
            return Self::default();
        }
        let mut found: Vec<Identified<'c>> = Vec::new();
        for length in 1..=words.len() {
            if length > MAX_WORDS && length < words.len() {
                continue;
            }
            for start in 0..=words.len() - length {
                found.extend(equal_part(columns, words, start..start + length));
            }
        }
        found.sort_by_key(|it| (it.has_other_scheme, Reverse(it.half_letters)));
        let mut this = Self::default();
        for new in found {
            let mut known = this.named.iter().chain(&this.of_other_schemes);
            if known.any(|it| it.entry.number() == new.entry.number()) {
                continue;
            }
            let group =
                if new.has_other_scheme { &mut this.of_other_schemes } else { &mut this.named };
            group.push(new);
        }
        this
    }

    /// The typed words that are parts of the identifiers, which are not corrected.
    pub fn words<'t>(&self, words: &[TypedText<'t>]) -> BTreeSet<&'t str> {
        let typed = self.named.iter().flat_map(|it| words.get(it.words.clone()));
        typed.flatten().map(|word| word.folded).collect()
    }
}

/// The organizations whose identifier is exactly these words.
pub fn exactly<'c>(
    columns: &'c Columns,
    words: &[TypedText<'_>],
) -> impl Iterator<Item = Identified<'c>> {
    equal_part(columns, words, 0..words.len()).into_iter()
}

/// The organizations whose identifier is a part of the typed words.
fn equal_part<'c>(
    columns: &'c Columns,
    words: &[TypedText<'_>],
    range: Range<usize>,
) -> Vec<Identified<'c>> {
    let part = words.get(range.clone()).unwrap_or_default();
    let text: String = part.iter().map(|word| word.folded).collect();
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    let needs_scheme = !has_digit || (part.len() < words.len() && !is_distinctive(&text));
    if needs_scheme && !has_scheme_at(part, 0) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (scheme, value) in splits(&text) {
        let identifiers = columns.identifiers_with_prefix(&value);
        let same = identifiers.take_while(|(_, it)| comparable(parts(it).1) == value);
        for (entry, identifier) in same.filter(|(_, it)| has_scheme(it, scheme)) {
            let (own, own_value) = parts(identifier);
            let own = comparable(own);
            if needs_scheme && own != scheme {
                continue;
            }
            let typed = text.len() - scheme.len();
            let has_all_zeros =
                own_value.bytes().filter(u8::is_ascii_alphanumeric).count() == typed;
            let half_letters = 2 * text.len() + usize::from(has_all_zeros);
            found.push(Identified {
                entry,
                identifier,
                words: range.clone(),
                half_letters: half_letters.try_into().unwrap_or(u16::MAX),
                has_other_scheme: has_other_scheme(words, range.start, scheme, &own),
            });
        }
    }
    found
}

/// Whether words that begin at `at` can be a whole scheme and a value: `us`, `ein`, `541722887`.
fn has_scheme_at(words: &[TypedText<'_>], at: usize) -> bool {
    words.len() > at + 2 && is_country(words[at].folded)
}

fn is_country(word: &str) -> bool {
    word.len() == COUNTRY && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Whether the words before a value, or before its `typed` scheme without a country, are the whole
/// scheme of another register than `own`. Only a scheme with its hyphen counts, because other words
/// also have two letters.
fn has_other_scheme(words: &[TypedText<'_>], start: usize, typed: &str, own: &str) -> bool {
    let is_own = |at: usize| {
        let scheme: String = words[at..at + 2].iter().map(|word| word.folded).collect();
        scheme == own
    };
    let names_scheme = |at: usize| words[at].joins_next && is_country(words[at].folded);
    if !typed.is_empty() {
        let before = start.checked_sub(1).filter(|at| names_scheme(*at));
        return before.is_some_and(|at| !is_own(at));
    }
    let first = start.saturating_sub(2 + MAX_SKIPPED);
    (first..(start + 1).saturating_sub(2)).any(|at| {
        let is_joined = start == at + 2 || words[at + 1].joins_next;
        names_scheme(at) && is_joined && !is_own(at)
    })
}

/// The identifiers that begin with a text without spaces, at most `max`.
pub fn with_prefix<'c>(columns: &'c Columns, text: &str, max: usize) -> Vec<(Entry<'c>, &'c str)> {
    let mut found = Vec::new();
    for (scheme, value) in splits(text) {
        let identifiers = columns.identifiers_with_prefix(&value).take(MAX_READ);
        let of_scheme = identifiers.filter(|(_, it)| has_scheme(it, scheme));
        found.extend(of_scheme.take(max.saturating_sub(found.len())));
    }
    found
}

/// The ways to read a text as a scheme, which may be missing, and a comparable value.
fn splits(text: &str) -> impl Iterator<Item = (&str, String)> {
    let has_scheme = text.starts_with(|first: char| first.is_ascii_lowercase());
    let ends = text.char_indices().map(|(at, _)| at);
    let ends = ends.take(if has_scheme { MAX_SCHEME + 1 } else { 1 });
    let splits = ends.map(|at| (&text[..at], comparable(&text[at..])));
    splits.filter(|(_, value)| !value.is_empty())
}

/// Whether an identifier has a scheme, which may lack the country: `ein` for `US-EIN`.
fn has_scheme(identifier: &str, scheme: &str) -> bool {
    let (own, _) = parts(identifier);
    let register = own.split_once('-').map_or("", |(_, register)| register);
    scheme.is_empty() || comparable(own) == scheme || comparable(register) == scheme
}

/// Whether a text is hardly anything but an identifier.
fn is_distinctive(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let min = if digits == text.len() { MIN_NUMBER } else { MIN_MIXED };
    digits > 0 && text.len() >= min
}
