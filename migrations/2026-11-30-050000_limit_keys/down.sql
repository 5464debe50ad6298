DROP INDEX revisions_by_author;
DROP TABLE key_organizations;
