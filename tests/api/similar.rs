//! Similar organizations.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::{
    countries_of, profile, seed_profiles, seed_terms, strings, term_and_broader,
};

fn similar(slug: &str) -> String {
    format!("/api/v1/organizations/{slug}/similar")
}

fn working_in(countries: &[&str]) -> Value {
    countries.iter().map(|country| json!({"country": country, "sources": ["page"]})).collect()
}

#[actix_web::test]
async fn organizations_that_share_rarer_terms_rank_as_more_similar() {
    let directory = TestDirectory::with(&[
        profile(
            "one",
            json!({"focus_areas": ["land-theft", "bonded-labour"], "approaches": ["hotline"],
                   "countries": working_in(&["GH", "IN"])}),
        ),
        profile(
            "twin",
            json!({"focus_areas": ["land-theft", "bonded-labour"], "approaches": ["hotline"],
                   "countries": working_in(&["GH", "IN"])}),
        ),
        // Shares a rare focus area and a rare approach.
        profile("rare", json!({"focus_areas": ["land-theft"], "approaches": ["hotline"]})),
        // Shares a common focus area.
        profile("common", json!({"approaches": ["rescue"]})),
        // Shares as much, and has much that is not shared.
        profile(
            "wide",
            json!({"approaches": ["rescue", "research", "certification", "grant-making"],
                   "countries": working_in(&["FR", "DE", "IT", "ES", "PT"])}),
        ),
        profile("commoner", json!({"approaches": ["rescue"]})),
        profile("nothing", json!({"focus_areas": ["child-labour"], "approaches": ["research"]})),
        profile("ended", json!({"focus_areas": ["land-theft"], "status": "inactive"})),
        profile(
            "gone",
            json!({"focus_areas": ["land-theft"], "status": "withdrawn",
                   "withdrawal": {"reason": "It was made up."}}),
        ),
    ])
    .await;

    let answer = directory.get(&similar("one")).await;

    assert_eq!(answer.slugs(), ["twin", "rare", "common", "commoner", "wide"]);
    assert_eq!(answer.json()["meta"]["total"], 5);
    // Similar organizations of an inactive one are available too.
    assert!(directory.get(&similar("ended")).await.slugs().contains(&"rare".to_owned()));
}

/// The terms of a profile with their broader terms, its countries and affiliation, by facet.
fn traits(profile: &Value, terms: &[Vec<Value>; 2]) -> BTreeSet<(usize, String)> {
    let mut traits = BTreeSet::new();
    for (facet, key) in ["focus_areas", "approaches"].into_iter().enumerate() {
        for slug in strings(&profile[key]) {
            let lineage = term_and_broader(&terms[facet], slug).into_iter();
            traits.extend(lineage.map(|slug| (facet, slug)));
        }
    }
    traits.extend(countries_of(profile).into_iter().map(|code| (2, code.to_owned())));
    traits.extend(profile["affiliation"]["kind"].as_str().map(|kind| (3, kind.to_owned())));
    traits
}

#[actix_web::test]
async fn no_more_similar_organization_is_left_out() {
    let directory = TestDirectory::seeded().await;
    let profiles = seed_profiles();
    let terms = [seed_terms("focus_areas"), seed_terms("approaches")];
    let all: Vec<_> = profiles.iter().map(|profile| traits(profile, &terms)).collect();
    // Rarity counts every organization, whatever its status.
    let every: Vec<_> = seed_profiles().iter().map(|profile| traits(profile, &terms)).collect();
    let mut having: BTreeMap<&(usize, String), usize> = BTreeMap::new();
    every.iter().flatten().for_each(|value| *having.entry(value).or_default() += 1);
    let weigh = |value: &(usize, String)| {
        let rarity = (1.0 + every.len() as f64 / having[value] as f64).log2() * 16.0;
        [3, 2, 1, 1][value.0] as f64 * rarity.round()
    };
    let sum = |values: &mut dyn Iterator<Item = &(usize, String)>| values.map(weigh).sum::<f64>();
    for (one, own) in profiles.iter().zip(&all) {
        let slug = one["slug"].as_str().unwrap();
        let mut others: Vec<(f64, &str)> = profiles
            .iter()
            .zip(&all)
            .filter(|(other, _)| other["status"] == "active")
            .map(|(other, its)| {
                let shared = sum(&mut own.intersection(its));
                (shared / sum(&mut own.union(its)), other["slug"].as_str().unwrap())
            })
            .filter(|(resemblance, other)| *resemblance > 0.0 && *other != slug)
            .collect();
        others.sort_by(|(a, a_slug), (b, b_slug)| b.total_cmp(a).then(a_slug.cmp(b_slug)));
        let expected: Vec<&str> = others.iter().map(|(_, slug)| *slug).take(10).collect();
        assert_eq!(directory.get(&similar(slug)).await.slugs(), expected, "{slug}");
    }
}

#[actix_web::test]
async fn similar_organizations_resolve_keys_like_the_profile() {
    let directory = TestDirectory::seeded().await;

    let moved = directory.get(&format!("{}?fields=slug", similar("US-EIN-541722887"))).await;
    let location = moved.header("location").unwrap();
    assert_eq!(moved.status, 308);
    assert!(
        location
            .ends_with("/api/v1/organizations/international-justice-mission/similar?fields=slug"),
        "{location}"
    );
    let unknown = directory.get(&similar("internatonal-justice-mission")).await;
    assert_eq!(unknown.status, 404);
    assert!(unknown.text().contains("did you mean `international-justice-mission`"));
    let mut withdrawn = seed_profiles().remove(0);
    withdrawn["status"] = "withdrawn".into();
    withdrawn["withdrawal"] = json!({"reason": "It was made up."});
    let slug = withdrawn["slug"].as_str().unwrap().to_owned();
    directory.load(&[withdrawn]).await;
    assert_eq!(directory.get(&similar(&slug)).await.status, 410);
    assert_eq!(directory.get(&format!("{}?limit=3", similar("a21"))).await.status, 400);
}

#[actix_web::test]
async fn similar_organizations_have_the_rows_of_lists() {
    let directory = TestDirectory::seeded().await;
    let listed = directory.all_rows("/api/v1/organizations").await;

    let answer = directory.get(&similar("unseen")).await;

    assert_eq!(answer.slugs().len(), 10);
    for row in answer.json()["data"].as_array().unwrap() {
        assert!(listed.contains(row), "{row}");
    }
    let etag = answer.header("etag").unwrap();
    let again = directory.get_with(&similar("unseen"), &[("if-none-match", etag)]).await;
    assert_eq!(again.status, 304);
    let some = directory
        .get(&format!("{}?fields=slug,focus_areas&include=labels", similar("unseen")))
        .await;
    assert_ne!(some.header("etag"), Some(etag));
    let some = some.json();
    assert_eq!(some["data"][0].as_object().unwrap().len(), 2);
    let area = some["data"][0]["focus_areas"][0].as_str().unwrap();
    assert!(some["labels"][area].is_string(), "{some}");
}
