//! Redaction over HTTP: the report, the history afterwards, and requests that are refused.

use antislavery_directory::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Answer, TestDirectory};
use crate::history::{A, with_history};
use crate::support::profiles::profile;

struct Redactor {
    directory: TestDirectory,
    key: String,
}

impl Redactor {
    /// With `a`, which has three revisions.
    async fn new() -> Self {
        let directory = with_history().await;
        let key = directory.create_key(Role::Admin);
        Self { directory, key }
    }

    async fn redact(&self, query: &str, redaction: Value) -> Answer {
        let path = format!("{A}/redactions{query}");
        self.directory.write(&self.key, "POST", &path, &[], &redaction).await
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.directory.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    fn change(&self) -> i64 {
        self.directory.store().position().unwrap().change
    }
}

#[actix_web::test]
async fn a_redaction_is_reported_and_visible_at_once() {
    let redactor = Redactor::new().await;
    let before = redactor.change();
    let redaction = json!({"pointer": "/summary", "revisions": "2-3", "reason": "They asked."});

    for named in ["?dry_run=", "?dry_run"] {
        assert_eq!(redactor.redact(named, redaction.clone()).await.status, 200, "{named}");
        assert_eq!(redactor.change(), before, "{named}");
    }
    let preview = redactor.redact("?dry_run=true", redaction.clone()).await;
    assert_eq!(preview.status, 200, "{}", preview.text());
    assert_eq!((preview.header("x-change"), redactor.change()), (None, before));
    let done = redactor.redact("", redaction).await;

    assert_eq!(done.status, 200, "{}", done.text());
    let report = done.json();
    assert_eq!((&report["slug"], &report["redacted"]), (&json!("a"), &json!([2, 3])));
    // The first revision and the second had the same summary.
    assert_eq!(report["remaining"], json!([{"revision": 1, "pointer": "/summary"}]));
    assert_eq!(report["change"], before + 1);
    assert_eq!(done.header("x-change"), Some(&*(before + 1).to_string()));
    assert!(!report["not_reached"].as_array().unwrap().is_empty());
    let mut previewed = preview.json();
    assert_eq!(previewed["change"], before);
    previewed["change"] = report["change"].clone();
    assert_eq!(previewed, report);
    assert_eq!(redactor.get(A).await["summary"], "[redacted]");
}

#[actix_web::test]
async fn the_history_keeps_everything_but_the_text() {
    let redactor = Redactor::new().await;
    let old = redactor.get(&format!("{A}/revisions")).await;
    let etag = redactor.directory.get(&format!("{A}/revisions/2")).await;
    let redaction = json!({"pointer": "/acronym", "revisions": "2", "reason": "They asked."});
    assert_eq!(redactor.redact("", redaction).await.status, 200);

    let new = redactor.get(&format!("{A}/revisions")).await;

    let (old, new) = (old["data"].as_array().unwrap(), new["data"].as_array().unwrap());
    let without = |row: &Value| {
        let mut row = row.clone();
        row.as_object_mut().unwrap().remove("redacted");
        row
    };
    assert_eq!(new.iter().skip(1).map(without).collect::<Vec<_>>(), *old);
    let mut record = new[2]["redacted"][0].clone();
    assert!(record["at"].take().is_string());
    assert_eq!(record, json!({"pointer": "/acronym", "at": null, "reason": "They asked."}));
    assert_eq!((new[1].get("redacted"), new[3].get("redacted")), (None, None));
    assert_eq!(
        (&new[0]["kind"], &new[0]["note"], &new[0]["author"], &new[0]["changed"]),
        (&json!("updated"), &json!("They asked."), &json!("key:admin"), &json!([]))
    );
    let second = redactor.directory.get(&format!("{A}/revisions/2?diff=true")).await;
    assert_eq!(second.json()["profile"]["acronym"], Value::Null);
    assert!(!second.json()["patch"].to_string().contains("/acronym"), "{}", second.text());
    assert_ne!(second.header("etag"), etag.header("etag"));
    let stale = [("if-none-match", etag.header("etag").unwrap())];
    let again = redactor.directory.get_with(&format!("{A}/revisions/2"), &stale).await;
    assert_eq!(again.status, 200);

    for (path, sentence) in [
        ("/organizations/a/history", "A text of “acronym” was redacted on "),
        ("/organizations/a/history/2", "A text of “acronym” was redacted on "),
    ] {
        let page = redactor.directory.get_with(path, &[("accept", "text/html")]).await.text();
        assert!(page.contains(sentence) && page.contains("“They asked.”"), "{page}");
    }
}

#[actix_web::test]
async fn a_replacement_keeps_a_required_text() {
    let redactor = Redactor::new().await;
    let redaction = json!({"pointer": "/name", "replacement": "House A", "reason": "They asked."});
    assert_eq!(redactor.redact("", redaction).await.status, 200);
    for number in 1..=3 {
        let revision = redactor.get(&format!("{A}/revisions/{number}")).await;
        assert_eq!(revision["profile"]["name"], "House A");
    }
    assert_eq!(redactor.get("/api/v1/organizations?q=house").await["data"][0]["slug"], "a");
}

#[actix_web::test]
async fn a_whole_former_revision_is_redacted_without_a_withdrawal() {
    let redactor = Redactor::new().await;
    let redaction = json!({"pointer": "", "revisions": "1", "reason": "They asked."});
    assert_eq!(redactor.redact("", redaction).await.status, 200);
    let first = redactor.get(&format!("{A}/revisions/1")).await;
    assert_eq!(
        (&first["profile"]["name"], &first["profile"]["focus_areas"]),
        (&json!("[redacted]"), &json!(["bonded-labour"]))
    );
    assert_eq!(redactor.get(A).await["name"], "a");
}

#[actix_web::test]
async fn a_reason_that_was_a_mistake_can_be_redacted_too() {
    let redactor = Redactor::new().await;
    let redaction = json!({"pointer": "/summary", "reason": "Jo Doe lives there."});
    assert_eq!(redactor.redact("", redaction).await.status, 200);
    let notes = json!({"notes": true, "revisions": "4", "reason": "The reason was a mistake."});
    let done = redactor.redact("", notes).await;
    assert_eq!((done.status, &done.json()["redacted"]), (200, &json!([4])), "{}", done.text());
    let history = redactor.directory.get(&format!("{A}/revisions")).await.text();
    assert!(!history.contains("Jo Doe"), "{history}");
}

#[actix_web::test]
async fn a_redaction_that_is_refused_changes_nothing() {
    let redactor = Redactor::new().await;
    let before = redactor.change();
    for (redaction, pointer, code) in [
        (json!({"pointer": "/nmae"}), "/pointer", "unknown_value"),
        (json!({"pointer": "nmae"}), "/pointer", "invalid_form"),
        (json!({"pointer": "/slug"}), "/pointer", "not_redactable"),
        (json!({"pointer": "/name"}), "/pointer", "not_redactable"),
        (json!({"pointer": "/focus_areas"}), "/pointer", "not_redactable"),
        (json!({"pointer": "/website"}), "/pointer", "already_redacted"),
        (json!({"pointer": "/founded", "replacement": "x"}), "/replacement", "not_redactable"),
        (json!({"pointer": "", "replacement": "x"}), "/replacement", "contradiction"),
        (json!({"pointer": "/summary", "revisions": "4"}), "/revisions", "unknown_value"),
        (json!({"pointer": "/summary", "revisions": "3-1"}), "/revisions", "invalid_form"),
        (json!({"notes": true}), "/notes", "already_redacted"),
        (json!({}), "/pointer", "contradiction"),
        (json!({"pointer": "/summary", "why": "x"}), "/why", "unknown_key"),
    ] {
        let mut body = redaction.clone();
        body["reason"] = json!("They asked.");
        let refused = redactor.redact("", body).await;
        assert_eq!(refused.status, 422, "{redaction}: {}", refused.text());
        let error = &refused.json()["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{error}");
    }
    let unexplained = redactor.redact("", json!({"pointer": "/summary"})).await;
    assert_eq!(unexplained.json()["errors"][0]["code"], "missing_key");
    let editor = redactor.directory.create_key_named("editors", Role::Editor);
    let body = json!({"pointer": "/summary", "reason": "They asked."});
    let path = format!("{A}/redactions");
    let forbidden = redactor.directory.write(&editor, "POST", &path, &[], &body).await;
    assert_eq!(forbidden.status, 403);
    let unknown = "/api/v1/organizations/nowhere/redactions";
    let unknown = redactor.directory.write(&redactor.key, "POST", unknown, &[], &body).await;
    assert_eq!(unknown.status, 404);
    assert_eq!(redactor.change(), before);
    let unchanged = redactor.get(&format!("{A}/revisions/1")).await;
    assert_eq!(unchanged["profile"]["summary"], profile("a", json!({}))["summary"]);
}

#[actix_web::test]
async fn a_date_of_a_former_response_is_no_reason_for_a_304_after_a_redaction() {
    let redactor = Redactor::new().await;
    let paths = [format!("{A}/revisions/1"), format!("{A}/revisions/2?diff=true")];
    let mut dates = Vec::new();
    for path in &paths {
        dates.push(redactor.directory.get(path).await.header("last-modified").unwrap().to_owned());
    }
    let third = format!("{A}/revisions/3");
    let date_of_third = redactor.directory.get(&third).await;
    let date_of_third = date_of_third.header("last-modified").unwrap().to_owned();
    // The header has whole seconds.
    actix_web::rt::time::sleep(std::time::Duration::from_millis(1_100)).await;
    let redaction = json!({"pointer": "/summary", "revisions": "1", "reason": "They asked."});
    assert_eq!(redactor.redact("", redaction).await.status, 200);

    for (path, date) in paths.iter().zip(&dates) {
        let again = redactor.directory.get_with(path, &[("if-modified-since", date)]).await;
        assert_eq!(again.status, 200, "{path}");
    }
    let condition = [("if-modified-since", &*date_of_third)];
    assert_eq!(redactor.directory.get_with(&third, &condition).await.status, 304);
}

#[actix_web::test]
async fn short_texts_that_remain_are_reported() {
    let redactor = Redactor::new().await;
    let texts = json!({"founders": ["Jane Roe"], "summary": "Jane Roe runs Jane Roes."});
    let body = profile("roe", texts);
    let path = "/api/v1/organizations";
    let created = redactor.directory.write(&redactor.key, "POST", path, &[], &body).await;
    assert_eq!(created.status, 201, "{}", created.text());

    let redaction = json!({"pointer": "/founders/0", "reason": "She asked."});
    let path = "/api/v1/organizations/roe/redactions";
    let done = redactor.directory.write(&redactor.key, "POST", path, &[], &redaction).await;

    let places = [1, 2].map(|revision| json!({"revision": revision, "pointer": "/summary"}));
    assert_eq!(done.json()["remaining"], json!(places), "{}", done.text());
    let same =
        json!({"pointer": "/summary", "replacement": "Jane Roe runs Jane Roes.", "reason": "x"});
    let refused = redactor.directory.write(&redactor.key, "POST", path, &[], &same).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
}
