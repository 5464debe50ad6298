//! The paths of the editing pages.

use super::body::Scope;
use super::limits::{EDIT_FORM_BYTES, TABLE_FORM_BYTES};

/// The path of the editing pages: browsers send the cookie of a session only there.
pub const EDIT_PATH: &str = "/edit";

/// The page on which editors sign in.
pub const SIGN_IN_PATH: &str = "/edit/sign-in";

/// Maximum number of bytes of the path of a page that is opened after signing in.
const RETURN_BYTES: usize = 1000;

/// Maximum number of bytes of the bodies at the paths of the editing pages.
pub const EDIT_BODY_LIMITS: [(&str, u64, Scope); 3] = [
    // It may carry the fields of another form, with a prefix of their names.
    (SIGN_IN_PATH, EDIT_FORM_BYTES + (64 << 10), Scope::InMemory),
    ("/edit/imports/new", TABLE_FORM_BYTES, Scope::InMemory),
    (EDIT_PATH, EDIT_FORM_BYTES, Scope::Below),
];

/// Whether a decoded path is that of an editing page.
pub fn is_edit_path(path: &str) -> bool {
    path.strip_prefix(EDIT_PATH).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The path and query of an editing page to open after signing in, if `text` is one. Other texts
/// could send an editor to another site.
pub fn return_path(text: &str) -> Option<&str> {
    let path = text.split('?').next().unwrap_or_default();
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"\\\"<>#".contains(&byte);
    let is_safe = is_edit_path(path)
        && text.len() <= RETURN_BYTES
        && text.bytes().all(is_plain)
        && !path.contains("/.");
    (is_safe && path != SIGN_IN_PATH && path != "/edit/sign-out").then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_returns_only_to_editing_pages() {
        for (text, is_safe) in [
            ("/edit", true),
            ("/edit?page=2", true),
            ("/edit/organizations/unseen/drafts/a1?x=%2F", true),
            ("", false),
            ("/", false),
            ("/editors", false),
            ("/edit/../organizations", false),
            ("/edit/./sign-out", false),
            ("//evil.example/edit", false),
            ("https://evil.example/edit", false),
            ("/edit/\\evil.example", false),
            ("/edit/a b", false),
            ("/edit/a\r\nSet-Cookie: a=b", false),
            ("/edit/ä", false),
            ("/edit/sign-in", false),
            ("/edit/sign-in?to=/edit", false),
            ("/edit/sign-out", false),
        ] {
            assert_eq!(return_path(text).is_some(), is_safe, "{text}");
        }
        assert_eq!(return_path(&format!("/edit/{}", "a".repeat(RETURN_BYTES))), None);
    }
}
