//! Where a walk through a list goes on: after a value, not after a count, so
//! that what is there throughout is met exactly once, whatever changes meanwhile.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::listing::{Place, PlaceValue, Sort, SortField};

/// The place after which the next page begins. Opaque to clients: its text is
/// URL-safe base64 (RFC 4648, section 5).
#[derive(Clone, Debug, PartialEq)]
pub struct Cursor {
    pub sort: Sort,
    value: Value,
    slug: String,
}

/// A [`PlaceValue`] that is kept.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Text(String),
    Number(Option<i64>),
    Score(f32),
}

/// The text is not a cursor of this order.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is not a cursor of this list and order: begin with `cursor=*`, then pass on `meta.next_cursor`"
)]
pub struct InvalidCursor;

impl Cursor {
    /// The cursor behind a place.
    pub(in crate::catalog) fn at(sort: Sort, place: &Place<'_>) -> Self {
        let value = match place.value {
            PlaceValue::Text(text) => Value::Text(text.to_owned()),
            PlaceValue::Number(number) => Value::Number(number),
            PlaceValue::Score(score) => Value::Score(score),
        };
        Self { sort, value, slug: place.slug.to_owned() }
    }

    /// The place behind which it goes on.
    pub(in crate::catalog) fn place(&self) -> Place<'_> {
        let value = match &self.value {
            Value::Text(text) => PlaceValue::Text(text),
            Value::Number(number) => PlaceValue::Number(*number),
            Value::Score(score) => PlaceValue::Score(*score),
        };
        Place { value, slug: &self.slug }
    }

    /// The text that clients pass on.
    pub fn encode(&self) -> String {
        let value = match &self.value {
            Value::Text(text) => format!("t{text}"),
            Value::Number(Some(number)) => format!("n{number}"),
            Value::Number(None) => "x".to_owned(),
            Value::Score(score) => format!("s{:08x}", score.to_bits()),
        };
        let plain = format!("{}\n{value}\n{}", self.sort.to_word(), self.slug);
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
            (SortField::Name, Some(("t", text))) => Value::Text(text.to_owned()),
            (SortField::Relevance, Some(("s", bits))) => {
                let bits = u32::from_str_radix(bits, 16).map_err(|_| InvalidCursor)?;
                Value::Score(
                    Some(f32::from_bits(bits)).filter(|s| s.is_finite()).ok_or(InvalidCursor)?,
                )
            }
            (SortField::Name | SortField::Relevance, _) => return Err(InvalidCursor),
            (_, Some(("n", number))) => {
                Value::Number(Some(number.parse().map_err(|_| InvalidCursor)?))
            }
            (_, Some(("x", ""))) => Value::Number(None),
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
    fn reads_back_what_it_wrote_and_nothing_else() {
        for sort in Sort::all().chain([Sort::RELEVANCE]) {
            let value = match sort.field {
                SortField::Name => Value::Text("name with a space".to_owned()),
                SortField::Relevance => Value::Score(12.5),
                SortField::VerifiedAt => Value::Number(None),
                _ => Value::Number(Some(-7)),
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
