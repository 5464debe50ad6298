//! Where a walk through links or ways goes on.

use crate::catalog::lists::listing::{Place, Sort};
use crate::catalog::{Cursor, InvalidCursor};

/// A place among organizations, and behind which of its items.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemCursor {
    at: Cursor,
    place: usize,
}

impl ItemCursor {
    pub(super) fn behind(sort: Sort, organization: &Place<'_>, place: usize) -> Self {
        Self { at: Cursor::at(sort, organization), place }
    }

    /// The place of its organization, and the item's among those of it.
    pub(super) fn parts(&self) -> (Place<'_>, usize) {
        (self.at.place(), self.place)
    }

    /// The text that clients pass on.
    pub fn encode(&self) -> String {
        format!("{}.{}", self.at.encode(), self.place)
    }

    /// Reads a cursor of a list in this order.
    pub fn decode(text: &str, sort: Sort) -> Result<Self, InvalidCursor> {
        let (at, place) = text.split_once('.').ok_or(InvalidCursor)?;
        let at = Cursor::decode(at, sort)?;
        let is_plain = !place.is_empty() && place.bytes().all(|byte| byte.is_ascii_digit());
        let place = place.parse().ok().filter(|_| is_plain).ok_or(InvalidCursor)?;
        Ok(Self { at, place })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::lists::listing::PlaceValue;

    #[test]
    fn reads_back_what_it_wrote_and_nothing_else() {
        for (sort, value) in
            [(Sort::NAME, PlaceValue::Text("a name")), (Sort::RELEVANCE, PlaceValue::Score(1.5))]
        {
            let cursor = ItemCursor::behind(sort, &Place { value, slug: "a-b" }, 12);
            let text = cursor.encode();
            assert_eq!(ItemCursor::decode(&text, sort), Ok(cursor));

            let (at, _) = text.split_once('.').unwrap();
            for wrong in [at, &format!("{at}."), &format!("{at}.+1"), &format!("{at}.1.2"), ".1"] {
                assert_eq!(ItemCursor::decode(wrong, sort), Err(InvalidCursor), "{wrong}");
            }
        }
    }
}
