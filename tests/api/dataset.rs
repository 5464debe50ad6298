//! The dataset over HTTP: its files, ranges, older versions, redactions and failures of the disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use antislavery_directory::dataset;
use antislavery_directory::domain::{Keyword, Role, Status, TermScheme};
use antislavery_directory::http::Settings;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection, SqliteConnection};
use futures_util::future::join_all;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::documents::DOCUMENT;
use crate::harness::{Answer, TestDirectory};
use crate::support::profiles::{profile, seed_count, seed_profiles, seed_terms};
use crate::support::wait::wait_for_async;

const PERMALINKS: &str = "https://w3id.example/directory";

const HTML: (&str, &str) = ("accept", "text/html");

async fn newest(directory: &TestDirectory) -> i64 {
    directory.get("/api/v1").await.json()["data"]["change"].as_i64().unwrap()
}

async fn file(directory: &TestDirectory, version: i64, name: &str) -> Answer {
    directory.get_made(&format!("/data/{version}/{name}")).await
}

/// All files of a version, by name.
async fn files(directory: &TestDirectory, version: i64) -> BTreeMap<String, Vec<u8>> {
    let described = directory.get_made(&format!("/api/v1/dataset?version={version}")).await;
    assert_eq!(described.status, 200, "{}", described.text());
    let mut found = BTreeMap::new();
    for described in described.json()["files"].as_array().unwrap() {
        let name = described["name"].as_str().unwrap();
        let answer = directory.get(described["url"].as_str().unwrap()).await;
        assert_eq!(answer.status, 200, "{name}");
        assert_eq!(described["bytes"], answer.body.len(), "{name}");
        assert_eq!(described["sha256"], hex(&answer.body), "{name}");
        assert_eq!(answer.header("etag").unwrap(), format!("\"{}\"", hex(&answer.body)));
        found.insert(name.to_owned(), answer.body.to_vec());
    }
    found
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Removes the datasets that the server has made.
fn forget(directory: &TestDirectory) {
    fs::remove_dir_all(directory.folder().join("datasets")).unwrap();
}

/// A directory with a history, every kind of change of organizations and terms, and the change before
/// the first of them.
async fn with_history() -> (TestDirectory, i64) {
    let parent = json!({"parent": {"name": "B", "slug": "b"}});
    let all = [profile("a", parent), profile("b", json!({})), profile("c", json!({}))];
    let directory = TestDirectory::with(&all).await;
    let before = newest(&directory).await;
    let key = directory.create_key(Role::Admin);
    let any = [("if-match", "*")];
    let term = json!({"slug": "new", "label": "New", "definition": "New.", "group": false});
    let renamed = profile("bb", json!({"founded": 1990}));
    for (method, path, body) in [
        ("PUT", "/api/v1/focus-areas/new", term.clone()),
        ("PATCH", "/api/v1/organizations/a", json!({"focus_areas": ["new"], "founded": 2001})),
        ("PUT", "/api/v1/organizations/b", renamed),
        ("DELETE", "/api/v1/organizations/c", json!({"reason": "It *ended*.", "successor": "a"})),
        ("PATCH", "/api/v1/organizations/a", json!({"focus_areas": ["bonded-labour"]})),
        ("DELETE", "/api/v1/focus-areas/new", Value::Null),
        (
            "PUT",
            "/api/v1/focus-areas/newer",
            json!({"slug": "newer", "label": "Newer", "definition": "x", "group": false}),
        ),
        ("PUT", "/api/v1/focus-areas/new", term),
    ] {
        let headers = if path.contains("focus-areas") { &[][..] } else { &any[..] };
        let done = directory.write(&key, method, path, headers, &body).await;
        assert!(done.status < 300, "{method} {path}: {}", done.text());
    }
    (directory, before)
}

#[actix_web::test]
async fn the_files_are_those_of_the_command() {
    let permalink_base = Some(PERMALINKS.to_owned());
    let settings = Settings { permalink_base, ..Settings::default() };
    let directory = TestDirectory::seeded_with(settings).await;
    let version = newest(&directory).await;
    let folder = tempfile::tempdir().unwrap();
    let (whole, zip) = (folder.path().join("whole"), folder.path().join("whole.zip"));
    dataset::write(&directory.store(), &whole, Some(PERMALINKS), &mut |_, _| {}).unwrap();
    dataset::write(&directory.store(), &zip, Some(PERMALINKS), &mut |_, _| {}).unwrap();

    let served = files(&directory, version).await;

    let mut expected: BTreeMap<String, Vec<u8>> = fs::read_dir(&whole)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|it| (it.file_name().into_string().unwrap(), fs::read(it.path()).unwrap()))
        .collect();
    expected.insert("dataset.zip".to_owned(), fs::read(&zip).unwrap());
    assert_eq!(served.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (name, bytes) in &served {
        assert!(*bytes == expected[name], "{name}");
    }
    let lines = String::from_utf8(served["organizations.jsonl"].clone()).unwrap();
    assert_eq!(lines.lines().count(), seed_profiles().len());
    let citation = String::from_utf8(served["CITATION.cff"].clone()).unwrap();
    assert!(citation.contains(&format!("\nurl: \"{PERMALINKS}/data/{version}\"\n")), "{citation}");
}

#[actix_web::test]
async fn a_file_has_an_etag_a_digest_and_a_name_and_may_be_cached() {
    let directory = TestDirectory::seeded().await;
    let version = newest(&directory).await;

    let zip = file(&directory, version, "dataset.zip").await;

    let etag = zip.header("etag").unwrap().to_owned();
    for (name, expected) in [
        ("content-type", "application/zip"),
        ("accept-ranges", "bytes"),
        ("cache-control", "public, max-age=86400, immutable"),
        (
            "content-disposition",
            &format!("attachment; filename=\"antislavery-directory-{version}.zip\""),
        ),
        ("access-control-allow-origin", "*"),
    ] {
        assert_eq!(zip.header(name), Some(expected), "{name}");
    }
    let digest = zip.header("repr-digest").unwrap();
    assert!(digest.starts_with("sha-256=:") && digest.ends_with(':'), "{digest}");
    assert_eq!(zip.header("content-encoding"), None);
    let path = format!("/data/{version}/dataset.zip");
    for headers in [
        [("if-none-match", etag.as_str())],
        [("if-modified-since", zip.header("last-modified").unwrap())],
    ] {
        let unchanged = directory.get_with(&path, &headers).await;
        assert_eq!((unchanged.status, unchanged.body.len()), (304, 0), "{headers:?}");
        assert_eq!(unchanged.header("etag"), Some(etag.as_str()));
    }
    let head = directory.request("HEAD", &path, &[]).await;
    assert_eq!((head.status, head.header("etag")), (200, Some(etag.as_str())));
    let refused = directory.request("POST", &path, &[]).await;
    assert_eq!((refused.status, refused.header("allow")), (405, Some("GET, HEAD, OPTIONS")));
}

#[actix_web::test]
async fn a_range_returns_a_part_of_the_file() {
    let directory = TestDirectory::seeded().await;
    let version = newest(&directory).await;
    let path = format!("/data/{version}/organizations.jsonl");
    let whole = directory.get_made(&path).await;
    let (bytes, etag) = (whole.body.clone(), whole.header("etag").unwrap().to_owned());
    let length = bytes.len();
    assert!(length > 200_000, "the file is too short for this test");
    for (range, first, end) in [
        ("bytes=0-0", 0, 1),
        ("bytes=100-300", 100, 301),
        ("bytes=1000-201000", 1000, 201_001),
        ("bytes=-5", length - 5, length),
        (&format!("bytes={}-", length - 70_000), length - 70_000, length),
    ] {
        let part = directory.get_with(&path, &[("range", range)]).await;

        assert_eq!(part.status, 206, "{range}");
        let expected = format!("bytes {first}-{}/{length}", end - 1);
        assert_eq!(part.header("content-range"), Some(expected.as_str()), "{range}");
        assert_eq!(part.header("etag"), Some(etag.as_str()), "{range}");
        assert!(part.body == bytes[first..end], "{range}");
    }
    let same = [("range", "bytes=1-2"), ("if-range", etag.as_str())];
    assert_eq!(directory.get_with(&path, &same).await.status, 206);
    let other = [("range", "bytes=1-2"), ("if-range", "\"other\"")];
    let answer = directory.get_with(&path, &other).await;
    assert!(answer.status == 200 && answer.body == bytes);
    let beyond = format!("bytes={length}-");
    let beyond = directory.get_with(&path, &[("range", &beyond)]).await;
    assert_eq!(beyond.status, 416);
    assert_eq!(beyond.header("content-range"), Some(format!("bytes */{length}").as_str()));
    assert_eq!(beyond.json()["type"], "/problems/range-not-satisfiable");
}

#[actix_web::test]
async fn latest_redirects_to_the_newest_version() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    for change in 0..2 {
        let version = newest(&directory).await;
        for (path, expected) in [
            ("/data/latest", format!("/data/{version}")),
            ("/data/latest/dataset.zip", format!("/data/{version}/dataset.zip")),
        ] {
            let answer = directory.get_with(path, &[("host", "one.example")]).await;
            assert_eq!(answer.status, 307, "{path}");
            assert_eq!(
                answer.header("location"),
                Some(format!("http://one.example{expected}").as_str())
            );
            assert_eq!(answer.header("cache-control"), Some("no-cache"));
        }
        directory.load(&[profile("a", json!({"founded": 1990 + change}))]).await;
    }
}

#[actix_web::test]
async fn an_older_version_is_rebuilt_with_the_same_bytes() {
    let (directory, first) = with_history().await;
    let last = newest(&directory).await;
    let current = files(&directory, last).await;
    directory.load(&[profile("d", json!({}))]).await;
    forget(&directory);

    let rebuilt = files(&directory, last).await;

    for (name, bytes) in &current {
        assert!(rebuilt[name] == *bytes, "{name} differs");
    }
    // Each version has what was true then.
    let lines = |files: &BTreeMap<String, Vec<u8>>| -> Vec<Value> {
        let text = String::from_utf8(files["organizations.jsonl"].clone()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let slugs = |files: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
        lines(files).iter().map(|it| it["slug"].as_str().unwrap().to_owned()).collect()
    };
    let before = files(&directory, first).await;
    assert_eq!(slugs(&before), ["a", "b", "c"]);
    assert_eq!(slugs(&rebuilt), ["a", "bb", "c"]);
    assert_eq!(slugs(&files(&directory, last + 1).await), ["a", "bb", "c", "d"]);
    assert_eq!(lines(&before)[2]["status"], "active");
    assert_eq!(lines(&rebuilt)[2]["status"], "withdrawn");
    let areas = |files: &BTreeMap<String, Vec<u8>>| -> Value {
        serde_json::from_slice(&files["focus_areas.json"]).unwrap()
    };
    let known = seed_terms("focus_areas").len();
    assert_eq!(areas(&before).as_array().unwrap().len(), known);
    let terms = areas(&rebuilt);
    let terms = terms.as_array().unwrap();
    let added: Vec<&Value> = terms[known..].iter().map(|term| &term["slug"]).collect();
    assert_eq!(added, ["newer", "new"]);
}

#[actix_web::test]
async fn every_version_of_a_history_can_be_read() {
    let (directory, first) = with_history().await;
    let last = newest(&directory).await;
    for version in first..=last {
        let described = directory.get_made(&format!("/api/v1/dataset?version={version}")).await;
        assert_eq!(described.status, 200, "{version}: {}", described.text());
        let sqlite = file(&directory, version, "organizations.sqlite").await;
        assert_eq!(broken_references(&sqlite.body), 0, "{version}");
    }
    // Only the newest few are kept.
    let kept = fs::read_dir(directory.folder().join("datasets")).unwrap().count();
    assert_eq!(kept, 6);
}

#[actix_web::test]
async fn a_version_or_file_that_does_not_exist_returns_404() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let version = newest(&directory).await;
    for path in [
        format!("/data/{}", version + 1),
        format!("/data/{}/dataset.zip", version + 1),
        "/data/0/dataset.zip".to_owned(),
        format!("/data/0{version}/dataset.zip"),
        "/data/newest/dataset.zip".to_owned(),
        "/data/-1".to_owned(),
        "/data/99999999999999999999".to_owned(),
        format!("/data/{version}/.manifest.json"),
        format!("/data/{version}/..%2f..%2fdirectory.db"),
        format!("/data/{version}/nothing.csv"),
        "/data/latest/a%20b".to_owned(),
        "/data/latest/..%2f..%2fdirectory.db".to_owned(),
        format!("/api/v1/dataset?version={}", version + 1),
    ] {
        let answer = directory.get_made(&path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.json()["type"], "/problems/unknown-version", "{path}");
    }
    let near = file(&directory, version, "organization.csv").await;
    assert_eq!(near.json()["errors"][0]["did_you_mean"], "organizations.csv");
}

#[actix_web::test]
async fn requests_at_the_same_time_get_the_same_dataset() {
    let (directory, _) = with_history().await;
    let last = newest(&directory).await;
    let paths: Vec<String> =
        (0..24).map(|number| format!("/data/{}/dataset.zip", last - number % 3)).collect();

    let answers = join_all(paths.iter().map(|path| directory.get_made(path))).await;

    let mut by_path: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
    for (path, answer) in paths.iter().zip(answers) {
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        let known = by_path.entry(path).or_insert_with(|| answer.body.to_vec());
        assert!(*known == answer.body, "{path}");
    }
}

#[actix_web::test]
async fn too_many_versions_at_once_are_refused_with_retry_after() {
    let directory = TestDirectory::seeded().await;
    let last = newest(&directory).await;
    let paths: Vec<String> =
        (0..12).map(|number| format!("/data/{}/README.md", last - number)).collect();

    let answers = join_all(paths.iter().map(|path| directory.get(path))).await;

    let refused: Vec<&Answer> = answers.iter().filter(|answer| answer.status != 200).collect();
    assert!(!refused.is_empty());
    for answer in refused {
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("5")));
    }
}

#[actix_web::test]
async fn a_dataset_whose_unfinished_files_are_removed_is_written_again() {
    let directory = TestDirectory::seeded().await;
    let datasets = directory.folder().join("datasets");
    // As the follower does when it learns of a redaction that was made before.
    let follower = std::thread::spawn(move || {
        let is_unfinished = |path: &std::path::Path| path.to_string_lossy().ends_with(".partial");
        let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while std::time::Instant::now() < until {
            let entries = std::fs::read_dir(&datasets).into_iter().flatten().flatten();
            let removed = entries
                .filter(|entry| is_unfinished(&entry.path()))
                .any(|entry| std::fs::rename(entry.path(), datasets.join("removed")).is_ok());
            if removed {
                return true;
            }
        }
        false
    });

    let answer = directory.get("/api/v1/dataset").await;

    assert!(follower.join().unwrap(), "no unfinished dataset was seen");
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[actix_web::test]
async fn a_redacted_text_never_comes_back() {
    const SECRET: &str = "Jane Roe lives at the mill.";
    let a = || profile("a", json!({"summary": SECRET}));
    let directory = TestDirectory::with(&[profile("b", json!({}))]).await;
    let before = newest(&directory).await;
    let kept = files(&directory, before).await;
    directory.load(&[a()]).await;
    let with_text = newest(&directory).await;
    directory.load(&[profile("a", json!({"summary": "It helps."}))]).await;
    let without = newest(&directory).await;
    let second = directory.another_node().await;
    for node in [&directory, &second] {
        for version in [with_text, without] {
            let lines = file(node, version, "organizations.jsonl").await.text();
            assert_eq!(lines.contains(SECRET), version == with_text);
        }
    }

    let key = directory.create_key(Role::Admin);
    let redaction = json!({"pointer": "/summary", "revisions": "1", "reason": "She asked."});
    let path = "/api/v1/organizations/a/redactions";
    let done = directory.write(&key, "POST", path, &[], &redaction).await;
    assert_eq!(done.status, 200, "{}", done.text());

    for node in [&directory, &second] {
        let is_gone = async || file(node, with_text, "organizations.jsonl").await.status == 410;
        let limit = std::time::Duration::from_secs(30);
        wait_for_async(limit, "the version to be gone", is_gone).await;
        for path in ["organizations.jsonl", "dataset.zip", "organizations.sqlite"] {
            let gone = file(node, with_text, path).await;
            assert_eq!(gone.status, 410, "{path}");
            let problem = gone.json();
            assert_eq!(problem["type"], "/problems/gone-version");
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.contains("She asked.") && !detail.contains("mill"), "{detail}");
        }
        let folder = node.folder().join("datasets");
        let is_removed = async || !contains(&folder, SECRET);
        wait_for_async(limit, "the files to be removed", is_removed).await;
        // Versions that never had the text are the same as before.
        assert!(files(node, before).await == kept);
        assert!(!contains(&folder, SECRET));
    }
    let redacted = done.header("x-change").unwrap().parse().unwrap();
    let notes = file(&directory, redacted, "RELEASE_NOTES.md").await.text();
    assert!(notes.contains("`a`, /summary, on "), "{notes}");
    let summary = format!("/api/v1/changes/summary?from={with_text}&to={redacted}");
    let summary = directory.get(&summary).await.json();
    assert_eq!(summary["organizations"]["updated"][0]["slug"], "a", "{summary:#}");
}

/// Whether a file in a folder or its subfolders contains a text.
fn contains(folder: &Path, text: &str) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            return contains(&path, text);
        }
        let bytes = fs::read(path).unwrap_or_default();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[actix_web::test]
async fn a_folder_that_cannot_be_written_returns_503() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let version = newest(&directory).await;
    let folder = directory.folder().join("datasets");
    fs::write(&folder, "in the way").unwrap();

    let refused = file(&directory, version, "dataset.zip").await;

    assert_eq!(refused.status, 503, "{}", refused.text());
    let detail = refused.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("/api/v1/export") && !detail.contains("datasets"), "{detail}");
    assert_eq!(directory.get_with("/data", &[HTML]).await.status, 200);
    assert_eq!(directory.get_with("/about", &[HTML]).await.status, 200);
    fs::remove_file(&folder).unwrap();
    assert_eq!(file(&directory, version, "dataset.zip").await.status, 200);
}

#[actix_web::test]
async fn a_kept_dataset_that_is_not_complete_is_made_again() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let version = newest(&directory).await;
    let zip = file(&directory, version, "dataset.zip").await.body;
    let path = directory.folder().join(format!("datasets/{version}"));
    fs::remove_file(path.join(".manifest.json")).unwrap();
    fs::write(path.join("dataset.zip"), "cut").unwrap();
    let leftover = directory.folder().join("datasets/.7.abcdef.partial");
    fs::create_dir(&leftover).unwrap();

    assert!(file(&directory, version, "dataset.zip").await.body == zip);
    assert!(!leftover.exists());
}

#[actix_web::test]
async fn pages_and_programs_get_the_dataset_with_its_checksums() {
    let directory = TestDirectory::seeded().await;
    let version = newest(&directory).await;
    let described = directory.get_made("/api/v1/dataset").await;
    let json = described.json();
    assert_eq!((&json["version"], &json["organizations"]), (&json!(version), &json!(seed_count())));
    for path in ["/data", &format!("/data/{version}")] {
        let same = directory.get_with(path, &[("accept", "application/json")]).await;
        assert_eq!(same.body, described.body, "{path}");
        let linked = directory.get_with(path, &[("accept", "application/ld+json")]).await.json();
        for page in [path, "/about"] {
            let html = directory.get_with(page, &[HTML]).await.text();
            let start = "<script type=\"application/ld+json\">";
            let script = html.split(start).nth(1).unwrap().split("</script>").next().unwrap();
            assert_eq!(serde_json::from_str::<Value>(script).unwrap(), linked, "{page}");
        }
        assert_eq!(
            (&linked["@type"], &linked["version"]),
            (&json!("Dataset"), &json!(version.to_string()))
        );
        let downloads = linked["distribution"].as_array().unwrap();
        assert_eq!(downloads.len(), json["files"].as_array().unwrap().len());
        for (download, file) in downloads.iter().zip(json["files"].as_array().unwrap()) {
            assert_eq!(download["sha256"], file["sha256"]);
            assert!(
                download["contentUrl"].as_str().unwrap().ends_with(file["url"].as_str().unwrap())
            );
            assert_eq!(download["contentSize"], format!("{} B", file["bytes"]));
        }
    }
    let page = directory.get_with("/data", &[HTML]).await.text();
    for name in ["dataset.zip", "organizations.csv", "organizations.sqlite", "CITATION.cff"] {
        assert!(page.contains(&format!("href=\"/data/{version}/{name}\"")), "{name}");
    }
    let older = directory.get_with(&format!("/data/{}", version - 1), &[HTML]).await.text();
    assert!(older.contains("noindex") && older.contains("<a href=\"/data\">"));
    let refused = directory.get_with("/data", &[("accept", "image/png")]).await;
    assert_eq!(refused.status, 406);
}

/// Number of rows that name a row that does not exist.
fn broken_references(database: &[u8]) -> usize {
    let (_folder, mut connection) = open(database);
    let broken: Vec<Broken> =
        diesel::sql_query("PRAGMA foreign_key_check").load(&mut connection).unwrap();
    broken.len()
}

fn open(database: &[u8]) -> (tempfile::TempDir, SqliteConnection) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("organizations.sqlite");
    fs::write(&path, database).unwrap();
    let connection = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    (folder, connection)
}

#[derive(QueryableByName)]
struct Broken {
    #[diesel(sql_type = Text)]
    #[expect(dead_code, reason = "a column is needed to read the rows")]
    table: String,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

fn count(connection: &mut SqliteConnection, query: &str) -> usize {
    let counted: Counted = diesel::sql_query(format!("SELECT count(*) AS rows FROM {query}"))
        .get_result(connection)
        .unwrap();
    usize::try_from(counted.rows).unwrap()
}

#[actix_web::test]
async fn the_database_has_every_element_of_every_profile() {
    let directory = TestDirectory::seeded().await;
    let version = newest(&directory).await;
    let bytes = file(&directory, version, "organizations.sqlite").await.body;
    assert_eq!(broken_references(&bytes), 0);
    let (_folder, mut database) = open(&bytes);
    let profiles = seed_profiles();
    let elements = |pointer: &str| -> usize {
        let lists = profiles.iter().map(|it| it.pointer(pointer).and_then(Value::as_array));
        lists.map(|list| list.map_or(0, Vec::len)).sum()
    };
    for (table, pointer) in [
        ("other_names", "/other_names"),
        ("founders", "/founders"),
        ("identifiers", "/identifiers"),
        ("related", "/related"),
        ("organization_countries", "/countries"),
        ("method_steps", "/method/steps"),
        ("outcomes", "/outcomes"),
        ("research", "/research"),
        ("ways_to_help", "/ways_to_help"),
        ("media", "/media"),
        ("caveats", "/caveats"),
        ("withheld", "/withheld"),
        ("sources", "/sources"),
        ("citations WHERE part = 'framing'", "/framing/sources"),
        ("citations WHERE part = 'method'", "/method/sources"),
    ] {
        assert_eq!(count(&mut database, table), elements(pointer), "{table}");
    }
    let cited = |list: &str| -> usize {
        let all = profiles.iter().flat_map(|it| it[list].as_array().into_iter().flatten());
        all.map(|element| element["sources"].as_array().map_or(0, Vec::len)).sum()
    };
    for (part, list) in [
        ("outcomes", "outcomes"),
        ("organization_countries", "countries"),
        ("research", "research"),
        ("ways_to_help", "ways_to_help"),
    ] {
        let rows = count(&mut database, &format!("citations WHERE part = '{part}'"));
        assert_eq!(rows, cited(list), "{part}");
    }
    for &scheme in TermScheme::ALL {
        let word = scheme.as_str();
        let terms = count(&mut database, &format!("terms WHERE scheme = '{word}'"));
        assert_eq!(terms, seed_terms(scheme.plural()).len(), "{word}");
        let used = count(&mut database, &format!("organization_terms WHERE scheme = '{word}'"));
        let pointer = format!("/{}", scheme.keys().join("/"));
        assert_eq!(used, elements(&pointer), "{word}");
    }
    let active = profiles.iter().filter(|profile| profile["status"] == "active").count();
    assert_eq!(count(&mut database, "organizations WHERE status = 'active'"), active);
    assert_eq!(count(&mut database, "countries"), 250);
    let joined = "organizations AS o JOIN organization_countries AS c ON c.organization = o.slug \
        JOIN countries AS n ON n.code = c.country WHERE n.name = 'India' AND c.role = 'programmes'";
    assert!(count(&mut database, joined) > 3);
    let commented = "sqlite_schema WHERE type = 'table' AND sql LIKE '%--%'";
    assert!(count(&mut database, commented) > 15);
    let version = format!("about WHERE name = 'version' AND value = '{version}'");
    assert_eq!(count(&mut database, &version), 1);
}

#[actix_web::test]
async fn the_release_notes_list_what_was_withdrawn() {
    let (directory, _) = with_history().await;
    let last = newest(&directory).await;
    let notes = file(&directory, last, "RELEASE_NOTES.md").await.text();
    assert!(notes.starts_with(&format!("# Release notes of version {last}\n")), "{notes}");
    assert!(notes.contains("- `c` (c): It \\*ended\\*. See `a`.\n"), "{notes}");
    for (status, count) in [(Status::Active, 2), (Status::Withdrawn, 1)] {
        let row = format!("| organizations, {} | {count} |\n", status.as_str());
        assert!(notes.contains(&row), "{notes}");
    }
}

#[actix_web::test]
async fn the_dictionary_has_the_words_of_the_openapi_document() {
    let directory = TestDirectory::with(&[]).await;
    let version = newest(&directory).await;
    let dictionary = file(&directory, version, "dictionary.md").await.text();
    let schemas = DOCUMENT["components"]["schemas"].as_object().unwrap();
    for name in ["Profile", "Term", "Outcome", "Source", "Helpline", "FactSources"] {
        let words = schemas[name]["description"].as_str().unwrap();
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = words.replace('|', "\\|");
        assert!(dictionary.contains(&words), "{name}: {words}");
        let properties = schemas[name]["properties"].as_object().into_iter().flatten();
        for (key, property) in properties {
            let words = property["description"].as_str().unwrap_or_default();
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(dictionary.contains(&format!("| `{key}` | ")), "{name} {key}");
            assert!(dictionary.contains(&words.replace('|', "\\|")), "{name} {key}: {words}");
        }
    }
}
