//! The files that pages load: stylesheet, script, pictures. The name of each has a hash of its
//! bytes, so that browsers can cache it for ever. Some are several source files concatenated.

use std::sync::LazyLock;

use crate::domain::Fingerprint;

/// A file of the pages.
#[derive(Debug)]
pub struct Asset {
    /// The URL path that serves it.
    pub path: String,
    pub content_type: &'static str,
    pub bytes: Vec<u8>,
}

impl Asset {
    fn new(name: &str, extension: &str, content_type: &'static str, text: &str) -> Self {
        let bytes = match extension {
            "css" => without_comments(text, "/*", "*/"),
            "js" => without_comments(text, "//", "\n"),
            _ => text.to_owned(),
        };
        let bytes = bytes.into_bytes();
        let path = format!("/assets/{name}-{}.{extension}", Fingerprint::of(&bytes));
        Self { path, content_type, bytes }
    }
}

/// A source text without indentation, empty lines, and the comments that begin a line: these make a
/// fifth of the bytes that a browser would load.
fn without_comments(text: &str, begin: &str, end: &str) -> String {
    let mut short = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        rest = rest.trim_start();
        let stop = if rest.starts_with(begin) { end } else { "\n" };
        let length = rest.find(stop).map_or(rest.len(), |at| at + stop.len());
        let (line, after) = rest.split_at(length);
        if !line.starts_with(begin) {
            short.push_str(line);
        }
        rest = after;
    }
    short
}

macro_rules! assets {
    ($(
        $asset:ident = $name:literal . $extension:literal, $content_type:literal, [$($source:literal),+ $(,)?];
    )*) => {
        $( pub static $asset: LazyLock<Asset> = LazyLock::new(|| {
            let text = concat!($( include_str!(concat!("assets/", $source)) ),+);
            Asset::new($name, $extension, $content_type, text)
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
        "style/countries.css", "style/print.css"
    ];
    PICTURES_STYLE = "pictures"."css", "text/css; charset=utf-8", ["style/pictures.css"];
    SCRIPT = "site"."js", "text/javascript; charset=utf-8", [
        "script/start.js", "script/exit.js", "script/suggest.js", "script/list.js", "script/tray.js",
        "script/profile.js", "script/pictures.js"
    ];
    REFERENCE_STYLE = "reference"."css", "text/css; charset=utf-8", ["style/reference.css"];
    EDIT_STYLE = "edit"."css", "text/css; charset=utf-8", ["style/edit.css", "style/edit_form.css"];
    EDIT_SCRIPT = "edit"."js", "text/javascript; charset=utf-8", ["script/edit.js"];
    TRY = "try"."js", "text/javascript; charset=utf-8", ["script/try.js"];
    ICON = "icon"."svg", "image/svg+xml", ["icon.svg"];
    WORLD = "world"."svg", "image/svg+xml", ["world.svg"];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_are_not_sent() {
        let style = "/* All. */\n\na {\n  /* Some\n  lines. */ color: red;\n}\n";
        assert_eq!(without_comments(style, "/*", "*/"), "a {\ncolor: red;\n}\n");
        let script = "// All.\n{\n  // Why.\n  go(\"http://a\"); // Here.\n}";
        assert_eq!(without_comments(script, "//", "\n"), "{\ngo(\"http://a\"); // Here.\n}");
        assert_eq!(without_comments("// Only.", "//", "\n"), "");
    }

    #[test]
    fn no_script_has_a_text_of_several_lines() {
        // Its lines would lose their indentation.
        for asset in [&*SCRIPT, &*EDIT_SCRIPT, &*TRY] {
            let script = std::str::from_utf8(&asset.bytes).unwrap();
            for line in script.lines() {
                assert!(line.matches('`').count() % 2 == 0, "{line}");
            }
        }
    }
}
