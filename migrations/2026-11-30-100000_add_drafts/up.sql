-- One row per profile that an editor has begun to write on the editing pages and has not saved yet.
-- It is deleted when the profile is saved, when the editor discards it, and some time after it was
-- last changed. A redaction alters it too.
CREATE TABLE drafts (
    -- 16 random bytes, in hexadecimal.
    id              TEXT    NOT NULL PRIMARY KEY,
    -- The name of the API key of the editor. No other key sees the draft.
    owner           TEXT    NOT NULL,
    -- The organization that is edited; null for a new one.
    organization_id TEXT    REFERENCES organizations (id),
    -- The revision from which the editor began; 0 for a new organization.
    base            INTEGER NOT NULL,
    -- The typed text of all fields, as JSON (src/site/edit/form/typed.rs).
    document        TEXT    NOT NULL,
    -- The size of the document in bytes.
    size            BIGINT  NOT NULL,
    -- The note on the change, as it was typed.
    note            TEXT    NOT NULL,
    -- Counts how often it was stored, from 1.
    version         INTEGER NOT NULL,
    created_at      BIGINT  NOT NULL,
    updated_at      BIGINT  NOT NULL
);
CREATE INDEX drafts_by_owner ON drafts (owner, updated_at);
CREATE INDEX drafts_by_organization ON drafts (organization_id);
