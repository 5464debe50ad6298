//! Draws the picture with a font that the binary carries (Cantarell, SIL Open
//! Font License 1.1, `assets/cantarell/OFL.txt`), so that it looks alike
//! everywhere. The font has Latin and Cyrillic letters; a sign of another script
//! is drawn as an empty box.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Source};
use resvg::usvg::{Options, Tree};

use crate::site::SiteError;

/// The name that the font goes by.
const FAMILY: &str = "Cantarell";

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let regular: &'static [u8] = include_bytes!("../../assets/cantarell/Cantarell-Regular.otf");
    let bold: &'static [u8] = include_bytes!("../../assets/cantarell/Cantarell-Bold.otf");
    let mut fonts = Database::new();
    fonts.load_font_source(Source::Binary(Arc::new(regular)));
    fonts.load_font_source(Source::Binary(Arc::new(bold)));
    fonts.set_sans_serif_family(FAMILY);
    Arc::new(fonts)
});

/// A picture of ours as PNG. It takes some tens of milliseconds of a processor.
///
/// # Errors
///
/// When it is no SVG, or cannot be packed.
pub fn png(svg: &str) -> Result<Vec<u8>, SiteError> {
    drawn(svg)?.encode_png().map_err(|err| SiteError::Picture(err.to_string()))
}

fn drawn(svg: &str) -> Result<Pixmap, SiteError> {
    let tree = tree(svg)?;
    let size = tree.size().to_int_size();
    let failed = || SiteError::Picture("it has no size".to_owned());
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or_else(failed)?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    Ok(pixels)
}

fn tree(svg: &str) -> Result<Tree, SiteError> {
    let fontdb = Arc::clone(&FONTS);
    let options = Options { font_family: FAMILY.to_owned(), fontdb, ..Options::default() };
    Tree::from_str(svg, &options).map_err(|err| SiteError::Picture(err.to_string()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use resvg::usvg::Node;
    use serde_json::Value;

    use super::*;
    use crate::site::machines::link_card::LinkCard;

    /// How far to the right the texts of a picture reach.
    fn right(svg: &str) -> f32 {
        let tree = tree(svg).unwrap();
        let texts = tree.root().children().iter().filter_map(|node| match node {
            Node::Text(text) => Some(text.abs_bounding_box().right()),
            _ => None,
        });
        texts.fold(0.0, f32::max)
    }

    #[test]
    fn no_text_of_a_profile_leaves_the_picture() {
        let files = fs::read_dir("seed_data/organizations").unwrap();
        let mut names: Vec<(String, String)> = files
            .map(|file| {
                let text = fs::read_to_string(file.unwrap().path()).unwrap();
                let profile: Value = serde_json::from_str(&text).unwrap();
                let part = |key: &str| profile[key].as_str().unwrap().to_owned();
                (part("name"), part("summary"))
            })
            .collect();
        for sign in ["W", "MW ", "Ø", "@% ", "Щ", "ﬃ", "Đặ"] {
            names.push((sign.repeat(60), sign.repeat(200)));
        }
        for (name, summary) in names {
            let labels = vec!["Forced and bonded labour".to_owned(); 9];
            let svg = LinkCard::laid_out(&name, &summary, &labels).svg().unwrap();
            let right = right(&svg);
            assert!((200.0..1170.0).contains(&right), "{name}: {right}");
        }
    }

    #[test]
    fn letters_with_accents_are_drawn_and_not_left_out() {
        let draw = |name: &str| drawn(&LinkCard::laid_out(name, "A.", &[]).svg().unwrap()).unwrap();
        // What the font lacks is a box, whichever letter it is.
        assert!(draw("人") == draw("権"));
        let mut seen = vec![draw("人")];
        for letter in ["á", "Ł", "ő", "ñ", "ş", "ặ", "Ж", "’"] {
            let picture = draw(letter);
            assert!(!seen.contains(&picture), "{letter}");
            seen.push(picture);
        }
    }
}
