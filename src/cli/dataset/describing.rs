//! What a dataset says of itself, for programs and for people.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::dictionary::{self, Schemas};
use super::{PROFILES, Piece, TABLE};
use crate::directory::DEFAULT_COLUMNS;
use crate::domain::{Position, Profile, TermScheme};

const TITLE: &str = "Antislavery Directory";

const DESCRIPTION: &str = "Organizations that work against slavery: how each frames the problem, \
    how it fights it, what it has researched and how one can help, every claim with its source.";

/// `datapackage.json` (Data Package 2.0).
pub fn package(pieces: &[Piece], position: &Position, schemas: &Schemas) -> String {
    let resources: Vec<Value> = pieces.iter().map(|piece| resource(piece, schemas)).collect();
    let package = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "antislavery-directory",
        "title": TITLE,
        "description": DESCRIPTION,
        "licenses": [{
            "name": "CC0-1.0",
            "title": "CC0 1.0 Universal",
            "path": "https://creativecommons.org/publicdomain/zero/1.0/",
        }],
        // The last change of the directory, by which two states can be told apart.
        "version": position.change.to_string(),
        "created": position.updated_at.to_string(),
        "resources": resources,
    });
    format!("{package:#}\n")
}

/// Where a dataset had come, as its `datapackage.json` says.
pub fn version(package: &str) -> Option<(i64, Timestamp)> {
    let package: Value = serde_json::from_str(package).ok()?;
    let change = package["version"].as_str()?.parse().ok().filter(|change| *change >= 0)?;
    Some((change, package["created"].as_str()?.parse().ok()?))
}

fn resource(piece: &Piece, schemas: &Schemas) -> Value {
    let (name, format, mediatype, description) = match piece.name.as_str() {
        PROFILES => (
            "organizations".to_owned(),
            "jsonl",
            "application/jsonl",
            "Every profile as it was written, withdrawn ones too: one a line, in the order of the \
             slugs. dictionary.md says what each key means."
                .to_owned(),
        ),
        TABLE => (
            "organizations-table".to_owned(),
            "csv",
            "text/csv",
            "One row an organization, for spreadsheets: the elements of a list are joined by `; `, \
             an apostrophe comes before each part of a text that a spreadsheet would run as a \
             formula, and what is not here is in organizations.jsonl."
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
        "path": piece.name,
        "format": format,
        "mediatype": mediatype,
        "encoding": "utf-8",
        "bytes": piece.hashed.bytes,
        "hash": format!("sha256:{}", piece.hashed.sha256),
        "description": description,
    });
    let fields = match piece.name.as_str() {
        // Cells are texts, but for these.
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

/// Keys of a profile as fields of a table (Table Schema 2.0).
fn fields(schemas: &Schemas, keys: &[&str], kind: impl Fn(&str) -> String) -> Vec<Value> {
    let fields = keys.iter().map(|&key| {
        let description = dictionary::meaning(schemas, "Profile", key);
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
    let focus_areas = TermScheme::FocusArea.plural();
    let approaches = TermScheme::Approach.plural();
    format!(
        "# {TITLE}\n\n\
         {DESCRIPTION}\n\n\
         Version {change} of {}: {organizations} profiles, withdrawn ones included (see `status`).\n\n\
         | file | holds |\n\
         | --- | --- |\n\
         | `{PROFILES}` | every profile, one a line (JSON Lines) |\n\
         | `{TABLE}` | one row an organization, for spreadsheets (RFC 4180) |\n\
         | `{focus_areas}.json`, `{approaches}.json` | the vocabulary |\n\
         | `dictionary.md` | what each key means |\n\
         | `datapackage.json` | all of this for programs (Data Package 2.0) |\n\
         | `CITATION.cff` | how to cite it |\n\
         | `SHA256SUMS` | hashes of the files: `sha256sum -c SHA256SUMS` |\n\n\
         `antislavery-directory load FOLDER` makes a directory of it. The history, former slugs and\n\
         keys are not in it.\n\n\
         The data is in the public domain (CC0 1.0).\n",
        day(at)
    )
}

fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}
