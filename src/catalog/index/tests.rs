//! The index by itself, without rows and columns.

use std::thread::sleep;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tantivy::TantivyDocument;

use super::Index;
use super::payload::Payload;
use super::schema::DocumentKey;
use crate::domain::Position;

/// Maximum time that a merge of few documents takes.
const MERGE_TIMEOUT: Duration = Duration::from_secs(30);

fn payload(change: i64) -> Payload {
    let (directory, updated_at) = ("tests".to_owned(), Timestamp::UNIX_EPOCH);
    let position = Position { directory, change, updated_at, redacted_change: 0 };
    Payload::new(&position, Vec::new(), Vec::new())
}

#[test]
fn all_segments_are_merged_in_the_background_and_then_shown() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = Index::create(folder.path()).unwrap();
    for number in 0..3 {
        let mut document = TantivyDocument::default();
        let id = format!("id-{number}");
        document.add_text(index.fields().id, &id);
        document.add_u64(index.fields().key, DocumentKey::profile(number).into());
        index.put(&id, [document]).unwrap();
        index.commit(&payload(number.into())).unwrap();
    }
    let segments = |index: &Index| index.searcher().segment_readers().len();
    assert_eq!(segments(&index), 3);
    index.resume_merge().unwrap();
    assert!(!index.finish_merge().unwrap(), "few segments are not merged at a start");

    index.begin_merge().unwrap();

    let begun = Instant::now();
    while !index.finish_merge().unwrap() {
        assert!(begun.elapsed() < MERGE_TIMEOUT, "the merge does not end");
        sleep(Duration::from_millis(5));
    }
    assert_eq!((segments(&index), index.searcher().num_docs()), (1, 3));
    assert!(!index.finish_merge().unwrap(), "it ends once");
    drop(index);
    let (index, payload) = Index::open(folder.path()).unwrap().unwrap();
    assert_eq!((segments(&index), payload.map(|it| it.position().change)), (1, Some(2)));
}
