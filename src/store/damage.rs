//! Damage: the database returns something other than what was written.

use std::fmt;

use diesel::prelude::*;

use super::StoreError;
use super::connection::DbConnection;
use super::schema::organizations;

/// A damaged revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The kind of its subject: `organization`, or the name of a vocabulary such as `focus_area`.
    pub subject: String,
    /// The slug, or the id of an organization whose slug is unknown.
    pub slug: String,
    pub revision: i32,
    /// The number of its change; `None` if the row cannot be read at all.
    pub change: Option<i64>,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { subject, slug, revision, change } = self;
        let subject = subject.replace('_', " ");
        // Damaged text may contain anything.
        let slug: String = slug.chars().filter(|c| !c.is_control()).take(80).collect();
        write!(f, "revision {revision} of the {subject} `{slug}`")?;
        match change {
            Some(change) => write!(f, " (change {change})"),
            None => Ok(()),
        }
    }
}

impl Damage {
    /// Replaces an organization's id in `slug` by its current slug, if it has one.
    pub(super) fn with_current_slug(self, connection: &mut DbConnection) -> Self {
        let found: Result<String, _> =
            organizations::table.find(&self.slug).select(organizations::slug).first(connection);
        match found {
            Ok(slug) => Self { slug, ..self },
            Err(_) => self,
        }
    }
}

impl From<Damage> for StoreError {
    fn from(damage: Damage) -> Self {
        Self::Damaged(damage)
    }
}
