//! Attacks on the editing pages, and the promises to readers.

use antislavery_directory::directory;
use antislavery_directory::domain::Role;
use antislavery_directory::http::Settings;

use super::Browser;
use super::browser::csrf;
use crate::harness::TestDirectory;

#[actix_web::test]
async fn forms_of_other_sites_change_nothing() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Admin).await;
    let id = directory::list_keys(&directory.store()).unwrap().pop().unwrap().id;
    let to = format!("/edit/keys/{id}/revoke");
    let token = csrf(&browser.page(&to).await);
    let (right, wrong) = (token.as_str(), "wrong");
    for (headers, token, status) in [
        (&[("sec-fetch-site", "cross-site")][..], Some(right), 403),
        (&[("sec-fetch-site", "same-site")], Some(right), 403),
        (&[("origin", "https://evil.example")], Some(right), 403),
        (&[("origin", "null")], Some(right), 403),
        (
            &[("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")],
            Some(right),
            403,
        ),
        (&[], None, 403),
        (&[], Some(""), 403),
        (&[], Some(wrong), 403),
        (&[("sec-fetch-site", "same-origin")], None, 403),
        (&[("sec-fetch-site", "same-origin")], Some(wrong), 403),
        (&[("origin", "http://directory.example")], Some(wrong), 403),
    ] {
        let fields: Vec<(&str, &str)> = token.map(|token| ("csrf", token)).into_iter().collect();
        for path in [to.as_str(), "/edit/sign-out"] {
            let answer = browser.post_with(path, headers, &fields).await;
            assert_eq!(answer.status, status, "{path} {headers:?} {token:?}");
            assert_eq!(answer.header("set-cookie"), None, "{path} {headers:?} {token:?}");
        }
        assert_eq!(browser.get("/edit").await.status, 200, "{headers:?} {token:?}");
    }
    // Without a session, a form whose origin is not known is not carried.
    browser.cookie = None;
    let answer = browser.post_with(&to, &[], &[("csrf", right), ("note", "a")]).await;
    assert_eq!((answer.status, answer.header("location")), (303, Some("/edit/sign-in")));
    let answer = browser
        .post_with("/edit/sign-in", &[("sec-fetch-site", "cross-site")], &[("key", "a")])
        .await;
    assert_eq!(answer.status, 403);
}

#[actix_web::test]
async fn a_form_is_accepted_from_browsers_that_state_their_origin_in_either_way() {
    let directory = TestDirectory::seeded().await;
    for headers in [
        &[("sec-fetch-site", "same-origin"), ("origin", "http://directory.example")][..],
        &[("origin", "http://directory.example")],
        &[("sec-fetch-site", "same-origin"), ("origin", "null")],
        &[("sec-fetch-site", "none")],
        &[],
    ] {
        let mut browser = Browser::new(&directory);
        let key = directory.create_key_named(&format!("k{}", headers.len()), Role::Editor);
        assert_eq!(browser.sign_in(&key).await.status, 303);
        directory::revoke_keys(&directory.store(), &key[8..16]).map(drop).unwrap_or_default();
    }
}

#[actix_web::test]
async fn the_session_of_an_editor_opens_no_page_of_admins() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let id = directory::list_keys(&directory.store()).unwrap().pop().unwrap().id;
    let token = csrf(&browser.page("/edit").await);
    assert_eq!(browser.get("/edit/keys").await.status, 403);
    let revoke = format!("/edit/keys/{id}/revoke");
    assert_eq!(browser.get(&revoke).await.status, 403);
    assert_eq!(browser.post(&revoke, &[("csrf", &token)]).await.status, 403);
    assert_eq!(browser.get("/edit").await.status, 200);
}

#[actix_web::test]
async fn only_this_site_may_read_editing_pages_and_no_cache_keeps_them() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let mut answers = Vec::new();
    for path in ["/edit", "/edit/sign-in", "/edit/keys", "/edit/nothing", "/%65dit", "/edit/"] {
        answers.push((path, browser.get(path).await));
    }
    browser.cookie = None;
    for path in ["/edit", "/edit/sign-in"] {
        answers.push((path, browser.get(path).await));
    }
    answers.push(("wrong key", browser.sign_in("a").await));
    answers.push((
        "no form",
        browser.post_with("/edit/sign-in", &[("content-type", "a/b")], &[]).await,
    ));
    answers.push(("method", directory.request("DELETE", "/edit", &[]).await));
    answers.push(("options", directory.request("OPTIONS", "/edit", &[]).await));
    for (place, answer) in &answers {
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{place}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{place}");
        assert_eq!(answer.header("access-control-expose-headers"), None, "{place}");
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"), "{place}");
        assert_eq!(answer.header("x-robots-tag"), Some("noindex"), "{place}");
        assert_eq!(answer.header("referrer-policy"), Some("same-origin"), "{place}");
        assert!(answer.header("content-security-policy").is_some(), "{place}");
        assert_eq!(answer.header("etag"), None, "{place}");
    }
    let other = directory.get("/editors").await;
    assert_eq!(other.header("access-control-allow-origin"), Some("*"));
}

#[actix_web::test]
async fn forms_are_limited_in_bytes_and_fields() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Admin).await;
    let id = directory::list_keys(&directory.store()).unwrap().pop().unwrap().id;
    let to = format!("/edit/keys/{id}/revoke");
    let text = "ä".repeat(1 << 18);
    let long = "a".repeat(2 << 20);
    let many = vec![("/a", "b"); 4001];
    for (fields, status) in [
        (vec![("/a", long.as_str())], 413),
        (many.clone(), 413),
        (many[..3999].to_vec(), 403),
        (vec![("/a", text.as_str())], 403),
    ] {
        let answer = browser.post(&to, &fields).await;
        assert_eq!(answer.status, status, "{}", fields.len());
    }
    let answer = browser.post(&to, &many).await;
    assert!(answer.text().contains("the form has 4001 fields; the maximum is 4000"));
}

#[actix_web::test]
async fn no_public_page_sets_a_cookie_or_reads_one() {
    let directory = TestDirectory::seeded().await;
    let browser = Browser::signed_in(&directory, Role::Admin).await;
    let cookie = browser.cookie.clone().unwrap();
    let index = directory.get("/sitemap.xml").await.text();
    let mut paths: Vec<String> = [
        "/",
        "/organizations",
        "/charts",
        "/topics",
        "/countries",
        "/research",
        "/ways-to-help",
        "/get-help",
        "/compare",
        "/about",
        "/accessibility",
        "/safety",
        "/data",
        "/docs/",
        "/problems",
        "/favicon.ico",
        "/card.png",
        "/robots.txt",
        "/sitemap.xml",
        "/opensearch.xml",
        "/llms.txt",
        "/livez",
        "/readyz",
        "/nothing",
        "/api/v1",
        "/api/v1/organizations",
        "/api/v1/openapi.json",
        "/api/v1/statistics",
        "/api/v1/changes",
        "/api/v1/export",
        "/organizations/unseen/history",
        "/organizations/unseen/card.svg",
        "/.well-known/api-catalog",
        "/.well-known/security.txt",
    ]
    .map(str::to_owned)
    .to_vec();
    for sitemap in locations(&index) {
        paths.extend(locations(&directory.get(&sitemap).await.text()));
    }
    assert!(paths.len() > 100, "{}", paths.len());
    for path in &paths {
        let without = directory.get(path).await;
        let with = directory.get_with(path, &[("cookie", &cookie)]).await;
        assert_eq!(without.header("set-cookie"), None, "{path}");
        assert_eq!(with.header("set-cookie"), None, "{path}");
        assert_eq!(without.status, with.status, "{path}");
        assert_eq!(without.header("etag"), with.header("etag"), "{path}");
        let has_link = with.bytes().windows(6).any(|bytes| bytes == b"\"/edit");
        assert!(!has_link, "{path} links to an editing page");
    }
    // Nor does a session write through the API.
    let headers = [("cookie", cookie.as_str())];
    assert_eq!(
        directory.request("DELETE", "/api/v1/organizations/unseen", &headers).await.status,
        401
    );
}

/// The paths in a sitemap, or in the index of all sitemaps.
fn locations(xml: &str) -> Vec<String> {
    let urls = xml.split("<loc>").skip(1).map(|rest| rest.split("</loc>").next().unwrap());
    let path = |url: &str| match url.split_once("://") {
        Some((_, rest)) => rest[rest.find('/').unwrap()..].to_owned(),
        None => url.to_owned(),
    };
    urls.map(path).collect()
}

#[actix_web::test]
async fn editing_pages_can_be_left_out() {
    let settings = Settings { editing_pages: false, ..Settings::default() };
    let directory = TestDirectory::seeded_with(settings).await;
    let key = directory.create_key(Role::Admin);
    let mut browser = Browser::new(&directory);
    for path in ["/edit", "/edit/sign-in", "/edit/keys", "/Edit/Keys"] {
        let mut answer = browser.get(path).await;
        if answer.status == 308 {
            answer = browser.get("/edit/keys").await;
        }
        assert_eq!(answer.status, 404, "{path}");
    }
    assert_eq!(browser.sign_in(&key).await.status, 404);
}
