//! Link cards: the preview images that other sites show next to a link to a profile.

use std::fs;
use std::time::Duration;

use antislavery_directory::domain::{Role, TermScheme};
use antislavery_directory::http::Settings;
use futures_util::future::join_all;
use serde_json::json;

use crate::harness::{Answer, TestDirectory};
use crate::support::profiles::{profile, seed_profiles, seed_terms};
use crate::support::wait::wait_for_async;

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

/// The names of the cards that a server has kept.
fn kept(directory: &TestDirectory) -> Vec<String> {
    let folders = fs::read_dir(directory.folder().join("link-cards")).into_iter().flatten();
    let files = folders.flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap());
    files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
}

#[actix_web::test]
async fn a_link_card_is_drawn_once_and_kept() {
    let directory = TestDirectory::with(&[profile("one", json!({}))]).await;
    let card = "/organizations/one/card.png";
    let drawn = directory.get(card).await;
    let files = kept(&directory);
    assert_eq!(files.len(), 1);

    let own = fs::read(directory.folder().join("link-cards/0").join(&files[0])).unwrap();
    assert_eq!(own, drawn.bytes());

    // Like the same server after a restart: it has the file, and nothing in memory.
    let memory = Settings { page_bytes: 0, ..Settings::default() };
    let again = directory.another_node_with(memory).await;
    let folder = again.folder().join("link-cards/0");
    fs::create_dir_all(&folder).unwrap();
    let mut marked = own.clone();
    marked[40] ^= 1;
    fs::write(folder.join(&files[0]), &marked).unwrap();
    assert_eq!(again.get(card).await.bytes(), marked);

    // A power cut may leave a part of a file.
    fs::write(folder.join(&files[0]), &own[..40]).unwrap();
    assert_eq!(again.get(card).await.bytes(), own);
    assert_eq!(fs::read(folder.join(&files[0])).unwrap(), own);
}

#[actix_web::test]
async fn a_redaction_removes_the_kept_link_cards() {
    let named = |slug: &str| profile(slug, json!({"name": format!("Name of {slug}")}));
    let directory = TestDirectory::with(&[named("one"), named("two")]).await;
    let key = directory.create_key(Role::Admin);
    let before = directory.get("/organizations/one/card.png").await;
    let files = kept(&directory);
    assert_eq!(files.len(), 1);

    let redaction = json!({"pointer": "/name", "replacement": "X", "reason": "They asked."});
    let path = "/api/v1/organizations/one/redactions";
    let redacted = directory.write(&key, "POST", path, &[], &redaction).await;
    assert_eq!(redacted.status, 200, "{}", redacted.text());

    assert_eq!(kept(&directory), [""; 0]);
    // A card is not kept before the index has no old text any more.
    let is_kept = async || {
        let after = directory.get("/organizations/one/card.png").await;
        assert_ne!(after.bytes(), before.bytes());
        !kept(&directory).is_empty()
    };
    wait_for_async(Duration::from_secs(30), "the new card to be kept", is_kept).await;
    assert_ne!(kept(&directory), files);
}

#[actix_web::test]
async fn too_many_link_cards_at_once_are_replaced_by_the_card_of_the_site() {
    let slugs: Vec<String> = (0..50).map(|number| format!("o{number}")).collect();
    let profiles: Vec<_> = slugs.iter().map(|slug| profile(slug, json!({"name": slug}))).collect();
    let directory = TestDirectory::with(&profiles).await;
    let of_site = directory.get("/card.png").await.bytes();
    let path = |slug: &String| format!("/organizations/{slug}/card.png");

    let asked = slugs.iter().map(|slug| async { directory.get(&path(slug)).await });
    let answers = join_all(asked).await;

    let replaced = |answer: &Answer| answer.bytes() == of_site;
    for answer in &answers {
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("image/png")));
        let is_short = answer.header("cache-control") == Some("public, max-age=60");
        assert_eq!((is_short, answer.header("etag").is_none()), (replaced(answer), is_short));
    }
    assert!(answers.iter().any(|answer| !replaced(answer)), "none was drawn");
    let later = answers.iter().zip(&slugs).find(|(answer, _)| replaced(answer));
    let (_, later) = later.expect("all were drawn at once");
    let is_drawn = async || !replaced(&directory.get(&path(later)).await);
    wait_for_async(Duration::from_secs(30), "the card to be drawn", is_drawn).await;
}
