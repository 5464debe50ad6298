//! Pagination cursors. A cursor names the sort key of the last organization on a page, not a
//! count: an organization that does not change meanwhile is listed exactly once.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::order::{Sort, SortField, SortKey, SortValue};

/// The sort key after which the next page begins. Clients treat it as opaque: its text is URL-safe
/// base64 (RFC 4648, section 5).
#[derive(Clone, Debug, PartialEq)]
pub struct Cursor {
    pub sort: Sort,
    value: OwnedSortValue,
    slug: String,
}

/// A [`SortValue`] that owns its text.
#[derive(Clone, Debug, PartialEq)]
enum OwnedSortValue {
    Text(String),
    Number(Option<i64>),
    Score(f32),
}

/// Where a page begins.
#[derive(Clone, Debug)]
pub enum Start<C = Cursor> {
    /// After this number of matches.
    Offset(usize),
    /// After this cursor; `None` for the first page.
    Cursor(Option<C>),
}

impl<C> Start<C> {
    /// Number of matches before the page, in pagination by offset.
    pub(in crate::catalog) fn offset(&self) -> usize {
        if let Self::Offset(offset) = self { *offset } else { 0 }
    }
}

impl Start {
    /// The score and slug after which the page begins, in a list sorted by relevance.
    pub(in crate::catalog) fn score(&self) -> Option<(f32, &str)> {
        let Self::Cursor(Some(cursor)) = self else { return None };
        let key = cursor.sort_key();
        match key.value {
            SortValue::Score(score) => Some((score, key.slug)),
            _ => None,
        }
    }
}

/// The text is not a cursor of this sort order.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is not a cursor of this list in this order; begin with `cursor=*`, then send \
     `meta.next_cursor`"
)]
pub struct InvalidCursor;

impl Cursor {
    /// The cursor after an organization with this sort key.
    pub(in crate::catalog) fn after(sort: Sort, key: &SortKey<'_>) -> Self {
        let value = match key.value {
            SortValue::Text(text) => OwnedSortValue::Text(text.to_owned()),
            SortValue::Number(number) => OwnedSortValue::Number(number),
            SortValue::Score(score) => OwnedSortValue::Score(score),
        };
        Self { sort, value, slug: key.slug.to_owned() }
    }

    /// The sort key after which the next page begins.
    pub(in crate::catalog) fn sort_key(&self) -> SortKey<'_> {
        let value = match &self.value {
            OwnedSortValue::Text(text) => SortValue::Text(text),
            OwnedSortValue::Number(number) => SortValue::Number(*number),
            OwnedSortValue::Score(score) => SortValue::Score(*score),
        };
        SortKey { value, slug: &self.slug }
    }

    /// The text that clients send back.
    pub fn encode(&self) -> String {
        let value = match &self.value {
            OwnedSortValue::Text(text) => format!("t{text}"),
            OwnedSortValue::Number(Some(number)) => format!("n{number}"),
            OwnedSortValue::Number(None) => "x".to_owned(),
            OwnedSortValue::Score(score) => format!("s{:08x}", score.to_bits()),
        };
        let plain = format!("{}\n{value}\n{}", self.sort.to_word(), self.slug);
        URL_SAFE_NO_PAD.encode(plain)
    }

    /// Reads the text of a cursor.
    ///
    /// # Errors
    ///
    /// When it is not a cursor of a list in this sort order.
    pub fn decode(text: &str, sort: Sort) -> Result<Self, InvalidCursor> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidCursor)?;
        let plain = String::from_utf8(bytes).map_err(|_| InvalidCursor)?;
        let mut parts = plain.splitn(3, '\n');
        let (Some(word), Some(value), Some(slug)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(InvalidCursor);
        };
        let value = match (sort.field, value.split_at_checked(1)) {
            (SortField::Name, Some(("t", text))) => OwnedSortValue::Text(text.to_owned()),
            (SortField::Relevance, Some(("s", bits))) => {
                let bits = u32::from_str_radix(bits, 16).map_err(|_| InvalidCursor)?;
                OwnedSortValue::Score(
                    Some(f32::from_bits(bits)).filter(|s| s.is_finite()).ok_or(InvalidCursor)?,
                )
            }
            (SortField::Name | SortField::Relevance, _) => return Err(InvalidCursor),
            (_, Some(("n", number))) => {
                OwnedSortValue::Number(Some(number.parse().map_err(|_| InvalidCursor)?))
            }
            (_, Some(("x", ""))) => OwnedSortValue::Number(None),
            _ => return Err(InvalidCursor),
        };
        if word != sort.to_word() {
            return Err(InvalidCursor);
        }
        Ok(Self { sort, value, slug: slug.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_and_other_texts_are_refused() {
        for sort in Sort::all().chain([Sort::RELEVANCE]) {
            let value = match sort.field {
                SortField::Name => OwnedSortValue::Text("name with a space".to_owned()),
                SortField::Relevance => OwnedSortValue::Score(12.5),
                SortField::VerifiedAt => OwnedSortValue::Number(None),
                _ => OwnedSortValue::Number(Some(-7)),
            };
            let cursor = Cursor { sort, value, slug: "a-b".to_owned() };
            assert_eq!(Cursor::decode(&cursor.encode(), sort), Ok(cursor.clone()));

            let reversed = Sort { descending: !sort.descending, ..sort };
            assert_eq!(Cursor::decode(&cursor.encode(), reversed), Err(InvalidCursor));
        }
        for text in ["", "*", "abc", "////", "bmFtZQ"] {
            assert_eq!(Cursor::decode(text, Sort::NAME), Err(InvalidCursor), "{text:?}");
        }
    }
}
