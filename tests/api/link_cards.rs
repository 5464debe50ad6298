//! Link cards: the preview images that other sites show next to a link to a profile.

use antislavery_directory::domain::TermScheme;
use futures_util::future::join_all;
use serde_json::json;

use crate::harness::TestDirectory;
use crate::support::profiles::{profile, seed_profiles, seed_terms};

#[actix_web::test]
async fn a_link_card_shows_the_organization() {
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
    assert!(
        svg.contains(">Bonded labour</text>") && svg.contains(">It exists for a test.</text>"),
        "{svg}"
    );
    assert!(svg.contains("Łódź &#60; 5 &#38; &#34;Sons&#34;"), "{svg}");
    assert_eq!(picture.header("content-type"), Some("image/png"));
    assert!(picture.body.starts_with(b"\x89PNG\r\n\x1a\n"));
    // Width and height (PNG, section 11.2.2).
    assert_eq!(picture.body[16..24], [0, 0, 4, 176, 0, 0, 2, 118]);
    for (answer, path) in [(drawing, "card.svg"), (picture, "card.png")] {
        let here = format!("/organizations/one/{path}");
        let (etag, compressed) =
            (answer.header("etag").unwrap(), [("accept-encoding", "br, gzip")]);
        assert_eq!(
            directory.get_with(&here, &[("if-none-match", etag)]).await.status,
            304,
            "{path}"
        );
        assert_eq!(
            directory.request("HEAD", &here, &[]).await.header("etag"),
            Some(etag),
            "{path}"
        );
        let again = directory.get_with(&here, &compressed).await;
        assert_eq!(again.bytes(), answer.bytes(), "{path}");
        assert!(path == "card.svg" || again.header("content-encoding").is_none());
        let moved = directory.get(&format!("/organizations/uno/{path}")).await;
        assert_eq!((moved.status, moved.header("location")), (308, Some(here.as_str())));
        assert_eq!(directory.get(&format!("/organizations/gone/{path}")).await.status, 410);
        assert_eq!(directory.get(&format!("/organizations/unknown/{path}")).await.status, 404);
    }
}

#[actix_web::test]
async fn a_link_card_shows_framing_and_method_and_cuts_no_sentence() {
    let directory = TestDirectory::seeded().await;

    let svg = directory.get("/organizations/international-justice-mission/card.svg").await.text();
    assert!(svg.contains(">Sees slavery as violence that goes unpunished"), "{svg}");
    assert!(svg.contains(">So it helps local police"), "{svg}");
    for profile in seed_profiles() {
        let slug = profile["slug"].as_str().unwrap();
        let svg = directory.get(&format!("/organizations/{slug}/card.svg")).await.text();
        assert!(svg.contains("Sees slavery as") && !svg.contains('…'), "{slug}: {svg}");
    }
}

#[actix_web::test]
async fn the_site_has_its_own_card() {
    let directory = TestDirectory::with(&[]).await;

    let picture = directory.get("/card.png").await;

    assert_eq!((picture.status, picture.header("content-type")), (200, Some("image/png")));
    assert_eq!(picture.body[16..24], [0, 0, 4, 176, 0, 0, 2, 118]);
    let etag = picture.header("etag").unwrap();
    assert_eq!(directory.get_with("/card.png", &[("if-none-match", etag)]).await.status, 304);
}

#[actix_web::test]
async fn a_link_card_etag_changes_only_with_its_content() {
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
async fn concurrent_requests_for_link_cards_return_200_or_503() {
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
