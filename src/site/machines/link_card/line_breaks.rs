//! Breaks texts into lines by the estimated width of characters, without a font. The estimate is
//! generous, so that the lines always fit.

const ELLIPSIS: char = '…';

/// Breaks a text into lines of at most `room`, in thousandths of the font size. If it needs more
/// than `max_lines`, the last line ends with an ellipsis.
pub fn lines(text: &str, room: usize, max_lines: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut is_cut = false;
    for piece in text.split_whitespace().flat_map(|word| pieces(word, room)) {
        let count = lines.len();
        let Some(line) = lines.last_mut() else { break };
        if line.is_empty() {
            line.push_str(piece);
        } else if width(line) + width_of(' ') + width(piece) <= room {
            line.push(' ');
            line.push_str(piece);
        } else if count < max_lines {
            lines.push(piece.to_owned());
        } else {
            is_cut = true;
            break;
        }
    }
    if let Some(last) = lines.last_mut().filter(|_| is_cut) {
        let is_end = |c: char| !c.is_alphanumeric();
        while width(last) + width_of(ELLIPSIS) > room {
            match last.rfind(' ') {
                Some(word) => last.truncate(word),
                None if last.pop().is_some() => {}
                None => break,
            }
        }
        last.truncate(last.trim_end_matches(is_end).len());
        last.push(ELLIPSIS);
    }
    lines
}

/// As many labels as fit in one line, and the number of the others.
pub fn fit_labels(labels: &[String], room: usize) -> String {
    let shown = |count: usize| {
        let text = labels[..count].join(" · ");
        match labels.len() - count {
            0 => text,
            more if count == 0 => format!("{more} focus areas"),
            more => format!("{text} · {more} more"),
        }
    };
    let fits = |count: &usize| width(&shown(*count)) <= room;
    (0..=labels.len()).rev().find(fits).map_or_else(String::new, shown)
}

/// Splits a word into parts that fit into a line.
fn pieces(word: &str, room: usize) -> Vec<&str> {
    let (mut pieces, mut start, mut wide) = (Vec::new(), 0, 0);
    for (at, c) in word.char_indices() {
        let width = width_of(c);
        if wide + width > room && at > start {
            pieces.push(&word[start..at]);
            (start, wide) = (at, 0);
        }
        wide += width;
    }
    pieces.push(&word[start..]);
    pieces
}

/// The estimated width of a text, in thousandths of the font size.
fn width(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

fn width_of(c: char) -> usize {
    match c {
        // Combining marks and other characters without width.
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0,
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '’' | '|' | '!' | ' ' | '·' => {
            270
        }
        'f' | 'r' | 't' | '(' | ')' | '-' | '/' | '“' | '”' | '"' => 400,
        'W' | '@' | '%' | 'Ж' | 'Ш' | 'Щ' | 'Ю' => 1050,
        'm' | 'w' | 'M' | 'Ø' | 'Æ' | 'Œ' | '&' | '…' | '—' => 900,
        _ if c.is_uppercase() => 680,
        // Scripts with square characters.
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' => 1000,
        '\u{ff00}'.. => 1000,
        _ => 560,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_break_between_words_and_end_with_an_ellipsis() {
        for (text, room, max_lines, expected) in [
            ("", 5000, 2, vec![""]),
            ("one two", 5000, 2, vec!["one two"]),
            ("one two three", 3500, 3, vec!["one", "two", "three"]),
            ("one  \n two", 9000, 1, vec!["one two"]),
            ("one two three", 3500, 2, vec!["one", "two…"]),
            ("one, two three four", 4500, 1, vec!["one…"]),
            ("one, two three four", 5800, 1, vec!["one, two…"]),
            ("ooooooooo", 1900, 2, vec!["ooo", "o…"]),
            ("人権人権人", 2000, 9, vec!["人権", "人権", "人"]),
        ] {
            assert_eq!(lines(text, room, max_lines), expected, "{text}");
            assert!(lines(text, room, max_lines).iter().all(|line| width(line) <= room), "{text}");
        }
    }

    #[test]
    fn labels_that_do_not_fit_are_counted() {
        let labels = ["Bonded labour", "Forced marriage", "Trafficking"].map(str::to_owned);
        for (room, expected) in [
            (99_000, "Bonded labour · Forced marriage · Trafficking"),
            (20_000, "Bonded labour · Forced marriage · 1 more"),
            (15_000, "Bonded labour · 2 more"),
            (8_000, "3 focus areas"),
            (0, ""),
        ] {
            assert_eq!(fit_labels(&labels, room), expected);
        }
        assert_eq!(fit_labels(&[], 99_000), "");
    }
}
