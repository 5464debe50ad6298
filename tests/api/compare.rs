//! Comparison of organizations.

use serde_json::json;

use crate::harness::TestDirectory;
use crate::support::profiles::{profile, strings};

#[actix_web::test]
async fn comparison_separates_shared_and_unique_terms() {
    let directory = TestDirectory::with(&[
        profile(
            "a",
            json!({"focus_areas": ["bonded-labour", "child-labour"], "approaches": ["rescue"]}),
        ),
        profile(
            "b",
            json!({"focus_areas": ["child-labour", "bonded-labour"], "approaches": ["hotline"]}),
        ),
        profile(
            "c",
            json!({"focus_areas": ["bonded-labour", "land-theft"], "approaches": ["rescue"]}),
        ),
    ])
    .await;

    let answer = directory.get("/api/v1/compare?organizations=b,a,c").await.json();

    let slugs: Vec<&str> = answer["organizations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|organization| organization["slug"].as_str().unwrap())
        .collect();
    assert_eq!(slugs, ["b", "a", "c"]);
    assert_eq!(answer["shared"]["focus_areas"], json!(["bonded-labour"]));
    assert_eq!(answer["shared"]["approaches"], json!([]));
    assert_eq!(answer["only"]["a"]["focus_areas"], json!([]));
    assert_eq!(answer["only"]["b"]["approaches"], json!(["hotline"]));
    assert_eq!(answer["only"]["c"]["focus_areas"], json!(["land-theft"]));
}

#[actix_web::test]
async fn compared_values_match_the_profiles() {
    let directory = TestDirectory::seeded().await;
    let slugs = ["international-justice-mission", "free-the-slaves"];

    let path = format!("/api/v1/compare?organizations={}", slugs.join(","));
    let answer = directory.get(&path).await.json();

    for (index, slug) in slugs.iter().enumerate() {
        let whole = directory.get(&format!("/api/v1/organizations/{slug}")).await.json();
        let compared = answer["organizations"][index].as_object().unwrap();
        assert_eq!(compared.len(), 10);
        for (key, value) in compared {
            assert_eq!(*value, whole[key], "{slug}: {key}");
        }
    }
    let shared = strings(&answer["shared"]["focus_areas"]);
    assert!(shared.contains(&"bonded-labour"), "{shared:?}");
}

#[actix_web::test]
async fn comparison_accepts_slugs_and_identifiers() {
    let directory = TestDirectory::seeded().await;

    let path = "/api/v1/compare?organizations=US-EIN-541722887&organizations=unseen";
    let answer = directory.get(path).await.json();

    assert_eq!(answer["organizations"][0]["slug"], "international-justice-mission");
}

#[actix_web::test]
async fn comparison_of_too_few_too_many_or_unknown_organizations_returns_400() {
    let directory = TestDirectory::seeded().await;
    for (named, code) in [
        ("", "invalid_form"),
        ("unseen", "invalid_form"),
        ("unseen,unseen", "invalid_form"),
        ("unseen,a21,thorn,verite,prajwala,polaris", "invalid_form"),
        ("unseen,free-the-slave", "unknown_value"),
    ] {
        let answer = directory.get(&format!("/api/v1/compare?organizations={named}")).await;

        assert_eq!(answer.status, 400, "{named}");
        assert_eq!(answer.json()["errors"][0]["code"], code, "{named}");
    }
    let answer = directory.get("/api/v1/compare?organizations=unseen,free-the-slave").await;
    assert_eq!(answer.json()["errors"][0]["did_you_mean"], "free-the-slaves");
    for name in ["ijm", "IJM", "International Justice Mission"] {
        let path = format!("/api/v1/compare?organizations=unseen,{}", name.replace(' ', "%20"));
        let error = &directory.get(&path).await.json()["errors"][0];
        assert_eq!(error["did_you_mean"], "international-justice-mission", "{error}");
    }
    assert_eq!(directory.get("/api/v1/compare").await.status, 400);
}
