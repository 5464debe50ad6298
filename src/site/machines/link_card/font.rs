//! The built-in font (Cantarell, SIL Open Font License 1.1, `assets/cantarell/OFL.txt`), so that a
//! picture looks the same everywhere. It has Latin and Cyrillic letters.
//!
//! Fonts for Arabic, Devanagari, Thai, Han, Kana, Hangul, Hebrew and Georgian together would weigh
//! more than the whole program (the Han font of Noto has 16 MB). So texts in other scripts are left
//! out of pictures.

use std::sync::{Arc, LazyLock};

use resvg::usvg::fontdb::{Database, Source};
use skrifa::{FontRef, MetadataProvider};
use unicode_normalization::UnicodeNormalization;

/// The family name of the font.
pub const FAMILY: &str = "Cantarell";

const REGULAR: &[u8] = include_bytes!("../../assets/cantarell/Cantarell-Regular.otf");
const BOLD: &[u8] = include_bytes!("../../assets/cantarell/Cantarell-Bold.otf");

/// The font for `resvg`.
pub static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_source(Source::Binary(Arc::new(REGULAR)));
    fonts.load_font_source(Source::Binary(Arc::new(BOLD)));
    fonts.set_sans_serif_family(FAMILY);
    Arc::new(fonts)
});

static FACE: LazyLock<FontRef<'static>> =
    LazyLock::new(|| FontRef::new(REGULAR).expect("the built-in font is a font"));

/// The text as the font can draw it, without the signs that it lacks; `None` if it lacks a letter
/// or digit, which would be an empty box.
pub fn drawable(text: &str) -> Option<String> {
    let letters = FACE.charmap();
    let mut drawn = String::with_capacity(text.len());
    for character in text.nfc() {
        if character.is_whitespace() || letters.map(character).is_some() {
            drawn.push(character);
        } else if character.is_alphanumeric() {
            return None;
        }
    }
    Some(drawn).filter(|drawn| !drawn.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_with_letters_that_the_font_lacks_is_not_drawn() {
        for (text, expected) in [
            ("Ação Łódź", Some("Ação Łódź")),
            ("Cafe\u{301}", Some("Café")),
            ("Дом", Some("Дом")),
            ("Free 🕊 them", Some("Free  them")),
            ("جمعية", None),
            ("हम", None),
            ("児童労働", None),
            ("เด็ก", None),
            ("인신매매", None),
            ("בית", None),
            ("სახლი", None),
            ("Home 児", None),
            ("🕊", None),
        ] {
            assert_eq!(drawable(text).as_deref(), expected, "{text}");
        }
    }
}
