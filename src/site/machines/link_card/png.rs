//! Draws the picture as PNG.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::font::{FAMILY, FONTS};
use crate::site::SiteError;

/// Draws an SVG picture as PNG. This takes tens of milliseconds of CPU time.
///
/// # Errors
///
/// If the text is not SVG, or encoding fails.
pub fn png(svg: &str) -> Result<Vec<u8>, SiteError> {
    draw(svg)?.encode_png().map_err(|err| SiteError::Picture(err.to_string()))
}

fn draw(svg: &str) -> Result<Pixmap, SiteError> {
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

    /// The right edge of the texts of a picture, in pixels.
    fn right_edge(svg: &str) -> f32 {
        let tree = tree(svg).unwrap();
        fn right(node: &Node) -> f32 {
            match node {
                Node::Text(text) => text.abs_bounding_box().right(),
                Node::Group(group) => group.children().iter().map(right).fold(0.0, f32::max),
                _ => 0.0,
            }
        }
        tree.root().children().iter().map(right).fold(0.0, f32::max)
    }

    #[test]
    fn all_texts_fit_into_the_picture() {
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
            let svg = LinkCard::layout(&name, &[vec![summary]], &labels).svg().unwrap();
            let right = right_edge(&svg);
            assert!((200.0..1137.0).contains(&right), "{name}: {right}");
        }
    }

    #[test]
    fn letters_with_accents_are_drawn() {
        let words = [vec!["A.".to_owned()]];
        let drawn = |name: &str| draw(&LinkCard::layout(name, &words, &[]).svg().unwrap()).unwrap();
        // All characters that the font lacks are the same empty box.
        assert!(drawn("人") == drawn("権"));
        let mut seen = vec![drawn("人")];
        for letter in ["á", "Ł", "ő", "ñ", "ş", "ặ", "Ж", "’"] {
            let picture = drawn(letter);
            assert!(!seen.contains(&picture), "{letter}");
            seen.push(picture);
        }
    }
}
