//! The files that describe a dataset: `datapackage.json`, `CITATION.cff`, `README.md`.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::dictionary::{self, Schemas};
use super::{DatasetFile, PROFILES, TABLE, Written};
use crate::directory::{DEFAULT_COLUMNS, INNER_COLUMNS};
use crate::domain::{Keyword, OrganizationRedactions, Profile, TermScheme};

/// The key of the redactions in `datapackage.json`.
const REDACTIONS: &str = "redactions";

const TITLE: &str = "Antislavery Directory";

const DESCRIPTION: &str = "Organizations that work against slavery: how each frames the problem, \
    how it fights it, what it has researched and how one can help, with sources.";

/// `datapackage.json` (Data Package 2.0).
pub fn package(files: &[DatasetFile], written: &Written, schemas: &Schemas) -> String {
    let position = &written.position;
    let resources: Vec<Value> = files.iter().map(|file| resource(file, schemas)).collect();
    let mut package = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
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

fn resource(file: &DatasetFile, schemas: &Schemas) -> Value {
    let (name, format, mediatype, description) = match file.name.as_str() {
        PROFILES => (
            "organizations".to_owned(),
            "jsonl",
            "application/jsonl",
            "Every profile as it was written, including withdrawn ones: one per line, in slug \
             order. dictionary.md explains each key."
                .to_owned(),
        ),
        TABLE => (
            "organizations-table".to_owned(),
            "csv",
            "text/csv",
            "One row per organization, for spreadsheets: the elements of a list are joined by \
             `; `, and an apostrophe comes before each part of a text that a spreadsheet would \
             run as a formula. The other keys are in organizations.jsonl."
                .to_owned(),
        ),
        other => {
            let name = other.trim_end_matches(".json").replace('_', "-");
            let words = name.replace('-', " ");
            (name, "json", "application/json", format!("The vocabulary of {words}, with sources."))
        }
    };
    let mut resource = json!({
        "name": name,
        "path": file.name,
        "format": format,
        "mediatype": mediatype,
        "encoding": "utf-8",
        "bytes": file.hashed.bytes,
        "hash": format!("sha256:{}", file.hashed.sha256),
        "description": description,
    });
    let fields = match file.name.as_str() {
        // All other cells are text.
        TABLE => fields(schemas, &DEFAULT_COLUMNS, |column| match column {
            "founded" => "integer".to_owned(),
            "verified_at" => "date".to_owned(),
            _ => "string".to_owned(),
        }),
        PROFILES => {
            fields(schemas, Profile::KEYS, |key| dictionary::table_type(schemas, "Profile", key))
        }
        _ => return resource,
    };
    resource["type"] = "table".into();
    resource["schema"] = json!({"fields": fields, "primaryKey": ["slug"], "missingValues": [""]});
    resource
}

/// Describes keys of a profile as fields of a table (Table Schema 2.0).
fn fields(schemas: &Schemas, keys: &[&str], kind: impl Fn(&str) -> String) -> Vec<Value> {
    let fields = keys.iter().map(|&key| {
        let description = match INNER_COLUMNS.iter().find(|(column, ..)| *column == key) {
            Some((_, "method", member)) => dictionary::meaning(schemas, "Method", member),
            Some((_, _, member)) => dictionary::meaning(schemas, "Framing", member),
            None => dictionary::meaning(schemas, "Profile", key),
        };
        let mut field = json!({"name": key, "type": kind(key), "description": description});
        if matches!(key, "slug" | "name" | "status" | "summary") {
            field["constraints"] = json!({"required": true});
        }
        field
    });
    fields.collect()
}

/// `CITATION.cff` (Citation File Format 1.2.0).
pub fn citation(change: i64, at: Timestamp) -> String {
    format!(
        "cff-version: 1.2.0\n\
         message: If you use this dataset, please cite it as below.\n\
         type: dataset\n\
         title: {TITLE}\n\
         authors:\n  - name: {TITLE}\n\
         version: \"{change}\"\n\
         date-released: \"{}\"\n\
         license: CC0-1.0\n\
         abstract: >-\n  {DESCRIPTION}\n",
        day(at)
    )
}

/// `README.md`.
pub fn readme(organizations: usize, change: i64, at: Timestamp) -> String {
    let files = TermScheme::ALL.iter().map(|scheme| format!("`{}.json`", scheme.plural()));
    let vocabularies = files.collect::<Vec<_>>().join(", ");
    format!(
        "# {TITLE}\n\n\
         {DESCRIPTION}\n\n\
         Version {change} of {}: {organizations} profiles, including withdrawn ones (see `status`).\n\n\
         | file | contents |\n\
         | --- | --- |\n\
         | `{PROFILES}` | every profile, one per line (JSON Lines) |\n\
         | `{TABLE}` | one row per organization, for spreadsheets (RFC 4180) |\n\
         | {vocabularies} | the vocabularies |\n\
         | `dictionary.md` | what each key means |\n\
         | `datapackage.json` | a description of all files for programs (Data Package 2.0) |\n\
         | `CITATION.cff` | how to cite it |\n\
         | `SHA256SUMS` | hashes of the files: `sha256sum -c SHA256SUMS` |\n\n\
         `antislavery-directory load FOLDER` loads it into a directory. It does not include the\n\
         history, former slugs and API keys.\n\n\
         The data is in the public domain (CC0 1.0).\n",
        day(at)
    )
}

fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}
