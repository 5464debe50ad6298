//! An organization with a canary in five of its revisions, and every place where it could be seen.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::canary::{Canary, decoded, files_below, files_with, tables_folder};
use super::draft::plant_draft;
use crate::keys::create;
use crate::program::{Outcome, Place, Response, Server, program, run};
use crate::support::profiles::profile;

pub const SLUG: &str = "endangered";
pub const URL: &str = "/api/v1/organizations/endangered";

/// The time within which a redacted text must be gone.
const GONE_WITHIN: Duration = Duration::from_secs(60);

/// The content codings that a client may ask for.
const CODINGS: [&str; 4] = ["identity", "gzip", "br", "zstd"];

/// The pointers to the values that have the canary.
pub const POINTERS: [&str; 4] = ["/summary", "/outcomes/0", "/ways_to_help/0", "/other_names/0"];

pub struct Scene {
    pub place: Place,
    pub canary: Canary,
    pub servers: Vec<Server>,
    pub key: String,
    /// The id of the import that brought the organization.
    pub import: String,
    /// The row files of the indexes that have the canary.
    row_files: BTreeSet<PathBuf>,
}

impl Scene {
    /// Plants the canary in five revisions, with one server, or three nodes on PostgreSQL.
    pub fn new() -> Self {
        let place = Place::seeded();
        let count = if place.database.is_postgres() { 3 } else { 1 };
        let key = create(&place, "planting", "admin");
        let mut scene = Self {
            place,
            canary: Canary::new(),
            servers: Vec::new(),
            key,
            import: String::new(),
            row_files: BTreeSet::new(),
        };
        scene.servers = (0..count).map(|number| scene.node(number)).collect();
        scene.plant();
        scene
    }

    fn node_folder(&self, number: usize) -> PathBuf {
        self.place.database.folder().join(format!("node-{number}"))
    }

    pub fn node(&self, number: usize) -> Server {
        let mut command = self.place.at(program(["serve"]));
        Server::start(command.env("DATA_DIR", self.node_folder(number)))
    }

    fn plant(&mut self) {
        let word = self.canary.word();
        let body = format!(
            "{}\n",
            profile(SLUG, json!({"name": "House of Refuge", "summary": self.sentence()}))
        );
        let import = self.write("POST", "/api/v1/imports", "application/x-ndjson", None, &body);
        assert_eq!(import.status, 200, "{}", import.body);
        self.import = import.json()["id"].as_str().unwrap().to_owned();
        let outcome = json!({
            "claim": self.sentence(), "reported_by": format!("Friends of {word}"),
            "sources": ["page"],
        });
        let way = json!({
            "kind": "give", "title": format!("Give to {word}"), "free": false, "sources": ["page"],
            "url": format!("https://example.org/{word}"),
        });
        let other_name = json!({"value": format!("House {word}"), "kind": "alias"});
        for (patch, note) in [
            (json!({"outcomes": [outcome]}), None),
            (json!({"ways_to_help": [way]}), None),
            (json!({"acronym": "END"}), Some(self.sentence())),
            (json!({"other_names": [other_name]}), None),
        ] {
            self.patch(&patch, note.as_deref());
        }
        plant_draft(&self.servers[0], &self.key, &self.sentence());
        self.row_files = self.row_files();
        // This also fills the caches.
        let found = self.found_in_responses(&["gzip"]);
        assert!(found.len() > 20, "{found:#?}");
        let files = files_with(&self.canary, &self.place.database);
        let tables = tables_folder(&self.place.database);
        let tables = tables.unwrap_or_else(|| self.place.database.folder().to_owned());
        assert!(files.iter().any(|file| file.starts_with(&tables)), "{files:#?}");
        assert!(files.iter().any(|file| file.ends_with("meta.json")), "{files:#?}");
    }

    /// A sentence with the canary and words to search for.
    fn sentence(&self) -> String {
        format!("Their refuge on Mill Lane is called {}.", self.canary.word())
    }

    pub fn write(
        &self,
        method: &str,
        path: &str,
        content_type: &str,
        note: Option<&str>,
        body: &str,
    ) -> Response {
        let bearer = format!("Bearer {}", self.key);
        let mut headers = vec![
            ("Authorization", bearer.as_str()),
            ("Content-Type", content_type),
            ("If-Match", "*"),
        ];
        headers.extend(note.map(|note| ("X-Change-Note", note)));
        self.servers[0].send_text(method, path, &headers, body)
    }

    pub fn patch(&self, patch: &Value, note: Option<&str>) {
        let body = patch.to_string();
        let done = self.write("PATCH", URL, "application/merge-patch+json", note, &body);
        assert_eq!(done.status, 200, "{}", done.body);
    }

    fn redact(&self, arguments: &[&str]) -> Outcome {
        redact(&self.place, &[&[SLUG], arguments].concat())
    }

    /// Redacts every value that has the canary, and the notes.
    pub fn redact_all(&self) {
        for pointer in POINTERS {
            self.redact(&["--pointer", pointer, "--reason", "A safe house."]);
        }
        // The note has the same sentence as the summary.
        let notes = ["--notes", "--reason", "A safe house."];
        let last = self.redact(&notes);
        assert!(!last.stdout.contains("remains"), "{last:?}");
    }

    /// Asserts that the canary is nowhere within the time that is promised.
    pub fn assert_gone(&self) {
        let begun = Instant::now();
        loop {
            let found = self.found();
            let old: Vec<PathBuf> =
                self.row_files().intersection(&self.row_files).cloned().collect();
            if found.is_empty() && old.is_empty() {
                return;
            }
            assert!(begun.elapsed() < GONE_WITHIN, "{found:#?} {old:#?}");
            sleep(Duration::from_millis(500));
        }
    }

    /// The places where the canary is.
    pub fn found(&self) -> Vec<String> {
        let files = files_with(&self.canary, &self.place.database);
        let mut found: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        // Responses take longer to look through.
        if found.is_empty() {
            found = self.found_in_responses(&CODINGS);
        }
        found
    }

    fn found_in_responses(&self, codings: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        for (number, server) in self.servers.iter().enumerate() {
            for path in paths(server) {
                for coding in codings {
                    let body = body(server, &path, coding);
                    if self.canary.is_in(&body) {
                        found.push(format!("node {number}: {path} ({coding})"));
                    }
                }
            }
        }
        found
    }

    /// The row files of the indexes.
    fn row_files(&self) -> BTreeSet<PathBuf> {
        let folders = (0..self.servers.len()).map(|number| self.node_folder(number).join("index"));
        let is_of_rows = |file: &PathBuf| {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name.ends_with(".rows")
        };
        folders.flat_map(|folder| files_below(&folder)).filter(is_of_rows).collect()
    }
}

/// Redacts with the command, which must write. Other tests on the same PostgreSQL may have old
/// transactions: then the servers complete it.
pub fn redact(place: &Place, arguments: &[&str]) -> Outcome {
    let done = run(place.program(["redact"]).args(arguments));
    let is_blocked = done.code == Some(3) && done.stderr.contains("is in the way of removing");
    assert!(done.code == Some(0) || is_blocked, "{done:?}");
    assert!(done.stdout.contains(": redacted in revision"), "{done:?}");
    done
}

/// The URLs of everything that a client can read about the organization: the operations of the
/// OpenAPI document, and the pages.
fn paths(server: &Server) -> Vec<String> {
    let revisions = server.get(&format!("{URL}/revisions?per_page=100")).json();
    let revisions = revisions["data"].as_array().unwrap().clone();
    let numbers = revisions.iter().map(|it| it["revision"].to_string());
    let numbers: Vec<String> = numbers.collect();
    let document = server.get("/api/v1/openapi.json").json();
    let templates = document["paths"].as_object().unwrap().iter();
    let templates = templates.filter(|(_, item)| item.get("get").is_some());
    let mut paths = Vec::new();
    for (template, _) in templates {
        let template = template.replace("{key}", SLUG).replace("{problem}", "not-acceptable");
        let term = if template.contains("approaches") { "rescue" } else { "bonded-labour" };
        let template = template.replace("{slug}", term);
        if template.contains("{n}") {
            paths.extend(numbers.iter().map(|number| template.replace("{n}", number)));
        } else if template.contains("{format}") {
            let formats = ["json", "jsonld", "md", "bibtex", "csl", "ris"];
            paths.extend(formats.map(|format| template.replace("{format}", format)));
        } else {
            assert!(!template.contains('{'), "{template}");
            paths.push(template);
        }
    }
    for number in &numbers {
        paths.push(format!("{URL}/revisions/{number}?diff=true"));
        paths.push(format!("/organizations/{SLUG}/history/{number}"));
    }
    for revision in &revisions {
        paths.push(format!("{URL}?as_of={}", revision["at"].as_str().unwrap()));
    }
    paths.extend(
        [
            "/api/v1/organizations?q=refuge+mill",
            "/api/v1/organizations?q=zyxqu",
            "/api/v1/organizations?per_page=100&fields=slug,summary,outcomes,other_names",
            "/api/v1/suggest?q=zyxqu",
            "/api/v1/suggest?q=house+zyxqu",
            "/api/v1/ways-to-help?per_page=100",
            "/api/v1/ways-to-help?q=zyxqu",
            "/api/v1/changes?limit=1000",
            "/api/v1/export?format=csv",
            "/api/v1/export?format=ndjson&status=active,inactive,unknown,withdrawn",
            "/api/v1/compare?organizations=endangered,unseen",
            "/api/v1/limits",
            "/",
            "/?q=refuge+mill",
            "/?q=zyxqu",
            "/organizations/endangered",
            "/organizations/endangered/history",
            "/organizations/endangered/card.svg",
            "/organizations/endangered/card.png",
            "/focus-areas/bonded-labour",
            "/approaches/rescue",
            "/countries",
            "/research",
            "/ways-to-help",
            "/ways-to-help?q=zyxqu",
            "/compare?organizations=endangered,unseen",
            "/about",
            "/sitemap.xml",
            "/llms.txt",
        ]
        .map(str::to_owned),
    );
    let sitemap = server.get("/sitemap.xml").body;
    let maps = sitemap.split("<loc>").skip(1).filter_map(|part| part.split("</loc>").next());
    paths.extend(maps.filter_map(|url| Some(format!("/{}", url.splitn(4, '/').nth(3)?))));
    paths
}

/// The body of a response, without its content coding.
fn body(server: &Server, path: &str, coding: &str) -> Vec<u8> {
    let begun = Instant::now();
    loop {
        if let Some(body) = whole_body(server, path, coding) {
            return body;
        }
        // A node ends the exports that began before it learned of a redaction.
        assert!(path.starts_with("/api/v1/export"), "{path}: the response ended early");
        assert!(begun.elapsed() < GONE_WITHIN, "{path}: every response ended early");
    }
}

/// The body of a response, unless it ended early.
fn whole_body(server: &Server, path: &str, coding: &str) -> Option<Vec<u8>> {
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(GONE_WITHIN)).unwrap();
    let head = format!(
        "GET {path} HTTP/1.1\r\nHost: directory.example\r\nConnection: close\r\nAccept: */*\r\n\
         Accept-Encoding: {coding}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut response = Vec::new();
    stream.read_to_end(&mut response).unwrap();
    let end = response.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&response[..end]).to_ascii_lowercase();
    let is_wrong = ["http/1.1 5", "http/1.1 400"].iter().any(|start| head.starts_with(start));
    // A withdrawn organization cannot be compared.
    let shown = String::from_utf8_lossy(&response[end..]);
    assert!(!is_wrong || path.contains("/compare"), "{path}: {head}{shown}");
    let used = head.lines().find_map(|line| line.strip_prefix("content-encoding: "));
    let body = &response[end + 4..];
    let is_chunked = head.contains("transfer-encoding: chunked");
    Some(decoded(used, &if is_chunked { joined(body)? } else { body.to_owned() }))
}

/// The chunks of a body, unless the last one is missing.
fn joined(mut chunked: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = chunked.windows(2).position(|two| two == b"\r\n")?;
        let size = std::str::from_utf8(&chunked[..end]).unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(chunked.get(end + 2..end + 2 + size)?);
        chunked = chunked.get(end + 4 + size..)?;
    }
}
