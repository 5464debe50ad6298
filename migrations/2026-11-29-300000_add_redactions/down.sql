ALTER TABLE directory DROP COLUMN purged_change;

ALTER TABLE directory DROP COLUMN redacted_change;

ALTER TABLE revisions DROP COLUMN redactions;
