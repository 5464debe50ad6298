//! The characters that a public text may contain, by their Unicode properties.
//!
//! The rule prevents deceptive text: every character is visible, in the order in which it is
//! stored. The same rule holds for all text that clients write and readers see.

use icu_properties::props::{BidiControl, DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::props::{GeneralCategoryGroup, NoncharacterCodePoint};
use icu_properties::{CodePointMapData, CodePointSetData};

/// Maximum number of combining marks in a row.
const MAX_MARKS: usize = 4;

/// The reason why a character is forbidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Control,
    Bidirectional,
    Invisible,
    /// A zero-width joiner that does not join two letters.
    LooseJoiner,
    Noncharacter,
    PrivateUse,
    /// More than [`MAX_MARKS`] combining marks in a row.
    Mark,
}

impl Fault {
    /// The fault and the remedy, to follow "character 3 is U+202E, " in a message.
    pub fn message(self) -> &'static str {
        match self {
            Self::Control => "a control character; remove it",
            Self::Bidirectional => "a bidirectional control, which can reorder text; remove it",
            Self::Invisible => "an invisible character; remove it",
            Self::LooseJoiner => "a joiner, which is allowed only between two letters; remove it",
            Self::Noncharacter => "a noncharacter; remove it",
            Self::PrivateUse => "a private-use character, which has no public meaning; remove it",
            Self::Mark => "the fifth combining mark in a row; use at most 4",
        }
    }
}

/// The first forbidden character of a text, with its position (in characters, from 1) and fault.
pub fn forbidden_character(text: &str, newline: bool) -> Option<(usize, char, Fault)> {
    let mut before = None;
    let mut marks = 0;
    let mut rest = text.chars();
    let mut position = 0;
    while let Some(character) = rest.next() {
        position += 1;
        let fault = match character {
            ' '..='~' => None,
            '\n' if newline => None,
            '\u{200C}' | '\u{200D}' => {
                let joins = [before, rest.clone().next()].iter().all(|it| it.is_some_and(joinable));
                (!joins).then_some(Fault::LooseJoiner)
            }
            character => fault(character),
        };
        marks = if is_mark(character) { marks + 1 } else { 0 };
        let fault = fault.or((marks > MAX_MARKS).then_some(Fault::Mark));
        if let Some(fault) = fault {
            return Some((position, character, fault));
        }
        before = Some(character);
    }
    None
}

/// A text on one line without the characters that no public text may have, for the names of files.
pub fn without_forbidden(text: &str) -> String {
    let is_allowed = |c: &char| forbidden_character(c.encode_utf8(&mut [0; 4]), false).is_none();
    text.chars().filter(is_allowed).collect()
}

/// Whether a text has at least one visible character.
pub fn is_visible(text: &str) -> bool {
    let visible = GeneralCategoryGroup::Letter
        .union(GeneralCategoryGroup::Number)
        .union(GeneralCategoryGroup::Punctuation)
        .union(GeneralCategoryGroup::Symbol)
        // Unassigned code points may be letters of scripts that are newer than the Unicode tables.
        .union(GeneralCategoryGroup::Unassigned);
    text.chars().any(|character| {
        character.is_ascii_graphic() || (is_in(character, visible) && fault(character).is_none())
    })
}

/// The fault of a character that is forbidden in any context.
fn fault(character: char) -> Option<Fault> {
    match character {
        c if CodePointSetData::new::<BidiControl>().contains(c) => Some(Fault::Bidirectional),
        c if is_blank(c) => Some(Fault::Invisible),
        c if CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c) => {
            Some(Fault::Invisible)
        }
        c if CodePointSetData::new::<NoncharacterCodePoint>().contains(c) => {
            Some(Fault::Noncharacter)
        }
        c => match category(c) {
            GeneralCategory::Control => Some(Fault::Control),
            GeneralCategory::PrivateUse => Some(Fault::PrivateUse),
            GeneralCategory::LineSeparator | GeneralCategory::ParagraphSeparator => {
                Some(Fault::Control)
            }
            _ => None,
        },
    }
}

/// Characters that are invisible although no Unicode property says so: annotation marks, object
/// replacement, the blank Braille pattern, and the fillers and blanks of Khitan, Egyptian and
/// musical notation.
fn is_blank(character: char) -> bool {
    matches!(
        character,
        '\u{FFF9}'
            ..='\u{FFFC}' | '\u{2800}' | '\u{16FE4}' | '\u{13441}' | '\u{13442}' | '\u{1D159}'
    )
}

fn joinable(character: char) -> bool {
    is_in(character, GeneralCategoryGroup::Letter) || is_mark(character)
}

fn is_mark(character: char) -> bool {
    !character.is_ascii() && is_in(character, GeneralCategoryGroup::Mark)
}

fn is_in(character: char, group: GeneralCategoryGroup) -> bool {
    group.contains(category(character))
}

fn category(character: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(character)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    #[test]
    fn names_of_files_lose_only_forbidden_characters() {
        for (name, expected) in [
            ("report\u{202e}xcod.csv", "reportxcod.csv"),
            ("a\0b\tc\n.csv", "abc.csv"),
            ("Überblick 2026 (1).xlsx", "Überblick 2026 (1).xlsx"),
        ] {
            assert_eq!(without_forbidden(name), expected);
        }
    }

    /// Hostile characters, each with its fault in the middle of a word.
    pub const FORBIDDEN: [(char, Fault); 61] = [
        ('\u{0}', Fault::Control),
        ('\t', Fault::Control),
        ('\r', Fault::Control),
        ('\u{1B}', Fault::Control),
        ('\u{7F}', Fault::Control),
        ('\u{85}', Fault::Control),
        ('\u{9B}', Fault::Control),
        ('\u{AD}', Fault::Invisible),
        ('\u{34F}', Fault::Invisible),
        ('\u{61C}', Fault::Bidirectional),
        ('\u{115F}', Fault::Invisible),
        ('\u{1160}', Fault::Invisible),
        ('\u{17B4}', Fault::Invisible),
        ('\u{17B5}', Fault::Invisible),
        ('\u{180B}', Fault::Invisible),
        ('\u{180E}', Fault::Invisible),
        ('\u{180F}', Fault::Invisible),
        ('\u{200B}', Fault::Invisible),
        ('\u{200E}', Fault::Bidirectional),
        ('\u{200F}', Fault::Bidirectional),
        ('\u{2028}', Fault::Control),
        ('\u{2029}', Fault::Control),
        ('\u{202A}', Fault::Bidirectional),
        ('\u{202B}', Fault::Bidirectional),
        ('\u{202C}', Fault::Bidirectional),
        ('\u{202D}', Fault::Bidirectional),
        ('\u{202E}', Fault::Bidirectional),
        ('\u{2060}', Fault::Invisible),
        ('\u{2061}', Fault::Invisible),
        ('\u{2064}', Fault::Invisible),
        ('\u{2065}', Fault::Invisible),
        ('\u{2066}', Fault::Bidirectional),
        ('\u{2067}', Fault::Bidirectional),
        ('\u{2068}', Fault::Bidirectional),
        ('\u{2069}', Fault::Bidirectional),
        ('\u{206A}', Fault::Invisible),
        ('\u{206B}', Fault::Invisible),
        ('\u{206C}', Fault::Invisible),
        ('\u{206D}', Fault::Invisible),
        ('\u{206E}', Fault::Invisible),
        ('\u{206F}', Fault::Invisible),
        ('\u{2800}', Fault::Invisible),
        ('\u{3164}', Fault::Invisible),
        ('\u{E000}', Fault::PrivateUse),
        ('\u{FDD0}', Fault::Noncharacter),
        ('\u{FE00}', Fault::Invisible),
        ('\u{FE0F}', Fault::Invisible),
        ('\u{FEFF}', Fault::Invisible),
        ('\u{FFA0}', Fault::Invisible),
        ('\u{FFF0}', Fault::Invisible),
        ('\u{FFF9}', Fault::Invisible),
        ('\u{FFFA}', Fault::Invisible),
        ('\u{FFFB}', Fault::Invisible),
        ('\u{FFFE}', Fault::Noncharacter),
        ('\u{1D173}', Fault::Invisible),
        ('\u{E0001}', Fault::Invisible),
        ('\u{E0041}', Fault::Invisible),
        ('\u{E0080}', Fault::Invisible),
        ('\u{E0100}', Fault::Invisible),
        ('\u{F0000}', Fault::PrivateUse),
        ('\u{10FFFF}', Fault::Noncharacter),
    ];

    #[test]
    fn each_forbidden_character_is_found_with_its_position() {
        for (character, fault) in FORBIDDEN {
            let code_point = u32::from(character);
            let found = forbidden_character(&format!("ab{character}cd"), false);
            assert_eq!(found, Some((3, character, fault)), "U+{code_point:04X}");
            assert!(!is_visible(&character.to_string()), "U+{code_point:04X}");
        }
    }

    #[test]
    fn texts_in_many_scripts_are_allowed() {
        for text in [
            "Anti-Slavery International",
            "à é ñ ő ș",
            "Viet\u{302}\u{323} Nam",
            "مؤسسة مكافحة الرق",
            "می\u{200C}خواهم",
            "ශ්\u{200D}රී ලංකා",
            "हिन्दी \u{915}\u{94D}\u{200D}\u{937}",
            "ไม่มีทาส ที่นี่",
            "བོད་ཡིག",
            "奴隷制度反対",
            "한국어",
            "€ 5 – “quoted” … №",
            "\u{A0}\u{3000}a",
            "👍",
        ] {
            assert_eq!(forbidden_character(text, false), None, "{text:?}");
            assert!(is_visible(text), "{text:?}");
        }
    }

    #[test]
    fn joiners_need_two_letters_and_marks_are_limited() {
        for (text, fault) in [
            ("\u{200D}", Some((1, Fault::LooseJoiner))),
            ("a\u{200D}", Some((2, Fault::LooseJoiner))),
            ("\u{200C}a", Some((1, Fault::LooseJoiner))),
            ("م\u{200C}\u{200C}م", Some((2, Fault::LooseJoiner))),
            ("1\u{200D}2", Some((2, Fault::LooseJoiner))),
            ("👩\u{200D}👧", Some((2, Fault::LooseJoiner))),
            ("e\u{301}\u{302}\u{303}\u{304}x\u{301}", None),
            ("e\u{301}\u{302}\u{303}\u{304}\u{305}", Some((6, Fault::Mark))),
        ] {
            let found = forbidden_character(text, false);
            assert_eq!(found.map(|(at, _, fault)| (at, fault)), fault, "{text:?}");
        }
    }

    #[test]
    fn a_text_of_only_spaces_and_marks_is_not_visible() {
        for (text, visible) in [
            ("", false),
            (" ", false),
            ("\u{A0}\u{2003}\u{3000}", false),
            ("\u{301}", false),
            ("\u{3164}\u{115F}", false),
            ("\u{16FE4}\u{1D159}", false),
            ("-", true),
            ("ا", true),
            ("\u{3164}a", true),
        ] {
            assert_eq!(is_visible(text), visible, "{text:?}");
        }
    }
}
