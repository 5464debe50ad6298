//! Breaks texts into lines without a font at hand: by how wide letters of a
//! sort usually are. It errs on the wide side, so that what is said to fit fits.

/// What stands for the rest of a text.
const REST: char = '…';

/// A text in lines that are at most `room` wide, in thousandths of its size. If
/// it takes more than `most` lines, the last ends in an ellipsis.
pub fn lines(text: &str, room: usize, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut is_cut = false;
    for piece in text.split_whitespace().flat_map(|word| pieces(word, room)) {
        let goes_on = lines.len();
        let Some(line) = lines.last_mut() else { break };
        if line.is_empty() {
            line.push_str(piece);
        } else if width(line) + width_of(' ') + width(piece) <= room {
            line.push(' ');
            line.push_str(piece);
        } else if goes_on < most {
            lines.push(piece.to_owned());
        } else {
            is_cut = true;
            break;
        }
    }
    if let Some(last) = lines.last_mut().filter(|_| is_cut) {
        let is_end = |c: char| !c.is_alphanumeric();
        while width(last) + width_of(REST) > room {
            match last.rfind(' ') {
                Some(word) => last.truncate(word),
                None if last.pop().is_some() => {}
                None => break,
            }
        }
        last.truncate(last.trim_end_matches(is_end).len());
        last.push(REST);
    }
    lines
}

/// As many of these as fit in one line, and how many more there are.
pub fn shortened(labels: &[String], room: usize) -> String {
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

/// A word in parts that fit into a line.
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

/// How wide a text is, in thousandths of its size.
fn width(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

fn width_of(c: char) -> usize {
    match c {
        // What stands above or below another letter.
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0,
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '’' | '|' | '!' | ' ' | '·' => {
            270
        }
        'f' | 'r' | 't' | '(' | ')' | '-' | '/' | '“' | '”' | '"' => 400,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '&' | '…' | '—' => 900,
        _ if c.is_uppercase() => 680,
        // Scripts whose signs are as wide as they are high.
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' => 1000,
        '\u{ff00}'.. => 1000,
        _ => 560,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_broken_between_words_and_cut_with_an_ellipsis() {
        for (text, room, most, expected) in [
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
            assert_eq!(lines(text, room, most), expected, "{text}");
            assert!(lines(text, room, most).iter().all(|line| width(line) <= room), "{text}");
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
            assert_eq!(shortened(&labels, room), expected);
        }
        assert_eq!(shortened(&[], 99_000), "");
    }
}
