//! The charts of a list: what they find, count and link.

use serde_json::json;

use super::{BROWSER, attributes, positions, unescaped};
use crate::harness::TestDirectory;
use crate::support::profiles::profile;

/// The links of the figures: each URL with the number that it shows, if it shows one.
fn links(html: &str) -> Vec<(String, Option<u64>)> {
    let figures = html.split("<div class=\"charts\">").nth(1).unwrap();
    let figures = figures.split("</main>").next().unwrap();
    let links = figures.split("<a ").skip(1).map(|link| {
        let link = format!(" {}", link.split("</a>").next().unwrap());
        // The number is in bold, or at the end of the link's label.
        let bold = link.split("<b>").nth(1).map(str::to_owned);
        let label = attributes(&link, "aria-label").first().map(|it| (*it).to_owned());
        let text = bold.or(label).unwrap_or_default();
        let text = text.split('<').next().unwrap();
        let number = text.split([' ', ',']).filter_map(|part| part.parse().ok()).next_back();
        (unescaped(attributes(&link, "href")[0]), number)
    });
    links.collect()
}

/// The findings of the figures, in order.
fn findings(html: &str) -> Vec<&str> {
    html.split("<h3>").skip(1).map(|rest| rest.split("</h3>").next().unwrap()).collect()
}

#[actix_web::test]
async fn numbers_equal_the_totals_of_the_linked_lists() {
    let directory = TestDirectory::seeded().await;
    for path in [
        "/charts?country=IN",
        "/charts?focus_area=bonded-labour&founded=1990-1999",
        "/charts?q=children&sort=-founded&per_page=5",
        "/charts?country_role=office,advocacy",
    ] {
        let html = directory.get(path).await.text();
        let mut followed = 0;
        let lists = links(&html).into_iter().filter(|(href, _)| href.starts_with("/organizations"));
        for (href, shown) in lists.step_by(29) {
            let Some(shown) = shown else { continue };
            let api = format!("/api/v1{href}").replace("&per_page=5", "");
            let total =
                directory.get(&format!("{api}&per_page=1")).await.json()["meta"]["total"].as_u64();
            assert_eq!(Some(shown), total, "{path}: {href}");
            followed += 1;
        }
        assert!(followed > 5, "{path}: {followed}");
    }
}

#[actix_web::test]
async fn every_head_and_cell_of_a_grid_has_a_link_and_few_are_tab_stops() {
    let directory = TestDirectory::seeded().await;

    let html = directory.get("/charts").await.text();

    for grid in html.split("<table data-grid>").skip(1) {
        let grid = grid.split("</table>").next().unwrap();
        let (heads, cells) = (grid.matches("<th ").count(), grid.matches("<td class=").count());
        assert_eq!(grid.matches("<a ").count(), heads + cells);
        assert_eq!(grid.matches("tabindex=\"-1\"").count(), cells);
        assert!(heads < 40 && cells > heads, "{heads} heads, {cells} cells");
        let numbers = grid.split("<tbody>").nth(1).unwrap().split("<th scope=\"row\">").skip(1);
        let numbers = numbers.map(|row| {
            row.split("<b>").nth(1).unwrap().split('<').next().unwrap().parse::<u64>().unwrap()
        });
        let totals: Vec<u64> = numbers.collect();
        assert!(totals.is_sorted_by(|one, next| one >= next), "{totals:?}");
    }
}

#[actix_web::test]
async fn charts_state_their_findings_with_unit_number_and_data() {
    let years = [1839, 1994, 2003, 2011];
    let countries = [&["IN"][..], &["IN", "GH"], &["IN"], &["GH"]];
    let profiles =
        years.into_iter().zip(countries).enumerate().map(|(place, (year, countries))| {
            let countries: Vec<_> = countries.iter().map(|it| json!({"country": it})).collect();
            let slug = format!("organization-{place}");
            profile(&slug, json!({"founded": year, "countries": countries}))
        });
    let directory = TestDirectory::with(&profiles.collect::<Vec<_>>()).await;

    let html = directory.get_with("/charts", &[BROWSER]).await.text();

    assert!(html.contains("These 4 organizations in charts</bdi></h1>"), "{html}");
    assert_eq!(
        findings(&html)[..3],
        ["Most work in India", "All work on bonded labour and forced labour", "All use rescue"]
    );
    assert_eq!(findings(&html).last(), Some(&"Most were founded since 1990"));
    let order = positions(
        &html,
        &[
            "Most work in India",
            "4 organizations, by country. One can count more than once. This shows who is in the \
             directory, not how common slavery is.",
            "<a href=\"/api/v1/export?format=csv\">CSV</a>, <a href=\"/api/v1/statistics\">JSON</a>",
            "<span>Before 1990</span>",
        ],
    );
    assert!(order.is_sorted(), "{order:?}");
    assert!(html.contains("href=\"/organizations?founded=-1989\""), "{html}");
}

#[actix_web::test]
async fn charts_of_a_list_link_back_to_it_and_ignore_the_filters_of_what_they_show() {
    let directory = TestDirectory::seeded().await;

    let html = directory.get("/charts?country=IN&approach=rescue").await.text();

    let back = "<a href=\"/organizations?approach=rescue&#38;country=IN\">Back to the list</a>";
    assert!(html.contains(back), "{html}");
    let all = directory.get("/api/v1/organizations?approach=rescue").await.json();
    let all = all["meta"]["total"].as_u64().unwrap();
    let unit = format!("{all} organizations, all that match your other filters, by country.");
    assert!(html.contains(&unit), "{unit} is not in {html}");
    let data = "/api/v1/statistics?country=IN\">JSON";
    assert!(html.contains(data), "the methods ignore the chosen method: {html}");
}

#[actix_web::test]
async fn a_list_without_organizations_has_no_charts() {
    let directory = TestDirectory::seeded().await;
    for path in ["/charts?q=xyzzyplugh", "/charts?country=AQ"] {
        let page = directory.get_with(path, &[BROWSER]).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.text().contains("No organizations to show."), "{path}");
        assert!(!page.text().contains("<figure"), "{path}");
    }
}
