//! The files that pages load: stylesheet, script, pictures. The name of each has a hash of its
//! bytes, so that browsers can cache it for ever. Some are several source files concatenated.
//!
//! Browsers get them without comments and indentation. The one rule for the source files: a comment
//! has lines of its own, and no text goes over several lines.

use std::sync::LazyLock;

use crate::domain::Fingerprint;

/// A file of the pages.
#[derive(Debug)]
pub struct Asset {
    /// The URL path that serves it.
    pub path: String,
    pub content_type: &'static str,
    pub bytes: &'static [u8],
}

impl Asset {
    fn new(name: &str, extension: &str, content_type: &'static str, bytes: &'static [u8]) -> Self {
        let path = format!("/assets/{name}-{}.{extension}", Fingerprint::of(bytes));
        Self { path, content_type, bytes }
    }
}

/// A stylesheet, script or picture without its comments, indentation and empty lines.
fn lean(text: &str) -> String {
    let mut lean = String::with_capacity(text.len());
    let mut is_in_comment = false;
    for line in text.lines().map(str::trim) {
        let begins = line.starts_with("/*");
        if !(is_in_comment || begins || line.is_empty() || line.starts_with("//")) {
            lean.push_str(line);
            lean.push('\n');
        }
        is_in_comment = (is_in_comment || begins) && !line.ends_with("*/");
    }
    lean
}

macro_rules! assets {
    ($(
        $asset:ident = $name:literal . $extension:literal, $content_type:literal, [$($source:literal),+ $(,)?];
    )*) => {
        $( pub static $asset: LazyLock<Asset> = LazyLock::new(|| {
            let text = concat!($( include_str!(concat!("assets/", $source)) ),+);
            let bytes = Box::leak(lean(text).into_bytes().into_boxed_slice());
            Asset::new($name, $extension, $content_type, bytes)
        }); )*

        /// The file at a URL path.
        pub fn asset(path: &str) -> Option<&'static Asset> {
            let all: &[&'static LazyLock<Asset>] = &[$( &$asset ),*];
            all.iter().map(|asset| &***asset).find(|asset| asset.path == path)
        }
    };
}

assets! {
    STYLE = "site"."css", "text/css; charset=utf-8", [
        "style/tokens.css", "style/base.css", "style/frame.css", "style/forms.css",
        "style/home.css", "style/list.css", "style/profile.css", "style/history.css",
        "style/compare.css", "style/topics.css", "style/items.css", "style/help.css",
        "style/pictures.css", "style/countries.css", "style/print.css"
    ];
    SCRIPT = "site"."js", "text/javascript; charset=utf-8", [
        "script/start.js", "script/exit.js", "script/suggest.js", "script/list.js", "script/tray.js",
        "script/profile.js", "script/pictures.js"
    ];
    REFERENCE_STYLE = "reference"."css", "text/css; charset=utf-8", ["style/reference.css"];
    TRY = "try"."js", "text/javascript; charset=utf-8", ["script/try.js"];
    ICON = "icon"."svg", "image/svg+xml", ["icon.svg"];
    WORLD = "world"."svg", "image/svg+xml", ["world.svg"];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_are_left_out() {
        let text =
            "/* One\n   two. */\n:root {\n  --a: 1;\n}\n\n/* Three. */\n  // Four.\n  a(\"//\");\n";
        assert_eq!(lean(text), ":root {\n--a: 1;\n}\na(\"//\");\n");
    }

    #[test]
    fn comments_have_lines_of_their_own() {
        for asset in [&*STYLE, &*SCRIPT, &*REFERENCE_STYLE, &*TRY] {
            let text = std::str::from_utf8(asset.bytes).unwrap();
            let left = text.lines().find(|line| line.contains("/*") || line.contains("*/"));
            assert_eq!(left, None, "{}", asset.path);
        }
    }
}
