//! The lists of the editing pages, the search in them, and verifying a profile with one button.

use antislavery_directory::domain::Role;
use antislavery_directory::http::Settings;
use serde_json::{Value, json};

use super::Browser;
use super::browser::hidden_fields;
use crate::harness::TestDirectory;
use crate::support::profiles::profile;

const LIST: &str = "/api/v1/organizations";

/// A profile that is due only because it was never verified.
fn dated(slug: &str, name: &str, more: Value) -> Value {
    let source = json!({"id": "page", "title": "Annual report", "retrieved": "2026-01-01",
                        "url": "https://reports.example/2026"});
    let mut changes = json!({"name": name, "sources": [source]});
    changes.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    profile(slug, changes)
}

fn way_to_report() -> Value {
    json!([{"kind": "report", "title": "Tell us", "summary": "By a call.", "free": true,
            "sources": ["page"]}])
}

async fn scene() -> TestDirectory {
    let settings = Settings { today: Some("2026-11-30".parse().unwrap()), ..Settings::default() };
    let withdrawal = json!({"reason": "It was made up.", "successor": "lantern"});
    TestDirectory::open_with(
        &[
            dated("lantern", "Lantern & House", json!({})),
            dated("refuge", "Refuge", json!({"ways_to_help": way_to_report()})),
            profile("undated", json!({"name": "Undated", "verified_at": "2026-11-01"})),
            dated("fine", "Fine", json!({"verified_at": "2026-11-01"})),
            dated("gone", "Gone", json!({"status": "withdrawn", "withdrawal": withdrawal})),
        ],
        settings,
    )
    .await
}

/// Whether texts are in a page in this order.
fn in_order(html: &str, texts: &[&str]) -> bool {
    let mut from = 0;
    texts.iter().all(|text| match html[from..].find(text) {
        Some(at) => {
            from += at + text.len();
            true
        }
        None => false,
    })
}

#[actix_web::test]
async fn the_first_page_lists_what_is_due_by_risk_with_reasons_and_sources() {
    let directory = scene().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;

    let page = browser.page("/edit").await;

    let texts = [
        "3 profiles",
        "<bdi dir=\"auto\">Refuge</bdi>",
        "People report to it.",
        "Due because of: never checked by a person.",
        "href=\"https://reports.example/2026\"",
        "(read on 1 January 2026)",
        "action=\"/edit/organizations/refuge/verified\"",
        "href=\"/edit/organizations/refuge\"",
        "href=\"/edit/organizations/refuge/withdraw\"",
        "href=\"/edit/organizations/refuge/history\"",
        "Lantern &#38; House",
        "Due because of: never checked by a person.",
        "Undated",
        "Due because of: sources without the day they were read.",
        "(no date of reading)",
    ];
    assert!(in_order(&page, &texts), "{page}");
    assert!(!page.contains("/organizations/fine") && !page.contains("/organizations/gone"));

    let undated = browser.page("/edit?due=sources_without_date").await;
    assert!(in_order(&undated, &["1 profile<", "Undated"]), "{undated}");
    assert!(!undated.contains("Refuge"));
    let none = browser.page("/edit?due=old_way_to_help").await;
    assert!(none.contains("No profile is due for this reason."), "{none}");
}

#[actix_web::test]
async fn one_button_verifies_a_profile_and_returns_to_the_list() {
    let directory = scene().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    for (slug, note, expected) in [
        ("lantern", "", "Read against its sources."),
        ("refuge", "  Read with the report of 2026 ", "Read with the report of 2026"),
    ] {
        let to = format!("/edit/organizations/{slug}/verified");
        let fields = [("revision", "1"), ("note", note), ("page", "1"), ("due", "never_verified")];
        let answer = browser.submit("/edit", &to, &fields).await;

        let list = answer.header("location").unwrap().to_owned();
        let change = directory.store().position().unwrap().change;
        let expected_list = format!("/edit?due=never_verified&verified={slug}&min_change={change}");
        assert_eq!((answer.status, list.as_str()), (303, expected_list.as_str()));
        let page = browser.page(&list).await;
        assert!(page.contains("role=\"status\">You read "), "{page}");
        assert!(!page.contains(&to), "{page}");

        let path = format!("{LIST}/{slug}");
        let profile = directory.get(&path).await.json();
        assert_eq!(
            (&profile["verified_at"], &profile["revision"]),
            (&json!("2026-11-30"), &json!(2))
        );
        let newest = directory.get(&format!("{path}/revisions/2")).await.json();
        assert_eq!((&newest["note"], &newest["author"]), (&json!(expected), &json!("key:editor")));
    }
    // The form was sent again, by a reload.
    let fields = [("revision", "1"), ("note", "again")];
    let again = browser.submit("/edit", "/edit/organizations/refuge/verified", &fields).await;
    assert_eq!(again.status, 303);
    assert_eq!(directory.get(&format!("{LIST}/refuge")).await.json()["revision"], 2);
    let page = browser.page("/edit").await;
    assert!(in_order(&page, &["1 profile<", "Undated"]), "{page}");
    let page = browser.page("/edit?verified=nothing").await;
    assert!(!page.contains("role=\"status\">You"), "{page}");
}

#[actix_web::test]
async fn sources_without_a_day_of_reading_are_named_and_dated_on_request() {
    let directory = scene().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let to = "/edit/organizations/undated/verified";
    let page = browser.page("/edit").await;
    assert_eq!(page.matches("as the reading day of the source that has none").count(), 1, "{page}");
    for (sources, status, text) in [
        ("", 303, "It is still due because of: sources without the day they were read."),
        ("today", 303, "with today’s date."),
    ] {
        let revision =
            directory.get(&format!("{LIST}/undated")).await.json()["revision"].to_string();
        let fields = [("revision", revision.as_str()), ("note", ""), ("sources", sources)];
        let answer = browser.submit("/edit", to, &fields).await;
        assert_eq!(answer.status, status, "{}", answer.text());
        let page = browser.page(answer.header("location").unwrap()).await;
        assert!(page.contains(text), "{page}");
        assert_eq!(page.contains("It is still due"), sources.is_empty(), "{page}");
    }
    let profile = directory.get(&format!("{LIST}/undated")).await.json();
    assert_eq!(profile["sources"][0]["retrieved"], "2026-11-30");
}

#[actix_web::test]
async fn a_profile_that_has_changed_meanwhile_is_not_verified_and_the_note_stays() {
    let directory = scene().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    directory.load(&[dated("lantern", "Lantern Home", json!({}))]).await;
    let to = "/edit/organizations/lantern/verified";
    let long = "a".repeat(501);
    for (revision, note, status, text) in [
        ("1", "My \"note\"", 409, "The profile has changed since you opened the list."),
        ("", "My \"note\"", 409, "The profile has changed since you opened the list."),
        ("2", "<b>", 422, "href=\"#note\""),
        ("2", &long, 422, "aria-invalid=\"true\""),
    ] {
        let fields = [("revision", revision), ("note", note), ("page", "1"), ("due", "")];
        let answer = browser.submit("/edit", to, &fields).await;

        let html = answer.text();
        assert_eq!(answer.status, status, "{html}");
        assert!(html.contains(text) && html.contains("Lantern Home"), "{html}");
        let kept = note.replace('"', "&#34;").replace('<', "&#60;").replace('>', "&#62;");
        assert!(html.contains(&format!("name=\"note\" value=\"{kept}\"")), "{html}");
        let hidden = hidden_fields(&html);
        assert!(hidden.contains(&("revision".to_owned(), "2".to_owned())), "{html}");
    }
    let fields = [("revision", "2"), ("note", "My note")];
    assert_eq!(browser.submit("/edit", to, &fields).await.status, 303);
    for (slug, status) in [("nothing", 404), ("Not-A-Slug!", 404), ("gone", 410)] {
        let to = format!("/edit/organizations/{slug}/verified");
        let answer = browser.submit("/edit", &to, &[("revision", "1")]).await;
        assert_eq!(answer.status, status, "{slug}");
    }
}

#[actix_web::test]
async fn a_profile_that_breaks_a_newer_rule_must_be_edited_first() {
    let directory = scene().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    directory.execute("DELETE FROM organization_terms WHERE term = 'rescue'");
    directory.execute("DELETE FROM terms WHERE slug = 'rescue'");

    let to = "/edit/organizations/lantern/verified";
    let answer = browser.submit("/edit", to, &[("revision", "1"), ("note", "Mine")]).await;

    let html = answer.text();
    assert_eq!(answer.status, 422, "{html}");
    let texts = ["The profile breaks rules", "“rescue” is not an approach", "value=\"Mine\""];
    assert!(in_order(&html, &texts), "{html}");
    assert_eq!(directory.get(&format!("{LIST}/lantern")).await.json()["revision"], 1);
}

#[actix_web::test]
async fn long_lists_have_pages_and_a_page_that_is_gone_is_the_last_one() {
    let profiles: Vec<Value> =
        (10..31).map(|n| dated(&format!("org-{n}"), &format!("Org {n}"), json!({}))).collect();
    let directory = TestDirectory::with(&profiles).await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;

    let first = browser.page("/edit").await;
    assert!(first.contains("Page 1 of 2") && first.contains("href=\"/edit?page=2\""), "{first}");
    assert!(first.contains("org-10/verified") && !first.contains("org-30/verified"));
    let second = browser.page("/edit?page=2&due=never_verified").await;
    assert!(in_order(&second, &["start=\"21\"", "org-30/verified", "Page 2 of 2"]), "{second}");
    assert!(second.contains("href=\"/edit?due=never_verified&#38;page=1\""), "{second}");

    let to = "/edit/organizations/org-30/verified";
    let fields = [("revision", "1"), ("page", "2"), ("due", "never_verified")];
    let answer = browser.submit("/edit?page=2", to, &fields).await;
    let list = answer.header("location").unwrap().to_owned();
    let change = directory.store().position().unwrap().change;
    let expected = format!("/edit?due=never_verified&page=2&verified=org-30&min_change={change}");
    assert_eq!(list, expected);
    let last = browser.page(&list).await;
    assert!(last.contains("org-10/verified") && last.contains("You read Org 30"), "{last}");
    for page in ["0", "-1", "x", "99999999999999999999"] {
        browser.page(&format!("/edit?page={page}")).await;
    }
}

#[actix_web::test]
async fn the_search_finds_organizations_of_any_status_and_names_no_query_in_a_url() {
    let directory = scene().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    for (query, texts) in [
        (
            "lantern",
            vec![
                "1 organization<",
                "Lantern &#38; House",
                "Never checked.",
                "/edit/organizations/lantern",
            ],
        ),
        (
            "gone",
            vec![
                "1 organization<",
                "Gone",
                "Withdrawn, never checked.",
                "/edit/organizations/gone/history",
            ],
        ),
        (
            "zzyzzyva \"x\"",
            vec!["value=\"zzyzzyva &#34;x&#34;\"", "0 organizations", "Nothing matches"],
        ),
    ] {
        let answer = browser.submit("/edit", "/edit/search", &[("q", query)]).await;
        let html = answer.text();
        assert_eq!(answer.status, 200, "{html}");
        assert!(in_order(&html, &texts), "{query}: {html}");
        assert!(!html.contains("?q="), "{html}");
    }
    let begun = browser.get("/edit/search").await;
    assert_eq!((begun.status, begun.header("location")), (303, Some("/edit")));
    let blank = browser.submit("/edit", "/edit/search", &[("q", "  ")]).await;
    assert_eq!((blank.status, blank.header("location")), (303, Some("/edit")));
    let long = "word ".repeat(60);
    let refused = browser.submit("/edit", "/edit/search", &[("q", &long)]).await;
    let html = refused.text();
    assert!(
        in_order(&html, &["Nothing was searched for", "href=\"#edit-q\"", long.trim()]),
        "{html}"
    );
}

#[actix_web::test]
async fn changes_come_the_newest_first_and_mine_are_those_of_my_key() {
    let directory = scene().await;
    let mut browser = Browser::new(&directory);
    let key = directory.create_key_named("field team", Role::Editor);
    assert_eq!(browser.sign_in(&key).await.status, 303);
    let mine = browser.page("/edit/mine").await;
    assert!(mine.contains("You have not changed anything with this key."), "{mine}");
    let loaded = browser.page("/edit/changed").await;
    assert!(loaded.contains("href=\"/edit/changed?before="), "{loaded}");

    for slug in ["lantern", "refuge"] {
        let to = format!("/edit/organizations/{slug}/verified");
        let fields = [("revision", "1"), ("note", "Read today")];
        assert_eq!(browser.submit("/edit", &to, &fields).await.status, 303);
    }
    let other = directory.create_key_named("field", Role::Editor);
    let headers = [("if-match", "*")];
    let path = format!("{LIST}/undated/verified");
    assert_eq!(directory.write(&other, "POST", &path, &headers, &Value::Null).await.status, 200);

    let texts = [
        "Undated",
        "Updated by field,",
        "Refuge",
        "Updated by field team",
        "“<bdi dir=\"auto\">Read today</bdi>”",
        "Changed: checked on",
        "Lantern",
    ];
    let changed = browser.page("/edit/changed").await;
    assert!(in_order(&changed, &texts), "{changed}");
    let mine = browser.page("/edit/mine").await;
    let own =
        ["/organizations/refuge/history/2", "Refuge", "Lantern", "/edit/organizations/lantern"];
    assert!(in_order(&mine, &own), "{mine}");
    assert!(!mine.contains("Undated"), "{mine}");

    let (mut path, mut pages) = (String::from("/edit/changed"), 0);
    loop {
        let page = browser.page(&path).await;
        pages += 1;
        let Some((_, rest)) = page.split_once("href=\"/edit/changed?before=") else { break };
        let number = rest.split('"').next().unwrap();
        path = format!("/edit/changed?before={number}");
    }
    let last = directory.get("/api/v1").await.json()["data"]["change"].as_u64().unwrap();
    assert_eq!(pages, last.div_ceil(20));
    assert!(browser.page("/edit/mine?before=1").await.contains("no older changes with this key"));
}

#[actix_web::test]
async fn withdrawn_organizations_have_their_reason_and_can_be_restored() {
    let directory = scene().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let key = directory.create_key_named("desk", Role::Editor);
    let reason = json!({"reason": "It has closed."});
    let path = format!("{LIST}/fine");
    let answer = directory.write(&key, "DELETE", &path, &[("if-match", "*")], &reason).await;
    assert_eq!(answer.status, 204);

    let page = browser.page("/edit/withdrawn").await;

    let texts = [
        "2 organizations",
        "Fine",
        "It has closed.",
        "/edit/organizations/fine/history",
        "/edit/organizations/fine/restore/1",
        "Gone",
        "It was made up.",
        "Continued by <a href=\"/organizations/lantern\"><bdi dir=\"auto\">Lantern",
    ];
    assert!(in_order(&page, &texts), "{page}");
    assert!(!page.contains("/edit/organizations/gone/restore"), "{page}");
    let empty = TestDirectory::with(&[profile("a", json!({}))]).await;
    let mut browser = Browser::signed_in(&empty, Role::Editor).await;
    assert!(browser.page("/edit/withdrawn").await.contains("No organization is withdrawn."));
}

#[actix_web::test]
async fn similar_organizations_are_a_part_of_the_page_of_a_new_profile() {
    let directory = scene().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    for (fields, texts) in [
        (
            vec![("name", "Lantern & House")],
            vec!["Is it one of these?", "the same name", "/edit/organizations/lantern"],
        ),
        (vec![("/name", "The Refuge")], vec!["Refuge", "a similar name"]),
        (vec![("name", "Gone")], vec!["Gone", "(withdrawn)"]),
    ] {
        let answer = browser.submit("/edit", "/edit/similar", &fields).await;
        let html = answer.text();
        assert_eq!(answer.status, 200, "{html}");
        assert!(in_order(&html, &texts), "{fields:?}: {html}");
        assert!(!html.contains("<html"), "{html}");
    }
    let nothing = browser.submit("/edit", "/edit/similar", &[("name", "Zzyzzyva")]).await;
    assert_eq!((nothing.status, nothing.text().trim()), (200, ""));
}

#[actix_web::test]
async fn the_lists_need_a_session_and_their_forms_its_secret() {
    let directory = scene().await;
    let mut stranger = Browser::new(&directory);
    for path in ["/edit", "/edit/changed", "/edit/mine", "/edit/withdrawn"] {
        assert_eq!(stranger.get(path).await.status, 303, "{path}");
    }
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    for path in ["/edit/search", "/edit/similar", "/edit/organizations/lantern/verified"] {
        let expected = if path == "/edit/search" { 303 } else { 405 };
        assert_eq!(browser.get(path).await.status, expected, "{path}");
        let fields = [("revision", "1"), ("q", "a"), ("name", "a")];
        for headers in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
            let answer = browser.post_with(path, &[headers], &fields).await;
            assert_eq!(answer.status, 403, "{path} {headers:?}");
        }
        let unsigned = stranger.post(path, &fields).await;
        assert_eq!(unsigned.status, 401, "{path}");
    }
    assert_eq!(directory.get(&format!("{LIST}/lantern")).await.json()["revision"], 1);
}

#[actix_web::test]
async fn a_limited_key_sees_and_verifies_only_its_organizations() {
    let directory = scene().await;
    let key = directory.create_limited_key("lantern team", &["lantern"]);
    let mut browser = Browser::new(&directory);
    assert_eq!(browser.sign_in(&key).await.status, 303);
    let page = browser.page("/edit").await;
    assert!(
        in_order(&page, &["(1)", "1 profile<", "/edit/organizations/lantern/verified"]),
        "{page}"
    );
    assert!(!page.contains("Refuge"), "{page}");
    for (slug, status) in [("refuge", 403), ("lantern", 303)] {
        let to = format!("/edit/organizations/{slug}/verified");
        let answer = browser.submit("/edit", &to, &[("revision", "1")]).await;
        assert_eq!(answer.status, status, "{slug}");
        let api = format!("{LIST}/{slug}/verified");
        let answer = directory.write(&key, "POST", &api, &[("if-match", "*")], &Value::Null).await;
        assert_eq!(answer.status, if slug == "lantern" { 200 } else { 403 }, "{slug}");
    }
    let tried = directory
        .write(&key, "POST", &format!("{LIST}?dry_run=true"), &[], &profile("new", json!({})))
        .await;
    assert_eq!(tried.status, 403);
}
