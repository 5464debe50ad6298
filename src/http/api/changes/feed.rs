//! `GET /changes.atom`: the changes as an Atom feed (RFC 4287), the newest first, in pages
//! (RFC 5005).

use std::sync::Arc;

use actix_web::HttpResponse;
use atom_syndication::{Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use bytes::Bytes;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Builder;

use super::feed_page::{FeedPage, LENGTH, PATH};
use super::filter::{ChangeFilter, ChangeFilterParameters};
use super::known::check_known;
use crate::catalog::{Snapshot, document_path};
use crate::directory::{Change, ChangesOf};
use crate::domain::{ChangeKind, Keyword, SubjectKind};
use crate::http::extract::call::Call;
use crate::http::extract::parameters::reader::Reader;
use crate::http::extract::parameters::values::Number;
use crate::http::extract::parameters::{ParameterSet, Parameters};
use crate::http::problem::{HistoryResponses, Problem, ProblemBody};
use crate::http::protocol::negotiation::preferred_type;
use crate::http::protocol::reply::JSON;
use crate::site::{capitalized, printable, query_string};

/// The media types of the feed: its own, and those that readers of XML ask for.
const MEDIA_TYPES: [&str; 3] = ["application/atom+xml", "application/xml", "text/xml"];

const HTML: &str = "text/html";

const NAME: &str = "Antislavery Directory";

parameters! {
    /// Which page of the feed.
    pub struct FeedParameters {
        /// Only changes with a smaller number than this. Without it, the newest ones. Follow
        /// `next` in the feed rather than making this number.
        #[param(minimum = 2, example = 51)]
        before: Number<2, { usize::MAX }> as u64,
    }
}

/// The parameters of the feed.
pub struct FeedQuery {
    page: FeedParameters,
    filter: ChangeFilter,
}

impl ParameterSet for FeedQuery {
    fn names() -> impl Iterator<Item = &'static str> {
        FeedParameters::names().chain(ChangeFilter::names())
    }

    fn read(reader: &mut Reader) -> Self {
        Self { page: FeedParameters::read(reader), filter: ChangeFilter::read(reader) }
    }
}

/// Read the changes as a feed
///
/// The newest 50 changes as an Atom feed (RFC 4287), the newest first; the link `next` is the page
/// with older ones (RFC 5005, section 3). Ids are the same on every node and under every host name.
/// With a filter, the feed has only changes of organizations that pass it now.
#[utoipa::path(
    get,
    path = "/api/v1/changes.atom",
    tag = "history",
    params(FeedParameters, ChangeFilterParameters),
    responses(
        (status = 200, description = "The feed", content(
            (String = "application/atom+xml"),
            (String = "application/xml"),
            (String = "text/xml"),
        )),
        HistoryResponses,
        (status = 409, description = "The directory does not have so many changes", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn read_changes_feed(
    call: Call,
    Parameters(FeedQuery { page: wanted, filter }): Parameters<FeedQuery>,
) -> Result<HttpResponse, Problem> {
    let media_type = MEDIA_TYPES[preferred_type(call.request(), &MEDIA_TYPES)?];
    let before = wanted.before.0.map(|before| i64::try_from(before).unwrap_or(i64::MAX));
    if let Some(before) = wanted.before.0 {
        check_known(&call, "before", before - 1).await?;
    }
    if let Some(ids) = filter.ids(call.snapshot()) {
        return filtered_feed(&call, media_type, before, &filter, ids).await;
    }
    let page = FeedPage::new(call.snapshot().position().change, before);
    // Its links are absolute, so the feed differs by host name.
    let this = call.absolute_url(&page.path());
    let reply = call.reply(&format!("{media_type} {this}")).with_type(media_type);
    if let Some(unchanged) = call.unchanged(&reply) {
        return Ok(unchanged);
    }
    let snapshot = call.snapshot();
    let changes = call.service().changes(snapshot, page.since(), page.length()).await?.changes;
    let entry = |change: &Arc<Change>| {
        entry(change, &snapshot.position().directory, |path| call.absolute_url(path))
    };
    let entries = changes.iter().rev().filter(|it| page.contains(it.revision.change));
    let mut feed = feed(snapshot, entries.map(entry).collect());
    // Before the first change of a restored directory, there is no page.
    let older = page.older().filter(|_| !feed.entries.is_empty());
    feed.links = links(&call, &page, this, older);
    call.respond(reply, || written(&feed))
}

/// The feed of the changes of some organizations.
async fn filtered_feed(
    call: &Call,
    media_type: &'static str,
    before: Option<i64>,
    filter: &ChangeFilter,
    ids: Vec<String>,
) -> Result<HttpResponse, Problem> {
    let path = |before: Option<i64>| {
        let mut pairs = filter.pairs();
        pairs.extend(before.map(|before| ("before", before.to_string())));
        call.absolute_url(&format!("{PATH}?{}", query_string(&pairs)))
    };
    let this = path(before);
    let reply = call.reply(&format!("{media_type} {this}")).with_type(media_type);
    if let Some(unchanged) = call.unchanged(&reply) {
        return Ok(unchanged);
    }
    let (snapshot, last) = (call.snapshot(), before.unwrap_or(i64::MAX));
    let position = snapshot.position().clone();
    let limit = usize::try_from(LENGTH).unwrap_or(usize::MAX);
    let reading = call
        .service()
        .read_store(move |directory| directory.last_changes_of(&position, &ids, last, limit));
    let ChangesOf { found, reached } = reading.await?;
    let directory = &snapshot.position().directory;
    let entries = found.changes.iter().rev();
    let entries = entries.map(|change| entry(change, directory, |path| call.absolute_url(path)));
    let mut feed = feed(snapshot, entries.collect());
    let query = query_string(&filter.pairs());
    feed.id = urn(&format!("{directory} changes {query}"));
    feed.title = Text::plain(match filter.only_organization() {
        Some(slug) => format!("{NAME}: changes of {slug}"),
        None => format!("{NAME}: changes of selected organizations"),
    });
    let page = match filter.only_organization() {
        Some(slug) => format!("/organizations/{slug}/history"),
        None => "/organizations".to_owned(),
    };
    feed.links = vec![
        link("self", this, MEDIA_TYPES[0]),
        link("alternate", call.absolute_url(&page), HTML),
        link("alternate", call.absolute_url(&format!("/api/v1/changes?{query}")), JSON),
        link("first", path(None), MEDIA_TYPES[0]),
    ];
    let older = Some(reached).filter(|reached| *reached > 1);
    feed.links.extend(older.map(|before| link("next", path(Some(before)), MEDIA_TYPES[0])));
    call.respond(reply, || written(&feed))
}

fn links(call: &Call, page: &FeedPage, this: String, older: Option<String>) -> Vec<Link> {
    let mut links = vec![
        link("self", this, MEDIA_TYPES[0]),
        link("alternate", call.absolute_url("/"), HTML),
        link("alternate", call.absolute_url("/api/v1/changes"), JSON),
    ];
    let others = [
        ("first", Some(PATH.to_owned())),
        ("previous", page.newer()),
        ("next", older),
        ("last", Some(page.oldest())),
    ];
    let others = others.into_iter().filter_map(|(rel, path)| Some((rel, path?)));
    links.extend(others.map(|(rel, path)| link(rel, call.absolute_url(&path), MEDIA_TYPES[0])));
    links
}

fn feed(snapshot: &Snapshot, entries: Vec<Entry>) -> Feed {
    let position = snapshot.position();
    Feed {
        title: Text::plain(format!("{NAME}: changes")),
        id: format!("urn:uuid:{}", position.directory),
        updated: date(position.updated_at),
        authors: vec![person(NAME)],
        generator: Some(Generator {
            value: NAME.to_owned(),
            uri: None,
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
        rights: Some(Text::plain("CC0-1.0")),
        entries,
        ..Feed::default()
    }
}

fn entry(change: &Change, directory: &str, absolute_url: impl Fn(&str) -> String) -> Entry {
    let at = date(change.revision.at);
    let (page, document) = (page_path(change), document_path(change.subject, &change.slug));
    Entry {
        title: Text::plain(printable(&title(change))),
        id: id(directory, change.revision.change),
        updated: at,
        published: Some(at),
        authors: vec![person(&printable(&change.revision.author))],
        // Readers open the first one.
        links: vec![
            link("alternate", absolute_url(&page), HTML),
            link("alternate", absolute_url(&document), JSON),
        ],
        summary: change.revision.note.as_deref().map(|note| Text::plain(printable(note))),
        ..Entry::default()
    }
}

/// The page that shows a change, or the page of the term.
fn page_path(change: &Change) -> String {
    let (slug, number) = (&change.slug, change.revision.revision);
    match change.subject {
        SubjectKind::Organization => format!("/organizations/{slug}/history/{number}"),
        SubjectKind::Term(scheme) => format!("{}/{slug}", scheme.path()),
    }
}

/// `International Justice Mission: updated (summary, sources)`
fn title(change: &Change) -> String {
    let revision = &change.revision;
    let subject = match change.subject {
        SubjectKind::Organization => String::new(),
        SubjectKind::Term(scheme) => format!("{} ", capitalized(scheme.singular())),
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
    urn(&format!("{directory} change {change}"))
}

fn urn(text: &str) -> String {
    let hash = Sha256::digest(text);
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
    use crate::domain::TermScheme;

    fn change(subject: SubjectKind, kind: ChangeKind, changed: &[&str]) -> Change {
        let revision = RevisionSummary {
            revision: 2,
            change: 7,
            kind,
            at: Timestamp::UNIX_EPOCH,
            author: "key:editor".to_owned(),
            note: None,
            changed: changed.iter().map(|&key| key.to_owned()).collect(),
            redacted: Vec::new(),
            modified_at: Timestamp::UNIX_EPOCH,
        };
        Change { revision, subject, slug: "a".parse().unwrap(), name: "A".to_owned() }
    }

    #[test]
    fn a_title_names_the_document_and_the_kind_of_change() {
        use ChangeKind::{Created, Renamed, Restored, Updated, Withdrawn};
        use SubjectKind::{Organization, Term};
        for (subject, kind, changed, expected) in [
            (Organization, Created, &[][..], "A: created"),
            (Organization, Updated, &["summary", "sources"], "A: updated (summary, sources)"),
            (Organization, Renamed, &["slug"], "A: renamed (slug)"),
            (Organization, Withdrawn, &["status", "withdrawal"], "A: withdrawn"),
            (Organization, Restored, &["status"], "A: restored"),
            (Term(TermScheme::FocusArea), Updated, &["label"], "Focus area A: updated (label)"),
            (Term(TermScheme::Approach), Withdrawn, &[], "Approach A: withdrawn"),
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
