//! Which organizations a name finds, and when the choice needs no person.

use serde_json::{Value, json};

use super::{SERVICE, candidates, ids, named};
use crate::harness::TestDirectory;
use crate::support::profiles::profile;

#[actix_web::test]
async fn names_are_found_despite_typing_errors_and_missing_words() {
    let directory = TestDirectory::seeded().await;
    for (text, slug, at_least) in [
        ("Internatonal Justice Mission", "international-justice-mission", 80.0),
        ("International Justice Mission Inc.", "international-justice-mission", 80.0),
        ("Justice Mission International", "international-justice-mission", 80.0),
        ("Anti Slavery International UK", "anti-slavery-international", 70.0),
        ("AntiSlavery International", "anti-slavery-international", 80.0),
        ("Commissão Pastoral da Terra", "comissao-pastoral-da-terra", 80.0),
        ("Voiceofthefree", "voice-of-the-free", 80.0),
        ("Good Weave", "goodweave-international", 80.0),
        ("Prajwla", "prajwala", 80.0),
        ("Coalition of Immokalee Worker", "coalition-of-immokalee-workers", 80.0),
        ("Kailash Satyarti Children Foundation", "kailash-satyarthi-childrens-foundation", 80.0),
        ("माइती", "maiti-nepal", 30.0),
        ("IJM (International Justice Mission)", "international-justice-mission", 80.0),
    ] {
        let found = named(&directory, text).await;

        let first = found.first().unwrap_or_else(|| panic!("{text} finds nothing"));
        assert_eq!(first["id"], slug, "{text}");
        let score = first["score"].as_f64().unwrap();
        assert!((at_least..=94.0).contains(&score), "{text}: {score}");
        assert_eq!(first["match"], false, "{text}");
    }
}

#[actix_web::test]
async fn a_name_like_none_has_no_candidates() {
    let directory = TestDirectory::seeded().await;
    for text in ["Acme Rocket Supplies", "zzzz", "!?", "   ", "", "42"] {
        assert!(named(&directory, text).await.is_empty(), "{text}");
    }
}

#[actix_web::test]
async fn one_of_two_namesakes_is_a_match_only_by_what_else_is_known() {
    let of = |slug: &str, country: &str, scheme: &str| {
        profile(
            slug,
            json!({
                "name": "Freedom House", "acronym": "FH",
                "headquarters": {"city": null, "country": country},
                "identifiers": [{"scheme": scheme, "value": "1234567"}],
            }),
        )
    };
    let directory =
        TestDirectory::with(&[of("freedom-a", "GH", "GH-DSW"), of("freedom-b", "GB", "GB-NIC")])
            .await;
    let flags = |found: &[Value]| -> Vec<bool> {
        found.iter().map(|it| it["match"].as_bool().unwrap()).collect()
    };

    let plain = named(&directory, "freedom house").await;
    assert_eq!((ids(&plain), flags(&plain)), (vec!["freedom-a", "freedom-b"], vec![false, false]));

    let known = json!([{"pid": "country", "v": "United Kingdom"}]);
    let query = json!({"query": "Freedom House", "properties": known});
    let found = candidates(&directory, SERVICE, query).await;
    assert_eq!(ids(&found), ["freedom-b", "freedom-a"]);
    assert_eq!(found[0]["score"], 100.0);
    assert_eq!(found[1]["score"], 85.0);
    assert_eq!(flags(&found), [false, false]);
    let features = found[1]["features"].as_array().unwrap();
    assert!(features.contains(&json!({"id": "country", "value": false})), "{features:?}");

    for (text, slug) in [("freedom-b", "freedom-b"), ("GB-NIC-1234567", "freedom-b")] {
        let found = named(&directory, text).await;
        assert_eq!((&found[0]["id"], &found[0]["match"]), (&json!(slug), &json!(true)), "{text}");
    }
    // The value belongs to two registers.
    assert_eq!(flags(&named(&directory, "1234567").await), [false, false]);
}

#[actix_web::test]
async fn a_property_that_contradicts_prevents_a_match() {
    let directory = TestDirectory::seeded().await;
    for (property, value, is_match) in [
        ("country", json!("United States"), true),
        ("country", json!("Japan"), false),
        ("country", json!("Atlantis"), true),
        ("country", json!(["Japan", "US"]), true),
        ("country", json!({"id": "US", "name": "Japan"}), true),
        ("founded", json!(1997), true),
        ("founded", json!("1997-01-01"), true),
        ("founded", json!(1998), false),
        ("website", json!("http://ijm.org/news"), true),
        ("website", json!("https://polarisproject.org"), false),
        ("acronym", json!("ijm"), true),
        ("identifier", json!("us-ein-54-1722887"), true),
        ("US-EIN", json!("54-1722887"), true),
        ("US-EIN", json!(541_722_888), false),
        ("GB-CHC", json!("1049999"), true),
        ("focus_area", json!("bonded-labour"), true),
        ("focus_area", json!("Debt bondage"), true),
        ("focus_area", json!("focus_area.bonded-labour"), true),
        ("approach", json!("no such approach"), true),
        ("P31", json!("Q43229"), true),
        ("summary", json!("something"), true),
        ("founded", json!(null), true),
        ("founded", json!(true), true),
    ] {
        let known = json!([{"pid": property, "v": value}]);
        let query = json!({"query": "International Justice Mission", "properties": known});
        let found = candidates(&directory, SERVICE, query).await;

        assert_eq!(found[0]["id"], "international-justice-mission", "{property} {value}");
        assert_eq!(found[0]["match"], is_match, "{property} {value}");
        let score = found[0]["score"].as_f64().unwrap();
        assert_eq!(score, if is_match { 100.0 } else { 85.0 }, "{property} {value}");
    }
}

#[actix_web::test]
async fn a_known_identifier_finds_an_organization_of_any_name() {
    let directory = TestDirectory::seeded().await;
    let known = json!([{"pid": "identifier", "v": "US-EIN-54-1722887"}]);
    for (text, others) in [("Some other name", 0), ("", 0), ("Polaris", 1)] {
        let query = json!({"query": text, "properties": known});
        let found = candidates(&directory, SERVICE, query).await;

        assert_eq!(found[0]["id"], "international-justice-mission", "{text}");
        assert_eq!(found[0]["score"], 100.0, "{text}");
        // The name of another organization is as certain.
        assert_eq!(found[0]["match"], others == 0, "{text}");
    }
}

#[actix_web::test]
async fn without_a_name_the_known_facts_find_organizations() {
    let directory = TestDirectory::seeded().await;
    let known = json!([{"pid": "country", "v": "GH"}, {"pid": "focus_area", "v": "child labour"}]);

    let found = candidates(&directory, SERVICE, json!({"properties": known})).await;

    assert!(ids(&found).contains(&"challenging-heights"), "{found:?}");
    assert!(found.iter().all(|it| it["match"] == false && it["score"] == 65.0), "{found:?}");
    let known = json!([{"pid": "acronym", "v": "ijm"}]);
    let found = candidates(&directory, SERVICE, json!({"properties": known})).await;
    assert_eq!(ids(&found), ["international-justice-mission"]);
}

#[actix_web::test]
async fn a_withdrawn_organization_is_found_only_by_its_id_and_is_never_a_match() {
    let withdrawn = profile(
        "gone",
        json!({
            "name": "Gone Away", "acronym": "GA", "status": "withdrawn",
            "identifiers": [{"scheme": "US-EIN", "value": "123456789"}],
            "withdrawal": {"reason": "It asked for it.", "successor": null},
        }),
    );
    let directory = TestDirectory::with(&[withdrawn, profile("here", json!({}))]).await;
    for text in ["Gone Away", "GA", "US-EIN-123456789", "123456789", "Gone Awey"] {
        assert!(named(&directory, text).await.is_empty(), "{text}");
    }

    let found = named(&directory, "gone").await;

    assert_eq!(ids(&found), ["gone"]);
    assert_eq!(found[0]["match"], false);
    assert_eq!(found[0]["description"], "withdrawn: It asked for it.");
    let suggested = directory.get("/api/v1/reconcile/suggest/entity?prefix=gone").await.json();
    assert_eq!(suggested["result"], json!([]));
    let row = super::row(&directory, SERVICE, "gone", json!([{"id": "status"}, {"id": "summary"}]));
    assert_eq!(row.await, json!({"status": [{"str": "withdrawn"}], "summary": [{}]}));
}

#[actix_web::test]
async fn a_former_slug_scores_below_the_name() {
    let directory = TestDirectory::with(&[profile("new-name", json!({"name": "New Name"}))]).await;
    directory.add_former_slug("new-name", "old-one");
    let renamed = profile("new-name", json!({"name": "New Name", "founded": 1990}));
    directory.load(&[renamed]).await;

    let found = named(&directory, "old-one").await;

    assert_eq!(ids(&found), ["new-name"]);
    assert_eq!((&found[0]["score"], &found[0]["match"]), (&json!(97.0), &json!(false)));
}

#[actix_web::test]
async fn inactive_organizations_are_candidates_with_their_status() {
    let directory = TestDirectory::seeded().await;

    let found = named(&directory, "Made in a Free World").await;

    assert_eq!((&found[0]["match"], &found[0]["score"]), (&json!(true), &json!(100.0)));
    assert!(found[0]["description"].as_str().unwrap().ends_with("status unknown"), "{found:?}");
}
