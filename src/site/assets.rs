//! The files that pages load: a stylesheet, a script, pictures. Each has a hash
//! of its bytes in its name, so that a browser may keep it for ever. Some are made
//! of several sources, one after the other.

use std::sync::LazyLock;

use crate::domain::Fingerprint;

/// A file of the pages.
#[derive(Debug)]
pub struct Asset {
    /// Where it is served.
    pub path: String,
    pub content_type: &'static str,
    pub bytes: &'static [u8],
}

impl Asset {
    fn new(name: &str, ending: &str, content_type: &'static str, bytes: &'static [u8]) -> Self {
        let path = format!("/assets/{name}-{}.{ending}", Fingerprint::of(bytes));
        Self { path, content_type, bytes }
    }
}

macro_rules! assets {
    ($(
        $asset:ident = $name:literal . $ending:literal, $content_type:literal, [$($source:literal),+];
    )*) => {
        $( pub static $asset: LazyLock<Asset> = LazyLock::new(|| {
            let text = concat!($( include_str!(concat!("assets/", $source)) ),+);
            Asset::new($name, $ending, $content_type, text.as_bytes())
        }); )*

        /// The file that is served at a path.
        pub fn asset(path: &str) -> Option<&'static Asset> {
            let all: &[&'static LazyLock<Asset>] = &[$( &$asset ),*];
            all.iter().map(|asset| &***asset).find(|asset| asset.path == path)
        }
    };
}

assets! {
    STYLE = "site"."css", "text/css; charset=utf-8", ["site.css", "pictures.css"];
    SCRIPT = "site"."js", "text/javascript; charset=utf-8", ["site.js", "pictures.js"];
    ICON = "icon"."svg", "image/svg+xml", ["icon.svg"];
    WORLD = "world"."svg", "image/svg+xml", ["world.svg"];
}
