//! The path that a request means whose own path has no resource: with slashes too many, in another
//! case, or with an identifier whose slash is not percent-encoded.

use actix_web::HttpRequest;
use actix_web::dev::ResourceMap;
use percent_encoding::percent_decode_str;

use super::call::Call;
use super::parameters::meant::meant_organization;
use crate::domain::{Keyword, TermScheme, nearest};
use crate::http::protocol::urls::decoded_path;

/// The paths below which the next part is the key of an organization.
const KEYED: [&[&str]; 2] = [&["organizations"], &["api", "v1", "organizations"]];

/// Maximum number of parts of a path that form one identifier, which has at most 60 characters
/// after its scheme.
const MAX_KEY_PARTS: usize = 30;

/// Paths that visitors type, with the pages that they mean.
const OTHER_NAMES: [(&str, &str); 4] = [
    ("/index.html", "/"),
    ("/help", "/get-help"),
    ("/report", "/get-help"),
    ("/donate", "/ways-to-help"),
];

/// The API reference.
const REFERENCE: &str = "/docs/";

/// The pages whose path a visitor may misspell, besides those of the vocabularies.
const PAGES: [&str; 13] = [
    "/about",
    "/accessibility",
    "/charts",
    "/compare",
    "/countries",
    REFERENCE,
    "/get-help",
    "/organizations",
    "/problems",
    "/research",
    "/safety",
    "/topics",
    "/ways-to-help",
];

/// The only path that a request can mean. It is percent-encoded as that of the request.
pub fn meant_path(request: &HttpRequest) -> Option<String> {
    let (decoded, given) = (parts(decoded_path(request)), parts(request.path()));
    if decoded.len() != given.len() {
        return None;
    }
    let map = request.resource_map();
    let joined = format!("/{}", decoded.join("/")).to_ascii_lowercase();
    let known = OTHER_NAMES.iter().find(|(name, _)| *name == joined);
    known
        .map(|(_, path)| (*path).to_owned())
        .or_else(|| routed(map, &joined, &given))
        .filter(|path| path != request.path())
        .or_else(|| with_slug(request, &decoded, &given))
}

/// The parts of a path that are not empty.
fn parts(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}

/// The path of the resource that `lowercase` matches, perhaps with a slash at its end: the fixed
/// parts as the resource has them, the others as they were given.
fn routed(map: &ResourceMap, lowercase: &str, given: &[&str]) -> Option<String> {
    ["", "/"].into_iter().find_map(|end| {
        let pattern = map.match_pattern(&format!("{lowercase}{end}"))?;
        let fixed = parts(&pattern);
        let mut path = String::new();
        for (index, given) in given.iter().enumerate() {
            let fixed = fixed.get(index).filter(|part| !part.starts_with('{'));
            path.push('/');
            path.push_str(fixed.unwrap_or(given));
        }
        Some(path + end)
    })
}

/// The path with a slug in the place of an identifier with slashes.
fn with_slug(request: &HttpRequest, decoded: &[&str], given: &[&str]) -> Option<String> {
    let is_above = |folder: &&&[&str]| {
        let is_same = |(given, fixed): (&&str, &&str)| given.eq_ignore_ascii_case(fixed);
        decoded.len() > folder.len() && decoded.iter().zip(folder.iter()).all(is_same)
    };
    let begin = KEYED.iter().find(is_above)?.len();
    let call = Call::of(request).ok()?;
    (2..=(decoded.len() - begin).min(MAX_KEY_PARTS)).find_map(|count| {
        let end = begin + count;
        let key = decoded[begin..end].join("/");
        let key = percent_decode_str(&key).decode_utf8().ok()?;
        let entry = meant_organization(call.snapshot(), &key)?;
        let with_slug = [&given[..begin], &[entry.slug()], &given[end..]].concat();
        let lowercase = format!("/{}", with_slug.join("/")).to_ascii_lowercase();
        routed(request.resource_map(), &lowercase, &with_slug)
    })
}

/// The page whose path is nearest to that of a request.
pub fn nearest_page(request: &HttpRequest) -> Option<&'static str> {
    let path = decoded_path(request);
    if path.starts_with(REFERENCE) {
        return Some(REFERENCE);
    }
    let vocabularies = TermScheme::ALL.iter().map(|scheme| scheme.path());
    nearest(path, PAGES.into_iter().chain(vocabularies))
}
