-- Ledger. Every key begins with the authority, so that authorities can be placed on several databases.
CREATE TABLE log_head (
    authority BIGINT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL,             -- entries so far, over all years
    year BIGINT NOT NULL,             -- civil year of the open log
    first BIGINT NOT NULL,            -- position of that log's first leaf
    root BLOB NOT NULL,               -- root of the open log
    last_at BIGINT NOT NULL,          -- recorded_at of the last entry, microseconds
    seal TEXT NOT NULL                -- HMAC of the row: only who holds the keys can name another end
);
CREATE TABLE entry (
    authority BIGINT NOT NULL,
    position BIGINT NOT NULL,
    stream TEXT NOT NULL,
    revision BIGINT NOT NULL,
    kind TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    leaf TEXT NOT NULL,
    salt BLOB NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (authority, position)
);
CREATE UNIQUE INDEX entry_stream ON entry (authority, stream, revision);
CREATE TABLE tile (
    authority BIGINT NOT NULL,
    year BIGINT NOT NULL,
    level BIGINT NOT NULL,
    idx BIGINT NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (authority, year, level, idx)
);
-- Sealed: each row is bound by the HMAC that its entry holds.
CREATE TABLE credential (
    authority BIGINT NOT NULL,
    credential TEXT NOT NULL,
    account TEXT NOT NULL,
    sort TEXT NOT NULL,
    secret TEXT NOT NULL,             -- Argon2id text of a password, SHA-256 of a token
    PRIMARY KEY (authority, credential)
);
CREATE INDEX credential_secret ON credential (authority, secret);
-- Free: nothing here is a fact of record.
CREATE TABLE session (
    authority BIGINT NOT NULL,
    token TEXT NOT NULL,              -- SHA-256 of the cookie's value
    account TEXT NOT NULL,
    seat TEXT,
    csrf TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (authority, token)
);
CREATE TABLE attempt (
    authority BIGINT NOT NULL,
    login TEXT NOT NULL,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (authority, login)
);
CREATE TABLE idempotency (
    authority BIGINT NOT NULL,
    actor TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request BLOB NOT NULL,            -- SHA-256 of the command
    answer TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (authority, actor, idempotency_key)
);
CREATE INDEX idempotency_at ON idempotency (authority, at);
CREATE TABLE staged_file (
    authority BIGINT NOT NULL,
    digest TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    media TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (authority, digest)
);
-- Free: approved erasures whose old bytes may still lie on the disk.
CREATE TABLE unpurged (
    authority BIGINT NOT NULL,
    position BIGINT NOT NULL,         -- of the approval
    PRIMARY KEY (authority, position)
);
