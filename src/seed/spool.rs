//! Spools a stream, which can be read only once, into memory or a temporary file.

use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::sync::Arc;

use tempfile::SpooledData;

use super::SeedError;
use super::origin::File;

/// Maximum number of bytes held in memory (64 MiB). A longer stream goes into an unnamed file in
/// the system's temporary folder, which disappears with this process.
const MAX_IN_MEMORY: usize = 64 << 20;

/// Reads a stream to its end. Returns its content and its size in bytes.
///
/// # Errors
///
/// If the stream breaks off, or the temporary folder is full.
pub(super) fn spool(input: impl Read, name: &str) -> Result<(Arc<File>, u64), SeedError> {
    spool_with_limit(MAX_IN_MEMORY, input, name)
}

fn spool_with_limit(
    max_in_memory: usize,
    mut input: impl Read,
    name: &str,
) -> Result<(Arc<File>, u64), SeedError> {
    let mut spool = tempfile::spooled_tempfile(max_in_memory);
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let count = match input.read(&mut buffer) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(source) => {
                return Err(SeedError::Unreadable { path: Path::new(name).to_owned(), source });
            }
            Ok(count) => count,
        };
        if count == 0 {
            break;
        }
        spool.write_all(&buffer[..count]).map_err(SeedError::NoRoom)?;
        bytes += count as u64;
    }
    let file = match spool.into_inner() {
        SpooledData::InMemory(text) => File::in_memory(name, text.into_inner()),
        SpooledData::OnDisk(file) => File::spooled(name, file),
    };
    Ok((file, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_of_any_length_can_be_read_again() {
        for length in [0, 9, 10, 11, 100_000] {
            let text: Vec<u8> = (0..length).map(|at| b'a' + (at % 26) as u8).collect();
            let (file, bytes) = spool_with_limit(10, &*text, "x").unwrap();
            assert_eq!(bytes, length);
            assert_eq!(file.memory().is_some(), length <= 10, "{length}");

            let mut read = Vec::new();
            file.open().unwrap().read_to_end(&mut read).unwrap();

            assert!(read == text, "{length}");
            assert_eq!(file.bytes(3..7).unwrap(), text[3.min(text.len())..7.min(text.len())]);
        }
    }
}
