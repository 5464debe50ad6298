//! The data embedded in the binary: `seed_data/` as it was at build time.

use std::path::Path;

use rust_embed::RustEmbed;

use crate::domain::Vocabulary;

use super::origin::File;
use super::text::{Text, batch_of};
use super::{Batch, Form, Kind, paths};

const FOLDER: &str = "seed_data";

#[derive(RustEmbed)]
#[folder = "seed_data/"]
struct SeedData;

/// All embedded terms and profiles.
pub fn embedded() -> Batch {
    read_embedded(|_| true)
}

/// All embedded terms.
pub fn embedded_vocabulary() -> Vocabulary {
    read_embedded(|kind| matches!(kind, Kind::Terms(_))).vocabulary()
}

fn read_embedded(is_wanted: impl Fn(Kind) -> bool) -> Batch {
    let files = SeedData::iter().filter_map(|name| {
        let path = Path::new(FOLDER).join(name.as_ref());
        let embedded = SeedData::get(&name).filter(|_| paths::is_json(&path))?;
        let file = File::in_memory(&path.display().to_string(), embedded.data);
        Some(Text { file, kind: Kind::of(&path), form: Form::Json })
    });
    let wanted: Vec<Text> = files.filter(|text| is_wanted(text.kind)).collect();
    batch_of(&wanted).expect("a text in memory can be read")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Keyword, TermScheme};

    #[test]
    fn the_embedded_data_has_no_mistakes() {
        let batch = embedded();
        for mistake in &batch.mistakes {
            let location = mistake.location();
            eprintln!(
                "{}:{}:{}: {}",
                location.path, location.line, location.column, mistake.violation.message
            );
        }
        assert_eq!(batch.mistake_count(), 0);

        // A build may run its tests without the folder; then there is nothing to compare.
        let on_disk =
            crate::seed::Source::open(Path::new(FOLDER)).and_then(|source| source.batch());
        let Ok(on_disk) = on_disk else { return };
        assert_eq!(batch.organizations.len(), on_disk.organizations.len());
        let vocabulary = embedded_vocabulary();
        let counts = TermScheme::ALL.iter().map(|&scheme| vocabulary.terms(scheme).len());
        assert_eq!(counts.sum::<usize>(), batch.terms.len());
    }
}
