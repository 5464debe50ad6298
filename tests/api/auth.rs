//! API keys: which roles may use which operations, rotation, revocation, lockout.

use std::time::Instant;

use antislavery_directory::directory::{self, ApiKey};
use antislavery_directory::domain::Role;
use antislavery_directory::http::Settings;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::documents::DOCUMENT;
use crate::harness::TestDirectory;
use crate::support::profiles::profile;

const SELF: &str = "/api/v1/keys/self";

fn bearer(key: &str) -> String {
    format!("Bearer {key}")
}

/// The keys to try: a name for messages, the key, and the problem type if it is invalid.
async fn keys(directory: &TestDirectory) -> Vec<(&'static str, Option<String>, &'static str)> {
    let store = directory.store();
    let make = |name: &str, hours: i64| {
        let lifetime = Some(SignedDuration::from_hours(hours));
        let name = name.parse().unwrap();
        let (key, _) = directory::create_key(&store, name, Role::Admin, lifetime).unwrap();
        key.reveal().to_owned()
    };
    let revoked = make("revoked", 1);
    directory::revoke_keys(&store, "revoked").unwrap();
    let misspelled = make("misspelled", 1);
    let last = if misspelled.ends_with('a') { "b" } else { "a" };
    vec![
        ("no key", None, "missing-key"),
        ("editor", Some(directory.create_key(Role::Editor)), ""),
        ("admin", Some(directory.create_key(Role::Admin)), ""),
        ("expired", Some(make("expired", -1)), "expired-key"),
        ("revoked", Some(revoked), "revoked-key"),
        ("misspelled", Some(format!("{}{last}", &misspelled[..50])), "misspelled-key"),
        ("unknown", Some(ApiKey::generate().unwrap().reveal().to_owned()), "invalid-key"),
        ("malformed", Some("letmein".to_owned()), "invalid-key"),
    ]
}

/// The method, path and minimum role of each documented operation.
fn operations() -> Vec<(String, String, Option<Role>)> {
    let mut found = Vec::new();
    for (path, item) in DOCUMENT["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let role = match (operation["security"].is_array(), path.as_str()) {
                (false, _) => None,
                (true, path) if path.ends_with("/redactions") => Some(Role::Admin),
                (true, path) if path.contains("/organizations") || path == SELF => {
                    Some(Role::Editor)
                }
                (true, _) => Some(Role::Admin),
            };
            let path = path.replace("{key}", "a").replace("{slug}", "x").replace("{n}", "7");
            let path = path.replace("{id}", "x").replace("{problem}", "x");
            found.push((method.to_uppercase(), path, role));
        }
    }
    assert!(found.len() > 30);
    found
}

#[actix_web::test]
async fn every_route_accepts_only_keys_with_the_required_role() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let keys = keys(&directory).await;
    for (method, path, role) in operations() {
        for (name, key, refusal) in &keys {
            let bearer = key.as_deref().map(bearer);
            let headers: Vec<(&str, &str)> =
                bearer.iter().map(|value| ("authorization", value.as_str())).collect();
            let place = format!("{method} {path} with {name}");

            let answer = directory.request(&method, &path, &headers).await;

            let kind = match answer.header("content-type") {
                Some("application/problem+json") => answer.json()["type"].clone(),
                _ => Value::Null,
            };
            match (role, *refusal) {
                (None, _) => assert!(![401, 403].contains(&answer.status), "{place}: {kind}"),
                (
                    Some(_),
                    refusal @ ("missing-key" | "expired-key" | "revoked-key" | "misspelled-key"
                    | "invalid-key"),
                ) => {
                    assert_eq!(answer.status, 401, "{place}");
                    assert_eq!(kind, format!("/problems/{refusal}"), "{place}");
                    assert!(answer.header("www-authenticate").unwrap().starts_with("Bearer"));
                }
                (Some(Role::Admin), _) if *name == "editor" => {
                    assert_eq!(
                        (answer.status, kind),
                        (403, json!("/problems/forbidden")),
                        "{place}"
                    );
                }
                (Some(_), _) => assert!(![401, 403].contains(&answer.status), "{place}: {kind}"),
            }
        }
    }
    assert_eq!(
        directory.get("/api/v1").await.json()["data"]["change"],
        directory.store().position().unwrap().change
    );
}

#[actix_web::test]
async fn keys_self_describes_the_key() {
    let directory = TestDirectory::with(&[]).await;
    let key = directory.create_key_named("weekly import", Role::Admin);

    let answer = directory.get_with(SELF, &[("authorization", &bearer(&key))]).await;

    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let json = answer.json();
    assert_eq!((&json["name"], &json["role"]), (&json!("weekly import"), &json!("admin")));
    assert_eq!(json["id"], key["asd_key_".len()..][..8]);
    for other in ["bearer", "BEARER"] {
        let header = format!("{other} {key}");
        assert_eq!(directory.get_with(SELF, &[("authorization", &header)]).await.status, 200);
    }
    for wrong in [format!("Basic {key}"), key.clone(), String::new()] {
        assert_eq!(directory.get_with(SELF, &[("authorization", &wrong)]).await.status, 401);
    }
}

#[actix_web::test]
async fn a_revoked_key_stops_at_once_and_a_rotated_key_stays_valid_during_the_overlap() {
    let directory = TestDirectory::with(&[]).await;
    let (first, store) = (directory.create_key_named("team", Role::Editor), directory.store());
    let status =
        async |key: &str| directory.get_with(SELF, &[("authorization", &bearer(key))]).await.status;
    let overlap = SignedDuration::from_hours(1);
    let (second, state) = directory::rotate_key(&store, "team", overlap, None).unwrap();

    assert_eq!((status(&first).await, status(second.reveal()).await), (200, 200));
    assert_eq!((state.role, state.expires_at), (Role::Editor, None));
    assert!(directory::create_key(&store, "team".parse().unwrap(), Role::Editor, None).is_err());
    let used = directory::list_keys(&store).unwrap();
    assert!(used.iter().all(|key| key.last_used.is_some()), "{used:?}");
    directory::revoke_keys(&store, second.id()).unwrap();
    assert_eq!((status(&first).await, status(second.reveal()).await), (200, 401));
    directory::revoke_keys(&store, "team").unwrap();
    assert_eq!(status(&first).await, 401);
    assert!(directory::revoke_keys(&store, "team").is_err());
    // The name of a revoked key can be reused.
    let third = directory.create_key_named("team", Role::Editor);
    assert_eq!(status(&third).await, 200);
}

#[actix_web::test]
async fn an_api_key_in_a_url_is_refused_and_never_echoed() {
    let directory = TestDirectory::with(&[]).await;
    let key = directory.create_key(Role::Admin);
    for path in [
        format!("/api/v1/organizations?access_token={key}"),
        format!("/api/v1/organizations/{key}"),
        format!("{SELF}?{key}"),
        format!("/{key}"),
        format!("/api/v1/organizations/{}", key.replace('_', "%5F")),
        format!("/api/v1/organizations?q={}", key.replacen('a', "%61", 1)),
    ] {
        let answer = directory.get(&path).await;
        assert_eq!((answer.status, &answer.json()["type"]), (400, &json!("/problems/key-in-url")));
        assert!(!answer.text().contains(&key), "{path}");
    }
    let body = profile("a", json!({"acronym": key}));
    let answer = directory.write(&key, "POST", "/api/v1/organizations", &[], &body).await;
    assert_eq!((answer.status, &answer.json()["errors"][0]["code"]), (422, &json!("secret_key")));
    assert!(!answer.text().contains(&key));
}

#[actix_web::test]
async fn many_invalid_keys_lock_out_the_client_with_a_valid_key_too() {
    let settings = Settings { rate_limit: Some("600".parse().unwrap()), ..Settings::default() };
    let directory = TestDirectory::seeded_with(settings).await;
    let key = directory.create_key(Role::Editor);
    let begun = Instant::now();
    let mut statuses = Vec::new();
    for _ in 0..40 {
        let wrong = ApiKey::generate().unwrap();
        let wrong = bearer(wrong.reveal());
        let answer = directory.get_with(SELF, &[("authorization", &wrong)]).await;
        if answer.status == 429 {
            assert!(answer.header("retry-after").unwrap().parse::<u32>().unwrap() >= 1);
        }
        statuses.push(answer.status);
    }
    // A burst of 20, then one every 3 seconds.
    let allowed = 20 + begun.elapsed().as_secs() as usize / 3 + 1;
    let refused = statuses.iter().filter(|status| **status == 401).count();
    assert!((20..=allowed).contains(&refused), "{statuses:?}");
    assert!(statuses.iter().all(|status| [401, 429].contains(status)));
    // A valid key from this client is not looked up either, otherwise guessing would continue to
    // work. From another IP address the key is valid.
    let authorization = bearer(&key);
    let headers = [("authorization", authorization.as_str())];
    let mut locked_out = 200;
    for _ in 0..3 {
        let wrong = bearer(ApiKey::generate().unwrap().reveal());
        while directory.get_with(SELF, &[("authorization", &wrong)]).await.status != 429 {}
        locked_out = directory.get_with(SELF, &headers).await.status;
        // The rate limiter may have added a token between the two requests.
        if locked_out == 429 {
            break;
        }
    }
    assert_eq!(locked_out, 429);
    let elsewhere = directory.request_from("192.0.2.9:4711", "GET", SELF, &headers).await;
    assert_eq!(elsewhere.status, 200);
}
