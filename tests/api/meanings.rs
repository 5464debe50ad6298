//! URLs that mean something, although they are not exactly right: of people, who type them and get
//! them from other sites.

use serde_json::{Value, json};

use crate::harness::{Answer, TestDirectory};
use crate::site::every_page::PAGES;
use crate::support::profiles::profile;

const BROWSER: (&str, &str) = ("accept", "text/html");
const HOST: (&str, &str) = ("host", "example.org");
const LIST: &str = "/api/v1/organizations";

async fn page(directory: &TestDirectory, path: &str) -> Answer {
    directory.get_with(path, &[BROWSER, HOST]).await
}

fn location(answer: &Answer) -> Option<&str> {
    answer.header("location").map(|it| it.strip_prefix("http://example.org").unwrap_or(it))
}

#[actix_web::test]
async fn pages_ignore_parameters_of_other_sites() {
    let directory = TestDirectory::seeded().await;
    let files = ["/docs/", "/robots.txt", "/sitemap.xml"];
    for path in PAGES.into_iter().chain(files) {
        let own = page(&directory, path).await;
        for foreign in ["fbclid=x", "utm_source=x&utm_source=y", "x=%ff&%zz=1&%ff", "mc_cid"] {
            let separator = if path.contains('?') { '&' } else { '?' };
            let answer = page(&directory, &format!("{path}{separator}{foreign}")).await;

            assert_eq!(answer.status, 200, "{path} {foreign}");
            assert_eq!(answer.text(), own.text(), "{path} {foreign}");
        }
    }
    let html = page(&directory, "/organizations/a21?fbclid=x").await.text();
    let canonical = r#"<link rel="canonical" href="http://example.org/organizations/a21">"#;
    assert!(html.contains(canonical), "{html}");
}

#[actix_web::test]
async fn the_private_search_ignores_other_fields_too() {
    let directory = TestDirectory::seeded().await;
    let form = "application/x-www-form-urlencoded";

    let answer =
        directory.send_text("POST", "/organizations", form, "q=a21&country=&x=1&page=").await;

    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("/organizations/a21"));
    let corrected =
        directory.send_text("POST", "/organizations", form, "q=law&country=India").await;
    let exact = directory.send_text("POST", "/organizations", form, "q=law&country=IN").await;
    assert_eq!((corrected.status, corrected.text()), (200, exact.text()));
}

#[actix_web::test]
async fn the_api_refuses_unknown_parameters_even_without_a_value() {
    let directory = TestDirectory::seeded().await;
    for query in ["fbclid=x", "utm_source=", "country=IN&x"] {
        assert_eq!(directory.get(&format!("{LIST}?{query}")).await.status, 400, "{query}");
    }
}

#[actix_web::test]
async fn an_empty_value_means_that_the_parameter_was_not_asked_for() {
    let directory = TestDirectory::seeded().await;
    let one = "/api/v1/organizations/a21";
    for (path, empty) in [
        (LIST, "q=&country=&focus_area=&founded=&updated_since=&verified_before=&sort="),
        (LIST, "page=&per_page=&cursor=&fields=&include=&facets=&status=%20&approach"),
        (LIST, "country=,&fields=,&min_change="),
        (LIST, "q=&sort=relevance"),
        (one, "fields=&include=&format=&as_of="),
        ("/api/v1/research", "q=&kind=&year=&organization=&page="),
        ("/api/v1/ways-to-help", "kind=&free=&country="),
        ("/api/v1/changes", "since=&limit="),
        ("/api/v1/statistics", "country="),
        ("/api/v1/organizations/a21/similar", "fields=&include="),
        ("/api/v1/organizations/a21/revisions", "page=&per_page="),
        ("/api/v1/export", "country=&format=&fields=&csv="),
    ] {
        let (plain, given) =
            (directory.get(path).await, directory.get(&format!("{path}?{empty}")).await);

        assert_eq!((plain.status, given.status), (200, 200), "{path}?{empty}: {}", given.text());
        assert_eq!(given.text(), plain.text(), "{path}?{empty}");
    }
    let repeated = directory.get(&format!("{LIST}?country=&country=IN,&sort=&sort=name")).await;
    assert_eq!(repeated.json(), directory.get(&format!("{LIST}?country=IN")).await.json());

    let body = json!({"country": "", "focus_area": [""], "q": "", "page": ""});
    let searched = directory.send("POST", "/api/v1/organizations/search", &body).await;
    assert_eq!(searched.status, 200, "{}", searched.text());
    assert_eq!(searched.json()["meta"]["total"], directory.get(LIST).await.json()["meta"]["total"]);
}

#[actix_web::test]
async fn a_page_with_another_name_of_a_value_redirects_to_the_value() {
    let directory = TestDirectory::seeded().await;
    for (path, meant) in [
        ("/organizations?country=UK", "/organizations?country=GB"),
        ("/organizations?country=el", "/organizations?country=GR"),
        ("/organizations?country=India,!nepal&q=law", "/organizations?country=IN,!NP&q=law"),
        ("/organizations?focus_area=debt+bondage", "/organizations?focus_area=bonded-labour"),
        (
            "/organizations?focus_area=Bonded-Labour&sort=name",
            "/organizations?focus_area=bonded-labour&sort=name",
        ),
        ("/organizations?approach=RESCUE", "/organizations?approach=rescue"),
        ("/organizations?affiliation=Faith%20based", "/organizations?affiliation=faith-based"),
        ("/organizations?way_to_help=Volunteer&fbclid=x", "/organizations?way_to_help=volunteer"),
        ("/research?kind=Book", "/research?kind=book"),
        ("/research?organization=A21", "/research?organization=a21"),
        ("/ways-to-help?country=Great+Britain", "/ways-to-help?country=GB"),
    ] {
        let answer = page(&directory, path).await;

        assert_eq!((answer.status, location(&answer)), (308, Some(meant)), "{path}");
        assert_eq!(page(&directory, meant).await.status, 200, "{meant}");
    }
    let unclear = page(&directory, "/organizations?country=Korea").await;
    assert_eq!(unclear.status, 400);
}

#[actix_web::test]
async fn the_api_suggests_the_value_that_another_name_means() {
    let directory = TestDirectory::seeded().await;
    for (query, meant) in [
        ("country=UK", "GB"),
        ("country=EL", "GR"),
        ("country=India", "IN"),
        ("country=IND", "IN"),
        ("focus_area=debt%20bondage", "bonded-labour"),
        ("focus_area=BONDED_LABOUR", "bonded-labour"),
        ("status=Active", "active"),
    ] {
        let answer = directory.get(&format!("{LIST}?{query}")).await;

        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(answer.json()["errors"][0]["did_you_mean"], meant, "{query}");
    }
}

#[actix_web::test]
async fn a_path_that_can_mean_only_one_resource_redirects_there() {
    let slashed = json!([{"scheme": "KE-NCB", "value": "OP.218/051"}]);
    let directory = TestDirectory::seeded().await;
    let slashed = profile("nairobi-aid", json!({"identifiers": slashed}));
    directory.load(std::slice::from_ref(&slashed)).await;
    let international = "/organizations/international-justice-mission";
    for (path, meant) in [
        ("/organizations/a21/", "/organizations/a21"),
        ("//organizations//a21", "/organizations/a21"),
        ("/Organizations/A21", "/organizations/A21"),
        ("/organizations/A21", "/organizations/a21"),
        ("/organizations/A21/history?page=1", "/organizations/a21/history?page=1"),
        ("/organizations/Free%20the%20Slaves", "/organizations/free-the-slaves"),
        ("/organizations/a21%20", "/organizations/a21"),
        ("/organizations/us-ein-541722887", international),
        ("/organizations/US-EIN-54-1722887", international),
        ("/organizations/KE-NCB-OP.218/051", "/organizations/nairobi-aid"),
        ("/organizations/ke-ncb-op.218/051/history", "/organizations/nairobi-aid/history"),
        ("/organizations/KE-NCB-OP.218%2F051", "/organizations/nairobi-aid"),
        ("/organizations/", "/organizations"),
        ("/index.html", "/"),
        ("/help", "/get-help"),
        ("/about/", "/about"),
        ("/ABOUT?utm_source=x", "/about?utm_source=x"),
        ("/%41bout", "/about"),
        ("/Focus-Areas/bonded-labour/", "/focus-areas/bonded-labour"),
        ("/focus-areas/Bonded-Labour", "/focus-areas/bonded-labour"),
        ("/focus-areas/debt%20bondage", "/focus-areas/bonded-labour"),
        ("/approaches/Rescue", "/approaches/rescue"),
        ("/countries/uk", "/countries/GB"),
        ("/countries/EL", "/countries/GR"),
        ("/countries/india", "/countries/IN"),
        ("/countries/IN/", "/countries/IN"),
        ("/Robots.txt", "/robots.txt"),
        ("/DOCS", "/docs"),
        ("/Docs/", "/docs"),
        ("/docs//", "/docs"),
        ("/docs//list_organizations", "/docs/list_organizations"),
        ("/api/v1/", "/api/v1"),
        ("/API/V1/Countries/", "/api/v1/countries"),
        ("/api/v1//organizations/?country=IN", "/api/v1/organizations?country=IN"),
        ("/api/v1/organizations/A21", "/api/v1/organizations/a21"),
        ("/api/v1/organizations/a21/Revisions/1/", "/api/v1/organizations/a21/revisions/1"),
        ("/api/v1/organizations/KE-NCB-OP.218/051", "/api/v1/organizations/nairobi-aid"),
        ("/api/v1/focus-areas/Bonded-Labour", "/api/v1/focus-areas/bonded-labour"),
        ("/READYZ", "/readyz"),
    ] {
        let answer = directory.get_with(path, &[HOST]).await;

        assert_eq!((answer.status, location(&answer)), (308, Some(meant)), "{path}");
    }
}

#[actix_web::test]
async fn an_identifier_with_slashes_is_found_in_a_path_with_other_mistakes() {
    let directory = TestDirectory::seeded().await;
    let identified = |slug: &str, scheme: &str, value: &str| {
        profile(slug, json!({"identifiers": [{"scheme": scheme, "value": value}]}))
    };
    let kenyan = identified("nairobi-aid", "KE-NCB", "OP.218/051/2001/0123/1906");
    let nepalese = identified("kathmandu-aid", "NP-SWC", "1234-56/78");
    directory.load(&[kenyan, nepalese]).await;
    for (path, meant) in [
        ("/organizations/KE-NCB-OP.218/051/2001/0123/1906/", "/organizations/nairobi-aid"),
        ("/Organizations/KE-NCB-OP.218/051/2001/0123/1906", "/organizations/nairobi-aid"),
        ("//organizations/KE-NCB-OP.218/051//2001/0123/1906//", "/organizations/nairobi-aid"),
        ("/organizations/ke-ncb-op.218%2F051/2001/0123%2f1906/", "/organizations/nairobi-aid"),
        ("/organizations//NP-SWC-1234-56//78", "/organizations/kathmandu-aid"),
        ("/organizations/NP-SWC-1234-56/78/history/1/", "/organizations/kathmandu-aid/history/1"),
        ("/ORGANIZATIONS/NP-SWC-1234-56/78/History", "/organizations/kathmandu-aid/history"),
        ("/organizations/NP-SWC-1234-56/78/Card.PNG/", "/organizations/kathmandu-aid/card.png"),
        ("/organizations/NP-SWC-1234-56/78/?a=b", "/organizations/kathmandu-aid?a=b"),
    ] {
        let api = path.starts_with("/organizations/") && !path.contains("istory");
        let api = api && !path.contains("Card");
        for folder in if api { &["", "/api/v1", "/API//v1"][..] } else { &[""] } {
            let prefix = if folder.is_empty() { "" } else { "/api/v1" };
            let answer = directory.get_with(&format!("{folder}{path}"), &[HOST]).await;

            let meant = format!("{prefix}{meant}");
            let found = (answer.status, location(&answer));
            assert_eq!(found, (308, Some(meant.as_str())), "{folder}{path}");
            let target = directory.get(meant.split('?').next().unwrap()).await;
            assert_eq!(target.status, 200, "{meant}");
        }
    }
    let revision = "/Api/v1/organizations/NP-SWC-1234-56/78//Revisions/1/";
    let answer = directory.get_with(revision, &[HOST]).await;
    let meant = "/api/v1/organizations/kathmandu-aid/revisions/1";
    assert_eq!((answer.status, location(&answer)), (308, Some(meant)));
    let unknown = directory.get("/organizations/NP-SWC-1234-56/78/nothing/").await;
    assert_eq!(unknown.status, 404);
}

#[actix_web::test]
async fn a_path_that_means_nothing_is_a_problem_with_the_nearest_one() {
    let directory = TestDirectory::seeded().await;
    for (path, nearest) in [
        ("/focus-aeras", Some("/focus-areas")),
        ("/abuot", Some("/about")),
        ("//evil.example/", None),
        ("/organizations/a/b/c", None),
        ("/nothing/here", None),
    ] {
        let answer = directory.get(path).await;

        assert_eq!(answer.status, 404, "{path}");
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        let meant = detail.split("did you mean `").nth(1).map(|it| it.trim_end_matches("`?"));
        assert_eq!(meant, nearest, "{path}: {detail}");
    }
}

#[actix_web::test]
async fn a_key_that_occurs_twice_in_a_search_body_is_refused() {
    let directory = TestDirectory::seeded().await;
    for (path, body) in [
        ("/api/v1/organizations/search", r#"{"q": "a", "country": "IN", "q": "b"}"#),
        ("/api/v1/organizations/search", r#"{"q": null, "q": "b"}"#),
        ("/api/v1/suggest", r#"{"q": "a", "q": "a"}"#),
    ] {
        for method in ["POST", "QUERY"] {
            let answer = directory.send_text(method, path, "application/json", body).await;

            assert_eq!(answer.status, 400, "{method} {path} {body}");
            let problem: Value = answer.json();
            assert_eq!(problem["errors"].as_array().unwrap().len(), 1, "{problem}");
            assert_eq!(problem["errors"][0]["parameter"], "q");
            assert_eq!(problem["errors"][0]["code"], "repeated_parameter");
        }
    }
}
