//! Filters of the list.

use antislavery_directory::domain::{Keyword, TermScheme};
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::{
    active_seed_profiles, countries_of, has_any, profile, seed_terms, strings, term_and_narrower,
};

const LIST: &str = "/api/v1/organizations";

/// The listed slugs, sorted.
async fn listed(directory: &TestDirectory, query: &str) -> Vec<String> {
    let mut slugs = directory.all_slugs(&format!("{LIST}?{query}")).await;
    slugs.sort();
    slugs
}

/// The slugs of the active seed profiles that pass, sorted.
fn passing(passes: impl Fn(&Value) -> bool) -> Vec<String> {
    let profiles = active_seed_profiles();
    let found = profiles.iter().filter(|it| passes(it));
    found.map(|profile| profile["slug"].as_str().unwrap().to_owned()).collect()
}

fn works_in(profile: &Value, country: &str) -> bool {
    countries_of(profile).contains(&country)
}

fn offers(profile: &Value, kind: &str) -> bool {
    profile["ways_to_help"].as_array().unwrap().iter().any(|way| way["kind"] == kind)
}

#[actix_web::test]
async fn a_term_filter_includes_narrower_terms() {
    let directory = TestDirectory::seeded().await;
    for &scheme in TermScheme::ALL {
        let (parameter, terms) = (scheme.as_str(), seed_terms(scheme.plural()));
        for term in &terms {
            let slug = term["slug"].as_str().unwrap();
            let wanted = term_and_narrower(&terms, slug);

            let found = listed(&directory, &format!("{parameter}={slug}")).await;

            let expected = passing(|profile| has_any(profile, scheme, &wanted));
            assert_eq!(found, expected, "{slug}");
        }
    }
    let bonded = listed(&directory, "focus_area=bonded-labour").await;
    let forced = listed(&directory, "focus_area=forced-labour").await;
    assert!(!bonded.is_empty() && bonded.len() < forced.len());
    assert!(bonded.iter().all(|slug| forced.contains(slug)));
}

#[actix_web::test]
async fn every_filter_matches_a_scan_of_the_seed_files() {
    let directory = TestDirectory::seeded().await;
    type Passes = Box<dyn Fn(&Value) -> bool>;
    let areas = seed_terms("focus_areas");
    let narrower = move |slug: &str| term_and_narrower(&areas, slug);
    let (forced, trafficking) = (narrower("forced-labour"), narrower("human-trafficking"));
    let (sexual, bonded) = (narrower("sexual-exploitation"), narrower("bonded-labour"));
    let year = |profile: &Value| profile["founded"].as_i64();
    let is_religious = |p: &Value| p["affiliation"]["kind"] == "faith-based";
    let cases: Vec<(&str, Passes)> = vec![
        ("country=IN", Box::new(|p| works_in(p, "IN"))),
        ("country=IN,NP", Box::new(|p| works_in(p, "IN") || works_in(p, "NP"))),
        ("country=IN&country=NP", Box::new(|p| works_in(p, "IN") || works_in(p, "NP"))),
        ("country=!IN", Box::new(|p| !works_in(p, "IN"))),
        ("country=NP,!IN", Box::new(|p| works_in(p, "NP") && !works_in(p, "IN"))),
        ("country=!NP,!IN", Box::new(|p| !works_in(p, "NP") && !works_in(p, "IN"))),
        ("country=%21IN", Box::new(|p| !works_in(p, "IN"))),
        ("way_to_help=volunteer", Box::new(|p| offers(p, "volunteer"))),
        ("way_to_help=shop,work", Box::new(|p| offers(p, "shop") || offers(p, "work"))),
        ("affiliation=faith-based", Box::new(is_religious)),
        ("affiliation=!faith-based", Box::new(move |p| !is_religious(p))),
        (
            "focus_area=forced-labour&country=IN",
            Box::new({
                let forced = forced.clone();
                move |p| has_any(p, TermScheme::FocusArea, &forced) && works_in(p, "IN")
            }),
        ),
        (
            "focus_area=forced-labour,!bonded-labour",
            Box::new(move |p| {
                has_any(p, TermScheme::FocusArea, &forced)
                    && !has_any(p, TermScheme::FocusArea, &bonded)
            }),
        ),
        (
            "focus_area=!sexual-exploitation",
            Box::new(move |p| !has_any(p, TermScheme::FocusArea, &sexual)),
        ),
        (
            "focus_area=organ-removal,human-trafficking&way_to_help=give&approach=!rescue",
            Box::new(move |p| {
                has_any(p, TermScheme::FocusArea, &trafficking)
                    && offers(p, "give")
                    && !strings(&p["approaches"]).contains(&"rescue")
            }),
        ),
        ("founded=1990", Box::new(move |p| year(p) == Some(1990))),
        (
            "founded=1990-2005",
            Box::new(move |p| year(p).is_some_and(|y| (1990..=2005).contains(&y))),
        ),
        ("founded=2005-", Box::new(move |p| year(p).is_some_and(|y| y >= 2005))),
        ("founded=-1990", Box::new(move |p| year(p).is_some_and(|y| y <= 1990))),
        ("founded=1600-1700", Box::new(|_| false)),
        ("status=active", Box::new(|_| true)),
        ("status=inactive", Box::new(|_| false)),
        ("updated_since=2000-01-01", Box::new(|_| true)),
        ("updated_since=2999-01-01", Box::new(|_| false)),
        ("verified_before=2999-01-01", Box::new(|p| !p["verified_at"].is_null())),
        ("", Box::new(|_| true)),
    ];
    for (query, passes) in cases {
        assert_eq!(listed(&directory, query).await, passing(passes), "{query}");
    }
}

#[actix_web::test]
async fn the_list_shows_only_active_organizations_by_default() {
    let withdrawal = json!({"reason": "It was made up."});
    let directory = TestDirectory::with(&[
        profile("a", json!({})),
        profile("b", json!({"status": "inactive"})),
        profile("c", json!({"status": "withdrawn", "withdrawal": withdrawal})),
    ])
    .await;
    for (query, slugs, default) in [
        ("", vec!["a"], json!({"status": ["active"]})),
        ("country=!IN", vec!["a"], json!({"status": ["active"]})),
        ("status=active", vec!["a"], json!({})),
        ("status=active,inactive", vec!["a", "b"], json!({})),
        ("status=withdrawn", vec!["c"], json!({})),
        ("status=!withdrawn", vec!["a", "b"], json!({})),
        ("status=!active", vec!["b", "c"], json!({})),
    ] {
        assert_eq!(listed(&directory, query).await, slugs, "{query}");
        let answer = directory.get(&format!("{LIST}?{query}")).await.json();
        assert_eq!(answer["meta"]["default_filters"], default, "{query}");
    }
    assert_eq!(directory.get("/api/v1").await.json()["data"]["organizations"], 2);
}

#[actix_web::test]
async fn verified_before_selects_profiles_last_verified_earlier() {
    let directory = TestDirectory::with(&[
        profile("a", json!({"verified_at": "2025-03-01"})),
        profile("b", json!({"verified_at": "2025-03-02"})),
        profile("c", json!({})),
    ])
    .await;
    for (day, slugs) in
        [("2025-03-01", vec![]), ("2025-03-02", vec!["a"]), ("2025-03-03", vec!["a", "b"])]
    {
        assert_eq!(listed(&directory, &format!("verified_before={day}")).await, slugs, "{day}");
    }
}

#[actix_web::test]
async fn updated_since_selects_profiles_changed_then_or_later() {
    let directory = TestDirectory::with(&[profile("a", json!({})), profile("b", json!({}))]).await;
    let before = directory.get("/api/v1").await.json();
    let before = before["data"]["updated_at"].as_str().unwrap();
    directory.load(&[profile("a", json!({"founded": 1990}))]).await;
    let changed = directory.get("/api/v1/organizations/a").await.json();
    let changed = changed["updated_at"].as_str().unwrap();

    assert_eq!(listed(&directory, &format!("updated_since={before}")).await, ["a", "b"]);
    assert_eq!(listed(&directory, &format!("updated_since={changed}")).await, ["a"]);
    assert_eq!(listed(&directory, &format!("updated_since={}", &changed[..10])).await, ["a", "b"]);
}
