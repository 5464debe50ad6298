//! Packs a folder into a zip, and unpacks one.

use std::fs::File;
use std::io::{self, BufReader, BufWriter};
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::atomic_files::BUFFER;

/// Maximum number of files in a zip to unpack.
const MAX_FILES: usize = 100;

/// The level of the compression. The usual one, 6, takes twice the time, which is half of that of a
/// dataset, and makes the zip a tenth smaller.
const LEVEL: i64 = 3;

/// Packs the named files of a folder in the given order, all with one date, so that the same
/// files give the same bytes. The zip is not yet synced to the disk.
pub fn pack<'n>(
    folder: &Path,
    names: impl Iterator<Item = &'n str>,
    at: Timestamp,
    to: &Path,
) -> io::Result<()> {
    let to = File::options().write(true).truncate(true).open(to)?;
    let mut zip = ZipWriter::new(BufWriter::with_capacity(BUFFER, to));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(date(at))
        .unix_permissions(0o644);
    for name in names {
        let mut file = File::open(folder.join(name))?;
        // Files of 4 GiB or more need the Zip64 format, which must be chosen up front.
        let is_large = file.metadata()?.len() >= u64::from(u32::MAX);
        zip.start_file(name, options.large_file(is_large))?;
        io::copy(&mut file, &mut zip)?;
    }
    zip.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(())
}

/// Unpacks a zip of plain files into a folder.
///
/// # Errors
///
/// If the zip is damaged, or has something that a dataset never has: folders, paths, too many
/// files.
pub fn unpack(from: &Path, folder: &Path) -> io::Result<()> {
    let mut zip = ZipArchive::new(BufReader::with_capacity(BUFFER, File::open(from)?))?;
    if zip.len() > MAX_FILES {
        return Err(io::Error::other(format!("it has more than {MAX_FILES} files")));
    }
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index)?;
        let name = entry.name()?.into_owned();
        let is_plain = entry.is_file()
            && !name.starts_with('.')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        if !is_plain {
            return Err(io::Error::other(format!("`{name}` in it is not a plain file")));
        }
        // Stops at the declared size, so that a zip bomb cannot fill the disk.
        let size = entry.size();
        let mut file = File::create_new(folder.join(&name))?;
        let copied = io::copy(&mut io::Read::take(&mut entry, size + 1), &mut file)?;
        if copied != size {
            return Err(io::Error::other(format!("`{name}` in it has the wrong length")));
        }
    }
    Ok(())
}

/// Converts a time to the format of zips: from 1980, in steps of two seconds.
fn date(at: Timestamp) -> DateTime {
    let at = at.to_zoned(TimeZone::UTC);
    let part = |number: i8| u8::try_from(number).unwrap_or(0);
    let year = u16::try_from(at.year()).unwrap_or(0);
    let time = [at.hour(), at.minute(), at.second()].map(part);
    let [hour, minute, second] = time;
    DateTime::from_date_and_time(year, part(at.month()), part(at.day()), hour, minute, second)
        .unwrap_or_default()
}
