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

#[actix_web::test]
async fn the_more_of_a_query_is_the_identifier_the_earlier_it_is_listed() {
    let directory = TestDirectory::with(&[
        with_identifier("a-charity", "GB-CHC", "1098765"),
        with_identifier("b-northern", "GB-NIC", "1098765"),
        with_identifier("c-emirates", "AE-ABC", "12345"),
        with_identifier("d-german", "DE-CR", "HRB12345"),
        with_identifier("e-company", "GB-COH", "01234567"),
        with_identifier("f-french", "FR-RNA", "W751234567"),
        with_identifier("g-northern", "GB-NIC", "101234"),
        with_identifier("h-japanese", "JP-JCN", "1010001012345"),
        with_identifier("i-charity", "GB-CHC", "1234567"),
    ])
    .await;
    for (query, expected) in [
        ("GB-NIC-1098765", "b-northern"),
        ("NIC 1098765", "b-northern"),
        ("\"GB-NIC-1098765\"", "b-northern"),
        ("gb nic 1 098 765", "b-northern"),
        ("GB-CHC-1098765", "a-charity"),
        ("HRB 12345", "d-german"),
        ("hrb-12345", "d-german"),
        ("DE-CR-HRB 12345", "d-german"),
        ("HRB 123 45", "d-german"),
        ("the HRB 12345 of Berlin", "d-german"),
        ("W75 123 456 7", "f-french"),
        ("101 000 101 234 5", "h-japanese"),
        ("01234567", "e-company"),
        ("1234567", "i-charity"),
    ] {
        assert_eq!(found(&directory, query).await[0], expected, "{query}");
        assert_eq!(suggested(&directory, query).await[0], expected, "{query}");
    }
}

#[actix_web::test]
async fn an_identifier_of_another_register_is_not_a_match_of_all_words() {
    let directory = TestDirectory::with(&[
        with_identifier("charity", "GB-CHC", "1234999"),
        with_identifier("emirates", "AE-ABC", "12345"),
    ])
    .await;
    for (query, expected, query_match) in [
        ("GB-CHC-1234999", "charity", "all_words"),
        ("CHC 1234999", "charity", "all_words"),
        ("FR-RCS-1234999", "charity", "any_word"),
        ("fr-rcs 1234999", "charity", "any_word"),
        ("FR-CHC-1234999", "charity", "any_word"),
        ("DE-CR-HRB-12345", "emirates", "any_word"),
    ] {
        let answer = answer(&directory, "organizations", query).await;
        assert_eq!(answer["data"][0]["slug"], expected, "{query}");
        assert_eq!(answer["meta"]["query_match"], query_match, "{query}");
        let suggestions = suggested(&directory, query).await;
        assert_eq!(suggestions.is_empty(), query_match == "any_word", "{query}");
    }
    assert!(found(&directory, "\"FR-RCS-1234999\"").await.is_empty());
}

#[actix_web::test]
async fn the_words_of_an_existing_identifier_are_not_corrected() {
    let directory = TestDirectory::with(&[
        with_identifier("italian", "IT-RUNTS", "48655"),
        with_identifier("chinese", "CN-SAIC", "91350100M000100Y43"),
        with_identifier("indian", "IN-FCRA", "1234999"),
        with_identifier("letter", "CC-CCC", "X777888"),
        profile(
            "words",
            json!({"summary": "It runs; it said 777888 and fora. 91350100M000100Y4."}),
        ),
    ])
    .await;
    for (query, slug) in [
        ("IT-RUNTS-48655", "italian"),
        ("runts 48655 ", "italian"),
        ("CN-SAIC-91350100M000100Y43", "chinese"),
        ("IN-FCRA-1234999", "indian"),
        ("CC-CCC-X777888", "letter"),
        ("X777888 ", "letter"),
    ] {
        let answer = answer(&directory, "organizations", query).await;
        assert_eq!(answer["data"][0]["slug"], slug, "{query}");
        assert_eq!(answer["meta"]["corrected_query"], Value::Null, "{query}");
        assert_eq!(answer["meta"]["query_match"], "all_words", "{query}");
    }
    // A word that is in no identifier still is.
    let corrected = answer(&directory, "organizations", "runts").await["meta"].clone();
    assert_eq!(corrected["corrected_query"], "runs");
}

#[actix_web::test]
async fn an_excluded_identifier_excludes_its_organization() {
    let way = json!({"kind": "give", "title": "Give", "url": "https://example.org/", "free": false, "sources": ["page"]});
    let with_way = |slug: &str, scheme: &str, value: &str| {
        let mut profile = with_identifier(slug, scheme, value);
        profile["summary"] = json!("It works for justice.");
        profile["ways_to_help"] = json!([way]);
        profile
    };
    let directory = TestDirectory::with(&[
        with_way("a", "US-EIN", "541722887"),
        with_way("b", "GB-SC", "SC012345"),
        with_way("c", "ZZ-REG", "quilting"),
    ])
    .await;
    for (query, expected) in [
        ("-541722887", &["b", "c"][..]),
        ("-54-1722887", &["b", "c"]),
        ("-US-EIN-541722887", &["b", "c"]),
        ("-\"US EIN 54 1722887\"", &["b", "c"]),
        ("-541722887 justice", &["b", "c"]),
        ("justice -sc012345", &["a", "c"]),
        ("justice -ZZ-REG-quilting", &["a", "b"]),
        // Not their identifiers.
        ("justice -GB-CHC-541722887", &["a", "b", "c"]),
        ("justice -quilting", &["a", "b", "c"]),
    ] {
        assert_eq!(found(&directory, query).await, expected, "{query}");
        let query = query.replace("justice", "give");
        let ways = answer(&directory, "ways-to-help", &query).await;
        assert_eq!(ways["meta"]["total"], expected.len(), "{query}");
    }
}

#[actix_web::test]
async fn an_identifier_without_digits_is_found_with_its_scheme() {
    let long = "abcdefghij".repeat(6);
    let directory = TestDirectory::with(&[
        with_identifier("word", "ZZ-REG", "quilting"),
        with_identifier("long", "ZZ-REG", &long),
        profile("text", json!({"summary": "It ends quilting."})),
    ])
    .await;
    for (query, slug) in [
        ("ZZ-REG-quilting", "word"),
        ("zz reg quilting", "word"),
        ("the ZZ-REG-quilting entry", "word"),
        (&format!("ZZ-REG-{long}"), "long"),
        ("quilting", "text"),
    ] {
        assert_eq!(found(&directory, query).await, [slug], "{query}");
    }
    assert_eq!(suggested(&directory, "ZZ-REG-quilting").await, ["word"]);
    let meta = answer(&directory, "organizations", "ZZ-REG-quilting").await["meta"].clone();
    assert_eq!(
        (&meta["corrected_query"], &meta["query_match"]),
        (&Value::Null, &json!("all_words"))
    );
}
