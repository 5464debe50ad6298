-- The organizations that a key may edit, by id, so that a rename changes nothing. A key without rows
-- may edit all.
CREATE TABLE key_organizations (
    key_prefix      TEXT NOT NULL REFERENCES api_keys (prefix),
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    PRIMARY KEY (key_prefix, organization_id)
);
-- Counts and lists the changes of one author without reading documents.
CREATE INDEX revisions_by_author ON revisions (author, change);
