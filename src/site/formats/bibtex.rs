//! Citations as BibTeX in UTF-8, with additional fields for biblatex.

use super::Citation;

/// The month macros of BibTeX, written without braces.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// One entry, ending with a newline.
pub(super) fn entry(citation: &Citation) -> String {
    let Citation { version, issued, .. } = citation;
    let (url, note) = (braced(&citation.url()), escape(&citation.note()));
    let [year, month, _] = citation.date();
    let month = MONTHS[usize::from(month.unsigned_abs()).saturating_sub(1) % 12];
    let key = citation.key();
    let (title, container) = (escape(&citation.title), escape(citation.container));
    // Inner braces preserve capitals. BibTeX sorts entries without an author by `key`.
    format!(
        "@misc{{{key},\n  \
           title = {{{{{title}}}}},\n  \
           howpublished = {{{container}}},\n  \
           version = {{{version}}},\n  \
           date = {{{issued}}},\n  \
           year = {{{year}}},\n  \
           month = {month},\n  \
           url = {{{url}}},\n  \
           note = {{Version {version} of {issued}. {note}}},\n  \
           key = {{{title}}},\n\
         }}\n"
    )
}

/// A URL within braces. In a URL, braces can be percent-encoded.
pub(super) fn braced(url: &str) -> String {
    url.replace('{', "%7B").replace('}', "%7D")
}

/// Escapes a text for LaTeX. Braces become commands, because BibTeX counts even braces after a
/// backslash.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match command(character) {
            Some(command) => escaped.push_str(command),
            None => escaped.push(character),
        }
    }
    escaped
}

/// The LaTeX command for a special character.
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
    fn special_characters_of_latex_are_escaped() {
        for (text, escaped) in [
            ("Girls & Women", r"Girls \& Women"),
            ("100% #1_a $", r"100\% \#1\_a \$"),
            (r"\end{document}", r"\textbackslash{}end\textbraceleft{}document\textbraceright{}"),
            ("a}b", r"a\textbraceright{}b"),
            ("माइती Repórter", "माइती Repórter"),
        ] {
            assert_eq!(escape(text), escaped, "{text}");
        }
    }
}
