//! The effect of one row on the profile that it names.
//!
//! A cell that is equal to the cell of an export is not a change, so a table that was exported and
//! not touched changes nothing, and details that a cell does not show stay.

use serde_json::{Value, json};

use super::cell::{check_kind, may_be_day, mistake, normalized};
use super::columns::{Column, Columns, TableColumn};
use super::sources::{SourceCells, cite, drop_uncited, named_source};
use super::values::{identifiers_cell, identifiers_in, keys_of, value};
use crate::directory::export::cells::{of_profile, unescape_formulas};
use crate::domain::{
    Code, Draft, Keyword, Node, Organization, OrganizationState, Status, TermScheme, Violation,
    Vocabulary,
};
use crate::store::StoreError;
use crate::tables::{CellKind, MAX_CELL_CHARACTERS, Row};

/// A changed cell, with the texts that an export has before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The index of the column in the table.
    pub column: usize,
    pub old: String,
    pub new: String,
}

/// The effect of a row.
#[derive(Debug, Default)]
pub struct Outcome {
    pub changes: Vec<Change>,
    /// The profile after the changes of the cells without mistakes; `None` if nothing changes.
    pub draft: Option<Draft<Organization>>,
    /// Each mistake with the index of its column in the table, if it is in a cell.
    pub mistakes: Vec<(Option<usize>, Violation)>,
    /// Each notice with the index of its column in the table, if it is about a cell.
    pub notices: Vec<(Option<usize>, String)>,
}

/// The revision that the cell `revision` of a row names; `None` if the row has none.
pub fn made_from<'r>(row: &'r Row, columns: &Columns) -> Option<&'r str> {
    let column = columns.place_of(&Column::Revision)?;
    row.cell(column.index).map(|cell| cell.text.trim()).filter(|text| !text.is_empty())
}

/// Applies a row to the profile of an organization. `base` is the document from which the row was
/// made, if that is an older revision: cells that are equal to it were not changed in the table.
///
/// # Errors
///
/// When the stored profile is damaged.
pub fn apply(
    row: &Row,
    columns: &Columns,
    state: &OrganizationState,
    base: Option<&str>,
    vocabulary: &Vocabulary,
) -> Result<Outcome, StoreError> {
    let corrupt = |err: serde_json::Error| StoreError::Corrupt(err.to_string());
    let before: Value = serde_json::from_str(&state.document).map_err(corrupt)?;
    let base: Option<Value> = base.map(serde_json::from_str).transpose().map_err(corrupt)?;
    let mut edit = Edit { after: before.clone(), before, base, outcome: Outcome::default() };
    for column in &columns.all {
        edit.cell(row, column, vocabulary);
    }
    let is_untouched = edit.outcome.changes.is_empty() && edit.outcome.mistakes.is_empty();
    if state.status == Status::Withdrawn && !is_untouched {
        let key = columns.all[columns.key].index;
        let message = format!("`{}` is withdrawn; restore it before you change it", state.slug);
        let mistakes = vec![(Some(key), mistake(Code::Contradiction, message))];
        return Ok(Outcome { mistakes, ..Outcome::default() });
    }
    let touched: Vec<&TableColumn> = columns.all.iter().filter(|it| edit.is_touched(it)).collect();
    edit.check_revision(row, columns, state, !touched.is_empty());
    edit.cite(row, columns, &touched);
    let Edit { before, mut after, mut outcome, .. } = edit;
    if outcome.changes.is_empty() {
        return Ok(outcome);
    }
    for id in drop_uncited(&before, &mut after) {
        let notice = format!("the source `{id}` is no longer cited, so it was removed");
        outcome.notices.push((None, notice));
    }
    let document = after.to_string();
    let node: Node<'_> = serde_json::from_str(&document).map_err(corrupt)?;
    let draft = Draft::<Organization>::read(&node);
    if let Err(violations) = &draft.document {
        let at = |violation: &Violation| column_at(&violation.pointer, columns);
        outcome.mistakes.extend(violations.iter().map(|it| (at(it), it.clone())));
    }
    outcome.draft = Some(draft);
    Ok(outcome)
}

/// The index in the table of the column that shows the value at a pointer.
pub fn column_at(pointer: &str, columns: &Columns) -> Option<usize> {
    let mut steps = pointer.split('/').skip(1);
    let (root, next) = (steps.next()?, steps.next().unwrap_or_default());
    let has_value = |name: &str| {
        let is_named = |it: &&TableColumn| matches!(&it.column, Column::Value(of) if *of == name);
        columns.all.iter().find(is_named)
    };
    let column = match (root, next) {
        ("framing", "in_short") => has_value("framing_in_short"),
        ("framing", "lens") => has_value("lens"),
        ("method", "in_short") => has_value("method_in_short"),
        ("identifiers", _) => has_value(root)
            .or_else(|| columns.all.iter().find(|it| matches!(it.column, Column::Identifiers(_)))),
        ("sources", _) => {
            let key = steps.next().unwrap_or("url");
            let is_key = |it: &&TableColumn| matches!(&it.column, Column::Source(of) if *of == key);
            let url = columns.place_of(&Column::Source("url"));
            columns.all.iter().find(is_key).or(url)
        }
        ("slug", _) => columns.all.get(columns.key),
        _ => has_value(root),
    };
    column.map(|it| it.index)
}

/// A profile while a row is applied.
struct Edit {
    before: Value,
    /// The profile from which the row was made, if that is an older revision.
    base: Option<Value>,
    after: Value,
    outcome: Outcome,
}

impl Edit {
    fn cell(&mut self, row: &Row, column: &TableColumn, vocabulary: &Vocabulary) {
        let Some(cell) = row.cell(column.index) else { return };
        let name = match &column.column {
            Column::Value(name) | Column::Fixed(name) => *name,
            Column::Identifiers(_) => "identifiers",
            Column::Key
            | Column::KeyIn(_)
            | Column::Source(_)
            | Column::Revision
            | Column::Ignored => return,
        };
        let raw = normalized(&cell.text);
        let exported = |profile: &Value| match &column.column {
            Column::Identifiers(scheme) => identifiers_cell(scheme, &profile[name]),
            _ => of_profile(profile, name, true),
        };
        let is_usable = !matches!(cell.kind, CellKind::Unusable(_));
        let is_day = name == "verified_at";
        let is_equal = |profile: &Value| {
            let exported = exported(profile);
            let escaped = || of_profile(profile, name, false);
            is_same(&raw, &exported)
                || is_same(&raw, &escaped())
                || (is_day && may_be_day(&raw, &exported))
        };
        if is_usable && (is_equal(&self.before) || self.base.as_ref().is_some_and(is_equal)) {
            return;
        }
        let old = exported(&self.before);
        let base = self.base.as_ref().map(exported).filter(|base| *base != old);
        if matches!(column.column, Column::Fixed(_)) {
            let message = format!("a table cannot change `{name}`; use the form or JSON");
            return self.mistake(column, mistake(Code::Contradiction, message));
        }
        if let Err(violation) = check_kind(cell, is_day) {
            return self.mistake(column, violation);
        }
        let text = unescape_formulas(&raw);
        let mut notices = Vec::new();
        let keys = keys_of(name);
        let target = keys.iter().fold(&mut self.after, |value, key| &mut value[*key]);
        let read = match &column.column {
            Column::Identifiers(scheme) => identifiers_in(scheme, target, &text, &mut notices),
            _ => value(name, target, &text, cell, vocabulary, &mut notices),
        };
        self.outcome.notices.extend(notices.into_iter().map(|it| (Some(column.index), it)));
        match read {
            Err(violations) => {
                violations.into_iter().for_each(|violation| self.mistake(column, violation));
            }
            Ok(new) if *target == new => {}
            // Elements that are added or removed fit every list.
            Ok(new) if base.is_some() && !(new.is_array() && text.starts_with(['+', '-'])) => {
                let base = base.unwrap_or_default();
                self.mistake(column, changed_since(&base, &old));
            }
            Ok(new) => {
                *target = new;
                let new = match &column.column {
                    Column::Identifiers(scheme) => identifiers_cell(scheme, &self.after[name]),
                    _ => of_profile(&self.after, name, true),
                };
                self.outcome.changes.push(Change { column: column.index, old, new });
            }
        }
    }

    fn mistake(&mut self, column: &TableColumn, violation: Violation) {
        self.outcome.mistakes.push((Some(column.index), violation));
    }

    fn is_touched(&self, column: &TableColumn) -> bool {
        self.outcome.changes.iter().any(|change| change.column == column.index)
    }

    /// A row that was made from a revision that cannot be compared must not replace another one.
    fn check_revision(
        &mut self,
        row: &Row,
        columns: &Columns,
        state: &OrganizationState,
        is_changed: bool,
    ) {
        let Some(column) = columns.place_of(&Column::Revision) else { return };
        let Some(made_from) = made_from(row, columns).filter(|_| is_changed) else { return };
        if self.base.is_none() && made_from != state.revision.to_string() {
            let message = format!(
                "the row was made from revision `{}`, but the profile is now at revision {}; \
                 export it again, or clear this cell",
                crate::domain::abbreviate(made_from),
                state.revision
            );
            self.mistake(column, mistake(Code::EditedSince, message));
        }
    }

    /// Updates the citations of the changed values: those of values that are gone are removed, and
    /// the source that the row names is added.
    fn cite(&mut self, row: &Row, columns: &Columns, touched: &[&TableColumn]) {
        let names: Vec<&str> = touched
            .iter()
            .map(|it| match &it.column {
                Column::Value(name) => *name,
                _ => "identifiers",
            })
            .collect();
        for name in &names {
            self.forget_citations(name);
        }
        let source_columns = columns.all.iter().filter(|it| matches!(it.column, Column::Source(_)));
        let mut cells: SourceCells<'_> = Vec::new();
        let mut first = None;
        for column in source_columns {
            let Some(cell) = row.cell(column.index) else { continue };
            let Column::Source(key) = column.column else { continue };
            let is_day = matches!(key, "published" | "retrieved");
            if let Err(violation) = check_kind(cell, is_day) {
                self.mistake(column, violation);
                continue;
            }
            first.get_or_insert(column);
            cells.push((key, cell.text.trim()));
        }
        let Some(first) = first else { return };
        if names.is_empty() {
            if self.outcome.mistakes.is_empty() {
                let notice = "the row names a source, but changes nothing".to_owned();
                self.outcome.notices.push((Some(first.index), notice));
            }
            return;
        }
        match named_source(&mut self.after, &cells) {
            Ok(id) => names.iter().for_each(|name| self.cite_for(name, &id)),
            Err(violation) => self.mistake(first, violation),
        }
    }

    /// Drops the citations of terms that are gone, and of a value that was cleared.
    fn forget_citations(&mut self, name: &str) {
        let gone = missing(&self.before[name], &self.after[name]);
        let is_cleared = self.after[name].is_null() || self.after[name] == json!([]);
        let Some(facts) = self.after["fact_sources"].as_object_mut() else { return };
        if is_fact_list(name) {
            gone.iter().for_each(|slug| drop(facts.remove(&format!("{name}/{slug}"))));
        }
        if is_cleared {
            facts.remove(name);
        }
    }

    /// Cites a source for the changed value of a column.
    fn cite_for(&mut self, name: &str, id: &str) {
        match name {
            "framing" | "framing_in_short" | "lens" => {
                cite(&mut self.after["framing"]["sources"], id)
            }
            "method" | "method_in_short" => cite(&mut self.after["method"]["sources"], id),
            "countries" => {
                let before = self.before["countries"].as_array().cloned().unwrap_or_default();
                let is_new = |country: &&mut Value| !before.contains(country);
                let countries = self.after["countries"].as_array_mut().into_iter().flatten();
                countries.filter(is_new).for_each(|it| cite(&mut it["sources"], id));
            }
            list if is_fact_list(list) => {
                let added = missing(&self.after[list], &self.before[list]);
                for slug in added {
                    cite(&mut self.after["fact_sources"][format!("{list}/{slug}")], id);
                }
            }
            key if self.after[key].is_null() || self.after[key] == json!([]) => {}
            key => cite(&mut self.after["fact_sources"][key], id),
        }
    }
}

/// The mistake of a cell whose value was changed in the table and in the directory.
fn changed_since(base: &str, now: &str) -> Violation {
    let quoted = |text: &str| match text {
        "" => "empty".to_owned(),
        text => format!("`{}`", crate::domain::abbreviate(text)),
    };
    let message = format!(
        "the value was also changed in the directory after this table was made: it was {}, and is \
         now {}; export it again, or clear the cell `revision` of this row to replace it",
        quoted(base),
        quoted(now)
    );
    mistake(Code::EditedSince, message)
}

/// Whether two cells have the same text. A spreadsheet cuts texts that are too long for a cell.
fn is_same(cell: &str, exported: &str) -> bool {
    let exported = normalized(exported);
    let is_cut =
        |cut: &str| cut.chars().count() + 2 >= MAX_CELL_CHARACTERS && exported.starts_with(cut);
    cell == exported || is_cut(cell.strip_suffix('…').unwrap_or(cell))
}

/// Whether `fact_sources` has the sources of single terms of a list.
fn is_fact_list(name: &str) -> bool {
    TermScheme::ALL.iter().any(|scheme| scheme.has_fact_sources() && scheme.plural() == name)
}

/// The texts of a list that another does not have.
fn missing(list: &Value, other: &Value) -> Vec<String> {
    let texts = |list: &Value| -> Vec<String> {
        let items = list.as_array().into_iter().flatten();
        items.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let others = texts(other);
    texts(list).into_iter().filter(|it| !others.contains(it)).collect()
}
