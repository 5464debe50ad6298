//! Definitions in short.

/// The first sentence of a text. A full stop ends a sentence if a capital letter follows it.
pub fn first_sentence(text: &str) -> &str {
    let end = text.match_indices(['.', '?', '!']).map(|(at, _)| at + 1).find(|&end| {
        let mut rest = text[end..].chars();
        match rest.next() {
            None => true,
            Some(' ') => rest.next().is_none_or(|letter| letter.is_uppercase()),
            Some(_) => false,
        }
    });
    &text[..end.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_before_a_capital_letter() {
        for (text, first) in [
            ("One. Two.", "One."),
            ("Work, e.g. on farms. More.", "Work, e.g. on farms."),
            ("Protocol No. 29 applies", "Protocol No. 29 applies"),
            ("Is it so? Yes.", "Is it so?"),
            ("Whole", "Whole"),
            ("", ""),
        ] {
            assert_eq!(first_sentence(text), first);
        }
    }
}
