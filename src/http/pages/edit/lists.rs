//! The pages of the lists of organizations.

use crate::catalog::{Filter, ListRequest, Snapshot, Sort, Start};
use crate::http::problem::Problem;
use crate::http::protocol::limits::PAGE_WINDOW;

/// Number of organizations or changes on one page.
pub const PER_PAGE: usize = 20;

/// The number of a page, from 1, as text; the first page without a right one.
pub fn page_number(text: Option<&str>) -> usize {
    let number = text.and_then(|text| text.parse().ok());
    number.unwrap_or(1_usize).clamp(1, PAGE_WINDOW / PER_PAGE)
}

/// The beginning of a page.
pub fn start_of(page: usize) -> Start {
    Start::Offset((page - 1) * PER_PAGE)
}

/// Number of pages of a list, at least 1.
///
/// # Errors
///
/// 500 if the index cannot be read.
pub fn page_count(snapshot: &Snapshot, filter: &Filter) -> Result<usize, Problem> {
    let start = &Start::Offset(0);
    let count = ListRequest { filter, query: None, sort: Sort::NAME, start, size: 0 };
    let counted = snapshot.select(&count).map_err(|err| Problem::internal(&err))?;
    Ok(counted.total.min(PAGE_WINDOW).div_ceil(PER_PAGE).max(1))
}
