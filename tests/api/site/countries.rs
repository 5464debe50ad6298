//! The pages of countries.

use serde_json::{Value, json};

use super::{BROWSER, positions};
use crate::harness::TestDirectory;
use crate::support::profiles::profile;

fn organization(slug: &str, countries: &[&str], changes: Value) -> Value {
    let countries: Vec<Value> = countries.iter().map(|it| json!({"country": it})).collect();
    let mut organization = profile(slug, json!({"countries": countries}));
    for (key, value) in changes.as_object().unwrap() {
        organization[key] = value.clone();
    }
    organization
}

fn outcome(claim: &str, reporter: &str, year: i32, places: &[&str]) -> Value {
    json!({
        "claim": claim, "reported_by": reporter, "from": year, "to": year, "places": places,
        "sources": ["page"],
    })
}

#[actix_web::test]
async fn country_pages_are_found_by_code_and_name() {
    let directory = TestDirectory::seeded().await;
    for (asked, status) in [
        ("IN", 200),
        ("in", 308),
        ("india", 308),
        ("sri-lanka", 308),
        ("UK", 308),
        ("AQ", 200),
        ("ZZ", 404),
    ] {
        assert_eq!(directory.get(&format!("/countries/{asked}")).await.status, status, "{asked}");
    }
}

#[actix_web::test]
async fn a_country_shows_organizations_first_then_results_and_facets() {
    let directory = TestDirectory::seeded().await;

    let html = directory.get_with("/countries/IN", &[BROWSER]).await.text();

    let api = directory.get("/api/v1/organizations?country=IN").await;
    let total = api.json()["meta"]["total"].as_u64().unwrap();
    assert!(html.contains(&format!("<title>India: {total} organizations · ")), "{html}");
    let order = positions(
        &html,
        &[
            "<h2 id=\"organizations\">",
            &format!("href=\"/organizations?country=IN\">All {total} organizations in the list"),
            "<h2 id=\"results\">Results reported here",
            "<h2 id=\"get-help\">Get help or report in India",
            "<h2 id=\"problems\">What they work on",
            "<h2 id=\"methods\">How they work",
            "<h2 id=\"based\">Based here",
            "<h2 id=\"nearby\">In Southern Asia",
        ],
    );
    assert!(order.is_sorted(), "{order:?}");
    let rows =
        html.split("<ul class=\"rows\">").nth(1).unwrap().split("</section>").next().unwrap();
    assert_eq!(rows.matches("<h3>").count(), 10);
    for slug in &api.slugs()[..10] {
        assert!(rows.contains(&format!("href=\"/organizations/{slug}\"")), "{slug}");
    }
    let problems = html.split("<h2 id=\"problems\">").nth(1).unwrap();
    let shown = problems.split("<details>").next().unwrap();
    assert_eq!(shown.matches("<li>").count(), 6);
    assert!(!shown.contains("Modern slavery"), "a group of terms filters nothing: {shown}");
}

#[actix_web::test]
async fn results_of_independent_reporters_come_first_and_the_reporter_is_named() {
    let outcomes = json!([
        outcome("It freed 10 people.", "Rescue Now", 2020, &["NP"]),
        outcome("It freed 11 people.", "The founder of Rescue Now, in a paper", 2021, &["NP"]),
        outcome("It freed 12 people.", "The Daily Paper", 2001, &["IN", "NP"]),
        outcome("It freed 13 people.", "Another Institute", 2002, &["NP"]),
        outcome("It freed 14 people.", "The Daily Paper", 2022, &["IN"]),
    ]);
    let sources = json!([
        {"id": "page", "title": "A report", "url": "https://paper.example/", "publisher": "The Daily Paper"},
    ]);
    let changes =
        json!({"name": "Rescue Now", "acronym": "RN", "outcomes": outcomes, "sources": sources});
    let directory = TestDirectory::with(&[organization("rescue-now", &["NP"], changes)]).await;

    let html = directory.get_with("/countries/NP", &[BROWSER]).await.text();

    let results = html.split("<h2 id=\"results\">").nth(1).unwrap();
    let order = positions(
        results,
        &[
            "It freed 13 people.",
            "2002 · <bdi dir=\"auto\">reported by Another Institute",
            "It freed 12 people.",
            "reported by The Daily Paper",
            "Self-reported",
            "It freed 11 people.",
            "It freed 10 people.",
        ],
    );
    assert!(order.is_sorted(), "{order:?}");
    assert!(!results.contains("It freed 14 people."), "that was in India");
}

#[actix_web::test]
async fn a_country_without_organizations_leads_on() {
    let australia = organization(
        "southern-help",
        &["AU"],
        json!({"headquarters": {"city": "Suva", "country": "FJ"}}),
    );
    let directory = TestDirectory::with(&[australia]).await;
    for (path, texts) in [
        (
            "/countries/FJ",
            &[
                "<title>Fiji: no organizations yet · ",
                "We have no organizations that work in Fiji yet.",
                "<h2 id=\"nearby\">In Oceania",
                "<a href=\"/countries/AU\">Australia</a>",
                "<a href=\"/countries\">All countries</a>",
                "<h2 id=\"based\">Based here",
                "southern-help",
                "<h2 id=\"get-help\">",
                "<a href=\"/get-help#several\">",
            ][..],
        ),
        (
            "/countries/AQ",
            &["work in Antarctica yet", "<h2 id=\"nearby\">Other countries", "All countries</a>"],
        ),
    ] {
        let page = directory.get_with(path, &[BROWSER]).await;
        assert_eq!(page.status, 200, "{path}");
        let html = page.text();
        let order = positions(&html, texts);
        assert!(order.is_sorted(), "{path}: {order:?}");
        assert!(!html.contains("<ul class=\"rows\">"), "{path}");
    }
}

#[actix_web::test]
async fn a_country_says_whether_organizations_take_reports() {
    let report = json!([{
        "kind": "report", "title": "Report", "url": "https://example.org/report", "free": true,
        "sources": ["page"],
    }]);
    let directory = TestDirectory::with(&[
        organization("hears", &["GH"], json!({"ways_to_help": report})),
        organization("calls", &["KE"], json!({"approaches": ["hotline"]})),
        organization("teaches", &["TG"], json!({})),
    ])
    .await;
    for (code, place, words) in [
        ("GH", "GH", "Organizations that take reports"),
        ("KE", "KE", "Organizations that take reports"),
        ("TG", "several", "We have not listed a helpline or a place to report in Togo."),
    ] {
        let html = directory.get_with(&format!("/countries/{code}"), &[BROWSER]).await.text();
        let help = html.split("<h2 id=\"get-help\">").nth(1).unwrap();
        let help = help.split("</section>").next().unwrap();
        assert!(help.contains(words), "{code}: {help}");
        assert!(help.contains(&format!("href=\"/get-help#{place}\"")), "{code}: {help}");
    }
}

#[actix_web::test]
async fn countries_are_listed_by_region_with_their_numbers() {
    let directory = TestDirectory::seeded().await;

    let html = directory.get_with("/countries", &[BROWSER]).await.text();

    let regions = ["africa", "americas", "asia", "europe", "oceania"];
    let heads: Vec<String> = regions.iter().map(|it| format!("<h2 id=\"{it}\">")).collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    assert!(positions(&html, &heads).is_sorted());
    let lists = html.split("<ul class=\"counted in-columns\">").skip(1);
    let listed: usize = lists
        .map(|list| list.split("</ul>").next().unwrap().matches("<a href=\"/countries/").count())
        .sum();
    let api = directory.get("/api/v1/countries").await.json();
    assert_eq!(listed, api["data"].as_array().unwrap().len());
    let asia = html.split("<h2 id=\"asia\">").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(asia.contains(">India</a>") && !asia.contains(">Ghana</a>"), "{asia}");
}
