//! The vocabularies as SKOS. `tests/clients/skos.py` compares the two formats as graphs.

use antislavery_directory::domain::{Keyword, TermScheme};
use antislavery_directory::http::Settings;
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::seed_terms;

const BASE: &str = "https://directory.example";

async fn seeded() -> TestDirectory {
    let public_url = Some(BASE.to_owned());
    TestDirectory::seeded_with(Settings { public_url, ..Settings::default() }).await
}

#[actix_web::test]
async fn every_vocabulary_is_a_concept_scheme() {
    let directory = seeded().await;
    for &scheme in TermScheme::ALL {
        let path = format!("/api/v1{}", scheme.path());
        let terms = seed_terms(scheme.plural());

        let answer = directory.get(&format!("{path}?format=jsonld")).await;

        assert_eq!(answer.header("content-type"), Some("application/ld+json"));
        let document = answer.json();
        let graph = document["@graph"].as_array().unwrap();
        let of = |class: &str| graph.iter().filter(|it| it["type"] == class).collect::<Vec<_>>();
        assert_eq!(of("skos:ConceptScheme").len(), 1, "{path}");
        assert_eq!(of("skos:ConceptScheme")[0]["id"], format!("{BASE}{}", scheme.path()));
        assert_eq!(of("skos:Concept").len(), terms.len(), "{path}");
        for term in &terms {
            let id = format!("{BASE}{}/{}", scheme.path(), term["slug"].as_str().unwrap());
            let concept = graph.iter().find(|it| it["id"] == id.as_str()).unwrap();
            assert_eq!(concept["prefLabel"], term["label"], "{id}");
            assert_eq!(concept["definition"], term["definition"], "{id}");
            assert_eq!(concept["notation"], term["slug"], "{id}");
            assert_eq!(concept["altLabel"].as_array(), filled(&term["alt_labels"]), "{id}");
            assert_eq!(concept["exactMatch"].as_array(), filled(&term["exact_match"]), "{id}");
            let above = term["broader"].as_array().unwrap().iter();
            let above: Vec<String> = above
                .map(|slug| format!("{BASE}{}/{}", scheme.path(), slug.as_str().unwrap()))
                .collect();
            let written = concept["broader"].as_array().into_iter().flatten();
            let written: Vec<&str> = written.map(|it| it.as_str().unwrap()).collect();
            assert_eq!(written, above, "{id}");
            for broader in concept["broader"].as_array().into_iter().flatten() {
                let above = graph.iter().find(|it| &it["id"] == broader).unwrap();
                assert!(above["narrower"].as_array().unwrap().contains(&id.as_str().into()));
            }
        }
    }
}

/// The elements of a list; `None` if it has none.
fn filled(list: &Value) -> Option<&Vec<Value>> {
    list.as_array().filter(|list| !list.is_empty())
}

#[actix_web::test]
async fn turtle_has_prefixes_and_escaped_texts() {
    let directory = seeded().await;
    let mut term = seed_terms("focus_areas").remove(1);
    term["label"] = json!("A \"quoted\" \\ label");
    let iri = format!("{BASE}/focus-areas/{}", term["slug"].as_str().unwrap());
    directory.load_terms(TermScheme::FocusArea, std::slice::from_ref(&term)).await;
    let path = format!("/api/v1/focus-areas/{}", term["slug"].as_str().unwrap());

    let answer = directory.get_with(&path, &[("accept", "text/turtle")]).await;

    assert_eq!(answer.header("content-type"), Some("text/turtle; charset=utf-8"));
    let text = answer.text();
    assert!(text.starts_with("@prefix "), "{text}");
    assert!(text.contains(&format!("<{iri}> a skos:Concept")), "{text}");
    assert!(text.contains(r#"skos:prefLabel "A \"quoted\" \\ label"@en"#), "{text}");
}

#[actix_web::test]
async fn the_format_of_a_vocabulary_is_named_or_negotiated() {
    let directory = seeded().await;
    let list = "/api/v1/approaches";
    let term = "/api/v1/approaches/legal-support";
    for path in [list, term] {
        for (query, accept, expected) in [
            ("", "*/*", "application/json"),
            ("", "application/ld+json", "application/ld+json"),
            ("", "text/turtle, application/json;q=0.5", "text/turtle; charset=utf-8"),
            ("?format=ttl", "application/json", "text/turtle; charset=utf-8"),
            ("?format=json", "text/turtle", "application/json"),
        ] {
            let path = format!("{path}{query}");
            let answer = directory.get_with(&path, &[("accept", accept)]).await;
            assert_eq!(answer.header("content-type"), Some(expected), "{path} {accept}");
            let etag = answer.header("etag").unwrap();
            let headers = [("accept", accept), ("if-none-match", etag)];
            assert_eq!(directory.get_with(&path, &headers).await.status, 304, "{path} {accept}");
        }
        let refused = directory.get(&format!("{path}?format=xml")).await;
        assert_eq!(refused.status, 406);
        assert_eq!(refused.json()["errors"][0]["allowed"], json!(["json", "jsonld", "ttl"]));
    }
}

#[actix_web::test]
async fn the_pages_of_terms_redirect_programs_to_the_data() {
    let directory = seeded().await;
    for path in ["/focus-areas", "/focus-areas/bonded-labour"] {
        for (accept, query) in [
            ("text/turtle", "?format=ttl"),
            ("application/ld+json", "?format=jsonld"),
            ("application/json", ""),
        ] {
            let answer = directory.get_with(path, &[("accept", accept)]).await;
            let target = format!("{BASE}/api/v1{path}{query}");
            assert_eq!((answer.status, answer.header("location")), (303, Some(target.as_str())));
        }
        let page = directory.get_with(path, &[("accept", "*/*")]).await;
        assert!(page.header("content-type").unwrap().starts_with("text/html"));
    }
}
