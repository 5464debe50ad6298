//! The pages of topics: their head, vocabularies and terms.

use serde_json::json;

use super::{BROWSER, attributes, positions, unescaped};
use crate::harness::TestDirectory;
use crate::support::profiles::profile;

/// The number of organizations that the API has for the query of a list.
async fn total(directory: &TestDirectory, list: &str) -> String {
    let query = list.strip_prefix("/organizations?").unwrap();
    let api = format!("/api/v1/organizations?{query}&per_page=1");
    directory.get(&api).await.json()["meta"]["total"].to_string()
}

#[actix_web::test]
async fn a_topic_shows_meaning_methods_countries_research_help_and_organizations() {
    let directory = TestDirectory::seeded().await;

    let html = directory.get_with("/focus-areas/bonded-labour", &[BROWSER]).await.text();

    let order = positions(
        &html,
        &[
            "<a href=\"/topics\">Topics</a> › <a href=\"/focus-areas\">Focus areas</a>",
            "<h1>Bonded labour</h1>",
            "<p class=\"lead\">Labour pledged against a debt",
            "Also called",
            "How organizations fight it</h2>",
            "Where</h2>",
            "Newest research by these organizations</h2>",
            "How you can help</h2>",
            "<h2 id=\"organizations\">",
            "Related topics</h2>",
            "About this definition",
            "Debt to a recruiter counts too",
        ],
    );
    assert!(order.is_sorted(), "{order:?}");
    let api = directory.get("/api/v1/organizations?focus_area=bonded-labour").await.json();
    let count = &api["meta"]["total"];
    assert!(html.contains(&format!("<title>Bonded labour: {count} organizations · ")), "{html}");
    let listed = html.split("<ul class=\"rows\">").nth(1).unwrap().split("</ul>").next().unwrap();
    assert_eq!(listed.matches("<h3>").count(), 10);
    assert!(html.contains("href=\"/organizations?focus_area=bonded-labour\">All "), "{html}");
    let help =
        html.split("<ul class=\"help-ways\">").nth(1).unwrap().split("</ul>").next().unwrap();
    let mut organizations: Vec<&str> = attributes(help, "href")
        .into_iter()
        .filter(|it| it.starts_with("/organizations"))
        .collect();
    assert_eq!(organizations.len(), 4);
    organizations.dedup();
    assert_eq!(organizations.len(), 4, "one way per organization");
}

#[actix_web::test]
async fn the_numbers_of_a_topic_equal_the_totals_of_the_linked_lists() {
    let directory = TestDirectory::seeded().await;
    for path in [
        "/focus-areas/bonded-labour",
        "/approaches/rescue",
        "/populations/children",
        "/sectors/fishing",
        "/kinds/network",
        "/lenses/poverty",
    ] {
        let html = directory.get_with(path, &[BROWSER]).await.text();

        let bars: Vec<&str> = html.split("<ol class=\"topic-bars\">").skip(1).collect();
        assert_eq!(bars.len(), 2, "{path}");
        for bar in bars {
            let bar = bar.split("</ol>").next().unwrap();
            for (row, href) in bar.split("<li>").skip(1).zip(attributes(bar, "href")) {
                let shown = row.split("<b>").nth(1).unwrap().split('<').next().unwrap();
                assert_eq!(shown, total(&directory, &unescaped(href)).await, "{path}: {href}");
            }
        }
    }
}

#[actix_web::test]
async fn no_page_of_topics_shows_a_zero() {
    let directory = TestDirectory::seeded().await;
    for path in ["/topics", "/focus-areas", "/approaches", "/populations", "/sectors", "/lenses"] {
        let html = directory.get_with(path, &[BROWSER]).await.text();

        assert!(!html.contains("class=\"count\">0<"), "{path}");
    }
    let trafficking = directory.get_with("/focus-areas/human-trafficking", &[BROWSER]).await.text();
    assert!(trafficking.contains("<h1>Human trafficking</h1>"));
    assert!(
        !trafficking.contains("Human trafficking: 0") && trafficking.contains("class=\"rows\"")
    );
}

#[actix_web::test]
async fn a_vocabulary_shows_definitions_without_notes_for_editors() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;

    let html = directory.get_with("/focus-areas", &[BROWSER]).await.text();

    assert!(html.contains("<nav class=\"crumbs\" aria-label=\"Breadcrumb\"><a href=\"/topics\">"));
    assert!(html.contains("Labour pledged against a debt"));
    assert!(!html.contains("Debt to a recruiter counts too"), "a note for editors");
    let empty = html.split("id=\"forced-begging\"").nth(1).unwrap().split("</li>").next().unwrap();
    assert!(empty.contains("No organizations yet"), "{empty}");
    let found = html.split("id=\"bonded-labour\"").nth(1).unwrap().split("</li>").next().unwrap();
    assert!(
        found.contains("class=\"count\">1<span class=\"hidden\"> organization</span>"),
        "{found}"
    );
}

#[actix_web::test]
async fn a_topic_without_organizations_links_to_wider_and_related_ones() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;

    let html = directory.get_with("/focus-areas/forced-begging", &[BROWSER]).await.text();

    assert!(html.contains("<title>Forced begging · "), "{html}");
    assert!(html.contains("No organizations in this directory work on this yet."));
    assert!(html.contains("See the wider topic <a href=\"/focus-areas/forced-labour\">"));
    let related = html.split("Related topics</h2>").nth(1).unwrap().split("</ul>").next().unwrap();
    assert_eq!(attributes(related, "href"), ["/focus-areas/bonded-labour"]);
}

#[actix_web::test]
async fn the_head_of_topics_has_the_most_frequent_values_of_each() {
    let directory = TestDirectory::seeded().await;

    let html = directory.get_with("/topics", &[BROWSER]).await.text();

    let api = directory.get("/api/v1/organizations?per_page=1&facets=country,focus_area").await;
    let api = api.json();
    for (path, facet) in [("/countries", "country"), ("/focus-areas", "focus_area")] {
        let heading = format!("<a href=\"{path}\">");
        // The link to all values begins as the heading does.
        let topic = html.split(&heading).nth(1).unwrap();
        let values = attributes(topic, "href");
        assert_eq!(values.len(), 6, "{topic}");
        let buckets = api["facets"][facet]["buckets"].as_array().unwrap();
        for href in values {
            let id = href.rsplit('/').next().unwrap();
            let bucket = buckets.iter().find(|bucket| bucket["id"] == id).unwrap();
            let after = topic.split(&format!("{path}/{id}\"")).nth(1).unwrap();
            let number = after.split("class=\"count\">").nth(1).unwrap().split('<').next().unwrap();
            assert_eq!(number, bucket["count"].to_string(), "{href}");
        }
    }
}
