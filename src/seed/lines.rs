//! Reads NDJSON line by line, with at most one line in memory.

use std::io::{self, BufRead, ErrorKind};
use std::sync::Arc;

use super::origin::{File, TextPosition};
use super::reader::Reader;
use super::{Kind, MAX_DOCUMENT_BYTES, skip_byte_order_mark};

/// Reads every line that is not blank. A mistake in one line does not affect the others.
pub(super) fn read(
    mut input: impl BufRead,
    file: &Arc<File>,
    kind: Kind,
    reader: &mut Reader<'_>,
) -> io::Result<()> {
    let mut position = TextPosition::start(skip_byte_order_mark(&mut input)?);
    let mut line = Vec::new();
    while !reader.is_stopped() {
        let length = read_line(&mut input, &mut line)?;
        if length == 0 {
            break;
        }
        let document = line.trim_ascii();
        if !document.is_empty() {
            let mut start = position;
            start.advance(&line[..line.len() - line.trim_ascii_start().len()]);
            reader.read_document(document, start, file, kind);
        }
        position.offset += length;
        position.line += 1;
    }
    Ok(())
}

/// Reads one line into `line`, and returns the number of bytes read (0 at the end of the input).
///
/// The buffer never holds more than `MAX_STORED` bytes. The rest of an oversized line is skipped.
pub(super) fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<u64> {
    // One byte beyond the limit shows that the line is too long; two more are for CR LF.
    const MAX_STORED: usize = MAX_DOCUMENT_BYTES + 3;
    line.clear();
    let mut length = 0;
    loop {
        let chunk = match input.fill_buf() {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            chunk => chunk?,
        };
        let end = chunk.iter().position(|&byte| byte == b'\n');
        let count = end.map_or(chunk.len(), |end| end + 1);
        line.extend_from_slice(&chunk[..count.min(MAX_STORED - line.len())]);
        input.consume(count);
        length += count as u64;
        if end.is_some() || count == 0 {
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
        // A small buffer, so that lines cross its boundaries.
        let input = io::BufReader::with_capacity(5, text);
        read(input, &file, Kind::Organizations, &mut Reader::new(&mut add)).unwrap();
        batch
    }

    #[test]
    fn every_mistake_has_its_line_and_byte_range() {
        let batch = batch_of("\u{feff}1\n\n  22 \r\n\t\n[é]".as_bytes());
        let found: Vec<_> =
            batch.mistakes.iter().map(|m| (m.origin.line(), m.origin.range())).collect();
        assert_eq!(found, [(1, 3..4), (3, 8..10), (5, 15..19)]);
        assert_eq!(batch.mistakes[1].location().column, 3);
    }

    #[test]
    fn a_line_longer_than_the_limit_is_a_mistake() {
        // `length` is the length of the first line in bytes, quotes included.
        for (length, end, is_too_long) in [
            (MAX_DOCUMENT_BYTES, "\n", false),
            (MAX_DOCUMENT_BYTES, "\r\n", false),
            (MAX_DOCUMENT_BYTES, "", false),
            (MAX_DOCUMENT_BYTES + 1, "\n", true),
            (MAX_DOCUMENT_BYTES + 1, "\r\n", true),
            (MAX_DOCUMENT_BYTES + 9, "", true),
            (3 * MAX_DOCUMENT_BYTES, "\n", true),
        ] {
            let after = if end.is_empty() { "" } else { "1" };
            let text = format!("\"{}\"{end}{after}", "x".repeat(length - 2));
            let batch = batch_of(text.as_bytes());
            let codes: Vec<Code> = batch.mistakes.iter().map(|m| m.violation.code).collect();
            assert_eq!(codes[0] == Code::TooLong, is_too_long, "{length} {end:?}");
            if !end.is_empty() {
                assert_eq!(codes[1..], [Code::WrongType], "{length} {end:?}");
                assert_eq!(batch.mistakes[1].location().line, 2);
            }
        }
    }
}
