//! Random operations, half of them writes.

use serde_json::{Value, json};

use crate::kill::Random;
use crate::kill::profile::stamped;

const ORGANIZATIONS: &str = "/api/v1/organizations";
const JSON: &str = "application/json";
/// Number of slugs that the operations share.
const SLUGS: usize = 12;

/// One request.
#[derive(Debug, Default)]
pub struct Operation {
    pub method: &'static str,
    pub path: String,
    pub content_type: &'static str,
    pub body: String,
    /// The path whose ETag is the precondition.
    pub if_match: Option<String>,
}

/// Generates operations, the same ones for the same seed.
pub struct Operations {
    random: Random,
    stamp: usize,
    /// The next operation, after a read of the document that it edits.
    then: Option<Operation>,
}

impl Operations {
    pub fn new(seed: u64) -> Self {
        Self { random: Random::seeded(seed), stamp: 0, then: None }
    }

    pub fn next(&mut self) -> Operation {
        if let Some(operation) = self.then.take() {
            return operation;
        }
        match self.random.below(20) {
            0..10 => return read(self.reading()),
            10 => return self.search(),
            _ => {}
        }
        let operation = self.write();
        match &operation.if_match {
            Some(path) if self.random.below(5) > 0 => {
                let seen = read(path.clone());
                self.then = Some(operation);
                seen
            }
            _ => operation,
        }
    }

    fn write(&mut self) -> Operation {
        let slug = self.slug();
        let path = format!("{ORGANIZATIONS}/{slug}");
        let if_match = Some(path.clone());
        let operation = Operation { content_type: JSON, ..Operation::default() };
        match self.random.below(9) {
            0 | 1 => {
                let body = self.profile(&slug).to_string();
                Operation { method: "POST", path: ORGANIZATIONS.to_owned(), body, ..operation }
            }
            2 => {
                // One in three renames the organization.
                let other = if self.random.below(3) == 0 { self.slug() } else { slug };
                let body = self.profile(&other).to_string();
                Operation { method: "PUT", path, body, if_match, ..operation }
            }
            3 | 4 => {
                let content_type = "application/merge-patch+json";
                let body = self.patch().to_string();
                Operation { method: "PATCH", path, content_type, body, if_match }
            }
            5 => {
                let body = json!({"reason": "It ended."}).to_string();
                Operation { method: "DELETE", path, body, if_match, ..operation }
            }
            6 => {
                let path = format!("{path}/revisions/{}/restore", 1 + self.random.below(4));
                // `*`, because the client has no ETag of a withdrawn organization.
                let if_match = Some("*".to_owned());
                Operation { method: "POST", path, content_type: "", if_match, ..operation }
            }
            7 => self.import(),
            _ => self.term(),
        }
    }

    fn search(&mut self) -> Operation {
        let q = ["founder", "number page", "wrogn"][self.random.below(3)];
        let body = json!({"q": q, "per_page": 1 + self.random.below(9)}).to_string();
        let path = format!("{ORGANIZATIONS}/search");
        Operation { method: "POST", path, content_type: JSON, body, if_match: None }
    }

    fn slug(&mut self) -> String {
        format!("both-{}", self.random.below(SLUGS))
    }

    fn profile(&mut self, slug: &str) -> Value {
        self.stamp += 1;
        // Sometimes another organization has this identifier already.
        let identifier = self.random.below(SLUGS * 2);
        stamped(slug, self.stamp, &format!("id-{identifier}"))
    }

    fn patch(&mut self) -> Value {
        self.stamp += 1;
        match self.random.below(4) {
            0 => json!({"acronym": null}),
            1 => json!({"acronym": format!("P{}", self.stamp)}),
            2 => json!({"founded": 1900 + self.random.below(300)}),
            _ => json!({"focus_areas": ["forced-labour", "no-such-area"]}),
        }
    }

    fn import(&mut self) -> Operation {
        let lines: Vec<String> = (0..1 + self.random.below(3))
            .map(|_| {
                let slug = self.slug();
                self.profile(&slug).to_string()
            })
            .collect();
        let options = ["", "?dry_run=true", "?keep_edits=true", "?overwrite_edits=true"];
        let options = options[self.random.below(4)];
        Operation {
            method: "POST",
            path: format!("/api/v1/imports{options}"),
            content_type: "application/x-ndjson",
            body: lines.join("\n"),
            if_match: None,
        }
    }

    fn term(&mut self) -> Operation {
        self.stamp += 1;
        let slug = format!("area-{}", self.random.below(3));
        let path = format!("/api/v1/focus-areas/{slug}");
        if self.random.below(3) == 0 {
            return Operation { method: "DELETE", path, ..Operation::default() };
        }
        let broader = ["modern-slavery", "no-such-area"][self.random.below(2)];
        let term = json!({
            "slug": slug,
            "label": format!("Area {}", self.stamp),
            "alt_labels": [],
            "definition": format!("What is defined as {}.", self.stamp),
            "broader": broader,
            "group": false,
            "same_as": [],
            "sources": [{"title": "Page", "url": "https://example.org/area"}],
        });
        let body = term.to_string();
        Operation { method: "PUT", path, content_type: JSON, body, if_match: None }
    }

    fn reading(&mut self) -> String {
        let (slug, other) = (self.slug(), self.slug());
        let number = 1 + self.random.below(5);
        let word =
            ["founder", "wrong", "number", "childrn", "S12", "forced labour"][self.random.below(6)];
        let word = word.replace(' ', "+");
        let area = ["forced-labour", "bonded-labour", "area-1", "!domestic-servitude"]
            [self.random.below(4)];
        let sort =
            ["name", "-name", "founded", "-founded", "-updated", "nothing"][self.random.below(6)];
        let path = match self.random.below(20) {
            0 | 1 => format!("/organizations/{slug}"),
            2 => format!("/organizations?focus_area={area}&sort={sort}&per_page={number}"),
            3 => format!("/organizations?country=US&page={number}&include=labels"),
            4 => format!("/organizations?facets=focus_area,approach,status&focus_area={area}"),
            5 => format!("/organizations?cursor=*&per_page={number}&sort={sort}"),
            6 => format!("/organizations?q={word}&facets=country&status=active,withdrawn"),
            7 => format!("/ways-to-help?q={word}&per_page={number}"),
            8 => format!("/suggest?q={}", &word[..word.len().min(1 + number)]),
            9 => format!("/organizations/{slug}/revisions?per_page={number}"),
            10 => format!("/organizations/{slug}/revisions/{number}?diff=true"),
            11 => format!("/changes?since={}&limit={number}", self.random.below(400)),
            12 => format!("/export?format={}&q={word}", ["csv", "ndjson"][self.random.below(2)]),
            13 => format!("/compare?organizations={slug},{other},a21"),
            14 => "/statistics".to_owned(),
            15 => format!("/focus-areas/{}", area.trim_start_matches('!')),
            16 => format!("/organizations/{slug}/similar"),
            17 => format!("/research?q={word}&per_page={number}"),
            18 => "/changes.atom".to_owned(),
            _ => format!("/organizations?founded={}-2000&fouded=1", 1900 + number),
        };
        format!("/api/v1{path}")
    }
}

fn read(path: String) -> Operation {
    Operation { method: "GET", path, ..Operation::default() }
}
