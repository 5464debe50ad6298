//! Pagination cursors of lists of items.

use crate::catalog::lists::order::{Sort, SortKey};
use crate::catalog::{Cursor, InvalidCursor};

/// The sort key of the last item's organization, and the item's index in the profile's list.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemCursor {
    organization: Cursor,
    index: usize,
}

impl ItemCursor {
    /// The cursor after an item.
    pub(super) fn after(sort: Sort, organization: &SortKey<'_>, index: usize) -> Self {
        Self { organization: Cursor::after(sort, organization), index }
    }

    /// The sort key of the organization, and the index of the item in the profile's list.
    pub(super) fn parts(&self) -> (SortKey<'_>, usize) {
        (self.organization.sort_key(), self.index)
    }

    /// The text that clients send back.
    pub fn encode(&self) -> String {
        format!("{}.{}", self.organization.encode(), self.index)
    }

    /// Reads the text of a cursor.
    ///
    /// # Errors
    ///
    /// When it is not a cursor of a list in this sort order.
    pub fn decode(text: &str, sort: Sort) -> Result<Self, InvalidCursor> {
        let (organization, index) = text.split_once('.').ok_or(InvalidCursor)?;
        let organization = Cursor::decode(organization, sort)?;
        let is_plain = !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit());
        let index = index.parse().ok().filter(|_| is_plain).ok_or(InvalidCursor)?;
        Ok(Self { organization, index })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::lists::order::SortValue;

    #[test]
    fn a_cursor_is_read_back_and_other_texts_are_refused() {
        for (sort, value) in
            [(Sort::NAME, SortValue::Text("a name")), (Sort::RELEVANCE, SortValue::Score(1.5))]
        {
            let cursor = ItemCursor::after(sort, &SortKey { value, slug: "a-b" }, 12);
            let text = cursor.encode();
            assert_eq!(ItemCursor::decode(&text, sort), Ok(cursor));

            let (organization, _) = text.split_once('.').unwrap();
            for index in ["", ".", ".+1", ".1.2"] {
                let wrong = format!("{organization}{index}");
                assert_eq!(ItemCursor::decode(&wrong, sort), Err(InvalidCursor), "{wrong}");
            }
            assert_eq!(ItemCursor::decode(".1", sort), Err(InvalidCursor));
        }
    }
}
