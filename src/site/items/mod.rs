//! The pages that list research, and ways to help, of all organizations.

mod filters;
mod request;
mod research;
mod way;
mod ways;

use askama::Template;

pub use request::ItemsRequest;
pub use way::Way;

use super::{Frame, SiteError};
use crate::catalog::{ItemCounts, ItemKind, ItemPage, Snapshot};
use research::ResearchPage;
use ways::WaysPage;

/// The page of research or of ways to help.
///
/// # Errors
///
/// If the index cannot be read.
pub fn items(
    frame: Frame,
    snapshot: &Snapshot,
    request: ItemsRequest<'_>,
    page: &ItemPage,
    counts: &ItemCounts<'_>,
) -> Result<String, SiteError> {
    let frame = Frame { is_unlisted: !request.pairs.is_empty() || request.page > 1, ..frame };
    Ok(match request.kind {
        ItemKind::Research => {
            ResearchPage::new(frame, snapshot, request, page, counts)?.render()?
        }
        ItemKind::WayToHelp => WaysPage::new(frame, snapshot, request, page, counts)?.render()?,
    })
}
