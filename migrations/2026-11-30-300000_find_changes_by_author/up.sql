-- Finds the changes of one editor, the newest first, without reading those of others.
CREATE INDEX revisions_by_author ON revisions (author, change);
