//! Organizations that a text names exactly: by a key, an identifier or a whole name.

use super::Basis;
use crate::catalog::Entry;
use crate::catalog::columns::Columns;
use crate::catalog::rows::entry::NameRole;
use crate::catalog::search::{exact_identifiers, split_name};
use crate::domain::Identifier;
use crate::text::CompletionQuery;

/// Maximum number of organizations of one name.
const MAX_NAMESAKES: usize = 200;

/// Maximum number of look-ups to split one word into the words of a name.
const MAX_SPLITS: usize = 60;

/// Minimum number of letters and digits of an identifier without its register. A shorter number is
/// rather a year or a count.
const MIN_NUMBER: usize = 5;

/// Calls `found` with each organization that a text names by a key: a slug, a former slug or an
/// identifier. A withdrawn organization has only its slug.
pub fn by_key<'c>(columns: &'c Columns, text: &str, found: &mut dyn FnMut(Entry<'c>, Basis)) {
    let is_shown = |entry: &Entry<'_>| entry.withdrawal().is_none();
    if let Some(entry) = columns.find(text) {
        let basis = match text {
            text if text == entry.slug() => Basis::Identifier,
            text if text.starts_with(|c: char| c.is_ascii_uppercase()) => Basis::Identifier,
            _ => Basis::FormerSlug,
        };
        if is_shown(&entry) || text == entry.slug() {
            found(entry, basis);
        }
    }
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return;
    }
    if let Some(entry) = identifier_key(text).and_then(|key| columns.find(&key))
        && is_shown(&entry)
    {
        found(entry, Basis::Identifier);
    }
    let Ok(typed) = CompletionQuery::parse(text) else { return };
    let words: Vec<_> = typed.typed().collect();
    let digits = text.bytes().filter(u8::is_ascii_alphanumeric).count();
    for entry in exact_identifiers(columns, &words).map(|it| it.entry).filter(is_shown) {
        let basis = if digits < MIN_NUMBER { Basis::Similar } else { Basis::Identifier };
        found(entry, basis);
    }
}

/// The key of an identifier with its register, whose letters may be small: `us-ein-54-1722887`.
pub fn identifier_key(text: &str) -> Option<String> {
    let (end, _) = text.match_indices('-').nth(1)?;
    let scheme = text.get(..end)?.to_uppercase();
    let identifier: Identifier = format!("{scheme}{}", &text[end..]).parse().ok()?;
    Some(identifier.key().to_string())
}

/// Calls `found` with each organization whose name has the letters of a folded text, but other
/// spaces: `know the chain` for `KnowTheChain`, `voiceofthefree` for `Voice of the Free`.
pub fn by_letters<'c>(columns: &'c Columns, folded: &str, found: &mut dyn FnMut(Entry<'c>)) {
    let joined = folded.replace(' ', "");
    if joined.len() < folded.len() {
        by_name(columns, &joined, &mut |entry, _| found(entry));
        return;
    }
    let mut lookups = MAX_SPLITS;
    if folded.is_ascii()
        && let Some(split) = split_name(columns, "", folded, &mut lookups)
    {
        by_name(columns, &split, &mut |entry, _| found(entry));
    }
}

/// Calls `found` with each organization that has a folded text as a name.
pub fn by_name<'c>(columns: &'c Columns, folded: &str, found: &mut dyn FnMut(Entry<'c>, Basis)) {
    if folded.is_empty() {
        return;
    }
    let names = columns.names_with_prefix(folded);
    let same = names.take_while(|(_, name)| name.folded == folded);
    let shown = same.filter(|(entry, _)| entry.withdrawal().is_none());
    for (entry, name) in shown.take(MAX_NAMESAKES) {
        let basis = match name.role {
            NameRole::Name => Basis::Name,
            _ if entry.acronym() == Some(name.written) => Basis::Acronym,
            _ => Basis::OtherName,
        };
        found(entry, basis);
    }
}
