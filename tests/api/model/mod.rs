//! Random edits against a model that is simple enough to be right.
//!
//! A sequence has its own few organizations, and knows of each what must stand.
//! After every edit its answer is compared with what the model expects, and at
//! the end everything that can be read. `MODEL_SEQUENCES` and `MODEL_SEED` make
//! longer and other runs; what fails names its seed.

mod edits;
mod state;

use antislavery_directory::domain::Role;

use self::edits::edit;
use self::state::Model;
use crate::harness::TestDirectory;
use crate::support::case_count;
use crate::support::generator::Random;

/// How many edits a sequence has.
const EDITS: usize = 12;

/// Runs a part of the sequences: four tests share them.
async fn run(part: u64) {
    let sequences = case_count("MODEL_SEQUENCES", 200, 20_000) as u64;
    let seed = case_count("MODEL_SEED", 1, 1) as u64;
    let directory = TestDirectory::with(&[]).await;
    let (editor, admin) = (directory.create_key(Role::Editor), directory.create_key(Role::Admin));
    for sequence in (0..sequences).filter(|sequence| sequence % 4 == part) {
        let seed = seed.wrapping_mul(1_000_003).wrapping_add(sequence);
        let (mut random, mut model) = (Random::new(seed), Model::new(sequence));
        for step in 0..EDITS {
            let place = format!("seed {seed}, sequence {sequence}, edit {step}");
            edit(&directory, (&editor, &admin), &mut model, &mut random, &place).await;
        }
        model.assert_is_read(&directory, &format!("seed {seed}, sequence {sequence}")).await;
    }
}

#[actix_web::test]
async fn random_edits_are_answered_as_the_model_says_first_part() {
    run(0).await;
}

#[actix_web::test]
async fn random_edits_are_answered_as_the_model_says_second_part() {
    run(1).await;
}

#[actix_web::test]
async fn random_edits_are_answered_as_the_model_says_third_part() {
    run(2).await;
}

#[actix_web::test]
async fn random_edits_are_answered_as_the_model_says_fourth_part() {
    run(3).await;
}
