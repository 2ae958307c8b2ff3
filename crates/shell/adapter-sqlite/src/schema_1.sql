-- The embedded store, queue and event log. Times are milliseconds since 1970, UTC, except where
-- another unit is named. Never edit this file once released: add schema_2.sql.

-- One row. `opened` counts the processes that had the file; it makes their lease and save tokens
-- different.
CREATE TABLE process (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    opened INTEGER NOT NULL
) STRICT;
INSERT INTO process VALUES (1, 0);

-- Cases by `<account>/<payment>`. `token` names the save that wrote the row, `seal` says that it was
-- one of a worker.
CREATE TABLE cases (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    token TEXT NOT NULL,
    expires_at INTEGER,
    record BLOB NOT NULL,
    seal TEXT NOT NULL
) STRICT;
CREATE INDEX cases_expiry ON cases (expires_at) WHERE expires_at IS NOT NULL;

-- The work queue, in the order (due_at, number). `lease` names the delivery under way;
-- `leased_until` is in milliseconds of the machine's running time, so it means nothing to the next
-- process, which voids all leases when it opens the file.
CREATE TABLE work (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    due_at INTEGER NOT NULL,
    lease INTEGER,
    leased_until INTEGER,
    deliveries INTEGER NOT NULL DEFAULT 0,
    id TEXT NOT NULL,
    content_type TEXT NOT NULL,
    account TEXT,
    sender TEXT,
    headers TEXT NOT NULL,
    body BLOB NOT NULL,
    received_at TEXT,
    receipt TEXT,
    attempt INTEGER NOT NULL,
    decision TEXT,
    permit TEXT,
    traceparent TEXT
) STRICT;
CREATE INDEX work_due ON work (due_at, number);
CREATE UNIQUE INDEX work_lease ON work (lease) WHERE lease IS NOT NULL;

-- What was published, in order. Consumers remember the number they have read up to, and drop
-- repetitions by `id`.
CREATE TABLE events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    published_at INTEGER NOT NULL,
    id TEXT NOT NULL,
    routing_key TEXT NOT NULL,
    body BLOB NOT NULL,
    traceparent TEXT
) STRICT;

-- Messages kept aside, with the reason.
CREATE TABLE shelved (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    shelf TEXT NOT NULL CHECK (shelf IN ('quarantine', 'parked')),
    reason TEXT NOT NULL,
    shelved_at INTEGER NOT NULL,
    id TEXT NOT NULL,
    content_type TEXT NOT NULL,
    account TEXT,
    sender TEXT,
    headers TEXT NOT NULL,
    body BLOB NOT NULL,
    received_at TEXT,
    receipt TEXT,
    attempt INTEGER NOT NULL,
    decision TEXT,
    traceparent TEXT
) STRICT;

-- What machines gave lately, by account. `token` and `seal` as in `cases`.
CREATE TABLE outlays (
    account TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    token TEXT NOT NULL,
    record BLOB NOT NULL,
    seal TEXT NOT NULL
) STRICT;

-- How many messages of senders were counted, by the window (an hour or a day, in seconds) and its
-- number since 1970.
CREATE TABLE quotas (
    sender TEXT NOT NULL,
    seconds INTEGER NOT NULL,
    number INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    PRIMARY KEY (sender, seconds, number)
) STRICT;

-- Who has taken which review, by case: a note for people.
CREATE TABLE takers (
    id TEXT PRIMARY KEY,
    staff TEXT NOT NULL,
    since INTEGER NOT NULL
) STRICT;
