//! Tables over HTTP: imports as CSV, TSV and XLSX, and exports as XLSX.

use std::io::Cursor;

use antislavery_directory::domain::Role;
use antislavery_directory::tables::{self, TableFormat, WorkbookWriter};
use serde_json::{Value, json};

use crate::harness::{Answer, TestDirectory};
use crate::support::profiles::profile;

const CSV: &str = "text/csv";
const TSV: &str = "text/tab-separated-values";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A directory and an admin's key.
struct Desk {
    directory: TestDirectory,
    key: String,
}

impl Desk {
    async fn new() -> Self {
        let profiles = [
            profile("a", json!({"founded": 1990, "acronym": "A"})),
            profile("b", json!({"identifiers": [{"scheme": "GB-COH", "value": "03079904"}]})),
            profile("c", json!({"identifiers": [{"scheme": "KE-NCB", "value": "OP.21/8"}]})),
        ];
        let directory = TestDirectory::with(&profiles).await;
        let key = directory.create_key(Role::Admin);
        Self { directory, key }
    }

    async fn send(&self, query: &str, media_type: &str, body: impl Into<Vec<u8>>) -> Answer {
        let path = format!("/api/v1/imports{query}");
        self.directory.write_bytes(&self.key, "POST", &path, media_type, body.into()).await
    }

    fn change(&self) -> i64 {
        self.directory.store().position().unwrap().change
    }
}

#[actix_web::test]
async fn a_table_is_tried_imported_and_reverted() {
    let desk = Desk::new().await;
    let before = desk.directory.get("/api/v1/export").await.text();
    let table = "GB-COH,acronym,founded\n3079904,B,2001\n";
    for (query, dry_run) in [("?dry_run=true", true), ("", false)] {
        let change = desk.change();
        let answer = desk.send(query, "text/csv; charset=utf-8", table).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let mut report = answer.json();
        let id = report["id"].take();
        let notice =
            "`3079904` was read as `03079904`: a spreadsheet removes zeros at the beginning";
        let without_revision = "the table has no column `revision`, so its cells also replace \
                                values that were changed after the table was made";
        let cell = |column: &str, new: &str| json!({"row": 2, "column": column, "slug": "b", "old": "", "new": new});
        let expected = json!({
            "id": null, "dry_run": dry_run, "added": [], "withdrawn": [], "kept": [], "errors": [],
            "updated": [{"slug": "b", "changed": ["acronym", "founded"]}], "unchanged": 0,
            "cells": [cell("acronym", "B"), cell("founded", "2001")], "cell_count": 2,
            "notices": [
                {"row": 2, "column": "GB-COH", "message": notice},
                {"row": null, "column": null, "message": without_revision},
            ],
            "similar": [], "similar_left_out": 0,
        });
        assert_eq!(report, expected, "{query}");
        assert_eq!(desk.change() - change, i64::from(!dry_run));
        if let Some(id) = id.as_str() {
            assert_eq!(desk.directory.get("/api/v1/organizations/b").await.json()["founded"], 2001);
            let path = format!("/api/v1/imports/{id}/revert");
            let reverted = desk.directory.write(&desk.key, "POST", &path, &[], &Value::Null).await;
            assert_eq!(reverted.status, 200, "{}", reverted.text());
        }
    }
    assert_eq!(desk.directory.get("/api/v1/export").await.text(), before);
}

#[actix_web::test]
async fn mistakes_are_named_by_row_and_column_and_nothing_is_imported() {
    let desk = Desk::new().await;
    let change = desk.change();
    let table = "slug\tfounded\tfocus_areas\na\t19x7\t+bonded-labor\nz\t2001\t\nb\t\t=\n";
    let answer = desk.send("", TSV, table).await;
    assert_eq!((answer.status, desk.change()), (422, change), "{}", answer.text());
    let problem = answer.json();
    assert_eq!(problem["detail"], "there are 4 mistakes; nothing was imported");
    let errors: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            (
                it["row"].as_u64().unwrap(),
                it["column"].as_str().unwrap(),
                it["code"].as_str().unwrap(),
            )
        })
        .collect();
    let expected = [
        (2, "founded", "invalid_form"),
        (2, "focus_areas", "unknown_term"),
        (3, "slug", "unknown_organization"),
        (4, "focus_areas", "missing_key"),
    ];
    assert_eq!(errors, expected);
    assert_eq!(problem["errors"][1]["did_you_mean"], "bonded-labour");
}

#[actix_web::test]
async fn headers_are_mapped_by_a_parameter() {
    let desk = Desk::new().await;
    let table = "Key;Year founded;Zodiac\na;1991;Leo\n";
    let refused = desk.send("", CSV, table).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    let problem = refused.json();
    let error = &problem["errors"][1];
    assert_eq!(
        (&error["column"], &error["did_you_mean"]),
        (&json!("Year founded"), &json!("founded"))
    );

    let mapping = "%7B%22Key%22:%22slug%22,%22Year%20founded%22:%22founded%22,%22Zodiac%22:null%7D";
    let answer = desk.send(&format!("?columns={mapping}"), CSV, table).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["cells"][0]["column"], "Year founded");

    for (query, media_type, detail) in [
        ("?columns=%7B%22Key%22:%22slgu%22%7D", CSV, "is not a column; did you mean `slug`?"),
        ("?columns=x", CSV, "the mapping is not JSON"),
        ("?prune=true", CSV, "`prune` is not for tables"),
        ("?keep_edits=true", XLSX, "`keep_edits` is not for tables"),
        ("?columns=%7B%7D", "application/json", "`columns` is only for tables"),
    ] {
        let refused = desk.send(query, media_type, "[]").await;
        assert_eq!(refused.status, 400, "{query}: {}", refused.text());
        assert!(refused.text().contains(detail), "{query}: {}", refused.text());
    }
}

#[actix_web::test]
async fn files_that_are_not_tables_are_refused() {
    let desk = Desk::new().await;
    let wide: String = (0..16_384).map(|column| format!("c{column},")).collect();
    for (media_type, body, status, detail) in [
        (CSV, b"slug,name\na,\"x\n".to_vec(), 422, "is never closed"),
        (CSV, b"slug,name\na,b\0\n".to_vec(), 422, "NUL"),
        (CSV, wide.into_bytes(), 422, "column 100"),
        (CSV, vec![b' '; (16 << 20) + 1], 413, "more than 16 MiB"),
        (XLSX, b"slug,name".to_vec(), 422, "not a workbook"),
        (XLSX, b"PK\x03\x04nonsense".to_vec(), 422, "damaged"),
        (TSV, Vec::new(), 422, "empty"),
    ] {
        let refused = desk.send("", media_type, body).await;
        assert_eq!(refused.status, status, "{}", refused.text());
        assert!(refused.text().contains(detail), "{}", refused.text());
    }
    let editor = desk.directory.create_key(Role::Editor);
    let path = "/api/v1/imports";
    let refused = desk.directory.write_bytes(&editor, "POST", path, CSV, b"slug\n".to_vec()).await;
    assert_eq!(refused.status, 403);
}

#[actix_web::test]
async fn an_exported_workbook_is_changed_and_imported() {
    let desk = Desk::new().await;
    let answer = desk.directory.get("/api/v1/export?format=xlsx&fields=slug,name,founded").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some(XLSX)));
    let name = format!("attachment; filename=\"organizations-{}.xlsx\"", desk.change());
    assert_eq!(answer.header("content-disposition"), Some(name.as_str()));
    let again = [("if-none-match", answer.header("etag").unwrap())];
    let path = "/api/v1/export?format=xlsx&fields=slug,name,founded";
    assert_eq!(desk.directory.get_with(path, &again).await.status, 304);
    let accepted = desk.directory.get_with("/api/v1/export", &[("accept", XLSX)]).await;
    assert_eq!(accepted.header("content-type"), Some(XLSX));
    let head = desk.directory.request("HEAD", path, &[]).await;
    assert_eq!((head.status, head.body.len()), (200, 0));

    let grid = tables::read(&answer.body, TableFormat::Xlsx).unwrap();
    let texts: Vec<Vec<&str>> = grid
        .rows
        .iter()
        .map(|row| (0..3).map(|it| row.cell(it).map_or("", |cell| &cell.text)).collect())
        .collect();
    assert_eq!(texts, [["a", "a", "1990"], ["b", "b", ""], ["c", "c", ""]]);
    let mut writer = WorkbookWriter::new(&["slug", "name", "founded"], &["founded"]).unwrap();
    writer.add(&["a", "=A & \"B\"", "1990"]).unwrap();
    let mut changed = Cursor::new(Vec::new());
    writer.finish(&mut changed).unwrap();
    let imported = desk.send("", XLSX, changed.into_inner()).await;
    assert_eq!(imported.status, 200, "{}", imported.text());
    assert_eq!(imported.json()["cell_count"], 1);
    assert_eq!(desk.directory.get("/api/v1/organizations/a").await.json()["name"], "=A & \"B\"");
    let csv = desk.directory.get("/api/v1/export?format=csv").await.text();
    assert!(csv.contains("\"'=A & \"\"B\"\"\""), "{csv}");
    assert_eq!(desk.send("", CSV, csv).await.json()["cell_count"], 0);
}

/// An import refuses an identifier that differs only in letter case or punctuation from one of
/// another organization, in every format. Adding one profile accepts other slashes.
#[actix_web::test]
async fn an_import_refuses_an_identifier_that_is_only_written_in_another_way() {
    let with =
        |scheme: &str, value: &str| json!({"identifiers": [{"scheme": scheme, "value": value}]});
    for (scheme, value, is_equal) in [
        ("GB-COH", "3079904", true),
        ("KE-NCB", "op.21/8", true),
        ("KE-NCB", "OP_218", false),
        ("KE-NCB", "op-2/18", false),
    ] {
        let desk = Desk::new().await;
        let identifier = format!("{scheme}-{value}");
        for (media_type, body) in [
            ("application/x-ndjson", profile("d", with(scheme, value)).to_string()),
            ("application/json", json!([profile("a", with(scheme, value))]).to_string()),
            (CSV, format!("slug,identifiers\na,{identifier}\n")),
            (CSV, format!("slug,{scheme}\na,{value}\n")),
        ] {
            let refused = desk.send("", media_type, body).await;
            assert_eq!(refused.status, 422, "{identifier}: {}", refused.text());
            let error = &refused.json()["errors"][0];
            assert_eq!(error["code"], "identifier_taken", "{identifier}");
            let says_why = error["message"].as_str().unwrap().contains("only in punctuation");
            assert_eq!(says_why, !is_equal, "{error}");
        }
        let path = "/api/v1/organizations";
        let added = profile("d", with(scheme, value));
        let created = desk.directory.write(&desk.key, "POST", path, &[], &added).await;
        assert_eq!(created.status, if is_equal { 409 } else { 201 }, "{}", created.text());
        if !is_equal {
            // Both exist now, so an import of all profiles does not ask again.
            let all = desk.directory.get("/api/v1/export").await.text();
            let again = desk.send("", "application/x-ndjson", all).await;
            assert_eq!(again.status, 200, "{}", again.text());
        }
    }
}

#[actix_web::test]
async fn an_import_compares_its_own_profiles_and_lets_an_identifier_move() {
    let desk = Desk::new().await;
    let with = |slug: &str, value: &str| {
        let identifiers = json!([{"scheme": "KE-NCB", "value": value}]);
        profile(slug, json!({"identifiers": identifiers})).to_string()
    };
    for lines in [[with("x", "11/37"), with("y", "1137")], [with("x", "1137"), with("y", "11_37")]]
    {
        let refused = desk.send("", "application/x-ndjson", lines.join("\n")).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
    }
    let moved = [with("x", "OP218"), profile("c", json!({})).to_string()].join("\n");
    let answer = desk.send("", "application/x-ndjson", moved).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}
