//! The beginnings of texts, for places that have no room for the whole.

/// Words that end with a full stop inside a sentence.
const ABBREVIATIONS: [&str; 16] = [
    "al", "approx", "co", "dr", "inc", "jr", "ltd", "mr", "mrs", "ms", "no", "prof", "rev", "sr",
    "st", "vs",
];

/// The first `count` sentences of a text, cut after a word with an ellipsis if they have more than
/// `max` characters.
pub fn excerpt(text: &str, count: usize, max: usize) -> String {
    let end = ends(text).take(count).last().unwrap_or(text.len());
    let start = text[..end].trim();
    if start.chars().count() <= max {
        return start.to_owned();
    }
    let cut = start.char_indices().nth(max).map_or(start.len(), |(at, _)| at);
    let word = start[..cut].rfind(char::is_whitespace).unwrap_or(cut);
    let is_joint = |c: char| !c.is_alphanumeric() && !matches!(c, ')' | '”' | '’' | '%');
    format!("{}…", start[..word].trim_end_matches(is_joint))
}

/// As many whole sentences from the start of a text as have at most `max` characters. The first
/// sentence is always there.
pub fn whole_sentences(text: &str, max: usize) -> &str {
    let fits = |end: &usize| text[..*end].trim().chars().count() <= max;
    let first = ends(text).next().unwrap_or(text.len());
    let last = ends(text).take_while(fits).last().unwrap_or(first);
    text[..last].trim()
}

/// The byte positions after the sentences of a text.
fn ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    let marks = text.char_indices().filter(|(_, c)| matches!(c, '.' | '!' | '?'));
    let ends = marks.filter_map(move |(at, mark)| {
        let rest = &text[at + mark.len_utf8()..];
        let after = rest.trim_start_matches(['”', '’', '"', ')']);
        let end = text.len() - after.len();
        let begins = after.trim_start();
        let is_separate = begins.is_empty() || begins.len() < after.len();
        let is_new = !begins.starts_with(char::is_lowercase);
        let is_end = is_separate && is_new && !(mark == '.' && is_abbreviation(&text[..at]));
        is_end.then_some(end)
    });
    let has_end = text.trim_end().ends_with(['.', '!', '?', '”', '’', '"', ')']);
    ends.chain((!has_end).then_some(text.len()))
}

/// Whether the text before a full stop ends with an initial or an abbreviation.
fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    is_initial || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_has_whole_sentences_or_ends_with_an_ellipsis() {
        for (text, count, max, expected) in [
            ("", 2, 20, ""),
            ("One. Two. Three.", 2, 20, "One. Two."),
            ("One. Two. Three.", 9, 20, "One. Two. Three."),
            ("One without an end", 1, 40, "One without an end"),
            ("The U.S. State Dept. v. Smith. Next.", 1, 40, "The U.S. State Dept. v. Smith."),
            ("Dr. Bales wrote no. 5. Next.", 1, 40, "Dr. Bales wrote no. 5."),
            ("It fell by 2.5 points. Next.", 1, 40, "It fell by 2.5 points."),
            ("He said “yes.” Next.", 1, 40, "He said “yes.”"),
            ("A sentence, which is too long", 1, 20, "A sentence, which…"),
            ("A sentence, which is too long", 1, 13, "A sentence…"),
        ] {
            assert_eq!(excerpt(text, count, max), expected, "{text}");
        }
    }

    #[test]
    fn whole_sentences_are_never_cut() {
        for (text, max, expected) in [
            ("One. Two. Three.", 9, "One. Two."),
            ("One. Two. Three.", 99, "One. Two. Three."),
            ("One. Two. Three.", 2, "One."),
            ("No end", 2, "No end"),
            ("", 2, ""),
        ] {
            assert_eq!(whole_sentences(text, max), expected, "{text}");
        }
    }
}
