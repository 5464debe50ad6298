//! Suggestions while a user types.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::harness::{Answer, TestDirectory};
use crate::support::profiles::{active_seed_profiles, profile};

const SUGGEST: &str = "/api/v1/suggest";

/// Maximum number of suggestions.
const MAX: usize = 10;

async fn suggest(directory: &TestDirectory, typed: &str) -> Answer {
    let encoded: String = typed.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let answer = directory.get(&format!("{SUGGEST}?q={encoded}")).await;
    assert_eq!(answer.status, 200, "{typed:?}");
    let rows = answer.slugs().len();
    assert!(rows <= MAX, "{typed:?}");
    assert_eq!(answer.json()["meta"]["total"], rows, "{typed:?}");
    answer
}

/// The `matched` texts of the suggestions.
async fn matched(directory: &TestDirectory, typed: &str) -> Vec<String> {
    let json = suggest(directory, typed).await.json();
    let rows = json["data"].as_array().unwrap().iter();
    rows.map(|row| row["matched"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn a_prefix_of_a_word_gives_suggestions() {
    let directory = TestDirectory::seeded().await;
    for (typed, kind, slug, label, matched) in [
        ("ijm", "organization", "international-justice-mission", None, "IJM"),
        ("IJ", "organization", "international-justice-mission", None, "IJM"),
        ("free the s", "organization", "free-the-slaves", None, "Free the Slaves"),
        (
            "Comissa",
            "organization",
            "comissao-pastoral-da-terra",
            None,
            "Comissão Pastoral da Terra",
        ),
        (
            "pastoral land",
            "organization",
            "comissao-pastoral-da-terra",
            None,
            "Pastoral Land Commission",
        ),
        ("माइ", "organization", "maiti-nepal", None, "माइती नेपाल"),
        ("rugm", "organization", "goodweave-international", None, "RugMark"),
        (
            "satya",
            "organization",
            "kailash-satyarthi-childrens-foundation",
            None,
            "Satyarthi Foundation",
        ),
        (
            "antislavery int",
            "organization",
            "anti-slavery-international",
            None,
            "Anti-Slavery International",
        ),
        ("debt bon", "focus_area", "bonded-labour", Some("Bonded labour"), "debt bondage"),
        ("tip", "focus_area", "human-trafficking", Some("Human trafficking"), "TIP"),
        ("helpl", "approach", "hotline", Some("Hotline"), "helpline"),
        (
            // A hidden label is found, and the name of its term is shown.
            "cybersex",
            "focus_area",
            "online-sexual-exploitation-of-children",
            None,
            "Online sexual exploitation of children",
        ),
        (
            "system streng",
            "approach",
            "justice-system-strengthening",
            None,
            "Justice system strengthening",
        ),
    ] {
        let first = suggest(&directory, typed).await.json()["data"][0].clone();

        assert_eq!(first["kind"], kind, "{typed}: {first}");
        assert_eq!(first["slug"], slug, "{typed}: {first}");
        assert_eq!(first["matched"], matched, "{typed}: {first}");
        if let Some(label) = label {
            assert_eq!(first["label"], label, "{typed}: {first}");
        }
    }
}

#[actix_web::test]
async fn countries_are_suggested_by_their_names() {
    let directory = TestDirectory::seeded().await;
    for (typed, code, label, matched) in [
        ("ind", "IN", "India", "India"),
        ("united k", "GB", "United Kingdom", "United Kingdom"),
        ("burma", "MM", "Myanmar", "Burma"),
        // A name that the directory does not show is found, and the display name is shown.
        ("turkey", "TR", "Türkiye", "Türkiye"),
        ("philippnes", "PH", "Philippines", "Philippines"),
    ] {
        let json = suggest(&directory, typed).await.json();
        let rows = json["data"].as_array().unwrap();
        let country = rows.iter().find(|row| row["kind"] == "country");
        let expected = json!({"kind": "country", "slug": code, "label": label, "matched": matched});
        assert_eq!(country, Some(&expected), "{typed}");
    }
    // Countries where organizations work come first.
    let rows = suggest(&directory, "uni").await.json()["data"].clone();
    let countries = rows.as_array().unwrap().iter().filter(|row| row["kind"] == "country");
    let codes: Vec<&str> = countries.map(|row| row["slug"].as_str().unwrap()).collect();
    let is_empty = |code: &&str| *code == "UM";
    assert_eq!(codes.iter().position(is_empty), Some(codes.len() - 1), "{codes:?}");
}

#[actix_web::test]
async fn display_names_come_before_other_labels() {
    let directory = TestDirectory::seeded().await;

    let rows = suggest(&directory, "slav").await.json()["data"].clone();

    let rows = rows.as_array().unwrap();
    let is_term = |row: &&Value| row["kind"] == "focus_area";
    let terms: Vec<bool> =
        rows.iter().filter(is_term).map(|row| row["matched"] == row["label"]).collect();
    assert!(terms.contains(&true), "{rows:?}");
    assert!(terms.is_sorted_by_key(|is_display_name| !is_display_name), "{rows:?}");
}

#[actix_web::test]
async fn one_typo_is_corrected_if_nothing_matches_exactly() {
    let directory = TestDirectory::seeded().await;
    for (typed, slug) in [
        ("bachpn", "bachpan-bachao-andolan"),
        ("satyarti", "kailash-satyarthi-childrens-foundation"),
        ("polris", "polaris"),
        ("polarsi", "polaris"),
        ("xpolaris", "polaris"),
        ("free the slavs", "free-the-slaves"),
        ("fre the slaves", "free-the-slaves"),
        ("internatinal justice", "international-justice-mission"),
        ("traficking", "human-trafficking"),
        ("bondedd lab", "bonded-labour"),
        ("gooodweave", "goodweave-international"),
    ] {
        let slugs = suggest(&directory, typed).await.slugs();
        assert!(slugs.contains(&slug.to_owned()), "{typed}: {slugs:?}");
    }
    // Words of two letters and words with two typos are not corrected.
    for typed in ["xq", "plrqs", "zzzzzz", "qqq xxx"] {
        assert!(suggest(&directory, typed).await.slugs().is_empty(), "{typed}");
    }
}

/// An unfinished word of three letters is one typo away from thousands of words. Correcting these
/// took half a second of processor time each.
#[actix_web::test]
async fn an_unfinished_word_under_five_letters_is_not_corrected() {
    let directory = TestDirectory::seeded().await;
    for typed in ["irx", "spr", "pso", "polx", "free the slx"] {
        assert!(suggest(&directory, typed).await.slugs().is_empty(), "{typed}");
        let path = format!("/organizations/{}", typed.replace(' ', "-"));
        let page = directory.get_with(&path, &[("accept", "text/html")]).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(!page.text().contains("<li><a href=\"/approaches/"), "{path}: {}", page.text());
    }
    // From five letters on, one typo is corrected.
    assert!(matched(&directory, "polri").await.contains(&"Polaris".to_owned()));
}

#[actix_web::test]
async fn at_most_four_words_of_a_query_are_corrected() {
    let name = "Amber Birch Cedar Delta Ember Foundation";
    let directory = TestDirectory::with(&[profile("a", json!({"name": name}))]).await;
    for (typed, is_found) in [
        ("ambr foundation", true),
        ("ambr brch cdar dlta foundation", true),
        ("ambr brch cdar dlta embr foundation", false),
    ] {
        let slugs = suggest(&directory, typed).await.slugs();
        assert_eq!(!slugs.is_empty(), is_found, "{typed}: {slugs:?}");
    }
}

#[actix_web::test]
async fn a_misspelled_word_is_corrected_to_the_most_frequent_candidates() {
    let named = |number: usize, word: &str| {
        let name = format!("{word} House {number}");
        profile(&format!("o-{number}"), json!({"name": name}))
    };
    // 25 rare words and a frequent one are one typo away from `barnx`; at most 24 are used.
    let letters = ('a'..='z').filter(|letter| *letter != 'x');
    let rare = (10..).zip(letters).map(|(number, letter)| named(number, &format!("barn{letter}")));
    let frequent = (40..45).map(|number| named(number, "xbarnx"));
    let directory = TestDirectory::with(&rare.chain(frequent).collect::<Vec<Value>>()).await;
    for (typed, slugs) in [
        ("barnx 40", &["o-40"][..]),
        ("barnx 4", &["o-40", "o-41", "o-42", "o-43", "o-44"]),
        ("barnx 10", &["o-10"]),
        ("barnx 34", &[]),
    ] {
        assert_eq!(suggest(&directory, typed).await.slugs(), slugs, "{typed}");
    }
}

#[actix_web::test]
async fn better_matches_rank_first() {
    let named = |slug: &str, name: &str| profile(slug, json!({"name": name}));
    let directory = TestDirectory::with(&[
        named("a", "The Rescue"),
        named("b", "Rescue Now"),
        named("c", "Rescue"),
        profile(
            "d",
            json!({"name": "Aid", "other_names": [{"value": "Rescued", "kind": "alias"}]}),
        ),
        named("e", "A Rescuer"),
        named("f", "Prescue"),
        profile("g", json!({"name": "Founded by one", "founders": ["Rescue Jones"]})),
    ])
    .await;

    // Terms match too; the order of the organizations is not affected.
    let shown = suggest(&directory, "rescue").await.json()["data"].clone();
    let shown = shown.as_array().unwrap();
    let is_organization = |row: &&Value| row["kind"] == "organization";
    let organizations: Vec<&str> =
        shown.iter().filter(is_organization).map(|row| row["matched"].as_str().unwrap()).collect();
    let expected = ["Rescue", "Rescue Now", "Rescued", "A Rescuer", "The Rescue"];
    assert_eq!(organizations, expected);
    let kinds: Vec<&str> = shown.iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds[..4], ["approach", "organization", "organization", "organization"]);
    assert_eq!(matched(&directory, "rescued").await, ["Rescued"]);
    assert_eq!(matched(&directory, "the resc").await, ["The Rescue"]);
    assert_eq!(matched(&directory, "now rescue").await, ["Rescue Now"]);
    // Stemming applies only if nothing matches exactly.
    assert_eq!(matched(&directory, "now rescues").await, ["Rescue Now"]);
}

#[actix_web::test]
async fn at_most_three_matching_terms_come_before_organizations() {
    let directory = TestDirectory::with(&[profile("a", json!({"name": "Forcefield"}))]).await;

    let rows = suggest(&directory, "force").await.json()["data"].clone();

    let kinds: Vec<&str> =
        rows.as_array().unwrap().iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds[..4], ["focus_area", "focus_area", "focus_area", "organization"]);
    // Each other term follows once, matched by its label if the label matches.
    let slugs = suggest(&directory, "force").await.slugs();
    for slug in ["forced-begging", "forced-criminality", "forced-labour", "forced-marriage"] {
        assert_eq!(slugs.iter().filter(|other| *other == slug).count(), 1, "{slug}: {slugs:?}");
    }
    assert_eq!(rows[0]["matched"], rows[0]["label"]);
}

/// Beginnings of a name: up to 10 letters from its start, and up to 5 letters from the start of
/// each later word.
fn prefixes(name: &str) -> impl Iterator<Item = &str> {
    let starts = name
        .char_indices()
        .filter(|&(at, letter)| letter.is_alphanumeric() && (at == 0 || name[..at].ends_with(' ')));
    starts.flat_map(move |(start, _)| {
        let longest = if start == 0 { 10 } else { 5 };
        let letters = name[start..].char_indices().take(longest);
        letters.map(move |(at, letter)| &name[start..start + at + letter.len_utf8()])
    })
}

/// An organization must not disappear from the suggestions while its name is typed.
#[actix_web::test]
async fn every_prefix_of_a_name_suggests_the_organization_or_ten_others() {
    let directory = TestDirectory::seeded().await;
    let profiles = active_seed_profiles();
    // Names have many prefixes in common; each is requested once.
    let mut organizations: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for profile in &profiles {
        let others = profile["other_names"].as_array().into_iter().flatten();
        let names = [&profile["name"], &profile["acronym"]].into_iter();
        let names = names.chain(others.map(|other| &other["value"])).filter_map(Value::as_str);
        for typed in names.flat_map(prefixes) {
            organizations.entry(typed).or_default().insert(profile["slug"].as_str().unwrap());
        }
    }
    assert!(organizations.len() > 500, "only {} prefixes", organizations.len());
    for (typed, expected) in organizations {
        let slugs = suggest(&directory, typed).await.slugs();
        for slug in expected {
            let is_suggested = slugs.iter().any(|other| other == slug);
            assert!(is_suggested || slugs.len() == MAX, "{slug}: {typed:?}: {slugs:?}");
        }
    }
}

#[actix_web::test]
async fn only_active_organizations_are_suggested() {
    let quiet = |slug: &str, name: &str, status: &str| {
        profile(slug, json!({"name": name, "status": status}))
    };
    let active = quiet("c", "Lantern three", "active");
    let directory = TestDirectory::with(&[
        quiet("a", "Lantern one", "inactive"),
        quiet("b", "Lantern two", "active"),
        active.clone(),
    ])
    .await;
    assert_eq!(suggest(&directory, "lant").await.slugs(), ["c", "b"]);

    directory.load_with(&[active], true).await;

    assert_eq!(suggest(&directory, "lant").await.slugs(), ["c"]);
    assert_eq!(suggest(&directory, "three").await.slugs(), ["c"]);
    assert!(suggest(&directory, "two").await.slugs().is_empty());
}

#[actix_web::test]
async fn of_many_matches_the_first_by_name_are_suggested() {
    let many: Vec<Value> = (0..300)
        .map(|number| {
            let body = if number % 3 == 0 { "Lodge" } else { "Trust" };
            let name = format!("{:03} Harbour {body}", 999 - number);
            profile(&format!("o-{number}"), json!({"name": name}))
        })
        .collect();
    let directory = TestDirectory::with(&many).await;
    for (typed, word) in [
        ("harb", "Harbour"),
        ("trust", "Trust"),
        ("lodg", "Lodge"),
        ("harbour tru", "Trust"),
        ("lodge harb", "Lodge"),
        // Only the last word may be incomplete.
        ("lod harbou", "none"),
    ] {
        let shown = matched(&directory, typed).await;

        let names = many.iter().rev().map(|profile| profile["name"].as_str().unwrap());
        let expected: Vec<&str> = names.filter(|name| name.contains(word)).take(MAX).collect();
        assert_eq!(shown, expected, "{typed}");
    }
}

#[actix_web::test]
async fn any_query_gives_suggestions_except_long_ones_and_control_characters() {
    let directory = TestDirectory::seeded().await;
    for typed in ["", " ", "()", "\"", "-", "%", "🙂", "\u{202e}", "\u{200b}"] {
        assert!(suggest(&directory, typed).await.slugs().is_empty(), "{typed:?}");
    }
    assert!(directory.get(SUGGEST).await.slugs().is_empty());
    for (typed, slug) in [("\"free the", "free-the-slaves"), ("-polaris", "polaris")] {
        assert_eq!(suggest(&directory, typed).await.slugs()[0], slug, "{typed:?}");
    }
    for (query, status, code) in [
        (format!("q={}", "a".repeat(256)), 200, ""),
        (format!("q={}", "a".repeat(257)), 400, "invalid_form"),
        (format!("q={}", ["a"; 16].join("+")), 200, ""),
        (format!("q={}", ["a"; 17].join("+")), 400, "invalid_form"),
        ("q=%00".to_owned(), 400, "forbidden_character"),
        ("q=a%09b".to_owned(), 200, ""),
        ("q=a%0Bb".to_owned(), 400, "forbidden_character"),
        ("q=%ED%A0%80".to_owned(), 400, "forbidden_character"),
        ("q=a&q=b".to_owned(), 400, "repeated_parameter"),
        ("query=a".to_owned(), 400, "unknown_parameter"),
        ("q=a&page=1".to_owned(), 400, "unknown_parameter"),
    ] {
        let answer = directory.get(&format!("{SUGGEST}?{query}")).await;
        assert_eq!(answer.status, status, "{query}");
        if status == 400 {
            assert_eq!(answer.json()["errors"][0]["code"], code, "{query}");
        }
    }
}

#[actix_web::test]
async fn if_none_match_with_the_current_etag_returns_304() {
    let directory = TestDirectory::seeded().await;

    let first = directory.get(&format!("{SUGGEST}?q=free")).await;
    let etag = first.header("etag").unwrap();

    // Queries with the same completions share an ETag.
    for query in ["q=free", "q=FREE", "q=free+"] {
        let again =
            directory.get_with(&format!("{SUGGEST}?{query}"), &[("if-none-match", etag)]).await;
        assert_eq!(again.status, 304, "{query}");
    }
    let other = directory.get_with(&format!("{SUGGEST}?q=fre"), &[("if-none-match", etag)]).await;
    assert_eq!(other.status, 200);
}

#[actix_web::test]
async fn a_suggestion_body_equals_a_query_string_and_is_uncached() {
    let directory = TestDirectory::seeded().await;
    let expected = directory.get(&format!("{SUGGEST}?q=traffick")).await.json();
    for method in ["POST", "QUERY"] {
        let answer = directory.send(method, SUGGEST, &json!({"q": "traffick"})).await;

        assert_eq!(answer.status, 200, "{method}");
        assert_eq!(answer.json(), expected, "{method}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{method}");
        assert_eq!(answer.header("etag"), None, "{method}");
    }
    let empty = directory.send("POST", SUGGEST, &json!({})).await;
    assert!(empty.slugs().is_empty());
    let wrong = directory.send("POST", SUGGEST, &json!({"q": "a\u{b}b"})).await;
    assert_eq!(wrong.status, 400);
    let allowed = directory.request("OPTIONS", SUGGEST, &[]).await;
    assert_eq!(allowed.header("allow"), Some("GET, HEAD, POST, QUERY, OPTIONS"));
    assert_eq!(directory.request("DELETE", SUGGEST, &[]).await.status, 405);
}
