//! The service that matches labels with terms.

use antislavery_directory::domain::{Keyword, TermScheme};
use serde_json::{Value, json};

use super::schemas::check;
use super::{TERMS, candidates, ids, row};
use crate::harness::TestDirectory;
use crate::support::profiles::seed_terms;

#[actix_web::test]
async fn every_label_of_every_term_finds_its_term_first() {
    let directory = TestDirectory::seeded().await;
    let mut count = 0;
    for scheme in TermScheme::ALL {
        for term in seed_terms(scheme.plural()) {
            let id = format!("{}.{}", scheme.as_str(), term["slug"].as_str().unwrap());
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let mut labels = vec![text(&term["label"]), text(&term["slug"]), id.clone()];
            labels.extend(term["alt_labels"].as_array().unwrap().iter().map(text));
            for label in labels {
                let query = json!({"query": label, "type": scheme.as_str(), "limit": 3});
                let found = candidates(&directory, TERMS, query).await;

                let first = found.first().unwrap_or_else(|| panic!("{label} finds nothing"));
                let (score, is_match) = (first["score"].as_f64().unwrap(), &first["match"]);
                assert!(score >= 95.0, "{label}: {found:?}");
                // A label of two terms of one vocabulary is not a match.
                let is_first = ids(&found)[0] == id || *is_match == false;
                assert!(is_first, "{label}: {found:?}");
                count += 1;
            }
        }
    }
    assert!(count > 400, "only {count} labels");
}

#[actix_web::test]
async fn labels_match_in_the_spellings_that_a_search_finds() {
    let directory = TestDirectory::seeded().await;
    for (label, id, is_match) in [
        ("Bonded labor", "focus_area.bonded-labour", true),
        ("debt bondage", "focus_area.bonded-labour", true),
        ("HUMAN TRAFFICKING", "focus_area.human-trafficking", true),
        ("fishing", "sector.fishing", true),
        ("Forced labuor", "focus_area.forced-labour", false),
        ("victims of child labour", "focus_area.child-labour", false),
    ] {
        let found = candidates(&directory, TERMS, json!({"query": label})).await;

        assert_eq!(ids(&found).first(), Some(&id), "{label}");
        assert_eq!(found[0]["match"], is_match, "{label}: {found:?}");
    }
    assert!(candidates(&directory, TERMS, json!({"query": "rocket fuel"})).await.is_empty());
}

#[actix_web::test]
async fn a_type_restricts_the_vocabulary_and_an_unknown_one_does_not() {
    let directory = TestDirectory::seeded().await;
    for (kind, expected) in [
        (json!("approach"), None),
        (json!(["focus_area", "sector"]), Some("focus_area.bonded-labour")),
        (json!("Q5"), Some("focus_area.bonded-labour")),
        (json!(null), Some("focus_area.bonded-labour")),
    ] {
        let query = json!({"query": "Bonded labour", "type": kind});
        let found = candidates(&directory, TERMS, query).await;
        let exact = found.iter().find(|it| it["score"] == 100.0);
        assert_eq!(exact.map(|it| it["id"].as_str().unwrap()), expected, "{kind}");
    }
}

#[actix_web::test]
async fn terms_have_properties_suggestions_and_a_page() {
    let directory = TestDirectory::seeded().await;
    let id = "focus_area.bonded-labour";
    let term = directory.get("/api/v1/focus-areas/bonded-labour").await.json();
    let wanted = ["slug", "label", "definition", "group", "organizations", "vocabulary", "x"];
    let wanted: Vec<Value> = wanted.iter().map(|id| json!({"id": id})).collect();
    let expected = json!({
        "slug": [{"str": "bonded-labour"}],
        "label": [{"str": "Bonded labour"}],
        "definition": [{"str": term["definition"]}],
        "group": [{"str": "false"}],
        "organizations": [{"int": term["count"]}],
        "vocabulary": [{"str": "focus area"}],
        "x": [{}],
    });
    assert_eq!(row(&directory, TERMS, id, wanted.into()).await, expected);

    let get = async |path: &str| directory.get(&format!("{TERMS}/suggest/{path}")).await.json();
    let found = get("entity?prefix=bond").await;
    check("suggest-entities-response", &found);
    assert_eq!(found["result"][0]["id"], id);
    assert_eq!(found["result"][0]["notable"], json!(["focus_area"]));
    let types = get("type?prefix=").await;
    check("suggest-types-response", &types);
    assert_eq!(types["result"].as_array().unwrap().len(), TermScheme::ALL.len());
    check("suggest-properties-response", &get("property?prefix=lab").await);

    let page = directory.get(&format!("/terms/{id}")).await;
    assert_eq!(page.status, 308);
    assert!(page.header("location").unwrap().ends_with("/focus-areas/bonded-labour"));
    for unknown in ["/terms/focus_area.x", "/terms/bonded-labour", "/terms/x/preview"] {
        assert_eq!(directory.get(unknown).await.status, 404, "{unknown}");
    }
}
