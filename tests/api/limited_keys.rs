//! Keys that may edit only some organizations.

use antislavery_directory::directory::{self, KeyError};
use antislavery_directory::domain::{Role, Slug};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::harness::{Answer, TestDirectory};
use crate::support::profiles::profile;

const OWN: &str = "/api/v1/organizations/own";
const OTHER: &str = "/api/v1/organizations/other";

/// Both organizations with two revisions, and a key for the first.
async fn scene() -> (TestDirectory, String) {
    let directory =
        TestDirectory::with(&[profile("own", json!({})), profile("other", json!({}))]).await;
    let admin = directory.create_key(Role::Admin);
    for path in [OWN, OTHER] {
        let answer = edit(&directory, &admin, "PATCH", path, &json!({"acronym": "A"})).await;
        assert_eq!(answer.status, 200);
    }
    let key = directory.create_limited_key("own team", &["own"]);
    (directory, key)
}

async fn edit(
    directory: &TestDirectory,
    key: &str,
    method: &str,
    path: &str,
    body: &Value,
) -> Answer {
    directory.write(key, method, path, &[("if-match", "*")], body).await
}

#[actix_web::test]
async fn a_limited_key_edits_its_own_organization_in_every_way() {
    let (directory, key) = scene().await;
    let answer = edit(&directory, &key, "PATCH", OWN, &json!({"acronym": "B"})).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let mut changed = profile("own", json!({}));
    changed["acronym"] = json!("C");
    assert_eq!(edit(&directory, &key, "PUT", OWN, &changed).await.status, 200);
    let restore = format!("{OWN}/revisions/1/restore");
    assert_eq!(edit(&directory, &key, "POST", &restore, &Value::Null).await.status, 200);
    let withdrawal = json!({"reason": "closed"});
    assert_eq!(edit(&directory, &key, "DELETE", OWN, &withdrawal).await.status, 204);
    assert_eq!(edit(&directory, &key, "POST", &restore, &Value::Null).await.status, 200);
    // The limit follows a rename.
    let mut renamed = profile("own", json!({}));
    renamed["slug"] = json!("renamed");
    assert_eq!(edit(&directory, &key, "PUT", OWN, &renamed).await.status, 200);
    let renamed = "/api/v1/organizations/renamed";
    assert_eq!(
        edit(&directory, &key, "PATCH", renamed, &json!({"acronym": "D"})).await.status,
        200
    );
    let bearer = format!("Bearer {key}");
    let own = directory.get_with("/api/v1/keys/self", &[("authorization", &bearer)]).await.json();
    assert_eq!(own["organizations"], json!(["renamed"]));
}

#[actix_web::test]
async fn a_limited_key_changes_no_other_organization() {
    let (directory, key) = scene().await;
    let etag = directory.etag(OTHER).await;
    let present = directory.get(OTHER).await.json();
    let restore = format!("{OTHER}/revisions/1/restore");
    for (method, path, body) in [
        ("PATCH", OTHER, json!({"acronym": "B"})),
        // Neither what would change nothing.
        ("PATCH", OTHER, json!({"acronym": "A"})),
        ("PATCH", OTHER, json!({"founded": "no year"})),
        ("PUT", OTHER, present),
        ("PUT", OTHER, profile("other", json!({}))),
        ("DELETE", OTHER, json!({"reason": "closed"})),
        ("POST", restore.as_str(), Value::Null),
    ] {
        let answer = edit(&directory, &key, method, path, &body).await;
        refused(&answer, &format!("{method} {path} {body}"));
    }
    for (method, path) in [("POST", "/api/v1/organizations"), ("PUT", "/api/v1/organizations/new")]
    {
        let headers: &[_] = if method == "PUT" { &[("if-none-match", "*")] } else { &[] };
        let answer = directory.write(&key, method, path, headers, &profile("new", json!({}))).await;
        refused(&answer, &format!("{method} {path}"));
    }
    assert_eq!(directory.etag(OTHER).await, etag);
    assert_eq!(directory.get("/api/v1/organizations/new").await.status, 404);
    // Unknown organizations are unknown to this key too.
    let unknown = "/api/v1/organizations/unknown";
    assert_eq!(edit(&directory, &key, "PATCH", unknown, &json!({})).await.status, 404);
    // Operations that require an admin still do.
    let redact = format!("{OWN}/redactions");
    let answer = edit(&directory, &key, "POST", &redact, &json!({})).await;
    assert_eq!((answer.status, &answer.json()["type"]), (403, &json!("/problems/forbidden")));
}

fn refused(answer: &Answer, place: &str) {
    assert_eq!(answer.status, 403, "{place}: {}", answer.text());
    let problem = answer.json();
    assert_eq!(problem["type"], "/problems/organization-not-allowed", "{place}");
    let detail = "this key may edit only `own`, and cannot add organizations";
    assert_eq!(problem["detail"], detail, "{place}");
}

#[actix_web::test]
async fn a_key_without_a_limit_says_so_and_rotation_keeps_a_limit() {
    let (directory, key) = scene().await;
    let editor = directory.create_key(Role::Editor);
    let read = async |key: &str| {
        let bearer = format!("Bearer {key}");
        directory.get_with("/api/v1/keys/self", &[("authorization", &bearer)]).await.json()
    };
    assert_eq!(read(&editor).await["organizations"], Value::Null);
    assert_eq!(read(&key).await["organizations"], json!(["own"]));
    let day = SignedDuration::from_hours(24);
    let (new, _) = directory::rotate_key(&directory.store(), "own team", day, None).unwrap();
    assert_eq!(read(new.reveal()).await["organizations"], json!(["own"]));
    let answer = edit(&directory, new.reveal(), "PATCH", OTHER, &json!({"acronym": "B"})).await;
    refused(&answer, "rotated");
}

#[actix_web::test]
async fn a_limit_names_organizations_that_exist_and_only_keys_of_editors_have_one() {
    let (directory, _) = scene().await;
    directory.add_former_slug("own", "earlier");
    let create = |role, slugs: &[&str]| {
        let slugs: Vec<Slug> = slugs.iter().map(|slug| slug.parse().unwrap()).collect();
        let name = ("another".parse().unwrap(), role);
        directory::create_limited_key(&directory.store(), name, None, &slugs)
    };
    for (role, slugs, message) in [
        (
            Role::Editor,
            &["owm", "own", "nothing-like-it"][..],
            "no organization has the slug `nothing-like-it` or `owm` (did you mean `own`?)",
        ),
        (Role::Admin, &["own"], "only keys with the role editor can be limited to organizations"),
    ] {
        let refused: KeyError = create(role, slugs).unwrap_err();
        assert_eq!(refused.to_string(), message);
    }
    let (_, key) = create(Role::Editor, &["other", "earlier", "own", "other"]).unwrap();
    let slugs = |key: &antislavery_directory::domain::KeyState| {
        let allowed = key.organizations.iter().flatten();
        allowed.map(|it| it.slug.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(slugs(&key), ["other", "own"]);
    let listed = directory::list_keys(&directory.store()).unwrap();
    assert_eq!(slugs(listed.last().unwrap()), ["other", "own"]);
}

#[actix_web::test]
async fn changes_are_counted_by_the_name_of_the_key() {
    let (directory, key) = scene().await;
    edit(&directory, &key, "PATCH", OWN, &json!({"acronym": "B"})).await;
    let counts = directory::changes_by_key_name(&directory.store()).unwrap();
    let mut counts: Vec<_> = counts.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    counts.sort_unstable();
    assert_eq!(counts, [("admin", 2), ("own team", 1)]);
}
