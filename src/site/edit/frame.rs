//! The parts that all editing pages share around their content.

use std::ops::Deref;

use crate::domain::Role;
use crate::site::{Frame, assets};

/// The frame of an editing page: that of every page, with the bar of the editor.
#[derive(Clone, Debug)]
pub struct EditFrame {
    frame: Frame,
    /// `None` on the page for signing in.
    pub editor: Option<EditorBar>,
}

/// The bar of an editor who is signed in.
#[derive(Clone, Debug)]
pub struct EditorBar {
    /// The name of the key.
    pub key_name: String,
    pub role: Role,
    /// The slugs of the only organizations that the key may edit; `None` for all.
    pub only: Option<Vec<String>>,
    /// The secret text of the session, which every form must have in its field `csrf`.
    pub csrf: String,
}

impl EditFrame {
    /// The frame of a page; `editor` is `None` without a session.
    pub fn new(frame: Frame, editor: Option<EditorBar>) -> Self {
        Self { frame: Frame { is_unlisted: true, ..frame }, editor }
    }

    /// The frame of a page with this title, which leaves out the name of the site.
    #[must_use]
    pub fn titled(self, title: impl Into<String>) -> Self {
        Self { frame: self.frame.titled(title), ..self }
    }

    /// The heading of the page: its title without the word that tells a screen reader about mistakes.
    pub fn heading(&self) -> &str {
        self.title.strip_prefix("Error: ").unwrap_or(&self.title)
    }

    /// The secret text of the session; empty without one.
    pub fn csrf(&self) -> &str {
        self.editor.as_ref().map_or("", |editor| &editor.csrf)
    }

    /// Whether the editor may edit the organization with this slug.
    pub fn may_edit(&self, slug: &str) -> bool {
        let only = self.editor.as_ref().and_then(|editor| editor.only.as_ref());
        only.is_none_or(|only| only.iter().any(|it| it == slug))
    }

    /// Whether the editor may add an organization.
    pub fn may_add(&self) -> bool {
        self.editor.as_ref().is_some_and(|editor| editor.only.is_none())
    }

    /// Whether the editor has the role `admin`.
    pub fn is_admin(&self) -> bool {
        self.editor.as_ref().is_some_and(|editor| editor.role == Role::Admin)
    }

    /// Whether this page is the one of a link in the bar, or below it.
    pub fn is_current(&self, path: &str) -> bool {
        let links = EditorBar::LINKS.iter().map(|(path, ..)| *path);
        let own = self.frame.path.split('?').next().unwrap_or_default();
        let is_in = |path: &str| {
            own == path || own.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
        };
        // A page belongs to the link with the longest path.
        links.filter(|path| is_in(path)).max_by_key(|path| path.len()) == Some(path)
    }

    pub fn edit_style(&self) -> &'static str {
        &assets::EDIT_STYLE.path
    }

    pub fn edit_script(&self) -> &'static str {
        &assets::EDIT_SCRIPT.path
    }
}

impl Deref for EditFrame {
    type Target = Frame;

    fn deref(&self) -> &Frame {
        &self.frame
    }
}

impl EditorBar {
    /// The pages of the bar: path, name, and the role that they need.
    const LINKS: [(&'static str, &'static str, Role); 7] = [
        ("/edit", "Due for review", Role::Editor),
        ("/edit/new", "New profile", Role::Editor),
        ("/edit/drafts", "My drafts", Role::Editor),
        ("/edit/imports/new", "Import a table", Role::Admin),
        ("/edit/imports", "Imports", Role::Admin),
        ("/edit/terms", "Terms", Role::Admin),
        ("/edit/keys", "Keys", Role::Admin),
    ];

    /// The pages that this editor may open: path and name.
    pub fn sections(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let (role, may_add) = (self.role, self.only.is_none());
        let links = Self::LINKS
            .into_iter()
            .filter(move |(path, _, needed)| *needed <= role && (may_add || *path != "/edit/new"));
        links.map(|(path, name, _)| (path, name))
    }
}
