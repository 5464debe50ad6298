//! Finding an organization by its identifier in a register.

use serde_json::{Value, json};

use super::{answer, found, suggested};
use crate::harness::TestDirectory;
use crate::support::profiles::{profile, seed_profiles};

fn with_identifier(slug: &str, scheme: &str, value: &str) -> Value {
    let identifiers = json!([{"scheme": scheme, "value": value}]);
    profile(slug, json!({"name": format!("Name of {slug}"), "identifiers": identifiers}))
}

#[actix_web::test]
async fn every_spelling_of_an_identifier_finds_its_organization_first() {
    let directory = TestDirectory::with(&[
        with_identifier("ein", "US-EIN", "541722887"),
        with_identifier("zeros", "US-EIN", "030391561"),
        with_identifier("company", "GB-COH", "03079904"),
        with_identifier("scottish", "GB-COH", "SC123456"),
        with_identifier("wikidata", "XI-WIKIDATA", "Q4245"),
        with_identifier("ror", "XI-ROR", "05dxps055"),
        with_identifier("kenyan", "KE-NCB", "OP.218/051"),
        with_identifier("short", "NP-SWC", "1137"),
        profile("text", json!({"summary": "In 2007 it helped 541722887 people, 1137 of them."})),
        profile("name", json!({"name": "541722887 names"})),
    ])
    .await;
    for (slug, spellings) in [
        (
            "ein",
            &[
                "541722887",
                "54-1722887",
                "54 1722887",
                "54–1722887",
                "US-EIN-541722887",
                "us-ein-541722887",
                "US EIN 54-1722887",
                "US-EIN: 54 1722887",
                "EIN 54-1722887",
                "ein541722887",
                "\"541722887\"",
                "\"US-EIN-541722887\"",
                "tax number 54-1722887",
                "name of ein 541722887",
                "٥٤١٧٢٢٨٨٧",
            ][..],
        ),
        ("zeros", &["030391561", "03-0391561", "30391561", "EIN 03-0391561"]),
        ("company", &["03079904", "3079904", "GB-COH-03079904", "gb-coh-3079904", "COH 0307 9904"]),
        ("scottish", &["SC123456", "sc123456", "SC 123456", "GB-COH-sc123456"]),
        (
            "wikidata",
            &["Q4245", "q4245", "XI-WIKIDATA-Q4245", "https://www.wikidata.org/wiki/Q4245"],
        ),
        ("ror", &["05dxps055", "https://ror.org/05dxps055", "ROR 05DXPS055", "xi-ror-05dxps055"]),
        ("kenyan", &["OP.218/051", "op218051", "KE-NCB-OP.218/051", "op 218 051"]),
        ("short", &["1137", "SWC 1137", "NP-SWC-1137", "np swc 1137"]),
    ] {
        for spelling in spellings {
            let organizations = found(&directory, spelling).await;
            assert_eq!(organizations.first().map(String::as_str), Some(slug), "{spelling}");
            let suggestions = suggested(&directory, spelling).await;
            assert_eq!(suggestions.first().map(String::as_str), Some(slug), "{spelling}");
        }
    }
}

#[actix_web::test]
async fn every_identifier_of_the_seed_data_finds_its_organization_first() {
    let directory = TestDirectory::seeded().await;
    let mut count = 0;
    for profile in seed_profiles() {
        for identifier in profile["identifiers"].as_array().into_iter().flatten() {
            let (scheme, value) =
                (identifier["scheme"].as_str().unwrap(), identifier["value"].as_str().unwrap());
            let spaced: Vec<String> = value.chars().map(String::from).collect();
            for typed in [value, &format!("{scheme}-{value}").to_lowercase(), &spaced.join(" ")] {
                let expected = profile["slug"].as_str();
                let organizations = found(&directory, typed).await;
                assert_eq!(organizations.first().map(String::as_str), expected, "{typed}");
                let suggestions = suggested(&directory, typed).await;
                assert_eq!(suggestions.first().map(String::as_str), expected, "{typed}");
                count += 1;
            }
        }
    }
    assert!(count >= 50, "only {count} spellings");
}

#[actix_web::test]
async fn a_number_that_is_no_identifier_is_not_corrected_to_one() {
    let directory = TestDirectory::with(&[
        with_identifier("a", "US-EIN", "541722887"),
        profile("b", json!({"summary": "It has helped 541722888 people since 2007."})),
    ])
    .await;
    for (query, expected) in [
        ("541722889", &[][..]),
        ("2008", &[]),
        ("54172288", &["b"]),
        ("541722888", &["b"]),
        ("2007", &["b"]),
        // The number of another register.
        ("GB-CHC-541722887", &["a"]),
        ("541722887 -name", &[]),
    ] {
        assert_eq!(found(&directory, query).await, expected, "{query}");
    }
    assert!(suggested(&directory, "541722889").await.is_empty());
}

#[actix_web::test]
async fn identifiers_are_suggested_while_they_are_typed() {
    let directory = TestDirectory::with(&[
        with_identifier("a", "US-EIN", "541722887"),
        with_identifier("b", "US-EIN", "541722999"),
        with_identifier("c", "GB-CHC", "5417229"),
    ])
    .await;
    for (typed, expected) in [
        ("5417", &["a", "c", "b"][..]),
        ("5417229", &["c", "b"]),
        ("54-17228", &["a"]),
        ("us-ein-54172", &["a", "b"]),
        ("ein 54-172", &["a", "b"]),
        ("gb-chc-5417", &["c"]),
        // A shorter number is rather a part of a name.
        ("541", &[]),
    ] {
        assert_eq!(suggested(&directory, typed).await, expected, "{typed}");
    }
    let first = answer(&directory, "suggest", "us ein 54-1722887").await["data"][0].clone();
    assert_eq!(first["matched"], "US-EIN-541722887");
    assert_eq!(first["label"], "Name of a");
}

#[actix_web::test]
async fn an_edited_identifier_is_found_and_the_former_one_is_not() {
    let directory = TestDirectory::with(&[with_identifier("a", "US-EIN", "541722887")]).await;
    directory.load(&[with_identifier("a", "US-EIN", "541722888")]).await;

    assert_eq!(found(&directory, "54-1722888").await, ["a"]);
    assert!(found(&directory, "54-1722887").await.is_empty());
    assert!(suggested(&directory, "54-1722887").await.is_empty());
}

#[actix_web::test]
async fn research_and_ways_to_help_are_found_by_the_identifier_of_their_organization() {
    let way = json!({"kind": "give", "title": "Give", "url": "https://example.org/", "free": false, "sources": ["page"]});
    let link = json!({"kind": "report", "title": "Survey", "url": "https://example.org/r", "year": 2020, "authors": ["Ada"], "sources": ["page"]});
    let items = |slug: &str, value: &str| {
        let identifiers = json!([{"scheme": "US-EIN", "value": value}]);
        profile(
            slug,
            json!({"identifiers": identifiers, "research": [link], "ways_to_help": [way]}),
        )
    };
    let directory = TestDirectory::with(&[items("a", "541722887"), items("b", "541722888")]).await;
    for path in ["research", "ways-to-help"] {
        for (query, slug) in [("54-1722887", "a"), ("us ein 541722888", "b")] {
            let json = answer(&directory, path, query).await;
            assert_eq!(json["meta"]["total"], 1, "{path}: {query}");
            assert_eq!(json["data"][0]["organization"]["slug"], slug, "{path}: {query}");
        }
    }
}
