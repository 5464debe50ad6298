//! The data that the binary carries: `seed_data/` as it was when it was built.

use std::path::Path;

use rust_embed::RustEmbed;

use crate::domain::Vocabulary;

use super::origin::File;
use super::{Batch, Form, Kind, paths, read_memory};

const FOLDER: &str = "seed_data";

#[derive(RustEmbed)]
#[folder = "seed_data/"]
struct SeedData;

/// Every term and profile that the binary carries.
pub fn embedded() -> Batch {
    read_embedded(|_| true)
}

/// The terms that the binary carries.
pub fn embedded_vocabulary() -> Vocabulary {
    read_embedded(|kind| matches!(kind, Kind::Terms(_))).vocabulary()
}

fn read_embedded(is_wanted: impl Fn(Kind) -> bool) -> Batch {
    let mut batch = Batch::default();
    for name in SeedData::iter() {
        let path = Path::new(FOLDER).join(name.as_ref());
        let kind = Kind::of(&path);
        if !paths::is_json(&path) || !is_wanted(kind) {
            continue;
        }
        if let Some(embedded) = SeedData::get(&name) {
            let file = File::in_memory(&path.display().to_string(), embedded.data);
            read_memory(&file, kind, Form::Json, &mut batch);
        }
    }
    batch
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::TermScheme;

    #[test]
    fn the_embedded_data_is_without_mistakes() {
        let batch = embedded();
        for mistake in &batch.mistakes {
            let place = mistake.place();
            eprintln!(
                "{}:{}:{}: {}",
                place.path, place.line, place.column, mistake.violation.message
            );
        }
        assert_eq!(batch.mistake_count(), 0);

        // The same files as on disk, and the vocabulary alone has the same terms.
        let on_disk = crate::seed::read(Path::new(FOLDER), &mut |_| {});
        let Ok(on_disk) = on_disk else { return };
        assert_eq!(batch.organizations.len(), on_disk.organizations.len());
        let vocabulary = embedded_vocabulary();
        let count = |scheme: TermScheme| vocabulary.terms(scheme).len();
        assert_eq!(count(TermScheme::FocusArea) + count(TermScheme::Approach), batch.terms.len());
    }
}
