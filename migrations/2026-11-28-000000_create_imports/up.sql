-- One row per load or import that changed something, with its changes, so that the
-- whole import can be reverted.
CREATE TABLE imports (
    -- A UUID version 7.
    id           TEXT   NOT NULL PRIMARY KEY,
    -- All changes from the first to the last belong to the import: it blocked other writers.
    first_change BIGINT NOT NULL UNIQUE,
    last_change  BIGINT NOT NULL,
    -- The key or command that wrote it, as in revisions.
    author       TEXT   NOT NULL,
    -- A short description of the source; never a path.
    source       TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    -- The import that reverted this one.
    reverted_by  TEXT   REFERENCES imports (id)
);
