//! Pages of lists: which one is asked for, and the addresses of those beside it.

use actix_web::HttpRequest;
use actix_web::http::header::HeaderValue;

use super::reader::Params;
use crate::catalog::{InvalidCursor, Start};
use crate::http::Service;
use crate::http::api::schemas::ListLinks;
use crate::http::protocol::absolute::absolute;
use crate::http::protocol::limits::{PAGE_WINDOW, PER_PAGE_DEFAULT, PER_PAGE_MAX};

/// How many a page has, as `per_page` says.
pub fn per_page(params: &mut Params) -> usize {
    number(params, "per_page", 1, Some(PER_PAGE_MAX)).unwrap_or(PER_PAGE_DEFAULT)
}

/// The page from 1 of a list that has no cursor, and how many rows are before it.
pub fn page(params: &mut Params, per_page: usize) -> (usize, usize) {
    let page = number(params, "page", 1, None).unwrap_or(1);
    hold_window(params, page, per_page, "read the revisions before by their numbers");
    (page, (page - 1).saturating_mul(per_page))
}

/// Refuses a page that is too far behind the first; `instead` says what to do.
fn hold_window(params: &mut Params, page: usize, per_page: usize, instead: &str) {
    if page.saturating_mul(per_page) > PAGE_WINDOW {
        let message = format!("`page` times `per_page` is more than {PAGE_WINDOW}; {instead}");
        params.refuse("page", "out_of_range", message);
    }
}

/// Where a page begins, as `page` or `cursor` says; with the page from 1, or
/// `None` on a walk.
pub fn start<C>(
    params: &mut Params,
    per_page: usize,
    decode: impl FnOnce(&str) -> Result<C, InvalidCursor>,
) -> (Start<C>, Option<usize>) {
    let page = number(params, "page", 1, None);
    let cursor = params.one("cursor");
    let Some(cursor) = cursor else {
        let page = page.unwrap_or(1);
        hold_window(params, page, per_page, "walk everything with `cursor=*`");
        return (Start::Offset((page - 1).saturating_mul(per_page)), Some(page));
    };
    if page.is_some() {
        params.invalid("page", "`page` and `cursor` do not go together; give one");
    }
    if cursor == "*" {
        return (Start::Cursor(None), None);
    }
    match decode(&cursor) {
        Ok(cursor) => (Start::Cursor(Some(cursor)), None),
        Err(invalid) => {
            params.invalid("cursor", invalid.to_string());
            (Start::Cursor(None), None)
        }
    }
}

/// A whole number from `min`, to `max` if there is one.
pub fn number(params: &mut Params, name: &str, min: usize, max: Option<usize>) -> Option<usize> {
    let text = params.one(name)?;
    let is_digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_allowed = |number: &usize| *number >= min && max.is_none_or(|max| *number <= max);
    let number = text.parse().ok().filter(|number| is_digits && is_allowed(number));
    if number.is_none() {
        let to = max.map_or_else(String::new, |max| format!(" to {max}"));
        params.refuse(name, "out_of_range", format!("`{name}` is a whole number from {min}{to}"));
    }
    number
}

/// One page of a list, by its address.
pub struct PageAddress<'q> {
    pub path: &'q str,
    /// What else is asked, in its one fixed form.
    pub query: &'q str,
    /// The page from 1; `None` on a walk with a cursor.
    pub page: Option<usize>,
    pub per_page: usize,
    /// Where a walk goes on; `None` at its beginning.
    pub cursor: Option<String>,
}

impl PageAddress<'_> {
    /// The path and query that ask for just this.
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
        format!("{path}?{query}{separator}{name}={value}")
    }

    /// The pages beside it, of `total` rows; `next` is where a walk goes on.
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

/// The value of `Link` (RFC 8288), with absolute addresses.
pub fn link_header(
    links: &ListLinks,
    request: &HttpRequest,
    service: &Service,
) -> Option<HeaderValue> {
    let links = [
        ("first", links.first.as_ref()),
        ("prev", links.prev.as_ref()),
        ("next", links.next.as_ref()),
        ("last", links.last.as_ref()),
    ];
    let links = links.into_iter().filter_map(|(relation, path)| {
        let address = absolute(request, service, path?);
        Some(format!("<{address}>; rel=\"{relation}\""))
    });
    HeaderValue::try_from(links.collect::<Vec<_>>().join(", ")).ok()
}
