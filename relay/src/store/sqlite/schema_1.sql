CREATE TABLE rooms (
    room TEXT PRIMARY KEY,
    used INTEGER NOT NULL,
    last_order INTEGER NOT NULL DEFAULT 0,
    last_sent INTEGER NOT NULL DEFAULT 0,
    messages INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Whoever was expelled keeps the row, without a digest: the numbers of a mailbox are never given anew.
CREATE TABLE people (
    room TEXT NOT NULL,
    address TEXT NOT NULL,
    digest BLOB,
    last_n INTEGER NOT NULL DEFAULT 0,
    seen INTEGER NOT NULL DEFAULT 0,
    last_bundle BLOB,
    PRIMARY KEY (room, address)
) STRICT;
CREATE UNIQUE INDEX people_digest ON people (room, digest);

CREATE TABLE bundles (
    serial INTEGER PRIMARY KEY,
    room TEXT NOT NULL,
    address TEXT NOT NULL,
    bundle BLOB NOT NULL
) STRICT;
CREATE INDEX bundles_owner ON bundles (room, address, serial);

CREATE TABLE letters (
    room TEXT NOT NULL,
    place INTEGER NOT NULL,
    addressee TEXT NOT NULL,
    n INTEGER NOT NULL,
    sender TEXT NOT NULL,
    id TEXT NOT NULL,
    sent INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (room, place)
) STRICT;
CREATE UNIQUE INDEX letters_id ON letters (room, sender, id);
CREATE UNIQUE INDEX letters_mailbox ON letters (room, addressee, n);
