//! A heat map: the number of organizations that have both the value of the row and the value of
//! the column. It is a table with a shade, a number and a link in each cell; combinations without
//! organizations stay empty, so that gaps are visible. The most frequent values come first.
//!
//! The heads are links, and lead to the same lists by one more step, so that the keyboard reaches
//! them all in few tab stops. The cells are for the pointer, for screen readers, and with a script
//! for the arrow keys.

use std::cmp::Reverse;

use askama::Template;

use super::scale::{Scale, Step};
use super::{Axis, Caption, with_commas};
use crate::site::SiteError;

/// Maximum number of rows; the most frequent values are shown.
pub const MAX_ROWS: usize = 20;

/// Maximum number of columns; the most frequent values are shown.
pub const MAX_COLUMNS: usize = 16;

#[derive(Template)]
#[template(path = "pictures/heatmap.html")]
struct Picture<'p> {
    caption: Caption,
    columns: Vec<&'p Axis<'p>>,
    rows: Vec<Row<'p>>,
    legend: Vec<Step>,
}

struct Row<'p> {
    axis: &'p Axis<'p>,
    /// One cell per column; `None` if the count is 0.
    cells: Vec<Option<Cell>>,
}

struct Cell {
    class: &'static str,
    href: String,
    number: String,
    label: String,
}

/// A heat map of `counts`, by row and column; missing counts are 0. `href` returns the URL of the
/// list of organizations for the ids of a row and a column.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn heatmap(
    caption: impl Into<Caption>,
    rows: &[Axis<'_>],
    columns: &[Axis<'_>],
    counts: &[Vec<usize>],
    href: impl Fn(&str, &str) -> String,
) -> Result<String, SiteError> {
    let count = |row: usize, column: usize| -> usize {
        counts.get(row).and_then(|counts| counts.get(column)).copied().unwrap_or(0)
    };
    let has_columns = |row: usize| (0..columns.len()).any(|column| count(row, column) > 0);
    let has_rows = |column: usize| (0..rows.len()).any(|row| count(row, column) > 0);
    let shown_rows = most_frequent(rows, MAX_ROWS, has_columns);
    let shown_columns = most_frequent(columns, MAX_COLUMNS, has_rows);
    let of_row = |row: usize| shown_columns.iter().map(move |column| count(row, *column));
    let scale = Scale::geometric(shown_rows.iter().flat_map(|row| of_row(*row)).max().unwrap_or(0));
    let cell = |row: &Axis<'_>, column: &Axis<'_>, count: usize| {
        (count > 0).then(|| Cell {
            class: scale.class(count),
            href: href(row.id, column.id),
            number: with_commas(count),
            label: format!("{} × {}: {}", row.label, column.label, with_commas(count)),
        })
    };
    let line = |row: &usize| {
        let axis = &rows[*row];
        let cells = shown_columns.iter().zip(of_row(*row));
        let cells = cells.map(|(column, count)| cell(axis, &columns[*column], count));
        Row { axis, cells: cells.collect() }
    };
    let picture = Picture {
        caption: caption.into(),
        rows: shown_rows.iter().map(line).collect(),
        columns: shown_columns.iter().map(|column| &columns[*column]).collect(),
        legend: scale.legend(),
    };
    Ok(picture.render()?)
}

/// The indices of the values with the highest totals, at most `limit`, of those that have a count.
fn most_frequent(
    axes: &[Axis<'_>],
    limit: usize,
    has_counts: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let mut shown: Vec<usize> = (0..axes.len()).filter(|place| has_counts(*place)).collect();
    shown.sort_by_key(|place| Reverse(axes[*place].total));
    shown.truncate(limit);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis<'a>(id: &'a str, label: &'a str, total: usize) -> Axis<'a> {
        Axis { id, label, total, href: format!("/organizations?{id}") }
    }

    fn rows() -> [Axis<'static>; 3] {
        [
            axis("forced-labour", "Forced labour", 7),
            axis("child-labour", "Child labour", 3),
            axis("bonded-labour", "Bonded labour", 9),
        ]
    }

    fn columns() -> [Axis<'static>; 2] {
        [axis("rescue", "Rescue", 2), axis("r&d", "R & <D>", 8)]
    }

    fn href(row: &str, column: &str) -> String {
        format!("/organizations?focus_area={row}&approach={column}")
    }

    #[test]
    fn a_cell_is_a_link_with_the_labels_of_row_and_column() {
        let counts = [vec![0, 7], vec![], vec![1]];
        let html = heatmap("What", &rows(), &columns(), &counts, href).unwrap();
        for part in [
            "<a href=\"/organizations?focus_area=forced-labour&#38;approach=r&#38;d\"",
            "aria-label=\"Forced labour × R &#38; &#60;D&#62;: 7\" tabindex=\"-1\">7</a>",
            "aria-label=\"Bonded labour × Rescue: 1\"",
            "<td class=\"h5\">",
            "<td class=\"h1\">",
            "<th scope=\"row\"><a href=\"/organizations?bonded-labour\">Bonded labour <b>9</b></a></th>",
            "<a href=\"/organizations?rescue\">Rescue <b>2</b></a>",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        let (_, body) = html.split_once("<tbody>").unwrap();
        assert_eq!(body.matches("<td></td>").count(), 2, "{html}");
        assert!(!html.contains("style="));
    }

    #[test]
    fn frequent_values_come_first_and_values_without_counts_are_left_out() {
        let counts = [vec![1, 7], vec![0, 0], vec![1, 2]];
        let html = heatmap("What", &rows(), &columns(), &counts, href).unwrap();
        let heads = html.split(" <b>").filter_map(|before| before.rsplit('>').next());
        let heads: Vec<&str> = heads.take(4).collect();
        assert_eq!(heads, ["R &#38; &#60;D&#62;", "Rescue", "Bonded labour", "Forced labour"]);
        assert!(!html.contains("Child labour"));
    }

    #[test]
    fn only_the_most_frequent_values_are_shown() {
        let ids: Vec<String> = (0..60).map(|number| format!("value-{number:02}")).collect();
        let axes: Vec<Axis<'_>> =
            ids.iter().enumerate().map(|(place, id)| axis(id, id, place)).collect();
        let html = heatmap("What", &axes, &axes, &vec![vec![3; 60]; 60], href).unwrap();
        assert_eq!(html.matches("<th scope=\"row\">").count(), MAX_ROWS);
        assert_eq!(html.matches("<th scope=\"col\">").count(), MAX_COLUMNS);
        assert!(html.contains("value-59") && !html.contains("value-39"));
        assert!(html.len() < 60_000, "{}", html.len());
    }

    #[test]
    fn a_heatmap_without_organizations_says_so() {
        for (rows, counts) in
            [(&[][..], vec![]), (&rows()[..], vec![vec![0, 0]; 2]), (&rows()[..], vec![])]
        {
            let html = heatmap("What", rows, &columns(), &counts, href).unwrap();
            assert!(html.contains("No organizations to show."));
            assert!(!html.contains("<table"));
        }
    }
}
