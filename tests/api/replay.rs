//! Whoever follows the changes from the first arrives at the present state.

use std::collections::BTreeMap;

use antislavery_directory::domain::TermScheme;
use serde_json::{Value, json};

use crate::harness::{TestDirectory, profile, seed_profiles, seed_terms};

/// What the server adds to a profile.
const SERVER_KEYS: [&str; 6] = ["id", "revision", "change", "created_at", "updated_at", "links"];

/// A copy of a directory that was made from its changes alone.
#[derive(Default)]
struct Replica {
    /// Profiles, withdrawn ones too, and what was said of their newest revision.
    profiles: BTreeMap<String, (Value, Value)>,
    /// The newest revision of each term.
    terms: BTreeMap<(String, String), Value>,
    since: i64,
}

impl Replica {
    /// Takes what changed since it last asked.
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
        let path = format!("/api/v1/organizations/{slug}/revisions/{number}?diff=true");
        let revision = directory.get(&path).await.json();
        let (profile, _) = self.profiles.remove(slug).unwrap_or_default();
        let profile = patched(profile, &revision);
        assert_eq!(profile, revision["profile"], "{path}");
        self.profiles.insert(slug.to_owned(), (profile, change.clone()));
    }

    async fn assert_is_like(&self, directory: &TestDirectory) {
        let shown =
            directory.get("/api/v1/organizations?per_page=100&status=active,inactive").await;
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
        for (subject, path) in [("focus_area", "focus-areas"), ("approach", "approaches")] {
            let answer = directory.get(&format!("/api/v1/{path}")).await;
            let mut slugs = answer.slugs();
            slugs.sort_unstable();
            let own = self.terms.keys().filter(|(of, _)| of == subject);
            assert_eq!(own.map(|(_, slug)| slug.clone()).collect::<Vec<_>>(), slugs);
        }
    }
}

/// A profile after a revision of it, which brings its patch.
fn patched(mut profile: Value, revision: &Value) -> Value {
    if revision["revision"] == 1 {
        return revision["profile"].clone();
    }
    let patch: json_patch::Patch = serde_json::from_value(revision["patch"].clone()).unwrap();
    json_patch::patch(&mut profile, &patch).unwrap();
    profile
}

#[actix_web::test]
async fn the_changes_replayed_are_the_present_state() {
    let directory = TestDirectory::seeded().await;
    let mut replica = Replica::default();
    replica.follow(&directory).await;
    replica.assert_is_like(&directory).await;

    let seeds = seed_profiles();
    let mut terms = seed_terms("focus_areas");
    terms[2]["alt_labels"] = json!(["an other label"]);
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
    replica.assert_is_like(&directory).await;

    directory.load(&seeds[..3]).await;
    let mut edited = seeds[7].clone();
    edited["research"] = json!([]);
    edited["caveats"] = json!([{"about": "outcomes", "note": "Nobody counted.",
        "sources": [edited["sources"][0]["id"]]}]);
    let cited = cited(&edited);
    edited["sources"].as_array_mut().unwrap().retain(|source| cited.contains(&source["id"]));
    directory.load(&[edited]).await;
    replica.follow(&directory).await;
    replica.assert_is_like(&directory).await;

    let last = directory.get("/api/v1").await.json()["data"]["change"].clone();
    assert_eq!(last, replica.since);
}

/// Every source that a profile cites.
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
