//! Texts and URLs in Markdown: CommonMark, with the footnotes and bare links of GitHub and pandoc.

use std::borrow::Cow;

/// Escapes a text so that no character is markup. Line breaks become spaces.
pub fn escape(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let text = lines.join(" ");
    let first = first_marker(&text);
    let mut escaped = String::with_capacity(text.len() + 8);
    for (at, character) in text.char_indices() {
        let (before, after) = (&text[..at], &text[at + character.len_utf8()..]);
        if first == Some(at) || is_markup(before, character, after) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// The escaped paragraphs of a text: its lines that are not empty.
pub fn paragraphs(text: &str) -> impl Iterator<Item = String> {
    text.lines().filter(|line| !line.trim().is_empty()).map(escape)
}

/// A link; `text` must be escaped already.
pub fn link(text: &str, url: &str) -> String {
    format!("[{text}]({})", destination(url))
}

/// Escapes a URL as the destination of a link. URLs of a profile have no white space and no `<`,
/// `>` or `\`.
fn destination(url: &str) -> Cow<'_, str> {
    let entities = url.match_indices('&').any(|(at, _)| begins_entity(&url[at + 1..]));
    // Parentheses would have to be balanced.
    match (url.contains(['(', ')']), entities) {
        (false, false) => Cow::Borrowed(url),
        (true, false) => Cow::Owned(format!("<{url}>")),
        (_, true) => Cow::Owned(format!("<{}>", url.replace('&', "\\&"))),
    }
}

fn is_markup(before: &str, character: char, after: &str) -> bool {
    match character {
        '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '~' | '|' | '$'
        | '^' | '@' => true,
        '&' => begins_entity(after),
        // A footnote may follow, and `![` would begin an image.
        '!' => after.is_empty(),
        // Bare URLs would become links.
        ':' => after.starts_with("//"),
        '.' => {
            before.len() >= 3 && before.as_bytes()[before.len() - 3..].eq_ignore_ascii_case(b"www")
        }
        _ => false,
    }
}

/// The position of a character that would begin a list or another block at the start of a line.
fn first_marker(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let marker = *text.as_bytes().get(digits)?;
    let is_marker = match digits {
        0 => b"-+=:".contains(&marker),
        _ => matches!(marker, b'.' | b')'),
    };
    is_marker.then_some(digits)
}

/// Whether `&` followed by `after` would be a character reference.
fn begins_entity(after: &str) -> bool {
    let name = after.strip_prefix('#').unwrap_or(after);
    let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    length > 0 && name.as_bytes().get(length) == Some(&b';')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped() {
        for (text, escaped) in [
            ("Who's who, (a) \"b\" - c; 5 + 5 = 10.", "Who's who, (a) \"b\" - c; 5 + 5 = 10."),
            ("*a* _b_ `c` ~d~", r"\*a\* \_b\_ \`c\` \~d\~"),
            ("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))"),
            ("</script>", r"\</script\>"),
            (r"\end", r"\\end"),
            ("- a", r"\- a"),
            ("1. a", r"1\. a"),
            ("2016) a", r"2016\) a"),
            ("1,600 children", "1,600 children"),
            ("# a #", r"\# a \#"),
            ("Girls & Women; R&D", "Girls & Women; R&D"),
            ("&lt; &#60;", r"\&lt; \&#60;".replace("#", r"\#").as_str()),
            ("Help!", r"Help\!"),
            ("Help! Now", "Help! Now"),
            ("https://a.example www.b.example", r"https\://a.example www\.b.example"),
            ("a@b.example", r"a\@b.example"),
            ("two\n\n  lines", "two lines"),
            ("माइती नेपाल", "माइती नेपाल"),
        ] {
            assert_eq!(escape(text), escaped, "{text}");
        }
    }

    #[test]
    fn urls_are_escaped() {
        for (url, escaped) in [
            ("https://a.example/b_c*?d=e&f=%20", "https://a.example/b_c*?d=e&f=%20"),
            ("https://a.example/(b", "<https://a.example/(b>"),
            ("https://a.example/?a&copy;b", r"<https://a.example/?a\&copy;b>"),
        ] {
            assert_eq!(destination(url), escaped);
        }
    }
}
