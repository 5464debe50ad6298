//! `verify`: it finds damaged revisions and reports each.

use crate::program::{Place, program, run};

#[test]
fn verify_finds_no_damage_in_an_intact_database() {
    let place = Place::seeded();

    let whole = run(&mut place.program(["verify"]));

    assert_eq!(whole.code, Some(0), "{}", whole.stderr);
    assert!(whole.last_line().ends_with("revisions: no damage"), "{}", whole.stdout);
}

#[test]
fn verify_lists_each_damaged_revision() {
    let place = Place::seeded();
    place.execute(
        "UPDATE revisions SET author = 'key:other' WHERE subject_id IN \
         (SELECT id FROM organizations WHERE slug IN ('a21', 'polaris'))",
    );

    let damaged = run(&mut place.program(["verify"]));

    assert_eq!(damaged.code, Some(1), "{}", damaged.stderr);
    for slug in ["a21", "polaris"] {
        let named = format!("damaged: revision 1 of the organization `{slug}`");
        assert!(damaged.stdout.contains(&named), "{}", damaged.stdout);
    }
    assert!(damaged.last_line().contains("2 damaged"), "{}", damaged.stdout);
}

#[test]
fn verify_does_not_create_a_missing_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.db");
    let url = format!("sqlite:{}", path.display());

    let failed = run(&mut program(["verify", "--database-url", &url]));

    assert!(failed.sentence(3).contains("there is no such file"), "{}", failed.stderr);
    assert!(!path.exists());
}
