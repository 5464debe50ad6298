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
        let page = directory.get_with(&format!("/organizations?{query}"), &[BROWSER]).await;
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

    let page =
        directory.get("/organizations?q=&founded=&sort=&focus_area=forced-labour&per_page=").await;
    let plain = directory.get("/organizations?focus_area=forced-labour").await;

    assert_eq!(page.status, 200);
    assert_eq!(listed(&page), listed(&plain));
}

#[actix_web::test]
async fn checkboxes_show_the_selection_and_the_counts() {
    let directory = TestDirectory::seeded().await;

    let html = directory.get("/organizations?focus_area=bonded-labour&country=!IN").await.text();

    assert!(html.contains(
        "id=\"focus_area-bonded-labour\" name=\"focus_area\" value=\"bonded-labour\" checked"
    ));
    assert!(html.contains("<input type=\"hidden\" name=\"country\" value=\"!IN\">"));
    let chips = html.split("aria-label=\"Filters\"").nth(1).unwrap().split("</ul>").next().unwrap();
    assert!(chips.contains("Excluding India"), "{chips}");
    let hrefs: Vec<String> = attributes(chips, "href").into_iter().map(unescaped).collect();
    assert_eq!(
        hrefs,
        ["/organizations?country=!IN", "/organizations?focus_area=bonded-labour", "/organizations"]
    );
    let answer = directory
        .get("/api/v1/organizations?focus_area=bonded-labour&country=!IN&facets=approach")
        .await
        .json();
    let terms = directory.get("/api/v1/approaches").await.json();
    let is_group = |id: &str| {
        let mut terms = terms["data"].as_array().unwrap().iter();
        terms.any(|term| term["slug"] == id && term["group"] == true)
    };
    let mut compared = 0;
    for bucket in answer["facets"]["approach"]["buckets"].as_array().unwrap() {
        let (id, count) = (bucket["id"].as_str().unwrap(), &bucket["count"]);
        let box_of_it = html.split(&format!("id=\"approach-{id}\"")).nth(1);
        // Groups are headings, and a value that all organizations have filters nothing.
        if is_group(id) || *count == answer["meta"]["total"] {
            assert!(box_of_it.is_none(), "{id}");
            continue;
        }
        let shown = box_of_it
            .unwrap_or_else(|| panic!("no box for {id}"))
            .split("class=\"count\">")
            .nth(1)
            .unwrap();
        assert_eq!(shown.split('<').next().unwrap(), count.to_string(), "{id}");
        compared += 1;
    }
    assert!(compared > 5, "only {compared} values");
}

#[actix_web::test]
async fn a_chosen_group_has_a_checkbox() {
    let directory = TestDirectory::seeded().await;

    let html = directory.get("/organizations?approach=prevention").await.text();

    assert!(
        html.contains("id=\"approach-prevention\" name=\"approach\" value=\"prevention\" checked")
    );
}

#[actix_web::test]
async fn narrower_terms_are_below_the_heading_of_their_group() {
    let directory = TestDirectory::seeded().await;

    let html = directory.get("/organizations").await.text();

    let facet = html.split("id=\"facet-approach\"").nth(1).unwrap().split("</details>").next();
    let facet = facet.unwrap();
    let order = positions(facet, &["<p class=\"group\">Protection</p>", "approach-rescue\""]);
    assert!(order.is_sorted(), "{facet}");
    let status = html.contains("name=\"status\"");
    assert!(!status, "all listed organizations have the same status");
}

#[actix_web::test]
async fn the_heading_says_what_the_list_shows() {
    let directory = TestDirectory::seeded().await;
    for (query, start, end) in [
        ("", "", " organizations"),
        ("?country=IN&focus_area=bonded-labour", "Bonded labour in India: ", " organizations"),
        ("?q=debt+bondage", "", " organizations match “debt bondage”"),
        ("?q=debt+bondage&country=IN", "", " match “debt bondage” in India"),
        ("?q=qwertyuiop", "No organizations", " match “qwertyuiop”"),
    ] {
        let html = directory.get(&format!("/organizations{query}")).await.text();
        let heading = html.split("data-part>").nth(1).unwrap().split("</h1>").next().unwrap();
        assert!(heading.starts_with(start) && heading.ends_with(end), "{query}: {heading}");
        let title = format!("<title>{heading} · Antislavery Directory</title>");
        assert!(html.contains(&title), "{query}");
    }
}

#[actix_web::test]
async fn other_lists_are_counted_for_a_query() {
    let directory = TestDirectory::seeded().await;

    let html = directory.get("/organizations?q=children").await.text();

    for (path, label) in [("/research", "Research"), ("/ways-to-help", "Ways to help")] {
        let api = directory.get(&format!("/api/v1{path}?q=children")).await.json();
        let total = &api["meta"]["total"];
        let link = format!("<a href=\"{path}?q=children\">{label} <b>{total}</b></a>");
        assert!(html.contains(&link), "{link}");
    }
}

#[actix_web::test]
async fn a_search_links_to_the_ways_to_help_the_organizations_that_it_found() {
    let directory = TestDirectory::seeded().await;
    let search = "q=bonded+labour+in+India";

    let html = directory.get(&format!("/organizations?{search}")).await.text();

    let found = directory.get(&format!("/api/v1/organizations?{search}")).await.json();
    let slugs: Vec<&str> =
        found["data"].as_array().unwrap().iter().map(|it| it["slug"].as_str().unwrap()).collect();
    let href = format!("/ways-to-help?organization={}", slugs.join(","));
    let link = format!("<a href=\"{href}\">How to help these {} organizations</a>", slugs.len());
    assert!(html.contains(&link), "{link}");
    let ways = directory.get(&format!("/api/v1{href}")).await.json();
    assert!(ways["meta"]["total"].as_u64().unwrap() > 20, "{ways}");
    let private = directory.send_text("POST", "/organizations", FORM, search).await.text();
    assert!(!private.contains("How to help these"));
}

#[actix_web::test]
async fn a_search_without_results_counts_what_removing_a_filter_gives() {
    let directory = TestDirectory::seeded().await;

    let html = unescaped(&directory.get("/organizations?q=locust&country=FJ").await.text());

    let api = directory.get("/api/v1/organizations?q=locust").await.json();
    let total = api["meta"]["total"].as_u64().unwrap();
    let plural = if total == 1 { "" } else { "s" };
    let step = format!(
        "<a href=\"/organizations?q=locust\" data-load>Remove “Fiji”</a> ({total} organization{plural})"
    );
    assert!(html.contains(&step), "{html}");
    assert!(!html.contains("/api/v1/export"), "nothing is offered as a download");
    let private = directory.send_text("POST", "/organizations", FORM, "q=qwertyuiop&country=FJ");
    let private = private.await.text();
    assert!(attributes(&private, "href").iter().all(|href| !href.contains("qwertyuiop")));
}

#[actix_web::test]
async fn a_matching_label_is_explained() {
    let directory = TestDirectory::with(&[profile(
        "a",
        json!({"name": "Freedom", "focus_areas": ["bonded-labour"]}),
    )])
    .await;

    let html = directory.get("/organizations?q=debt+bondage").await.text();

    let sentence = "Works against bonded labour (also called</span> <mark>debt</mark>";
    assert!(html.contains(sentence), "{html}");
}

#[actix_web::test]
async fn organizations_chosen_for_a_comparison_stay_in_the_links() {
    let directory = TestDirectory::seeded().await;

    let path = "/organizations?focus_area=forced-labour&compare=unseen,a21,zzz,unseen";
    let page = directory.get_with(path, &[BROWSER]).await;
    let html = unescaped(&page.text());

    assert!(html.contains("2 of 5 chosen"));
    for link in [
        "/organizations?focus_area=forced-labour&page=2&compare=unseen,a21",
        "/organizations?compare=unseen,a21",
        "/charts?focus_area=forced-labour&compare=unseen,a21",
        "/organizations?focus_area=forced-labour\" id=\"tray-clear\"",
        "/api/v1/organizations?focus_area=forced-labour\"",
    ] {
        assert!(html.contains(&format!("href=\"{link}")), "{link}");
    }
    assert!(html.contains("<meta name=\"robots\" content=\"noindex\">"));
    let charts = directory.get("/charts?compare=unseen").await.text();
    assert!(charts.contains("href=\"/organizations?compare=unseen\""), "{charts}");
    let without = directory.get_with("/organizations?focus_area=forced-labour", &[BROWSER]).await;
    assert_ne!(page.header("etag"), without.header("etag"));
}

#[actix_web::test]
async fn of_six_organizations_chosen_for_a_comparison_five_are_kept() {
    let directory = TestDirectory::seeded().await;
    let slugs = "a21,free-the-slaves,polaris,unseen,verite";

    let six = directory.get(&format!("/organizations?compare={slugs},walk-free")).await;
    let five = directory.get(&format!("/organizations?compare={slugs}")).await;

    let html = six.text();
    assert!(html.contains("We kept the first 5 and left out Walk Free."), "{html}");
    assert!(html.contains("5 of 5 chosen"));
    assert!(html.contains(" disabled>"), "the other boxes are disabled");
    assert!(html.contains("page=2&amp;compare=") || html.contains("page=2&#38;compare="));
    assert!(!five.text().contains("We kept the first 5"));
    assert_ne!(six.header("etag"), five.header("etag"));
}

#[actix_web::test]
async fn wrong_years_are_explained_at_their_field() {
    let directory = TestDirectory::seeded().await;
    let total = active_seed_profiles().len();
    for years in ["199", "soon", "2005-1990", "%3Cb%3E"] {
        let page = directory.get(&format!("/organizations?founded={years}")).await;
        let html = page.text();
        assert_eq!(page.status, 200, "{years}");
        assert!(html.contains("Enter a year, like 1990, or years, like 1990-2005"), "{years}");
        assert!(html.contains("aria-invalid=\"true\""), "{years}");
        assert!(html.contains(&format!("{total} organizations")), "{years}");
        assert!(!html.contains("<b>\""), "{years}");
    }
    for years in ["1990-1999", "1990%20to%201999", "1990%20%E2%80%93%201999"] {
        let html = directory.get(&format!("/organizations?founded={years}")).await.text();
        assert!(html.contains("name=\"founded\" value=\"1990-1999\""), "{years}");
        assert!(!html.contains("Enter a year"), "{years}");
    }
}

#[actix_web::test]
async fn a_private_search_keeps_the_query_out_of_urls() {
    let directory = TestDirectory::seeded().await;
    let form = "q=Debt+Bondage&focus_area=child-labour&per_page=2";

    let page = directory.send_text("POST", "/organizations", FORM, form).await;

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
    let next = directory.send_text("POST", "/organizations", FORM, format!("{form}&page=2")).await;
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
        (FORM, "founded=soon", 200),
        (FORM, "updated_since=soon", 400),
        (FORM, "focus_area=nothing", 400),
        (FORM, "q=%ff", 400),
        (FORM, "page=0", 400),
    ] {
        let answer = directory.send_text("POST", "/organizations", content_type, body).await;
        assert_eq!(answer.status, status, "{content_type} {body}");
    }
}

#[actix_web::test]
async fn the_search_page_shows_highlights() {
    let directory = TestDirectory::seeded().await;

    let html = directory.get("/organizations?q=Savings+Groups").await.text();

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
        &["How they see slavery", "IJM treats violence as the driver", "What they do about it"],
    );
    assert!(order.is_sorted());
    let shared = "<li class=\"shared\"><a href=\"/focus-areas/bonded-labour\">Bonded labour";
    assert!(html.contains(shared), "{html}");

    let unknown = directory.get_with("/compare?organizations=unseen,zzzzqqqq", &[BROWSER]).await;
    assert_eq!(unknown.status, 200);
    assert!(
        unknown.text().contains(
            "We could not find an organization called “<bdi dir=\"auto\">zzzzqqqq</bdi>”"
        )
    );
    let endless = format!("/compare?organizations={}", "zzzzqqqq,".repeat(800));
    let begun = std::time::Instant::now();
    assert_eq!(directory.get_with(&endless, &[BROWSER]).await.status, 200);
    let distinct: Vec<String> = (0..700).map(|number| format!("zzq{number}")).collect();
    let endless = format!("/compare?organizations={}", distinct.join(","));
    assert_eq!(directory.get_with(&endless, &[BROWSER]).await.status, 200);
    assert!(begun.elapsed().as_secs() < 2, "it searched for every name");
}

#[actix_web::test]
async fn more_names_than_can_be_compared_stay_in_the_form() {
    let directory = TestDirectory::seeded().await;
    let five = "a21,unseen,polaris,verite,free-the-slaves";
    for (query, left_out) in [
        (format!("organizations={five},walk-free"), Some("walk-free")),
        (format!("organizations={five}&organizations=Walk+Free"), Some("Walk Free")),
        (format!("organizations={five}"), None),
    ] {
        let page = directory.get_with(&format!("/compare?{query}"), &[BROWSER]).await;
        let html = page.text();
        assert_eq!(page.status, 200, "{query}");
        assert!(html.contains("<h1>Compare 5 organizations</h1>"), "{query}");
        assert_eq!(html.contains("You can compare up to 5 organizations"), left_out.is_some());
        if let Some(name) = left_out {
            assert!(html.contains(&format!("value=\"{name}\"")), "{query}");
        }
    }
}

#[actix_web::test]
async fn the_comparison_page_says_what_to_enter() {
    let directory = TestDirectory::seeded().await;
    for (query, message) in [
        ("", None),
        ("?organizations=", Some("Enter 2 to 5 organization names.")),
        ("?organizations=unseen", Some("Enter at least one more name to compare with")),
        ("?organizations=zzzzqqqq", Some("We could not find an organization called")),
    ] {
        let html = directory.get_with(&format!("/compare{query}"), &[BROWSER]).await.text();
        assert_eq!(html.contains("role=\"alert\""), message.is_some(), "{query}");
        assert!(message.is_none_or(|message| html.contains(message)), "{query}: {html}");
    }
    let form = "/compare?organizations=&organizations=&focus_area=x";
    let moved = directory.get_with(form, &[BROWSER]).await;
    assert!(moved.header("location").unwrap().ends_with("/compare?organizations="), "{moved:?}");
    let list = directory.get("/compare?q=a&compare=unseen&compare=a21").await;
    assert_eq!(list.status, 303);
    assert!(list.header("location").unwrap().ends_with("/compare?organizations=unseen,a21"));
}

#[actix_web::test]
async fn a_comparison_has_disputes_results_ways_to_help_and_sources() {
    let directory = TestDirectory::seeded().await;
    let slug = "international-justice-mission";
    let profile = directory.get(&format!("/api/v1/organizations/{slug}")).await.json();

    let path = format!("/compare?organizations={slug},free-the-slaves");
    let html = directory.get_with(&path, &[BROWSER]).await.text();

    let count = |key: &str| profile[key].as_array().unwrap().len();
    let caveats = profile["caveats"].as_array().unwrap().iter();
    let disputed = caveats.filter(|caveat| caveat["kind"] == "disputed").count();
    for text in [
        format!("<a href=\"/organizations/{slug}#sources\">{} sources", count("sources")),
        format!("<a href=\"/organizations/{slug}#outcomes\">All {} results", count("outcomes")),
        format!("<a href=\"/organizations/{slug}#caveats\">Read all {disputed} with sources"),
        format!("<a href=\"/organizations/{slug}#help\">{} ways", count("ways_to_help")),
        "<a href=\"/countries/IN\">India".to_owned(),
    ] {
        assert!(html.contains(&text), "{text}");
    }
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

    let beyond = directory.get_with("/organizations?page=400", &[BROWSER]).await.text();
    let last = active_seed_profiles().len().div_ceil(20);
    assert!(beyond.contains(&format!("This list has only {last} pages.")), "{beyond}");
    let all = directory.get_with("/organizations?q=slavery%3D", &[BROWSER]).await;
    let equals = directory.get_with("/organizations?q=slavery=", &[BROWSER]).await;
    assert_eq!(listed(&all), listed(&equals));
}
