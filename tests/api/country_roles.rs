//! The roles of countries in filters and counts.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::profile;

const LIST: &str = "/api/v1/organizations";
const ROLES: [&str; 5] = ["programmes", "office", "partners", "research", "advocacy"];

/// A profile with countries in roles: `GH office`.
fn active_in(slug: &str, countries: &[&str]) -> Value {
    let countries: Vec<Value> = countries
        .iter()
        .map(|it| it.split_once(' ').unwrap())
        .map(|(country, role)| json!({"country": country, "role": role, "sources": ["page"]}))
        .collect();
    profile(slug, json!({"related": [], "countries": countries}))
}

fn invented() -> Vec<Value> {
    vec![
        active_in("works", &["GH programmes", "IN programmes", "IN office"]),
        active_in("with-partners", &["GH partners"]),
        active_in("both", &["GH programmes", "GH partners", "GH research"]),
        active_in("studies", &["GH research", "IN research", "NP research"]),
        active_in("campaigns", &["GH advocacy", "US office"]),
        active_in("nowhere", &[]),
    ]
}

/// The organizations that have a country in one of some roles, as a scan of the profiles finds them.
fn scan(country: &str, roles: &[&str]) -> Vec<String> {
    let has = |profile: &&Value| {
        let countries = profile["countries"].as_array().unwrap();
        let is_wanted =
            |it: &Value| it["country"] == country && roles.iter().any(|role| it["role"] == *role);
        countries.iter().any(is_wanted)
    };
    let slug = |profile: &Value| profile["slug"].as_str().unwrap().to_owned();
    invented().iter().filter(has).map(slug).collect::<BTreeSet<_>>().into_iter().collect()
}

fn all_choices() -> Vec<Vec<&'static str>> {
    let choices = (1..1 << ROLES.len()).map(|bits: usize| {
        (0..ROLES.len()).filter(|place| bits & 1 << place != 0).map(|it| ROLES[it]).collect()
    });
    choices.collect()
}

#[actix_web::test]
async fn filters_and_counts_of_every_choice_of_roles_equal_a_scan() {
    let directory = TestDirectory::with(&invented()).await;
    for roles in all_choices() {
        let parameter = format!("country_role={}", roles.join(","));
        let mut expected = BTreeMap::new();
        for country in ["GH", "IN", "NP", "US"] {
            let slugs = scan(country, &roles);
            let found = directory.get(&format!("{LIST}?country={country}&{parameter}")).await;
            assert_eq!(found.slugs(), slugs, "{country} {roles:?}");
            let others = directory.get(&format!("{LIST}?country=!{country}&{parameter}")).await;
            assert_eq!(
                others.slugs().len(),
                invented().len() - slugs.len(),
                "!{country} {roles:?}"
            );
            if !slugs.is_empty() {
                expected.insert(country.to_owned(), slugs.len() as u64);
            }
        }
        let counted = directory.get(&format!("{LIST}?facets=country&{parameter}")).await.json();
        let counted = &counted["facets"]["country"];
        let buckets = counted["buckets"].as_array().unwrap();
        let counts: BTreeMap<String, u64> = buckets
            .iter()
            .map(|it| (it["id"].as_str().unwrap().to_owned(), it["count"].as_u64().unwrap()))
            .collect();
        assert_eq!(counts, expected, "{roles:?}");
        let with_any: BTreeSet<String> =
            ["GH", "IN", "NP", "US"].iter().flat_map(|it| scan(it, &roles)).collect();
        assert_eq!(counted["missing"], invented().len() - with_any.len(), "{roles:?}");
    }
}

#[actix_web::test]
async fn by_default_only_programmes_and_partners_count() {
    let directory = TestDirectory::with(&invented()).await;
    let default = directory.get(&format!("{LIST}?country=GH")).await;
    assert_eq!(default.slugs(), ["both", "with-partners", "works"]);
    let same = directory.get(&format!("{LIST}?country=GH&country_role=partners,programmes")).await;
    assert_eq!(same.header("etag"), default.header("etag"));
    let countries = directory.get("/api/v1/countries").await.json();
    let counts: Vec<(&str, u64)> = countries["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["country"].as_str().unwrap(), it["count"].as_u64().unwrap()))
        .collect();
    assert_eq!(counts, [("GH", 3), ("IN", 1)]);
    let row = &directory.get(&format!("{LIST}?country=IN")).await.json()["data"][0];
    assert_eq!(row["country_codes"], json!(["GH", "IN"]));
    let several = directory
        .get(&format!("{LIST}?country=GH&country_role=office&country_role=advocacy"))
        .await;
    assert_eq!(several.slugs(), ["campaigns"]);
}

#[actix_web::test]
async fn an_unknown_role_is_a_problem_with_the_allowed_ones() {
    let directory = TestDirectory::with(&[]).await;
    let answer = directory.get(&format!("{LIST}?country=GH&country_role=offic")).await;
    assert_eq!(answer.status, 400);
    let error = &answer.json()["errors"][0];
    assert_eq!(
        (&error["parameter"], &error["did_you_mean"]),
        (&json!("country_role"), &json!("office"))
    );
    assert_eq!(error["allowed"], json!(ROLES));
}
