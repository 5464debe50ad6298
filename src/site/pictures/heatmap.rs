//! A heat map: the number of organizations that have both the value of the row and the value of
//! the column. It is a table with a shade, a number and a link in each cell; combinations without
//! organizations stay empty, so that gaps are visible.

use askama::Template;

use super::scale::{Scale, Step};
use super::{Axis, with_commas};
use crate::site::SiteError;

#[derive(Template)]
#[template(path = "pictures/heatmap.html")]
struct Picture<'p> {
    caption: &'p str,
    columns: &'p [Axis<'p>],
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
    caption: &str,
    rows: &[Axis<'_>],
    columns: &[Axis<'_>],
    counts: &[Vec<usize>],
    href: impl Fn(&str, &str) -> String,
) -> Result<String, SiteError> {
    let count = |row: usize, column: usize| -> usize {
        counts.get(row).and_then(|counts| counts.get(column)).copied().unwrap_or(0)
    };
    let of_row = |row| (0..columns.len()).map(move |column| count(row, column));
    let highest = (0..rows.len()).flat_map(of_row).max().unwrap_or(0);
    let scale = Scale::up_to(highest);
    let cell = |row: &Axis<'_>, column: &Axis<'_>, count: usize| {
        (count > 0).then(|| Cell {
            class: scale.class(count),
            href: href(row.id, column.id),
            number: with_commas(count),
            label: format!("{} × {}: {}", row.label, column.label, with_commas(count)),
        })
    };
    let line = |(place, axis)| {
        let cells = columns.iter().zip(of_row(place));
        Row { axis, cells: cells.map(|(column, count)| cell(axis, column, count)).collect() }
    };
    let rows = if highest == 0 { Vec::new() } else { rows.iter().enumerate().map(line).collect() };
    Ok(Picture { caption, columns, rows, legend: scale.legend() }.render()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: [Axis<'_>; 2] = [
        Axis { id: "forced-labour", label: "Forced labour", depth: 0 },
        Axis { id: "bonded-labour", label: "Bonded labour", depth: 1 },
    ];
    const COLUMNS: [Axis<'_>; 2] = [
        Axis { id: "rescue", label: "Rescue", depth: 0 },
        Axis { id: "r&d", label: "R & <D>", depth: 0 },
    ];

    fn href(row: &str, column: &str) -> String {
        format!("/?focus_area={row}&approach={column}")
    }

    #[test]
    fn a_cell_is_a_link_with_the_labels_of_row_and_column() {
        let html = heatmap("What", &ROWS, &COLUMNS, &[vec![0, 7], vec![1]], href).unwrap();
        for part in [
            "<a href=\"/?focus_area=forced-labour&#38;approach=r&#38;d\"",
            "aria-label=\"Forced labour × R &#38; &#60;D&#62;: 7\"",
            "aria-label=\"Bonded labour × Rescue: 1\"",
            "<td class=\"h5\">",
            "<td class=\"h1\">",
            "<th scope=\"row\" class=\"d1\">Bonded labour</th>",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        let (_, body) = html.split_once("<tbody>").unwrap();
        assert_eq!(body.matches("<td></td>").count(), 2, "{html}");
        assert!(!html.contains("style="));
    }

    #[test]
    fn a_large_heatmap_stays_below_120_kb() {
        let axis: Vec<Axis<'_>> = (0..24)
            .map(|_| Axis { id: "bonded-labour", label: "Bonded labour", depth: 1 })
            .collect();
        let html = heatmap("What", &axis, &axis, &vec![vec![3; 24]; 24], href).unwrap();
        assert!(html.len() < 120_000, "{}", html.len());
    }

    #[test]
    fn a_heatmap_without_organizations_says_so() {
        for (rows, counts) in [(&[][..], vec![]), (&ROWS, vec![vec![0, 0]; 2]), (&ROWS, vec![])] {
            let html = heatmap("What", rows, &COLUMNS, &counts, href).unwrap();
            assert!(html.contains("There are no organizations to count here."));
            assert!(!html.contains("<table"));
        }
    }
}
