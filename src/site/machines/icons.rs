//! The mark of the site for programs that do not show SVG: `/favicon.ico` and
//! `/apple-touch-icon.png`, drawn once from `assets/icon.svg`.

use std::sync::LazyLock;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::site::SiteError;

const MARK: &str = include_str!("../assets/icon.svg");

/// The mark as PNG, 180 pixels wide, as home screens show it.
pub static TOUCH_ICON: LazyLock<Vec<u8>> = LazyLock::new(|| png(180).unwrap_or_default());

/// The mark as an icon file with one PNG of 48 pixels.
pub static FAVICON: LazyLock<Vec<u8>> = LazyLock::new(|| ico(48, &png(48).unwrap_or_default()));

/// The mark as PNG with this width and height in pixels.
fn png(size: u8) -> Result<Vec<u8>, SiteError> {
    let failed = |reason: String| SiteError::Picture(reason);
    let tree = Tree::from_str(MARK, &Options::default()).map_err(|err| failed(err.to_string()))?;
    let mut pixels = Pixmap::new(size.into(), size.into())
        .ok_or_else(|| failed("an icon has no size".to_owned()))?;
    let scale = f32::from(size) / tree.size().width();
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|err| failed(err.to_string()))
}

/// An icon file (ICO) with one picture: a header of 6 bytes, an entry of 16, and the PNG.
fn ico(size: u8, png: &[u8]) -> Vec<u8> {
    const START: u32 = 6 + 16;
    let length = u32::try_from(png.len()).unwrap_or_default();
    let mut icon = vec![0, 0, 1, 0, 1, 0, size, size, 0, 0, 1, 0, 32, 0];
    icon.extend(length.to_le_bytes());
    icon.extend(START.to_le_bytes());
    icon.extend(png);
    icon
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

    #[test]
    fn the_mark_is_drawn_in_both_sizes() {
        assert!(TOUCH_ICON.starts_with(PNG) && TOUCH_ICON.len() < 10_000);
        let png = &FAVICON[22..];
        assert!(png.starts_with(PNG));
        let length = u32::from_le_bytes(FAVICON[14..18].try_into().unwrap());
        assert_eq!(length as usize, png.len());
        let width = u32::from_be_bytes(png[16..20].try_into().unwrap());
        assert_eq!(width, 48);
    }
}
