//! A directory in the real app, and what it answers.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::io::Read;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use actix_web::body::BoxBody;
use actix_web::dev::{Service as _, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::HeaderMap;
use actix_web::middleware::from_fn;
use actix_web::test::{self, TestRequest};
use actix_web::web::{Bytes, Data};
use antislavery_directory::directory::{self, Directory, Incoming, LoadOptions, LoadReport};
use antislavery_directory::domain::{Author, Keyword, Role, TermScheme};
use antislavery_directory::http::{self, Service, Settings};
use antislavery_directory::seed::{self, Form, Kind};
use antislavery_directory::store::Store;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use futures_util::future::LocalBoxFuture;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::documents;
use crate::support::TestDatabase;

/// How long anything may take before a test gives up on it.
const DEADLINE: Duration = Duration::from_secs(30);

/// Answers a request.
type App = Rc<dyn Fn(TestRequest) -> LocalBoxFuture<'static, ServiceResponse<BoxBody>>>;

/// A directory on a database that no other test sees.
pub struct TestDirectory {
    service: Data<Service>,
    /// Made with the first request: to make the app takes longer than most answers.
    app: OnceCell<App>,
    database: Rc<TestDatabase>,
    /// The data folder of a node beside the first.
    _folder: Option<TempDir>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// As it was sent, perhaps coded.
    pub body: Bytes,
}

impl TestDirectory {
    /// The profiles and terms that the binary carries.
    pub async fn seeded() -> Self {
        Self::seeded_with(Settings::default()).await
    }

    pub async fn seeded_with(settings: Settings) -> Self {
        Self::open(&seed::embedded(), settings).await
    }

    /// These profiles, and the terms that the binary carries.
    pub async fn with(profiles: &[Value]) -> Self {
        Self::open(&batch(profiles), Settings::default()).await
    }

    async fn open(batch: &seed::Batch, settings: Settings) -> Self {
        let (database, service) = service(batch, settings);
        let database = Rc::new(database);
        let service = Data::new(service);
        let directory = Self { service, app: OnceCell::new(), database, _folder: None };
        directory.wait_until_ready().await;
        directory
    }

    /// Another node on the same database, with an index of its own.
    pub async fn another_node(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let directory = Directory::open(self.store(), folder.path(), 1 << 20).unwrap();
        let service = Data::new(Service::new(directory, Settings::default()));
        let (app, database) = (OnceCell::new(), Rc::clone(&self.database));
        let node = Self { service, app, database, _folder: Some(folder) };
        node.wait_until_ready().await;
        node
    }

    async fn wait_until_ready(&self) {
        let deadline = Instant::now() + DEADLINE;
        while self.get("/readyz").await.status != 200 {
            assert!(Instant::now() < deadline, "the directory is not ready");
            a_moment().await;
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.request("GET", path, &[]).await
    }

    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.request("GET", path, headers).await
    }

    pub async fn request(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.request_from("192.0.2.1:4711", method, path, headers).await
    }

    /// A request with a JSON body.
    pub async fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.send_text(method, path, "application/json", body.to_string()).await
    }

    /// A request with any body.
    pub async fn send_text(
        &self,
        method: &str,
        path: &str,
        content_type: &str,
        body: impl Into<String>,
    ) -> Answer {
        let body: String = body.into();
        let length = body.len().to_string();
        let headers = [("content-type", content_type), ("content-length", length.as_str())];
        self.exchange("192.0.2.1:4711", method, path, &headers, body).await
    }

    /// A request from the address of a certain client.
    pub async fn request_from(
        &self,
        peer: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        self.exchange(peer, method, path, headers, String::new()).await
    }

    pub async fn exchange(
        &self,
        peer: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> Answer {
        let peer: SocketAddr = peer.parse().unwrap();
        let mut request = TestRequest::with_uri(path)
            .method(Method::from_bytes(method.as_bytes()).unwrap())
            .peer_addr(peer);
        for header in headers {
            request = request.append_header(*header);
        }
        if !body.is_empty() {
            request = request.set_payload(body);
        }
        let app = self.app().await;
        let response = app(request).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let answer = Answer { status, headers, body: test::read_body(response).await };
        documents::check(method, path, &answer);
        answer
    }

    async fn app(&self) -> App {
        if let Some(app) = self.app.get() {
            return Rc::clone(app);
        }
        let app = actix_web::App::new()
            .app_data(self.service.clone())
            .wrap(from_fn(http::edge))
            .configure(http::routes);
        let app = Rc::new(test::init_service(app).await);
        let answer: App = Rc::new(move |request| {
            let app = Rc::clone(&app);
            Box::pin(async move { app.call(request.to_request()).await.unwrap() })
        });
        Rc::clone(self.app.get_or_init(|| answer))
    }

    /// A key for this role, made as the command line makes it.
    pub fn key(&self, role: Role) -> String {
        self.key_named(role.as_str(), role)
    }

    /// A key with this name.
    pub fn key_named(&self, name: &str, role: Role) -> String {
        let lifetime = Some(SignedDuration::from_hours(1));
        let name = name.parse().unwrap();
        let (key, _) = directory::create_key(&self.store(), name, role, lifetime).unwrap();
        key.reveal().to_owned()
    }

    /// The store, as another process has it open.
    pub fn store(&self) -> Store {
        Store::open(&self.database.url().parse().unwrap()).unwrap()
    }

    /// A writing request: JSON with this key and these headers beside.
    pub async fn write(
        &self,
        key: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Answer {
        let content_type = match method {
            "PATCH" => "application/merge-patch+json",
            _ => "application/json",
        };
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let (bearer, length) = (format!("Bearer {key}"), body.len().to_string());
        let mut all = vec![("authorization", bearer.as_str())];
        if !body.is_empty() {
            all.extend([("content-type", content_type), ("content-length", &length)]);
        }
        all.extend(headers);
        self.exchange("192.0.2.1:4711", method, path, &all, body).await
    }

    /// The tag of what stands at a path, withdrawn or not.
    pub async fn tag(&self, path: &str) -> String {
        let answer = self.get(path).await;
        answer.header("etag").unwrap_or_else(|| panic!("{path} has no tag")).to_owned()
    }

    /// Loads profiles as another process would, and waits until they are read.
    pub async fn load(&self, profiles: &[Value]) -> LoadReport {
        self.load_with(profiles, false).await
    }

    /// As [`TestDirectory::load`]; with `prune`, what is missing is withdrawn.
    pub async fn load_with(&self, profiles: &[Value], prune: bool) -> LoadReport {
        self.load_batch(&batch(profiles), prune).await
    }

    /// Loads the profiles and terms that the binary carries.
    pub async fn load_seeds(&self) -> LoadReport {
        self.load_batch(&seed::embedded(), false).await
    }

    /// Loads terms of a scheme.
    pub async fn load_terms(&self, scheme: TermScheme, terms: &[Value]) -> LoadReport {
        let text = Value::from(terms).to_string();
        let batch = seed::read_text("terms", text, Kind::Terms(scheme), Form::Json);
        assert!(batch.mistakes.is_empty());
        self.load_batch(&batch, false).await
    }

    /// Takes the history from under the store, as if its database were away.
    pub fn lose_history(&self) {
        self.execute("ALTER TABLE revisions RENAME TO lost");
    }

    /// Says that an organization once had another slug; readers learn of it with
    /// its next change.
    pub fn add_former_slug(&self, slug: &str, former: &str) {
        self.execute(&format!(
            "INSERT INTO former_slugs SELECT '{former}', id FROM organizations WHERE slug = '{slug}'"
        ));
    }

    /// Runs a statement that both engines know, as another process would.
    pub fn execute(&self, statement: &str) {
        let url = self.database.url();
        match url.strip_prefix("sqlite:") {
            Some(path) => SqliteConnection::establish(path).unwrap().batch_execute(statement),
            None => PgConnection::establish(url).unwrap().batch_execute(statement),
        }
        .unwrap();
    }

    /// The server is about to stop.
    pub fn stop(&self) {
        self.service.stop();
    }

    async fn load_batch(&self, batch: &seed::Batch, prune: bool) -> LoadReport {
        let store = self.store();
        let report = load(&store, batch, prune);
        let written = store.position().unwrap().change;
        let deadline = Instant::now() + DEADLINE;
        while self.get("/readyz").await.json()["catalog"]["change"] != written {
            assert!(Instant::now() < deadline, "change {written} is not seen");
            a_moment().await;
        }
        report
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The body without its coding.
    pub fn bytes(&self) -> Vec<u8> {
        let mut decoded = Vec::new();
        match self.header("content-encoding") {
            Some("gzip") => {
                flate2::read::GzDecoder::new(&*self.body).read_to_end(&mut decoded).unwrap();
            }
            Some("br") => {
                brotli::Decompressor::new(&*self.body, 4096).read_to_end(&mut decoded).unwrap();
            }
            other => {
                assert_eq!(other, None);
                decoded.extend_from_slice(&self.body);
            }
        }
        decoded
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.bytes()).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes()).unwrap()
    }

    /// The slugs of a list, in its order.
    pub fn slugs(&self) -> Vec<String> {
        let json = self.json();
        let rows = json["data"].as_array().unwrap_or_else(|| panic!("{json:#} is not a list"));
        rows.iter().map(|row| row["slug"].as_str().unwrap().to_owned()).collect()
    }

    /// The address of a relation in the `Link` header.
    pub fn link(&self, relation: &str) -> Option<&str> {
        let end = format!(">; rel=\"{relation}\"");
        let links = self.header("link")?.split(", ");
        links.into_iter().find_map(|link| link.strip_suffix(&end)?.strip_prefix('<'))
    }
}

/// A service on a new database, not yet ready.
pub fn service(batch: &seed::Batch, settings: Settings) -> (TestDatabase, Service) {
    let database = TestDatabase::new();
    let store = Store::open(&database.url().parse().unwrap()).unwrap();
    load(&store, batch, false);
    let directory = Directory::open(store, database.folder(), 1 << 20).unwrap();
    (database, Service::new(directory, settings))
}

fn load(store: &Store, batch: &seed::Batch, prune: bool) -> LoadReport {
    let default_vocabulary = &seed::embedded_vocabulary();
    let terms = batch.terms.iter().map(|document| (document.value.0, &document.value.1));
    let organizations = batch.organizations.iter().map(|document| document.value.clone());
    let batch = directory::Batch {
        terms: terms.collect(),
        has_unreadable_terms: false,
        organizations: organizations.map(|it| Incoming::Profile((), it)),
        default_vocabulary,
    };
    let options = LoadOptions { dry_run: false, prune, source: "a test", progress: &mut |_| {} };
    directory::load(store, batch, options, &Author::command("test")).unwrap()
}

fn batch(profiles: &[Value]) -> seed::Batch {
    let text = Value::from(profiles).to_string();
    let batch = seed::read_text("profiles", text, Kind::Organizations, Form::Json);
    let mistakes: Vec<&str> =
        batch.mistakes.iter().map(|mistake| mistake.violation.message.as_str()).collect();
    assert!(mistakes.is_empty(), "{mistakes:#?}");
    batch
}

/// A small profile, with some of its keys replaced.
pub fn profile(slug: &str, changes: Value) -> Value {
    let mut profile = json!({
        "slug": slug,
        "name": slug,
        "summary": "It exists for a test.",
        "framing": {"summary": "As a wrong.", "sources": ["page"]},
        "method": {"summary": "By tests.", "steps": [], "sources": ["page"]},
        "focus_areas": ["bonded-labour"],
        "approaches": ["rescue"],
        "sources": [{"id": "page", "title": "A page", "url": "https://example.org/"}],
    });
    for (key, value) in changes.as_object().unwrap() {
        profile[key] = value.clone();
    }
    profile
}

/// The texts of the seed files, by slug.
pub fn seed_texts() -> BTreeMap<String, String> {
    let folder = std::fs::read_dir("seed_data/organizations").unwrap();
    let texts: BTreeMap<String, String> = folder
        .map(|file| {
            let path = file.unwrap().path();
            let slug = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (slug, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    assert!(texts.len() >= 41, "only {} seed files", texts.len());
    texts
}

/// The profiles of the seed files, in the order of their slugs.
pub fn seed_profiles() -> Vec<Value> {
    seed_texts().values().map(|text| serde_json::from_str(text).unwrap()).collect()
}

/// The terms of a seed file: `focus_areas` or `approaches`.
pub fn seed_terms(scheme: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(format!("seed_data/{scheme}.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// A term and all the terms below it.
pub fn term_and_below(terms: &[Value], slug: &str) -> Vec<String> {
    let mut found = vec![slug.to_owned()];
    let below = terms.iter().filter(|term| term["broader"] == slug);
    found.extend(below.flat_map(|term| term_and_below(terms, term["slug"].as_str().unwrap())));
    found
}

/// The texts of a JSON array.
pub fn texts(array: &Value) -> Vec<&str> {
    array.as_array().unwrap().iter().map(|element| element.as_str().unwrap()).collect()
}

pub async fn a_moment() {
    actix_web::rt::time::sleep(Duration::from_millis(10)).await;
}
