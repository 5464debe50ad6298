//! Redacting the drafts of an organization: what editors typed and have not saved.
//!
//! A draft is a whole profile, so it has the redacted text, perhaps already edited. Each key of the
//! profile that the redaction changed, or in which a redacted text is found, gets the value that the
//! profile has after the redaction. Unsaved edits of these keys are lost on purpose.

use serde_json::Value;

use super::remaining::RedactedTexts;
use crate::directory::drafts::{root_key, with_current_keys};
use crate::domain::{ProfileDraft, Redaction, ValuePointer};
use crate::store::{StoreError, Writer};

/// A redaction that was written, as far as drafts are concerned.
pub struct Written<'r> {
    /// The id of the organization.
    pub organization: &'r str,
    /// The profile after the redaction, as JSON.
    pub profile: &'r str,
    /// The root keys in which it differs from the one before.
    pub changed: &'r [String],
    /// The texts that went.
    pub removed: &'r [String],
}

/// Redacts all drafts of an organization. With the whole profile they go too.
pub fn redact_drafts(
    writer: &mut Writer<'_>,
    redaction: &Redaction,
    written: &Written<'_>,
) -> Result<(), StoreError> {
    let drafts = writer.drafts_of_organization(written.organization)?;
    if drafts.is_empty() {
        return Ok(());
    }
    if redaction.pointer.as_ref().is_some_and(ValuePointer::is_whole) {
        return drafts.iter().try_for_each(|draft| writer.remove_draft(&draft.id));
    }
    let texts = RedactedTexts::new(written.removed)?;
    let newest: Value = parsed(written.profile)?;
    let pointer = redaction.pointer.as_ref().map_or("", ValuePointer::as_str);
    for draft in drafts {
        let mut keys: Vec<String> = written.changed.to_vec();
        keys.extend(root_key(pointer));
        let typed: Value = parsed(&draft.document)?;
        for (key, value) in typed.as_object().into_iter().flatten() {
            let present = texts_in(newest.get(key));
            if !keys.contains(key) && has_any(value, &texts, &present) {
                keys.push(key.clone());
            }
        }
        let document = with_current_keys(&draft.document, &keys, written.profile)?;
        let note = if texts.are_in(&draft.note) { String::new() } else { draft.note.clone() };
        // A page that is open now has another version, so it cannot overwrite the draft.
        let version = draft.version + 1;
        writer.put_draft(&ProfileDraft { document, note, version, ..draft })?;
    }
    Ok(())
}

/// Whether a value has a redacted text that the profile does not have there any more.
fn has_any(value: &Value, texts: &RedactedTexts, present: &[&str]) -> bool {
    match value {
        Value::String(text) => texts.are_in(text) && !present.contains(&text.as_str()),
        Value::Array(items) => items.iter().any(|item| has_any(item, texts, present)),
        Value::Object(members) => members.values().any(|item| has_any(item, texts, present)),
        _ => false,
    }
}

/// All texts of a value.
fn texts_in(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(items)) => items.iter().flat_map(|it| texts_in(Some(it))).collect(),
        Some(Value::Object(members)) => {
            members.values().flat_map(|it| texts_in(Some(it))).collect()
        }
        _ => Vec::new(),
    }
}

fn parsed(text: &str) -> Result<Value, StoreError> {
    serde_json::from_str(text).map_err(|err| StoreError::Corrupt(err.to_string()))
}
