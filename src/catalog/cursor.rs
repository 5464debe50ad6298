//! Where a walk through a list goes on: after a value, not after a count, so
//! that what is there throughout is met exactly once, whatever changes meanwhile.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::listing::{Place, PlaceValue, Sort, SortField};

/// The place after which the next page begins. Opaque to clients: its text is
/// URL-safe base64 (RFC 4648, section 5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub sort: Sort,
    pub(super) after: Place,
}

/// The text is not a cursor of this order.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is not a cursor of this list and order: begin with `cursor=*`, then pass on `meta.next_cursor`"
)]
pub struct InvalidCursor;

impl Cursor {
    /// The text that clients pass on.
    pub fn encode(&self) -> String {
        let value = match &self.after.value {
            PlaceValue::Text(text) => format!("t{text}"),
            PlaceValue::Number(Some(number)) => format!("n{number}"),
            PlaceValue::Number(None) => "x".to_owned(),
        };
        let plain = format!("{}\n{value}\n{}", self.sort.to_word(), self.after.slug);
        URL_SAFE_NO_PAD.encode(plain)
    }

    /// Reads a cursor of a list in this order.
    pub fn decode(text: &str, sort: Sort) -> Result<Self, InvalidCursor> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidCursor)?;
        let plain = String::from_utf8(bytes).map_err(|_| InvalidCursor)?;
        let mut parts = plain.splitn(3, '\n');
        let (Some(word), Some(value), Some(slug)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(InvalidCursor);
        };
        let value = match (sort.field, value.split_at_checked(1)) {
            (SortField::Name, Some(("t", text))) => PlaceValue::Text(text.to_owned()),
            (SortField::Name, _) => return Err(InvalidCursor),
            (_, Some(("n", number))) => {
                PlaceValue::Number(Some(number.parse().map_err(|_| InvalidCursor)?))
            }
            (_, Some(("x", ""))) => PlaceValue::Number(None),
            _ => return Err(InvalidCursor),
        };
        if word != sort.to_word() {
            return Err(InvalidCursor);
        }
        Ok(Self { sort, after: Place { value, slug: slug.to_owned() } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_wrote_and_nothing_else() {
        for sort in Sort::all() {
            let value = match sort.field {
                SortField::Name => PlaceValue::Text("name\nwith a line".replace('\n', " ")),
                SortField::VerifiedAt => PlaceValue::Number(None),
                _ => PlaceValue::Number(Some(-7)),
            };
            let cursor = Cursor { sort, after: Place { value, slug: "a-b".to_owned() } };
            assert_eq!(Cursor::decode(&cursor.encode(), sort), Ok(cursor.clone()));

            let reversed = Sort { descending: !sort.descending, ..sort };
            assert_eq!(Cursor::decode(&cursor.encode(), reversed), Err(InvalidCursor));
        }
        let by_name = Sort { field: SortField::Name, descending: false };
        for text in ["", "*", "abc", "////", "bmFtZQ"] {
            assert_eq!(Cursor::decode(text, by_name), Err(InvalidCursor), "{text:?}");
        }
    }
}
