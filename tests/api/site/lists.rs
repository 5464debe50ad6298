//! The search page, its filters, and the other lists.

use serde_json::json;

use super::{BROWSER, attributes, positions, unescaped};
use crate::harness::{Answer, TestDirectory};
use crate::support::profiles::{active_seed_profiles, profile};

const FORM: &str = "application/x-www-form-urlencoded";

/// The slugs of the organizations on a page, in order.
fn listed(page: &Answer) -> Vec<String> {
    let html = page.text();
    let rows = html
        .split("<ol class=\"rows\"")
        .nth(1)
        .map_or("", |rest| rest.split("</ol>").next().unwrap());
    let heads = rows.split("<h2>").skip(1);
    heads.map(|head| attributes(head, "href")[0].replace("/organizations/", "")).collect()
}

#[actix_web::test]
async fn the_search_page_lists_the_same_organizations_as_the_api() {
    let directory = TestDirectory::seeded().await;
    for query in [
        "",
        "q=freee+the+slavs",
        "q=debt+bondage&country=IN",
        "focus_area=bonded-labour,child-labour",
        "focus_area=bonded-labour&focus_area=child-labour",
        "approach=!rescue&sort=-founded&page=2",
        "founded=1990-1999&per_page=3",
        "way_to_help=volunteer&affiliation=faith-based",
    ] {
        let page = directory.get_with(&format!("/?{query}"), &[BROWSER]).await;
        let api = directory.get(&format!("/api/v1/organizations?{query}")).await;

        assert_eq!(page.status, 200, "{query}");
        assert_eq!(listed(&page), api.slugs(), "{query}");
        let total = api.json()["meta"]["total"].as_u64().unwrap();
        let counted =
            if total == 1 { "1 organization".to_owned() } else { format!("{total} organizations") };
        assert!(page.text().contains(&counted), "{query}");
    }
}

#[actix_web::test]
async fn empty_form_fields_are_ignored() {
    let directory = TestDirectory::seeded().await;

    let page = directory.get("/?q=&founded=&sort=&focus_area=forced-labour&per_page=").await;
    let plain = directory.get("/?focus_area=forced-labour").await;

    assert_eq!(page.status, 200);
    assert_eq!(listed(&page), listed(&plain));
}

#[actix_web::test]
async fn checkboxes_show_the_selection_and_the_counts() {
    let directory = TestDirectory::seeded().await;

    let html = directory.get("/?focus_area=bonded-labour&country=!IN").await.text();

    assert!(html.contains(
        "id=\"focus_area-bonded-labour\" name=\"focus_area\" value=\"bonded-labour\" checked"
    ));
    assert!(html.contains("<input type=\"hidden\" name=\"country\" value=\"!IN\">"));
    let chips = html.split("aria-label=\"Filters\"").nth(1).unwrap().split("</ul>").next().unwrap();
    let hrefs: Vec<String> = attributes(chips, "href").into_iter().map(unescaped).collect();
    assert_eq!(hrefs, ["/?country=!IN", "/?focus_area=bonded-labour"]);
    let facets =
        directory.get("/api/v1/organizations?focus_area=bonded-labour&country=!IN&facets=approach");
    for bucket in facets.await.json()["facets"]["approach"]["buckets"].as_array().unwrap() {
        let (id, count) = (bucket["id"].as_str().unwrap(), &bucket["count"]);
        let after = html.split(&format!("id=\"approach-{id}\"")).nth(1).unwrap();
        let shown = after.split("class=\"count\">").nth(1).unwrap().split('<').next().unwrap();
        assert_eq!(shown, count.to_string(), "{id}");
    }
}

#[actix_web::test]
async fn a_private_search_keeps_the_query_out_of_urls() {
    let directory = TestDirectory::seeded().await;
    let form = "q=Debt+Bondage&focus_area=child-labour&per_page=2";

    let page = directory.send_text("POST", "/", FORM, form).await;

    assert_eq!(page.status, 200);
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!((page.header("etag"), page.header("last-modified")), (None, None));
    let api = directory.get(&format!("/api/v1/organizations?{form}")).await;
    assert_eq!(listed(&page), api.slugs());
    let html = page.text();
    // No URL on the page contains the query; a button requests the next page.
    let hrefs = attributes(&html, "href");
    assert!(hrefs.iter().all(|href| !href.to_lowercase().contains("bondage")), "{hrefs:?}");
    assert!(html.contains("method=\"post\"") && html.contains("value=\"Debt Bondage\""));
    assert!(html.contains("<button form=\"find\" name=\"page\" value=\"2\""), "{html}");
    let next = directory.send_text("POST", "/", FORM, format!("{form}&page=2")).await;
    let second = directory.get(&format!("/api/v1/organizations?{form}&page=2")).await;
    assert_eq!(listed(&next), second.slugs());
}

#[actix_web::test]
async fn a_private_search_accepts_only_a_form_and_names_mistakes() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    for (content_type, body, status) in [
        ("application/json", "{}", 415),
        (FORM, "", 200),
        (FORM, "q=", 200),
        (FORM, "founded=soon", 400),
        (FORM, "focus_area=nothing", 400),
        (FORM, "q=%ff", 400),
        (FORM, "page=0", 400),
    ] {
        let answer = directory.send_text("POST", "/", content_type, body).await;
        assert_eq!(answer.status, status, "{content_type} {body}");
    }
}

#[actix_web::test]
async fn the_search_page_shows_highlights() {
    let directory = TestDirectory::seeded().await;

    let html = directory.get("/?q=Savings+Groups").await.text();

    assert!(html.contains("<mark>"), "{html}");
    assert!(html.contains("value=\"Savings Groups\""));
}

#[actix_web::test]
async fn the_comparison_page_accepts_slugs_and_names() {
    let directory = TestDirectory::seeded().await;

    let typed = "/compare?organizations=IJM&organizations=Freee+the+Slavs&organizations=";
    let moved = directory.get_with(typed, &[BROWSER]).await;
    assert_eq!(moved.status, 303);
    let target = "/compare?organizations=international-justice-mission,free-the-slaves";
    assert!(moved.header("location").unwrap().ends_with(target), "{moved:?}");

    let html = directory.get_with(target, &[BROWSER]).await.text();
    let order = positions(
        &html,
        &["How they frame the problem", "IJM treats violence as the driver", "How they fight it"],
    );
    assert!(order.is_sorted());
    assert!(html.contains("<li class=\"shared\">Bonded labour"), "{html}");

    let unknown = directory.get_with("/compare?organizations=unseen,zzzzqqqq", &[BROWSER]).await;
    assert_eq!(unknown.status, 200);
    assert!(unknown.text().contains(
        "No organization in this directory is called “<bdi dir=\"auto\">zzzzqqqq</bdi>”"
    ));
    let many = "/compare?organizations=a21,unseen,polaris,verite,thorn,love146";
    assert_eq!(directory.get_with(many, &[BROWSER]).await.status, 400);
    let endless = format!("/compare?organizations={}", "zzzzqqqq,".repeat(800));
    let begun = std::time::Instant::now();
    assert_eq!(directory.get_with(&endless, &[BROWSER]).await.status, 400);
    assert!(begun.elapsed().as_secs() < 2, "it searched for every name");
}

#[actix_web::test]
async fn the_comparison_page_accepts_a_name_with_a_comma() {
    let names = [profile("a", json!({"name": "Liberate, care"})), profile("b", json!({}))];
    let directory = TestDirectory::with(&names).await;

    let moved = directory.get("/compare?organizations=Liberate%2C+care&organizations=b").await;

    assert_eq!(moved.status, 303);
    assert!(moved.header("location").unwrap().ends_with("/compare?organizations=a,b"));
}

#[actix_web::test]
async fn a_page_beyond_the_end_names_the_last_page() {
    let directory = TestDirectory::seeded().await;

    let beyond = directory.get_with("/?page=400", &[BROWSER]).await.text();
    let last = active_seed_profiles().len().div_ceil(20);
    assert!(beyond.contains(&format!("The last page is page {last}")), "{beyond}");
    let all = directory.get_with("/?q=slavery%3D", &[BROWSER]).await;
    let equals = directory.get_with("/?q=slavery=", &[BROWSER]).await;
    assert_eq!(listed(&all), listed(&equals));
}
