//! Every name, acronym and identifier of the seed data finds its organization first.

use serde_json::{Value, json};

use super::{SERVICE, named, post};
use crate::harness::TestDirectory;
use crate::support::profiles::seed_profiles;

/// Asserts that a text finds an organization first, with a score in this range.
fn assert_first(candidates: &Value, text: &str, slug: &str, scores: std::ops::RangeInclusive<f64>) {
    let first = &candidates[0];
    assert_eq!(first["id"], slug, "{text}: {candidates:#}");
    let score = first["score"].as_f64().unwrap();
    assert!(scores.contains(&score), "{text}: {score}");
}

#[actix_web::test]
async fn every_name_finds_its_organization_first_and_is_a_match() {
    let directory = TestDirectory::seeded().await;
    for profile in seed_profiles() {
        let (slug, name) = (profile["slug"].as_str().unwrap(), profile["name"].as_str().unwrap());
        for text in [name.to_owned(), name.to_uppercase(), format!(" {name}. "), slug.to_owned()] {
            let candidates = Value::from(named(&directory, &text).await);

            assert_first(&candidates, &text, slug, 100.0..=100.0);
            assert_eq!(candidates[0]["match"], true, "{text}");
            assert_eq!(candidates[0]["name"], name, "{text}");
        }
    }
}

#[actix_web::test]
async fn every_other_name_and_acronym_finds_its_organization_first() {
    let directory = TestDirectory::seeded().await;
    for profile in seed_profiles() {
        let slug = profile["slug"].as_str().unwrap();
        let names = profile["other_names"].as_array().unwrap().iter();
        let names = names.map(|name| name["value"].as_str().unwrap());
        for text in names.chain(profile["acronym"].as_str()) {
            let candidates = Value::from(named(&directory, text).await);

            assert_first(&candidates, text, slug, 95.0..=100.0);
            let is_name = candidates[0]["score"] == 100.0;
            assert_eq!(candidates[0]["match"], is_name, "{text}");
        }
    }
}

#[actix_web::test]
async fn every_identifier_finds_its_organization_in_each_of_its_spellings() {
    let directory = TestDirectory::seeded().await;
    let mut count = 0;
    for profile in seed_profiles() {
        for identifier in profile["identifiers"].as_array().unwrap() {
            let part = |key: &str| identifier[key].as_str().unwrap();
            let (scheme, value) = (part("scheme"), part("value"));
            let mut texts = vec![format!("{scheme}-{value}"), format!("{scheme} {value}")];
            texts.push(texts[0].to_lowercase());
            // A short number may be a year or a count.
            texts.extend((value.len() > 4).then(|| value.to_owned()));
            for text in texts {
                let candidates = Value::from(named(&directory, &text).await);

                assert_first(&candidates, &text, part_of(&profile), 100.0..=100.0);
                assert_eq!(candidates[0]["match"], true, "{text}");
            }
            count += 1;
        }
    }
    assert!(count >= 15, "only {count} identifiers");
}

fn part_of(profile: &Value) -> &str {
    profile["slug"].as_str().unwrap()
}

#[actix_web::test]
async fn scores_never_rise_down_the_list_and_stay_in_their_range() {
    let directory = TestDirectory::seeded().await;
    for text in ["freedom", "international", "walk free", "slavery", "justice mission", "the"] {
        let known =
            json!([{"pid": "country", "v": "United States"}, {"pid": "founded", "v": 2000}]);
        let queries = json!({
            "plain": {"query": text, "limit": 50},
            "known": {"query": text, "limit": 50, "properties": known},
        });
        let answer = post(&directory, SERVICE, "queries", &queries).await.json();

        for key in ["plain", "known"] {
            let result = answer[key]["result"].as_array().unwrap();
            let scores: Vec<f64> = result.iter().map(|it| it["score"].as_f64().unwrap()).collect();
            assert!(scores.is_sorted_by(|a, b| a >= b), "{text}: {scores:?}");
            assert!(scores.iter().all(|score| (0.0..=100.0).contains(score)), "{scores:?}");
        }
    }
}

#[actix_web::test]
async fn properties_move_a_score_by_at_most_15() {
    let directory = TestDirectory::seeded().await;
    let of = |candidates: &[Value], id: &str| {
        let found = candidates.iter().find(|it| it["id"] == id);
        found.map(|it| it["score"].as_f64().unwrap())
    };
    for profile in seed_profiles() {
        let (slug, name) = (profile["slug"].as_str().unwrap(), profile["name"].as_str().unwrap());
        // A part of the name, with properties that agree and that contradict.
        let text = name.split(' ').take(2).collect::<Vec<_>>().join(" ");
        let plain = of(&named(&directory, &text).await, slug);
        for country in ["US", "GB", "IN", "BR"] {
            let known = json!([{"pid": "country", "v": country}, {"pid": "founded", "v": "1999"}]);
            let query = json!({"query": text, "properties": known});
            let known = of(&super::candidates(&directory, SERVICE, query).await, slug);
            if let (Some(plain), Some(known)) = (plain, known) {
                // Scores have one decimal.
                assert!((plain - known).abs() < 15.05, "{text} {country}: {plain} {known}");
            }
        }
    }
}
