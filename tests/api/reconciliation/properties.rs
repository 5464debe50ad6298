//! Values of properties for organizations that were matched.

use antislavery_directory::http::Settings;
use serde_json::{Value, json};

use super::schemas::check;
use super::{SERVICE, post, row};
use crate::harness::TestDirectory;
use crate::support::profiles::{profile, seed_count};

#[actix_web::test]
async fn each_property_has_its_values() {
    let public_url = Some("https://directory.example".to_owned());
    let directory =
        TestDirectory::seeded_with(Settings { public_url, ..Settings::default() }).await;
    let profile = directory.get("/api/v1/organizations/free-the-slaves").await.json();
    let text = |value: &Value| json!([{"str": value}]);
    for (property, settings, expected) in [
        ("country", json!({}), json!([{"str": "United States"}])),
        ("country", json!({"content": "id"}), json!([{"str": "US"}])),
        ("city", json!({}), text(&profile["headquarters"]["city"])),
        ("website", json!({}), text(&profile["website"])),
        ("founded", json!({}), json!([{"int": 2000}])),
        ("acronym", json!({}), json!([{"str": "FTS"}])),
        ("identifier", json!({}), json!([{"str": "US-EIN-562189635"}])),
        ("US-EIN", json!({}), json!([{"str": "562189635"}])),
        ("GB-CHC", json!({}), json!([{}])),
        ("summary", json!({}), text(&profile["summary"])),
        ("framing", json!({}), text(&profile["framing"]["summary"])),
        ("method", json!({}), text(&profile["method"]["summary"])),
        ("status", json!({}), json!([{"str": "active"}])),
        (
            "page",
            json!({}),
            json!([{"str": "https://directory.example/organizations/free-the-slaves"}]),
        ),
        (
            "api",
            json!({}),
            json!([{"str": "https://directory.example/api/v1/organizations/free-the-slaves"}]),
        ),
        ("verified_at", json!({}), json!([{}])),
        ("P31", json!({}), json!([{}])),
    ] {
        let properties = json!([{"id": property, "settings": settings}]);
        let row = row(&directory, SERVICE, "free-the-slaves", properties).await;
        assert_eq!(row, json!({property: expected}), "{property}");
    }
    for (property, key) in [("countries", "countries"), ("focus_area", "focus_areas")] {
        let as_codes = json!([{"id": property, "settings": {"content": "id", "limit": "2"}}]);
        let cells = row(&directory, SERVICE, "free-the-slaves", as_codes).await[property].clone();
        assert_eq!(cells.as_array().unwrap().len(), 2, "{property}");
        let first = &profile[key][0];
        let first = if property == "countries" { &first["country"] } else { first };
        assert_eq!(cells[0]["str"], *first, "{property}");
    }
}

#[actix_web::test]
async fn a_verified_day_is_a_whole_time() {
    let verified = profile("a", json!({"verified_at": "2026-11-28"}));
    let directory = TestDirectory::with(&[verified]).await;

    let row = row(&directory, SERVICE, "a", json!([{"id": "verified_at"}])).await;

    assert_eq!(row, json!({"verified_at": [{"date": "2026-11-28T00:00:00Z"}]}));
}

#[actix_web::test]
async fn every_requested_property_is_in_every_row_and_in_the_metadata() {
    let directory = TestDirectory::seeded().await;
    let extend = json!({
        "ids": ["a21", "no-such-id", "US-EIN-541722887", "A21", ""],
        "properties": [{"id": "founded"}, {"id": "P31"}, {"id": "US-EIN"}],
    });

    let answer = post(&directory, SERVICE, "extend", &extend).await.json();

    let meta = json!([
        {"id": "founded", "name": "Founded"},
        {"id": "P31", "name": "P31"},
        {"id": "US-EIN", "name": "US-EIN number"},
    ]);
    assert_eq!(answer["meta"], meta);
    let empty = json!({"founded": [{}], "P31": [{}], "US-EIN": [{}]});
    assert_eq!(answer["rows"]["no-such-id"], empty);
    assert_eq!(answer["rows"]["a21"]["founded"], json!([{"int": 2008}]));
    let identified =
        json!({"founded": [{"int": 1997}], "P31": [{}], "US-EIN": [{"str": "541722887"}]});
    assert_eq!(answer["rows"]["US-EIN-541722887"], identified);
    assert_eq!(answer["rows"].as_object().unwrap().len(), 5);
}

#[actix_web::test]
async fn all_proposed_properties_can_be_requested() {
    let directory = TestDirectory::seeded().await;
    let proposed = directory.get(&format!("{SERVICE}/extend/propose?type=NGO&x=y")).await;
    check("data-extension-property-proposal", &proposed.json());
    assert_eq!(proposed.json()["type"], "NGO");
    let proposed = proposed.json()["properties"].as_array().unwrap().clone();
    let ids: Vec<&str> = proposed.iter().map(|it| it["id"].as_str().unwrap()).collect();
    for expected in ["country", "verified_at", "api", "US-EIN", "GB-CHC", "GB-COH", "NP-SWC"] {
        assert!(ids.contains(&expected), "{expected}: {ids:?}");
    }
    let wanted: Vec<Value> = ids.iter().map(|id| json!({"id": id})).collect();
    let extend = json!({"ids": ["free-the-slaves", "thorn"], "properties": wanted});
    let answer = post(&directory, SERVICE, "extend", &extend).await;
    let rows = answer.json()["rows"].clone();
    assert_eq!(rows["thorn"].as_object().unwrap().len(), ids.len());
    let limited = directory.get(&format!("{SERVICE}/extend/propose?limit=3")).await.json();
    assert_eq!(limited["properties"].as_array().unwrap().len(), 3);
}

#[actix_web::test]
async fn things_are_suggested_while_a_person_types() {
    let directory = TestDirectory::seeded().await;
    let get = async |path: &str| directory.get(&format!("{SERVICE}/suggest/{path}")).await.json();
    for (typed, first) in [
        ("free+the", "free-the-slaves"),
        ("ijm", "international-justice-mission"),
        ("international-justice-mission", "international-justice-mission"),
        ("US-EIN-541722887", "international-justice-mission"),
        ("satyarti", "kailash-satyarthi-childrens-foundation"),
        ("made+in+a+fr", "made-in-a-free-world"),
    ] {
        let path = format!("entity?prefix={typed}&spell=always&exact=false&filter=x&callback=f");
        let found = get(&path).await;
        check("suggest-entities-response", &found);
        assert_eq!(found["result"][0]["id"], first, "{typed}");
        assert_eq!(found["result"][0]["notable"], json!(["NGO"]));
    }
    let mut seen = Vec::new();
    loop {
        let found = get(&format!("entity?prefix=&cursor={}", seen.len())).await;
        let page = found["result"].as_array().unwrap();
        if page.is_empty() {
            break;
        }
        seen.extend(page.iter().map(|it| it["id"].as_str().unwrap().to_owned()));
    }
    let all = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!((all, seen.len()), (seed_count(), seed_count()));

    let found = get("property?prefix=count").await;
    check("suggest-properties-response", &found);
    assert_eq!(found["result"][0]["id"], "country");
    assert_eq!(get("property").await["result"].as_array().unwrap().len(), 10);
    let found = get("type?prefix=org").await;
    check("suggest-types-response", &found);
    assert_eq!(found["result"][0]["id"], "NGO");
    assert_eq!(get("type?prefix=person").await["result"], json!([]));
    assert_eq!(get("entity?prefix=zzzz&cursor=-3&cursor=x").await["result"], json!([]));
}
