//! Loading tables: each row changes single values of one profile.
//!
//! A table is loaded like a batch of profiles: all rows or none, in one transaction, as one import
//! that can be reverted. The rows are applied to the profiles as they are in that transaction, so a
//! table never replaces an edit of a value that it does not name.

mod cell;
mod columns;
mod failed_rows;
mod keys;
mod lists;
mod load;
mod mapping;
mod proposals;
mod report;
mod row;
mod sources;
mod values;

pub use columns::{Column, Columns, ColumnsError, TableColumn, UnknownHeader};
pub use failed_rows::failed_rows;
pub use load::{TableOptions, load_table};
pub use mapping::{ColumnMapping, InvalidMapping};
pub use report::{
    ChangedCell, MAX_CELLS, MistakenCell, Notice, TableLoadError, TableMistake, TableMistakes,
    TableReport, around_difference,
};
