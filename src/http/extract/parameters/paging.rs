//! Pagination: which page of a list, and the links to the pages next to it.

use super::ParameterSet;
use super::reader::Reader;
use super::values::{Number, cursor_start};
use crate::catalog::{InvalidCursor, Start};
use crate::domain::Code;
use crate::http::protocol::limits::{PAGE_WINDOW, PER_PAGE_DEFAULT, PER_PAGE_MAX};
use crate::http::protocol::links::ListLinks;

parameters! {
    /// Which page of a list.
    pub struct PagingParameters {
        /// The page, from 1. `page` times `per_page` is at most 10,000; to read more, use `cursor`.
        #[param(minimum = 1, example = 1)]
        page: Number<1, { usize::MAX }> as u32,
        /// Number of entries per page.
        #[param(minimum = 1, maximum = 100, default = 20, example = 20)]
        per_page: Number<1, PER_PAGE_MAX> as u32,
        /// Reads the whole list in steps: send `*` first, then `meta.next_cursor` of each response.
        /// An entry that exists throughout is returned exactly once.
        #[param(example = "*")]
        cursor: Option<String> as String,
    }
}

parameters! {
    /// Which page of a list without a cursor.
    pub struct NumberedPageParameters {
        /// The page, from 1.
        #[param(minimum = 1, example = 1)]
        page: Number<1, { usize::MAX }> as u32,
        /// Number of entries per page: 1 to 100, by default 20.
        #[param(minimum = 1, maximum = 100, example = 20)]
        per_page: Number<1, PER_PAGE_MAX> as u32,
    }
}

parameters! {
    /// Which page of a list whose pages have a fixed size.
    pub struct PageNumberParameter {
        /// The page, from 1.
        #[param(minimum = 1, example = 1)]
        page: Number<1, { usize::MAX }> as u32,
    }
}

/// A page of a list that has numbered pages and a cursor.
pub struct Paging<C> {
    pub start: Start<C>,
    /// The page from 1; `None` on a walk with a cursor.
    pub page: Option<usize>,
    pub per_page: usize,
}

impl<C> Paging<C> {
    /// Reads [`PagingParameters`]. A page has `default_size` entries unless the client asks for
    /// another number; `decode` reads a cursor.
    pub fn read(
        reader: &mut Reader,
        default_size: usize,
        decode: impl FnOnce(&str) -> Result<C, InvalidCursor>,
    ) -> Self {
        let PagingParameters { page, per_page, cursor } = PagingParameters::read(reader);
        let per_page = per_page.0.unwrap_or(default_size);
        let Some(cursor) = cursor else {
            let page = page.0.unwrap_or(1);
            check_window(reader, page, per_page, "read the whole list with `cursor=*`");
            let start = Start::Offset((page - 1).saturating_mul(per_page));
            return Self { start, page: Some(page), per_page };
        };
        if page.0.is_some() {
            reader.invalid("page", "`page` and `cursor` exclude each other; send one of them");
        }
        Self { start: cursor_start(reader, &cursor, decode), page: None, per_page }
    }
}

/// A page of a list that has no cursor.
pub struct NumberedPage {
    /// From 1.
    pub page: usize,
    pub per_page: usize,
}

impl NumberedPage {
    fn new(reader: &mut Reader, page: Option<usize>, per_page: Option<usize>) -> Self {
        let (page, per_page) = (page.unwrap_or(1), per_page.unwrap_or(PER_PAGE_DEFAULT));
        check_window(reader, page, per_page, "read older revisions by their numbers");
        Self { page, per_page }
    }

    /// Reads [`NumberedPageParameters`]; `instead` says what to do in the place of reading a page
    /// too far from the beginning.
    pub fn read_or(reader: &mut Reader, instead: &str) -> Self {
        let NumberedPageParameters { page, per_page } = NumberedPageParameters::read(reader);
        let (page, per_page) = (page.0.unwrap_or(1), per_page.0.unwrap_or(PER_PAGE_DEFAULT));
        check_window(reader, page, per_page, instead);
        Self { page, per_page }
    }

    /// Number of entries before the page.
    pub fn offset(&self) -> usize {
        (self.page - 1).saturating_mul(self.per_page)
    }
}

impl ParameterSet for NumberedPage {
    fn names() -> impl Iterator<Item = &'static str> {
        NumberedPageParameters::names()
    }

    fn read(reader: &mut Reader) -> Self {
        let NumberedPageParameters { page, per_page } = NumberedPageParameters::read(reader);
        Self::new(reader, page.0, per_page.0)
    }
}

/// A [`NumberedPage`] of the default size.
pub struct DefaultPage(pub NumberedPage);

impl ParameterSet for DefaultPage {
    fn names() -> impl Iterator<Item = &'static str> {
        PageNumberParameter::names()
    }

    fn read(reader: &mut Reader) -> Self {
        let page = PageNumberParameter::read(reader).page.0;
        Self(NumberedPage::new(reader, page, None))
    }
}

/// Refuses a page too far from the beginning; `instead` says what to do.
fn check_window(reader: &mut Reader, page: usize, per_page: usize, instead: &str) {
    if page.saturating_mul(per_page) > PAGE_WINDOW {
        let message = format!("`page` times `per_page` must be at most {PAGE_WINDOW}; {instead}");
        reader.refuse("page", Code::OutOfRange, message);
    }
}

/// The path and query of one page of a list.
pub struct PagePath<'q> {
    pub path: &'q str,
    /// The other parameters, in their canonical form.
    pub query: &'q str,
    /// The page from 1; `None` on a walk with a cursor.
    pub page: Option<usize>,
    pub per_page: usize,
    /// Where the walk continues; `None` at its beginning.
    pub cursor: Option<String>,
}

impl PagePath<'_> {
    /// The path and query of this page.
    pub fn path(&self) -> String {
        match (self.page, &self.cursor) {
            (Some(page), _) => self.with_page(page),
            (None, Some(cursor)) => self.with_cursor(cursor),
            (None, None) => self.with_cursor("*"),
        }
    }

    fn with_page(&self, page: usize) -> String {
        self.with("page", &page.to_string())
    }

    fn with_cursor(&self, cursor: &str) -> String {
        self.with("cursor", cursor)
    }

    fn with(&self, name: &str, value: &str) -> String {
        let Self { path, query, .. } = self;
        let separator = if query.is_empty() { "" } else { "&" };
        [path, "?", query, separator, name, "=", value].concat()
    }

    /// The links to other pages of a list of `total` entries; `next` is where a walk continues.
    pub fn links(&self, total: usize, next: Option<&str>) -> ListLinks {
        let this = self.path();
        let Some(page) = self.page else {
            return ListLinks {
                this,
                first: Some(self.with_cursor("*")),
                prev: None,
                next: next.map(|next| self.with_cursor(next)),
                last: None,
            };
        };
        let pages = total.div_ceil(self.per_page);
        let is_reachable = |page: usize| page * self.per_page <= PAGE_WINDOW;
        let link = |page: usize| self.with_page(page);
        ListLinks {
            this,
            first: Some(link(1)),
            prev: (page > 1).then(|| link((page - 1).min(pages.max(1)))),
            next: (page < pages && is_reachable(page + 1)).then(|| link(page + 1)),
            last: is_reachable(pages).then(|| link(pages.max(1))),
        }
    }
}
