//! Prints the mistakes in seed files in the style of rustc.

use std::collections::HashMap;
use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::{
    AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str,
};

use super::output::counted;
use crate::domain::Violation;
use crate::seed::Mistake;

/// Maximum number of characters shown of a line.
const MAX_WIDTH: usize = 100;

/// Maximum number of characters before the offending text in a shortened line.
const MAX_LEAD: usize = 30;

/// Maximum number of underlined characters.
const MAX_UNDERLINED: usize = 60;

/// Maximum number of allowed values listed.
const MAX_LISTED: usize = 12;

/// Whether output may be in colour: on a terminal, unless `NO_COLOR` is set to anything
/// (<https://no-color.org>).
pub fn may_colour(is_terminal: bool) -> bool {
    is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Writes every mistake with its place, file by file, then their number and `outcome`, such as
/// `nothing was loaded`. `more` is the number of mistakes besides those given.
///
/// # Errors
///
/// If writing to `out` fails.
pub fn write_mistakes(
    out: &mut impl Write,
    mistakes: &[Mistake],
    more: usize,
    in_colour: bool,
    outcome: &str,
) -> io::Result<()> {
    let renderer = if in_colour { Renderer::styled() } else { Renderer::plain() };
    let mut files = HashMap::new();
    for mistake in mistakes {
        let next = files.len();
        files.entry(mistake.origin.path()).or_insert(next);
    }
    let mut ordered: Vec<&Mistake> = mistakes.iter().collect();
    ordered.sort_by_key(|mistake| (files[mistake.origin.path()], mistake.origin.range().start));
    for mistake in ordered {
        write_mistake(out, mistake, &renderer)?;
    }
    let count = counted(mistakes.len() + more, "mistake");
    if more > 0 {
        writeln!(out, "{count}, the first {} of them above; {outcome}", mistakes.len())
    } else {
        writeln!(out, "{count} in {}; {outcome}", counted(files.len(), "file"))
    }
}

fn write_mistake(out: &mut impl Write, mistake: &Mistake, renderer: &Renderer) -> io::Result<()> {
    let place = mistake.location();
    let violation = &mistake.violation;
    let number = |from_1: u64| usize::try_from(from_1).unwrap_or(usize::MAX);
    let origin = Origin::path(normalize_untrusted_str(&place.path))
        .line(number(place.line))
        .char_column(number(place.column));
    let title = Level::ERROR.primary_title(message(violation));
    // Three separate parts, because otherwise the library would count the column within the
    // excerpt instead of the whole line.
    let mut body = Group::with_level(Level::ERROR);
    if !place.text.is_empty() {
        let (text, underline) = excerpt(&place.text, place.underline);
        body = body.element(
            Snippet::source(text)
                .line_start(number(place.line))
                .annotation(AnnotationKind::Primary.span(underline)),
        );
    }
    if let Some(help) = help(violation) {
        // The library does not sanitize help messages.
        body = body.element(Level::HELP.message(normalize_untrusted_str(&help)));
    }
    writeln!(out, "{}", render(renderer, [Group::with_title(title)]))?;
    let indent = place.line.to_string().len();
    let origin = Group::with_level(Level::ERROR).element(origin);
    writeln!(out, "{:indent$}{}", "", render(renderer, [origin]))?;
    if !body.is_empty() {
        writeln!(out, "{}", render(renderer, [body]))?;
    }
    writeln!(out)
}

/// Renders one part. The library replaces control characters that a terminal would execute,
/// except for the C1 controls, which are replaced here.
pub(super) fn render(renderer: &Renderer, part: [Group<'_>; 1]) -> String {
    renderer.render(&part).replace(|c| matches!(c, '\u{80}'..='\u{9f}'), "\u{fffd}")
}

/// The message without the suggestion, which `help` shows on a separate line.
pub(super) fn message(violation: &Violation) -> &str {
    let suggestion = violation.did_you_mean.as_ref().map(|it| format!("; did you mean `{it}`?"));
    suggestion
        .and_then(|suggestion| violation.message.strip_suffix(&suggestion))
        .unwrap_or(&violation.message)
}

pub(super) fn help(violation: &Violation) -> Option<String> {
    if let Some(nearest) = &violation.did_you_mean {
        return Some(format!("did you mean `{nearest}`?"));
    }
    let listed: Vec<String> =
        violation.allowed.iter().take(MAX_LISTED).map(|value| format!("`{value}`")).collect();
    let more = violation.allowed.len() - listed.len();
    match (listed.is_empty(), more) {
        (true, _) => None,
        (_, 0) => Some(format!("allowed: {}", listed.join(", "))),
        (_, more) => Some(format!("allowed: {} and {more} more", listed.join(", "))),
    }
}

/// The part of a line around the offending text that fits on a terminal, and the range of it
/// to underline.
pub(super) fn excerpt(line: &str, marked: Range<usize>) -> (String, Range<usize>) {
    let length = shortened(&line[marked.clone()]).len();
    let before = &line[..marked.start];
    let fits = line[..marked.start + length].chars().count() <= MAX_WIDTH;
    let last_characters = before.char_indices().rev().nth(MAX_LEAD - 1);
    let from = if fits { 0 } else { last_characters.map_or(0, |(at, _)| at) };
    let to = line[from..].char_indices().nth(MAX_WIDTH).map_or(line.len(), |(at, _)| from + at);

    let ellipsis = |is_cut| if is_cut { "…" } else { "" };
    let (head, tail) = (ellipsis(from > 0), ellipsis(to < line.len()));
    let start = head.len() + marked.start - from;
    (format!("{head}{}{tail}", &line[from..to]), start..start + length)
}

/// The part of the offending text to underline: the first character of a long object or
/// array, the beginning of other long text.
fn shortened(marked: &str) -> &str {
    match marked.char_indices().nth(MAX_UNDERLINED) {
        None => marked,
        Some(_) if marked.starts_with(['{', '[']) => &marked[..1],
        Some((end, _)) => &marked[..end],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Code, Pointer};
    use crate::seed::{Form, Kind, read_text};

    fn shown(mistakes: &[Mistake], more: usize, in_colour: bool) -> String {
        let mut out = Vec::new();
        write_mistakes(&mut out, mistakes, more, in_colour, "nothing was loaded").unwrap();
        String::from_utf8(out).unwrap()
    }

    fn mistakes(name: &str, text: &str) -> Vec<Mistake> {
        read_text(name, text, Kind::Organizations, Form::Detect).mistakes
    }

    #[test]
    fn mistakes_are_shown_in_the_style_of_rustc() {
        let text = "{\n\n\n\n\n\n\n\n  \"nmae\": \"\",\n\t\"status\": \"ürgent\"\n}";
        let found = mistakes("a/é.json", text);
        let is_shown = |it: &Mistake| !matches!(it.violation.code, Code::MissingKey | Code::TooFew);
        let picked: Vec<Mistake> = found.into_iter().filter(is_shown).collect();
        let expected = "\
error: the key `nmae` does not exist here
 --> a/é.json:9:3
  |
9 |   \"nmae\": \"\",
  |   ^^^^^^
  |
  = help: did you mean `name`?
";
        let shown = shown(&picked, 0, false);
        assert!(shown.contains(expected), "{shown}");
        let expected = "
  --> a/é.json:10:12
   |
10 |     \"status\": \"ürgent\"
   |               ^^^^^^^^
   |
   = help: allowed: `active`, `inactive`, `unknown`, `withdrawn`
";
        assert!(shown.contains(expected), "{shown}");
        assert!(shown.ends_with("\n\n2 mistakes in 1 file; nothing was loaded\n"), "{shown}");
    }

    #[test]
    fn a_long_line_is_cut_around_the_offending_text() {
        let long = "é".repeat(1000);
        let text = format!("{{\"slug\": \"{long}\", \"nmae\": 1, \"summary\": \"{long}\"}}");
        let found = mistakes("x.ndjson", &text);

        let shown = shown(&found, 0, false);

        assert!(shown.contains("x.ndjson:1:1014\n"), "{shown}");
        assert!(shown.contains("é\", \"nmae\": 1, \"summary\": \"é"), "{shown}");
        for line in shown.lines().filter(|line| line.starts_with("1 | ")) {
            assert!(line.chars().count() <= MAX_WIDTH + 6, "{line}");
        }
    }

    #[test]
    fn an_excerpt_shows_and_underlines_the_offending_text() {
        let (short, long) = ("y".repeat(MAX_LEAD), "x".repeat(200));
        for (before, marked, after, expected, underlined) in [
            ("  ", "\"ab\"", ",", "  \"ab\",".to_owned(), "\"ab\""),
            ("é", "", "", "é".to_owned(), ""),
            ("", "{\"a\": 1}", "", "{\"a\": 1}".to_owned(), "{\"a\": 1}"),
            ("", &format!("{{{long}"), "", format!("{{{}…", &long[..MAX_WIDTH - 1]), "{"),
            ("", &long, "", format!("{}…", &long[..MAX_WIDTH]), &long[..MAX_UNDERLINED]),
            (&format!("{long}{short}"), "é", "z", format!("…{short}éz"), "é"),
            (&short, "é", &long, format!("{short}é{}…", &long[..MAX_WIDTH - MAX_LEAD - 1]), "é"),
        ] {
            let line = format!("{before}{marked}{after}");
            let (text, range) = excerpt(&line, before.len()..before.len() + marked.len());
            assert_eq!((text.as_str(), &text[range]), (expected.as_str(), underlined), "{line}");
        }
    }

    #[test]
    fn mistakes_are_grouped_by_file_and_counted() {
        let (a, b) = (mistakes("a", "[1, 2]"), mistakes("b", "1"));
        let mixed = [&b[0], &a[1], &a[0]].map(Clone::clone);

        let shown_all = shown(&mixed, 0, false);

        let headers: Vec<&str> =
            shown_all.lines().filter_map(|line| line.split_once("--> ")).map(|it| it.1).collect();
        assert_eq!(headers, ["b:1:1", "a:1:2", "a:1:5"]);
        assert!(shown_all.ends_with("3 mistakes in 2 files; nothing was loaded\n"), "{shown_all}");
        let shown_some = shown(&mixed[..1], 7, false);
        let expected = "8 mistakes, the first 1 of them above; nothing was loaded\n";
        assert!(shown_some.ends_with(expected), "{shown_some}");
        assert!(
            shown(&mixed[..1], 0, false).ends_with("1 mistake in 1 file; nothing was loaded\n")
        );
    }

    #[test]
    fn control_characters_of_a_file_are_never_printed() {
        let found = mistakes("\u{1b}[2J", "{\"\u{9b}2J\u{202e}\": \"\u{1b}[31m\"}");
        for text in ["{\"\\u001b[2J\": 1}", "{\"status\": \"\\u001b[2J\"}"] {
            let shown = shown(&mistakes("x", text), 0, false);
            assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{shown:?}");
        }
        let shown = shown(&found, 0, false);
        assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{shown:?}");
    }

    #[test]
    fn a_long_list_of_allowed_values_is_shortened() {
        let allowed: Vec<String> = (0..MAX_LISTED + 3).map(|number| format!("v{number}")).collect();
        let at = Pointer::Root;
        let violation = |allowed: &[String]| {
            Violation::new(&at, Code::UnknownValue, "no")
                .with_allowed("quite different", allowed.iter().map(String::as_str))
        };
        let text = help(&violation(&allowed)).unwrap();
        assert!(text.starts_with("allowed: `v0`, `v1`, ") && text.ends_with("`v11` and 3 more"));
        assert_eq!(help(&violation(&allowed[..1])).unwrap(), "allowed: `v0`");
        assert_eq!(help(&violation(&[])), None);
    }

    #[test]
    fn only_terminals_get_colours() {
        let found = mistakes("x", "1");
        assert!(shown(&found, 0, true).contains("\u{1b}["));
        assert!(!shown(&found, 0, false).contains("\u{1b}["));
        assert!(!may_colour(false));
    }
}
