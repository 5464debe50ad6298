//! Related organizations: written on one profile, shown on both.

use antislavery_directory::domain::Role;
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::profile;

fn path(slug: &str) -> String {
    format!("/api/v1/organizations/{slug}")
}

fn related(slug: &str, relations: &[(&str, &str)]) -> Value {
    let related: Vec<Value> = relations
        .iter()
        .map(|(relation, slug)| json!({"slug": slug, "relation": relation, "sources": ["page"]}))
        .collect();
    profile(slug, json!({"name": slug.to_uppercase(), "related": related}))
}

/// The relations of an organization: `relation slug-or-name written-by`.
async fn listed(directory: &TestDirectory, slug: &str) -> Vec<String> {
    let answer = directory.get(&format!("{}/related", path(slug))).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let json = answer.json();
    let rows = json["data"].as_array().unwrap();
    assert_eq!(json["meta"]["total"], rows.len());
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let line = |row: &Value| {
        let who = text(&row["slug"]).or_else(|| text(&row["name"])).unwrap();
        format!(
            "{} {who} {}",
            row["relation"].as_str().unwrap(),
            row["written_by"].as_str().unwrap()
        )
    };
    rows.iter().map(line).collect()
}

#[actix_web::test]
async fn a_relation_is_shown_on_both_profiles() {
    let mut one = related(
        "one",
        &[
            ("founded_by", "two"),
            ("member_of", "three"),
            ("partner", "two"),
            ("successor", "four"),
            ("hosted_by", "three"),
            ("founder_of", "four"),
        ],
    );
    let outside = json!({"name": "A Network", "relation": "member_of", "sources": ["page"]});
    one["related"].as_array_mut().unwrap().push(outside);
    let directory = TestDirectory::with(&[
        one,
        // Both write it, so it is shown once.
        related("two", &[("partner", "one")]),
        related("three", &[]),
        related("four", &[]),
    ])
    .await;

    assert_eq!(
        listed(&directory, "one").await,
        [
            "founded_by two one",
            "member_of three one",
            "partner two one",
            "successor four one",
            "hosted_by three one",
            "founder_of four one",
            "member_of A Network one",
        ]
    );
    assert_eq!(listed(&directory, "two").await, ["partner one two", "founder_of one one"]);
    assert_eq!(listed(&directory, "three").await, ["has_member one one", "host_of one one"]);
    assert_eq!(listed(&directory, "four").await, ["predecessor one one", "founded_by one one"]);
    let page = directory.get_with("/organizations/three", &[("accept", "text/html")]).await.text();
    assert!(
        page.contains("Members</dt>") && page.contains("href=\"/organizations/one\""),
        "{page}"
    );
    let markdown = directory.get(&format!("{}?format=md", path("one"))).await.text();
    assert!(markdown.contains("member of: A Network[^page]"), "{markdown}");
}

#[actix_web::test]
async fn relations_follow_edits_renames_and_withdrawals() {
    let directory = TestDirectory::with(&[
        related("one", &[("partner", "two")]),
        related("two", &[]),
        related("three", &[("member_of", "two")]),
    ])
    .await;
    let key = directory.create_key(Role::Editor);
    assert_eq!(listed(&directory, "two").await, ["partner one one", "has_member three three"]);

    let renamed = directory
        .write(&key, "PATCH", &path("two"), &[("if-match", "*")], &json!({"slug": "second"}))
        .await;
    assert_eq!(renamed.status, 200, "{}", renamed.text());

    assert_eq!(directory.get(&path("one")).await.json()["related"][0]["slug"], "second");
    assert_eq!(listed(&directory, "second").await, ["partner one one", "has_member three three"]);
    let moved = directory.get(&format!("{}/related", path("two"))).await;
    assert_eq!(moved.status, 308);

    let edit = json!({"related": []});
    directory.write(&key, "PATCH", &path("one"), &[("if-match", "*")], &edit).await;
    assert_eq!(listed(&directory, "second").await, ["has_member three three"]);
    let gone = json!({"reason": "It was made up."});
    let answer = directory.write(&key, "DELETE", &path("three"), &[("if-match", "*")], &gone).await;
    assert_eq!(answer.status, 204, "{}", answer.text());
    assert_eq!(listed(&directory, "second").await, Vec::<String>::new());
    assert_eq!(directory.get(&format!("{}/related", path("three"))).await.status, 410);
}

#[actix_web::test]
async fn circles_of_successors_and_unknown_organizations_are_refused() {
    let directory = TestDirectory::with(&[
        related("one", &[("successor", "two")]),
        related("two", &[("successor", "three")]),
        related("three", &[]),
    ])
    .await;
    let key = directory.create_key(Role::Editor);
    let change = directory.store().position().unwrap().change;
    for (relations, code, pointer) in [
        (vec![("partner", "one"), ("successor", "one")], "circular_reference", "/related/1/slug"),
        (vec![("successor", "three")], "contradiction", "/related/0/slug"),
        (vec![("partner", "no-such-one")], "unknown_organization", "/related/0/slug"),
    ] {
        let body = related("three", &relations);
        let answer =
            directory.write(&key, "PUT", &path("three"), &[("if-match", "*")], &body).await;
        assert_eq!(answer.status, 422, "{relations:?}: {}", answer.text());
        let errors = answer.json()["errors"].clone();
        let found: Vec<_> =
            errors.as_array().unwrap().iter().map(|it| (&it["code"], &it["pointer"])).collect();
        assert_eq!(found, [(&json!(code), &json!(pointer))], "{relations:?}");
    }
    let message = {
        let body = related("three", &[("successor", "one")]);
        let answer =
            directory.write(&key, "PUT", &path("three"), &[("if-match", "*")], &body).await;
        answer.json()["errors"][0]["message"].as_str().unwrap().to_owned()
    };
    assert!(message.contains("`three` → `one` → `two` → `three`"), "{message}");
    // Other relations may lead back.
    let body = related("three", &[("partner", "one"), ("member_of", "two")]);
    let answer = directory.write(&key, "PUT", &path("three"), &[("if-match", "*")], &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(directory.store().position().unwrap().change, change + 1);
}
