//! Lists as citations for reference managers, and permanent URLs.

use std::collections::BTreeSet;

use antislavery_directory::http::Settings;
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::{profile, seed_profiles};

const BASE: &str = "https://directory.example";
const LIST: &str = "/api/v1/organizations";

async fn seeded() -> TestDirectory {
    let public_url = Some(BASE.to_owned());
    TestDirectory::seeded_with(Settings { public_url, ..Settings::default() }).await
}

/// The citation keys of a BibTeX file.
fn keys(bibtex: &str) -> Vec<&str> {
    let entries = bibtex.lines().filter(|line| line.starts_with('@'));
    entries.map(|line| line.split(['{', ',']).nth(1).unwrap()).collect()
}

#[actix_web::test]
async fn a_withdrawn_organization_has_no_citation() {
    let withdrawal = json!({"reason": "It closed.", "successor": null});
    let gone = profile("gone", json!({"status": "withdrawn", "withdrawal": withdrawal}));
    let directory = TestDirectory::with(&[gone, profile("a", json!({}))]).await;
    for format in ["bibtex", "ris", "csl"] {
        let path = format!("{LIST}?status=active,withdrawn&format={format}");

        let list = directory.get(&path).await.text();

        assert!(list.contains("a-r1") && !list.contains("gone"), "{list}");
        let one = directory.get(&format!("{LIST}/gone/formats/{format}")).await;
        assert_eq!(one.status, 410);
    }
}

#[actix_web::test]
async fn a_named_format_is_sent_whatever_the_client_accepts() {
    let directory = seeded().await;
    let csv = [("accept", "text/csv")];
    for path in [LIST, "/api/v1/research", "/api/v1/changes/summary", "/api/v1/focus-areas"] {
        let named = directory.get_with(&format!("{path}?format=json"), &csv).await;
        let not_named = directory.get_with(path, &csv).await;

        assert_eq!((named.status, not_named.status), (200, 406), "{path}");
    }
}

#[actix_web::test]
async fn a_list_has_one_citation_for_each_organization() {
    let directory = seeded().await;
    let profiles = seed_profiles();

    // The list shows only active organizations by default.
    let all = format!("{LIST}?status=!withdrawn");
    let bibtex = directory.get(&format!("{all}&format=bibtex")).await;
    let ris = directory.get(&format!("{all}&format=ris")).await;
    let csl = directory.get(&format!("{all}&format=csl")).await;

    assert_eq!(bibtex.header("content-type"), Some("application/x-bibtex; charset=utf-8"));
    let text = bibtex.text();
    let found: BTreeSet<&str> = keys(&text).into_iter().collect();
    assert_eq!((keys(&text).len(), found.len()), (profiles.len(), profiles.len()));
    assert_eq!(ris.text().matches("\r\nER  - \r\n").count(), profiles.len());
    let items = csl.json();
    let ids: BTreeSet<&str> =
        items.as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(ids, found);
    for profile in &profiles {
        let slug = profile["slug"].as_str().unwrap();
        assert!(found.contains(format!("{slug}-r1").as_str()), "{slug}");
        assert!(text.contains(&format!("url = {{{BASE}/organizations/{slug}/history/1}}")));
    }
}

#[actix_web::test]
async fn a_citation_in_a_list_is_that_of_the_profile() {
    let directory = seeded().await;
    for format in ["bibtex", "ris"] {
        let list = directory.get(&format!("{LIST}?format={format}")).await.text();
        for slug in ["unseen", "polaris", "anti-slavery-international"] {
            let one = directory.get(&format!("{LIST}/{slug}/formats/{format}")).await;
            assert_eq!(one.status, 200, "{format} {slug}");
            assert!(list.contains(&one.text()), "{format} {slug}");
        }
    }
}

#[actix_web::test]
async fn filters_order_and_pages_apply_to_citations() {
    let directory =
        TestDirectory::with(&["a", "b", "c", "d"].map(|slug| profile(slug, json!({})))).await;

    let page = directory.get(&format!("{LIST}?format=bibtex&per_page=3&sort=-name")).await;
    let next = page.link("next").unwrap().to_owned();
    let rest = directory.get(path_of(&next)).await;
    let found = directory.get(&format!("{LIST}?format=bibtex&q=b")).await;

    assert_eq!(keys(&page.text()), ["d-r1", "c-r1", "b-r1"]);
    assert!(next.contains("format=bibtex"), "{next}");
    assert_eq!(keys(&rest.text()), ["a-r1"]);
    assert_eq!(keys(&found.text()), ["b-r1"]);
}

/// The path and query of a URL, which may be absolute.
fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    &rest[rest.find('/').unwrap_or(0)..]
}

#[actix_web::test]
async fn citations_support_conditional_requests_and_the_search_by_body() {
    let directory = seeded().await;
    let path = format!("{LIST}?format=ris&country=IN");
    let first = directory.get(&path).await;
    let etag = first.header("etag").unwrap();

    let again = directory.get_with(&path, &[("if-none-match", etag)]).await;
    let body = json!({"country": ["IN"], "format": "ris"});
    let searched = directory.send("POST", &format!("{LIST}/search"), &body).await;

    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(searched.text(), first.text());
    assert_eq!(searched.header("cache-control"), Some("no-store"));
}

#[actix_web::test]
async fn a_parameter_that_shapes_json_is_refused_with_citations() {
    let directory = TestDirectory::with(&[]).await;
    for (query, parameter) in [
        ("format=bibtex&fields=slug", "fields"),
        ("format=csl&include=labels", "include"),
        ("format=ris&facets=country", "facets"),
        ("format=docx", "format"),
    ] {
        let refused = directory.get(&format!("{LIST}?{query}")).await;
        assert_eq!(refused.status, 400, "{query}");
        assert_eq!(refused.json()["errors"][0]["parameter"], parameter, "{query}");
    }
}

#[actix_web::test]
async fn research_has_citations_with_unique_keys() {
    let directory = seeded().await;
    let path = "/api/v1/research";
    let total = directory.get(path).await.json()["meta"]["total"].as_u64().unwrap() as usize;

    let bibtex = directory.get(&format!("{path}?format=bibtex")).await.text();
    let ris = directory.get(&format!("{path}?format=ris")).await.text();
    let csl = directory.get(&format!("{path}?format=csl")).await.json();
    let books = directory.get(&format!("{path}?format=csl&kind=book")).await.json();

    let unique: BTreeSet<&str> = keys(&bibtex).into_iter().collect();
    assert_eq!((keys(&bibtex).len(), unique.len()), (total, total));
    assert_eq!(ris.matches("ER  - \r\n").count(), total);
    assert_eq!(csl.as_array().unwrap().len(), total);
    assert!(books.as_array().unwrap().iter().all(|item| item["type"] == "book"), "{books}");
    let refused = directory.get("/api/v1/ways-to-help?format=bibtex").await;
    assert_eq!(refused.status, 400);
}

#[actix_web::test]
async fn a_book_is_not_published_by_the_organization_that_lists_it() {
    let directory = seeded().await;
    let books = |format| format!("/api/v1/research?kind=book&format={format}");

    let bibtex = directory.get(&books("bibtex")).await.text();
    let ris = directory.get(&books("ris")).await.text();
    let csl = directory.get(&books("csl")).await.json();
    let reports = directory.get("/api/v1/research?kind=report&format=csl").await.json();

    assert!(!bibtex.contains("publisher = ") && !ris.contains("PB  - "), "{bibtex}{ris}");
    assert!(bibtex.contains("note = {{Listed in the profile of Free the Slaves}}"), "{bibtex}");
    assert!(ris.contains("N1  - Listed in the profile of Free the Slaves\r\n"), "{ris}");
    for book in csl.as_array().unwrap() {
        assert!(book.get("publisher").is_none() && book["note"].is_string(), "{book}");
    }
    assert!(reports.as_array().unwrap().iter().all(|report| report["publisher"].is_string()));
}

#[actix_web::test]
async fn permanent_urls_begin_with_the_configured_base() {
    let settings = Settings {
        public_url: Some(BASE.to_owned()),
        permalink_base: Some("https://w3id.example/directory".to_owned()),
        ..Settings::default()
    };
    let directory = TestDirectory::seeded_with(settings).await;
    let permalink = "https://w3id.example/directory/organizations/polaris";

    let page = directory.get("/organizations/polaris").await;
    let data = directory.get(&format!("{LIST}/polaris?format=jsonld")).await.json();
    let bibtex = directory.get(&format!("{LIST}?format=bibtex")).await.text();

    assert_eq!(page.link("cite-as"), Some(permalink));
    assert!(page.text().contains(&format!("{permalink}/history/1")));
    assert_eq!(data["@id"], format!("{permalink}#organization"));
    assert_eq!(data["mainEntityOfPage"]["@id"], permalink);
    assert_eq!(data["mainEntityOfPage"]["url"], format!("{BASE}/organizations/polaris"));
    assert!(bibtex.contains(&format!("url = {{{permalink}/history/1}}")), "{bibtex}");
    let described_by = format!("<{BASE}{LIST}/polaris/formats/jsonld>; rel=\"describedby\"");
    assert!(page.header("link").is_some_and(|links| links.contains(&described_by)));
}

#[actix_web::test]
async fn the_url_of_a_citation_is_the_page_of_its_version() {
    let directory = seeded().await;
    let mut changed = seed_profiles().into_iter().find(|it| it["slug"] == "polaris").unwrap();
    changed["summary"] = Value::from("Another summary, for a test.");
    directory.load(&[changed]).await;

    let csl = directory.get(&format!("{LIST}/polaris/formats/csl")).await.json();

    assert_eq!(csl[0]["URL"], format!("{BASE}/organizations/polaris/history/2"));
    let version = directory.get("/organizations/polaris/history/2").await;
    let older = directory.get("/organizations/polaris/history/1").await.text();
    assert_eq!(version.status, 200);
    assert!(older.contains(&format!("url = {{{BASE}/organizations/polaris/history/1}}")));
}
