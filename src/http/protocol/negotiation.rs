//! Content negotiation (RFC 9110, section 12.5).
//!
//! actix-web's typed headers are not used, because they silently drop elements that do not parse.
//! They also ignore the specificity of media ranges and, among equal qualities, the server's order.

use actix_web::HttpRequest;
use actix_web::http::header::{ACCEPT, ACCEPT_ENCODING, HeaderName, HeaderValue};

use crate::catalog::Encoding;
use crate::domain::Code;
use crate::http::problem::{NOT_ACCEPTABLE, Problem, ProblemError};

/// The content coding that the client prefers; among equals, the one with the smallest result.
/// A client that accepts none of them gets the identity coding.
pub fn encoding(request: &HttpRequest) -> Encoding {
    preferred_coding(request, &[(Encoding::Brotli, "br"), (Encoding::Gzip, "gzip")])
}

/// The content coding for a stream. Each client gets its own encoding, and brotli is too slow for
/// that.
pub fn stream_encoding(request: &HttpRequest) -> Encoding {
    preferred_coding(request, &[(Encoding::Gzip, "gzip")])
}

fn preferred_coding(request: &HttpRequest, codings: &[(Encoding, &str)]) -> Encoding {
    let accepted = lines(request, ACCEPT_ENCODING);
    if accepted.len() == 0 {
        return Encoding::Identity;
    }
    let quality = |token: &str| {
        let exact = quality_of(accepted.clone(), |name| name.eq_ignore_ascii_case(token));
        exact.or_else(|| quality_of(accepted.clone(), |name| name == "*"))
    };
    let identity = quality_of(accepted.clone(), |name| name.eq_ignore_ascii_case("identity"));
    let (mut best, mut best_quality) = (Encoding::Identity, identity.unwrap_or(0));
    for &(encoding, token) in codings {
        let quality = quality(token).unwrap_or(0);
        if quality > best_quality
            || (quality == best_quality && quality > 0 && best == Encoding::Identity)
        {
            (best, best_quality) = (encoding, quality);
        }
    }
    best
}

/// Refuses a request that does not accept `media_type`.
///
/// # Errors
///
/// 406 with the available media type.
pub fn accept(request: &HttpRequest, media_type: &str) -> Result<(), Problem> {
    preferred_type(request, &[media_type]).map(|_| ())
}

/// The index of the media type that a request prefers; among equals, the first.
///
/// # Errors
///
/// 406 with all of them, if it accepts none.
pub fn preferred_type(request: &HttpRequest, media_types: &[&str]) -> Result<usize, Problem> {
    let accepted = lines(request, ACCEPT);
    if accepted.clone().all(|line| line.to_str().map_or(true, |line| line.trim().is_empty())) {
        return Ok(0);
    }
    let (mut best, mut best_quality) = (0, 0);
    for (index, media_type) in media_types.iter().enumerate() {
        let quality = type_quality(accepted.clone(), media_type);
        if quality > best_quality {
            (best, best_quality) = (index, quality);
        }
        // No later one could be preferred.
        if quality == WHOLE {
            break;
        }
    }
    if best_quality > 0 { Ok(best) } else { Err(not_acceptable("Accept", media_types)) }
}

/// The highest quality, in thousandths.
const WHOLE: u32 = 1000;

/// The quality of a media type; the most specific media range decides.
fn type_quality(accepted: Lines<'_>, media_type: &str) -> u32 {
    let group = media_type.split('/').next().unwrap_or_default();
    let (mut exact, mut of_group, mut of_all) = (None, None, None);
    for (name, quality) in elements(accepted) {
        let found = if name.eq_ignore_ascii_case(media_type) {
            &mut exact
        } else if name == "*/*" {
            &mut of_all
        } else if name.strip_suffix("/*").is_some_and(|it| it.eq_ignore_ascii_case(group)) {
            &mut of_group
        } else {
            continue;
        };
        *found = (*found).max(Some(quality));
    }
    exact.or(of_group).or(of_all).unwrap_or(0)
}

/// 406 with the formats that the header or parameter can name.
pub fn not_acceptable(parameter: &str, available: &[&str]) -> Problem {
    let list = available.join("`, `");
    let message = format!("no format that `{parameter}` names is available");
    let error = ProblemError {
        parameter: Some(parameter.to_owned()),
        allowed: available.iter().map(|&format| format.to_owned()).collect(),
        ..ProblemError::new(Code::NotAcceptable, message)
    };
    Problem::new(&NOT_ACCEPTABLE, format!("this resource is available as `{list}`"))
        .with_errors(vec![error])
}

/// The lines of a list header. Together they are one list (RFC 9110, section 5.3).
type Lines<'r> = std::slice::Iter<'r, HeaderValue>;

fn lines(request: &HttpRequest, name: HeaderName) -> Lines<'_> {
    request.headers().get_all(name)
}

/// The elements of a list, each with its quality in thousandths.
fn elements(lines: Lines<'_>) -> impl Iterator<Item = (&str, u32)> {
    let elements = lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(','));
    elements.map(|element| {
        let mut parts = element.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        (name, parts.find_map(quality_parameter).unwrap_or(WHOLE))
    })
}

/// The highest quality of the elements whose name matches.
fn quality_of(lines: Lines<'_>, matches: impl Fn(&str) -> bool) -> Option<u32> {
    elements(lines).filter(|(name, _)| matches(name)).map(|(_, quality)| quality).max()
}

fn quality_parameter(parameter: &str) -> Option<u32> {
    let value = parameter.strip_prefix("q=").or_else(|| parameter.strip_prefix("Q="))?;
    // A quality that is not a number counts as 0.
    let quality = value.parse::<f32>().unwrap_or(0.0).clamp(0.0, 1.0);
    Some((quality * 1000.0).round() as u32)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn accept_encoding_selects_the_preferred_coding() {
        for (accepted, expected) in [
            ("gzip, deflate, br, zstd", Encoding::Brotli),
            ("gzip", Encoding::Gzip),
            ("gzip;q=1.0, br;q=0.5", Encoding::Gzip),
            ("br;q=0, gzip;q=0.1", Encoding::Gzip),
            ("*", Encoding::Brotli),
            ("*;q=0", Encoding::Identity),
            ("identity", Encoding::Identity),
            ("identity;q=1, gzip;q=0.5", Encoding::Identity),
            ("deflate", Encoding::Identity),
            ("gzip;q=x", Encoding::Identity),
            ("", Encoding::Identity),
        ] {
            let request =
                TestRequest::default().insert_header((ACCEPT_ENCODING, accepted)).to_http_request();
            assert_eq!(encoding(&request), expected, "{accepted:?}");
        }
    }

    #[test]
    fn the_lines_of_a_list_header_are_one_list() {
        for (lines, expected) in [
            (&["deflate", "br"][..], Encoding::Brotli),
            (&["gzip;q=0.5", "br;q=0.4"], Encoding::Gzip),
            (&["identity;q=0.1", "", "gzip"], Encoding::Gzip),
        ] {
            let mut request = TestRequest::default();
            for line in lines {
                request = request.append_header((ACCEPT_ENCODING, *line));
            }
            assert_eq!(encoding(&request.to_http_request()), expected, "{lines:?}");
        }
        for (lines, expected) in [
            (&["text/plain", "text/csv"][..], Some(1)),
            (&["text/csv;q=0.5", "application/json"], Some(0)),
            (&["*/*;q=0.1", "text/csv"], Some(1)),
            (&["text/plain", "image/png"], None),
            (&["", " "], Some(0)),
        ] {
            let mut request = TestRequest::default();
            for line in lines {
                request = request.append_header((ACCEPT, *line));
            }
            let types = ["application/json", "text/csv"];
            let preferred = preferred_type(&request.to_http_request(), &types).ok();
            assert_eq!(preferred, expected, "{lines:?}");
        }
    }

    #[test]
    fn accept_without_an_available_format_returns_406() {
        for (accepted, passes) in [
            ("*/*", true),
            ("application/json", true),
            ("text/html, application/*;q=0.9", true),
            ("APPLICATION/JSON", true),
            ("text/html", false),
            ("application/json;q=0, */*", false),
        ] {
            let request =
                TestRequest::default().insert_header((ACCEPT, accepted)).to_http_request();
            assert_eq!(accept(&request, "application/json").is_ok(), passes, "{accepted:?}");
        }
    }
}
