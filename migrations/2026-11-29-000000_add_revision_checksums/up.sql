-- The checksum of each revision, to detect damage when the revision is read. Rust computes the
-- SHA-256: the binary fills the column for older rows right after this migration.
ALTER TABLE revisions ADD COLUMN sha256 TEXT;

-- Finds the rows of older binaries, which lack the checksum, without reading the others.
CREATE INDEX revisions_without_sha256 ON revisions (change) WHERE sha256 IS NULL;
