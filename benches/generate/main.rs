//! Writes made-up profiles for the benchmarks, or lists of requests for them.
//!
//! ```text
//! generate COUNT [--seed N]                  profiles as NDJSON on standard output
//! generate COUNT [--seed N] --work FOLDER    lists of URL paths instead, one file for each
//! ```
//!
//! No real organization or person is meant; see [`generator`].

mod generator;
mod odd;
mod work;

use std::error::Error;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use generator::Generator;

const USAGE: &str = "usage: generate COUNT [--seed N] [--work FOLDER]";

fn main() -> Result<(), Box<dyn Error>> {
    let (mut count, mut seed, mut folder) = (None, 7, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--seed" => seed = arguments.next().ok_or(USAGE)?.parse()?,
            "--work" => folder = Some(PathBuf::from(arguments.next().ok_or(USAGE)?)),
            number => count = Some(number.parse().map_err(|_| USAGE)?),
        }
    }
    let count: usize = count.filter(|count| *count > 0).ok_or(USAGE)?;
    match folder {
        Some(folder) => write_work(seed, count, &folder)?,
        None => write_profiles(seed, count)?,
    }
    Ok(())
}

fn write_profiles(seed: u64, count: usize) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    for profile in Generator::new(seed).take(count) {
        writeln!(out, "{profile}")?;
    }
    out.flush()
}

fn write_work(seed: u64, count: usize, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (name, addresses) in work::lists(seed, count) {
        fs::write(folder.join(name).with_extension("txt"), addresses.join("\n") + "\n")?;
    }
    Ok(())
}
