//! The examples of the export formats in the OpenAPI document.

use std::fs;

use serde_json::{Map, Value};

use super::{FORMATS, seeded};
use crate::harness::Answer;

/// The committed examples are real responses with a fixed date. After updating them, update the
/// OpenAPI document as well.
#[actix_web::test]
async fn the_openapi_examples_of_formats_are_real_responses() {
    let directory = seeded().await;
    let mut examples = Map::new();
    for (format, media_type) in FORMATS.into_iter().skip(1) {
        let path = format!("/api/v1/organizations/challenging-heights?format={format}");
        let answer = directory.get(&path).await;
        let text = with_fixed_date(&answer);
        let example = if media_type.ends_with("json") {
            serde_json::from_str(&text).unwrap()
        } else {
            text.into()
        };
        examples.insert(media_type.to_owned(), example);
    }

    let path = "openapi/examples/find_organization_formats.json";
    let current = format!("{:#}\n", Value::Object(examples));
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        fs::write(path, &current).unwrap();
    }
    assert!(
        fs::read_to_string(path).unwrap() == current,
        "{path} is stale: run with UPDATE_OPENAPI=1"
    );
}

/// The body with the time of the revision replaced by 2026-01-01.
fn with_fixed_date(answer: &Answer) -> String {
    let modified = answer.header("last-modified").unwrap();
    let modified = jiff::fmt::rfc2822::parse(modified).unwrap();
    let written = |form: &str| modified.strftime(form).to_string();
    let mut text = answer.text();
    if let Some((before, rest)) = text.split_once("\"dateModified\":\"") {
        let (_, after) = rest.split_once('"').unwrap();
        text = format!("{before}\"dateModified\":\"2026-01-01T00:00:00Z\"{after}");
    }
    for (form, fixed) in [
        ("%Y-%m-%d", "2026-01-01"),
        ("%Y/%m/%d", "2026/01/01"),
        ("[[%Y,%-m,%-d]]", "[[2026,1,1]]"),
        ("year = {%Y}", "year = {2026}"),
        ("PY  - %Y", "PY  - 2026"),
    ] {
        text = text.replace(&written(form), fixed);
    }
    text.replace(&format!("month = {}", written("%b").to_lowercase()), "month = jan")
}
