//! Reads the database without the service, and checks its integrity.

use std::collections::{BTreeMap, BTreeSet};

use antislavery_directory::domain::{Keyword, TermScheme};
use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use serde_json::Value;

use super::wire;
use crate::program::Place;
use crate::support::profiles::terms_of;

/// An organization at its newest revision.
pub struct CurrentOrganization {
    pub id: String,
    pub status: String,
    pub revision: usize,
    pub document: Value,
}

/// A direct connection to the database.
///
/// On SQLite it must not be opened between a kill and the next start, because it would do the
/// recovery that the service should do.
pub enum Database {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

impl Database {
    pub fn open(place: &Place) -> Self {
        let url = place.database.url();
        if place.database.is_postgres() {
            return Self::Postgres(PgConnection::establish(url).unwrap());
        }
        let path = url.strip_prefix("sqlite:").unwrap();
        let mut connection = SqliteConnection::establish(path).unwrap();
        connection.batch_execute("PRAGMA busy_timeout = 30000").unwrap();
        Self::Sqlite(connection)
    }

    /// The result of a query with one text column, called `line`.
    pub fn lines(&mut self, query: &str) -> Vec<String> {
        let lines: Vec<Line> = match self {
            Self::Sqlite(connection) => sql_query(query).load(connection),
            Self::Postgres(connection) => sql_query(query).load(connection),
        }
        .unwrap();
        lines.into_iter().map(|it| it.line).collect()
    }

    /// The last change. On PostgreSQL this waits for a commit that a killed server sent and that
    /// the database is still processing.
    pub fn last_change(&mut self) -> i64 {
        let lock = if matches!(self, Self::Postgres(_)) { "FOR UPDATE" } else { "" };
        let query = format!("SELECT CAST(last_change AS TEXT) AS line FROM directory {lock}");
        self.lines(&query)[0].parse().unwrap()
    }

    /// Every organization, by its slug.
    pub fn current_organizations(&mut self) -> BTreeMap<String, CurrentOrganization> {
        let query = "SELECT o.slug || '|' || o.id || '|' || o.status || '|' || \
                     CAST(o.revision AS TEXT) || '|' || r.document AS line \
                     FROM organizations o JOIN revisions r ON r.change = o.change";
        let lines = self.lines(query).into_iter();
        let current = lines.map(|line| {
            let parts: Vec<&str> = line.splitn(5, '|').collect();
            let it = CurrentOrganization {
                id: parts[1].to_owned(),
                status: parts[2].to_owned(),
                revision: parts[3].parse().unwrap(),
                document: serde_json::from_str(parts[4]).unwrap(),
            };
            (parts[0].to_owned(), it)
        });
        current.collect()
    }

    /// The revisions of organizations after a change, as id, number and document.
    pub fn revisions_after(&mut self, change: i64) -> Vec<(String, usize, Value)> {
        let query = format!(
            "SELECT subject_id || '|' || CAST(revision AS TEXT) || '|' || document AS line \
             FROM revisions WHERE subject = 'organization' AND change > {change}"
        );
        let lines = self.lines(&query).into_iter();
        let revisions = lines.map(|line| {
            let parts: Vec<&str> = line.splitn(3, '|').collect();
            let (number, document) = (parts[1].parse(), serde_json::from_str(parts[2]));
            (parts[0].to_owned(), number.unwrap(), document.unwrap())
        });
        revisions.collect()
    }

    /// Asserts that numbers have no gaps and that every row agrees with the newest documents.
    pub fn assert_intact(&mut self, current: &BTreeMap<String, CurrentOrganization>) {
        if matches!(self, Self::Sqlite(_)) {
            let checked = self.lines("SELECT integrity_check AS line FROM pragma_integrity_check");
            assert_eq!(checked, ["ok"]);
            let dangling = self
                .lines("SELECT \"table\" || ' ' || parent AS line FROM pragma_foreign_key_check");
            assert_eq!(dangling, [""; 0]);
        }
        for (what, query) in BROKEN {
            assert_eq!(self.lines(query), [""; 0], "{what}");
        }
        let identifiers =
            "SELECT organization_id || ' ' || scheme || ' ' || value AS line FROM identifiers";
        let expected = rows(current, |document| {
            let all = document["identifiers"].as_array().unwrap().iter();
            // The table has the form in which identifiers are compared.
            let key = |it: &Value| text(&it["value"]).replace('-', "").to_uppercase();
            all.map(|it| format!("{} {}", text(&it["scheme"]), key(it))).collect()
        });
        assert_eq!(self.lines(identifiers).into_iter().collect::<BTreeSet<_>>(), expected);
        let terms = "SELECT organization_id || ' ' || scheme || ' ' || term AS line FROM organization_terms";
        let expected = rows(current, |document| {
            let of = |&scheme: &TermScheme| {
                let terms = terms_of(document, scheme).into_iter();
                terms.map(move |term| format!("{} {term}", scheme.as_str()))
            };
            TermScheme::ALL.iter().flat_map(of).collect()
        });
        assert_eq!(self.lines(terms).into_iter().collect::<BTreeSet<_>>(), expected);
        let mentions = "SELECT organization_id || ' ' || slug AS line FROM mentions";
        let expected = rows(current, |document| {
            let related = document["related"].as_array().unwrap().iter().map(|it| &it["slug"]);
            let single = [&document["parent"]["slug"], &document["withdrawal"]["successor"]];
            let named = related.chain(single).filter_map(Value::as_str);
            named.map(str::to_owned).collect()
        });
        assert_eq!(self.lines(mentions).into_iter().collect::<BTreeSet<_>>(), expected);
        for (slug, it) in current {
            assert_eq!(it.document["slug"], slug.as_str());
            assert_eq!(it.document["status"], it.status.as_str());
        }
    }

    /// The current slug for each former slug.
    pub fn former_slugs(&mut self) -> BTreeMap<String, String> {
        let query = "SELECT f.slug || '|' || o.slug AS line \
                     FROM former_slugs f JOIN organizations o ON o.id = f.organization_id";
        let lines = self.lines(query).into_iter();
        let pairs = lines.map(|line| {
            let (former, present) = line.split_once('|').unwrap();
            (former.to_owned(), present.to_owned())
        });
        pairs.collect()
    }
}

/// Queries that find damage, in SQL that both databases understand.
const BROKEN: [(&str, &str); 3] = [
    (
        "changes have gaps",
        "SELECT CAST(d.last_change AS TEXT) AS line FROM directory d WHERE d.last_change <> \
         (SELECT COUNT(*) FROM revisions) OR d.last_change <> (SELECT MAX(change) FROM revisions) \
         OR 1 <> (SELECT MIN(change) FROM revisions)",
    ),
    (
        "revisions have gaps",
        "SELECT subject || ' ' || subject_id AS line FROM revisions GROUP BY subject, subject_id \
         HAVING COUNT(*) <> MAX(revision) OR MIN(revision) <> 1",
    ),
    (
        "organizations are not at their newest revision",
        "SELECT o.slug AS line FROM organizations o WHERE NOT EXISTS (SELECT 1 FROM revisions r \
         WHERE r.subject = 'organization' AND r.subject_id = o.id AND r.revision = o.revision \
         AND r.change = o.change) OR EXISTS (SELECT 1 FROM revisions r WHERE \
         r.subject = 'organization' AND r.subject_id = o.id AND r.revision > o.revision)",
    ),
];

fn rows(
    current: &BTreeMap<String, CurrentOrganization>,
    of: impl Fn(&Value) -> Vec<String>,
) -> BTreeSet<String> {
    let rows = current.values().flat_map(|it| {
        let id = it.id.clone();
        of(&it.document).into_iter().map(move |row| format!("{id} {row}"))
    });
    rows.collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// The exported profiles, by slug.
pub fn exported(connection: &mut wire::Connection) -> BTreeMap<String, Value> {
    let reply = connection.get("/api/v1/export?format=ndjson&status=!withdrawn").unwrap();
    assert_eq!(reply.status, 200, "{reply:?}");
    let body = reply.body.unwrap();
    let profiles = body.lines().map(|line| {
        let profile: Value = serde_json::from_str(line).unwrap();
        (text(&profile["slug"]).to_owned(), profile)
    });
    profiles.collect()
}
