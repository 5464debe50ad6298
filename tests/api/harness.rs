//! Runs the real app on a test database and checks every response against the OpenAPI document.

use std::io::Read;
use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use actix_web::http::Method;
use actix_web::http::header::HeaderMap;
use actix_web::test::{self, TestRequest};
use actix_web::web::{Bytes, Data};
use antislavery_directory::directory::{self, Directory, LoadReport};
use antislavery_directory::domain::{Keyword, Role, TermScheme};
use antislavery_directory::http::{Service, Settings};
use antislavery_directory::seed::{self, Form, Kind};
use antislavery_directory::store::{Store, Verified, verify_database};
use jiff::SignedDuration;
use serde_json::Value;
use tempfile::TempDir;

use crate::documents;
use crate::support::TestDatabase;
use crate::support::app::{App, app};
use crate::support::load::{batch, load};
use crate::support::wait::wait_for_async;

/// Maximum time to wait for a state.
const DEADLINE: Duration = Duration::from_secs(30);

/// The client that sends a request unless a test names another.
const PEER: &str = "192.0.2.1:4711";

/// A running directory on its own database.
pub struct TestDirectory {
    service: Data<Service>,
    app: App,
    database: Rc<TestDatabase>,
    /// The data folder of an additional node.
    own_folder: Option<TempDir>,
}

/// A response, ready to assert on.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// The body as sent, perhaps compressed.
    pub body: Bytes,
}

impl TestDirectory {
    /// A directory with the embedded seed data.
    pub async fn seeded() -> Self {
        Self::seeded_with(Settings::default()).await
    }

    pub async fn seeded_with(settings: Settings) -> Self {
        Self::open(&seed::embedded(), settings).await
    }

    /// A directory with these profiles and the embedded vocabulary.
    pub async fn with(profiles: &[Value]) -> Self {
        Self::open(&batch(profiles), Settings::default()).await
    }

    /// A directory with these profiles, the embedded vocabulary and these settings.
    pub async fn open_with(profiles: &[Value], settings: Settings) -> Self {
        Self::open(&batch(profiles), settings).await
    }

    async fn open(batch: &seed::Batch, settings: Settings) -> Self {
        let (database, service) = service(batch, settings);
        Self::start(service, Rc::new(database), None).await
    }

    /// Another node on the same database, with its own search index.
    pub async fn another_node(&self) -> Self {
        self.another_node_with(Settings::default()).await
    }

    /// Like [`TestDirectory::another_node`], with these settings.
    pub async fn another_node_with(&self, settings: Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let directory = Directory::open(self.store(), folder.path(), 1 << 20).unwrap();
        let service = Service::new(directory, settings);
        Self::start(service, Rc::clone(&self.database), Some(folder)).await
    }

    async fn start(service: Service, database: Rc<TestDatabase>, folder: Option<TempDir>) -> Self {
        let service = Data::new(service);
        let app = app(service.clone()).await;
        let directory = Self { service, app, database, own_folder: folder };
        let is_ready = async || directory.get("/readyz").await.status == 200;
        wait_for_async(DEADLINE, "the directory to be ready", is_ready).await;
        directory
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.request("GET", path, &[]).await
    }

    /// The rows on all pages of a list.
    pub async fn all_rows(&self, list: &str) -> Vec<Value> {
        let separator = if list.contains('?') { '&' } else { '?' };
        let (mut rows, mut next) = (Vec::new(), Some(format!("{list}{separator}per_page=100")));
        while let Some(path) = next {
            let page = self.get(&path).await;
            assert_eq!(page.status, 200, "{path}: {}", page.text());
            let page = page.json();
            rows.extend(page["data"].as_array().unwrap().iter().cloned());
            next = page["links"]["next"].as_str().map(str::to_owned);
            assert!(next.is_some() || page["meta"]["total"] == rows.len(), "{path}");
        }
        rows
    }

    /// The slugs on all pages of a list.
    pub async fn all_slugs(&self, list: &str) -> Vec<String> {
        let rows = self.all_rows(list).await;
        rows.iter().map(|row| row["slug"].as_str().unwrap().to_owned()).collect()
    }

    /// Reads something of the dataset, and asks again while the server makes it.
    pub async fn get_made(&self, path: &str) -> Answer {
        let begun = Instant::now();
        loop {
            let answer = self.get(path).await;
            let is_made = answer.status != 503 || answer.header("retry-after") != Some("5");
            if is_made || begun.elapsed() > DEADLINE {
                return answer;
            }
        }
    }

    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.request("GET", path, headers).await
    }

    pub async fn request(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.request_from(PEER, method, path, headers).await
    }

    /// Sends a request with a JSON body.
    pub async fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.send_text(method, path, "application/json", body.to_string()).await
    }

    /// Sends a request with a body of any media type.
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
        self.exchange(PEER, method, path, &headers, body).await
    }

    /// Sends a request from this client's IP address and port.
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
        body: impl Into<Bytes>,
    ) -> Answer {
        let body = body.into();
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
        let response = (self.app)(request).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let answer = Answer { status, headers, body: test::read_body(response).await };
        documents::check(method, path, &answer);
        answer
    }

    /// Creates an API key with this role, as the command line does.
    pub fn create_key(&self, role: Role) -> String {
        self.create_key_named(role.as_str(), role)
    }

    pub fn create_key_named(&self, name: &str, role: Role) -> String {
        let lifetime = Some(SignedDuration::from_hours(1));
        let name = name.parse().unwrap();
        let (key, _) = directory::create_key(&self.store(), name, role, lifetime).unwrap();
        key.reveal().to_owned()
    }

    /// Creates a key of an editor who may edit only the organizations with these slugs.
    pub fn create_limited_key(&self, name: &str, slugs: &[&str]) -> String {
        let lifetime = Some(SignedDuration::from_hours(1));
        let slugs: Vec<_> = slugs.iter().map(|slug| slug.parse().unwrap()).collect();
        let editor = (name.parse().unwrap(), Role::Editor);
        let created = directory::create_limited_key(&self.store(), editor, lifetime, &slugs);
        created.unwrap().0.reveal().to_owned()
    }

    /// Opens the store, as a separate process would.
    pub fn store(&self) -> Store {
        self.database.open_store()
    }

    /// Verifies the database, as the command does.
    pub fn verified(&self) -> Verified {
        verify_database(&self.database.parsed_url(), |_, _| {}).unwrap()
    }

    /// The data folder of this node.
    pub fn folder(&self) -> &Path {
        self.own_folder.as_ref().map_or_else(|| self.database.folder(), TempDir::path)
    }

    /// Sends a write request with this key, additional headers and JSON body; null means no body.
    pub async fn write(
        &self,
        key: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Answer {
        if body.is_null() {
            let bearer = format!("Bearer {key}");
            let headers = [&[("authorization", bearer.as_str())], headers].concat();
            return self.request(method, path, &headers).await;
        }
        let content_type = match method {
            "PATCH" => "application/merge-patch+json",
            _ => "application/json",
        };
        self.write_text(key, method, path, headers, content_type, body.to_string()).await
    }

    /// Like [`TestDirectory::write`], with a body of any media type.
    pub async fn write_text(
        &self,
        key: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        content_type: &str,
        body: String,
    ) -> Answer {
        let (bearer, length) = (format!("Bearer {key}"), body.len().to_string());
        let own = [
            ("authorization", bearer.as_str()),
            ("content-type", content_type),
            ("content-length", length.as_str()),
        ];
        self.exchange(PEER, method, path, &[&own, headers].concat(), body).await
    }

    /// Like [`TestDirectory::write_text`], with a body of bytes, such as a file.
    pub async fn write_bytes(
        &self,
        key: &str,
        method: &str,
        path: &str,
        content_type: &str,
        body: Vec<u8>,
    ) -> Answer {
        let (bearer, length) = (format!("Bearer {key}"), body.len().to_string());
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", content_type),
            ("content-length", length.as_str()),
        ];
        self.exchange(PEER, method, path, &headers, body).await
    }

    /// The current ETag of a resource, also of a withdrawn organization.
    pub async fn etag(&self, path: &str) -> String {
        let answer = self.get(path).await;
        answer.header("etag").unwrap_or_else(|| panic!("{path} has no ETag")).to_owned()
    }

    /// Loads profiles as a separate process would, and waits until they are visible.
    pub async fn load(&self, profiles: &[Value]) -> LoadReport {
        self.load_with(profiles, false).await
    }

    /// Like [`TestDirectory::load`]; with `prune`, withdraws the organizations missing from
    /// `profiles`.
    pub async fn load_with(&self, profiles: &[Value], prune: bool) -> LoadReport {
        self.load_batch(&batch(profiles), prune).await
    }

    /// Loads the embedded seed data.
    pub async fn load_seeds(&self) -> LoadReport {
        self.load_batch(&seed::embedded(), false).await
    }

    pub async fn load_terms(&self, scheme: TermScheme, terms: &[Value]) -> LoadReport {
        let text = Value::from(terms).to_string();
        let batch = seed::read_text("terms", text, Kind::Terms(scheme), Form::Json);
        self.load_batch(&batch, false).await
    }

    /// Renames the table of revisions, so that reading history fails as if the database were
    /// unavailable.
    pub fn break_history(&self) {
        self.execute("ALTER TABLE revisions RENAME TO lost");
    }

    /// Records a former slug of an organization; readers see it after the organization's next
    /// change.
    pub fn add_former_slug(&self, slug: &str, former: &str) {
        self.execute(&format!(
            "INSERT INTO former_slugs SELECT '{former}', id FROM organizations WHERE slug = '{slug}'"
        ));
    }

    /// Executes SQL that both engines understand, as a separate process would.
    pub fn execute(&self, sql: &str) {
        self.database.execute(sql);
    }

    /// Starts a graceful shutdown.
    pub fn stop(&self) {
        self.service.stop();
    }

    async fn load_batch(&self, batch: &seed::Batch, prune: bool) -> LoadReport {
        let store = self.store();
        let report = load(&store, batch, prune);
        let change = store.position().unwrap().change;
        let is_visible = async || self.get("/readyz").await.json()["catalog"]["change"] == change;
        wait_for_async(DEADLINE, &format!("change {change} to be visible"), is_visible).await;
        report
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The decompressed body.
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

    /// The slugs in a list, in order.
    pub fn slugs(&self) -> Vec<String> {
        let json = self.json();
        let rows = json["data"].as_array().unwrap_or_else(|| panic!("{json:#} is not a list"));
        rows.iter().map(|row| row["slug"].as_str().unwrap().to_owned()).collect()
    }

    /// The URL of a relation in the `Link` header.
    pub fn link(&self, relation: &str) -> Option<&str> {
        let end = format!(">; rel=\"{relation}\"");
        let links = self.header("link")?.split(", ");
        links.into_iter().find_map(|link| link.strip_suffix(&end)?.strip_prefix('<'))
    }
}

/// A service on a new database, perhaps not ready yet.
pub fn service(batch: &seed::Batch, settings: Settings) -> (TestDatabase, Service) {
    let database = TestDatabase::new();
    let store = database.open_store();
    load(&store, batch, false);
    let directory = Directory::open(store, database.folder(), 1 << 20).unwrap();
    (database, Service::new(directory, settings))
}
