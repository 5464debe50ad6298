//! The time as of which a profile is read.

use jiff::Timestamp;

use super::ParameterValue;
use super::reader::Reader;
use super::values::{DAY_OR_TIME, with_offset_sign};
use crate::domain::{Code, Date};

/// A past time, or a day, which means its end in UTC. Today is allowed although it has not ended.
pub struct AsOfTime(pub Option<Timestamp>);

const DAY_SECONDS: i64 = 86_400;

impl ParameterValue for AsOfTime {
    fn read(reader: &mut Reader, name: &'static str) -> Self {
        let Some(text) = reader.one(name) else { return Self(None) };
        let now = Timestamp::now();
        let (time, is_future) =
            match (text.parse::<Date>(), with_offset_sign(&text).parse::<Timestamp>()) {
                (Ok(day), _) => {
                    let begins = i64::from(day.days_since_epoch()) * DAY_SECONDS;
                    let end = Timestamp::new(begins + DAY_SECONDS - 1, 999_999_999);
                    (end.ok(), begins > now.as_second())
                }
                (Err(_), Ok(time)) => (Some(time), time > now),
                (Err(_), Err(_)) => (None, false),
            };
        if is_future {
            let message = format!("`{name}` must not be in the future");
            reader.refuse(name, Code::OutOfRange, message);
        } else if time.is_none() {
            reader.invalid(name, DAY_OR_TIME);
        }
        Self(time)
    }
}
