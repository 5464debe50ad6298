//! One random edit, sent and expected.

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

/// Sends a random edit and compares what is answered with what the model says.
pub async fn edit(
    directory: &TestDirectory,
    (editor, admin): (&str, &str),
    model: &mut Model,
    random: &mut Random,
    place: &str,
) {
    let slug = model.slug(random.below(4));
    let path = format!("{ORGANIZATIONS}/{slug}");
    let found = model.find(&slug);
    // Two times in three the client has seen what stands.
    let is_current = random.below(3) > 0;
    let revision = found.map_or(1, |found| model.organizations[found].revision());
    let seen = if is_current { revision } else { revision + 1 };
    let tag = format!("\"r{seen}-0\"");
    let tag = [("if-match", tag.as_str())];
    // A former slug redirects, an unknown one is not found.
    let elsewhere = match model.former(&slug) {
        Some(_) => Expected::Refused(308),
        None => Expected::Refused(404),
    };
    let send = async |method: &str, path: &str, headers: &[(&str, &str)], body: &Value| {
        directory.write(editor, method, path, headers, body).await
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
            let answer = send("PUT", &path, &tag, &content.profile(model)).await;
            let expected =
                found.map_or(elsewhere, |found| model.replace(found, content, is_current));
            (answer, expected)
        }
        (3, found) => {
            let content = Content::random(random, model);
            let identifiers: Vec<Value> =
                content.identifiers.iter().map(|number| model.identifier(*number)).collect();
            let patch = json!({"acronym": content.acronym, "identifiers": identifiers});
            let answer = send("PATCH", &path, &tag, &patch).await;
            let expected = found.map_or(elsewhere, |found| {
                let now = model.organizations[found].now().clone();
                let content = Content { slug: now.slug, withdrawn: now.withdrawn, ..content };
                model.replace(found, content, is_current)
            });
            (answer, expected)
        }
        (4, found) => {
            let reason = ["It ended.", "It merged."][random.below(2)];
            let answer = send("DELETE", &path, &tag, &json!({"reason": reason})).await;
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
            let answer = import(directory, admin, &content.profile(model)).await;
            let expected = match found {
                Some(found) => model.replace(found, content, true),
                None => model.create(content),
            };
            (answer, of_import(expected))
        }
    };
    assert_eq!(got(&answer, &expected), expected, "{place}: {}", answer.text());
}

/// One profile by import.
async fn import(directory: &TestDirectory, admin: &str, profile: &Value) -> Answer {
    let (bearer, body) = (format!("Bearer {admin}"), profile.to_string());
    let length = body.len().to_string();
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/x-ndjson"),
        ("content-length", length.as_str()),
    ];
    directory.exchange("192.0.2.1:1", "POST", "/api/v1/imports", &headers, body).await
}

/// An import says otherwise what it did, and refuses otherwise.
fn of_import(expected: Expected) -> Expected {
    match expected {
        Expected::Done(..) => Expected::Done(200, 0),
        Expected::Refused(_) => Expected::Refused(422),
    }
}

/// What was answered, in the model's words.
fn got(answer: &Answer, expected: &Expected) -> Expected {
    match expected {
        // A report names no revision.
        Expected::Done(_, 0) if answer.status == 200 => Expected::Done(200, 0),
        _ if answer.status < 300 => {
            let tag = answer.header("etag").unwrap();
            let number = tag.trim_start_matches("\"r").split('-').next().unwrap();
            Expected::Done(answer.status, number.parse().unwrap())
        }
        _ => Expected::Refused(answer.status),
    }
}
