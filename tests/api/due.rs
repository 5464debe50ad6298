//! Profiles that are due for review: the filter, its reasons, the order and the counts, compared with
//! a scan of the profiles.

use antislavery_directory::http::Settings;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::{profile, seed_profiles};

const LIST: &str = "/api/v1/organizations";
const STATISTICS: &str = "/api/v1/statistics";

const REASONS: [&str; 5] = [
    "never_verified",
    "verified_long_ago",
    "sources_without_date",
    "old_way_to_help",
    "status_unknown",
];

fn on(day: &str) -> Settings {
    Settings { today: Some(day.parse().unwrap()), ..Settings::default() }
}

/// A profile that was verified on a day, with sources that were read on these days.
fn reviewed(slug: &str, verified_at: Option<&str>, read: &[Option<&str>], more: Value) -> Value {
    let sources: Vec<Value> = read
        .iter()
        .enumerate()
        .map(|(at, day)| {
            let id = if at == 0 { "page".to_owned() } else { format!("page-{at}") };
            json!({"id": id, "title": "A page", "url": "https://example.org/", "retrieved": day})
        })
        .collect();
    let ids: Vec<&Value> = sources.iter().map(|source| &source["id"]).collect();
    let framing = json!({"summary": "As a wrong.", "sources": ids});
    let mut changes = json!({"verified_at": verified_at, "sources": sources, "framing": framing});
    changes.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    profile(slug, changes)
}

fn way(kind: &str, as_of: Option<i32>, checked_at: Option<&str>) -> Value {
    let helpline = checked_at.map(|day| {
        json!({"number": "+1 800 555 0100", "country": "US", "languages": ["en"],
               "checked_at": day})
    });
    json!({"kind": kind, "title": "A way", "summary": "By a call.", "free": true,
           "as_of": as_of, "helpline": helpline, "sources": ["page"]})
}

/// Profiles with every reason, and with none; their slugs are in the order of urgency.
fn profiles() -> Vec<Value> {
    let read = [Some("2026-01-01")];
    let helpline = |checked| json!({"ways_to_help": [way("report", None, Some(checked))]});
    vec![
        reviewed("line-1-never", None, &[None], helpline("2026-01-01")),
        reviewed("line-2-old", Some("2020-01-01"), &read, helpline("2022-12-31")),
        reviewed("line-3-new", Some("2026-11-29"), &read, helpline("2023-01-01")),
        reviewed(
            "report-1-never",
            None,
            &read,
            json!({"ways_to_help": [way("report", None, None)]}),
        ),
        reviewed("the-1-never", None, &[None, None, None], json!({"status": "unknown"})),
        reviewed("the-2-never", None, &[None, Some("2026-01-01")], json!({})),
        reviewed("the-3-never", None, &read, json!({"status": "inactive"})),
        reviewed("the-4-long-ago", Some("2025-11-29"), &read, json!({})),
        reviewed(
            "the-5-edge",
            Some("2025-11-30"),
            &read,
            json!({"ways_to_help": [way("give", Some(2023), None), way("learn", None, None)]}),
        ),
        reviewed(
            "the-6-old-way",
            Some("2026-01-01"),
            &read,
            json!({"ways_to_help": [way("give", Some(2025), None), way("shop", Some(2022), None)]}),
        ),
        reviewed(
            "withdrawn",
            None,
            &[None],
            json!({"status": "withdrawn", "withdrawal": {"reason": "It was made up."}}),
        ),
    ]
}

/// The reasons for which a profile is due, read from its JSON.
fn reasons(profile: &Value, today: &str, months: i64, years: i64) -> Vec<&'static str> {
    if profile["status"] == "withdrawn" {
        return Vec::new();
    }
    let today: Date = today.parse().unwrap();
    let verified: Option<Date> = profile["verified_at"].as_str().map(|day| day.parse().unwrap());
    let limit = today.checked_sub(months.months()).unwrap();
    let ways = profile["ways_to_help"].as_array().into_iter().flatten();
    let is_old = |way: &Value| {
        let checked = way["helpline"]["checked_at"].as_str().map(|day| day[..4].parse().unwrap());
        let known = way["as_of"].as_i64().into_iter().chain(checked);
        known.min().is_some_and(|year| year + years < i64::from(today.year()))
    };
    let undated = |source: &Value| source["retrieved"].is_null();
    let applies = [
        verified.is_none(),
        verified.is_some_and(|day| day < limit),
        profile["sources"].as_array().unwrap().iter().any(undated),
        ways.into_iter().any(is_old),
        profile["status"] == "unknown",
    ];
    REASONS.into_iter().zip(applies).filter(|(_, applies)| *applies).map(|(it, _)| it).collect()
}

/// The listed slugs with their reasons, sorted by slug.
async fn due(directory: &TestDirectory, query: &str) -> Vec<(String, Vec<String>)> {
    let rows = directory.all_rows(&format!("{LIST}?{query}")).await;
    let reasons = |row: &Value| -> Vec<String> {
        let list = row["due"].as_array().unwrap_or_else(|| panic!("{query}: {row:#}"));
        list.iter().map(|reason| reason.as_str().unwrap().to_owned()).collect()
    };
    let mut found: Vec<_> =
        rows.iter().map(|row| (row["slug"].as_str().unwrap().to_owned(), reasons(row))).collect();
    found.sort();
    found
}

#[actix_web::test]
async fn due_profiles_and_their_reasons_match_a_scan_of_the_profiles() {
    let (today, later) = ("2026-11-30", "2027-01-01");
    let first = TestDirectory::open_with(&profiles(), on(today)).await;
    let second = first.another_node_with(on(later)).await;
    for (directory, day) in [(&first, today), (&second, later)] {
        for (limits, months, years) in [
            ("", 12, 3),
            ("&due_months=0", 0, 3),
            ("&due_months=1200&due_years=100", 1200, 100),
            ("&due_years=1", 12, 1),
        ] {
            let all = profiles();
            let found = |passes: &dyn Fn(&[&str]) -> bool| -> Vec<(String, Vec<String>)> {
                let with_reasons = all.iter().map(|it| (it, reasons(it, day, months, years)));
                let mut found: Vec<_> = with_reasons
                    .filter(|(it, reasons)| it["status"] != "withdrawn" && passes(reasons))
                    .map(|(it, reasons)| {
                        let slug = it["slug"].as_str().unwrap().to_owned();
                        (slug, reasons.into_iter().map(str::to_owned).collect())
                    })
                    .collect();
                found.sort();
                found
            };
            let query = |due: &str| format!("due={due}{limits}");
            assert_eq!(due(directory, &query("true")).await, found(&|it| !it.is_empty()));
            assert_eq!(due(directory, &query("!true")).await, found(&|it: &[&str]| it.is_empty()));
            for reason in REASONS {
                let with = due(directory, &query(reason)).await;
                assert_eq!(with, found(&|it| it.contains(&reason)), "{day} {limits} {reason}");
                let without = due(directory, &query(&format!("true,!{reason}"))).await;
                let expected = found(&|it| !it.is_empty() && !it.contains(&reason));
                assert_eq!(without, expected, "{day} {limits} !{reason}");
            }
            let either = due(directory, &query("status_unknown&due=old_way_to_help")).await;
            let is_either =
                |it: &[&str]| it.contains(&"status_unknown") || it.contains(&"old_way_to_help");
            assert_eq!(either, found(&is_either), "{day} {limits}");
        }
    }
    let none_is_due = due(&first, "due=true&status=withdrawn").await;
    assert!(none_is_due.is_empty(), "{none_is_due:?}");
}

#[actix_web::test]
async fn due_combines_with_other_filters_and_the_other_lists() {
    let directory = TestDirectory::open_with(&profiles(), on("2026-11-30")).await;
    let slugs = async |query: &str| -> Vec<String> {
        due(&directory, query).await.into_iter().map(|(slug, _)| slug).collect()
    };
    for (query, expected) in [
        (
            "due=true&status=active&way_to_help=report",
            vec!["line-1-never", "line-2-old", "report-1-never"],
        ),
        ("due=true&status=inactive,unknown", vec!["the-1-never", "the-3-never"]),
        ("due=true&key=the-6-old-way,line-3-new", vec!["the-6-old-way"]),
        ("due=never_verified&q=report-1-never", vec!["report-1-never"]),
        ("due=true&verified_before=2020-01-02", vec!["line-2-old"]),
    ] {
        assert_eq!(slugs(query).await, expected, "{query}");
    }

    let all = slugs("due=true").await;
    let export = directory.get("/api/v1/export?due=true&fields=slug").await.text();
    assert_eq!(export.lines().count(), all.len());
    let body = json!({"due": true, "per_page": 100});
    let searched = directory.send("POST", "/api/v1/organizations/search", &body).await.json();
    assert_eq!(searched["meta"]["total"], all.len());
    assert!(searched["data"][0]["due"].is_array());
    let body = json!({"due": ["status_unknown", "!never_verified"]});
    let searched = directory.send("POST", "/api/v1/organizations/search", &body).await.json();
    assert_eq!(searched["meta"]["total"], 0);

    let faceted = directory.get(&format!("{LIST}?due=true&facets=status&per_page=1")).await.json();
    let counts: Vec<(&str, u64)> = faceted["facets"]["status"]["buckets"]
        .as_array()
        .unwrap_or_else(|| panic!("{faceted:#}"))
        .iter()
        .map(|value| (value["id"].as_str().unwrap(), value["count"].as_u64().unwrap()))
        .filter(|(_, count)| *count > 0)
        .collect();
    assert_eq!(counts, [("active", 6), ("inactive", 1), ("unknown", 1)]);
    let default = json!({"status": ["active", "inactive", "unknown"]});
    assert_eq!(faceted["meta"]["default_filters"], default);

    let usual = directory.get(LIST).await.json();
    assert!(usual["data"].as_array().unwrap().iter().all(|row| row.get("due").is_none()));
}

#[actix_web::test]
async fn the_order_by_risk_begins_with_helplines_and_can_be_paged() {
    let directory = TestDirectory::open_with(&profiles(), on("2026-11-30")).await;
    let mut expected: Vec<String> =
        profiles().iter().map(|it| it["slug"].as_str().unwrap().to_owned()).collect();
    expected.retain(|slug| slug != "withdrawn");
    let status = "status=!withdrawn";

    let whole = directory.get(&format!("{LIST}?{status}&sort=due")).await.slugs();
    assert_eq!(whole, expected);
    let export = directory.get(&format!("/api/v1/export?{status}&sort=due&fields=slug")).await;
    let exported: Vec<String> = export
        .text()
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["slug"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(exported, expected);

    let (mut walked, mut cursor) = (Vec::new(), "*".to_owned());
    loop {
        let path = format!("{LIST}?{status}&sort=due&per_page=3&cursor={cursor}");
        let page = directory.get(&path).await;
        walked.extend(page.slugs());
        match page.json()["meta"]["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(walked, expected);

    let mut reversed = directory.get(&format!("{LIST}?{status}&sort=-due")).await.slugs();
    reversed.reverse();
    assert_eq!(reversed, expected);

    // A verification moves the profile behind those that were verified before.
    let mut verified = profiles()[0].clone();
    verified["verified_at"] = "2026-11-30".into();
    directory.load(&[verified]).await;
    let after = directory.get(&format!("{LIST}?{status}&sort=due")).await.slugs();
    assert_eq!(&after[..3], ["line-2-old", "line-3-new", "line-1-never"]);
}

#[actix_web::test]
async fn the_present_day_is_in_the_etag_of_everything_that_depends_on_it() {
    let first = TestDirectory::open_with(&profiles(), on("2026-11-30")).await;
    let (same, next) = (
        first.another_node_with(on("2026-11-30")).await,
        first.another_node_with(on("2026-12-01")).await,
    );
    for (path, depends) in [
        (format!("{LIST}?due=true"), true),
        (format!("{LIST}?due=!true"), true),
        ("/api/v1/export?due=true".to_owned(), true),
        (STATISTICS.to_owned(), true),
        ("/organizations?due=true".to_owned(), true),
        ("/charts?due=true".to_owned(), true),
        (LIST.to_owned(), false),
        (format!("{LIST}?sort=due"), false),
        ("/organizations".to_owned(), false),
        (format!("{LIST}/line-1-never"), false),
    ] {
        let headers = [("host", "example.org"), ("accept", "*/*")];
        let tagged = async |node: &TestDirectory| {
            let answer = node.get_with(&path, &headers).await;
            (
                answer.header("etag").unwrap().to_owned(),
                answer.header("last-modified").unwrap().to_owned(),
            )
        };
        let [one, other, tomorrow] =
            [tagged(&first).await, tagged(&same).await, tagged(&next).await];
        assert_eq!(one, other, "{path}");
        assert_eq!(one.0 != tomorrow.0, depends, "{path}");

        let conditions = [&headers[..], &[("if-none-match", one.0.as_str())]].concat();
        assert_eq!(same.get_with(&path, &conditions).await.status, 304, "{path}");
        let status = next.get_with(&path, &conditions).await.status;
        assert_eq!(status, if depends { 200 } else { 304 }, "{path}");
    }
}

#[actix_web::test]
async fn a_response_of_yesterday_is_not_fresh_by_its_date() {
    // The day is after every change of the test, so that it decides `Last-Modified`.
    let first = TestDirectory::open_with(&profiles(), on("2126-11-30")).await;
    let next = first.another_node_with(on("2126-12-01")).await;
    let path = format!("{LIST}?due=true");
    let modified = first.get(&path).await.header("last-modified").unwrap().to_owned();
    assert_eq!(modified, "Sat, 30 Nov 2126 00:00:00 GMT");
    let condition = [("if-modified-since", modified.as_str())];
    assert_eq!(first.get_with(&path, &condition).await.status, 304);
    assert_eq!(next.get_with(&path, &condition).await.status, 200);
}

#[actix_web::test]
async fn statistics_count_as_many_as_the_list_has() {
    let mut all = profiles();
    all.extend(seed_profiles());
    let directory = TestDirectory::open_with(&all, on("2026-11-30")).await;
    for query in [
        "",
        "due_months=0&due_years=0",
        "status=active",
        "status=unknown,withdrawn",
        "way_to_help=report",
        "q=children&due_years=10",
        "country=IN&focus_area=!bonded-labour",
        "key=the-1-never,line-1-never,withdrawn",
    ] {
        let counts = directory.get(&format!("{STATISTICS}?{query}")).await.json()["due"].clone();
        for (name, due) in std::iter::once(("total", "true")).chain(REASONS.map(|it| (it, it))) {
            let path = format!("{LIST}?per_page=1&{query}&due={due}");
            let total = directory.get(&path).await.json()["meta"]["total"].clone();
            assert_eq!(counts[name], total, "{query} {name}");
        }
        assert_eq!(counts.as_object().unwrap().len(), 1 + REASONS.len(), "{counts}");
    }
    let of_due = directory.get(&format!("{STATISTICS}?due=status_unknown")).await.json();
    assert_eq!(of_due["due"]["total"], of_due["total"]);
    assert_eq!(of_due["due"]["status_unknown"], of_due["total"]);
}

#[actix_web::test]
async fn wrong_values_of_due_are_refused_with_the_allowed_ones() {
    let directory = TestDirectory::seeded().await;
    for (query, parameter, code) in [
        ("due=false", "due", "unknown_value"),
        ("due=never-verified", "due", "unknown_value"),
        ("due=true%2Bstatus_unknown", "due", "unknown_value"),
        ("due=true&due_months=-1", "due_months", "out_of_range"),
        ("due=true&due_months=1201", "due_months", "out_of_range"),
        ("due_years=101", "due_years", "out_of_range"),
        ("due_years=3&due_years=4", "due_years", "repeated_parameter"),
        ("sort=urgency", "sort", "unknown_value"),
    ] {
        for path in [LIST, STATISTICS, "/api/v1/export"] {
            if path == STATISTICS && parameter == "sort" {
                continue;
            }
            let answer = directory.get(&format!("{path}?{query}")).await;
            assert_eq!(answer.status, 400, "{path} {query}");
            let problem = answer.json();
            assert_eq!(problem["errors"].as_array().unwrap().len(), 1, "{problem:#}");
            assert_eq!(problem["errors"][0]["parameter"], parameter, "{query}");
            assert_eq!(problem["errors"][0]["code"], code, "{query}");
        }
    }
    let problem = directory.get(&format!("{LIST}?due=never-verified")).await.json();
    assert_eq!(problem["errors"][0]["did_you_mean"], "never_verified", "{problem:#}");
    let page = directory.get("/organizations?due=Never-Verified&due_months=6").await;
    assert_eq!(page.status, 308);
    assert!(page.header("location").unwrap().ends_with("?due=never_verified&due_months=6"));
}

#[actix_web::test]
async fn the_page_of_the_list_says_what_is_due_and_keeps_it() {
    let directory = TestDirectory::open_with(&profiles(), on("2026-11-30")).await;
    for (query, texts) in [
        (
            "due=true",
            vec!["Due for review", "name=\"due\" value=\"true\"", "Most urgent review first"],
        ),
        ("due=!true", vec!["Not due for review"]),
        (
            "due=verified_long_ago,!status_unknown&due_months=1",
            vec![
                "Due for review: checked by a person more than 1 month ago, but not: not known",
                "name=\"due_months\" value=\"1\"",
            ],
        ),
    ] {
        let html = directory.get(&format!("/organizations?{query}")).await.text();
        for text in texts {
            assert!(html.contains(text), "{query}: {text}");
        }
    }
}
