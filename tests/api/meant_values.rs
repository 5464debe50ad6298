//! Pages whose parameters have another case or name, and comparisons that cannot be made.

use serde_json::json;

use crate::harness::{Answer, TestDirectory};
use crate::support::profiles::profile;
use antislavery_directory::domain::Role;

const HOST: (&str, &str) = ("host", "example.org");

async fn page(directory: &TestDirectory, path: &str) -> Answer {
    directory.get_with(path, &[("accept", "text/html"), HOST]).await
}

fn location(answer: &Answer) -> Option<&str> {
    answer.header("location").map(|it| it.strip_prefix("http://example.org").unwrap_or(it))
}

#[actix_web::test]
async fn a_page_with_a_word_or_name_in_another_case_redirects_to_the_right_one() {
    let directory = TestDirectory::seeded().await;
    for (path, meant) in [
        ("/organizations?sort=Name", "/organizations?sort=name"),
        ("/organizations?sort=-Founded", "/organizations?sort=-founded"),
        ("/organizations?sort=Updated-At", "/organizations?sort=updated_at"),
        ("/organizations?sort=Relevance", "/organizations?sort=relevance"),
        ("/organizations?sort=RELEVANCE&q=law", "/organizations?sort=relevance&q=law"),
        ("/ways-to-help?free=True", "/ways-to-help?free=true"),
        ("/ways-to-help?free=FALSE", "/ways-to-help?free=false"),
        ("/organizations?Country=UK", "/organizations?country=GB"),
        ("/organizations?COUNTRY=IN&fbclid=x", "/organizations?country=IN"),
        ("/organizations?Q=slavery", "/organizations?q=slavery"),
        ("/organizations?%51=a%26b", "/organizations?q=a%26b"),
        ("/research?Kind=Book", "/research?kind=book"),
        ("/compare?Organizations=a21,polaris", "/compare?organizations=a21,polaris"),
        ("/Compare?Organizations=a21,polaris", "/compare?Organizations=a21,polaris"),
        ("/countries/Viet%20Nam", "/countries/VN"),
        ("/countries/viet-nam", "/countries/VN"),
        ("/organizations?country=Viet%20Nam", "/organizations?country=VN"),
        ("/countries/Democratic%20Republic%20of%20the%20Congo", "/countries/CD"),
        ("/countries/cote-d-ivoire", "/countries/CI"),
    ] {
        let answer = page(&directory, path).await;

        assert_eq!((answer.status, location(&answer)), (308, Some(meant)), "{path}");
        let status = page(&directory, meant).await.status;
        assert!(status == 200 || meant.contains("Organizations"), "{meant}: {status}");
    }
    let both = page(&directory, "/organizations?q=law&Q=x").await;
    assert_eq!(both.text(), page(&directory, "/organizations?q=law").await.text());
    assert_eq!(page(&directory, "/countries/congo").await.status, 404);
}

#[actix_web::test]
async fn the_api_suggests_the_word_or_name_in_the_right_case() {
    let directory = TestDirectory::seeded().await;
    for (path, meant) in [
        ("/api/v1/organizations?sort=Name", "name"),
        ("/api/v1/organizations?sort=-FOUNDED", "-founded"),
        ("/api/v1/organizations?COUNTRY=IN", "country"),
        ("/api/v1/ways-to-help?free=True", "true"),
        ("/api/v1/organizations?country=Viet%20Nam", "VN"),
    ] {
        let answer = directory.get(path).await;

        assert_eq!(answer.status, 400, "{path}");
        assert_eq!(answer.json()["errors"][0]["did_you_mean"], meant, "{path}");
    }
    let unordered = directory.get("/api/v1/organizations?sort=relevance").await;
    assert_eq!(unordered.status, 400);
}

#[actix_web::test]
async fn names_with_commas_between_them_are_compared() {
    let directory = TestDirectory::seeded().await;
    let comma = profile("law-ltd", json!({"name": "Law Defenders, Ltd of Delhi"}));
    directory.load(std::slice::from_ref(&comma)).await;
    for (given, meant) in [
        ("Free%20the%20Slaves,A21", "free-the-slaves,a21"),
        ("Free+the+Slaves%2C+A21%2C+Polaris", "free-the-slaves,a21,polaris"),
        ("Law+Defenders,+Ltd+of+Delhi&organizations=a21", "law-ltd,a21"),
    ] {
        let answer = page(&directory, &format!("/compare?organizations={given}")).await;

        let meant = format!("/compare?organizations={meant}");
        assert_eq!((answer.status, location(&answer)), (303, Some(meant.as_str())), "{given}");
    }
}

#[actix_web::test]
async fn a_withdrawn_organization_is_named_as_withdrawn_with_its_successor() {
    let directory = TestDirectory::seeded().await;
    directory.load(&[profile("merged", json!({})), profile("closed", json!({}))]).await;
    let key = directory.create_key(Role::Editor);
    for (slug, successor) in [("merged", json!("a21")), ("closed", json!(null))] {
        let path = format!("/api/v1/organizations/{slug}");
        let mut body = json!({"reason": "It ended."});
        if successor.is_string() {
            body["successor"] = successor;
        }
        let etag = directory.etag(&path).await;
        let answer = directory.write(&key, "DELETE", &path, &[("if-match", &etag)], &body).await;
        assert!(answer.status < 300, "{}", answer.text());
    }
    let merged = "the organization `merged` was withdrawn; its successor is `a21`";
    let closed = "the organization `closed` was withdrawn";
    for path in ["/api/v1/compare?organizations=polaris,", "/api/v1/research?organization="] {
        for (slug, detail, successor) in
            [("merged", merged, json!("a21")), ("closed", closed, json!(null))]
        {
            let problem = directory.get(&format!("{path}{slug}")).await.json();

            assert_eq!((&problem["status"], &problem["detail"]), (&json!(400), &json!(detail)));
            assert_eq!(problem["errors"][0]["did_you_mean"], successor, "{path}{slug}");
        }
    }
    let html = page(&directory, "/compare?organizations=merged,closed,polaris").await.text();
    for text in [
        "“<a href=\"/organizations/merged\">merged</a>” is no longer listed",
        "See “<a href=\"/organizations/a21\">a21</a>” instead",
        "“<a href=\"/organizations/closed\">closed</a>” is no longer listed",
    ] {
        assert!(html.contains(text), "{text} is missing in {html}");
    }
    assert!(!html.contains("We could not find an organization called"), "{html}");
}
