//! The JSON Schemas of profiles and terms, and the key `$schema` with which files name them.

use std::fs;

use antislavery_directory::domain::Role;
use antislavery_directory::http::{SchemaOf, Settings, json_schema};
use antislavery_directory::seed::{self, Form, Kind};
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::{profile, seed_profiles, seed_terms};

const ALL: [(SchemaOf, &str); 2] = [(SchemaOf::Profile, "profile"), (SchemaOf::Term, "term")];

const NAMED: &str = "../../openapi/profile.schema.json";

/// The violations of a document against a schema.
fn violations(schema: &Value, document: &Value) -> Vec<String> {
    let options = jsonschema::options().should_validate_formats(true);
    let validator = options.build(schema).unwrap();
    validator.iter_errors(document).map(|it| format!("{}: {it}", it.instance_path())).collect()
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Editors read the committed files, so they must be those of this version.
#[test]
fn the_committed_schemas_are_current() {
    for (of, name) in ALL {
        let path = format!("openapi/{name}.schema.json");
        let current = json_schema(of, None);
        if std::env::var_os("UPDATE_OPENAPI").is_some() {
            fs::write(&path, &current).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == current, "{path} is stale: run with UPDATE_OPENAPI=1 and review it");
    }
}

#[actix_web::test]
async fn the_schemas_are_served_at_their_ids() {
    let public_url = Some("https://directory.example".to_owned());
    let settings = Settings { public_url, ..Settings::default() };
    let directory = TestDirectory::seeded_with(settings).await;
    for (of, name) in ALL {
        let path = format!("/schemas/1/{name}.json");

        let answer = directory.get_with(&path, &[("accept", "application/json")]).await;

        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("application/schema+json"));
        let mut schema = answer.json();
        assert_eq!(schema["$id"], format!("https://directory.example{path}"));
        assert!(schema["$schema"].as_str().unwrap().contains("2020-12"));
        jsonschema::meta::validate(&schema).unwrap();
        let etag = answer.header("etag").unwrap();
        let fresh = directory.get_with(&path, &[("if-none-match", etag)]).await;
        assert_eq!(fresh.status, 304);
        schema.as_object_mut().unwrap().remove("$id");
        assert_eq!(schema, parsed(&json_schema(of, None)));

        let current = directory.get(&format!("/schemas/{name}.json")).await;
        assert_eq!((current.status, current.header("location")), (302, Some(path.as_str())));
    }
    assert_eq!(directory.get("/schemas/2/profile.json").await.status, 404);
}

#[test]
fn a_schema_needs_no_other_document() {
    for (of, name) in ALL {
        let schema = parsed(&json_schema(of, None));
        let definitions = schema["$defs"].as_object().unwrap();
        let text = schema.to_string();
        for part in text.split("\"$ref\":\"").skip(1) {
            let reference = part.split('"').next().unwrap();
            let definition = reference.strip_prefix("#/$defs/");
            assert!(definitions.contains_key(definition.unwrap()), "{name}: {reference}");
        }
    }
}

#[test]
fn every_seed_document_follows_its_schema() {
    let schema = parsed(&json_schema(SchemaOf::Profile, None));
    for mut profile in seed_profiles() {
        profile["$schema"] = NAMED.into();
        assert_eq!(violations(&schema, &profile), [""; 0], "{}", profile["slug"]);
    }
    let schema = parsed(&json_schema(SchemaOf::Term, None));
    for scheme in ["focus_areas", "approaches", "kinds", "lenses", "populations", "sectors"] {
        for term in seed_terms(scheme) {
            assert_eq!(violations(&schema, &term), [""; 0], "{}", term["slug"]);
        }
    }
}

#[test]
fn a_schema_finds_what_an_editor_can_underline() {
    let schema = parsed(&json_schema(SchemaOf::Profile, None));
    assert_eq!(violations(&schema, &profile("a", json!({}))), [""; 0]);
    for changes in [
        json!({"akronym": null}),
        json!({"status": "open"}),
        json!({"headquarters": {"town": "Accra", "country": "GH"}}),
        json!({"founded": "1990"}),
        json!({"summary": null}),
        json!({"sources": [{"id": "page"}]}),
        json!({"ways_to_help": [{"kind": "dance", "title": "Dance", "free": true, "sources": []}]}),
    ] {
        let found = violations(&schema, &profile("a", changes.clone()));
        assert!(!found.is_empty(), "{changes}");
    }
}

#[actix_web::test]
async fn a_profile_may_name_its_schema_and_it_is_not_kept() {
    let directory = TestDirectory::seeded().await;
    let key = directory.create_key(Role::Admin);
    let named = |slug: &str| profile(slug, json!({"$schema": NAMED}));
    let path = "/api/v1/organizations/put-with-schema";

    let new = [("if-none-match", "*")];
    let answer = directory.write(&key, "PUT", path, &new, &named("put-with-schema")).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let created = directory
        .write(&key, "POST", "/api/v1/organizations", &[], &named("posted-with-schema"))
        .await;
    assert_eq!(created.status, 201, "{}", created.text());
    let documents = json!([named("imported-with-schema")]);
    let imported = directory.write(&key, "POST", "/api/v1/imports", &[], &documents).await;
    assert_eq!(imported.status, 200, "{}", imported.text());
    let line = named("line-with-schema").to_string() + "\n";
    let imported = directory
        .write_text(&key, "POST", "/api/v1/imports", &[], "application/x-ndjson", line)
        .await;
    assert_eq!(imported.status, 200, "{}", imported.text());
    for slug in ["put", "posted", "imported", "line"] {
        let path = format!("/api/v1/organizations/{slug}-with-schema");
        let answer = directory.get(&path).await;
        assert_eq!(answer.status, 200, "{slug}");
        assert!(!answer.text().contains("$schema"), "{slug}");
    }

    let mut term = seed_terms("sectors").remove(0);
    term["$schema"] = "../openapi/term.schema.json".into();
    let path = format!("/api/v1/sectors/{}", term["slug"].as_str().unwrap());
    let answer = directory.write(&key, "PUT", &path, &[], &term).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(!answer.text().contains("$schema"));
}

#[test]
fn files_may_name_their_schema_and_it_must_be_one_text() {
    let read = |text: String, form: Form| seed::read_text("a", text, Kind::Organizations, form);
    let named = profile("a", json!({"$schema": NAMED})).to_string();
    for (text, form) in [(named.clone(), Form::Json), (format!("{named}\n"), Form::Ndjson)] {
        let batch = read(text, form);
        assert!(batch.mistakes.is_empty(), "{:?}", batch.mistakes);
        assert!(!batch.organizations[0].value.to_json().contains("$schema"));
    }

    let number = profile("a", json!({"$schema": 1})).to_string();
    let twice = named.replacen('{', r#"{"$schema":"a","#, 1);
    let nested =
        profile("a", json!({"framing": {"$schema": "a", "summary": "A.", "sources": ["page"]}}));
    for text in [number, twice, nested.to_string()] {
        let batch = read(text.clone(), Form::Json);
        assert_eq!(batch.mistakes.len(), 1, "{text}: {:?}", batch.mistakes);
    }
}
