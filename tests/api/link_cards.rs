//! The pictures that other sites show beside a link to a profile.

use antislavery_directory::domain::TermScheme;
use futures_util::future::join_all;
use serde_json::json;

use crate::harness::TestDirectory;
use crate::support::profiles::{profile, seed_profiles, seed_terms};

#[actix_web::test]
async fn a_picture_beside_a_link_says_who_it_is() {
    let withdrawn = json!({"status": "withdrawn", "withdrawal": {"reason": "It was made up."}});
    let directory = TestDirectory::with(&[
        profile("one", json!({"name": "Łódź < 5 & \"Sons\"", "summary": "It exists."})),
        profile("gone", withdrawn),
    ])
    .await;
    directory.add_former_slug("one", "uno");
    directory.load(&[profile("one", json!({"name": "Łódź < 5 & \"Sons\""}))]).await;

    let drawing = directory.get("/organizations/one/card.svg").await;
    let picture = directory.get("/organizations/one/card.png").await;

    assert_eq!(drawing.header("content-type"), Some("image/svg+xml"));
    let svg = drawing.text();
    assert!(svg.contains(">Bonded labour</text>"), "{svg}");
    assert!(svg.contains("Łódź &#60; 5 &#38; &#34;Sons&#34;"), "{svg}");
    assert_eq!(picture.header("content-type"), Some("image/png"));
    assert!(picture.body.starts_with(b"\x89PNG\r\n\x1a\n"));
    // Width and height (PNG, section 11.2.2).
    assert_eq!(picture.body[16..24], [0, 0, 4, 176, 0, 0, 2, 118]);
    for (answer, path) in [(drawing, "card.svg"), (picture, "card.png")] {
        let here = format!("/organizations/one/{path}");
        let (tag, coded) = (answer.header("etag").unwrap(), [("accept-encoding", "br, gzip")]);
        assert_eq!(
            directory.get_with(&here, &[("if-none-match", tag)]).await.status,
            304,
            "{path}"
        );
        assert_eq!(directory.request("HEAD", &here, &[]).await.header("etag"), Some(tag), "{path}");
        let again = directory.get_with(&here, &coded).await;
        assert_eq!(again.bytes(), answer.bytes(), "{path}");
        assert!(path == "card.svg" || again.header("content-encoding").is_none());
        let moved = directory.get(&format!("/organizations/uno/{path}")).await;
        assert_eq!((moved.status, moved.header("location")), (308, Some(here.as_str())));
        assert_eq!(directory.get(&format!("/organizations/gone/{path}")).await.status, 410);
        assert_eq!(directory.get(&format!("/organizations/nobody/{path}")).await.status, 404);
    }
}

#[actix_web::test]
async fn a_picture_is_another_only_when_something_in_it_changes() {
    let directory = TestDirectory::with(&[profile("one", json!({}))]).await;
    let card = "/organizations/one/card.svg";
    let first = directory.etag(card).await;
    directory.load(&[profile("two", json!({}))]).await;
    assert_eq!(directory.etag(card).await, first);

    let mut terms = seed_terms("focus_areas");
    let bonded = terms.iter_mut().find(|term| term["slug"] == "bonded-labour").unwrap();
    bonded["label"] = "Debt bondage".into();
    bonded["alt_labels"] = json!([]);
    directory.load_terms(TermScheme::FocusArea, &terms).await;
    assert_ne!(directory.etag(card).await, first);
}

#[actix_web::test]
async fn pictures_are_drawn_for_all_who_ask_at_once() {
    let directory = TestDirectory::seeded().await;
    let profiles = seed_profiles();
    let asked = profiles.iter().take(3).map(|profile| async {
        let slug = profile["slug"].as_str().unwrap();
        directory.get(&format!("/organizations/{slug}/card.png")).await
    });
    for answer in join_all(asked).await {
        let is_busy = answer.status == 503 && answer.header("retry-after").is_some();
        assert!(answer.status == 200 || is_busy, "{}", answer.status);
    }
}
