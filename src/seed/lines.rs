//! NDJSON: a document a line, read line by line and never more than one at once.

use std::io::{self, BufRead, ErrorKind};
use std::sync::Arc;

use super::origin::{File, Position};
use super::reader::Reader;
use super::{Kind, MAX_DOCUMENT, skip_byte_order_mark};

/// Reads every line that is not blank. A line that is wrong does not touch the
/// others.
pub(super) fn read(
    mut input: impl BufRead,
    file: &Arc<File>,
    kind: Kind,
    reader: &mut Reader<'_>,
) -> io::Result<()> {
    let mut position = Position::start(skip_byte_order_mark(&mut input)?);
    let mut line = Vec::new();
    while !reader.is_stopped() {
        let length = next_line(&mut input, &mut line)?;
        if length == 0 {
            break;
        }
        let document = line.trim_ascii();
        if !document.is_empty() {
            let mut start = position;
            start.pass(&line[..line.len() - line.trim_ascii_start().len()]);
            reader.document(document, start, file, kind);
        }
        position.offset += length;
        position.line += 1;
    }
    Ok(())
}

/// Reads up to the end of the line, which is kept in `line` as far as it may be
/// long and a little further. Returns how many bytes were passed, 0 at the end.
pub(super) fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<u64> {
    // One byte over the limit shows that a line is too long, two are its CR LF.
    const KEPT: usize = MAX_DOCUMENT + 3;
    line.clear();
    let mut length = 0;
    loop {
        let chunk = match input.fill_buf() {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            chunk => chunk?,
        };
        let end = chunk.iter().position(|&byte| byte == b'\n');
        let passed = end.map_or(chunk.len(), |end| end + 1);
        line.extend_from_slice(&chunk[..passed.min(KEPT - line.len())]);
        input.consume(passed);
        length += passed as u64;
        if end.is_some() || passed == 0 {
            return Ok(length);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Code;
    use crate::seed::Batch;
    use std::ops::ControlFlow;

    fn batch_of(text: &[u8]) -> Batch {
        let mut batch = Batch::default();
        let mut add = |found| {
            batch.add(found);
            ControlFlow::Continue(())
        };
        let file = File::in_memory("x.ndjson", text.to_vec());
        // A small buffer, so that lines go over its edges.
        let input = io::BufReader::with_capacity(5, text);
        read(input, &file, Kind::Organizations, &mut Reader::new(&mut add)).unwrap();
        batch
    }

    #[test]
    fn every_line_has_its_place() {
        let batch = batch_of("\u{feff}1\n\n  22 \r\n\t\n[é]".as_bytes());
        let found: Vec<_> =
            batch.mistakes.iter().map(|m| (m.origin.line(), m.origin.range())).collect();
        assert_eq!(found, [(1, 3..4), (3, 8..10), (5, 15..19)]);
        assert_eq!(batch.mistakes[1].place().column, 3);
    }

    #[test]
    fn a_line_may_have_just_so_many_bytes() {
        // The first line has `length` bytes, quotes included.
        for (length, end, is_too_long) in [
            (MAX_DOCUMENT, "\n", false),
            (MAX_DOCUMENT, "\r\n", false),
            (MAX_DOCUMENT, "", false),
            (MAX_DOCUMENT + 1, "\n", true),
            (MAX_DOCUMENT + 1, "\r\n", true),
            (MAX_DOCUMENT + 9, "", true),
            (3 * MAX_DOCUMENT, "\n", true),
        ] {
            let after = if end.is_empty() { "" } else { "1" };
            let text = format!("\"{}\"{end}{after}", "x".repeat(length - 2));
            let batch = batch_of(text.as_bytes());
            let codes: Vec<Code> = batch.mistakes.iter().map(|m| m.violation.code).collect();
            assert_eq!(codes[0] == Code::TooLong, is_too_long, "{length} {end:?}");
            if !end.is_empty() {
                assert_eq!(codes[1..], [Code::WrongType], "{length} {end:?}");
                assert_eq!(batch.mistakes[1].place().line, 2);
            }
        }
    }
}
