//! Questions drawn from thousands of made-up names.

use antislavery_directory::seed::{self, Form, Kind};

use crate::measure::{Floor, Measured};
use crate::support::generator::{Generator, Profile};
use crate::{app, drawn};

const SEED: u64 = 7;

/// As many as a build without optimization indexes in some seconds.
const PROFILES: usize = 2_000;

/// What was reached, rounded down: these rise and never fall.
const FLOORS: [Floor; 10] = [
    ("name", 1.00, 1.00, 1.00),
    ("shortened", 1.00, 1.00, 1.00),
    ("order", 1.00, 1.00, 1.00),
    ("plural", 1.00, 1.00, 1.00),
    ("one typo", 1.00, 1.00, 1.00),
    ("two typos", 1.00, 1.00, 1.00),
    ("half", 1.00, 1.00, 1.00),
    ("founder", 1.00, 1.00, 1.00),
    ("acronym", 1.00, 1.00, 1.00),
    ("all", 1.00, 1.00, 1.00),
];

#[actix_web::test]
async fn people_find_the_right_one_of_thousands() {
    let mut generator = Generator::new(SEED);
    let profiles: Vec<Profile> = (0..PROFILES).map(|_| generator.profile()).collect();
    let lines: Vec<String> = profiles.iter().map(Profile::to_json).collect();
    let batch = seed::read_text("made-up", lines.join("\n"), Kind::Organizations, Form::Lines);
    let site = app::open(&batch).await;
    let mut measured = Measured::default();
    for case in drawn::cases(&profiles, SEED) {
        let (found, _) = site.search(&case.question).await;
        measured.add(&case, &found);
    }
    println!("\n## {PROFILES} made-up profiles\n\n{measured}");
    measured.assert_reaches(&FLOORS);
}
