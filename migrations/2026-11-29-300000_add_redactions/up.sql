-- The redactions of a revision, as JSON (`RevisionRedactions` in src/domain/redaction.rs): the keys
-- that the revision changed, and the pointer, the time and the reason of each redaction. Not part of
-- the checksum of the revision, because redacting one revision adds it to the next.
ALTER TABLE revisions ADD COLUMN redactions TEXT;

-- Finds the few organizations with a redaction, whose texts no load may bring back.
CREATE INDEX redacted_revisions ON revisions (subject_id) WHERE redactions IS NOT NULL;

-- The change of the last redaction. A follower whose index is older purges its files.
ALTER TABLE directory ADD COLUMN redacted_change BIGINT NOT NULL DEFAULT 0;

-- The change of the last redaction whose texts are gone from the files of the database too.
ALTER TABLE directory ADD COLUMN purged_change BIGINT NOT NULL DEFAULT 0;
