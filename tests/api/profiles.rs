//! Reading profiles and their summaries.

use antislavery_directory::domain::{Keyword, TermScheme};
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::{
    active_seed_profiles, countries_of, profile, seed_texts, strings, terms_of,
};

/// The keys that the server adds to a profile.
const SERVER_KEYS: [&str; 6] = ["id", "revision", "change", "created_at", "updated_at", "links"];

#[actix_web::test]
async fn every_seed_profile_is_served_as_written() {
    let directory = TestDirectory::seeded().await;
    for (slug, text) in seed_texts() {
        let path = format!("/api/v1/organizations/{slug}");

        let answer = directory.get(&path).await;

        assert_eq!(answer.status, 200, "{slug}");
        let served = answer.text();
        // Byte for byte, including the order of keys.
        let written = compact(&text);
        let written = written.strip_suffix('}').unwrap();
        let added = served.strip_prefix(written).unwrap_or_else(|| panic!("{slug} differs"));
        assert!(added.starts_with(r#","id":""#), "{slug}: {added}");
        let mut answered = answer.json();
        assert_eq!(answered["revision"], 1);
        assert_eq!(answered["links"], json!({"self": path}));
        let keys = answered.as_object_mut().unwrap();
        assert!(SERVER_KEYS.iter().all(|key| keys.remove(*key).is_some()), "{slug}");
        assert_eq!(answered, serde_json::from_str::<Value>(&text).unwrap());
    }
}

/// JSON without whitespace between its tokens.
fn compact(text: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    text.chars()
        .filter(|&c| {
            if quoted {
                quoted = escaped || c != '"';
                escaped = c == '\\' && !escaped;
                return true;
            }
            quoted = c == '"';
            !c.is_whitespace()
        })
        .collect()
}

#[actix_web::test]
async fn missing_profile_keys_are_served_as_null_or_empty() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;

    let answer = directory.get("/api/v1/organizations/a").await.json();

    for key in ["acronym", "withdrawal", "founded", "headquarters", "website", "verified_at"] {
        assert_eq!(answer.get(key), Some(&Value::Null), "{key}");
    }
    for key in ["other_names", "founders", "identifiers", "countries", "research", "withheld"] {
        assert_eq!(answer.get(key), Some(&json!([])), "{key}");
    }
    assert_eq!(answer["status"], "active");
}

#[actix_web::test]
async fn fields_returns_exactly_the_requested_keys_in_order() {
    let directory = TestDirectory::seeded().await;
    for (fields, keys) in [
        ("fields=name,slug", vec!["name", "slug"]),
        ("fields=slug&fields=founded", vec!["slug", "founded"]),
        ("fields=revision,links,framing", vec!["revision", "links", "framing"]),
        ("fields=slug,name,slug", vec!["slug", "name"]),
        ("fields=slug,+name", vec!["slug", "name"]),
        ("fields=withheld,acronym", vec!["withheld", "acronym"]),
    ] {
        let whole = directory.get("/api/v1/organizations/unseen").await.json();
        let expected: Vec<String> =
            keys.iter().map(|key| format!("{}:{}", json!(key), whole[key])).collect();
        let part = directory.get(&format!("/api/v1/organizations/unseen?{fields}")).await;
        let list = directory.get(&format!("/api/v1/organizations?sort=-name&{fields}")).await;

        assert_eq!(keys_of(&part.text()), keys, "{fields}");
        for key in &keys {
            assert_eq!(part.json()[key], whole[key], "{fields}: {expected:?}");
        }
        let rows = list.json();
        assert!(rows["data"].as_array().unwrap().contains(&part.json()), "{fields}");
        let row = part.text();
        assert!(list.text().contains(&row), "{fields}: {row}");
    }
}

/// The top-level keys of a JSON object, in textual order.
fn keys_of(text: &str) -> Vec<String> {
    let (mut depth, mut keys, mut current) = (0, Vec::new(), String::new());
    let (mut quoted, mut escaped) = (false, false);
    for c in text.chars() {
        if quoted {
            quoted = escaped || c != '"';
            escaped = c == '\\' && !escaped;
            if quoted {
                current.push(c);
            }
            continue;
        }
        match c {
            '"' => {
                quoted = true;
                current.clear();
            }
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            ':' if depth == 1 => keys.push(current.clone()),
            _ => {}
        }
    }
    keys
}

#[actix_web::test]
async fn labels_cover_exactly_the_terms_and_countries_shown() {
    let shown = json!({
        "focus_areas": ["bonded-labour"],
        "approaches": ["rescue", "legal-support"],
        "headquarters": {"city": null, "country": "GB"},
        "countries": [{"country": "IN", "sources": ["page"]}],
    });
    let directory = TestDirectory::with(&[profile("a", shown)]).await;
    let (area, approaches) = (
        json!({"bonded-labour": "Bonded labour"}),
        json!({"rescue": "Rescue", "legal-support": "Legal support"}),
    );
    let (seat, country) = (json!({"GB": "United Kingdom"}), json!({"IN": "India"}));
    for (fields, parts) in [
        ("", vec![&area, &approaches, &seat, &country]),
        ("&fields=slug", vec![]),
        ("&fields=slug,focus_areas", vec![&area]),
        ("&fields=approaches", vec![&approaches]),
        ("&fields=headquarters", vec![&seat]),
        ("&fields=countries,focus_areas", vec![&area, &country]),
    ] {
        let mut expected: Vec<&String> =
            parts.iter().flat_map(|part| part.as_object().unwrap().keys()).collect();
        expected.sort();
        for path in ["/api/v1/organizations/a", "/api/v1/organizations"] {
            let answer = directory.get(&format!("{path}?include=labels{fields}")).await.json();

            let labels = answer["labels"].as_object().unwrap();
            assert_eq!(labels.keys().collect::<Vec<_>>(), expected, "{path} {fields}");
            assert!(labels.values().all(|label| label.as_str().is_some_and(|l| !l.is_empty())));
        }
    }
    let answer = directory.get("/api/v1/organizations/a?include=labels").await.json();
    assert_eq!(answer["labels"]["bonded-labour"], "Bonded labour");
    assert_eq!(answer["labels"]["IN"], "India");
    let without = directory.get("/api/v1/organizations/a").await.json();
    assert_eq!(without.get("labels"), None);
}

#[actix_web::test]
async fn list_labels_cover_every_term_and_country_in_the_rows() {
    let directory = TestDirectory::seeded().await;

    let answer = directory.get("/api/v1/organizations?include=labels&per_page=100").await.json();

    let labels = answer["labels"].as_object().unwrap();
    let mut shown: Vec<&str> = Vec::new();
    for row in answer["data"].as_array().unwrap() {
        for scheme in TermScheme::ALL {
            shown.extend(strings(&row[scheme.plural()]));
        }
        shown.extend(strings(&row["country_codes"]));
        shown.extend(row["headquarters"]["country"].as_str());
    }
    shown.sort_unstable();
    shown.dedup();
    assert_eq!(labels.keys().collect::<Vec<_>>(), shown);
}

#[actix_web::test]
async fn a_summary_matches_its_profile() {
    let directory = TestDirectory::seeded().await;

    let rows = directory.all_rows("/api/v1/organizations").await;

    let profiles = active_seed_profiles();
    assert_eq!(rows.len(), profiles.len());
    for profile in &profiles {
        let row = rows.iter().find(|row| row["slug"] == profile["slug"]).unwrap();
        for key in ["name", "acronym", "status", "summary", "founded", "headquarters"] {
            assert_eq!(row[key], profile[key], "{key}");
        }
        assert_eq!(row["verified_at"], profile["verified_at"]);
        for &scheme in TermScheme::ALL {
            assert_eq!(row[scheme.plural()], json!(terms_of(profile, scheme)), "{profile}");
        }
        let each = |list: &str, key: &str| -> Vec<Value> {
            let mut values: Vec<Value> = Vec::new();
            for element in profile[list].as_array().unwrap() {
                if !values.contains(&element[key]) {
                    values.push(element[key].clone());
                }
            }
            values
        };
        assert_eq!(row["country_codes"], json!(countries_of(profile)));
        assert_eq!(row["way_to_help_kinds"], json!(each("ways_to_help", "kind")));
    }
}
