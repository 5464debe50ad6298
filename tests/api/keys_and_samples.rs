//! Lists of organizations that the client names, combinations of values, and samples.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::parameters::assert_invalid;
use crate::support::profiles::{profile, seed_profiles};

const LIST: &str = "/api/v1/organizations";

/// A directory of five organizations in different countries.
async fn small() -> TestDirectory {
    let works = |codes: &[&str]| -> Value {
        codes.iter().map(|code| json!({"country": code, "sources": ["page"]})).collect()
    };
    let withdrawn = json!({
        "status": "withdrawn", "withdrawal": {"reason": "It asked for it."},
    });
    TestDirectory::with(&[
        profile("a", json!({"countries": works(&["IN"])})),
        profile("b", json!({"countries": works(&["IN", "NP"])})),
        profile("c", json!({"countries": works(&["NP"]), "status": "inactive"})),
        profile("d", json!({"countries": works(&["GH", "IN", "NP"])})),
        profile("e", json!({"countries": works(&["GH"])})),
        profile("gone", withdrawn),
    ])
    .await
}

#[actix_web::test]
async fn keys_select_organizations_in_their_order() {
    let directory = TestDirectory::seeded().await;
    let keys = "unseen,US-EIN-541722887,a21,unseen,nothing,xi-wikidata-q0";

    let answer = directory.get(&format!("{LIST}?key={keys}")).await;

    assert_eq!(answer.slugs(), ["unseen", "international-justice-mission", "a21"]);
    let meta = &answer.json()["meta"];
    assert_eq!(meta["not_found"], json!(["nothing", "xi-wikidata-q0"]));
    assert_eq!((&meta["total"], &meta["per_page"]), (&json!(3), &json!(100)));
    let repeated = directory.get(&format!("{LIST}?key=a21&key=unseen")).await;
    assert_eq!(repeated.slugs(), ["a21", "unseen"]);
    let sorted = directory.get(&format!("{LIST}?key=unseen,a21&sort=name")).await;
    assert_eq!(sorted.slugs(), ["a21", "unseen"]);
    let body = json!({"key": ["unseen", "a21", "nothing"]});
    let searched = directory.send("POST", &format!("{LIST}/search"), &body).await;
    assert_eq!(searched.slugs(), ["unseen", "a21"]);
    assert_eq!(searched.json()["meta"]["not_found"], json!(["nothing"]));
}

#[actix_web::test]
async fn keys_and_filters_restrict_each_other() {
    let directory = small().await;
    for (query, expected, missing) in [
        ("key=e,d,a&country=GH", &["e", "d"][..], &[][..]),
        ("key=c,a", &["c", "a"], &[]),
        ("key=c,a&status=active", &["a"], &[]),
        ("key=gone,a", &["a"], &["gone"]),
        ("key=gone,a&status=active,withdrawn", &["gone", "a"], &[]),
        ("key=nothing", &[], &["nothing"]),
    ] {
        let answer = directory.get(&format!("{LIST}?{query}")).await;
        assert_eq!(answer.slugs(), expected, "{query}");
        assert_eq!(answer.json()["meta"]["not_found"], json!(missing), "{query}");
    }
    let facets = directory.get(&format!("{LIST}?key=a,b&facets=country")).await.json();
    assert_eq!(
        facets["facets"]["country"]["buckets"][0],
        json!({"id": "IN", "label": "India", "count": 2})
    );
    let statistics = directory.get("/api/v1/statistics?key=a,b,c").await.json();
    assert_eq!(statistics["total"], 3);
    let export = directory.get("/api/v1/export?key=d,a&format=csv&fields=slug").await.text();
    assert_eq!(export.lines().skip(1).collect::<Vec<_>>(), ["\"d\"", "\"a\""]);
}

#[actix_web::test]
async fn a_list_by_keys_has_pages_and_a_cursor() {
    let directory = small().await;
    let query = "key=e,d,c,b,a&per_page=2";

    let second = directory.get(&format!("{LIST}?{query}&page=2")).await;
    let (mut walked, mut cursor) = (Vec::new(), "*".to_owned());
    loop {
        let page = directory.get(&format!("{LIST}?{query}&cursor={cursor}")).await;
        walked.extend(page.slugs());
        match page.json()["meta"]["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }

    assert_eq!(second.slugs(), ["c", "b"]);
    assert_eq!(walked, ["e", "d", "c", "b", "a"]);
    let many: Vec<String> = (0..101).map(|number| format!("k{number}")).collect();
    let refused = directory.get(&format!("{LIST}?key={}", many.join(","))).await;
    assert_invalid(&refused, "101 keys", "key", "too_many", None);
    let without_keys = directory.get(&format!("{LIST}?sort=key")).await;
    assert_invalid(&without_keys, "sort=key", "sort", "unknown_value", None);
}

#[actix_web::test]
async fn values_joined_by_a_plus_must_all_hold() {
    let directory = small().await;
    for (query, expected) in [
        ("country=IN%2BNP", &["b", "d"][..]),
        ("country=IN+NP", &["b", "d"]),
        ("country=IN%20NP", &["b", "d"]),
        ("country=GH%2BIN%2BNP", &["d"]),
        ("country=IN%2BNP,GH", &["b", "d", "e"]),
        ("country=IN%2BNP,!GH", &["b"]),
        ("country=IN%2BIN", &["a", "b", "d"]),
        ("country=IN%2BNP&country_role=programmes,office", &["b", "d"]),
        ("country=IN%2BNP&country_role=office", &[]),
    ] {
        let answer = directory.get(&format!("{LIST}?{query}")).await;
        assert_eq!(answer.slugs(), expected, "{query}");
    }
    let by_body = json!({"country": ["IN+NP"]});
    let searched = directory.send("POST", &format!("{LIST}/search"), &by_body).await;
    assert_eq!(searched.slugs(), ["b", "d"]);
    let one = directory.get(&format!("{LIST}?country=NP+IN")).await;
    let other = directory.get(&format!("{LIST}?country=IN%2BNP")).await;
    assert_eq!(one.header("etag"), other.header("etag"));
    assert!(one.json()["links"]["self"].as_str().unwrap().contains("country=IN%2BNP"));
}

#[actix_web::test]
async fn every_pair_of_terms_matches_a_scan_of_the_seed_files() {
    let directory = TestDirectory::seeded().await;
    let profiles = seed_profiles();
    let approaches: BTreeSet<&str> = profiles
        .iter()
        .flat_map(|it| it["approaches"].as_array().unwrap())
        .map(|slug| slug.as_str().unwrap())
        .collect();
    let approaches: Vec<&str> = approaches.into_iter().take(8).collect();
    for (at, first) in approaches.iter().enumerate() {
        for second in &approaches[at + 1..] {
            let both = format!("{LIST}?approach={first}%2B{second}&fields=slug");
            let of = async |slug: &str| -> BTreeSet<String> {
                let path = format!("{LIST}?approach={slug}&fields=slug");
                directory.all_slugs(&path).await.into_iter().collect()
            };
            let expected: Vec<String> =
                of(first).await.intersection(&of(second).await).cloned().collect();
            let mut found = directory.all_slugs(&both).await;
            found.sort();
            assert_eq!(found, expected, "{first} {second}");
        }
    }
}

#[actix_web::test]
async fn a_wrong_part_of_a_combination_is_named() {
    let directory = small().await;
    for (query, parameter, code, meant) in [
        ("country=IN%2BNepal", "country", "unknown_value", Some("NP")),
        ("country=IN+XX", "country", "unknown_value", None),
        ("country=IN%2B!NP", "country", "invalid_form", None),
        ("country=!IN%2BNP", "country", "invalid_form", None),
        ("status=active%2Binactive", "status", "unknown_value", None),
        ("focus_area=bonded-labour+rescue", "focus_area", "unknown_value", None),
    ] {
        let answer = directory.get(&format!("{LIST}?{query}")).await;
        assert_invalid(&answer, query, parameter, code, meant);
    }
}

#[actix_web::test]
async fn pages_show_combinations_keys_and_samples_in_words() {
    let directory = small().await;
    for (path, words) in [
        ("/organizations?country=IN%2BNP", &["India and Nepal", "value=\"IN+NP\""][..]),
        ("/organizations?country=IN+NP", &["India and Nepal: 2 organizations"]),
        (
            "/organizations?key=e,a,nothing",
            &["2 named organizations", "nothing", "As you named them"],
        ),
        ("/organizations?sample=2", &["A random sample of 2", "name=\"seed\" value=\"1\""]),
    ] {
        let page = directory.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        let html = page.text();
        for words in words {
            assert!(html.contains(words), "{path}: {words}");
        }
    }
    let moved = directory.get("/organizations?country=India%2BNP").await;
    assert_eq!(moved.status, 308);
    assert!(moved.header("location").unwrap().ends_with("/organizations?country=IN%2BNP"));
    let by_name = directory.get("/organizations?country=United+Kingdom").await;
    assert!(by_name.header("location").unwrap().ends_with("country=GB"));
}

#[actix_web::test]
async fn a_sample_depends_only_on_its_seed_and_the_state() {
    let directory = TestDirectory::seeded().await;
    let sampled = async |query: &str| -> BTreeSet<String> {
        let slugs = directory.all_slugs(&format!("{LIST}?{query}&fields=slug")).await;
        slugs.into_iter().collect()
    };

    let first = sampled("sample=10&seed=7").await;

    assert_eq!(first.len(), 10);
    assert_eq!(sampled("sample=10&seed=7").await, first);
    assert_eq!(sampled("sample=10&seed=7&sort=-founded").await, first);
    assert!(sampled("sample=5&seed=7").await.is_subset(&first));
    let others = [sampled("sample=10&seed=8").await, sampled("sample=10&seed=9").await];
    assert!(others.iter().any(|other| *other != first));
    let all = sampled("sample=1000&seed=7").await;
    assert_eq!(all, sampled("").await);
    let in_india = sampled("country=IN").await;
    assert!(sampled("country=IN&sample=3&seed=7").await.is_subset(&in_india));
    let found = sampled("q=slavery").await;
    let of_found = sampled("q=slavery&sample=3&seed=7").await;
    assert!(of_found.len() == 3 && of_found.is_subset(&found));
    let export = directory.get("/api/v1/export?sample=10&seed=7").await.text();
    assert_eq!(export.lines().count(), 10);
    let statistics = directory.get("/api/v1/statistics?sample=10&seed=7").await.json();
    assert_eq!(statistics["total"], 10);
}

#[actix_web::test]
async fn a_sample_without_a_seed_says_which_it_used() {
    let directory = TestDirectory::seeded().await;

    let answer = directory.get(&format!("{LIST}?sample=5&fields=slug")).await;

    let json = answer.json();
    let seed = json["meta"]["seed"].as_u64().unwrap();
    assert!(json["links"]["self"].as_str().unwrap().contains(&format!("seed={seed}")));
    let again = directory.get(&format!("{LIST}?sample=5&fields=slug&seed={seed}")).await;
    assert_eq!((again.slugs(), again.header("etag")), (answer.slugs(), answer.header("etag")));
    assert_eq!(directory.get(LIST).await.json()["meta"]["seed"], Value::Null);
    for query in ["sample=0", "sample=1001", "sample=x", "sample=1&seed=-1"] {
        assert_eq!(directory.get(&format!("{LIST}?{query}")).await.status, 400, "{query}");
    }
}

#[actix_web::test]
async fn facets_of_a_sample_count_the_sample() {
    let directory = TestDirectory::seeded().await;
    let query = "sample=10&seed=3&per_page=100&country=IN&facets=country";

    let answer = directory.get(&format!("{LIST}?{query}")).await.json();

    let total = answer["meta"]["total"].as_u64().unwrap();
    let buckets = answer["facets"]["country"]["buckets"].as_array().unwrap();
    assert!(buckets.iter().all(|bucket| bucket["count"].as_u64().unwrap() <= total));
    let india = buckets.iter().find(|bucket| bucket["id"] == "IN").unwrap();
    assert_eq!(india["count"], total);
}
