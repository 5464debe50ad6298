//! Documents of version 0.1: clients still send them, and databases still have them.

use antislavery_directory::domain::Role;
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::profile;

const ORGANIZATION: &str = "/api/v1/organizations/a";

/// A profile of the old shape, with everything that moved.
fn old() -> Value {
    profile(
        "a",
        json!({
            "affiliation": {"kind": "academic", "tradition": null},
            "countries": [{"country": "GH", "sources": ["page"]}],
            "outcomes": [{"claim": "It says so.", "place": null, "period": "2001", "sources": ["page"]}],
            "ways_to_help": [{"kind": "give", "title": "Give", "summary": null, "url": null, "free": false, "sources": ["page"]}],
            "caveats": [{"about": "slug", "note": "It is short.", "sources": ["page"]}],
        }),
    )
}

#[actix_web::test]
async fn a_put_of_the_old_shape_is_stored_in_the_present_one_and_repeating_it_changes_nothing() {
    let directory = TestDirectory::with(&[]).await;
    let key = directory.create_key(Role::Editor);

    let created =
        directory.write(&key, "PUT", ORGANIZATION, &[("if-none-match", "*")], &old()).await;
    assert_eq!(created.status, 201, "{}", created.text());

    let read = directory.get(ORGANIZATION).await.json();
    assert_eq!(
        (&read["affiliation"], &read["kinds"]),
        (&json!(null), &json!(["research-institute"]))
    );
    assert_eq!(read["outcomes"][0]["reported_by"], "Not stated");
    assert_eq!(read["caveats"][0]["about"], "summary");
    let again = directory.write(&key, "PUT", ORGANIZATION, &[("if-match", "*")], &old()).await;
    assert_eq!((again.status, &again.json()["revision"]), (200, &json!(1)));
}

#[actix_web::test]
async fn mistakes_in_the_old_shape_are_reported_as_they_were_written() {
    let directory = TestDirectory::with(&[]).await;
    let key = directory.create_key(Role::Editor);
    let mut body = old();
    body["affiliation"]["kind"] = json!("acadmic");
    body["outcomes"][0]["sources"] = json!(["gone"]);
    let answer = directory.write(&key, "PUT", ORGANIZATION, &[("if-none-match", "*")], &body).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    let json = answer.json();
    let errors = json["errors"].as_array().unwrap();
    let pointers: Vec<&str> = errors.iter().map(|it| it["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/affiliation/kind", "/outcomes/0/sources/0"]);
    assert_eq!(errors[0]["did_you_mean"], "academic");
}

/// Replaces the text of a stored revision, as version 0.1 would have written it.
fn store_old_text(directory: &TestDirectory, change: i64, document: &str) {
    directory.execute(&format!(
        "UPDATE revisions SET document = '{document}', sha256 = NULL WHERE change = {change}"
    ));
}

/// A profile as version 0.1 stored it: its keys in their order, every one present.
fn stored(founded: &str) -> String {
    let before = r#"{"slug":"a","name":"a","acronym":null,"other_names":[],"status":"active","withdrawal":null,"founded":"#;
    let after = r#","founders":[],"headquarters":null,"website":null,"identifiers":[],"affiliation":{"kind":"governmental","tradition":null},"parent":null,"summary":"It exists for a test.","framing":{"summary":"As a wrong.","sources":["page"]},"method":{"summary":"By tests.","steps":[{"name":"First","summary":"Look."}],"sources":["page"]},"focus_areas":["bonded-labour"],"approaches":["rescue"],"countries":[{"country":"GH","sources":["page"]}],"outcomes":[{"claim":"It says so.","place":null,"period":"2001","sources":["page"]}],"research":[],"ways_to_help":[],"media":[],"caveats":[{"about":"outcomes","note":"Old.","sources":[]}],"fact_sources":{},"sources":[{"id":"page","title":"A page","publisher":null,"author":null,"published":null,"url":null,"archived_url":null,"retrieved":null}],"withheld":[],"verified_at":null}"#;
    format!("{before}{founded}{after}")
}

#[actix_web::test]
async fn stored_revisions_of_the_old_shape_are_served_compared_and_edited_in_the_present_one() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let key = directory.create_key(Role::Editor);
    let edit = json!({"founded": 2001});
    let edited = directory.write(&key, "PATCH", ORGANIZATION, &[("if-match", "*")], &edit).await;
    let second = edited.json()["change"].as_i64().unwrap();
    let first = directory.get(&format!("{ORGANIZATION}/revisions/1")).await.json()["change"]
        .as_i64()
        .unwrap();
    store_old_text(&directory, first, &stored("null"));
    store_old_text(&directory, second, &stored("2001"));

    let revision = directory.get(&format!("{ORGANIZATION}/revisions/1")).await.json();
    let served = &revision["profile"];
    assert_eq!(served["kinds"], json!(["public-body"]), "{revision:#}");
    assert_eq!(served["outcomes"][0]["reported_by"], "Not stated");
    let revisions = directory.get(&format!("{ORGANIZATION}/revisions")).await.json();
    assert_eq!(revisions["data"][0]["changed"], json!(["founded"]));
    let at = revision["at"].as_str().unwrap();
    let past = directory.get(&format!("{ORGANIZATION}?as_of={at}")).await.json();
    assert_eq!((&past["founded"], &past["scope"]), (&json!(null), &json!(null)));

    // An edit of one key changes only that key, although the stored text has the old shape.
    let edit = json!({"acronym": "AAA"});
    let edited = directory.write(&key, "PATCH", ORGANIZATION, &[("if-match", "*")], &edit).await;
    assert_eq!(edited.status, 200, "{}", edited.text());
    assert_eq!(edited.json()["kinds"], json!(["public-body"]));
    let revisions = directory.get(&format!("{ORGANIZATION}/revisions")).await.json();
    assert_eq!(revisions["data"][0]["changed"], json!(["acronym"]));
    let restored = directory
        .write(
            &key,
            "POST",
            &format!("{ORGANIZATION}/revisions/1/restore"),
            &[("if-match", "*")],
            &Value::Null,
        )
        .await;
    assert_eq!(restored.status, 200, "{}", restored.text());
    assert_eq!(restored.json()["acronym"], json!(null));
}

#[actix_web::test]
async fn a_term_of_the_old_shape_is_stored_in_the_present_one() {
    let directory = TestDirectory::seeded().await;
    let key = directory.create_key(Role::Admin);
    let path = "/api/v1/focus-areas/debt-peonage";
    let term = json!({
        "slug": "debt-peonage", "label": "Debt peonage", "alt_labels": [], "definition": "A test.",
        "broader": "bonded-labour", "group": false, "same_as": ["SDG 8.7"], "sources": [],
    });
    let created = directory.write(&key, "PUT", path, &[], &term).await;
    assert_eq!(created.status, 201, "{}", created.text());
    let read = directory.get(path).await.json();
    assert_eq!(read["broader"], json!(["bonded-labour"]));
    assert_eq!(read["legal_basis"], json!([{"label": "SDG 8.7", "url": null}]));
    let again = directory.write(&key, "PUT", path, &[], &term).await;
    assert_eq!(again.header("x-change"), created.header("x-change"));
    let mut wrong = term.clone();
    wrong["broader"] = json!("bonded-labor");
    let refused = directory.write(&key, "PUT", path, &[], &wrong).await;
    let error = &refused.json()["errors"][0];
    assert_eq!(
        (&error["pointer"], &error["did_you_mean"]),
        (&json!("/broader"), &json!("bonded-labour"))
    );
}
