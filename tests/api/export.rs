//! Exports of the whole list as NDJSON, JSON and CSV.

use antislavery_directory::domain::{Keyword, TermScheme};
use serde_json::{Value, json};

use crate::harness::{Answer, TestDirectory};
use crate::support::profiles::{active_seed_profiles, profile, terms_of};

const EXPORT: &str = "/api/v1/export";
const LIST: &str = "/api/v1/organizations";

fn lines(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The rows of a CSV file, starting with the header.
fn table(text: &str) -> Vec<Vec<String>> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

#[actix_web::test]
async fn an_export_equals_all_pages_of_the_list() {
    let directory = TestDirectory::seeded().await;
    for query in [
        "",
        "sort=-founded",
        "sort=verified_at",
        "country=IN&sort=-updated_at",
        "focus_area=forced-labour&country=!IN",
        "status=active,inactive&sort=-name",
        "founded=1990-2005&sort=founded",
        "way_to_help=give",
        "updated_since=2000-01-01",
        "q=slavery",
        "q=children&country=IN",
        "q=children&sort=name",
        "q=satyarti",
        "founded=1600",
    ] {
        let mut listed: Vec<Value> = Vec::new();
        for page in 1.. {
            let fields = "fields=slug,name,revision&per_page=7";
            let answer = directory.get(&format!("{LIST}?{query}&{fields}&page={page}")).await;
            let mut rows = answer.json()["data"].as_array().unwrap().clone();
            if rows.is_empty() {
                break;
            }
            for row in &mut rows {
                row.as_object_mut().unwrap().remove("highlights");
            }
            listed.extend(rows);
        }
        let exported = directory.get(&format!("{EXPORT}?{query}&fields=slug,name,revision")).await;
        assert_eq!(lines(&exported), listed, "{query}");
    }
}

#[actix_web::test]
async fn an_exported_line_is_the_profile_as_written_and_can_be_reloaded() {
    let directory = TestDirectory::seeded().await;

    let exported = directory.get(&format!("{EXPORT}?sort=name")).await;

    let mut profiles = lines(&exported);
    let again = TestDirectory::with(&profiles).await;
    assert_eq!(again.get(EXPORT).await.text(), exported.text());
    profiles.sort_by_key(|profile| profile["slug"].as_str().unwrap().to_owned());
    let slugs = |profiles: &[Value]| -> Vec<Value> {
        profiles.iter().map(|profile| profile["slug"].clone()).collect()
    };
    assert_eq!(slugs(&profiles), slugs(&active_seed_profiles()));
    for (exported, seed) in profiles.iter().zip(active_seed_profiles()) {
        for (key, value) in seed.as_object().unwrap() {
            assert_eq!(&exported[key], value, "{} {key}", seed["slug"]);
        }
        for key in ["id", "revision", "change", "created_at", "updated_at", "links"] {
            assert!(exported.get(key).is_none(), "{key}");
        }
    }
}

#[actix_web::test]
async fn fields_selects_the_keys_of_exported_lines() {
    let directory = TestDirectory::with(&[profile("a", json!({"founded": 1990}))]).await;

    let text = directory.get(&format!("{EXPORT}?fields=founded,slug,revision,links")).await.text();

    let expected =
        r#"{"founded":1990,"slug":"a","revision":1,"links":{"self":"/api/v1/organizations/a"}}"#;
    assert_eq!(text, format!("{expected}\n"));
}

#[actix_web::test]
async fn a_json_export_has_the_same_profiles_as_ndjson() {
    let directory = TestDirectory::seeded().await;
    for query in ["", "fields=slug,founded", "founded=1600", "country=GH&q=school"] {
        let lines = lines(&directory.get(&format!("{EXPORT}?{query}")).await);
        let array = directory.get(&format!("{EXPORT}?{query}&format=json")).await;
        assert_eq!(array.header("content-type"), Some("application/json"));
        assert_eq!(array.json(), Value::from(lines), "{query}");
    }
}

#[actix_web::test]
async fn a_csv_export_has_readable_cells() {
    let directory = TestDirectory::seeded().await;

    let answer = directory.get(&format!("{EXPORT}?format=csv")).await;

    assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8"));
    let text = answer.text();
    assert!(
        text.starts_with("\u{feff}slug,name,acronym,status,founded,headquarters,website,"),
        "{text}"
    );
    // RFC 4180: every row ends with CRLF. No seed profile contains a line break.
    let rows = table(&text);
    let of = |row: &[String], column: &str| {
        row[rows[0].iter().position(|name| name == column).unwrap()].clone()
    };
    let profiles = lines(&directory.get(EXPORT).await);
    assert_eq!(rows.len(), profiles.len() + 1);
    assert_eq!(text.matches("\r\n").count(), rows.len());
    assert_eq!(text.matches('\n').count(), rows.len());
    for (row, profile) in rows[1..].iter().zip(&profiles) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        for key in ["slug", "name", "acronym", "status", "website", "summary", "verified_at"] {
            assert_eq!(of(row, key), text(&profile[key]), "{}", profile["slug"]);
        }
        for scheme in TermScheme::ALL {
            let column = scheme.keys().last().unwrap();
            assert_eq!(of(row, column), terms_of(profile, *scheme).join("; "), "{column}");
        }
        let founded = profile["founded"].as_i64();
        assert_eq!(of(row, "founded"), founded.map_or(String::new(), |year| year.to_string()));
        assert_eq!(of(row, "framing"), text(&profile["framing"]["summary"]));
        assert_eq!(of(row, "method_in_short"), text(&profile["method"]["in_short"]));
        let countries = profile["countries"].as_array().unwrap().iter();
        let country = |work: &Value| match work["role"].as_str().unwrap() {
            "programmes" => text(&work["country"]),
            role => format!("{} ({role})", text(&work["country"])),
        };
        let countries: Vec<String> = countries.map(country).collect();
        assert_eq!(of(row, "countries"), countries.join("; "));
    }
}

#[actix_web::test]
async fn fields_selects_the_columns_of_a_csv_export() {
    let directory = TestDirectory::with(&[
        profile("a", json!({"name": "A, \"quoted\"", "founded": 1990})),
        profile("b", json!({"other_names": [{"value": "B", "kind": "alias", "lang": null}]})),
    ])
    .await;

    let answer = directory
        .get(&format!("{EXPORT}?format=csv&fields=founded,name,other_names,change&sort=name"))
        .await;

    let rows = table(&answer.text());
    assert_eq!(rows[0], ["founded", "name", "other_names", "change"]);
    assert_eq!(rows[1][..3], ["1990", "A, \"quoted\"", ""]);
    assert_eq!(rows[2][..3], ["", "b", "B"]);
    assert!(rows[1..].iter().all(|row| row[3].parse::<u32>().is_ok()), "{rows:?}");
}

#[actix_web::test]
async fn csv_cells_with_formulas_are_escaped_unless_raw_is_set() {
    let names = ["=1+1", "+1", "-1", "@x", "\"=1\"", "＝1", "－1", "A = B", "A;=1+1"];
    let profiles: Vec<Value> = (0..)
        .zip(names)
        .map(|(number, name)| profile(&format!("n{number}"), json!({"name": name})))
        .collect();
    let directory = TestDirectory::with(&profiles).await;
    for (query, guard) in [("csv=raw", ""), ("", "'")] {
        let path = format!("{EXPORT}?format=csv&fields=slug,name&{query}");
        let mut rows = table(&directory.get(&path).await.text());
        rows[1..].sort();
        for (row, name) in rows[1..].iter().zip(names) {
            let expected = match name {
                "A = B" => name.to_owned(),
                "A;=1+1" => format!("A;{guard}=1+1"),
                name => format!("{guard}{name}"),
            };
            assert_eq!(row[1], expected, "{query}");
        }
    }
}

#[actix_web::test]
async fn an_export_is_an_attachment_with_its_change_number() {
    let directory = TestDirectory::seeded().await;
    let change = directory.get("/api/v1").await.json()["data"]["change"].to_string();
    for (format, content_type) in [
        ("ndjson", "application/x-ndjson"),
        ("json", "application/json"),
        ("csv", "text/csv; charset=utf-8"),
    ] {
        let answer = directory.get(&format!("{EXPORT}?format={format}&founded=1600")).await;
        let disposition = format!("attachment; filename=\"organizations-{change}.{format}\"");
        for (name, value) in [
            ("content-type", Some(content_type)),
            ("content-disposition", Some(disposition.as_str())),
            ("cache-control", Some("public, max-age=0")),
            ("vary", Some("Accept, Accept-Encoding")),
            ("x-change", Some(change.as_str())),
            ("content-encoding", None),
        ] {
            assert_eq!(answer.header(name), value, "{format} {name}");
        }
    }
    let head = directory.request("HEAD", EXPORT, &[]).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-type"), Some("application/x-ndjson"));
}

#[actix_web::test]
async fn an_unchanged_export_returns_304() {
    let directory = TestDirectory::seeded().await;
    let csv = format!("{EXPORT}?format=csv");
    let etag = directory.get(&csv).await.header("etag").unwrap().to_owned();
    for (path, accepted, status) in [
        (csv.clone(), "identity", 304),
        (csv.clone(), "gzip", 200),
        (format!("{csv}&csv=raw"), "identity", 200),
        (format!("{csv}&fields=slug"), "identity", 200),
        (format!("{csv}&country=IN"), "identity", 200),
        (EXPORT.to_owned(), "identity", 200),
    ] {
        let headers = [("if-none-match", etag.as_str()), ("accept-encoding", accepted)];
        let answer = directory.get_with(&path, &headers).await;
        assert_eq!(answer.status, status, "{path} {accepted}");
        assert_eq!(answer.header("etag") == Some(&etag), status == 304, "{path} {accepted}");
    }
}

#[actix_web::test]
async fn csv_for_spreadsheets_begins_with_a_byte_order_mark() {
    let directory = TestDirectory::seeded().await;
    for (query, begins) in [("", "\u{feff}slug,"), ("&csv=raw", "slug,")] {
        let text = directory.get(&format!("{EXPORT}?format=csv{query}")).await.text();
        assert!(text.starts_with(begins), "{query}: {:?}", &text[..10]);
    }
}

#[actix_web::test]
async fn an_export_stream_is_gzipped_if_the_client_accepts_it() {
    let directory = TestDirectory::seeded().await;
    let plain = directory.get(EXPORT).await;
    for (accepted, encoding) in [
        ("gzip", Some("gzip")),
        ("br, gzip", Some("gzip")),
        ("br", None),
        ("gzip;q=0", None),
        ("identity;q=1, gzip;q=0.5", None),
    ] {
        let answer = directory.get_with(EXPORT, &[("accept-encoding", accepted)]).await;
        assert_eq!(answer.header("content-encoding"), encoding, "{accepted}");
        assert_eq!(answer.bytes(), plain.bytes(), "{accepted}");
        if encoding.is_some() {
            assert!(answer.body.len() < plain.body.len() / 2, "{}", answer.body.len());
        }
    }
}

#[actix_web::test]
async fn the_export_format_follows_the_parameter_or_accept() {
    let directory = TestDirectory::seeded().await;
    for (format, accepted, outcome) in [
        ("", "*/*", Ok("application/x-ndjson")),
        ("", "application/json", Ok("application/json")),
        ("", "application/json, */*", Ok("application/x-ndjson")),
        ("", "text/csv, application/json;q=0.5", Ok("text/csv; charset=utf-8")),
        ("", "text/*", Ok("text/csv; charset=utf-8")),
        ("", "text/html", Err(406)),
        ("format=csv", "*/*", Ok("text/csv; charset=utf-8")),
        ("format=csv", "application/json", Err(406)),
        ("format=xml", "*/*", Err(400)),
    ] {
        let path = format!("{EXPORT}?founded=1600&{format}");
        let answer = directory.get_with(&path, &[("accept", accepted)]).await;
        match outcome {
            Ok(content_type) => {
                assert_eq!(answer.header("content-type"), Some(content_type), "{accepted}");
            }
            Err(status) => assert_eq!(answer.status, status, "{format} {accepted}"),
        }
    }
}

#[actix_web::test]
async fn unsupported_export_parameters_are_refused_by_name() {
    let directory = TestDirectory::seeded().await;
    for (query, parameter, code) in [
        ("page=1", "page", "unknown_parameter"),
        ("per_page=10", "per_page", "unknown_parameter"),
        ("cursor=*", "cursor", "unknown_parameter"),
        ("facets=country", "facets", "unknown_parameter"),
        ("include=labels", "include", "unknown_parameter"),
        ("format=cvs", "format", "unknown_value"),
        ("csv=exact", "csv", "unknown_value"),
        ("fields=nmae", "fields", "unknown_value"),
        ("focus_area=bonded-labor", "focus_area", "unknown_value"),
        ("format=csv&format=json", "format", "repeated_parameter"),
    ] {
        let answer = directory.get(&format!("{EXPORT}?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
        let error = answer.json()["errors"][0].clone();
        assert_eq!((&error["parameter"], &error["code"]), (&json!(parameter), &json!(code)));
    }
    let error = directory.get(&format!("{EXPORT}?format=cvs")).await.json()["errors"][0].clone();
    assert_eq!(error["allowed"], json!(["ndjson", "json", "csv", "xlsx"]));
    assert_eq!(error["did_you_mean"], "csv");
}

#[actix_web::test]
async fn raw_cells_are_refused_for_other_formats_than_csv() {
    let directory = TestDirectory::seeded().await;
    for (query, accept, status) in [
        ("csv=raw&format=json", "*/*", 400),
        ("csv=raw&format=ndjson", "*/*", 400),
        ("csv=raw", "*/*", 200),
        ("csv=raw", "text/csv", 200),
        ("csv=raw&format=csv", "*/*", 200),
        ("csv=&format=json", "*/*", 200),
    ] {
        let path = format!("{EXPORT}?{query}");
        let answer = directory.get_with(&path, &[("accept", accept)]).await;

        assert_eq!(answer.status, status, "{query}, {accept}: {}", answer.text());
        if status == 400 {
            let error = &answer.json()["errors"][0];
            assert_eq!(error["parameter"], "csv");
            assert_eq!(error["code"], "contradiction");
        }
    }
}
