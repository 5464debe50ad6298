DROP INDEX sessions_by_expiry;
DROP TABLE sessions;
