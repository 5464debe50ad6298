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
            "Not yet</b> reviewed by a person",
            "Sees slavery as violence that goes unpunished",
            "So it helps local police",
            ">How they frame the problem</h2>",
            ">How they fight it</h2>",
            ">Results, and who reports them</h2>",
            ">How they contribute to global abolition</h2>",
            ">How you can help</h2>",
            ">Caveats and criticism</h2>",
            ">What we left out, and why</h2>",
            ">Sources</h2>",
            ">Similar organizations</h2>",
            ">Versions, citation and data</h2>",
            ">Something wrong here?</h2>",
        ],
    );
    assert!(order.is_sorted(), "{order:?}");
}

#[actix_web::test]
async fn a_heading_contains_no_footnotes() {
    let directory = TestDirectory::seeded().await;
    for profile in seed_profiles() {
        let slug = profile["slug"].as_str().unwrap();
        let html = directory.get(&format!("/organizations/{slug}")).await.text();
        let heading = html.split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap();
        assert!(!heading.contains("<sup") && !heading.contains("<a "), "{slug}: {heading}");
    }
}

#[actix_web::test]
async fn a_dispute_is_shown_in_the_section_that_it_concerns() {
    let caveat = |about: &str, kind: &str, note: &str| json!({"about": about, "kind": kind, "note": note, "sources": ["page"]});
    let long = format!("Critics object. {} The end.", "They object to more and more. ".repeat(20));
    let directory = TestDirectory::with(&[profile(
        "a",
        json!({
            "founded": 1990,
            "caveats": [
                caveat("method", "disputed", &long),
                caveat("method", "data", "The figures are old."),
                caveat("governance", "disputed", "A court looked into the money."),
                caveat("founded", "disputed", "One source says 1991."),
            ],
        }),
    )])
    .await;

    let html = directory.get("/organizations/a").await.text();

    let (head, method) = html.split_once("<section id=\"method\"").unwrap();
    for part in [
        "<a class=\"contested\" href=\"#disputed-method\"><b>3</b> disputes</a>",
        "<a class=\"flag\" href=\"#caveat-founded\">Disputed",
    ] {
        assert!(head.contains(part), "{head}");
    }
    let order = positions(
        method,
        &[
            "id=\"disputed-method\"",
            "<p>Critics object. They object to more and more.</p>",
            "href=\"#caveat-method\">Read all, with sources",
            "By tests.",
            "About the data: <a href=\"#caveat-method\">Methods</a>",
            "id=\"disputed-leadership\"",
            "<p>A court looked into the money.</p>",
            "id=\"caveat-method\"",
            "The end.",
            "The figures are old.",
            "id=\"caveat-founded\"",
        ],
    );
    assert!(order.is_sorted(), "{order:?}");
}

#[actix_web::test]
async fn the_trust_line_counts_sources_and_independent_ones() {
    let source =
        |id: &str, publisher: &str| json!({"id": id, "title": "T", "publisher": publisher});
    let cited = json!({"summary": "As a wrong.", "sources": ["own", "news", "blog", "trust"]});
    let directory = TestDirectory::with(&[profile(
        "a",
        json!({
            "name": "Freedom Light",
            "verified_at": "2026-05-03",
            "parent": {"name": "Example Trust", "slug": null},
            "framing": cited,
            "method": {"summary": "By tests.", "steps": [], "sources": ["own"]},
            "sources": [
                source("own", "Freedom Light, via a wire"),
                source("news", "The Daily News"),
                source("blog", "A blog"),
                source("trust", "Example Trust"),
            ],
        }),
    )])
    .await;

    let html = directory.get("/organizations/a").await.text();

    assert!(html.contains("<b>4</b> sources</a>"), "{html}");
    assert!(html.contains("<b>1</b> independent</a>"), "{html}");
    assert!(html.contains("Reviewed by a person on <b>3 May 2026</b>"), "{html}");
}

#[actix_web::test]
async fn independent_results_come_before_those_of_the_organization() {
    let directory = TestDirectory::seeded().await;

    let html = directory.get("/organizations/international-justice-mission").await.text();

    let order = positions(
        &html,
        &["Independent evaluation</span>", "CJA, an external evaluator", "Self-reported</span>"],
    );
    assert!(order.is_sorted(), "{order:?}");
    assert!(html.contains("Reported by CJA, external evaluator"));
}

#[actix_web::test]
async fn no_profile_page_shows_a_date_in_digits() {
    let directory = TestDirectory::seeded().await;
    let digits = |text: &str| {
        let is_date = |at: usize| {
            text.get(at..at + 10).is_some_and(|part| {
                let shape =
                    part.bytes().map(|byte| if byte.is_ascii_digit() { b'd' } else { byte });
                shape.eq(*b"dddd-dd-dd")
            })
        };
        (0..text.len()).find(|&at| is_date(at)).map(|at| text[at..at + 10].to_owned())
    };
    for profile in seed_profiles() {
        let slug = profile["slug"].as_str().unwrap();
        let html = directory.get(&format!("/organizations/{slug}")).await.text();
        // The files for reference managers and search engines, URLs and titles keep their form.
        let main = html.split("<main").nth(1).unwrap();
        let text: Vec<&str> = main
            .split("<pre")
            .map(|part| part.split_once("</pre>").map_or(part, |(_, rest)| rest))
            .collect();
        let text: String = text
            .concat()
            .split('<')
            .filter_map(|part| part.split_once('>'))
            .map(|(_, text)| format!("{text}\n"))
            .collect();
        let titles: Vec<&str> = profile["sources"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|it| it["title"].as_str())
            .collect();
        let found = text
            .lines()
            .filter(|line| !titles.contains(&unescaped(line).as_str()))
            .find_map(digits);
        assert_eq!(found, None, "{slug}");
    }
}

#[actix_web::test]
async fn a_correction_goes_to_the_contact_of_the_operator() {
    for (contact, expected) in [
        (None, "The operator of this server has not published a contact."),
        (Some("https://directory.example/contact"), "href=\"https://directory.example/contact\""),
        (
            Some("mailto:editors@directory.example"),
            "href=\"mailto:editors@directory.example?subject=Correction:%20Polaris\"",
        ),
    ] {
        let settings = Settings { contact_url: contact.map(str::to_owned), ..Settings::default() };
        let directory = TestDirectory::seeded_with(settings).await;
        let html = directory.get("/organizations/polaris").await.text();
        let section = html.split("id=\"correct\"").nth(1).unwrap();
        assert!(section.contains(expected), "{contact:?}: {section}");
    }
}

#[actix_web::test]
async fn a_way_without_a_url_and_a_similar_organization_lead_on() {
    let directory = TestDirectory::seeded().await;

    let html = directory.get("/organizations/international-justice-mission").await.text();

    assert!(html.contains(">Ask on ijm.org</a>"));
    let similar = html.split("id=\"similar\"").nth(1).unwrap();
    assert!(similar.contains("Also works against "), "{similar}");
    assert!(similar.contains("href=\"/compare?organizations=international-justice-mission,"));
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
    for path in [
        "/organizations/a",
        "/organizations/a/history/1",
        "/",
        "/ways-to-help",
        "/compare?organizations=a",
    ] {
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
