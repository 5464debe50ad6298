//! `GET /changes.atom`: the newest changes as an Atom feed (RFC 4287).

use std::sync::Arc;

use actix_web::HttpResponse;
use atom_syndication::{Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use bytes::Bytes;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Builder;

use crate::catalog::{Snapshot, document_path};
use crate::directory::Change;
use crate::domain::{ChangeKind, Keyword, SubjectKind};
use crate::http::extract::call::Call;
use crate::http::extract::parameters::{NoParameters, Parameters};
use crate::http::problem::{HistoryResponses, Problem};
use crate::http::protocol::reply::JSON;
use crate::site::printable;

/// The media type of the feed.
const ATOM: &str = "application/atom+xml";

const PATH: &str = "/api/v1/changes.atom";

/// Number of changes in the feed.
const NEWEST: i64 = 50;

/// Read the newest changes as a feed
///
/// The newest 50 changes as an Atom feed (RFC 4287), the newest first. Ids are the same on every
/// node and under every host name.
#[utoipa::path(
    get,
    path = "/api/v1/changes.atom",
    tag = "history",
    responses(
        (status = 200, description = "The feed", content_type = "application/atom+xml", body = String),
        HistoryResponses,
    ),
)]
pub async fn read_changes_feed(
    call: Call,
    _: Parameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    call.accepts(ATOM)?;
    // Its links are absolute, so the feed differs by host name.
    let this = call.absolute_url(PATH);
    let reply = call.reply(&this).with_type(ATOM);
    if let Some(unchanged) = call.unchanged(&reply) {
        return Ok(unchanged);
    }
    let snapshot = call.snapshot();
    let since = (snapshot.position().change - NEWEST).max(0);
    let changes = call.service().changes(snapshot, since, usize::MAX).await?.changes;
    let entry = |change: &Arc<Change>| {
        let path = document_path(change.subject, &change.slug);
        entry(change, &snapshot.position().directory, call.absolute_url(&path))
    };
    let entries = changes.iter().rev().map(entry).collect();
    let feed = feed(snapshot, this, call.absolute_url("/api/v1/changes"), entries);
    call.respond(reply, || written(&feed))
}

fn feed(snapshot: &Snapshot, this: String, list: String, entries: Vec<Entry>) -> Feed {
    let position = snapshot.position();
    let name = "Antislavery Directory";
    Feed {
        title: Text::plain(format!("{name}: changes")),
        id: format!("urn:uuid:{}", position.directory),
        updated: date(position.updated_at),
        authors: vec![person(name)],
        generator: Some(Generator {
            value: name.to_owned(),
            uri: None,
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
        links: vec![link("self", this, ATOM), link("alternate", list, JSON)],
        rights: Some(Text::plain("CC0-1.0")),
        entries,
        ..Feed::default()
    }
}

fn entry(change: &Change, directory: &str, url: String) -> Entry {
    let at = date(change.revision.at);
    Entry {
        title: Text::plain(printable(&title(change))),
        id: id(directory, change.revision.change),
        updated: at,
        published: Some(at),
        authors: vec![person(&printable(&change.revision.author))],
        links: vec![link("alternate", url, JSON)],
        summary: change.revision.note.as_deref().map(|note| Text::plain(printable(note))),
        ..Entry::default()
    }
}

/// `International Justice Mission: updated (summary, sources)`
fn title(change: &Change) -> String {
    let revision = &change.revision;
    let subject = match change.subject {
        SubjectKind::Organization => "",
        SubjectKind::FocusArea => "Focus area ",
        SubjectKind::Approach => "Approach ",
    };
    let title = format!("{subject}{}: {}", change.name, revision.kind.as_str());
    let is_clear = matches!(revision.kind, ChangeKind::Withdrawn | ChangeKind::Restored);
    match revision.changed.as_slice() {
        [] => title,
        _ if is_clear => title,
        changed => format!("{title} ({})", changed.join(", ")),
    }
}

/// The id of a change, the same everywhere: a UUID version 8 (RFC 9562) from a SHA-256 of the
/// directory's id and the number.
fn id(directory: &str, change: i64) -> String {
    let hash = Sha256::digest(format!("{directory} change {change}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    format!("urn:uuid:{}", Builder::from_custom_bytes(bytes).into_uuid())
}

fn person(name: &str) -> Person {
    Person { name: name.to_owned(), ..Person::default() }
}

fn link(rel: &str, href: String, mime_type: &str) -> Link {
    let mime_type = Some(mime_type.to_owned());
    Link { href, rel: rel.to_owned(), mime_type, ..Link::default() }
}

fn date(time: Timestamp) -> FixedDateTime {
    time.to_string().parse().expect("times are written in the format of RFC 3339")
}

fn written(feed: &Feed) -> Result<Bytes, Problem> {
    feed.write_to(Vec::new()).map(Bytes::from).map_err(|err| Problem::internal(&err))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::RevisionSummary;

    fn change(subject: SubjectKind, kind: ChangeKind, changed: &[&str]) -> Change {
        let revision = RevisionSummary {
            revision: 2,
            change: 7,
            kind,
            at: Timestamp::UNIX_EPOCH,
            author: "key:editor".to_owned(),
            note: None,
            changed: changed.iter().map(|&key| key.to_owned()).collect(),
        };
        Change { revision, subject, slug: "a".parse().unwrap(), name: "A".to_owned() }
    }

    #[test]
    fn a_title_names_the_document_and_the_kind_of_change() {
        use ChangeKind::{Created, Renamed, Restored, Updated, Withdrawn};
        use SubjectKind::{Approach, FocusArea, Organization};
        for (subject, kind, changed, expected) in [
            (Organization, Created, &[][..], "A: created"),
            (Organization, Updated, &["summary", "sources"], "A: updated (summary, sources)"),
            (Organization, Renamed, &["slug"], "A: renamed (slug)"),
            (Organization, Withdrawn, &["status", "withdrawal"], "A: withdrawn"),
            (Organization, Restored, &["status"], "A: restored"),
            (FocusArea, Updated, &["label"], "Focus area A: updated (label)"),
            (Approach, Withdrawn, &[], "Approach A: withdrawn"),
        ] {
            assert_eq!(title(&change(subject, kind, changed)), expected);
        }
    }

    #[test]
    fn ids_are_stable_and_unique_per_directory_and_change() {
        let first = id("0193", 1);
        assert_eq!(first, "urn:uuid:1cc96f01-b91b-8686-8686-d5e7b5037c92");
        assert!(id("0193", 2) != first && id("0194", 1) != first);
    }
}
