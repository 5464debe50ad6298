//! The files that describe a dataset to programs: `datapackage.json` and `CITATION.cff`.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::dictionary;
use super::{DATABASE, DatasetFile, PROFILES, TABLE, Written, ZIP};
use crate::directory::{DEFAULT_COLUMNS, INNER_COLUMNS};
use crate::domain::{OrganizationRedactions, Position, Profile};

/// The key of the redactions in `datapackage.json`.
const REDACTIONS: &str = "redactions";

pub const TITLE: &str = "Antislavery Directory";

pub const DESCRIPTION: &str = "Organizations that work against slavery: how each frames the problem, \
    how it fights it, what it has researched and how one can help, with sources.";

/// The standard that the descriptions follow (Data Package 2.0).
const STANDARD: &str = "https://datapackage.org/profiles/2.0";

/// `datapackage.json` (Data Package 2.0).
pub fn package(files: &[DatasetFile], written: &Written) -> String {
    let position = &written.position;
    let resources: Vec<Value> = files.iter().map(resource).collect();
    let mut package = json!({
        "$schema": format!("{STANDARD}/datapackage.json"),
        "name": "antislavery-directory",
        "title": TITLE,
        "description": DESCRIPTION,
        "licenses": [{
            "name": "CC0-1.0",
            "title": "CC0 1.0 Universal",
            "path": "https://creativecommons.org/publicdomain/zero/1.0/",
        }],
        // The last change of the directory identifies its state.
        "version": position.change.to_string(),
        "created": position.updated_at.to_string(),
        "resources": resources,
    });
    // The standard allows other keys.
    if !written.redactions.is_empty() {
        package[REDACTIONS] = json!(written.redactions);
    }
    format!("{package:#}\n")
}

/// The facts of the dataset, for the table `about` of `organizations.sqlite`.
pub fn facts(written: &Written) -> Vec<(&'static str, String)> {
    let position = &written.position;
    vec![
        ("title", TITLE.to_owned()),
        ("description", DESCRIPTION.to_owned()),
        ("version", position.change.to_string()),
        ("created", position.updated_at.to_string()),
        ("license", "CC0-1.0".to_owned()),
        ("organizations", written.organizations.to_string()),
    ]
}

/// The redactions of the exported directory, from a `datapackage.json`; `None` if they are not
/// valid.
pub fn redactions(package: &str) -> Option<Vec<OrganizationRedactions>> {
    let package: Value = serde_json::from_str(package).ok()?;
    match package.get(REDACTIONS) {
        Some(redactions) => serde_json::from_value(redactions.clone()).ok(),
        None => Some(Vec::new()),
    }
}

/// The last change of the directory and its time, from a `datapackage.json`.
pub fn version(package: &str) -> Option<(i64, Timestamp)> {
    let package: Value = serde_json::from_str(package).ok()?;
    let change = package["version"].as_str()?.parse().ok().filter(|change| *change >= 0)?;
    Some((change, package["created"].as_str()?.parse().ok()?))
}

fn resource(file: &DatasetFile) -> Value {
    let (name, format, mediatype) = match file.name.as_str() {
        PROFILES => ("organizations".to_owned(), "jsonl", "application/jsonl"),
        TABLE => ("organizations-table".to_owned(), "csv", "text/csv"),
        DATABASE => ("organizations-database".to_owned(), "sqlite", "application/vnd.sqlite3"),
        other => (other.trim_end_matches(".json").replace('_', "-"), "json", "application/json"),
    };
    let mut resource = json!({
        "$schema": format!("{STANDARD}/dataresource.json"),
        "name": name,
        "path": file.name,
        "format": format,
        "mediatype": mediatype,
        "bytes": file.hashed.bytes,
        "hash": format!("sha256:{}", file.hashed.sha256),
        "description": description(&file.name),
    });
    if let Some(records) = file.records {
        resource["recordCount"] = records.into();
        resource["encoding"] = "utf-8".into();
    }
    let fields = match file.name.as_str() {
        // All other cells are text.
        TABLE => fields(&DEFAULT_COLUMNS, |column| match column {
            "founded" => "integer".to_owned(),
            "verified_at" => "date".to_owned(),
            _ => "string".to_owned(),
        }),
        PROFILES => fields(Profile::KEYS, |key| dictionary::table_type("Profile", key)),
        _ => return resource,
    };
    resource["type"] = "table".into();
    resource["schema"] = json!({
        "$schema": format!("{STANDARD}/tableschema.json"),
        "fields": fields,
        "primaryKey": ["slug"],
        "missingValues": [""],
    });
    resource
}

/// The contents of a file, in a sentence for a person.
pub fn description(name: &str) -> String {
    let text = match name {
        PROFILES => {
            "Every profile as it was written, including withdrawn ones: one per line, in slug order. \
             dictionary.md explains each key."
        }
        TABLE => {
            "One row per organization, for spreadsheets: the elements of a list are joined by `; `, \
             and an apostrophe comes before each part of a text that a spreadsheet would run as a \
             formula. The other keys are in organizations.jsonl."
        }
        DATABASE => {
            "The profiles and vocabularies as tables with foreign keys. `.schema` shows what each \
             table and column means."
        }
        "dictionary.md" => "The meaning of each key.",
        "datapackage.json" => "A description of the files for programs (Data Package 2.0).",
        "CITATION.cff" => "How to cite the dataset (Citation File Format 1.2.0).",
        "README.md" => "The files, and how to read them in Python, in R and in a spreadsheet.",
        "RELEASE_NOTES.md" => "The version in numbers, and what was withdrawn and redacted.",
        "SHA256SUMS" => "Hashes of the files: `sha256sum -c SHA256SUMS`.",
        ZIP => "All files in one.",
        vocabulary => {
            let words = vocabulary.trim_end_matches(".json").replace('_', " ");
            return format!("The vocabulary of {words}, with sources.");
        }
    };
    text.to_owned()
}

/// Describes keys of a profile as fields of a table (Table Schema 2.0).
fn fields(keys: &[&str], kind: impl Fn(&str) -> String) -> Vec<Value> {
    let fields = keys.iter().map(|&key| {
        let description = match INNER_COLUMNS.iter().find(|(column, ..)| *column == key) {
            Some((_, "method", member)) => dictionary::meaning("Method", member),
            Some((_, _, member)) => dictionary::meaning("Framing", member),
            None => dictionary::meaning("Profile", key),
        };
        let mut field = json!({"name": key, "type": kind(key), "description": description});
        if matches!(key, "slug" | "name" | "status" | "summary") {
            field["constraints"] = json!({"required": true});
        }
        field
    });
    fields.collect()
}

/// `CITATION.cff` (Citation File Format 1.2.0). `permalinks` is the base of permanent URLs, without a
/// slash at the end.
pub fn citation(position: &Position, permalinks: Option<&str>) -> String {
    let version = position.change;
    let url = permalinks.map(|base| format!("url: \"{base}/data/{version}\"\n"));
    format!(
        "cff-version: 1.2.0\n\
         message: If you use this dataset, please cite it as below.\n\
         type: dataset\n\
         title: {TITLE}\n\
         authors:\n  - name: {TITLE}\n\
         version: \"{version}\"\n\
         date-released: \"{}\"\n\
         license: CC0-1.0\n\
         {}\
         abstract: >-\n  {DESCRIPTION}\n",
        day(position.updated_at),
        url.unwrap_or_default()
    )
}

/// The day of a time, in UTC.
pub fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}
