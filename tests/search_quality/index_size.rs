//! The size of the index on disk, for texts with spaces and for scripts without spaces.
//!
//! `--nocapture` prints the figures.

use std::fs;
use std::path::Path;

use antislavery_directory::seed::{self, Batch, Form, Kind};
use serde_json::{Value, json};

use crate::app;
use crate::support::generator::{Generator, Random};
use crate::support::wait::wait_for;

const SEED: u64 = 11;

/// Number of generated profiles: an unoptimized build indexes them in some seconds.
const PROFILES: usize = 300;

/// Number of letters in the name and in the summary of each profile in a script without spaces.
const NAME: usize = 12;
const SUMMARY: usize = 120;

/// Maximum size of the full-text index for each letter of a script without spaces, in bytes. The
/// letter itself takes three bytes. The name is indexed five times, the summary three times.
const MAX_BYTES_PER_LETTER: usize = 24;

/// Blocks of frequent letters of Han, Hiragana, Hangul and Thai, with their sizes.
const BLOCKS: [(u32, usize); 4] =
    [('一' as u32, 3_000), ('あ' as u32, 70), ('가' as u32, 2_000), ('ก' as u32, 40)];

#[test]
fn scripts_without_spaces_take_a_limited_part_of_the_index() {
    let (seeded, generated) = (index_size(&seed::embedded()), index_size(&batch(false)));
    let unspaced = index_size(&batch(true));
    let letters = PROFILES * (NAME + SUMMARY);
    let each = unspaced.saturating_sub(generated) / letters;
    println!("seed data: {seeded} bytes; {PROFILES} generated profiles: {generated} bytes;");
    println!("with {letters} letters of scripts without spaces: {unspaced} bytes, {each} each");
    assert!(each <= MAX_BYTES_PER_LETTER, "{each} bytes for each letter");
}

/// Generated profiles. If `is_unspaced`, each has another name and a summary without spaces.
fn batch(is_unspaced: bool) -> Batch {
    let (mut generator, mut random) = (Generator::new(SEED), Random::new(SEED));
    let lines = (0..PROFILES).map(|_| {
        let mut profile: Value = serde_json::from_str(&generator.profile().to_json()).unwrap();
        if is_unspaced {
            let summary = profile["summary"].as_str().unwrap();
            profile["summary"] = format!("{summary} {}", letters(&mut random, SUMMARY)).into();
            let name = json!({"value": letters(&mut random, NAME), "kind": "alias"});
            profile["other_names"].as_array_mut().unwrap().push(name);
        }
        profile.to_string()
    });
    let lines: Vec<String> = lines.collect();
    let batch = seed::read_text("made-up", lines.join("\n"), Kind::Organizations, Form::Ndjson);
    assert_eq!(batch.organizations.len(), PROFILES);
    batch
}

/// Random letters of one script.
fn letters(random: &mut Random, count: usize) -> String {
    let (first, size) = BLOCKS[random.below(BLOCKS.len())];
    let letters = (0..count).map(|_| char::from_u32(first + random.below(size) as u32).unwrap());
    letters.collect()
}

/// The bytes of the full-text index of a batch, without its rows.
fn index_size(batch: &Batch) -> usize {
    let (database, directory) = app::directory(batch);
    wait_for(app::DEADLINE, "the directory to be ready", || directory.snapshot().is_ok());
    files_size(&database.folder().join("index"))
}

/// The bytes of all files directly in a folder.
fn files_size(folder: &Path) -> usize {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().metadata().unwrap());
    files.filter(|file| file.is_file()).map(|file| file.len() as usize).sum()
}
