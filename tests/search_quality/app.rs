//! The real app over a directory of its own, asked in process.

use std::pin::Pin;
use std::rc::Rc;
use std::time::{Duration, Instant};

use actix_web::dev::Service as _;
use actix_web::middleware::from_fn;
use actix_web::test::TestRequest;
use actix_web::web::Data;
use actix_web::{App, test};
use antislavery_directory::directory::{self, Directory, Incoming, LoadOptions};
use antislavery_directory::domain::Author;
use antislavery_directory::http::{self, Service, Settings};
use antislavery_directory::seed;
use antislavery_directory::store::Store;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::support::TestDatabase;

pub const LIST: &str = "/api/v1/organizations";

/// How long a directory may take to become ready.
pub const DEADLINE: Duration = Duration::from_secs(180);

/// An app that answers.
pub struct Site {
    ask: Box<dyn Fn(TestRequest) -> Answering>,
    _database: TestDatabase,
}

/// An answer to come: its status and body.
type Answering = Pin<Box<dyn Future<Output = (u16, Vec<u8>)>>>;

/// What an app answered.
pub struct Answer {
    pub status: u16,
    pub json: Value,
}

/// The app over the profiles and terms that the binary carries.
pub async fn seeded() -> Site {
    open(&seed::embedded()).await
}

/// The app over a batch of profiles.
pub async fn open(batch: &seed::Batch) -> Site {
    let (database, directory) = directory(batch);
    let service = Data::new(Service::new(directory, Settings::default()));
    let app = App::new().app_data(service).wrap(from_fn(http::edge)).configure(http::routes);
    let app = Rc::new(test::init_service(app).await);
    let ask = move |request: TestRequest| -> Answering {
        let app = Rc::clone(&app);
        Box::pin(async move {
            let response = app.call(request.to_request()).await.unwrap();
            let status = response.status().as_u16();
            (status, test::read_body(response).await.to_vec())
        })
    };
    let site = Site { ask: Box::new(ask), _database: database };
    let deadline = Instant::now() + DEADLINE;
    while site.get("/readyz").await.status != 200 {
        assert!(Instant::now() < deadline, "the directory is not ready");
        actix_web::rt::time::sleep(Duration::from_millis(10)).await;
    }
    site
}

/// A directory of a batch of profiles, which may not be ready yet.
pub fn directory(batch: &seed::Batch) -> (TestDatabase, Directory) {
    let database = TestDatabase::new();
    let store = Store::open(&database.url().parse().unwrap()).unwrap();
    load(&store, batch);
    let directory = Directory::open(store, database.folder(), 1 << 20).unwrap();
    (database, directory)
}

fn load(store: &Store, batch: &seed::Batch) {
    assert!(batch.mistakes.is_empty(), "the profiles have mistakes");
    let default_vocabulary = &seed::embedded_vocabulary();
    let terms = batch.terms.iter().map(|document| (document.value.0, &document.value.1));
    let organizations = batch.organizations.iter().map(|document| document.value.clone());
    let batch = directory::Batch {
        terms: terms.collect(),
        has_unreadable_terms: false,
        organizations: organizations.map(|profile| Incoming::Profile((), profile)),
        default_vocabulary,
    };
    let options =
        LoadOptions { dry_run: false, prune: false, source: "a test", progress: &mut |_| {} };
    directory::load(store, batch, options, &Author::command("test")).unwrap();
}

impl Site {
    pub async fn get(&self, path: &str) -> Answer {
        let peer = "192.0.2.1:4711".parse().unwrap();
        let (status, body) = (self.ask)(TestRequest::with_uri(path).peer_addr(peer)).await;
        Answer { status, json: serde_json::from_slice(&body).unwrap_or_default() }
    }

    /// The first twenty that a question finds, and how many it finds.
    pub async fn find(&self, question: &str) -> (Vec<String>, u64) {
        let answer = self.get(&format!("{LIST}?q={}", encoded(question))).await;
        assert_eq!(answer.status, 200, "{question}: {:#}", answer.json);
        (answer.slugs(), answer.json["meta"]["total"].as_u64().unwrap())
    }
}

impl Answer {
    /// The slugs of a list, in its order.
    pub fn slugs(&self) -> Vec<String> {
        let rows = self.json["data"].as_array().unwrap();
        rows.iter().map(|row| row["slug"].as_str().unwrap().to_owned()).collect()
    }
}

/// A text as it stands in a query string.
pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}
