//! Fields with one value.

use askama::Template;

use super::Renderer;
use crate::site::SiteError;
use crate::site::edit::form::schema::{Field, Kind, LineKind, Word};
use crate::site::edit::form::typed::place;
use crate::site::edit::form::values::{country_name, language_shown};

/// Minimum and maximum number of lines of a box for text.
const ROWS: std::ops::RangeInclusive<usize> = 2..=14;

/// Number of characters on a line of a box for text, as a guess.
const COLUMNS: usize = 75;

#[derive(Template)]
#[template(path = "edit/form/input.html")]
struct Input<'f> {
    id: &'f str,
    label: &'static str,
    is_required: bool,
    /// Whether the field is required only if the part that it belongs to is filled in.
    is_needed: bool,
    hints: Vec<String>,
    mistakes: &'f [String],
    value: &'f str,
    control: Control<'f>,
}

/// The element into which a value is typed.
enum Control<'f> {
    /// One line; with the id of a list of proposals, and the mode of the keyboard.
    Line {
        list: Option<&'static str>,
        mode: Option<&'static str>,
        limit: usize,
    },
    /// Several lines.
    Box {
        rows: usize,
        limit: usize,
    },
    /// A choice among words; the one that is chosen is marked.
    Select(Vec<(&'f str, &'f str, bool)>),
    Hidden,
}

impl Renderer<'_> {
    /// The HTML of a field with one value.
    pub(super) fn input(
        &self,
        field: &Field,
        pointer: &str,
        value: &str,
    ) -> Result<String, SiteError> {
        let shown = match &field.kind {
            Kind::Country => country_name(value).to_owned(),
            Kind::Language => language_shown(value).to_owned(),
            Kind::Lines(kind) => {
                value.lines().map(|line| shown_line(*kind, line)).collect::<Vec<_>>().join("\n")
            }
            _ => value.to_owned(),
        };
        let input = Input {
            id: pointer,
            label: field.label,
            is_required: field.is_required,
            is_needed: field.is_required && is_in_optional_group(pointer),
            hints: hints(field),
            mistakes: self.mistakes.at(pointer),
            value: &shown,
            control: control(&field.kind, &shown),
        };
        Ok(input.render()?)
    }
}

/// Whether a field belongs to a group of fields that may stay empty.
fn is_in_optional_group(pointer: &str) -> bool {
    let parent = pointer.rsplit_once('/').and_then(|(parent, _)| place(parent));
    parent
        .is_some_and(|place| matches!(place.field.kind, Kind::Group(_)) && !place.field.is_required)
}

fn shown_line(kind: LineKind, line: &str) -> String {
    match kind {
        LineKind::Plain => line,
        LineKind::Countries => country_name(line),
        LineKind::Languages => language_shown(line),
    }
    .to_owned()
}

fn control<'f>(kind: &Kind, value: &'f str) -> Control<'f> {
    let line = |list, mode, limit| Control::Line { list, mode, limit };
    match kind {
        Kind::Line(limit) => line(None, None, *limit),
        Kind::Text(limit) => Control::Box { rows: rows(value, limit / COLUMNS / 3), limit: *limit },
        Kind::Lines(_) => Control::Box { rows: rows(value, 2), limit: 0 },
        Kind::Year => line(None, Some("numeric"), 0),
        Kind::Url => line(None, Some("url"), 0),
        Kind::Country => line(Some("country-names"), None, 0),
        Kind::Language => line(Some("language-names"), None, 0),
        Kind::Choice(words) => Control::Select(options(words, value, true)),
        Kind::ChoiceOrFirst(words) => Control::Select(options(words, value, false)),
        Kind::YesNo => Control::Select(options(&[("true", "Yes"), ("false", "No")], value, true)),
        Kind::Hidden => Control::Hidden,
        _ => line(None, None, 0),
    }
}

/// The words of a list to choose from. A value that is not in the list is one of them too, so that
/// it is not lost.
fn options<'f>(
    words: &[Word],
    value: &'f str,
    may_be_empty: bool,
) -> Vec<(&'f str, &'f str, bool)> {
    let empty = may_be_empty.then_some(("", "Choose"));
    let is_known = value.is_empty() || words.iter().any(|(word, _)| *word == value);
    let other = (!is_known).then_some((value, value));
    let all = empty.into_iter().chain(words.iter().copied()).chain(other);
    all.map(|(word, name)| (word, name, word == value)).collect()
}

fn rows(value: &str, least: usize) -> usize {
    let lines: usize = value.lines().map(|line| line.chars().count() / COLUMNS + 1).sum();
    lines.max(least).clamp(*ROWS.start(), *ROWS.end())
}

fn hints(field: &Field) -> Vec<String> {
    let limit = match field.kind {
        Kind::Text(limit) | Kind::Line(limit @ ..=120) => {
            Some(format!("At most {} characters.", crate::site::display::with_commas(limit)))
        }
        _ => None,
    };
    let own = (!field.hint.is_empty()).then(|| field.hint.to_owned());
    own.into_iter().chain(limit).collect()
}

impl Input<'_> {
    fn is_hidden(&self) -> bool {
        matches!(self.control, Control::Hidden)
    }

    /// The ids of the texts that describe the field.
    fn described_by(&self) -> String {
        let hint = (!self.hints.is_empty()).then(|| format!("{}.hint", self.id));
        let mistake = (!self.mistakes.is_empty()).then(|| format!("{}.mistake", self.id));
        hint.into_iter().chain(mistake).collect::<Vec<_>>().join(" ")
    }
}
