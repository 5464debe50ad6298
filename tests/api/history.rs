//! What was: the revisions of an organization.

use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::{profile, strings};

pub const A: &str = "/api/v1/organizations/a";

/// An organization with three revisions beside one that was withdrawn.
pub async fn with_history() -> TestDirectory {
    let b = profile("b", json!({}));
    let directory = TestDirectory::with(&[profile("a", json!({})), b]).await;
    directory.load(&[profile("a", json!({"founded": 1990, "acronym": "A"}))]).await;
    let last = json!({"founded": 1990, "summary": "It exists for two tests."});
    directory.load_with(&[profile("a", last)], true).await;
    directory
}

/// When each revision of an organization was made, the oldest first.
pub async fn times(directory: &TestDirectory, slug: &str) -> Vec<String> {
    let path = format!("/api/v1/organizations/{slug}/revisions");
    let rows = directory.get(&path).await.json();
    let rows = rows["data"].as_array().unwrap().iter().rev();
    rows.map(|row| row["at"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn revisions_are_listed_the_newest_first_with_who_when_and_what() {
    let directory = with_history().await;

    let answer = directory.get(&format!("{A}/revisions")).await.json();

    let rows = answer["data"].as_array().unwrap();
    let expected = [
        (3, "updated", vec!["acronym", "summary"]),
        (2, "updated", vec!["acronym", "founded"]),
        (1, "created", vec![]),
    ];
    assert_eq!(rows.len(), expected.len());
    for (row, (revision, kind, changed)) in rows.iter().zip(expected) {
        assert_eq!(row["revision"], revision);
        assert_eq!(row["kind"], kind);
        assert_eq!(strings(&row["changed"]), changed);
        assert_eq!(row["author"], "command:test");
        assert_eq!(row["note"], Value::Null);
    }
    assert!(rows.is_sorted_by(|newer, older| newer["at"].as_str() >= older["at"].as_str()));
    let newest = directory.get(A).await.json();
    assert_eq!(rows[0]["change"], newest["change"]);
    assert_eq!(rows[0]["at"], newest["updated_at"]);
    assert_eq!(rows[2]["at"], newest["created_at"]);
    let change = directory.get("/api/v1").await.json()["data"]["change"].clone();
    let meta = json!({"total": 3, "page": 1, "per_page": 20, "pages": 1, "change": change});
    assert_eq!(answer["meta"], meta);
}

#[actix_web::test]
async fn pages_of_revisions_are_the_whole_history_in_pieces() {
    let directory = with_history().await;
    let whole = directory.get(&format!("{A}/revisions")).await.json()["data"].clone();
    for (per_page, pages) in [(1, 3), (2, 2), (3, 1), (100, 1)] {
        let mut rows = Vec::new();
        let mut next = Some(format!("{A}/revisions?per_page={per_page}"));
        let mut count = 0;
        while let Some(path) = next {
            let answer = directory.get(&path).await.json();
            rows.extend(answer["data"].as_array().unwrap().clone());
            count += 1;
            assert_eq!(answer["meta"]["page"], count);
            assert_eq!(answer["meta"]["pages"], pages);
            next = answer["links"]["next"].as_str().map(str::to_owned);
        }
        assert_eq!((Value::from(rows), count), (whole.clone(), pages), "{per_page}");
    }
    let beyond = directory.get(&format!("{A}/revisions?page=4&per_page=2")).await;
    assert_eq!(beyond.json()["data"], json!([]));
    assert!(beyond.link("prev").unwrap().ends_with("/revisions?per_page=2&page=2"));
}

#[actix_web::test]
async fn a_revision_shows_the_profile_as_it_stood() {
    let directory = with_history().await;
    let rows = directory.get(&format!("{A}/revisions")).await.json();
    for (number, founded, acronym) in
        [(1, json!(null), json!(null)), (2, json!(1990), json!("A")), (3, json!(1990), json!(null))]
    {
        let mut answer = directory.get(&format!("{A}/revisions/{number}")).await.json();

        let profile = answer.as_object_mut().unwrap().remove("profile").unwrap();
        assert_eq!(profile["founded"], founded, "{number}");
        assert_eq!(profile["acronym"], acronym, "{number}");
        assert_eq!(profile.get("id"), None);
        assert_eq!(answer, rows["data"][3 - number], "{number}");
    }
}

#[actix_web::test]
async fn a_patch_leads_from_the_revision_before() {
    let directory = with_history().await;
    let read =
        async |number: i32| directory.get(&format!("{A}/revisions/{number}?diff=true")).await;
    let first = read(1).await.json();
    assert_eq!(first["patch"], json!([]));
    let mut profile = first["profile"].clone();
    for number in [2, 3] {
        let answer = read(number).await.json();

        let patch: json_patch::Patch = serde_json::from_value(answer["patch"].clone()).unwrap();
        assert_eq!(patch.0.len(), 2, "{patch}");
        json_patch::patch(&mut profile, &patch).unwrap();
        assert_eq!(profile, answer["profile"], "{number}");
    }
    let without = directory.get(&format!("{A}/revisions/2?diff=false")).await.json();
    assert_eq!(without.get("patch"), None);
}

#[actix_web::test]
async fn the_answer_for_a_revision_never_changes() {
    let directory = with_history().await;
    let path = format!("{A}/revisions/2?diff=true");
    let first = directory.get(&path).await;
    assert!(first.header("etag").unwrap().starts_with("\"r2-"));

    directory.load(&[profile("a", json!({"founded": 2001})), profile("c", json!({}))]).await;

    let second = directory.get(&path).await;
    assert_eq!(second.body, first.body);
    for header in ["etag", "last-modified"] {
        assert_eq!(second.header(header), first.header(header));
    }
}

#[actix_web::test]
async fn a_revision_that_is_not_there_is_not_found_and_says_how_many_there_are() {
    let directory = with_history().await;
    for (slug, number, says) in [
        ("a", "4", "`a` has 3 revisions, from 1 to 3"),
        ("a", "0", "`a` has 3 revisions, from 1 to 3"),
        ("a", "-1", "`a` has 3 revisions, from 1 to 3"),
        ("a", "99999999999999", "`a` has 3 revisions, from 1 to 3"),
        ("a", "newest", "`a` has 3 revisions, from 1 to 3"),
        ("b", "3", "`b` has 2 revisions, from 1 to 2"),
    ] {
        let path = format!("/api/v1/organizations/{slug}/revisions/{number}");

        let answer = directory.get(&path).await;

        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.json()["type"], "/problems/unknown-revision");
        assert_eq!(answer.json()["detail"], says);
    }
    let answer = directory.get("/api/v1/organizations/nobody/revisions/1").await;
    assert_eq!(answer.json()["type"], "/problems/unknown-organization");
}

#[actix_web::test]
async fn the_history_of_a_withdrawn_organization_stays() {
    let directory = with_history().await;
    assert_eq!(directory.get("/api/v1/organizations/b").await.status, 410);

    let list = directory.get("/api/v1/organizations/b/revisions").await.json();
    let newest = directory.get("/api/v1/organizations/b/revisions/2").await.json();

    assert_eq!(list["data"][0]["kind"], "withdrawn");
    assert_eq!(list["data"][0]["changed"], json!(["status", "withdrawal"]));
    assert_eq!(newest["profile"]["status"], "withdrawn");
    directory.load(&[profile("b", json!({}))]).await;
    let list = directory.get("/api/v1/organizations/b/revisions").await.json();
    assert_eq!(list["data"][0]["kind"], "restored");
}

#[actix_web::test]
async fn other_keys_redirect_to_the_history_with_the_query() {
    let directory = TestDirectory::seeded().await;
    for behind in ["/revisions", "/revisions?page=1&per_page=5", "/revisions/1?diff=true"] {
        for key in ["US-EIN-541722887", "US-EIN-54-1722887"] {
            let path = format!("/api/v1/organizations/{key}{behind}");

            let answer = directory.get_with(&path, &[("host", "example.org")]).await;

            assert_eq!(answer.status, 308, "{path}");
            let slug = "international-justice-mission";
            let expected = format!("http://example.org/api/v1/organizations/{slug}{behind}");
            assert_eq!(answer.header("location"), Some(expected.as_str()));
        }
    }
    let path = "/api/v1/organizations/free-the-slave/revisions";
    let answer = directory.get(path).await;
    assert_eq!(answer.status, 404);
    assert!(answer.json()["detail"].as_str().unwrap().contains("`free-the-slaves`"));
}

#[actix_web::test]
async fn a_former_slug_leads_to_the_history_too() {
    let directory = with_history().await;
    directory.add_former_slug("a", "was-a");
    directory.load(&[profile("a", json!({}))]).await;

    for behind in ["/revisions", "/revisions/2", "?as_of=2026-01-01"] {
        let path = format!("/api/v1/organizations/was-a{behind}");
        let answer = directory.get_with(&path, &[("host", "example.org")]).await;

        let expected = format!("http://example.org{A}{behind}");
        assert_eq!(answer.header("location"), Some(expected.as_str()), "{path}");
    }
}

#[actix_web::test]
async fn a_wrong_parameter_of_the_history_is_refused() {
    let directory = with_history().await;
    for (query, parameter, code) in [
        ("/revisions?page=0", "page", "out_of_range"),
        ("/revisions?per_page=101", "per_page", "out_of_range"),
        ("/revisions?page=101&per_page=100", "page", "out_of_range"),
        ("/revisions?cursor=*", "cursor", "unknown_parameter"),
        ("/revisions?page=1&page=2", "page", "repeated_parameter"),
        ("/revisions/1?diff=yes", "diff", "unknown_value"),
        ("/revisions/1?fields=profile", "fields", "unknown_parameter"),
        ("?as_of=2026-01-01&as_of=2026-01-02", "as_of", "repeated_parameter"),
        ("?as_off=2026-01-01", "as_off", "unknown_parameter"),
    ] {
        let answer = directory.get(&format!("{A}{query}")).await;

        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(answer.json()["errors"][0]["parameter"], parameter, "{query}");
        assert_eq!(answer.json()["errors"][0]["code"], code, "{query}");
    }
}

#[actix_web::test]
async fn without_its_database_history_is_away_for_a_moment_and_profiles_are_not() {
    let directory = with_history().await;
    let time = times(&directory, "a").await.remove(0);
    directory.break_history();
    for path in [
        format!("{A}/revisions"),
        format!("{A}/revisions/1"),
        format!("{A}?as_of={time}"),
        "/api/v1/changes".to_owned(),
        "/api/v1/changes?wait=1".to_owned(),
        "/api/v1/changes.atom".to_owned(),
    ] {
        let answer = directory.get(&path).await;

        assert_eq!(answer.status, 503, "{path}");
        assert_eq!(answer.header("retry-after"), Some("1"), "{path}");
        assert_eq!(answer.json()["type"], "/problems/unavailable");
    }
    assert_eq!(directory.get(A).await.status, 200);
}
