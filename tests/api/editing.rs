//! Creating, replacing, patching, renaming, withdrawing and restoring one organization.

use antislavery_directory::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Answer, TestDirectory};
use crate::support::profiles::profile;

const ORGANIZATIONS: &str = "/api/v1/organizations";

fn path(slug: &str) -> String {
    format!("{ORGANIZATIONS}/{slug}")
}

/// A directory with these profiles, and an editor's key.
async fn with_editor(profiles: &[Value]) -> (TestDirectory, String) {
    let directory = TestDirectory::with(profiles).await;
    let key = directory.create_key(Role::Editor);
    (directory, key)
}

/// The code and pointer of each error in a problem.
fn errors(answer: &Answer) -> Vec<(String, String)> {
    let json = answer.json();
    let errors = json["errors"].as_array().unwrap_or_else(|| panic!("{json:#}"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    errors.iter().map(|error| (text(&error["code"]), text(&error["pointer"]))).collect()
}

#[actix_web::test]
async fn a_created_organization_is_readable_at_once() {
    let (directory, key) = with_editor(&[]).await;

    let created = directory.write(&key, "POST", ORGANIZATIONS, &[], &profile("a", json!({}))).await;

    assert_eq!(created.status, 201);
    assert_eq!(created.header("cache-control"), Some("no-store"));
    assert!(created.header("location").unwrap().ends_with(&path("a")));
    let read = directory.get(&path("a")).await;
    assert_eq!(read.status, 200);
    assert_eq!(read.json(), created.json());
    assert_eq!(read.header("etag"), created.header("etag"));
    assert_eq!(read.header("last-modified"), created.header("last-modified"));
    assert_eq!(read.json()["revision"], 1);
}

#[actix_web::test]
async fn put_with_a_current_if_match_replaces_the_profile() {
    let (directory, key) = with_editor(&[profile("a", json!({}))]).await;
    let etag = directory.etag(&path("a")).await;
    let newer = profile("a", json!({"acronym": "AAA"}));

    let replaced = directory.write(&key, "PUT", &path("a"), &[("if-match", &etag)], &newer).await;

    assert_eq!(replaced.status, 200);
    assert_eq!(replaced.json()["revision"], 2);
    let read = directory.get(&path("a")).await;
    assert_eq!(read.json()["acronym"], "AAA");
    assert_eq!(read.header("etag"), replaced.header("etag"));
}

#[actix_web::test]
async fn if_match_accepts_any_etag_of_the_current_revision() {
    let (directory, key) = with_editor(&[profile("a", json!({}))]).await;
    for (number, encoding) in ["identity", "gzip", "br"].into_iter().enumerate() {
        let read = directory.get_with(&path("a"), &[("accept-encoding", encoding)]).await;
        let etag = read.header("etag").unwrap().to_owned();
        let patch = json!({"acronym": format!("A{number}")});

        let answer =
            directory.write(&key, "PATCH", &path("a"), &[("if-match", &etag)], &patch).await;

        assert_eq!(answer.status, 200, "{etag}");
    }
    let answer = directory.write(&key, "PATCH", &path("a"), &[("if-match", "*")], &json!({})).await;
    assert_eq!(answer.json()["revision"], 4);
}

#[actix_web::test]
async fn a_stale_if_match_returns_412_with_the_current_etag() {
    let (directory, key) = with_editor(&[profile("a", json!({}))]).await;
    let old = directory.etag(&path("a")).await;
    let patch = json!({"acronym": "A"});
    directory.write(&key, "PATCH", &path("a"), &[("if-match", &old)], &patch).await;
    for (method, body) in [
        ("PUT", profile("a", json!({"acronym": "B"}))),
        ("PATCH", json!({"acronym": "B"})),
        ("DELETE", json!({"reason": "It ended."})),
    ] {
        for stale in [old.as_str(), "\"r7-00\"", "\"x\""] {
            let answer =
                directory.write(&key, method, &path("a"), &[("if-match", stale)], &body).await;

            assert_eq!(answer.status, 412, "{method} {stale}");
            assert_eq!(answer.json()["type"], "/problems/precondition-failed");
            assert_eq!(answer.json()["revision"], 2);
            let etag = directory.etag(&path("a")).await;
            assert_eq!(answer.header("etag"), Some(etag.as_str()));
        }
        let answer = directory.write(&key, method, &path("a"), &[], &body).await;
        assert_eq!(answer.status, 428, "{method}");
    }
    assert_eq!(directory.get(&path("a")).await.json()["revision"], 2);
}

#[actix_web::test]
async fn repeating_a_put_is_idempotent() {
    let (directory, key) = with_editor(&[profile("a", json!({}))]).await;
    let old = directory.etag(&path("a")).await;
    let (newer, patch) = (profile("a", json!({"acronym": "A"})), json!({"acronym": "A"}));
    let withdrawal = json!({"reason": "It ended."});
    for (method, headers, body, statuses, revision) in [
        ("PUT", [("if-match", old.as_str())], &newer, [200, 200], 2),
        ("PATCH", [("if-match", old.as_str())], &patch, [200, 200], 2),
        ("PUT", [("if-none-match", "*")], &newer, [200, 200], 2),
        ("DELETE", [("if-match", "\"r2-00\"")], &withdrawal, [204, 204], 3),
    ] {
        for status in statuses {
            let answer = directory.write(&key, method, &path("a"), &headers, body).await;
            assert_eq!(answer.status, status, "{method}");
            assert!(answer.header("etag").unwrap().starts_with(&format!("\"r{revision}-")));
        }
    }
}

#[actix_web::test]
async fn put_with_if_none_match_star_creates_only_a_new_organization() {
    let (directory, key) = with_editor(&[]).await;
    let (nothing, a) = ([("if-none-match", "*")], profile("a", json!({})));

    let created = directory.write(&key, "PUT", &path("a"), &nothing, &a).await;
    let other = profile("a", json!({"acronym": "A"}));
    let refused = directory.write(&key, "PUT", &path("a"), &nothing, &other).await;
    let elsewhere = directory.write(&key, "PUT", &path("b"), &nothing, &other).await;
    let unknown = directory.write(&key, "PUT", &path("c"), &[("if-match", "*")], &other).await;

    assert_eq!(created.status, 201);
    assert_eq!(refused.status, 412);
    assert_eq!(refused.json()["revision"], 1);
    assert_eq!(elsewhere.status, 422);
    assert_eq!(errors(&elsewhere), [("contradiction".to_owned(), "/slug".to_owned())]);
    assert_eq!(unknown.status, 404);
}

#[actix_web::test]
async fn a_merge_patch_merges_objects_and_replaces_lists() {
    let seat = json!({"city": "Accra", "country": "GH"});
    let a = profile("a", json!({"headquarters": seat, "founders": ["A", "B"], "founded": 1990}));
    let (directory, key) = with_editor(&[a]).await;
    let patch =
        json!({"headquarters": {"city": null}, "founders": ["C"], "founded": null, "acronym": "A"});
    let etag = directory.etag(&path("a")).await;

    let answer = directory.write(&key, "PATCH", &path("a"), &[("if-match", &etag)], &patch).await;

    let read = answer.json();
    assert_eq!(read["headquarters"], json!({"city": null, "country": "GH"}));
    assert_eq!(read["founders"], json!(["C"]));
    assert_eq!(read["founded"], Value::Null);
    assert_eq!(read["acronym"], "A");
}

#[actix_web::test]
async fn an_invalid_profile_returns_422_with_a_pointer_and_changes_nothing() {
    let (directory, key) = with_editor(&[profile("a", json!({})), profile("b", json!({}))]).await;
    let etag = directory.etag(&path("a")).await;
    for (patch, expected) in [
        (json!({"id": "x"}), vec![("server_owned_key", "/id")]),
        (
            json!({"revision": 3, "links": {}}),
            vec![("server_owned_key", "/links"), ("server_owned_key", "/revision")],
        ),
        (json!({"nmae": "x"}), vec![("unknown_key", "/nmae")]),
        (json!({"name": 1}), vec![("wrong_type", "/name")]),
        (json!({"name": null}), vec![("missing_key", "")]),
        (json!([]), vec![("wrong_type", "")]),
        (json!({"focus_areas": ["bonded-labor"]}), vec![("unknown_term", "/focus_areas/0")]),
        (
            json!({"parent": {"name": "C", "slug": "c"}}),
            vec![("unknown_organization", "/parent/slug")],
        ),
        (
            json!({"founded": 1066, "website": "ftp://x"}),
            vec![("out_of_range", "/founded"), ("invalid_form", "/website")],
        ),
        (json!({"status": "withdrawn"}), vec![("contradiction", "/withdrawal")]),
    ] {
        let answer =
            directory.write(&key, "PATCH", &path("a"), &[("if-match", &etag)], &patch).await;

        assert_eq!(answer.status, 422, "{patch}");
        assert_eq!(answer.json()["type"], "/problems/invalid-document");
        let expected = expected.into_iter().map(|(code, at)| (code.to_owned(), at.to_owned()));
        assert_eq!(errors(&answer), expected.collect::<Vec<_>>(), "{patch}");
    }
    assert_eq!(directory.get(&path("a")).await.json()["revision"], 1);
}

#[actix_web::test]
async fn mistakes_that_depend_on_the_rest_of_the_directory_are_reported_with_the_others() {
    let taken = json!({"identifiers": [{"scheme": "US-EIN", "value": "541722887"}]});
    let (directory, key) =
        with_editor(&[profile("a", json!({})), profile("b", taken.clone())]).await;
    let mut wrong = profile(
        "b",
        json!({
            "focus_areas": ["nope"], "approaches": ["rescue", "nope"], "founded": 3000,
            "website": "javascript:x", "parent": {"name": "", "slug": "unknown"},
        }),
    );
    wrong["identifiers"] = taken["identifiers"].clone();
    let own = ["/founded", "/website", "/parent/name"];
    let others =
        ["/focus_areas/0", "/approaches/1", "/parent/slug", "/slug", "/identifiers/0/value"];
    let expected = |wanted: &[&[&str]]| {
        let mut pointers: Vec<String> = wanted.concat().into_iter().map(str::to_owned).collect();
        pointers.sort();
        pointers
    };
    let pointers = |answer: &Answer| {
        let mut found: Vec<String> = errors(answer).into_iter().map(|(_, at)| at).collect();
        found.sort();
        found
    };

    let posted = directory.write(&key, "POST", ORGANIZATIONS, &[], &wrong).await;
    assert_eq!((posted.status, pointers(&posted)), (422, expected(&[&own, &others])));

    let headers = [("if-match", "*")];
    for method in ["PUT", "PATCH"] {
        let answer = directory.write(&key, method, &path("a"), &headers, &wrong).await;
        assert_eq!((answer.status, pointers(&answer)), (422, expected(&[&own, &others])));
    }
    let new = [("if-none-match", "*")];
    let other = profile("other", json!({"focus_areas": ["nope"], "founded": 3000}));
    let created = directory.write(&key, "PUT", &path("c"), &new, &other).await;
    assert_eq!(pointers(&created), ["/focus_areas/0", "/founded", "/slug"]);

    let withdrawal = json!({"reason": "", "successor": "unknown"});
    let withdrawn = directory.write(&key, "DELETE", &path("a"), &headers, &withdrawal).await;
    assert_eq!((withdrawn.status, pointers(&withdrawn).len()), (422, 2), "{}", withdrawn.text());
    assert_eq!(directory.get(&path("a")).await.json()["revision"], 1);
}

#[actix_web::test]
async fn parents_or_successors_cannot_form_a_circle_of_any_length() {
    let parent = |slug: &str| json!({"parent": {"name": slug, "slug": slug}});
    let profiles = ["a", "b", "c", "d"].map(|slug| profile(slug, json!({})));
    let (directory, key) = with_editor(&profiles).await;
    let patch = async |slug: &str, patch: Value| {
        directory.write(&key, "PATCH", &path(slug), &[("if-match", "*")], &patch).await
    };
    for (child, named) in [("a", "b"), ("b", "c"), ("c", "d")] {
        assert_eq!(patch(child, parent(named)).await.status, 200);
    }
    let circular = vec![("circular_reference".to_owned(), "/parent/slug".to_owned())];
    for named in ["a", "b", "c"] {
        let answer = patch("d", parent(named)).await;
        assert_eq!((answer.status, errors(&answer)), (422, circular.clone()), "{named}");
    }
    // The circle would be complete only when the others follow the new slug.
    let renamed = profile("e", parent("a"));
    let answer = directory.write(&key, "PUT", &path("d"), &[("if-match", "*")], &renamed).await;
    assert_eq!((answer.status, errors(&answer)), (422, circular.clone()));

    // Its own slug of before, which would follow the new one too.
    for (renamed, at) in [
        (json!({"slug": "f", "parent": {"name": "D", "slug": "d"}}), "/parent/slug"),
        (
            json!({"slug": "f", "status": "withdrawn",
                "withdrawal": {"reason": "It merged.", "successor": "d"}}),
            "/withdrawal/successor",
        ),
    ] {
        let answer = patch("d", renamed).await;
        assert_eq!(
            (answer.status, errors(&answer)),
            (422, vec![("contradiction".to_owned(), at.to_owned())])
        );
    }

    let successor = async |slug: &str, named: &str| {
        let body = json!({"reason": "It merged.", "successor": named});
        directory.write(&key, "DELETE", &path(slug), &[("if-match", "*")], &body).await
    };
    assert_eq!(successor("a", "b").await.status, 204);
    assert_eq!(successor("b", "c").await.status, 204);
    let answer = successor("c", "a").await;
    let expected = vec![("circular_reference".to_owned(), "/successor".to_owned())];
    assert_eq!((answer.status, errors(&answer)), (422, expected));
}

#[actix_web::test]
async fn a_malformed_body_or_wrong_content_type_is_refused() {
    let (directory, key) = with_editor(&[profile("a", json!({}))]).await;
    let deep = "[".repeat(5000);
    for (method, path, content_type, body, status) in [
        ("POST", ORGANIZATIONS.to_owned(), "application/json", "{", 400),
        ("POST", ORGANIZATIONS.to_owned(), "application/json", "", 400),
        ("POST", ORGANIZATIONS.to_owned(), "application/json", deep.as_str(), 400),
        ("POST", ORGANIZATIONS.to_owned(), "text/plain", "{}", 415),
        ("PATCH", path("a"), "application/json", "{}", 415),
        ("PATCH", path("a"), "application/merge-patch+json", r#"{"a":1,"a":2}"#, 422),
        ("PUT", path("a"), "application/merge-patch+json", "{}", 415),
        ("DELETE", path("a"), "application/json", "{}", 422),
        ("DELETE", path("a"), "application/json", r#"{"reason":"x","why":1}"#, 422),
    ] {
        let headers = if method == "POST" { &[][..] } else { &[("if-match", "*")] };

        let answer =
            directory.write_text(&key, method, &path, headers, content_type, body.to_owned()).await;

        assert_eq!(answer.status, status, "{method} {content_type} {body:.40}");
        let has_accept_patch = (method, status) == ("PATCH", 415);
        assert_eq!(
            answer.header("accept-patch").is_some(),
            has_accept_patch,
            "{method} {content_type}"
        );
    }
    let compressed = [("content-encoding", "gzip")];
    let answer =
        directory.write(&key, "POST", ORGANIZATIONS, &compressed, &profile("b", json!({}))).await;
    assert_eq!(answer.status, 415);
}

#[actix_web::test]
async fn a_taken_slug_or_identifier_returns_409() {
    let identifiers = json!([{"scheme": "US-EIN", "value": "12-3456789"}]);
    let a = profile("a", json!({"identifiers": identifiers}));
    let (directory, key) = with_editor(&[a, profile("b", json!({}))]).await;
    let same = json!({"identifiers": [{"scheme": "GB-CHC", "value": "12345"}, identifiers[0]]});

    let slug = directory.write(&key, "POST", ORGANIZATIONS, &[], &profile("a", json!({}))).await;
    let identifier = directory.write(&key, "POST", ORGANIZATIONS, &[], &profile("c", same)).await;
    let renamed = directory
        .write(&key, "PATCH", &path("b"), &[("if-match", "*")], &json!({"slug": "a"}))
        .await;

    for (answer, code, pointer) in [
        (&slug, "slug_taken", "/slug"),
        (&identifier, "identifier_taken", "/identifiers/1/value"),
        (&renamed, "slug_taken", "/slug"),
    ] {
        assert_eq!(answer.status, 409, "{code}");
        assert_eq!(answer.json()["type"], "/problems/conflict");
        assert_eq!(errors(answer), [(code.to_owned(), pointer.to_owned())]);
    }
}

#[actix_web::test]
async fn former_slugs_redirect_to_a_renamed_organization() {
    let parent = |slug: &str| json!({"parent": {"name": "A", "slug": slug}});
    let (directory, key) =
        with_editor(&[profile("a", json!({})), profile("child", parent("a"))]).await;
    let rename = async |from: &str, to: &str| {
        let patch = json!({"slug": to});
        let answer =
            directory.write(&key, "PATCH", &path(from), &[("if-match", "*")], &patch).await;
        assert_eq!(answer.status, 200, "{from} to {to}");
        assert_eq!(answer.header("content-location"), Some(path(to).as_str()));
        assert_eq!(answer.json()["slug"], to);
    };
    rename("a", "b").await;
    rename("b", "c").await;

    for (former, present) in [("a", "c"), ("b", "c")] {
        let read = directory.get(&path(former)).await;
        assert_eq!(read.status, 308, "{former}");
        assert!(read.header("location").unwrap().ends_with(&path(present)));
        let written =
            directory.write(&key, "PATCH", &path(former), &[("if-match", "*")], &json!({})).await;
        assert_eq!(written.status, 308, "{former}");
        // A former slug stays reserved.
        let taken =
            directory.write(&key, "POST", ORGANIZATIONS, &[], &profile(former, json!({}))).await;
        assert_eq!(taken.status, 409, "{former}");
    }
    // References are updated to the new slug, in new revisions.
    let child = directory.get(&path("child")).await.json();
    assert_eq!(child["parent"]["slug"], "c");
    assert_eq!(child["revision"], 3);
    let lost =
        directory.write(&key, "PATCH", &path("child"), &[("if-match", "*")], &parent("a")).await;
    assert_eq!(lost.json()["errors"][0]["did_you_mean"], "c");
    // Restoring an old revision updates its references too.
    let first = format!("{}/revisions/1/restore", path("child"));
    directory
        .write(&key, "PATCH", &path("child"), &[("if-match", "*")], &json!({"parent": null}))
        .await;
    let restored = directory.write(&key, "POST", &first, &[("if-match", "*")], &Value::Null).await;
    assert_eq!((restored.status, &restored.json()["parent"]["slug"]), (200, &json!("c")));
    // An organization can take back its own former slug.
    rename("c", "a").await;
    assert_eq!(directory.get(&path("a")).await.status, 200);
    assert_eq!(directory.get(&path("c")).await.status, 308);
    assert_eq!(directory.get(ORGANIZATIONS).await.slugs(), ["a", "child"]);
}

#[actix_web::test]
async fn a_withdrawn_organization_returns_410_and_can_be_restored() {
    let (directory, key) = with_editor(&[profile("a", json!({})), profile("b", json!({}))]).await;
    let etag = directory.etag(&path("a")).await;
    let withdrawal = json!({"reason": "It merged into b.", "successor": "b"});
    for (body, pointer) in [
        (json!({"reason": "x", "successor": "a"}), "/successor"),
        (json!({"reason": "x", "successor": "c"}), "/successor"),
        (json!({"reason": ""}), "/reason"),
        (json!({}), ""),
    ] {
        let answer =
            directory.write(&key, "DELETE", &path("a"), &[("if-match", &etag)], &body).await;
        assert_eq!(answer.status, 422, "{body}");
        assert_eq!(errors(&answer)[0].1, pointer, "{body}");
    }

    let gone =
        directory.write(&key, "DELETE", &path("a"), &[("if-match", &etag)], &withdrawal).await;

    assert_eq!(gone.status, 204);
    let read = directory.get(&path("a")).await;
    assert_eq!((read.status, read.header("etag")), (410, gone.header("etag")));
    assert_eq!(read.json()["successor"], "b");
    assert_eq!(directory.get(ORGANIZATIONS).await.slugs(), ["b"]);
    let other = json!({"reason": "For another reason."});
    let again = directory.write(&key, "DELETE", &path("a"), &[("if-match", "*")], &other).await;
    assert_eq!((again.status, &again.json()["successor"]), (410, &json!("b")));

    let first = format!("{}/revisions/1/restore", path("a"));
    let unconditional = directory.write(&key, "POST", &first, &[], &Value::Null).await;
    assert_eq!(unconditional.status, 428);
    let etag = read.header("etag").unwrap();
    let restored = directory.write(&key, "POST", &first, &[("if-match", etag)], &Value::Null).await;

    assert_eq!(restored.status, 200);
    assert_eq!(restored.json()["revision"], 3);
    assert_eq!(directory.get(&path("a")).await.json(), restored.json());
    assert_eq!(directory.get(ORGANIZATIONS).await.slugs(), ["a", "b"]);
}

#[actix_web::test]
async fn a_restored_revision_must_satisfy_the_current_rules() {
    let identifiers = json!({"identifiers": [{"scheme": "US-EIN", "value": "12-3456789"}]});
    let (directory, key) =
        with_editor(&[profile("a", identifiers.clone()), profile("b", json!({}))]).await;
    let at = |n: &str| format!("{}/revisions/{n}/restore", path("a"));
    let edit = async |slug: &str, patch: &Value| {
        directory.write(&key, "PATCH", &path(slug), &[("if-match", "*")], patch).await
    };
    assert_eq!(edit("a", &json!({"identifiers": []})).await.status, 200);
    assert_eq!(edit("b", &identifiers).await.status, 200);

    let any = [("if-match", "*")];
    let unconditional = directory.write(&key, "POST", &at("1"), &[], &Value::Null).await;
    let taken = directory.write(&key, "POST", &at("1"), &any, &Value::Null).await;
    let same = directory.write(&key, "POST", &at("2"), &any, &Value::Null).await;
    let stale =
        directory.write(&key, "POST", &at("1"), &[("if-match", "\"r1-0\"")], &Value::Null).await;

    assert_eq!(unconditional.status, 428);
    assert_eq!(taken.status, 409);
    assert_eq!((same.status, &same.json()["revision"]), (200, &json!(2)));
    assert_eq!(stale.status, 412);
    for n in ["3", "0", "-1", "x", "99999999999"] {
        let answer = directory.write(&key, "POST", &at(n), &any, &Value::Null).await;
        assert_eq!(answer.status, 404, "{n}");
        assert_eq!(answer.json()["type"], "/problems/unknown-revision", "{n}");
    }
}

#[actix_web::test]
async fn invalid_notes_and_preconditions_are_refused() {
    let (directory, key) = with_editor(&[profile("a", json!({}))]).await;
    let long = "x".repeat(501);
    for headers in [
        &[("if-match", "*"), ("x-change-note", long.as_str())][..],
        &[("if-match", "*"), ("x-change-note", "%ff")],
        &[("if-match", "*"), ("if-none-match", "*")],
        &[("if-none-match", "\"r1-0\"")],
    ] {
        let answer = directory.write(&key, "PATCH", &path("a"), headers, &json!({})).await;
        assert_eq!(answer.status, 400, "{headers:?}");
    }
    let query = format!("{}?dry_run=true", path("a"));
    let answer = directory.write(&key, "PATCH", &query, &[("if-match", "*")], &json!({})).await;
    assert_eq!(answer.status, 400);
}
