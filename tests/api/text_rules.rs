//! One rule for every text that a client writes and readers see.

use antislavery_directory::domain::Role;
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::profile;

/// One sign of each kind that hides or reorders text.
const HIDDEN: [char; 7] =
    ['\u{202E}', '\u{200E}', '\u{3164}', '\u{2800}', '\u{2028}', '\u{FFFE}', '\u{E0041}'];

const A: &str = "/api/v1/organizations/a";

fn term(label: &str, definition: &str, alt_label: &str) -> Value {
    json!({"slug": "a-term", "label": label, "definition": definition, "alt_labels": [alt_label]})
}

#[actix_web::test]
async fn a_sign_that_cannot_be_seen_is_refused_in_every_place() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let key = directory.create_key(Role::Admin);
    for sign in HIDDEN {
        let text = format!("a{sign}b");
        let escaped: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let note = [("if-match", "*"), ("x-change-note", escaped.as_str())];
        let plain = ("if-match", "*");
        let terms = "/api/v1/focus-areas/a-term";
        for (method, path, headers, body, status) in [
            ("PATCH", A, &[plain][..], json!({"name": text}), 422),
            ("PATCH", A, &[plain], json!({"name": sign.to_string()}), 422),
            ("PATCH", A, &[plain], json!({"founders": [text]}), 422),
            ("PATCH", A, &[plain], json!({"website": format!("https://example.org/{sign}")}), 422),
            ("PATCH", A, &note, json!({"acronym": "A"}), 400),
            ("DELETE", A, &[plain], json!({"reason": text}), 422),
            ("PUT", terms, &[], term(&text, "A term.", "x"), 422),
            ("PUT", terms, &[], term("A term", &text, "x"), 422),
            ("PUT", terms, &[], term("A term", "A term.", &text), 422),
        ] {
            let answer = directory.write(&key, method, path, headers, &body).await;

            let code_point = u32::from(sign);
            assert_eq!(answer.status, status, "U+{code_point:04X} {method} {path} {body}");
        }
    }
    assert_eq!(directory.get(A).await.json()["revision"], 1);
}

#[actix_web::test]
async fn an_old_revision_with_a_hidden_sign_is_read_but_not_restored() {
    let directory = TestDirectory::with(&[profile("a", json!({"acronym": "AxB"}))]).await;
    let key = directory.create_key(Role::Editor);
    // As an earlier release wrote it, before there were checksums.
    directory.execute(
        "UPDATE revisions SET sha256 = NULL, document = replace(document, 'AxB', 'A\u{200E}B')",
    );
    let directory = directory.another_node().await;
    assert_eq!(directory.get(A).await.json()["acronym"], "A\u{200E}B");
    let star = [("if-match", "*")];

    let kept = directory.write(&key, "PATCH", A, &star, &json!({"founded": 1990})).await;
    let mended = directory.write(&key, "PATCH", A, &star, &json!({"acronym": "AB"})).await;
    let old = directory.get(&format!("{A}/revisions/1")).await;
    let history = directory.get(&format!("{A}/revisions")).await;
    let restore = format!("{A}/revisions/1/restore");
    let restored = directory.write(&key, "POST", &restore, &star, &Value::Null).await;

    assert_eq!(kept.status, 422, "{}", kept.json());
    assert_eq!(kept.json()["errors"][0]["pointer"], "/acronym");
    assert_eq!(mended.status, 200);
    assert_eq!(old.status, 200, "{}", old.text());
    assert_eq!(history.json()["data"].as_array().unwrap().len(), 2);
    assert_eq!(restored.status, 422);
    assert_eq!(restored.json()["errors"][0]["pointer"], "/acronym");
}
