//! A follower that replays all changes arrives at the current state.

use std::collections::BTreeMap;

use antislavery_directory::domain::{Keyword, Role, TermScheme};
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::{profile, seed_profiles, seed_terms};

/// The keys that the server adds to a profile.
const SERVER_KEYS: [&str; 6] = ["id", "revision", "change", "created_at", "updated_at", "links"];

/// A copy of a directory, built only from its changes.
#[derive(Default)]
struct Replica {
    /// Profiles, including withdrawn ones, with the change of their newest revision.
    profiles: BTreeMap<String, (Value, Value)>,
    /// The newest revision of each term.
    terms: BTreeMap<(String, String), Value>,
    since: i64,
}

impl Replica {
    /// Applies all new changes.
    async fn follow(&mut self, directory: &TestDirectory) {
        loop {
            let path = format!("/api/v1/changes?since={}&limit=13", self.since);
            let answer = directory.get(&path).await.json();
            for change in answer["data"].as_array().unwrap() {
                assert_eq!(change["change"], self.since + 1);
                self.since += 1;
                self.apply(directory, change).await;
            }
            if answer["links"]["next"].is_null() {
                return;
            }
        }
    }

    async fn apply(&mut self, directory: &TestDirectory, change: &Value) {
        let (slug, kind) = (change["slug"].as_str().unwrap(), change["kind"].as_str().unwrap());
        let (subject, number) = (change["subject"].as_str().unwrap(), &change["revision"]);
        if subject != "organization" {
            let key = (subject.to_owned(), slug.to_owned());
            match kind {
                "withdrawn" => self.terms.remove(&key),
                _ => self.terms.insert(key, number.clone()),
            };
            return;
        }
        let revision = read(directory, slug, &format!("{number}?diff=true")).await;
        // The previous revision has the former slug.
        let former = match number.as_i64().unwrap() {
            1 => slug.to_owned(),
            number => {
                let before = read(directory, slug, &(number - 1).to_string()).await;
                before["profile"]["slug"].as_str().unwrap().to_owned()
            }
        };
        let (profile, _) = self.profiles.remove(&former).unwrap_or_default();
        let profile = patched(profile, &revision);
        assert_eq!(profile, revision["profile"], "{slug} {number}");
        self.profiles.insert(slug.to_owned(), (profile, change.clone()));
    }

    async fn assert_matches(&self, directory: &TestDirectory) {
        let shown = directory.get("/api/v1/organizations?per_page=100&status=!withdrawn").await;
        let mut listed = Vec::new();
        for (slug, (profile, change)) in &self.profiles {
            let answer = directory.get(&format!("/api/v1/organizations/{slug}")).await;
            if profile["status"] == "withdrawn" {
                assert_eq!(answer.status, 410, "{slug}");
                assert_eq!(answer.json()["reason"], profile["withdrawal"]["reason"]);
                continue;
            }
            let mut answer = answer.json();
            listed.push(slug.clone());
            assert_eq!(answer["revision"], change["revision"], "{slug}");
            assert_eq!(answer["updated_at"], change["at"], "{slug}");
            SERVER_KEYS.iter().for_each(|key| drop(answer.as_object_mut().unwrap().remove(*key)));
            assert_eq!(answer, *profile, "{slug}");
        }
        let mut slugs = shown.slugs();
        slugs.sort_unstable();
        assert_eq!(listed, slugs);
        for scheme in TermScheme::ALL {
            let (subject, path) = (scheme.as_str(), scheme.path());
            let answer = directory.get(&format!("/api/v1{path}")).await;
            let mut slugs = answer.slugs();
            slugs.sort_unstable();
            let own = self.terms.keys().filter(|(of, _)| of == subject);
            assert_eq!(own.map(|(_, slug)| slug.clone()).collect::<Vec<_>>(), slugs);
        }
    }
}

/// A revision of the organization with this current or former slug.
async fn read(directory: &TestDirectory, slug: &str, revision: &str) -> Value {
    let path = format!("/api/v1/organizations/{slug}/revisions/{revision}");
    let answer = directory.get(&path).await;
    match answer.header("location") {
        Some(location) if answer.status == 308 => {
            let path = location.find("/api/").map(|at| &location[at..]).unwrap();
            directory.get(path).await.json()
        }
        _ => answer.json(),
    }
}

/// The profile after applying the patch of a revision.
fn patched(mut profile: Value, revision: &Value) -> Value {
    if revision["revision"] == 1 {
        return revision["profile"].clone();
    }
    let patch: json_patch::Patch = serde_json::from_value(revision["patch"].clone()).unwrap();
    json_patch::patch(&mut profile, &patch).unwrap();
    profile
}

#[actix_web::test]
async fn replaying_the_changes_gives_the_current_state() {
    let directory = TestDirectory::seeded().await;
    let mut replica = Replica::default();
    replica.follow(&directory).await;
    replica.assert_matches(&directory).await;

    let seeds = seed_profiles();
    let mut terms = seed_terms("focus_areas");
    terms[2]["alt_labels"] = json!(["another label"]);
    directory.load_terms(TermScheme::FocusArea, &terms).await;
    directory.load(&[profile("a", json!({})), profile("b", json!({"founded": 1990}))]).await;
    directory
        .load(&[profile(
            "a",
            json!({"name": "A", "other_names": [
        {"value": "Another", "kind": "alias"}]}),
        )])
        .await;
    directory.load_with(&seeds[5..], true).await;
    replica.follow(&directory).await;
    replica.assert_matches(&directory).await;

    directory.load(&seeds[..3]).await;
    let mut edited = seeds[7].clone();
    edited["research"] = json!([]);
    edited["caveats"] = json!([{"about": "outcomes", "kind": "data", "note": "The count is missing.",
        "sources": [edited["sources"][0]["id"]]}]);
    let cited = cited(&edited);
    edited["sources"].as_array_mut().unwrap().retain(|source| cited.contains(&source["id"]));
    directory.load(&[edited]).await;
    replica.follow(&directory).await;
    replica.assert_matches(&directory).await;

    write(&directory).await;
    replica.follow(&directory).await;
    replica.assert_matches(&directory).await;

    let last = directory.get("/api/v1").await.json()["data"]["change"].clone();
    assert_eq!(last, replica.since);
}

/// Makes edits of every kind over HTTP.
async fn write(directory: &TestDirectory) {
    let admin = directory.create_key(Role::Admin);
    let term = json!({"slug": "new", "label": "New", "definition": "New.", "group": false});
    for (method, path, body, status) in [
        ("PUT", "focus-areas/new", term.clone(), 201),
        ("POST", "organizations", profile("x", json!({"focus_areas": ["new"]})), 201),
        ("POST", "organizations", profile("y", json!({"parent": {"name": "X", "slug": "x"}})), 201),
        ("PATCH", "organizations/x", json!({"slug": "x2", "focus_areas": ["bonded-labour"]}), 200),
        ("PATCH", "organizations/x2", json!({"slug": "x3"}), 200),
        ("DELETE", "focus-areas/new", Value::Null, 204),
        ("DELETE", "organizations/y", json!({"reason": "It ended."}), 204),
        ("POST", "organizations/y/revisions/2/restore", Value::Null, 200),
        ("PATCH", "organizations/x3", json!({"slug": "x"}), 200),
        ("PUT", "approaches/new", term, 201),
    ] {
        let headers = [("if-match", "*")];
        let edits = ["PATCH", "DELETE"].contains(&method) || path.ends_with("/restore");
        let headers = if edits { &headers[..] } else { &[] };
        let path = format!("/api/v1/{path}");
        let answer = directory.write(&admin, method, &path, headers, &body).await;
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
    }
}

/// All sources cited in a JSON value.
fn cited(value: &Value) -> Vec<Value> {
    match value {
        Value::Object(members) => members
            .iter()
            .flat_map(|(key, member)| match (key.as_str(), member) {
                ("sources", Value::Array(ids)) => {
                    ids.iter().filter(|id| id.is_string()).cloned().collect()
                }
                ("fact_sources", Value::Object(facts)) => {
                    facts.values().flat_map(|ids| ids.as_array().unwrap().clone()).collect()
                }
                _ => cited(member),
            })
            .collect(),
        Value::Array(elements) => elements.iter().flat_map(cited).collect(),
        _ => Vec::new(),
    }
}
