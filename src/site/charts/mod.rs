//! The charts of a list of organizations.

mod figures;
mod findings;

use askama::Template;

use self::figures::{Figure, figures};
use super::list::{LIST, SearchRequest, title};
use super::{Frame, SiteError, display};
use crate::catalog::{Selection, Snapshot};

/// The path of the charts.
pub const CHARTS: &str = "/charts";

#[derive(Template)]
#[template(path = "charts.html")]
struct ChartsPage {
    frame: Frame,
    heading: String,
    total: usize,
    /// The URL of the list that the charts show.
    list: String,
    /// Whether the list has conditions.
    is_part: bool,
    figures: Vec<Figure>,
    /// The coverage of sources, in words.
    coverage: String,
}

/// The URL of the charts of a list. The order and the size of its pages do not matter to them.
pub fn charts_url(request: &SearchRequest<'_>) -> String {
    let is_counted = |(name, _): &&(&str, String)| !["sort", "per_page"].contains(name);
    request.url(CHARTS, request.pairs.iter().filter(is_counted).cloned().collect())
}

/// The page with the charts of a list.
///
/// # Errors
///
/// If the index cannot be read.
pub fn charts(
    frame: Frame,
    snapshot: &Snapshot,
    selection: &Selection<'_>,
    request: SearchRequest<'_>,
) -> Result<String, SiteError> {
    let is_part = !request.pairs.is_empty();
    let heading = if is_part {
        format!("{} in charts", title(&request, selection.total, snapshot))
    } else {
        let counted = display::counted(selection.total, "organization", "organizations");
        let these = if selection.total == 1 { "This" } else { "These" };
        format!("{these} {counted} in charts")
    };
    let frame = frame.titled(heading.as_str()).described(
        "Where organizations that fight slavery work, on which problems, with which methods, and when they were founded.",
    );
    let page = ChartsPage {
        frame,
        heading,
        total: selection.total,
        list: request.url(LIST, request.pairs.to_vec()),
        is_part,
        figures: figures(&request, snapshot, selection)?,
        coverage: display::coverage(selection.source_coverage()),
    };
    Ok(page.render()?)
}
