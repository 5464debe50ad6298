//! Damage in the database: detected, reported, and isolated from undamaged data.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use antislavery_directory::domain::Revision;
use antislavery_directory::store::{DatabaseUrl, StateUpdate, Store, StoreError, verify_database};
use serde_json::json;

use crate::loading::{Fixture, profile_with};
use crate::support::case_count;

/// A store with six organizations in three revisions each. Their text makes up most of the file.
fn with_history() -> Fixture {
    let fixture = Fixture::new();
    for round in 0..3 {
        let profiles: Vec<_> = (0..6)
            .map(|number| {
                let text = format!("Version {round} of {number}.{}", " It works.".repeat(380));
                let method = json!({"summary": text, "steps": [], "sources": ["page"]});
                profile_with(&format!("o{number}"), "method", method)
            })
            .collect();
        fixture.load(&profiles).unwrap();
    }
    fixture
}

/// The id of each organization, by slug.
fn ids(store: &Store) -> BTreeMap<String, String> {
    let mut ids = BTreeMap::new();
    store
        .updates_after(0, |news| {
            if let StateUpdate::Organizations(states) = news {
                ids.extend(states.into_iter().map(|state| (state.slug.to_string(), state.id)));
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    ids
}

#[test]
fn a_damaged_revision_is_reported_and_the_others_are_read() {
    for column in [
        "document = '{}'",
        "author = 'key:other'",
        "note = 'x'",
        "at = at - 1",
        "kind = 'restored'",
        "sha256 = '00'",
    ] {
        let fixture = with_history();
        let id = &ids(&fixture.store)["o1"];
        let second = format!("subject_id = '{id}' AND revision = 2");
        fixture.database.execute(&format!("UPDATE revisions SET {column} WHERE {second}"));

        let read = fixture.store.revisions(id, 1..=3).unwrap();
        let changes = fixture.store.changes(0, fixture.change(), 1000).unwrap();
        let url = fixture.database.parsed_url();
        let verified = verify_database(&url, |_, _| {}).unwrap();

        let numbers: Vec<_> = read
            .iter()
            .map(|it| it.as_ref().map(|it| it.number).map_err(|it| it.revision))
            .collect();
        assert_eq!(numbers, [Ok(3), Err(2), Ok(1)], "{column}");
        let damaged: Vec<_> = changes.iter().filter_map(|it| it.as_ref().err()).collect();
        assert_eq!(damaged.len(), 1, "{column}");
        assert_eq!(verified.damaged.len(), 1, "{column}");
        assert_eq!(verified.others, Vec::<String>::new(), "{column}");
        let named = verified.damaged[0].to_string();
        assert!(named.starts_with("revision 2 of the organization `o1` (change "), "{named}");
    }
}

#[test]
fn a_damaged_newest_revision_hides_only_its_organization() {
    let fixture = with_history();
    let id = ids(&fixture.store)["o1"].clone();
    let third = format!("subject_id = '{id}' AND revision = 3");
    fixture.database.execute(&format!("UPDATE revisions SET note = 'x' WHERE {third}"));

    assert_eq!(ids(&fixture.store).into_keys().collect::<Vec<_>>(), ["o0", "o2", "o3", "o4", "o5"]);
    let exported = fixture.store.for_each_profile(|_, _, _| Ok::<_, StoreError>(()));
    assert!(matches!(exported, Err(StoreError::Damaged(damage)) if damage.slug == "o1"));
    let found = fixture.store.organization(&"o1".parse().unwrap());
    assert!(matches!(found, Err(StoreError::Damaged(damage)) if damage.revision == 3));
}

#[test]
fn a_row_that_contradicts_its_newest_revision_is_damage() {
    for change in ["slug = 'o9'", "status = 'withdrawn'", "revision = 2", "updated_at = 1"] {
        let fixture = with_history();
        fixture.database.execute(&format!("UPDATE organizations SET {change} WHERE slug = 'o1'"));

        let url = fixture.database.parsed_url();
        let verified = verify_database(&url, |_, _| {}).unwrap();

        assert_eq!(verified.others.len(), 1, "{change}: {:?}", verified.others);
        assert_eq!(ids(&fixture.store).len(), 5, "{change}");
    }
}

#[test]
fn opening_a_database_of_an_earlier_release_adds_checksums() {
    let fixture = with_history();
    fixture.database.execute("UPDATE revisions SET sha256 = NULL");
    let url = fixture.database.parsed_url();

    let store = Store::open(&url).unwrap();

    let id = &ids(&store)["o1"];
    fixture.database.execute("UPDATE revisions SET author = 'key:other'");
    let read = store.revisions(id, 1..=3).unwrap();
    assert!(read.iter().all(Result::is_err));
}

/// The history that a store returns, by organization and by change; `None` for each revision that
/// it reports as damaged or cannot read.
fn history(store: &Store, ids: &BTreeMap<String, String>, last: i64) -> Vec<Option<Revision>> {
    let mut all = Vec::new();
    for id in ids.values() {
        let mut read: Vec<Option<Revision>> = match store.revisions(id, 1..=3) {
            Ok(read) if read.len() == 3 => read.into_iter().map(Result::ok).collect(),
            _ => vec![None; 3],
        };
        let second = read[1].as_ref().map(|it| it.at);
        read.push(second.and_then(|at| store.revision_at(id, at, 3).ok().flatten()));
        all.extend(read);
    }
    match store.changes(0, last, 1000) {
        Ok(changes) if changes.len() as i64 == last => {
            all.extend(changes.into_iter().map(|it| it.ok().map(|it| it.revision)));
        }
        _ => all.extend(vec![None; usize::try_from(last).unwrap()]),
    }
    all
}

#[test]
fn a_flipped_bit_is_never_read_as_history() {
    let fixture = with_history();
    if fixture.database.is_postgres() {
        // The test cannot reach the files of PostgreSQL, which have their own checksums.
        return;
    }
    fixture.database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    let (ids, last) = (ids(&fixture.store), fixture.change());
    let expected = history(&fixture.store, &ids, last);
    assert!(expected.iter().all(Option::is_some));
    let original = fixture.database.folder().join("directory.db");
    let size = std::fs::metadata(&original).unwrap().len();
    let folder = tempfile::tempdir().unwrap();
    let flips = case_count("FLIPPED_BITS", 60, 2000);
    let (mut detected, mut unaffected) = (0, 0);
    for flip in 0..flips as u64 {
        let copy = folder.path().join(format!("{flip}.db"));
        std::fs::copy(&original, &copy).unwrap();
        // Spread over the file, a different bit each time.
        flip_bit(&copy, (flip * 2_654_435_761) % size, flip % 8);
        let url: DatabaseUrl = format!("sqlite:{}", copy.display()).parse().unwrap();
        let Ok(store) = Store::open(&url) else {
            detected += 1;
            continue;
        };

        let read = history(&store, &ids, last);

        for (read, expected) in read.iter().zip(&expected).filter(|(read, _)| read.is_some()) {
            assert_eq!(read, expected, "flip {flip}");
        }
        unaffected += usize::from(read == expected);
        let verified = verify_database(&url, |_, _| {});
        detected += usize::from(verified.is_ok_and(|it| !it.is_intact()));
        std::fs::remove_file(&copy).unwrap();
    }
    // Part of the file is free space, where a flipped bit has no effect.
    assert!(detected > flips / 4, "{detected} of {flips} detected");
    assert!(unaffected > 0, "every flip affected the history");
}

fn flip_bit(path: &Path, at: u64, bit: u64) {
    let mut file = File::options().read(true).write(true).open(path).unwrap();
    let mut byte = [0];
    file.seek(SeekFrom::Start(at)).unwrap();
    file.read_exact(&mut byte).unwrap();
    byte[0] ^= 1 << bit;
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(&byte).unwrap();
}
