//! The first page, and the addresses that the list had before it had its own.

use super::{BROWSER, attributes};
use crate::harness::TestDirectory;
use crate::support::profiles::active_seed_profiles;

#[actix_web::test]
async fn the_first_page_has_a_door_for_each_kind_of_visitor() {
    let directory = TestDirectory::seeded().await;

    let html = directory.get("/").await.text();

    let doors = html.split("<ul class=\"doors\"").nth(1).unwrap().split("</ul>").next().unwrap();
    let doors = attributes(doors, "href");
    assert_eq!(doors, ["/organizations", "/ways-to-help", "/research", "/get-help"]);
    let examples = html.split("Try <a").nth(1).unwrap().split("</p>").next().unwrap();
    for example in attributes(&format!(" <a{examples}"), "href") {
        let list = directory.get(&format!("/api/v1{example}")).await.json();
        assert!(list["meta"]["total"].as_u64().unwrap() > 0, "{example}");
    }
}

#[actix_web::test]
async fn the_first_page_shows_a_method_that_stands_out_with_its_numbers() {
    let directory = TestDirectory::seeded().await;

    let html = directory.get("/").await.text();

    let table = html.split("<table class=\"typical\">").nth(1).unwrap();
    let rows: Vec<&str> = table.split("</table>").next().unwrap().split("<tr>").skip(2).collect();
    assert!(rows.len() >= 3, "{rows:?}");
    for row in rows {
        let links = attributes(row, "href");
        let count = async |href: &str| -> u64 {
            let query = href.replace("&amp;", "&");
            let list = directory.get(&format!("/api/v1{query}")).await.json();
            list["meta"]["total"].as_u64().unwrap()
        };
        let (of, part) = (count(links[0]).await, count(links[1]).await);
        assert!(row.contains(&format!(">{part} of {of}</span>")), "{row}");
    }
}

#[actix_web::test]
async fn former_addresses_of_the_list_redirect_with_their_parameters() {
    let directory = TestDirectory::seeded().await;
    for (path, target) in [
        ("/?q=debt%20bondage", "/organizations?q=debt%20bondage"),
        ("/?country=IN&page=2&utm_source=x", "/organizations?country=IN&page=2&utm_source=x"),
        ("/?focus_area=nothing", "/organizations?focus_area=nothing"),
    ] {
        let answer = directory.get_with(path, &[BROWSER]).await;
        assert_eq!((answer.status, answer.header("location")), (308, Some(target)), "{path}");
    }
    assert_eq!(directory.get_with("/?utm_source=x", &[BROWSER]).await.status, 200);
    let form = "application/x-www-form-urlencoded";
    let moved = directory.send_text("POST", "/", form, "q=debt").await;
    assert_eq!((moved.status, moved.header("location")), (308, Some("/organizations")));
}

#[actix_web::test]
async fn every_page_says_in_its_title_where_one_is() {
    let directory = TestDirectory::seeded().await;
    let active = active_seed_profiles().len();
    let organizations = format!("{active} organizations · Antislavery Directory");
    for (path, title) in [
        ("/", "Antislavery Directory: who fights slavery, and how"),
        ("/organizations", &*organizations),
        (
            "/organizations?focus_area=bonded-labour&country=IN",
            "Bonded labour in India: 6 organizations · Antislavery Directory",
        ),
        ("/organizations/unseen", "Unseen · Antislavery Directory"),
        ("/about", "About · Antislavery Directory"),
        ("/accessibility", "Accessibility · Antislavery Directory"),
    ] {
        let html = directory.get_with(path, &[BROWSER]).await.text();
        let shown = html.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
        assert_eq!(shown, title, "{path}");
    }
}

#[actix_web::test]
async fn the_icons_are_where_browsers_look_for_them() {
    let directory = TestDirectory::seeded().await;
    for (path, media_type) in
        [("/favicon.ico", "image/x-icon"), ("/apple-touch-icon.png", "image/png")]
    {
        let icon = directory.get(path).await;
        assert_eq!((icon.status, icon.header("content-type")), (200, Some(media_type)), "{path}");
    }
}

#[actix_web::test]
async fn every_page_counts_the_same_organizations() {
    let directory = TestDirectory::seeded().await;
    let list = directory.get("/api/v1/organizations").await.json();
    let counted = format!("{} ", list["meta"]["total"]);

    for (path, words) in [
        ("/", format!("Compare {counted}")),
        ("/organizations", format!("{counted}organizations</h1>")),
        ("/charts", format!("These {counted}organizations in charts")),
        ("/about", format!("describes {counted}organizations")),
    ] {
        assert!(directory.get(path).await.text().contains(&words), "{path}: {words}");
    }
}
