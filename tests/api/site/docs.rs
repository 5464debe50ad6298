//! The API reference at `/docs/`.

use serde_json::json;

use super::{BROWSER, attributes, unescaped};
use crate::documents::DOCUMENT;
use crate::harness::TestDirectory;
use crate::support::profiles::profile;

const HOST: (&str, &str) = ("host", "example.org");

/// The path, method and id of every operation, as the document lists them.
fn operations() -> Vec<(String, String, String)> {
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let of = |(path, item): (&String, &serde_json::Value)| {
        let methods = item.as_object().unwrap().iter();
        let named = methods.map(|(method, operation)| {
            let id = operation["operationId"].as_str().unwrap();
            (path.clone(), method.to_uppercase(), id.to_owned())
        });
        named.collect::<Vec<_>>()
    };
    paths.iter().flat_map(of).collect()
}

/// The URLs in the commands of a page, without the host.
fn commands(html: &str) -> Vec<String> {
    let of = html.split("<pre ").skip(1).map(|rest| rest.split("</pre>").next().unwrap());
    let urls = of.filter(|text| text.contains("<code>curl")).map(|text| {
        let text = unescaped(text);
        let url = text.split("'http://").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        url[url.find('/').unwrap()..].to_owned()
    });
    urls.collect()
}

#[actix_web::test]
async fn former_paths_redirect_to_the_reference_and_to_the_document() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    for (path, target) in [
        ("/docs", "/docs/"),
        ("/docs/index.html", "/docs/"),
        ("/docs/openapi.json", "/api/v1/openapi.json"),
    ] {
        let answer = directory.get(path).await;
        assert_eq!((answer.status, answer.header("location")), (302, Some(target)), "{path}");
    }
}

#[actix_web::test]
async fn the_reference_lists_every_operation_with_its_page() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let overview = directory.get_with("/docs/", &[BROWSER]).await.text();
    assert!(attributes(&overview, "href").contains(&"/api/v1/openapi.json"));
    assert!(attributes(&overview, "href").contains(&"/problems"));

    let operations = operations();
    assert!(operations.len() > 50);
    for (path, method, id) in operations {
        let link = format!("/docs/{id}");
        assert!(attributes(&overview, "href").contains(&link.as_str()), "{id}");
        let page = directory.get_with(&link, &[BROWSER]).await;
        assert_eq!(page.status, 200, "{id}");
        let html = page.text();
        assert_eq!(attributes(&html, "data-path"), [path.as_str()], "{id}");
        assert_eq!(attributes(&html, "data-method"), [method.as_str()], "{id}");
        assert!(html.contains("<a href=\"/docs/\">API reference</a>"), "{id}");
        assert_eq!(html.matches("<h1").count(), 1, "{id}");
    }
}

#[actix_web::test]
async fn every_type_has_a_page_that_links_to_its_operations() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let list = directory.get_with("/docs/schemas", &[BROWSER]).await.text();
    for name in DOCUMENT["components"]["schemas"].as_object().unwrap().keys() {
        let path = format!("/docs/schemas/{name}");
        assert!(attributes(&list, "href").contains(&path.as_str()), "{name}");
        assert_eq!(directory.get_with(&path, &[BROWSER]).await.status, 200, "{name}");
    }
    let list = directory.get_with("/docs/schemas/OrganizationPage", &[BROWSER]).await.text();
    assert!(attributes(&list, "href").contains(&"/docs/list_organizations"));
    let source = directory.get_with("/docs/schemas/Source", &[BROWSER]).await.text();
    assert!(attributes(&source, "href").contains(&"/docs/schemas/Profile"));
}

#[actix_web::test]
async fn descriptions_are_text_with_code_and_never_markup() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;

    let key = directory.get_with("/docs/schemas/Key", &[BROWSER]).await.text();
    let list = directory.get_with("/docs/list_organizations", &[BROWSER]).await.text();

    assert!(key.contains("<code>key:&#60;name&#62;</code>"), "{key}");
    assert!(list.contains("slugs of approaches, like <code>focus_area</code>."), "{list}");
    assert!(list.contains("integer, 1 to 100"), "{list}");
}

#[actix_web::test]
async fn the_commands_of_the_reference_work() {
    let directory = TestDirectory::seeded().await;
    let overview = directory.get_with("/docs/", &[BROWSER, HOST]).await.text();
    let mut tried = commands(&overview);
    assert_eq!(tried.len(), 3);
    for (_, _, id) in operations().into_iter().filter(|(_, method, _)| method == "GET") {
        let html = directory.get_with(&format!("/docs/{id}"), &[BROWSER, HOST]).await.text();
        let command = commands(&html);
        assert_eq!(command.len(), 1, "{id}");
        tried.extend(command.into_iter().filter(|path| !path.ends_with("/keys/self")));
    }
    for path in tried {
        assert_eq!(directory.get(&path).await.status, 200, "{path}");
    }
}

#[actix_web::test]
async fn a_form_works_without_a_script_if_all_its_values_are_in_the_query() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;

    let list = directory.get_with("/docs/list_organizations", &[BROWSER]).await.text();
    let read = directory.get_with("/docs/find_organization", &[BROWSER]).await.text();
    let edit = directory.get_with("/docs/patch_organization", &[BROWSER]).await.text();

    assert!(attributes(&list, "action").contains(&"/api/v1/organizations"));
    assert!(attributes(&list, "name").contains(&"focus_area"));
    assert!(!list.contains("<fieldset disabled>") && !list.contains("<noscript>"));
    assert!(read.contains("<fieldset disabled>"));
    let example = "/api/v1/organizations/international-justice-mission";
    assert!(attributes(&read, "href").contains(&example));
    assert!(edit.contains("<fieldset disabled>") && edit.contains("This changes the directory."));
    // Without a name, no browser sends or remembers the key.
    let key = edit.split("type=\"password\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(!key.contains(" name=") && key.contains("autocomplete=\"off\""), "{key}");
    // Optional parameters are empty at first.
    assert!(attributes(&list, "value").iter().all(|value| value.is_empty()));
}

#[actix_web::test]
async fn an_unknown_page_of_the_reference_returns_404_with_a_way_on() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    for path in ["/docs/list_organisations", "/docs/swagger-ui.css", "/docs/schemas/Profil"] {
        let page = directory.get_with(path, &[BROWSER]).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(attributes(&page.text(), "href").contains(&"/docs/"), "{path}");
    }
    let problem = directory.get("/docs/list_organisations").await.json();
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.ends_with("did you mean `list_organizations`?"), "{detail}");
    let meant = directory.get("/docs/List-Organizations").await;
    assert_eq!(meant.status, 308);
    assert!(meant.header("location").unwrap().ends_with("/docs/list_organizations"));
    for path in ["/docs/../Cargo.toml", "/docs/%2e%2e/Cargo.toml", "/docs//etc/passwd"] {
        assert_eq!(directory.get(path).await.status, 404, "{path}");
    }
}

#[actix_web::test]
async fn pages_of_problems_belong_to_the_reference() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    for path in ["/problems", "/problems/content-too-large"] {
        let html = directory.get_with(path, &[BROWSER]).await.text();
        assert!(html.contains("<a href=\"/docs/\">API reference</a>"), "{path}");
        assert!(!unescaped(&html).contains('`'), "{path}");
    }
}
