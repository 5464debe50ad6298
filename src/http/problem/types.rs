//! Every sort of problem. Slugs are permanent: clients branch on them.

/// A sort of problem: its page is `/problems/<slug>`. Slugs are permanent.
#[derive(Debug)]
pub struct ProblemType {
    pub slug: &'static str,
    pub status: u16,
    pub title: &'static str,
    /// What it means and what to do, for its page.
    pub meaning: &'static str,
}

macro_rules! problem_types {
    ($( $name:ident = $status:literal $slug:literal, $title:literal, $meaning:literal; )*) => {
        $( pub const $name: ProblemType = ProblemType {
            slug: $slug, status: $status, title: $title, meaning: $meaning,
        }; )*

        /// Every sort of problem, by status.
        pub const PROBLEM_TYPES: &[ProblemType] = &[$( $name ),*];
    };
}

problem_types! {
    INVALID_PARAMETER = 400 "invalid-parameter", "A parameter is not valid",
        "A parameter of the query or body is unknown, repeated, or has a value that is not allowed. Each entry of \
         `errors` names the parameter, what is wrong, the allowed values and the nearest. The first \
         hundred are named; allowed values are listed once.";
    MALFORMED_JSON = 400 "malformed-json", "The body is not JSON",
        "The body is not one whole JSON value of the kind that the resource reads. `detail` says \
         where it goes wrong.";
    MALFORMED_REQUEST = 400 "malformed-request", "The request is not HTTP/1.1",
        "The request line or a header breaks the rules of HTTP/1.1, or asks for another protocol. \
         Percent-encode everything in the URL that is not ASCII. The server closes the connection.";
    KEY_IN_URL = 400 "key-in-url", "An API key stands in the address",
        "Addresses are written into logs and histories, so a key that stood in one is no secret any \
         more: revoke it, and send the next as `Authorization: Bearer …`.";
    MISSING_KEY = 401 "missing-key", "An API key is needed",
        "Whoever writes sends an API key as `Authorization: Bearer asd_key_…`. Keys are made by \
         those who run the server, with the command `keys create`.";
    INVALID_KEY = 401 "invalid-key", "The API key is not known",
        "What was sent is no API key, or not one of this directory.";
    MISSPELLED_KEY = 401 "misspelled-key", "The API key is misspelled",
        "The checksum at the end of the key does not fit what stands before it: a character is \
         wrong or missing. Copy the key anew.";
    EXPIRED_KEY = 401 "expired-key", "The API key has expired",
        "The key served until the time that `detail` names. Those who run the server make another \
         with `keys create` or `keys rotate`.";
    REVOKED_KEY = 401 "revoked-key", "The API key was revoked",
        "Those who run the server took the key back.";
    FORBIDDEN = 403 "forbidden", "The key may not do this",
        "The key's role is not enough. Editors write profiles; admins also write the vocabulary and \
         import. `GET /api/v1/keys/self` says what role a key has.";
    UNKNOWN_ROUTE = 404 "unknown-route", "Nothing is served at this address",
        "No resource has this path. The OpenAPI document lists them all.";
    UNKNOWN_ORGANIZATION = 404 "unknown-organization", "No such organization",
        "No organization has this slug, former slug or identifier. Identifiers are written \
         `scheme-value`, with a list code of org-id.guide: `US-EIN-541722887`.";
    UNKNOWN_TERM = 404 "unknown-term", "No such term",
        "The vocabulary has no term with this slug.";
    UNKNOWN_COUNTRY = 404 "unknown-country", "No such country",
        "No country has this code of ISO 3166-1 (two capitals, such as `IN`), nor `XK`.";
    UNKNOWN_PROBLEM = 404 "unknown-problem", "No such problem type",
        "No problem has this name.";
    UNKNOWN_REVISION = 404 "unknown-revision", "No such revision",
        "The organization has no revision of this number, or had none yet at this time. `detail` \
         says how many there are, or when they begin.";
    UNKNOWN_IMPORT = 404 "unknown-import", "No such import",
        "No load or import has this id. Its report has it, as `id`.";
    METHOD_NOT_ALLOWED = 405 "method-not-allowed", "The method is not allowed here",
        "The resource exists, but does not answer this method. The `Allow` header lists those that \
         it does.";
    NOT_ACCEPTABLE = 406 "not-acceptable", "No acceptable format",
        "The resource cannot be had in any of the media types that the `Accept` header names. \
         `errors` lists those that it can.";
    REQUEST_TIMEOUT = 408 "request-timeout", "The request took too long",
        "The request did not arrive within the limits that `GET /api/v1/limits` states.";
    CONFLICT = 409 "conflict", "It belongs to another organization",
        "The slug or an identifier is another organization's, or was its slug once. Each entry of \
         `errors` says which and whose.";
    IMPORT_OVERTAKEN = 409 "import-overtaken", "The import cannot be taken back as a whole",
        "Something that it wrote was edited since, or it was taken back already. `detail` names \
         what is in the way. Restore the others by hand, or take back the later edits first.";
    TERM_IN_USE = 409 "term-in-use", "The term is in use",
        "A term goes only when no organization names it and no other term stands below it. \
         `errors` names who does.";
    WITHDRAWN = 410 "withdrawn", "The organization was withdrawn",
        "The directory no longer shows this organization. `reason` says why, `successor` names the \
         one to read instead, if there is one. Its history is kept.";
    PRECONDITION_FAILED = 412 "precondition-failed", "Something else stands there now",
        "Since the client read it, somebody has changed it; or it exists where the client asked that \
         it must not. `revision` and the `ETag` header name what stands now: read it, make the edit \
         anew and send that tag in `If-Match`.";
    CONTENT_TOO_LARGE = 413 "content-too-large", "The body is too large",
        "The body is larger than the limits that `GET /api/v1/limits` states.";
    URI_TOO_LONG = 414 "uri-too-long", "The address is too long",
        "Path and query together are longer than the limits that `GET /api/v1/limits` states.";
    UNSUPPORTED_MEDIA_TYPE = 415 "unsupported-media-type", "The media type is not supported",
        "The body is of a media type that the resource does not read.";
    INVALID_DOCUMENT = 422 "invalid-document", "The document breaks rules",
        "The JSON is whole, but not a document of the directory. Each entry of `errors` names the \
         place, the rule and, where there is one, what was probably meant. The first hundred \
         are named at once; nothing was changed.";
    INVALID_IMPORT = 422 "invalid-import", "The import has mistakes",
        "Nothing was imported. Each entry of `errors` names the line, the place in the document on \
         it, the rule and, where there is one, what was probably meant: as many as there is \
         room for in 64 kB, up to a thousand; `detail` says how many there are in all.";
    PRECONDITION_REQUIRED = 428 "precondition-required", "Say what the edit replaces",
        "So that nobody's work is overwritten unseen, an edit names the revision that it was made \
         from: the `ETag` of the profile in `If-Match`. To create, send `If-None-Match: *`.";
    TOO_MANY_REQUESTS = 429 "too-many-requests", "Too many requests",
        "This client has asked more than its share. `Retry-After` says in how many seconds it may \
         go on; the `RateLimit` headers tell beforehand how much is left.";
    HEAD_TOO_LARGE = 431 "head-too-large", "The request head is too large",
        "The headers together are larger than the limits that `GET /api/v1/limits` states.";
    INTERNAL = 500 "internal", "The server failed",
        "Something went wrong inside; it was logged. Trying again may help. When you report it, \
         give the `request_id`.";
    DAMAGED = 500 "damaged", "The database is damaged",
        "What the database returned is not what was written to it, so it is not shown. `detail` names what is damaged. \
         Trying again does not help: the people who run the server must restore the directory from a backup. \
         Everything else can still be read.";
    UNAVAILABLE = 503 "unavailable", "The server cannot answer now",
        "The catalog is being built, the database is away, or other writers come first. Nothing was \
         changed, unless `detail` says that this is not known: then read what stands first. \
         `Retry-After` says when to try again.";
    INSUFFICIENT_STORAGE = 507 "insufficient-storage", "The server has no room",
        "The disk of the database is full. Nothing was changed; reads go on. Those who run the \
         server must make room.";
}
