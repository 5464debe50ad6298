-- One row per browser that is signed in to the editing pages. A session ends at expires_at, at
-- sign-out, and when its key is revoked or expires.
CREATE TABLE sessions (
    -- The SHA-256 of the token in the cookie, in hexadecimal. The token itself is not stored.
    hash       TEXT   NOT NULL PRIMARY KEY,
    key_prefix TEXT   NOT NULL REFERENCES api_keys (prefix),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
