//! Drafts of profiles in the database.

use diesel::prelude::*;
use jiff::Timestamp;

use super::connection::DbConnection;
use super::rows::time;
use super::schema::drafts;
use super::{Store, StoreError, Writer};
use crate::domain::{DraftSummary, KeyName, ProfileDraft};

#[derive(Queryable, Selectable)]
#[diesel(table_name = drafts)]
struct DraftRow {
    id: String,
    owner: String,
    organization_id: Option<String>,
    base: i32,
    document: String,
    note: String,
    version: i32,
}

impl TryFrom<DraftRow> for ProfileDraft {
    type Error = StoreError;

    fn try_from(row: DraftRow) -> Result<Self, StoreError> {
        let owner = row.owner.parse();
        Ok(Self {
            id: row.id,
            owner: owner
                .map_err(|_| StoreError::Corrupt(format!("the key name `{}`", row.owner)))?,
            organization: row.organization_id,
            base: row.base,
            document: row.document,
            note: row.note,
            version: row.version,
        })
    }
}

impl Store {
    /// The draft with this id, of any key.
    pub fn draft(&self, id: &str) -> Result<Option<ProfileDraft>, StoreError> {
        draft_with_id(&mut *self.reader()?, id)
    }

    /// The drafts of a key, the one that was changed last first.
    pub fn drafts(&self, owner: &KeyName) -> Result<Vec<DraftSummary>, StoreError> {
        let rows: Vec<(String, Option<String>, i64, i64)> = drafts::table
            .filter(drafts::owner.eq(owner.as_str()))
            .order((drafts::updated_at.desc(), drafts::id))
            .select((drafts::id, drafts::organization_id, drafts::size, drafts::updated_at))
            .load(&mut *self.reader()?)?;
        let summaries = rows.into_iter().map(|(id, organization, size, updated_at)| {
            Ok(DraftSummary { id, organization, size, updated_at: time(updated_at)? })
        });
        summaries.collect()
    }
}

impl Writer<'_> {
    /// The draft with this id, of any key.
    pub fn draft(&mut self, id: &str) -> Result<Option<ProfileDraft>, StoreError> {
        draft_with_id(self.connection, id)
    }

    /// Number of drafts of a key.
    pub fn draft_count(&mut self, owner: &KeyName) -> Result<usize, StoreError> {
        let count: i64 = drafts::table
            .filter(drafts::owner.eq(owner.as_str()))
            .count()
            .get_result(self.connection)?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// The drafts of an organization, those of all keys.
    pub fn drafts_of_organization(&mut self, id: &str) -> Result<Vec<ProfileDraft>, StoreError> {
        let rows: Vec<DraftRow> = drafts::table
            .filter(drafts::organization_id.eq(id))
            .select(DraftRow::as_select())
            .load(self.connection)?;
        rows.into_iter().map(ProfileDraft::try_from).collect()
    }

    /// Adds a draft, or replaces the one with its id.
    pub fn put_draft(&mut self, draft: &ProfileDraft) -> Result<(), StoreError> {
        let size = draft.document.len() + draft.note.len();
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        // Not the time of the transaction, which is never before that of the last change.
        let now = Timestamp::now().as_microsecond();
        let values = (
            drafts::base.eq(draft.base),
            drafts::document.eq(&draft.document),
            drafts::size.eq(size),
            drafts::note.eq(&draft.note),
            drafts::version.eq(draft.version),
            drafts::updated_at.eq(now),
        );
        let updated =
            diesel::update(drafts::table.find(&draft.id)).set(values).execute(self.connection)?;
        if updated == 0 {
            diesel::insert_into(drafts::table)
                .values((
                    drafts::id.eq(&draft.id),
                    drafts::owner.eq(draft.owner.as_str()),
                    drafts::organization_id.eq(draft.organization.as_deref()),
                    drafts::created_at.eq(now),
                    values,
                ))
                .execute(self.connection)?;
        }
        Ok(())
    }

    /// Removes a draft, if it exists.
    pub fn remove_draft(&mut self, id: &str) -> Result<(), StoreError> {
        diesel::delete(drafts::table.find(id)).execute(self.connection)?;
        Ok(())
    }

    /// Removes all drafts that were last changed before `time`. Returns their number.
    pub fn remove_drafts_before(&mut self, time: Timestamp) -> Result<usize, StoreError> {
        let old = drafts::table.filter(drafts::updated_at.lt(time.as_microsecond()));
        Ok(diesel::delete(old).execute(self.connection)?)
    }
}

fn draft_with_id(
    connection: &mut DbConnection,
    id: &str,
) -> Result<Option<ProfileDraft>, StoreError> {
    let row: Option<DraftRow> =
        drafts::table.find(id).select(DraftRow::as_select()).first(connection).optional()?;
    row.map(ProfileDraft::try_from).transpose()
}
