//! The page for visitors who need help or want to report.

use std::collections::BTreeSet;

use antislavery_directory::domain::countries;
use serde_json::{Value, json};

use super::{BROWSER, attributes};
use crate::harness::TestDirectory;
use crate::support::profiles::profile;

/// An organization with programmes in some countries and one way to report.
fn reporting(slug: &str, programmes: &[&str], way: &Value) -> Value {
    let programmes: Vec<Value> =
        programmes.iter().map(|code| json!({"country": code, "role": "programmes"})).collect();
    let mut report =
        json!({"kind": "report", "title": "Report it", "free": true, "sources": ["page"]});
    for (key, value) in way.as_object().unwrap() {
        report[key] = value.clone();
    }
    let site = format!("https://{slug}.example/");
    profile(slug, json!({"countries": programmes, "website": site, "ways_to_help": [report]}))
}

/// The section of a country, up to the next.
fn section<'h>(html: &'h str, country: &str) -> &'h str {
    let begin = format!("<section class=\"help-place\" id=\"{country}\"");
    html.split(&begin).nth(1).map_or("", |rest| rest.split("</section>").next().unwrap())
}

#[actix_web::test]
async fn a_number_is_shown_with_the_day_on_which_a_person_checked_it() {
    let helpline = json!({"number": "+44 1632 960000", "country": "GB", "languages": ["en", "cy"],
        "hours": "day and night", "checked_at": "2026-05-03"});
    let with = reporting("with-number", &["GB", "IE"], &json!({"helpline": helpline}));
    let without = reporting("without-number", &["GB"], &json!({"url": "https://r.example/report"}));
    let directory = TestDirectory::with(&[with, without]).await;

    let html = directory.get_with("/get-help", &[BROWSER]).await.text();

    let british = section(&html, "GB");
    assert!(british.contains("<a href=\"tel:+441632960000\">+44 1632 960000</a>"), "{british}");
    for words in ["United Kingdom", "English, Welsh", "day and night"] {
        assert!(british.contains(words), "{words}: {british}");
    }
    assert!(british.contains("number checked by a person on 3 May 2026"));
    let other = british.split("without-number</bdi>").nth(1).unwrap();
    assert!(other.contains("href=\"https://r.example/report\""), "{other}");
    assert!(other.contains("The number and the hours are on that page"), "{other}");
    // The number is for one country, so the organization is not listed for its other ones.
    assert_eq!(section(&html, "IE"), "");
}

#[actix_web::test]
async fn an_organization_is_listed_only_where_it_can_help() {
    let url = json!({"url": "https://r.example/"});
    let directory = TestDirectory::with(&[
        reporting("one-country", &["IN"], &url),
        reporting("three-countries", &["IN", "NP", "TH"], &url),
        profile(
            "runs-a-line",
            json!({"approaches": ["hotline"], "countries": [{"country": "KE"}],
                "website": "https://line.example/"}),
        ),
        profile("neither", json!({"countries": [{"country": "LB"}]})),
    ])
    .await;

    let html = directory.get_with("/get-help", &[BROWSER]).await.text();

    assert!(
        section(&html, "IN").contains("one-country")
            && section(&html, "IN").contains("#three-countries")
    );
    assert!(!section(&html, "NP").contains("one-country"));
    assert!(
        section(&html, "TH").contains("This organization works here and in other countries: "),
        "{html}"
    );
    let kenyan = section(&html, "KE");
    assert!(kenyan.contains("Runs a helpline."), "{kenyan}");
    assert!(
        kenyan.contains("are on its own site: <a class=\"out\" href=\"https://line.example/\""),
        "{kenyan}"
    );
    let several =
        html.split("id=\"several\"").nth(1).unwrap().split("id=\"other\"").next().unwrap();
    assert!(several.contains("Works in India, Nepal, Thailand."), "{several}");
    assert!(!several.contains("one-country") && !html.contains("neither"));
    let lebanon = html.split("<li id=\"LB\"").nth(1).unwrap().split("</li>").next().unwrap();
    assert!(lebanon.contains("1 organization works there"), "{lebanon}");
}

#[actix_web::test]
async fn every_country_has_its_place_on_the_page() {
    let directory = TestDirectory::seeded().await;

    let html = directory.get_with("/get-help", &[BROWSER]).await.text();

    let ids = attributes(&html, "id");
    let each: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), each.len(), "ids are unique");
    for country in countries() {
        assert!(each.contains(country.as_str()), "{country}");
    }
    assert!(html.contains("If you are in danger now, call the emergency number"));
    assert!(html.contains("We are a directory, not a helpline."));
    assert!(html.contains("href=\"/safety\""));
    assert!(section(&html, "GB").contains("Unseen"));
    // The seed data has no number that a person has checked, so the page has none.
    assert!(!html.contains("href=\"tel:"));
    assert!(!html.contains("<form"), "choosing a country sends nothing");
}
