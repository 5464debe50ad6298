//! What must stand, after the edits so far.

use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::profile;

/// One organization: every revision of it, and where it is found.
#[derive(Clone, Debug)]
pub struct Organization {
    /// Its revisions, the first first: what each of them says.
    pub revisions: Vec<Content>,
    pub former_slugs: Vec<String>,
}

/// What is edited of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    pub slug: String,
    pub acronym: Option<String>,
    /// Numbers of the sequence's identifiers.
    pub identifiers: Vec<usize>,
    pub withdrawn: Option<String>,
}

impl Content {
    /// The profile, as it is sent.
    pub fn profile(&self, model: &Model) -> Value {
        let identifiers: Vec<Value> =
            self.identifiers.iter().map(|n| model.identifier(*n)).collect();
        let mut keys =
            json!({"name": "A name", "acronym": self.acronym, "identifiers": identifiers});
        if let Some(reason) = &self.withdrawn {
            keys["status"] = "withdrawn".into();
            keys["withdrawal"] = json!({"reason": reason});
        }
        profile(&self.slug, keys)
    }
}

impl Organization {
    pub fn now(&self) -> &Content {
        self.revisions.last().unwrap()
    }

    pub fn revision(&self) -> usize {
        self.revisions.len()
    }

    /// A new revision; a slug that it leaves leads to it.
    fn become_content(&mut self, content: Content) {
        let old = self.now().slug.clone();
        self.former_slugs.retain(|slug| *slug != content.slug);
        if old != content.slug {
            self.former_slugs.push(old);
        }
        self.revisions.push(content);
    }
}

/// What a request is expected to be answered.
#[derive(Debug, PartialEq, Eq)]
pub enum Expected {
    /// Done: the status, and the number of the revision that stands then.
    Done(u16, usize),
    Refused(u16),
}

/// All that one sequence edits.
pub struct Model {
    sequence: u64,
    pub organizations: Vec<Organization>,
}

impl Model {
    pub fn new(sequence: u64) -> Self {
        Self { sequence, organizations: Vec::new() }
    }

    /// The slug with a number: there are a few that the edits share.
    pub fn slug(&self, number: usize) -> String {
        format!("s{}-{number}", self.sequence)
    }

    pub fn identifier(&self, number: usize) -> Value {
        json!({"scheme": "GB-CHC", "value": format!("{:07}", self.sequence * 10 + number as u64)})
    }

    /// The organization that has a slug now.
    pub fn find(&self, slug: &str) -> Option<usize> {
        self.organizations.iter().position(|it| it.now().slug == slug)
    }

    /// The organization that had a slug before.
    pub fn former(&self, slug: &str) -> Option<usize> {
        self.organizations.iter().position(|it| it.former_slugs.iter().any(|former| former == slug))
    }

    /// Whether a content collides with another organization than `own`.
    fn collides(&self, content: &Content, own: Option<usize>) -> bool {
        self.organizations.iter().enumerate().any(|(place, it)| {
            let same_slug =
                it.now().slug == content.slug || it.former_slugs.contains(&content.slug);
            let same_identifier =
                it.now().identifiers.iter().any(|number| content.identifiers.contains(number));
            Some(place) != own && (same_slug || same_identifier)
        })
    }

    /// A new organization.
    pub fn create(&mut self, content: Content) -> Expected {
        if self.collides(&content, None) {
            return Expected::Refused(409);
        }
        self.organizations
            .push(Organization { revisions: vec![content], former_slugs: Vec::new() });
        Expected::Done(201, 1)
    }

    /// A new content of an organization; `is_current` is whether the client has
    /// seen what stands.
    pub fn replace(&mut self, place: usize, content: Content, is_current: bool) -> Expected {
        let organization = &self.organizations[place];
        if *organization.now() == content {
            return Expected::Done(200, organization.revision());
        }
        if !is_current {
            return Expected::Refused(412);
        }
        if self.collides(&content, Some(place)) {
            return Expected::Refused(409);
        }
        self.organizations[place].become_content(content);
        Expected::Done(200, self.organizations[place].revision())
    }

    /// An organization goes.
    pub fn withdraw(&mut self, place: usize, reason: &str, is_current: bool) -> Expected {
        let organization = &mut self.organizations[place];
        let now = organization.now().clone();
        match now.withdrawn.as_deref() {
            Some(given) if given == reason => return Expected::Done(204, organization.revision()),
            Some(_) => return Expected::Refused(410),
            None => {}
        }
        if !is_current {
            return Expected::Refused(412);
        }
        organization.become_content(Content { withdrawn: Some(reason.to_owned()), ..now });
        Expected::Done(204, organization.revision())
    }

    /// An earlier revision comes back.
    pub fn restore(&mut self, place: usize, number: usize) -> Expected {
        let organization = &self.organizations[place];
        match organization.revisions.get(number.wrapping_sub(1)).cloned() {
            None => Expected::Refused(404),
            Some(content) => self.replace(place, content, true),
        }
    }

    /// Reads everything, and every way that leads to it.
    pub async fn assert_is_read(&self, directory: &TestDirectory, place: &str) {
        for organization in &self.organizations {
            let now = organization.now();
            let path = format!("/api/v1/organizations/{}", now.slug);
            let answer = directory.get(&path).await;
            let tag = answer.header("etag").unwrap().to_owned();
            assert!(tag.starts_with(&format!("\"r{}-", organization.revision())), "{place}: {tag}");
            match &now.withdrawn {
                Some(reason) => assert_eq!(answer.json()["reason"], *reason, "{place}"),
                None => {
                    let sent = now.profile(self);
                    let read = answer.json();
                    for key in ["slug", "acronym", "identifiers"] {
                        assert_eq!(read[key], sent[key], "{place}: {path} {key}");
                    }
                }
            }
            for former in &organization.former_slugs {
                let answer = directory.get(&format!("/api/v1/organizations/{former}")).await;
                assert_eq!(answer.status, 308, "{place}: {former}");
                assert!(answer.header("location").unwrap().ends_with(&path), "{place}: {former}");
            }
            let history = format!("{path}/revisions?per_page=100");
            let history = directory.get(&history).await.json();
            let numbers: Vec<u64> = history["data"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row["revision"].as_u64().unwrap())
                .collect();
            let expected: Vec<u64> = (1..=organization.revision() as u64).rev().collect();
            assert_eq!(numbers, expected, "{place}: {path}");
        }
    }
}
