//! The path that a request means whose own path has no resource: with slashes too many, in another
//! case, or with an identifier whose slash is not percent-encoded.

use actix_web::HttpRequest;
use actix_web::dev::ResourceMap;

use super::call::Call;
use super::parameters::meant::meant_organization;
use crate::domain::nearest;
use crate::http::protocol::urls::decoded_path;

/// The paths below which the next part is the key of an organization.
const KEYED: [&str; 2] = ["/organizations/", "/api/v1/organizations/"];

/// Paths that visitors type, with the pages that they mean.
const OTHER_NAMES: [(&str, &str); 2] = [("/organizations", "/"), ("/index.html", "/")];

/// The pages whose path a visitor may misspell.
const PAGES: [&str; 10] = [
    "/about",
    "/approaches",
    "/compare",
    "/countries",
    "/docs/",
    "/focus-areas",
    "/problems",
    "/research",
    "/safety",
    "/ways-to-help",
];

/// The only path that a request can mean. It is percent-encoded as that of the request.
pub fn meant_path(request: &HttpRequest) -> Option<String> {
    let parts = |path: &str| -> Vec<String> {
        path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let (decoded, given) = (parts(decoded_path(request)), parts(request.path()));
    if decoded.len() != given.len() {
        return None;
    }
    let map = request.resource_map();
    let joined = format!("/{}", decoded.join("/")).to_ascii_lowercase();
    let known = OTHER_NAMES.iter().find(|(name, _)| *name == joined);
    known
        .map(|(_, path)| (*path).to_owned())
        .or_else(|| ["", "/"].iter().find_map(|end| routed(map, &joined, end, &given)))
        .filter(|path| path != request.path())
        .or_else(|| with_slug(request, map))
}

/// The path of the resource that `lowercase` plus `end` matches: the fixed parts as the resource has
/// them, the others as they were given.
fn routed(map: &ResourceMap, lowercase: &str, end: &str, given: &[String]) -> Option<String> {
    let pattern = map.match_pattern(&format!("{lowercase}{end}"))?;
    let parts: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty()).collect();
    let mut path = String::new();
    for (index, given) in given.iter().enumerate() {
        let fixed = parts.get(index).filter(|part| !part.starts_with('{'));
        path.push('/');
        path.push_str(fixed.copied().unwrap_or(given));
    }
    path.push_str(end);
    Some(path)
}

/// The path with a slug in the place of an identifier with slashes.
fn with_slug(request: &HttpRequest, map: &ResourceMap) -> Option<String> {
    let path = decoded_path(request);
    let folder = KEYED.into_iter().find(|folder| path.starts_with(folder))?;
    let parts: Vec<&str> = path[folder.len()..].split('/').collect();
    let call = Call::of(request).ok()?;
    // An identifier has at most 60 characters after its scheme.
    (2..=parts.len().min(30)).find_map(|count| {
        let entry = meant_organization(call.snapshot(), &parts[..count].join("/"))?;
        let rest: String = parts[count..].iter().flat_map(|part| ["/", part]).collect();
        let path = format!("{folder}{}{rest}", entry.slug());
        map.has_resource(&path).then_some(path)
    })
}

/// The page whose path is nearest to that of a request.
pub fn nearest_page(request: &HttpRequest) -> Option<&'static str> {
    nearest(decoded_path(request), PAGES)
}
