ALTER TABLE directory DROP COLUMN purged_change;

ALTER TABLE directory DROP COLUMN redacted_change;

DROP INDEX redacted_revisions;

ALTER TABLE revisions DROP COLUMN redactions;
