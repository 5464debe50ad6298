-- The organizations that each current profile names, as its parent, as its successor, or as related.
-- Derived from the documents (`src/store/mentions.rs`), so that a rename finds the profiles to update
-- without reading all others.
CREATE TABLE mentions (
    -- The slug of the organization that is named.
    slug            TEXT NOT NULL,
    -- The organization whose profile names it.
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    PRIMARY KEY (slug, organization_id)
);

CREATE INDEX mentions_by_organization ON mentions (organization_id);

-- The table has the mentions of all organizations whose newest change is not after this one. The
-- binary fills it in batches. An older binary that still writes does not change this number, so the
-- next look-up reads the profiles of that binary first.
ALTER TABLE directory ADD COLUMN mentions_change BIGINT NOT NULL DEFAULT 0;
