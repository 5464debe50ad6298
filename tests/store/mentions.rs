//! The table of mentions after an upgrade, and what `verify` says about a wrong one.

use antislavery_directory::store::verify_database;
use serde_json::{Value, json};

use crate::loading::{Fixture, profile_with};

/// A store in which each of 1,200 organizations names the one before it as a partner.
fn with_partners() -> Fixture {
    let fixture = Fixture::new();
    let profiles: Vec<Value> = (0..1200)
        .map(|number| {
            let before = format!("o{}", (number + 1199) % 1200);
            let partner = json!([{"slug": before, "relation": "partner", "sources": ["page"]}]);
            profile_with(&format!("o{number}"), "related", partner)
        })
        .collect();
    fixture.load(&profiles).unwrap();
    fixture
}

fn faults(fixture: &Fixture) -> Vec<String> {
    let verified = verify_database(&fixture.database.parsed_url(), |_, _| {}).unwrap();
    assert_eq!(verified.damaged, []);
    verified.others
}

#[test]
fn a_directory_of_an_earlier_release_gets_its_mentions_at_the_next_start() {
    let fixture = with_partners();
    fixture.database.execute("DELETE FROM mentions; UPDATE directory SET mentions_change = 0");
    assert_eq!(faults(&fixture), [""; 0], "the table is not complete yet");

    fixture.database.open_store();
    assert_eq!(faults(&fixture), [""; 0]);
    let another = profile_with("another", "founded", json!(1990));
    fixture.load(&[another]).unwrap();
    // If the table were not complete, nothing would be compared.
    fixture.database.execute("DELETE FROM mentions WHERE slug = 'o600'");
    assert_eq!(faults(&fixture).len(), 1);
}

#[test]
fn verify_finds_mentions_that_contradict_the_documents() {
    let fixture = with_partners();
    assert_eq!(faults(&fixture), [""; 0]);

    fixture.database.execute(
        "UPDATE mentions SET slug = 'o3' WHERE slug = 'o7';
         INSERT INTO mentions SELECT 'o5', id FROM organizations WHERE slug = 'o3';",
    );

    let named = ["o3", "o8"].map(|slug| {
        format!(
            "the table of mentions contradicts the newest revision of the organization `{slug}`"
        )
    });
    assert_eq!(faults(&fixture), named);
}
