DROP INDEX revisions_by_author;
