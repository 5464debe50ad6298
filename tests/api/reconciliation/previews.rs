//! Previews, which other programs show in a frame.

use serde_json::json;

use crate::harness::TestDirectory;
use crate::support::profiles::{profile, seed_profiles};

/// Maximum number of bytes of a preview.
const MAX: usize = 15_000;

#[actix_web::test]
async fn every_preview_is_small_and_may_be_framed_by_any_site() {
    let directory = TestDirectory::seeded().await;
    let slugs = seed_profiles().into_iter().map(|profile| profile["slug"].clone());
    let organizations =
        slugs.map(|slug| format!("/organizations/{}/preview", slug.as_str().unwrap()));
    let terms = ["focus_area.bonded-labour", "lens.impunity", "kind.funder"];
    let terms = terms.map(|id| format!("/terms/{id}/preview"));
    for path in organizations.chain(terms) {
        let page = directory.get_with(&path, &[("accept", "text/html")]).await;

        assert_eq!(page.status, 200, "{path}");
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        assert_eq!(page.header("x-frame-options"), None, "{path}");
        assert_eq!(page.header("cross-origin-resource-policy"), Some("cross-origin"), "{path}");
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("frame-ancestors *"), "{path}: {policy}");
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{path}: {policy}");
        let html = page.text();
        assert!(html.len() <= MAX, "{path}: {} bytes", html.len());
        assert!(!html.contains("<script") && !html.contains("src="), "{path}");
        let style = html.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
        assert!(policy.contains(&hash(style)), "{path}: the policy has another style");
    }
    let etag = directory.etag("/organizations/unseen/preview").await;
    let known = [("if-none-match", etag.as_str())];
    assert_eq!(directory.get_with("/organizations/unseen/preview", &known).await.status, 304);
}

fn hash(style: &str) -> String {
    use base64::Engine;
    use sha2::{Digest, Sha256};
    let hash = Sha256::digest(style.as_bytes());
    format!("'sha256-{}'", base64::engine::general_purpose::STANDARD.encode(hash))
}

#[actix_web::test]
async fn a_preview_says_what_the_profile_says_and_escapes_it() {
    let changes = json!({
        "name": "Tools & Freedom", "acronym": "TFF", "founded": 1999, "verified_at": "2026-11-28",
        "headquarters": {"city": "Accra", "country": "GH"},
    });
    let directory = TestDirectory::with(&[profile("longest", changes)]).await;

    let html = directory.get("/organizations/longest/preview").await.text();

    for text in [
        "Tools &#38; Freedom",
        "TFF",
        "Accra, Ghana · since 1999",
        "It exists for a test.",
        "Bonded labour",
        "Checked by a person on 28 November 2026 · 1 source",
        "<meta name=\"robots\" content=\"noindex\">",
    ] {
        assert!(html.contains(text), "{text}: {html}");
    }
}

#[actix_web::test]
async fn the_preview_of_another_key_redirects_and_that_of_a_withdrawn_one_says_why() {
    let withdrawn = profile(
        "gone",
        json!({
            "name": "Gone Away", "status": "withdrawn",
            "withdrawal": {"reason": "It asked for it.", "successor": null},
        }),
    );
    let directory = TestDirectory::with(&[withdrawn]).await;
    let html = directory.get("/organizations/gone/preview").await.text();
    assert!(html.contains("It asked for it.") && !html.contains("Gone Away"), "{html}");
    assert_eq!(directory.get("/organizations/unknown/preview").await.status, 404);

    let seeded = TestDirectory::seeded().await;
    let answer = seeded.get("/organizations/US-EIN-541722887/preview").await;
    assert_eq!(answer.status, 308);
    let location = answer.header("location").unwrap();
    assert!(
        location.ends_with("/organizations/international-justice-mission/preview"),
        "{location}"
    );
}
