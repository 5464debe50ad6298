//! English names of languages, for the languages in which helplines are answered.

/// Names by the first part of the language tag, sorted by it.
const NAMES: [(&str, &str); 62] = [
    ("am", "Amharic"),
    ("ar", "Arabic"),
    ("as", "Assamese"),
    ("az", "Azerbaijani"),
    ("bg", "Bulgarian"),
    ("bn", "Bengali"),
    ("bs", "Bosnian"),
    ("ceb", "Cebuano"),
    ("cs", "Czech"),
    ("cy", "Welsh"),
    ("da", "Danish"),
    ("de", "German"),
    ("el", "Greek"),
    ("en", "English"),
    ("es", "Spanish"),
    ("fa", "Persian"),
    ("fi", "Finnish"),
    ("fil", "Filipino"),
    ("fr", "French"),
    ("gu", "Gujarati"),
    ("ha", "Hausa"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("hr", "Croatian"),
    ("ht", "Haitian Creole"),
    ("hu", "Hungarian"),
    ("hy", "Armenian"),
    ("id", "Indonesian"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ka", "Georgian"),
    ("km", "Khmer"),
    ("kn", "Kannada"),
    ("ko", "Korean"),
    ("lo", "Lao"),
    ("ml", "Malayalam"),
    ("mr", "Marathi"),
    ("ms", "Malay"),
    ("my", "Burmese"),
    ("ne", "Nepali"),
    ("nl", "Dutch"),
    ("or", "Odia"),
    ("pa", "Punjabi"),
    ("pl", "Polish"),
    ("ps", "Pashto"),
    ("pt", "Portuguese"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("si", "Sinhala"),
    ("so", "Somali"),
    ("sq", "Albanian"),
    ("sr", "Serbian"),
    ("sw", "Swahili"),
    ("ta", "Tamil"),
    ("te", "Telugu"),
    ("th", "Thai"),
    ("tl", "Tagalog"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
    ("vi", "Vietnamese"),
    ("zh", "Chinese"),
];

/// The name of the language of a tag; the tag itself if it is not known.
pub fn language_name(tag: &str) -> String {
    let first = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let place = NAMES.binary_search_by_key(&first.as_str(), |(code, _)| code);
    place.map_or_else(|_| tag.to_owned(), |place| NAMES[place].1.to_owned())
}

/// The name of a language whose tag consists only of its code in lower case; `None` for other tags.
pub fn exact_language_name(tag: &str) -> Option<&'static str> {
    NAMES.iter().find(|(code, _)| *code == tag).map(|(_, name)| *name)
}

/// The tag of the language with this English name, ignoring case.
pub fn language_tag_of(name: &str) -> Option<&'static str> {
    NAMES.iter().find(|(_, known)| known.eq_ignore_ascii_case(name)).map(|(code, _)| *code)
}

/// The English names of the known languages.
pub fn language_names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_found_by_their_tags() {
        assert!(NAMES.is_sorted());
        for (tag, name) in [("pt-BR", "Portuguese"), ("EN", "English"), ("yue", "yue")] {
            assert_eq!(language_name(tag), name);
        }
    }
}
