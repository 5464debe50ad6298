//! Terms and countries with their counts.

use std::collections::BTreeMap;

use antislavery_directory::domain::{Keyword, TermScheme};
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::{
    active_seed_profiles, countries_of, has_any, profile, seed_terms, strings, term_and_narrower,
};

#[actix_web::test]
async fn terms_are_served_as_written_with_counts_and_narrower_terms() {
    let directory = TestDirectory::seeded().await;
    let profiles = active_seed_profiles();
    for &scheme in TermScheme::ALL {
        let path = &format!("/api/v1{}", scheme.path());
        let terms = seed_terms(scheme.plural());

        let answer = directory.get(path).await.json();

        let rows = answer["data"].as_array().unwrap();
        assert_eq!(rows.len(), terms.len(), "{path}");
        assert_eq!(answer["meta"]["total"], terms.len(), "{path}");
        for (row, term) in rows.iter().zip(&terms) {
            let slug = term["slug"].as_str().unwrap();
            let narrower_slugs = term_and_narrower(&terms, slug);
            let is_counted = |profile: &&Value| has_any(profile, scheme, &narrower_slugs);
            let narrower: Vec<&Value> = terms
                .iter()
                .filter(|other| strings(&other["broader"]).contains(&slug))
                .map(|other| &other["slug"])
                .collect();
            assert_eq!(row["count"], profiles.iter().filter(is_counted).count(), "{slug}");
            assert_eq!(row["narrower"], json!(narrower), "{slug}");
            let mut written = row.clone();
            let keys = written.as_object_mut().unwrap();
            keys.remove("count");
            keys.remove("narrower");
            assert_eq!(written, *term, "{slug}");

            let single = directory.get(&format!("{path}/{slug}")).await.json();
            assert_eq!(single, *row, "{slug}");
        }
    }
}

#[actix_web::test]
async fn a_term_count_equals_the_total_of_its_filter() {
    let directory = TestDirectory::with(&[
        profile("a", json!({"focus_areas": ["bonded-labour", "forced-labour"]})),
        profile("b", json!({"focus_areas": ["forced-labour"]})),
        profile("c", json!({"focus_areas": ["bonded-labour"], "status": "inactive"})),
    ])
    .await;
    for (slug, count) in [("modern-slavery", 2), ("forced-labour", 2), ("bonded-labour", 1)] {
        let term = directory.get(&format!("/api/v1/focus-areas/{slug}")).await.json();
        let list = directory.get(&format!("/api/v1/organizations?focus_area={slug}")).await.json();

        assert_eq!(term["count"], count, "{slug}");
        assert_eq!(list["meta"]["total"], count, "{slug}");
    }
}

#[actix_web::test]
async fn an_unknown_term_returns_404_with_a_suggestion() {
    let directory = TestDirectory::seeded().await;
    for (path, meant) in [
        ("/api/v1/focus-areas/bonded-labuor", Some("bonded-labour")),
        ("/api/v1/approaches/resceu", Some("rescue")),
        ("/api/v1/focus-areas/rescue", None),
        ("/api/v1/focus-areas/%ff", None),
        ("/api/v1/focus-areas/Bonded-Labor%00", Some("bonded-labour")),
    ] {
        let answer = directory.get(path).await;

        assert_eq!(answer.status, 404, "{path}");
        let problem = answer.json();
        assert_eq!(problem["type"], "/problems/unknown-term", "{path}");
        let detail = problem["detail"].as_str().unwrap();
        let expected = meant.map(|meant| format!("did you mean `{meant}`?"));
        assert_eq!(detail.contains("did you mean"), expected.is_some(), "{detail}");
        assert!(expected.is_none_or(|expected| detail.contains(&expected)), "{detail}");
    }
}

#[actix_web::test]
async fn country_counts_equal_the_organizations_working_there() {
    let directory = TestDirectory::seeded().await;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for profile in active_seed_profiles() {
        for code in countries_of(&profile) {
            *counts.entry(code.to_owned()).or_default() += 1;
        }
    }

    let answer = directory.get("/api/v1/countries").await.json();

    let rows = answer["data"].as_array().unwrap();
    let served: Vec<(String, usize)> = rows
        .iter()
        .map(|row| {
            let count = usize::try_from(row["count"].as_u64().unwrap()).unwrap();
            (row["country"].as_str().unwrap().to_owned(), count)
        })
        .collect();
    assert_eq!(served, counts.into_iter().collect::<Vec<_>>());
    assert_eq!(answer["meta"]["total"], rows.len());
    let name_of = |code: &str| {
        rows.iter().find(|row| row["country"] == code).map(|row| row["name"].as_str().unwrap())
    };
    assert_eq!(name_of("IN"), Some("India"));
    assert_eq!(name_of("NP"), Some("Nepal"));
}

#[test]
fn a_slug_in_several_schemes_has_one_label() {
    let mut labels: BTreeMap<String, Value> = BTreeMap::new();
    for term in TermScheme::ALL.iter().flat_map(|scheme| seed_terms(scheme.plural())) {
        let slug = term["slug"].as_str().unwrap().to_owned();
        let before = labels.insert(slug.clone(), term["label"].clone());
        assert!(before.is_none_or(|label| label == term["label"]), "{slug}");
    }
}
