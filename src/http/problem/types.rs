//! The table of problem types. Slugs are permanent: clients branch on them.

/// A problem type: its page is `/problems/{slug}`.
#[derive(Debug)]
pub struct ProblemType {
    /// Permanent.
    pub slug: &'static str,
    /// The HTTP status code.
    pub status: u16,
    pub title: &'static str,
    /// The meaning and what to do, for its page.
    pub meaning: &'static str,
}

macro_rules! problem_types {
    ($( $name:ident = $status:literal $slug:literal, $title:literal, $meaning:literal; )*) => {
        $( pub const $name: ProblemType = ProblemType {
            slug: $slug, status: $status, title: $title, meaning: $meaning,
        }; )*

        /// Every problem type, by status code.
        pub const PROBLEM_TYPES: &[ProblemType] = &[$( $name ),*];
    };
}

problem_types! {
    INVALID_PARAMETER = 400 "invalid-parameter", "A parameter is not valid",
        "A parameter of the query or body is unknown, repeated, or has a value that is not \
         allowed. Each entry of `errors` names the parameter, what is wrong, the allowed values \
         and the nearest one. At most 100 errors are named, and each list of allowed values \
         appears once.";
    MALFORMED_JSON = 400 "malformed-json", "The body is not JSON",
        "The body is not one complete JSON value of the kind that the resource reads. `detail` \
         says where the mistake is.";
    MALFORMED_REQUEST = 400 "malformed-request", "The request is not HTTP/1.1",
        "The request line or a header breaks the rules of HTTP/1.1, or asks for another protocol. \
         Percent-encode spaces and control characters in the URL. The server closes the connection.";
    KEY_IN_URL = 400 "key-in-url", "The URL contains an API key",
        "URLs are written into logs and browser histories, so a key in a URL is no longer secret. \
         Revoke it, and send the next key in the `Authorization` header.";
    MISSING_KEY = 401 "missing-key", "An API key is needed",
        "Writing requires an API key, sent as `Authorization: Bearer asd_key_…`. The operator of \
         the server creates keys with the command `keys create`.";
    INVALID_KEY = 401 "invalid-key", "The API key is not known",
        "The text is not an API key, or not a key of this directory.";
    MISSPELLED_KEY = 401 "misspelled-key", "The API key is misspelled",
        "The checksum at the end of the key does not match the rest: a character is wrong or \
         missing. Copy the key again.";
    EXPIRED_KEY = 401 "expired-key", "The API key has expired",
        "The key was valid until the time in `detail`. The operator of the server creates a new \
         one with `keys create` or `keys rotate`.";
    REVOKED_KEY = 401 "revoked-key", "The API key was revoked",
        "The operator of the server revoked the key.";
    FORBIDDEN = 403 "forbidden", "The key may not do this",
        "The role of the key is not sufficient. Editors edit profiles; admins also edit the \
         vocabulary and import. `GET /api/v1/keys/self` shows the role of a key.";
    ORGANIZATION_NOT_ALLOWED = 403 "organization-not-allowed",
        "The key may not edit this organization",
        "The key is limited to some organizations: it may edit only these, and cannot add others. \
         `GET /api/v1/keys/self` lists them.";
    FOREIGN_ORIGIN = 403 "foreign-origin", "The request is from a page of another site",
        "The editing pages accept only forms of this server. The tools for assistants at `/mcp` refuse requests that a browser sends for a page of \
         another site, as the Model Context Protocol requires. Programs send no `Origin`. The rest \
         of the API can be read from every page.";
    UNKNOWN_ROUTE = 404 "unknown-route", "No page or resource has this path",
        "No resource has this path. The OpenAPI document lists all of them.";
    UNKNOWN_ORGANIZATION = 404 "unknown-organization", "No such organization",
        "No organization has this slug, former slug or identifier. Identifiers are written \
         `scheme-value`, with a list code of org-id.guide: `US-EIN-541722887`.";
    UNKNOWN_TERM = 404 "unknown-term", "No such term",
        "The vocabulary has no term with this slug.";
    UNKNOWN_COUNTRY = 404 "unknown-country", "No such country",
        "No country has this code of ISO 3166-1 (two capitals, such as `IN`), nor `XK`.";
    UNKNOWN_PROBLEM = 404 "unknown-problem", "No such problem type",
        "No problem type has this name.";
    UNKNOWN_REVISION = 404 "unknown-revision", "No such revision",
        "The organization has no revision with this number, or had none yet at this time. `detail` \
         says how many revisions there are, or when the first was made.";
    UNKNOWN_IMPORT = 404 "unknown-import", "No such import",
        "No load or import has this id. The report of a load or import has its id as `id`.";
    UNKNOWN_VERSION = 404 "unknown-version", "The dataset has no such version or file",
        "The number of a version is that of a change of the directory: it has no change with this \
         number yet, or the dataset has no file with this name. `/data` lists the files of the \
         newest version.";
    METHOD_NOT_ALLOWED = 405 "method-not-allowed", "The method is not allowed here",
        "The resource exists, but not for this method. The `Allow` header lists the methods that \
         it has.";
    NOT_ACCEPTABLE = 406 "not-acceptable", "No acceptable format",
        "The resource has none of the media types that the `Accept` header names. \
         `errors` lists those that it has.";
    REQUEST_TIMEOUT = 408 "request-timeout", "The request took too long",
        "The request did not arrive within the limits that `GET /api/v1/limits` states.";
    CONFLICT = 409 "conflict", "It belongs to another organization",
        "Another organization has the slug or identifier, or had the slug before. Each entry of \
         `errors` names it and the organization.";
    IMPORT_OVERTAKEN = 409 "import-overtaken", "The import can no longer be reverted as a whole",
        "Something that the import wrote was edited later, or the import was reverted already. \
         `detail` names what prevents it. Restore the other profiles one by one, or revert the \
         later edits first.";
    UNKNOWN_CHANGE = 409 "unknown-change", "The directory has no such change",
        "The client names a change beyond the last one. Probably the directory was restored from a \
         backup, so changes that the client has read no longer exist, and their numbers will be \
         those of other changes. Read everything again, from `since=0` or from an export.";
    EDITS_IN_IMPORT = 409 "would-replace-edits", "The import would replace edits",
        "Profiles were edited since the last load or import, and the import differs from the \
         edits. Nothing was imported. Each entry of `errors` names a profile, the edited keys, the \
         editors and the times. Import with `keep_edits=true` to leave these profiles as they are, \
         or with `overwrite_edits=true` to replace them.";
    TERM_IN_USE = 409 "term-in-use", "The term is in use",
        "A term can be removed only when no organization and no other term names it. \
         `errors` names those that use it.";
    WITHDRAWN = 410 "withdrawn", "The organization was withdrawn",
        "The directory no longer shows this organization. `reason` says why; `successor`, if \
         present, names the organization to read instead. Its history is still available.";
    GONE_VERSION = 410 "gone-version", "The version of the dataset is gone",
        "A text in this version was redacted since, or the directory was restored and has no history \
         before a later version. `detail` says which. Read a later version; `/data` shows the newest.";
    PRECONDITION_FAILED = 412 "precondition-failed", "The document has changed",
        "Someone changed it after the client read it, or it exists although the client required \
         that it does not. `revision` and the `ETag` header name the current revision: read it, \
         repeat the edit and send that ETag in `If-Match`.";
    CONTENT_TOO_LARGE = 413 "content-too-large", "The body is too large",
        "The body is larger than the limits that `GET /api/v1/limits` states.";
    URI_TOO_LONG = 414 "uri-too-long", "The URL is too long",
        "Path and query together are longer than the limits that `GET /api/v1/limits` states.";
    UNSUPPORTED_MEDIA_TYPE = 415 "unsupported-media-type", "The media type is not supported",
        "The resource does not read bodies of this media type.";
    RANGE_NOT_SATISFIABLE = 416 "range-not-satisfiable", "The range is beyond the end of the file",
        "The `Range` header asks for bytes after the end of the file. `Content-Range` says how long \
         the file is. Ask again without `Range`.";
    INVALID_DOCUMENT = 422 "invalid-document", "The document breaks rules",
        "The JSON is complete, but it is not a document of the directory. Each entry of `errors` \
         names the place, the rule and, if there is one, the value that was probably meant. At \
         most 100 errors are named; nothing was changed.";
    INVALID_IMPORT = 422 "invalid-import", "The import has mistakes",
        "Nothing was imported. Each entry of `errors` names the line, the place in the document \
         on it, the rule and, if there is one, the value that was probably meant. The response \
         names as many errors as fit into 64 kB, up to 1,000; `detail` says how many there are in \
         all.";
    PRECONDITION_REQUIRED = 428 "precondition-required", "Say which revision the edit replaces",
        "An edit names the revision that it was made from, so that it does not overwrite other \
         edits: send the `ETag` of the profile in `If-Match`. To create a profile, send \
         `If-None-Match: *`.";
    TOO_MANY_REQUESTS = 429 "too-many-requests", "Too many requests",
        "This client has used up its share. `Retry-After` says in how many seconds to try again; \
         the `RateLimit` headers show in advance how much is left.";
    HEAD_TOO_LARGE = 431 "head-too-large", "The request head is too large",
        "The headers together are larger than the limits that `GET /api/v1/limits` states.";
    INTERNAL = 500 "internal", "The server failed",
        "The server failed, and logged the failure. Trying again may help. If you report it, \
         include the `request_id`.";
    DAMAGED = 500 "damaged", "The database is damaged",
        "The database returned something other than what was written to it, so the server does \
         not show it. `detail` names what is damaged. Trying again does not help: the operator of \
         the server must restore the directory from a backup. Everything else can still be read.";
    UNAVAILABLE = 503 "unavailable", "The server cannot answer now",
        "The catalog is being built, the database is not available, or other writes come first. \
         Nothing was changed, unless `detail` says that this is not known: then read the current \
         state first. `Retry-After` says when to try again.";
    INSUFFICIENT_STORAGE = 507 "insufficient-storage", "The server has no room",
        "A disk of the server is full. Nothing was changed, and reading still works, except datasets \
         that were not made before. The operator of the server must free space.";
}
