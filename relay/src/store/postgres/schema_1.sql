CREATE TABLE rooms (
    room TEXT PRIMARY KEY,
    used BIGINT NOT NULL,
    last_order BIGINT NOT NULL DEFAULT 0,
    last_sent BIGINT NOT NULL DEFAULT 0,
    messages BIGINT NOT NULL DEFAULT 0,
    bytes BIGINT NOT NULL DEFAULT 0
);

-- Whoever was expelled keeps the row, without a digest: the numbers of a mailbox are never given anew.
CREATE TABLE people (
    room TEXT NOT NULL REFERENCES rooms ON DELETE CASCADE,
    address TEXT NOT NULL,
    digest BYTEA,
    last_n BIGINT NOT NULL DEFAULT 0,
    seen BIGINT NOT NULL DEFAULT 0,
    last_bundle BYTEA,
    PRIMARY KEY (room, address),
    UNIQUE (room, digest)
);

CREATE TABLE bundles (
    serial BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    room TEXT NOT NULL REFERENCES rooms ON DELETE CASCADE,
    address TEXT NOT NULL,
    bundle BYTEA NOT NULL
);
CREATE INDEX bundles_owner ON bundles (room, address, serial);

CREATE TABLE letters (
    room TEXT NOT NULL REFERENCES rooms ON DELETE CASCADE,
    place BIGINT NOT NULL,
    addressee TEXT NOT NULL,
    n BIGINT NOT NULL,
    sender TEXT NOT NULL,
    id TEXT NOT NULL,
    sent BIGINT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (room, place),
    UNIQUE (room, sender, id),
    UNIQUE (room, addressee, n)
);
