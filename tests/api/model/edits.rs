//! Sends one random edit and compares the response with the model.

use futures_util::lock::Mutex;
use serde_json::{Value, json};

use super::state::{Content, Expected, Model};
use crate::harness::{Answer, TestDirectory};
use crate::support::generator::Random;

const ORGANIZATIONS: &str = "/api/v1/organizations";

impl Content {
    fn random(random: &mut Random, model: &Model) -> Self {
        Self {
            slug: model.slug(random.below(4)),
            acronym: random.pick(&[None, Some("A"), Some("B")]).map(str::to_owned),
            identifiers: random.pick::<&[usize]>(&[&[], &[0], &[1], &[0, 1]]).to_vec(),
            withdrawn: None,
        }
    }
}

/// The directory and the keys that all sequences use.
pub struct Client<'d> {
    pub directory: &'d TestDirectory,
    pub editor: String,
    pub admin: String,
    /// Held during an import, because the server runs one at a time.
    pub import: Mutex<()>,
}

pub async fn edit(client: &Client<'_>, model: &mut Model, random: &mut Random, place: &str) {
    let slug = model.slug(random.below(4));
    let path = format!("{ORGANIZATIONS}/{slug}");
    let found = model.find(&slug);
    // In two of three cases the client knows the current revision.
    let is_current = random.below(3) > 0;
    let revision = found.map_or(1, |found| model.organizations[found].revision());
    let seen = if is_current { revision } else { revision + 1 };
    let etag = format!("\"r{seen}-0\"");
    let etag = [("if-match", etag.as_str())];
    // A former slug redirects, an unknown one is not found.
    let elsewhere = match model.former(&slug) {
        Some(_) => Expected::Refused(308),
        None => Expected::Refused(404),
    };
    let send = async |method: &str, path: &str, headers: &[(&str, &str)], body: &Value| {
        client.directory.write(&client.editor, method, path, headers, body).await
    };
    let (answer, expected) = match (random.below(7), found) {
        (0, _) => {
            let content = Content::random(random, model);
            let answer = send("POST", ORGANIZATIONS, &[], &content.profile(model)).await;
            (answer, model.create(content))
        }
        (1, found) => {
            let content = Content { slug: slug.clone(), ..Content::random(random, model) };
            let nothing = [("if-none-match", "*")];
            let answer = send("PUT", &path, &nothing, &content.profile(model)).await;
            let expected = match found {
                Some(found) => model.replace(found, content, false),
                None if model.former(&slug).is_some() => elsewhere,
                None => model.create(content),
            };
            (answer, expected)
        }
        (2, found) => {
            let content = Content::random(random, model);
            let answer = send("PUT", &path, &etag, &content.profile(model)).await;
            let expected =
                found.map_or(elsewhere, |found| model.replace(found, content, is_current));
            (answer, expected)
        }
        (3, found) => {
            let content = Content::random(random, model);
            let identifiers: Vec<Value> =
                content.identifiers.iter().map(|number| model.identifier(*number)).collect();
            let patch = json!({"acronym": content.acronym, "identifiers": identifiers});
            let answer = send("PATCH", &path, &etag, &patch).await;
            let expected = found.map_or(elsewhere, |found| {
                let now = model.organizations[found].now().clone();
                let content = Content { slug: now.slug, withdrawn: now.withdrawn, ..content };
                model.replace(found, content, is_current)
            });
            (answer, expected)
        }
        (4, found) => {
            let reason = ["It ended.", "It merged."][random.below(2)];
            let answer = send("DELETE", &path, &etag, &json!({"reason": reason})).await;
            let expected =
                found.map_or(elsewhere, |found| model.withdraw(found, reason, is_current));
            (answer, expected)
        }
        (5, found) => {
            let number = 1 + random.below(revision + 1);
            let path = format!("{path}/revisions/{number}/restore");
            let answer = send("POST", &path, &[("if-match", "*")], &Value::Null).await;
            (answer, found.map_or(elsewhere, |found| model.restore(found, number)))
        }
        (_, found) => {
            let content = Content { slug: slug.clone(), ..Content::random(random, model) };
            let answer = client.import(&content.profile(model)).await;
            let expected = match found {
                Some(found) => model.replace(found, content, true),
                None => model.create(content),
            };
            (answer, as_import(expected))
        }
    };
    assert_eq!(observed(&answer, &expected), expected, "{place}: {}", answer.text());
}

impl Client<'_> {
    /// Imports one profile, also over edits.
    async fn import(&self, profile: &Value) -> Answer {
        let (path, ndjson) = ("/api/v1/imports?overwrite_edits=true", "application/x-ndjson");
        let _turn = self.import.lock().await;
        let body = profile.to_string();
        self.directory.write_text(&self.admin, "POST", path, &[], ndjson, body).await
    }
}

/// Imports return other statuses and no revision.
fn as_import(expected: Expected) -> Expected {
    match expected {
        Expected::Done(..) => Expected::Done(200, 0),
        Expected::Refused(_) => Expected::Refused(422),
    }
}

/// The response in the terms of the model.
fn observed(answer: &Answer, expected: &Expected) -> Expected {
    match expected {
        // An import report has no revision.
        Expected::Done(_, 0) if answer.status == 200 => Expected::Done(200, 0),
        _ if answer.status < 300 => {
            let etag = answer.header("etag").unwrap();
            let number = etag.trim_start_matches("\"r").split('-').next().unwrap();
            Expected::Done(answer.status, number.parse().unwrap())
        }
        _ => Expected::Refused(answer.status),
    }
}
