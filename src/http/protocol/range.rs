//! Range requests (RFC 9110, section 14): the part of a file that a client wants.
//!
//! Several ranges at once are not supported: such a request gets the whole file, as the standard
//! allows.

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header::{IF_RANGE, RANGE};

/// The part of a file that a request wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    Whole,
    /// The bytes from the first to the last, both included.
    Part {
        first: u64,
        last: u64,
    },
    /// A range that begins after the end of the file.
    Beyond,
}

/// The part that a request wants of a file of `length` bytes, with this strong ETag and
/// this date of `Last-Modified`.
pub fn wanted(request: &HttpRequest, length: u64, etag: &str, modified: &str) -> Wanted {
    // The standard defines ranges for GET only, and an empty file has no parts.
    if request.method() != Method::GET || length == 0 {
        return Wanted::Whole;
    }
    let mut ranges = request.headers().get_all(RANGE);
    let (Some(range), None) = (ranges.next(), ranges.next()) else { return Wanted::Whole };
    let condition = request.headers().get(IF_RANGE).map(|value| value.to_str().unwrap_or(""));
    if condition.is_some_and(|it| it.trim() != etag && it.trim() != modified) {
        return Wanted::Whole;
    }
    let range = range.to_str().ok().and_then(|range| range.split_once('='));
    let range = range.filter(|(unit, _)| unit.trim().eq_ignore_ascii_case("bytes"));
    range.and_then(|(_, range)| part(range.trim(), length)).unwrap_or(Wanted::Whole)
}

/// The part that one range names; `None` if it is not a valid one.
fn part(range: &str, length: u64) -> Option<Wanted> {
    let number = |digits: &str| {
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        // A number that is too large is after the end of every file.
        is_number.then(|| digits.parse::<u64>().unwrap_or(u64::MAX))
    };
    let (first, last) = range.split_once('-')?;
    let (first, last) = match (first, last) {
        ("", suffix) => {
            let count = number(suffix)?.min(length);
            (length - count, length - 1)
        }
        (first, "") => (number(first)?, length - 1),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            (first, last.min(length - 1))
        }
    };
    Some(if first < length { Wanted::Part { first, last } } else { Wanted::Beyond })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    const ETAG: &str = "\"abc\"";
    const MODIFIED: &str = "Fri, 02 Jan 2026 03:04:05 GMT";

    #[test]
    fn a_range_selects_a_part_of_the_file() {
        let part = |first, last| Wanted::Part { first, last };
        for (range, expected) in [
            ("bytes=0-0", part(0, 0)),
            ("bytes=2-5", part(2, 5)),
            ("bytes=2-", part(2, 9)),
            ("bytes=-3", part(7, 9)),
            ("bytes=-99", part(0, 9)),
            ("bytes=8-99999999999999999999999", part(8, 9)),
            ("BYTES=9-9", part(9, 9)),
            ("bytes=10-", Wanted::Beyond),
            ("bytes=99999999999999999999999-", Wanted::Beyond),
            ("bytes=-0", Wanted::Beyond),
            ("bytes=5-2", Wanted::Whole),
            ("bytes=0-1,4-5", Wanted::Whole),
            ("bytes=", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("bytes=a-b", Wanted::Whole),
            ("bytes=+1-2", Wanted::Whole),
            ("lines=1-2", Wanted::Whole),
            ("bytes", Wanted::Whole),
        ] {
            let request = TestRequest::get().insert_header((RANGE, range)).to_http_request();
            assert_eq!(wanted(&request, 10, ETAG, MODIFIED), expected, "{range}");
            assert_eq!(wanted(&request, 0, ETAG, MODIFIED), Wanted::Whole, "{range} of nothing");
        }
    }

    #[test]
    fn if_range_selects_the_whole_file_unless_it_names_this_version() {
        for (condition, is_part) in [
            (ETAG, true),
            (MODIFIED, true),
            ("W/\"abc\"", false),
            ("\"xyz\"", false),
            ("Thu, 01 Jan 2026 03:04:05 GMT", false),
            ("", false),
        ] {
            let request = TestRequest::get()
                .insert_header((RANGE, "bytes=1-1"))
                .insert_header((IF_RANGE, condition))
                .to_http_request();
            let found = wanted(&request, 10, ETAG, MODIFIED);
            assert_eq!(found != Wanted::Whole, is_part, "{condition}");
        }
        let head = TestRequest::default()
            .method(Method::HEAD)
            .insert_header((RANGE, "bytes=1-1"))
            .to_http_request();
        assert_eq!(wanted(&head, 10, ETAG, MODIFIED), Wanted::Whole);
    }
}
