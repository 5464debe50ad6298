//! The folded words of a text: the form in which words are compared, counted and looked up.
//!
//! A word is a run of letters and digits of any script. Folding removes case, accents, apostrophes
//! and a possessive `'s`; `&` becomes `and`; letters of one sound become one. A hyphen separates
//! two words, and the first of them has `joins_next` set.

use std::ops::Range;

use super::tokenizer::Tokenizer;

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// Without case, accents and apostrophes; at most 64 characters unless it is unspaced.
    pub folded: &'a str,
    /// Its other spelling, if it has letters such as `ä`, which are also spelled `ae`.
    pub spelled: Option<Spelled<'a>>,
    /// Whether it is a run of letters of scripts without spaces.
    pub is_unspaced: bool,
    /// Byte range of the word in the text, including a possessive `'s`.
    pub range: Range<usize>,
    /// Whether only a hyphen separates it from the next word.
    pub joins_next: bool,
    /// Whether it is written `&`.
    pub is_ampersand: bool,
}

/// A word with letters such as `ä`, which are also spelled with two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spelled<'a> {
    /// The folded word with these letters: `müller`.
    pub kept: &'a str,
    /// The folded word with two letters for each of them: `mueller`.
    pub spelled: &'a str,
}

/// Iterates over the folded words of a text, reusing its buffers.
pub struct Words<'t> {
    text: &'t str,
    tokens: Tokenizer<'t>,
    folded: String,
    kept: String,
    spelled: String,
}

impl<'t> Words<'t> {
    pub fn new(text: &'t str) -> Self {
        let (folded, kept, spelled) = (String::new(), String::new(), String::new());
        Self { text, tokens: Tokenizer::new(text), folded, kept, spelled }
    }

    /// The next word; `None` at the end of the text. The word borrows the buffer, so this is not an
    /// `Iterator`: use `while let Some(word) = words.next_word()`.
    pub fn next_word(&mut self) -> Option<Word<'_>> {
        let token = self.tokens.next()?;
        token.fold_into(self.text, &mut self.folded);
        let has_spelled = token.spell_into(self.text, &mut self.kept, &mut self.spelled);
        let spelled = Spelled { kept: &self.kept, spelled: &self.spelled };
        Some(Word {
            folded: &self.folded,
            spelled: has_spelled.then_some(spelled),
            is_unspaced: token.is_unspaced(),
            is_ampersand: token.is_ampersand(),
            joins_next: token.joins_next,
            range: token.range,
        })
    }
}

/// The folded words of a text, separated by single spaces, for comparing whole names:
/// `Hope & Justice` and `“hope AND justice”` are equal.
pub fn folded_words(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut words = Words::new(text);
    while let Some(word) = words.next_word() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word.folded);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::{Words, folded_words};

    #[test]
    fn words_are_folded() {
        for (text, expected) in [
            ("Free the Slaves", "free the slaves"),
            ("Comissão Pastoral da Terra", "comissao pastoral da terra"),
            ("Comissa\u{303}o", "comissao"),
            ("children's slaves' O'Brien", "children slaves obrien"),
            ("CHILDREN’S children´s childrenʼs", "children children children"),
            ("'quoted' ‘words’", "quoted words"),
            ("rock''n''roll", "rock n roll"),
            ("Côte d'Ivoire", "cote divoire"),
            ("Hope & Justice, R&D", "hope and justice r and d"),
            ("ta\u{ad}ken a\u{200b}way", "taken away"),
            ("Straße Łódź Þór Ærø", "strasse lodz thor aero"),
            ("love146 A21 1990–2005", "love146 a21 1990 2005"),
            ("a_b/c.d@e", "a b c d e"),
            ("маити मैती 子ども", "маити मैती 子とも"),
            ("NPO法人ライトハウス、第3回", "npo 法人らいとはうす 第 3 回"),
            ("인신매매 피해자", "인신매매 피해자"),
            ("เด็ก\u{200b}และสตรี๒๔", "เดกและสตรี 24"),
            ("1\u{fe0f}\u{20e3} 😀", "1"),
            ("\u{301}'-'", ""),
            ("", ""),
        ] {
            assert_eq!(folded_words(text), expected, "{text}");
        }
    }

    #[test]
    fn words_have_their_byte_ranges() {
        let text = "Anti\u{2010}Slavery's «Été», end";
        let mut words = Words::new(text);
        let mut found = Vec::new();
        while let Some(word) = words.next_word() {
            found.push((word.folded.to_owned(), &text[word.range.clone()]));
        }
        let expected = [("anti", "Anti"), ("slavery", "Slavery's"), ("ete", "Été"), ("end", "end")];
        assert_eq!(found, expected.map(|(folded, written)| (folded.to_owned(), written)));
    }

    #[test]
    fn only_a_single_hyphen_joins_two_words() {
        for (text, joins) in [
            ("anti-slavery", true),
            ("anti‑slavery", true),
            ("anti-\u{200b}slavery", true),
            ("été-hiver", true),
            ("anti - slavery", false),
            ("anti--slavery", false),
            ("anti -slavery", false),
            ("anti- slavery", false),
            ("anti–slavery", false),
            ("anti-", false),
        ] {
            let mut words = Words::new(text);
            assert_eq!(words.next_word().map(|word| word.joins_next), Some(joins), "{text}");
        }
    }

    #[test]
    fn words_are_truncated_to_64_characters() {
        for letter in ["a", "é", "ß"] {
            let text = letter.repeat(100);
            let mut words = Words::new(&text);
            let word = words.next_word().unwrap();
            assert_eq!((word.folded.chars().count(), word.range), (64, 0..text.len()));
        }
    }
}
