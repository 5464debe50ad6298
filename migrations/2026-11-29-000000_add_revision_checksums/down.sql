DROP INDEX revisions_without_sha256;

ALTER TABLE revisions DROP COLUMN sha256;
