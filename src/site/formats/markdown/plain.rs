//! Texts and addresses as they stand in Markdown (CommonMark, with the footnotes
//! and bare links that GitHub and pandoc add), where they mean nothing but
//! themselves.

use std::borrow::Cow;

/// A text on one line, in which no character is markup. Its line ends are spaces.
pub fn plain(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let text = lines.join(" ");
    let first = first_marker(&text);
    let mut written = String::with_capacity(text.len() + 8);
    for (at, character) in text.char_indices() {
        let (before, after) = (&text[..at], &text[at + character.len_utf8()..]);
        if first == Some(at) || is_markup(before, character, after) {
            written.push('\\');
        }
        written.push(character);
    }
    written
}

/// The paragraphs of a text: its lines that are not empty.
pub fn paragraphs(text: &str) -> impl Iterator<Item = String> {
    text.lines().filter(|line| !line.trim().is_empty()).map(plain)
}

/// A link: `text` is plain already.
pub fn link(text: &str, url: &str) -> String {
    format!("[{text}]({})", destination(url))
}

/// An address as the destination of a link. It has neither white space nor `<`,
/// `>` or `\`, as no address of a profile has.
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
        // A footnote may follow, which would be taken for a picture.
        '!' => after.is_empty(),
        // What looks like an address would become a link.
        ':' => after.starts_with("//"),
        '.' => {
            before.len() >= 3 && before.as_bytes()[before.len() - 3..].eq_ignore_ascii_case(b"www")
        }
        _ => false,
    }
}

/// Where a text has what would begin a list or another block at the start of a line.
fn first_marker(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let marker = *text.as_bytes().get(digits)?;
    let is_marker = match digits {
        0 => b"-+=:".contains(&marker),
        _ => matches!(marker, b'.' | b')'),
    };
    is_marker.then_some(digits)
}

/// Whether `&` before this would be a character reference.
fn begins_entity(after: &str) -> bool {
    let name = after.strip_prefix('#').unwrap_or(after);
    let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    length > 0 && name.as_bytes().get(length) == Some(&b';')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        for (text, written) in [
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
            assert_eq!(plain(text), written, "{text}");
        }
    }

    #[test]
    fn an_address_stays_an_address() {
        for (url, written) in [
            ("https://a.example/b_c*?d=e&f=%20", "https://a.example/b_c*?d=e&f=%20"),
            ("https://a.example/(b", "<https://a.example/(b>"),
            ("https://a.example/?a&copy;b", r"<https://a.example/?a\&copy;b>"),
        ] {
            assert_eq!(destination(url), written);
        }
    }
}
