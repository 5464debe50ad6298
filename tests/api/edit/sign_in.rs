//! Signing in and out, and what ends a session.

use antislavery_directory::directory::{self, SessionToken};
use antislavery_directory::domain::Role;
use antislavery_directory::http::Settings;

use super::Browser;
use super::browser::{csrf, hidden_fields};
use crate::harness::TestDirectory;

#[actix_web::test]
async fn an_editor_signs_in_with_a_key_and_signs_out() {
    let directory = TestDirectory::seeded().await;
    let key = directory.create_key_named("field team", Role::Editor);
    let mut browser = Browser::new(&directory);

    let answer = browser.get("/edit").await;
    assert_eq!((answer.status, answer.header("location")), (303, Some("/edit/sign-in")));
    let page = browser.page("/edit/sign-in").await;
    assert!(page.contains(r#"<input type="password" id="key" name="key""#), "{page}");

    let answer = browser.sign_in(&key).await;
    assert_eq!((answer.status, answer.header("location")), (303, Some("/edit")));
    let page = browser.page("/edit").await;
    assert!(page.contains("<strong>field team</strong>"), "{page}");
    // An editor does not see the pages of admins.
    assert!(!page.contains("/edit/keys"), "{page}");
    assert_eq!(browser.get("/edit/sign-in").await.header("location"), Some("/edit"));

    let stolen = browser.cookie.clone();
    let answer = browser.submit("/edit", "/edit/sign-out", &[]).await;
    assert_eq!((answer.status, answer.header("location")), (303, Some("/edit/sign-in?out")));
    assert_eq!(browser.cookie, None);
    assert!(browser.page("/edit/sign-in?out").await.contains("You have signed out."));
    let page = browser.page("/edit/sign-in?to=%2Fedit%2Fdrafts").await;
    assert!(page.contains("Sign in to open the page that you asked for."), "{page}");
    for quoted in [format!("\"{key}\""), format!(" “{key}” ")] {
        assert_eq!(browser.sign_in(&quoted).await.status, 303);
    }
    browser.cookie = None;
    assert_eq!(browser.get("/edit").await.status, 303);
    browser.cookie = stolen;
    assert_eq!(browser.get("/edit").await.status, 303);
}

#[actix_web::test]
async fn the_cookie_is_for_the_editing_pages_of_this_host_only() {
    for (public_url, expected) in [
        (None, "asd_session=TOKEN; HttpOnly; SameSite=Strict; Path=/edit; Max-Age=28800"),
        (
            Some("https://directory.example"),
            "__Secure-asd_session=TOKEN; HttpOnly; SameSite=Strict; Secure; Path=/edit; Max-Age=28800",
        ),
    ] {
        let public_url = public_url.map(str::to_owned);
        let settings = Settings { public_url, ..Settings::default() };
        let directory = TestDirectory::seeded_with(settings).await;
        let mut browser = Browser::new(&directory);
        let answer = browser.sign_in(&directory.create_key(Role::Editor)).await;
        let cookie = answer.header("set-cookie").unwrap();
        let token = cookie.split(['=', ';']).nth(1).unwrap();
        assert!(SessionToken::parse(token).is_some(), "{token}");
        assert_eq!(cookie, expected.replace("TOKEN", token));
        assert_eq!(browser.get("/edit").await.status, 200);

        let answer = browser.submit("/edit", "/edit/sign-out", &[]).await;
        let expected = expected.replace("TOKEN", "").replace("28800", "0");
        assert_eq!(answer.header("set-cookie"), Some(expected.as_str()));
    }
}

#[actix_web::test]
async fn a_session_ends_with_its_key_on_every_node() {
    let directory = TestDirectory::seeded().await;
    let other_node = directory.another_node().await;
    for end in ["revoke", "expire"] {
        let key = directory.create_key_named(end, Role::Editor);
        let mut browser = Browser::new(&directory);
        browser.sign_in(&key).await;
        let mut at_other = Browser::new(&other_node);
        at_other.cookie = browser.cookie.clone();
        assert_eq!(at_other.get("/edit").await.status, 200);

        match end {
            "revoke" => drop(directory::revoke_keys(&directory.store(), end).unwrap()),
            _ => directory.execute("UPDATE api_keys SET expires_at = 1 WHERE name = 'expire'"),
        }
        assert_eq!(browser.get("/edit").await.status, 303, "{end}");
        assert_eq!(at_other.get("/edit").await.status, 303, "{end}");
    }
}

#[actix_web::test]
async fn a_session_ends_after_eight_hours_and_the_next_sign_in_removes_it() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    assert_eq!(browser.get("/edit").await.status, 200);
    directory.execute(
        "UPDATE sessions SET created_at = created_at - 28800000000, \
         expires_at = expires_at - 28800000000",
    );
    assert_eq!(browser.get("/edit").await.status, 303);
    let old = browser.cookie.clone();
    let key = directory.create_key_named("another", Role::Editor);
    browser.sign_in(&key).await;
    // The row of the session is gone: it cannot be made valid again.
    directory.execute("UPDATE sessions SET expires_at = expires_at + 28800000000");
    assert_eq!(browser.get("/edit").await.status, 200);
    browser.cookie = old;
    assert_eq!(browser.get("/edit").await.status, 303);
}

#[actix_web::test]
async fn a_wrong_key_is_explained_and_never_repeated() {
    let directory = TestDirectory::seeded().await;
    let key = directory.create_key(Role::Editor);
    let foreign = TestDirectory::seeded().await.create_key(Role::Editor);
    let revoked = directory.create_key_named("revoked", Role::Editor);
    directory::revoke_keys(&directory.store(), "revoked").unwrap();
    let expired = directory.create_key_named("expired", Role::Editor);
    directory.execute("UPDATE api_keys SET expires_at = 1 WHERE name = 'expired'");
    let misspelled = format!("{}{}", &key[..50], if key.ends_with('0') { '1' } else { '0' });
    let mut browser = Browser::new(&directory);
    for (wrong, status, words) in [
        ("", 422, "Enter your API key."),
        ("   ", 422, "Enter your API key."),
        ("<script>alert(1)</script>", 401, "This is not an API key."),
        (misspelled.as_str(), 401, "The key is misspelled."),
        (foreign.as_str(), 401, "This directory does not know the key."),
        (revoked.as_str(), 401, "The key was revoked."),
        (expired.as_str(), 401, "The key has expired."),
    ] {
        let answer = browser.sign_in(wrong).await;
        assert_eq!(answer.status, status, "{wrong}");
        assert_eq!(answer.header("set-cookie"), None);
        let has_challenge = answer.header("www-authenticate").is_some();
        assert_eq!(has_challenge, status == 401, "{wrong}");
        let page = answer.text();
        assert!(page.contains(words), "{wrong}: {page}");
        assert!(page.contains("<title>Error: Sign in to edit"), "{page}");
        assert!(wrong.trim().is_empty() || !page.contains(wrong), "{page}");
    }
    // Spaces around a pasted key do not matter.
    assert_eq!(browser.sign_in(&format!(" {key}\r\n")).await.status, 303);
}

#[actix_web::test]
async fn wrong_keys_are_limited_with_those_of_the_api() {
    let settings = Settings { rate_limit: Some("6000".parse().unwrap()), ..Settings::default() };
    let directory = TestDirectory::seeded_with(settings).await;
    let key = directory.create_key(Role::Editor);
    let mut browser = Browser::new(&directory);
    for _ in 0..20 {
        assert_eq!(browser.sign_in("asd_key_wrong").await.status, 401);
    }
    let typed = [("key", key.as_str()), ("c./name", "A name"), ("to", "/edit/new")];
    let answer = browser.post("/edit/sign-in", &typed).await;
    assert_eq!(answer.status, 429);
    assert_eq!(answer.header("set-cookie"), None);
    assert!(answer.header("retry-after").is_some());
    // The fields that were typed before are still there.
    assert!(answer.text().contains("What you typed is kept on this page"), "{}", answer.text());
    let carried = ("c./name".to_owned(), "A name".to_owned());
    assert!(hidden_fields(&answer.text()).contains(&carried), "{}", answer.text());

    let bearer = [("authorization", "Bearer asd_key_wrong")];
    assert_eq!(directory.get_with("/api/v1/keys/self", &bearer).await.status, 429);
    let mut elsewhere = Browser::at(&directory, "198.51.100.7:1");
    assert_eq!(elsewhere.sign_in(&key).await.status, 303);
}

#[actix_web::test]
async fn an_editor_returns_to_the_page_that_they_wanted() {
    let directory = TestDirectory::seeded().await;
    let key = directory.create_key(Role::Admin);
    let mut browser = Browser::new(&directory);
    let answer = browser.get("/edit/keys?revoked=a%2Fb").await;
    let sign_in = answer.header("location").unwrap().to_owned();
    assert_eq!(sign_in, "/edit/sign-in?to=%2Fedit%2Fkeys%3Frevoked%3Da%252Fb");
    let page = browser.page(&sign_in).await;
    let fields = hidden_fields(&page);
    assert_eq!(fields, [("to".to_owned(), "/edit/keys?revoked=a%2Fb".to_owned())]);
    let answer = browser.post("/edit/sign-in", &[("key", &key), ("to", &fields[0].1)]).await;
    assert_eq!(answer.header("location"), Some("/edit/keys?revoked=a%2Fb"));

    for to in ["https://evil.example/edit", "//evil.example", "/organizations", "/edit/sign-out"] {
        let answer = browser.post("/edit/sign-in", &[("key", &key), ("to", to)]).await;
        assert_eq!(answer.header("location"), Some("/edit"), "{to}");
    }
}

#[actix_web::test]
async fn a_form_survives_the_end_of_its_session() {
    let directory = TestDirectory::seeded().await;
    let admin = directory.create_key_named("first", Role::Admin);
    directory.create_key_named("second", Role::Editor);
    let second = directory::list_keys(&directory.store()).unwrap().pop().unwrap().id;
    let mut browser = Browser::new(&directory);
    browser.sign_in(&admin).await;
    let to = format!("/edit/keys/{second}/revoke");
    let token = csrf(&browser.page(&to).await);
    directory.execute("DELETE FROM sessions");

    let text = "Two\r\nlines, <b>\"quotes\"</b> & ümlauts";
    let typed = [("csrf", token.as_str()), ("/note", text), ("/note", ""), ("/x", "1")];
    let answer = browser.post(&to, &typed).await;
    assert_eq!(answer.status, 401);
    let page = answer.text();
    assert!(page.contains("Your session has ended."), "{page}");

    // The browser sends what the page has.
    let fields = hidden_fields(&page);
    let mut sent: Vec<(&str, &str)> = vec![("key", &admin)];
    sent.extend(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let answer = browser.post("/edit/sign-in", &sent).await;
    assert_eq!(answer.status, 200);
    let page = answer.text();
    assert!(page.contains(&format!(r#"action="{to}""#)), "{page}");
    let (_, form) = page.split_once(r#"<form class="edit-form""#).unwrap();
    let fields = hidden_fields(form);
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let token = csrf(&page);
    assert_eq!(fields, [("csrf", token.as_str()), ("/note", text), ("/note", ""), ("/x", "1")]);
    assert_eq!(browser.post(&to, &fields).await.status, 303);
    let keys = directory::list_keys(&directory.store()).unwrap();
    assert!(keys.iter().any(|key| key.id == second && key.revoked_at.is_some()));
}

#[actix_web::test]
async fn a_form_of_an_earlier_session_must_be_confirmed() {
    let directory = TestDirectory::seeded().await;
    let admin = directory.create_key_named("first", Role::Admin);
    let id = directory::list_keys(&directory.store()).unwrap().pop().unwrap().id;
    let to = format!("/edit/keys/{id}/revoke");
    let mut browser = Browser::new(&directory);
    browser.sign_in(&admin).await;
    let old = csrf(&browser.page(&to).await);
    browser.sign_in(&admin).await;

    let answer = browser.post(&to, &[("csrf", &old), ("note", "a")]).await;
    assert_eq!(answer.status, 403);
    let page = answer.text();
    let fields = hidden_fields(page.split_once(r#"<form class="edit-form""#).unwrap().1);
    assert_eq!(fields[1], ("note".to_owned(), "a".to_owned()));
    assert_ne!(fields[0].1, old);
    let is_valid = |key: &antislavery_directory::domain::KeyState| key.revoked_at.is_none();
    assert!(directory::list_keys(&directory.store()).unwrap().iter().all(is_valid));
}
