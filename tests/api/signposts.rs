//! Links for programs: FAIR Signposting, link sets, and negotiation between pages and data.

use antislavery_directory::http::Settings;
use serde_json::{Value, json};

use crate::harness::{Answer, TestDirectory};
use crate::support::profiles::profile;

const BASE: &str = "https://directory.example";
const PAGE: &str = "/organizations/unseen";

async fn seeded() -> TestDirectory {
    let public_url = Some(BASE.to_owned());
    TestDirectory::seeded_with(Settings { public_url, ..Settings::default() }).await
}

/// The links of a response: relation, URL and media type.
fn links(answer: &Answer) -> Vec<(String, String, Option<String>)> {
    let header = answer.header("link").unwrap();
    assert!(header.len() <= 4096, "{header}");
    let links = header.split(", <").map(|link| {
        let mut parts = link.trim_start_matches('<').split("; ");
        let url = parts.next().unwrap().trim_end_matches('>').to_owned();
        let quoted = |part: &str, name: &str| {
            let value = part.strip_prefix(name)?.strip_prefix("=\"")?.strip_suffix('"')?;
            Some(value.to_owned())
        };
        let relation = quoted(parts.next().unwrap(), "rel").unwrap();
        (relation, url, parts.next().and_then(|part| quoted(part, "type")))
    });
    links.collect()
}

/// The path of a URL of this directory.
fn path_of(url: &str) -> &str {
    url.strip_prefix(BASE).unwrap()
}

#[actix_web::test]
async fn a_profile_page_links_to_its_metadata_content_and_licence() {
    let directory = seeded().await;

    let page = directory.get(PAGE).await;

    let links = links(&page);
    let of = |relation: &str| -> Vec<&str> {
        let found = links.iter().filter(|(it, ..)| it == relation);
        found.map(|(_, url, _)| url.as_str()).collect()
    };
    assert_eq!(of("cite-as"), [format!("{BASE}{PAGE}")]);
    assert_eq!(of("license"), ["https://creativecommons.org/publicdomain/zero/1.0/"]);
    assert!(of("type").contains(&"https://schema.org/AboutPage"));
    assert_eq!((of("describedby").len(), of("item").len(), of("linkset").len()), (1, 1, 1));
    for (relation, url, media_type) in &links {
        if ["describedby", "item", "linkset"].contains(&relation.as_str()) {
            let target = directory.get(path_of(url)).await;
            assert_eq!(target.status, 200, "{url}");
            let sent = target.header("content-type").unwrap().split(';').next();
            assert_eq!(sent, media_type.as_deref(), "{url}");
        }
    }
    let head = directory.request("HEAD", PAGE, &[]).await;
    assert_eq!(head.header("link"), page.header("link"));
    let etag = page.header("etag").unwrap();
    let unchanged = directory.get_with(PAGE, &[("if-none-match", etag)]).await;
    assert_eq!((unchanged.status, unchanged.header("link")), (304, page.header("link")));
}

#[actix_web::test]
async fn content_and_metadata_link_back_to_the_page() {
    let directory = seeded().await;
    let api = "/api/v1/organizations/unseen";
    for (path, relation) in [
        (api.to_owned(), "collection"),
        (format!("{api}/formats/json"), "collection"),
        (format!("{api}/formats/md"), "collection"),
        (format!("{api}/formats/jsonld"), "describes"),
        (format!("{api}?format=bibtex"), "describes"),
        (format!("{api}/formats/csl"), "describes"),
        (format!("{api}/formats/ris"), "describes"),
    ] {
        let answer = directory.get(&path).await;
        let html = Some("text/html".to_owned());
        let back = (relation.to_owned(), format!("{BASE}{PAGE}"), html);
        assert!(links(&answer).contains(&back), "{path}: {:?}", answer.header("link"));
    }
    // Its header is written in another way.
    let (json, markdown) =
        (directory.get(api).await, directory.get(&format!("{api}/formats/md")).await);
    assert_eq!(json.header("link"), markdown.header("link"));
}

#[actix_web::test]
async fn the_link_set_has_the_links_of_every_resource() {
    let directory = seeded().await;
    let path = "/api/v1/organizations/unseen/linkset";

    let answer = directory.get(path).await;

    assert_eq!(answer.header("content-type"), Some("application/linkset+json"));
    let set = answer.json();
    let contexts = set["linkset"].as_array().unwrap();
    assert_eq!(contexts.len(), 7);
    let page = &contexts[0];
    assert_eq!(page["anchor"], format!("{BASE}{PAGE}"));
    assert_eq!(page["cite-as"], json!([{"href": format!("{BASE}{PAGE}")}]));
    let targets = |key: &str| -> Vec<&Value> { page[key].as_array().unwrap().iter().collect() };
    for target in [targets("describedby"), targets("item")].concat() {
        let context = contexts.iter().find(|it| it["anchor"] == target["href"]).unwrap();
        let back = context.get("collection").or_else(|| context.get("describes")).unwrap();
        assert_eq!(back, &json!([{"href": format!("{BASE}{PAGE}"), "type": "text/html"}]));
    }
    let as_json = directory.get_with(path, &[("accept", "application/json")]).await;
    let refused = directory.get_with(path, &[("accept", "text/html")]).await;
    assert_eq!((as_json.status, refused.status), (200, 406));
    let moved = directory.get("/api/v1/organizations/US-EIN-541722887/linkset").await;
    let target = format!("{BASE}/api/v1/organizations/international-justice-mission/linkset");
    assert_eq!((moved.status, moved.header("location")), (308, Some(target.as_str())));
}

#[actix_web::test]
async fn lists_link_to_their_citations_and_files() {
    let directory = seeded().await;
    for page in ["/organizations?country=IN&per_page=5", "/research?kind=book"] {
        let answer = directory.get(page).await;
        let links = links(&answer);
        let files = links.iter().filter(|(relation, ..)| relation == "describedby");
        assert!(files.count() >= 2, "{page}: {links:?}");
        for (relation, url, media_type) in &links {
            if media_type.is_some() {
                let target = directory.get(path_of(url)).await;
                assert_eq!(target.status, 200, "{relation} {url}");
                let sent = target.header("content-type").unwrap().split(';').next();
                assert_eq!(sent, media_type.as_deref(), "{url}");
            }
        }
    }
    let long = format!("/organizations?q={}", "%E2%82%AC".repeat(256));
    assert_eq!(directory.get(&long).await.header("link"), None);
}

#[actix_web::test]
async fn a_page_redirects_programs_to_the_data() {
    let directory = seeded().await;
    let api = format!("{BASE}/api/v1{PAGE}");
    for (accept, target) in [
        ("application/ld+json", format!("{api}/formats/jsonld")),
        ("application/json", api.clone()),
        ("text/markdown", format!("{api}/formats/md")),
        ("application/x-bibtex", format!("{api}/formats/bibtex")),
        ("application/json, text/html;q=0.5", api.clone()),
        ("text/html;q=0.8, application/ld+json", format!("{api}/formats/jsonld")),
    ] {
        for method in ["GET", "HEAD"] {
            let answer = directory.request(method, PAGE, &[("accept", accept)]).await;
            assert_eq!(answer.status, 303, "{accept}");
            assert_eq!(answer.header("location"), Some(target.as_str()), "{accept}");
            assert!(answer.header("vary").unwrap().contains("Accept"), "{accept}");
        }
        let headers = [("accept", accept)];
        assert_eq!(directory.get_with(path_of(&target), &headers).await.status, 200, "{accept}");
    }
    for accept in [
        "*/*",
        "text/html",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "text/html, application/json",
    ] {
        let answer = directory.get_with(PAGE, &[("accept", accept)]).await;
        assert_eq!(answer.status, 200, "{accept}");
        assert!(answer.header("content-type").unwrap().starts_with("text/html"), "{accept}");
        assert!(answer.header("vary").unwrap().contains("Accept"), "{accept}");
    }
    let refused = directory.get_with(PAGE, &[("accept", "image/png")]).await;
    assert_eq!(refused.status, 406);
}

#[actix_web::test]
async fn a_withdrawn_organization_has_no_signposts() {
    let withdrawn = json!({"status": "withdrawn", "withdrawal": {"reason": "It asked for it."}});
    let directory = TestDirectory::with(&[profile("a", withdrawn)]).await;

    let page = directory.get_with("/organizations/a", &[("accept", "application/json")]).await;
    let set = directory.get("/api/v1/organizations/a/linkset").await;

    assert_eq!((page.status, set.status), (410, 410));
    assert_eq!(page.header("link"), None);
}
