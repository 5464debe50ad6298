//! Random edits, compared with a model that is simple enough to be correct.
//!
//! A sequence edits its own few organizations. After each edit, the response is compared with the
//! model; at the end, everything readable is. Sequences share nothing, so many run at once.
//! `MODEL_SEQUENCES` and `MODEL_SEED` choose the number of sequences and the seed; a failure names
//! both.

mod edits;
mod state;

use antislavery_directory::domain::Role;
use futures_util::lock::Mutex;
use futures_util::stream::{self, StreamExt as _};

use self::edits::{Client, edit};
use self::state::Model;
use crate::harness::TestDirectory;
use crate::support::case_count;
use crate::support::generator::Random;

/// Number of edits in a sequence.
const EDITS: usize = 12;

/// Maximum number of sequences that run at the same time.
const CONCURRENT: usize = 16;

/// Runs the even or the odd sequences: two tests share the work.
async fn run(part: u64) {
    let sequences = case_count("MODEL_SEQUENCES", 200, 20_000) as u64;
    let seed = case_count("MODEL_SEED", 1, 1) as u64;
    let directory = &TestDirectory::with(&[]).await;
    let client = &Client {
        directory,
        editor: directory.create_key(Role::Editor),
        admin: directory.create_key(Role::Admin),
        import: Mutex::new(()),
    };
    stream::iter((0..sequences).filter(|sequence| sequence % 2 == part))
        .for_each_concurrent(CONCURRENT, async |sequence| {
            let seed = seed.wrapping_mul(1_000_003).wrapping_add(sequence);
            let (mut random, mut model) = (Random::new(seed), Model::new(sequence));
            for step in 0..EDITS {
                let place = format!("seed {seed}, sequence {sequence}, edit {step}");
                edit(client, &mut model, &mut random, &place).await;
            }
            model.assert_is_served(directory, &format!("seed {seed}, sequence {sequence}")).await;
        })
        .await;
}

#[actix_web::test]
async fn random_edits_match_the_model_part_1() {
    run(0).await;
}

#[actix_web::test]
async fn random_edits_match_the_model_part_2() {
    run(1).await;
}
