//! Questions that people ask of the profiles in `seed_data/`.

use crate::app;
use crate::measure::{Floor, Measured};
use crate::table;

const TABLES: [&str; 5] = [
    include_str!("tables/names.txt"),
    include_str!("tables/misspelled.txt"),
    include_str!("tables/meaning.txt"),
    include_str!("tables/grammar.txt"),
    include_str!("tables/mixed.txt"),
];

/// What was reached, rounded down: these rise and never fall.
const FLOORS: [Floor; 20] = [
    ("name", 1.00, 1.00, 1.00),
    ("shortened", 1.00, 1.00, 1.00),
    ("unaccented", 1.00, 1.00, 1.00),
    ("plural", 1.00, 1.00, 1.00),
    ("acronym", 1.00, 1.00, 1.00),
    ("order", 1.00, 1.00, 1.00),
    ("other name", 1.00, 1.00, 1.00),
    ("founder", 1.00, 1.00, 1.00),
    ("city", 1.00, 1.00, 1.00),
    ("one typo", 0.98, 1.00, 1.05),
    ("two typos", 1.00, 1.00, 1.00),
    ("half", 1.00, 1.00, 1.00),
    ("together", 0.97, 0.97, 1.25),
    ("term", 0.98, 1.00, 1.02),
    ("spelling", 1.00, 1.00, 1.00),
    ("words", 0.98, 1.00, 1.02),
    ("phrase", 1.00, 1.00, 1.00),
    ("exclusion", 0.92, 0.92, 2.55),
    ("mixed", 0.97, 0.97, 1.55),
    ("all", 0.99, 0.99, 1.09),
];

#[actix_web::test]
async fn people_find_the_organizations_of_the_seed_data() {
    let site = app::seeded().await;
    let mut measured = Measured::default();
    for case in TABLES.iter().flat_map(|table| table::read(table)) {
        let (found, _) = site.search(&case.question).await;
        measured.add(&case, &found);
    }
    println!("\n## Seed data\n\n{measured}");
    assert!(measured.questions() > 500, "only {} questions", measured.questions());
    measured.assert_reaches(&FLOORS);
}
