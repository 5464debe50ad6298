//! Folding of whole names for sorting.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text in lower case without accents, compatibility forms or outer punctuation, as a sort key
/// for names: `Comissão` and `comissao` are equal.
pub fn fold(text: &str) -> String {
    let letters = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let folded: String = letters.collect();
    folded.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn folding_removes_accents_case_and_quotes() {
        for (text, folded) in [
            ("Comissão Pastoral da Terra", "comissao pastoral da terra"),
            ("“Éva”", "eva"),
            ("ＡＢＣ", "abc"),
            ("A21", "a21"),
        ] {
            assert_eq!(fold(text), folded);
        }
    }
}
