-- One row a load or import that changed something: which changes it made, so
-- that all of them can be taken back as one.
CREATE TABLE imports (
    -- A UUID version 7.
    id           TEXT   NOT NULL PRIMARY KEY,
    -- Its changes are these and all between: it had the directory for itself.
    first_change BIGINT NOT NULL UNIQUE,
    last_change  BIGINT NOT NULL,
    -- The key or command that made it, as in revisions.
    author       TEXT   NOT NULL,
    -- What was loaded, in a few words; never a path.
    source       TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    -- The import that took this one back.
    reverted_by  TEXT   REFERENCES imports (id)
);
