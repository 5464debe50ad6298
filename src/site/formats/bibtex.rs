//! Citations as BibTeX, in UTF-8: what BibTeX reads, with the fields of biblatex
//! beside.

use super::Citation;

/// The names of the months, which BibTeX writes without braces.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// One entry with its end of line.
pub(super) fn entry(citation: &Citation) -> String {
    let Citation { version, issued, url, .. } = citation;
    let [year, month, _] = citation.date();
    let month = MONTHS[usize::from(month.unsigned_abs()).saturating_sub(1) % 12];
    let key = citation.key();
    let (title, container) = (escape(&citation.title), escape(citation.container));
    // Inner braces keep the capitals of a name. Without an author BibTeX orders by `key`.
    format!(
        "@misc{{{key},\n  \
           title = {{{{{title}}}}},\n  \
           howpublished = {{{container}}},\n  \
           version = {{{version}}},\n  \
           date = {{{issued}}},\n  \
           year = {{{year}}},\n  \
           month = {month},\n  \
           url = {{{url}}},\n  \
           note = {{Version {version} of {issued}, CC0 1.0}},\n  \
           key = {{{title}}},\n\
         }}\n"
    )
}

/// A text that LaTeX shows as it is. No brace of the text is left: BibTeX counts
/// them even behind a backslash.
fn escape(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match command(character) {
            Some(command) => written.push_str(command),
            None => written.push(character),
        }
    }
    written
}

/// How LaTeX is told to show a character that it would act upon.
fn command(character: char) -> Option<&'static str> {
    Some(match character {
        '\\' => r"\textbackslash{}",
        '{' => r"\textbraceleft{}",
        '}' => r"\textbraceright{}",
        '^' => r"\textasciicircum{}",
        '~' => r"\textasciitilde{}",
        '<' => r"\textless{}",
        '>' => r"\textgreater{}",
        '|' => r"\textbar{}",
        '%' => r"\%",
        '$' => r"\$",
        '#' => r"\#",
        '&' => r"\&",
        '_' => r"\_",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_latex_would_act_upon_is_shown() {
        for (text, written) in [
            ("Girls & Women", r"Girls \& Women"),
            ("100% #1_a $", r"100\% \#1\_a \$"),
            (r"\end{document}", r"\textbackslash{}end\textbraceleft{}document\textbraceright{}"),
            ("a}b", r"a\textbraceright{}b"),
            ("माइती Repórter", "माइती Repórter"),
        ] {
            assert_eq!(escape(text), written, "{text}");
        }
    }
}
