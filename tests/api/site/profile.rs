//! The profile page.

use std::collections::BTreeSet;

use antislavery_directory::http::Settings;
use serde_json::json;

use super::{BROWSER, attributes, positions, unescaped};
use crate::harness::TestDirectory;
use crate::support::profiles::{profile, seed_profiles};

#[actix_web::test]
async fn the_profile_page_follows_the_order_of_the_profile() {
    let directory = TestDirectory::seeded().await;

    let html = directory.get("/organizations/international-justice-mission").await.text();

    let order = positions(
        &html,
        &[
            "<h1><bdi dir=\"auto\">International Justice Mission",
            ">How they frame the problem</h2>",
            ">How they fight it</h2>",
            ">How they contribute to global abolition</h2>",
            ">How you can help</h2>",
            ">What you should know</h2>",
            ">Sources</h2>",
            ">Similar organizations</h2>",
            ">History, citation, data</h2>",
        ],
    );
    assert!(order.is_sorted(), "{order:?}");
}

#[actix_web::test]
async fn every_footnote_links_to_its_source_and_back() {
    let directory = TestDirectory::seeded().await;
    for profile in seed_profiles() {
        let slug = profile["slug"].as_str().unwrap();
        let html = directory.get(&format!("/organizations/{slug}")).await.text();

        let ids: BTreeSet<&str> = attributes(&html, "id").into_iter().collect();
        let hrefs: BTreeSet<&str> = attributes(&html, "href").into_iter().collect();
        assert_eq!(ids.len(), attributes(&html, "id").len(), "{slug}: an id appears twice");
        let marks: Vec<&&str> = ids.iter().filter(|id| id.starts_with("mark-")).collect();
        for mark in &marks {
            assert!(
                hrefs.contains(format!("#{mark}").as_str()),
                "{slug}: no link goes back to {mark}"
            );
        }
        let backlinks = hrefs.iter().filter(|href| href.starts_with("#mark-")).count();
        assert_eq!(backlinks, marks.len(), "{slug}");
        // The page cites every source, and the list has every title.
        let sources = profile["sources"].as_array().unwrap();
        let shown = ids.iter().filter(|id| id.starts_with("source-")).count();
        assert_eq!(shown, sources.len(), "{slug}");
        let text = unescaped(&html);
        for source in sources {
            assert!(text.contains(source["title"].as_str().unwrap()), "{slug}: {source}");
        }
        let claims = ["outcomes", "caveats", "research", "ways_to_help", "withheld"];
        for claim in claims.into_iter().flat_map(|key| profile[key].as_array().unwrap()) {
            let text_part = ["claim", "note", "title", "reason"]
                .into_iter()
                .find_map(|key| claim[key].as_str());
            assert!(text.contains(text_part.unwrap()), "{slug}: {claim}");
        }
    }
}

#[actix_web::test]
async fn profile_text_is_escaped_in_the_page() {
    let hostile =
        r#"Tom & "Jerry" 's {{ 7 * 7 }} {% if %} javascript:alert(1) &lt;b&gt; 1 < 2 > 0"#;
    let directory = TestDirectory::with(&[profile(
        "a",
        json!({
            "name": hostile,
            "founders": [hostile],
            "framing": {"summary": hostile, "sources": []},
            "ways_to_help": [{"kind": "give", "title": hostile, "summary": hostile, "free": true}],
        }),
    )])
    .await;
    for path in ["/organizations/a", "/", "/ways-to-help", "/compare?organizations=a"] {
        let html = directory.get(path).await.text();

        assert!(unescaped(&html).contains(hostile), "{path}");
        assert!(!html.contains("Jerry\" '"), "{path}");
        assert!(!html.contains("1 < 2"), "{path}");
    }
}

#[actix_web::test]
async fn every_key_redirects_to_the_profile_page() {
    let directory = TestDirectory::seeded().await;
    for (key, behind) in [
        ("US-EIN-541722887", ""),
        ("US-EIN-54-1722887", ""),
        ("US-EIN-541722887", "/history"),
        ("US-EIN-541722887", "/history?page=2"),
        ("US-EIN-541722887", "/history/1"),
    ] {
        let answer = directory.get(&format!("/organizations/{key}{behind}")).await;
        assert_eq!(answer.status, 308, "{key}");
        let target = format!("/organizations/international-justice-mission{behind}");
        assert!(answer.header("location").unwrap().ends_with(&target), "{key}");
    }
    for path in
        ["/organizations/US-EIN-541722887/history/%0a", "/organizations/%0a", "/organizations/%ff"]
    {
        let answer = directory.get(path).await;
        assert!(answer.status == 308 || answer.status == 404, "{path}: {}", answer.status);
        let api = directory.get(&format!("/api/v1{}", path.replace("history", "revisions"))).await;
        assert!(api.status == 308 || api.status == 404, "{path}: {}", api.status);
    }
}

#[actix_web::test]
async fn the_profile_page_embeds_matching_structured_data() {
    let public_url = Some("https://directory.example".to_owned());
    let settings = Settings { public_url, ..Settings::default() };
    let directory = TestDirectory::seeded_with(settings).await;

    let html = directory.get_with("/organizations/polaris", &[BROWSER]).await.text();

    let script = html.split("<script type=\"application/ld+json\">").nth(1).unwrap();
    let data: serde_json::Value =
        serde_json::from_str(script.split("</script>").next().unwrap()).unwrap();
    assert_eq!(data["@context"], "https://schema.org");
    assert_eq!(data["name"], "Polaris");
    assert!(html.contains(
        "<link rel=\"canonical\" href=\"https://directory.example/organizations/polaris\">"
    ));
    assert!(html.contains("type=\"application/json\" href=\"/api/v1/organizations/polaris\""));
    assert!(html.contains("<meta property=\"og:title\" content=\"Polaris\">"));
    for format in ["bibtex", "ris", "csl", "jsonld", "md"] {
        let path = format!("/api/v1/organizations/polaris?format={format}");
        assert!(html.contains(&path), "{format}");
        assert_eq!(directory.get(&path).await.status, 200, "{format}");
    }
}
