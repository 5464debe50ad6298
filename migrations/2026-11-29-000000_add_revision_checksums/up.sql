-- The checksum of each revision, so that damage is noticed when the revision is read. SHA-256 is
-- computed in Rust: the binary fills the column for older rows right after this migration.
ALTER TABLE revisions ADD COLUMN sha256 TEXT;

-- Finds the rows that an earlier binary wrote, without reading the others.
CREATE INDEX revisions_without_sha256 ON revisions (change) WHERE sha256 IS NULL;
