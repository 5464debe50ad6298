//! Prints the mistakes in a table in the style of rustc, with the row for the line and the cell
//! underlined.

use std::collections::HashSet;
use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, normalize_untrusted_str};

use super::mistakes::{excerpt, help, message, render};
use super::output::counted;
use crate::directory::{TableMistake, TableMistakes};

/// Writes every mistake with its row, column and cell, then their number.
///
/// # Errors
///
/// If writing to `out` fails.
pub fn write_table_mistakes(
    out: &mut impl Write,
    path: &str,
    mistakes: &TableMistakes,
    in_colour: bool,
) -> io::Result<()> {
    let renderer = if in_colour { Renderer::styled() } else { Renderer::plain() };
    for mistake in &mistakes.kept {
        write_mistake(out, path, mistake, &renderer)?;
    }
    let rows: HashSet<usize> = mistakes.kept.iter().map(|mistake| mistake.row).collect();
    let count = counted(mistakes.count(), "mistake");
    if mistakes.more > 0 {
        let shown = mistakes.kept.len();
        writeln!(out, "{count}, the first {shown} of them above; nothing was loaded")
    } else {
        writeln!(out, "{count} in {}; nothing was loaded", counted(rows.len(), "row"))
    }
}

fn write_mistake(
    out: &mut impl Write,
    path: &str,
    mistake: &TableMistake,
    renderer: &Renderer,
) -> io::Result<()> {
    let title = Group::with_title(Level::ERROR.primary_title(message(&mistake.violation)));
    writeln!(out, "{}", render(renderer, [title]))?;
    let row = mistake.row;
    let place = match &mistake.cell {
        Some(cell) => format!("row {row}, column {} ({})", cell.letters, cell.column),
        None => format!("row {row}"),
    };
    let indent = row.to_string().len();
    let (path, place) = (normalize_untrusted_str(path), one_line(&place));
    writeln!(out, "{:indent$}--> {path}: {place}", "")?;
    let (line, underline) = line_of(mistake);
    let (text, underline) = excerpt(&line, underline);
    let mut body = Group::with_level(Level::ERROR).element(
        Snippet::source(text).line_start(row).annotation(AnnotationKind::Primary.span(underline)),
    );
    if let Some(help) = help(&mistake.violation) {
        // The library does not sanitize help messages.
        body = body.element(Level::HELP.message(normalize_untrusted_str(&help)));
    }
    writeln!(out, "{}", render(renderer, [body]))?;
    writeln!(out)
}

/// The key of the row and the cell on one line, and the range of the cell.
fn line_of(mistake: &TableMistake) -> (String, std::ops::Range<usize>) {
    let key = one_line(&mistake.key);
    let Some(cell) = &mistake.cell else {
        let length = key.len();
        return (key, 0..length);
    };
    let text = one_line(&cell.text);
    let mut line = if key == text { String::new() } else { format!("{key} | ") };
    line.push_str(&format!("{}: ", one_line(&cell.column)));
    let start = line.len();
    line.push_str(&text);
    let end = line.len();
    (line, start..end)
}

/// A text on one line, without characters that a terminal would execute.
fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    normalize_untrusted_str(&line).chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::MistakenCell;
    use crate::domain::{Code, Pointer, Violation};

    fn mistake(row: usize, cell: Option<(&str, &str, &str)>, message: &str) -> TableMistake {
        let cell = cell.map(|(letters, column, text)| MistakenCell {
            letters: letters.to_owned(),
            column: column.to_owned(),
            text: text.to_owned(),
        });
        let violation = Violation::new(&Pointer::Root, Code::InvalidForm, message);
        TableMistake { row, cell, key: "a21".to_owned(), violation }
    }

    fn shown(kept: Vec<TableMistake>, more: usize) -> String {
        let mut out = Vec::new();
        let mistakes = TableMistakes { kept, more };
        write_table_mistakes(&mut out, "a/b.xlsx", &mistakes, false).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_mistake_has_its_row_its_column_and_its_cell_underlined() {
        let founded = Some(("F", "founded", "19x7"));
        let shown = shown(vec![mistake(12, founded, "`19x7` is not a year")], 0);
        let expected = "\
error: `19x7` is not a year
  --> a/b.xlsx: row 12, column F (founded)
   |
12 | a21 | founded: 19x7
   |                ^^^^

1 mistake in 1 row; nothing was loaded
";
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_mistake_may_be_in_the_key_or_in_the_whole_row() {
        let key = Some(("A", "slug", "a21"));
        let shown = shown(vec![mistake(2, key, "no such organization"), mistake(3, None, "x")], 7);
        assert!(shown.contains("2 | slug: a21\n  |       ^^^\n"), "{shown}");
        assert!(shown.contains(" --> a/b.xlsx: row 3\n"), "{shown}");
        assert!(shown.ends_with("9 mistakes, the first 2 of them above; nothing was loaded\n"));
    }

    #[test]
    fn control_characters_of_a_table_are_never_printed() {
        let cell = Some(("F", "a\u{1b}[2J", "\u{9b}2J\u{1b}[31m\u{202e}\0"));
        let shown = shown(vec![mistake(2, cell, "\u{1b}[2J")], 0);
        assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{shown:?}");
    }
}
