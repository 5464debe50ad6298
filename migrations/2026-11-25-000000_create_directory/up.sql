-- The tables of the directory, in SQL for both SQLite and PostgreSQL: TEXT keys,
-- no sequences, no triggers, no collations. See ../README.md.
--
-- Times are microseconds since 1970-01-01 UTC. Rust folds and sorts texts; the
-- database never does.

-- One row: the id of the directory and its last change. Every write updates this
-- row first, so only one writer runs at a time, and change numbers have no gaps.
CREATE TABLE directory (
    id          TEXT   NOT NULL PRIMARY KEY,
    last_change BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);

-- One row per revision of an organization or a term. Append-only. Only this table
-- stores their documents.
CREATE TABLE revisions (
    change     BIGINT  NOT NULL PRIMARY KEY,
    subject    TEXT    NOT NULL CHECK (subject IN ('organization', 'focus_area', 'approach')),
    -- The id of an organization, the slug of a term.
    subject_id TEXT    NOT NULL,
    revision   INTEGER NOT NULL CHECK (revision > 0),
    kind       TEXT    NOT NULL
        CHECK (kind IN ('created', 'updated', 'renamed', 'withdrawn', 'restored')),
    -- The canonical JSON of this revision.
    document   TEXT    NOT NULL,
    -- The key or command that wrote it: 'key:<name>' or 'command:<name>'.
    author     TEXT    NOT NULL,
    note       TEXT,
    at         BIGINT  NOT NULL,
    UNIQUE (subject, subject_id, revision)
);

-- One row per organization. Its profile is in the revision of its newest change.
CREATE TABLE organizations (
    id         TEXT    NOT NULL PRIMARY KEY,
    slug       TEXT    NOT NULL UNIQUE,
    status     TEXT    NOT NULL CHECK (status IN ('active', 'inactive', 'withdrawn')),
    revision   INTEGER NOT NULL,
    change     BIGINT  NOT NULL UNIQUE REFERENCES revisions (change),
    created_at BIGINT  NOT NULL,
    updated_at BIGINT  NOT NULL
);

-- One row per term of the vocabulary. Its document is in the revision of its newest change.
CREATE TABLE terms (
    scheme   TEXT    NOT NULL CHECK (scheme IN ('focus_area', 'approach')),
    slug     TEXT    NOT NULL,
    -- Its position among the terms of its scheme, for browsing.
    position INTEGER NOT NULL,
    broader  TEXT,
    is_group BOOLEAN NOT NULL,
    revision INTEGER NOT NULL,
    change   BIGINT  NOT NULL UNIQUE REFERENCES revisions (change),
    PRIMARY KEY (scheme, slug),
    FOREIGN KEY (scheme, broader) REFERENCES terms (scheme, slug) DEFERRABLE INITIALLY DEFERRED
);

-- The terms of each organization. A term in use cannot be deleted.
CREATE TABLE organization_terms (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    scheme          TEXT NOT NULL,
    term            TEXT NOT NULL,
    PRIMARY KEY (organization_id, scheme, term),
    FOREIGN KEY (scheme, term) REFERENCES terms (scheme, slug)
);

CREATE INDEX organization_terms_by_term ON organization_terms (scheme, term);

-- Identifiers are unique across the directory.
CREATE TABLE identifiers (
    scheme          TEXT NOT NULL,
    value           TEXT NOT NULL,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    PRIMARY KEY (scheme, value)
);

CREATE INDEX identifiers_by_organization ON identifiers (organization_id);

-- Former slugs of organizations. They redirect, and are never reused for another organization.
CREATE TABLE former_slugs (
    slug            TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id)
);

CREATE INDEX former_slugs_by_organization ON former_slugs (organization_id);

-- One row per API key. The key itself is not stored, only its hash.
CREATE TABLE api_keys (
    -- The public part of the key, which identifies it.
    prefix        TEXT   NOT NULL PRIMARY KEY,
    -- SHA-256 of the whole key, in hexadecimal.
    hash          TEXT   NOT NULL UNIQUE,
    name          TEXT   NOT NULL,
    role          TEXT   NOT NULL CHECK (role IN ('editor', 'admin')),
    created_at    BIGINT NOT NULL,
    expires_at    BIGINT,
    revoked_at    BIGINT,
    -- The day of its last use, in days since 1970-01-01.
    last_used_day INTEGER
);
