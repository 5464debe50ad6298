//! The folding table: letters that a search treats as one, by class.
//!
//! Unicode's compatibility decomposition and lower case come first (see `characters`). This table
//! has what they leave apart: letters with strokes and hooks, letters of one sound, the digits of
//! all scripts, and the two ways to type a Hangul syllable.

/// The code points of the digits 0 of all scripts, sorted. The other nine digits follow each.
const ZEROS: [u32; 68] = [
    0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66,
    0x0de6, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90,
    0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0,
    0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0,
    0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50,
    0x11da0, 0x11de0, 0x11f50, 0x16130, 0x16a60, 0x16ac0, 0x16b50, 0x16d70, 0x1e140, 0x1e2f0,
    0x1e4f0, 0x1e5f1, 0x1e950,
];

/// First and last precomposed Hangul syllable.
const SYLLABLES: std::ops::RangeInclusive<u32> = 0xac00..=0xd7a3;
/// The first leading consonant, the first vowel, and the code point before the first trailing
/// consonant, of which syllables are composed (Unicode 3.12).
const LEADING: u32 = 0x1100;
const VOWEL: u32 = 0x1161;
const TRAILING: u32 = 0x11a7;
const LEADINGS: u32 = 19;
const VOWELS: u32 = 21;
const TRAILINGS: u32 = 28;

/// Appends the plain spelling of a lower-case letter or a digit.
pub fn push_plain(lower: char, folded: &mut String) {
    match spelled_out(lower) {
        // Nearly all letters, with or without an accent.
        None if lower.is_ascii() => folded.push(lower),
        Some(letters) => folded.push_str(letters),
        None if is_jamo(lower) => push_jamo(lower, folded),
        None => folded.push(plain(lower)),
    }
}

/// Letters that are usually spelled with two.
fn spelled_out(lower: char) -> Option<&'static str> {
    Some(match lower {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ꜳ' => "aa",
        _ => return None,
    })
}

fn plain(lower: char) -> char {
    match lower {
        // Latin letters with strokes and hooks, of African, European and Asian languages.
        'ɑ' | 'ⱥ' => 'a',
        'ɓ' | 'ƃ' | 'ƀ' => 'b',
        'ƈ' | 'ȼ' => 'c',
        'đ' | 'ð' | 'ɖ' | 'ɗ' | 'ƌ' | 'ȡ' => 'd',
        'ə' | 'ǝ' | 'ɛ' | 'ɇ' | 'ɜ' => 'e',
        'ƒ' => 'f',
        'ɠ' | 'ǥ' | 'ɣ' | 'ɡ' => 'g',
        'ħ' | 'ɦ' | 'ⱨ' => 'h',
        'ı' | 'ɨ' | 'ɩ' | 'ɪ' => 'i',
        'ȷ' | 'ɉ' => 'j',
        'ƙ' | 'ĸ' | 'ⱪ' => 'k',
        'ł' | 'ƚ' | 'ɫ' | 'ɭ' | 'ⱡ' => 'l',
        'ɱ' => 'm',
        'ŋ' | 'ɲ' | 'ƞ' | 'ɳ' => 'n',
        'ø' | 'ɔ' | 'ɵ' => 'o',
        'ƥ' | 'ᵽ' => 'p',
        'ɋ' | 'ʠ' => 'q',
        'ɍ' | 'ɽ' | 'ʀ' => 'r',
        'ʃ' | 'ʂ' | 'ȿ' => 's',
        'ŧ' | 'ƭ' | 'ʈ' | 'ⱦ' => 't',
        'ʉ' | 'ʊ' => 'u',
        'ʋ' | 'ʌ' => 'v',
        'ⱳ' | 'ƿ' => 'w',
        'ƴ' | 'ɏ' => 'y',
        'ƶ' | 'ȥ' | 'ɀ' | 'ʒ' | 'ⱬ' => 'z',
        // Greek and Hebrew letters that have another form at the end of a word.
        'ς' => 'σ',
        'ך' => 'כ',
        'ם' => 'מ',
        'ן' => 'נ',
        'ף' => 'פ',
        'ץ' => 'צ',
        // Cyrillic letters with strokes and descenders, which many keyboards lack.
        'ґ' | 'ғ' | 'ҕ' => 'г',
        'җ' => 'ж',
        'ҙ' => 'з',
        'қ' | 'ҡ' | 'ҝ' | 'ҟ' => 'к',
        'ң' | 'ҥ' => 'н',
        'ө' => 'о',
        'ҫ' => 'с',
        'ү' | 'ұ' => 'у',
        'ҳ' | 'һ' => 'х',
        'ҷ' | 'ҹ' => 'ч',
        // Arabic letters that each language and keyboard writes in its own way.
        'ٱ' | 'ٲ' | 'ٳ' => 'ا',
        'ک' | 'ڪ' => 'ك',
        'ی' | 'ى' | 'ۍ' | 'ې' => 'ي',
        'ة' | 'ہ' | 'ھ' | 'ە' | 'ۃ' => 'ه',
        // Ethiopic letters of which Amharic has several for one sound.
        'ሐ'..='ሗ' => shifted(lower, -0x10),
        'ኀ'..='ኇ' => shifted(lower, -0x80),
        'ሠ'..='ሧ' => shifted(lower, 0x10),
        'ዐ'..='ዖ' => shifted(lower, -0x30),
        'ፀ'..='ፆ' => shifted(lower, -0x8),
        // Devanagari: the two signs of a nasal vowel.
        'ँ' => 'ं',
        // Katakana and Hiragana are two alphabets for the same sounds.
        'ァ'..='ヶ' | 'ヽ' => shifted(lower, -0x60),
        _ => decimal(lower).unwrap_or(lower),
    }
}

/// The letter at the same place in another row of letters.
fn shifted(letter: char, by: i32) -> char {
    (letter as u32).checked_add_signed(by).and_then(char::from_u32).unwrap_or(letter)
}

/// The ASCII digit for a decimal digit of another script.
fn decimal(c: char) -> Option<char> {
    let code = c as u32;
    let after = ZEROS.partition_point(|zero| *zero <= code);
    let zero = *ZEROS.get(after.checked_sub(1)?)?;
    char::from_digit(code - zero, 10)
}

/// Whether a character is one of the conjoining letters of which Hangul syllables are composed.
fn is_jamo(c: char) -> bool {
    ('\u{1100}'..='\u{11ff}').contains(&c)
}

/// Appends a Hangul letter, composed with the syllable before it if possible.
fn push_jamo(jamo: char, folded: &mut String) {
    match folded.chars().next_back().and_then(|last| composed(last, jamo)) {
        Some(syllable) => {
            folded.pop();
            folded.push(syllable);
        }
        None => folded.push(jamo),
    }
}

fn composed(last: char, jamo: char) -> Option<char> {
    let (last, jamo) = (last as u32, jamo as u32);
    let leading = last.checked_sub(LEADING).filter(|leading| *leading < LEADINGS);
    let vowel = jamo.checked_sub(VOWEL).filter(|vowel| *vowel < VOWELS);
    if let Some((leading, vowel)) = leading.zip(vowel) {
        return char::from_u32(SYLLABLES.start() + (leading * VOWELS + vowel) * TRAILINGS);
    }
    let is_open = SYLLABLES.contains(&last) && (last - SYLLABLES.start()).is_multiple_of(TRAILINGS);
    let trailing = jamo.checked_sub(TRAILING).filter(|it| (1..TRAILINGS).contains(it))?;
    is_open.then(|| char::from_u32(last + trailing)).flatten()
}

/// The two letters that are also written for a letter of German and Nordic languages: `ä` and `ae`.
/// `next` is the character after it, which may be its accent.
pub fn two_letters(c: char, next: Option<char>) -> Option<(char, &'static str)> {
    const DIAERESIS: Option<char> = Some('\u{308}');
    const RING: Option<char> = Some('\u{30a}');
    Some(match (c, next) {
        ('ä' | 'Ä', _) => ('ä', "ae"),
        ('ö' | 'Ö', _) => ('ö', "oe"),
        ('ü' | 'Ü', _) => ('ü', "ue"),
        ('å' | 'Å', _) => ('å', "aa"),
        ('ø' | 'Ø', _) => ('ø', "oe"),
        ('a' | 'A', DIAERESIS) => ('ä', "ae"),
        ('o' | 'O', DIAERESIS) => ('ö', "oe"),
        ('u' | 'U', DIAERESIS) => ('ü', "ue"),
        ('a' | 'A', RING) => ('å', "aa"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use icu_properties::CodePointMapData;
    use icu_properties::props::GeneralCategory;

    use crate::text::{fold, folded_words};

    /// Asserts that all words of each line fold to the first one.
    fn assert_folded(lines: &[&str]) {
        for line in lines {
            let (folded, spellings) = line.split_once(' ').unwrap();
            for written in spellings.split(' ') {
                assert_eq!(folded_words(written), folded, "{written}");
                assert_eq!(fold(written), folded, "{written}");
            }
        }
    }

    #[test]
    fn latin_letters_that_unicode_does_not_decompose_lose_their_strokes_and_hooks() {
        assert_folded(&[
            "dan Ɗan ɗan Đan ðan Ɖan",
            "kasa Ƙasa ƙasa",
            "bauta Ɓauta ɓauta",
            "yanci Ƴanci ƴanci",
            "okoo Ɔkɔɔ ɔkɔɔ",
            "ewe Ɛwɛ ɛwe Əwə Ǝwǝ",
            "lodz Łódź łódź",
            "orsted Ørsted ørsted",
            "isik Işık ışık IŞIK",
            "nana Ŋana ŋaŋa Ɲana",
            "strasse Straße STRASSE STRAẞE",
            "thor Þór þór",
            "aero Ærø æro",
        ]);
    }

    #[test]
    fn arabic_letters_of_one_sound_are_one() {
        assert_folded(&[
            "كار كار کار ڪار",
            "علي علي علی على",
            "جمعيه جمعية جمعيه جمعیة جمعيۃ",
            "شاب شاب شـاب شـــاب شَابّ",
            "اطفال أطفال إطفال آطفال ٱطفال",
            "هم هم ہم ھم",
        ]);
    }

    #[test]
    fn digits_of_all_scripts_are_one() {
        assert_folded(&["24 24 ٢٤ ۲۴ २४ ২৪ ２４ ๒๔ ២៤ ၂၄ ໒໔ ௨௪ 𝟮𝟰"]);
        let categories = CodePointMapData::<GeneralCategory>::new();
        let digits: Vec<char> = ('\0'..=char::MAX)
            .filter(|c| categories.get(*c) == GeneralCategory::DecimalNumber)
            .collect();
        assert!(digits.len() > 600, "only {} digits", digits.len());
        for digit in digits {
            let folded = folded_words(&digit.to_string());
            assert!(folded.len() == 1 && folded.as_bytes()[0].is_ascii_digit(), "{digit:?}");
        }
    }

    #[test]
    fn other_scripts_with_several_letters_for_a_sound_have_one() {
        assert_folded(&[
            "ひゅまん ヒュマン ひゅまん ﾋｭﾏﾝ",
            "인신매매 인신매매 \u{110b}\u{1175}\u{11ab}\u{1109}\u{1175}\u{11ab}\u{1106}\u{1162}\u{1106}\u{1162}",
            "גורמימ גורמים",
            "λογοσ λόγος ΛΌΓΟΣ",
            "казакстан Қазақстан казакстан",
            "гава Ґава Гава",
            "ሀይለ ሀይለ ሐይለ ኀይለ",
            "ሰላም ሰላም ሠላም",
            "አለም አለም ዐለም",
            "ጸሀይ ጸሀይ ፀሐይ",
            "गांव गांव गाँव",
        ]);
    }

    #[test]
    fn folded_letters_stay_the_same() {
        for c in '\0'..=char::MAX {
            let folded = folded_words(&c.to_string());
            assert_eq!(folded_words(&folded), folded, "{c:?}");
        }
    }
}
