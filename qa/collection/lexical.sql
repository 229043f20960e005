-- What keeps search by words quick where passages are many. A collection of an earlier version gets
-- it with its next change or search.

-- The index that proposes passages, if there is one: a folder that never changes. At most one row.
CREATE TABLE IF NOT EXISTS postings (
    name   TEXT NOT NULL,
    last   INTEGER NOT NULL,             -- it has the passages whose key is not above this one
    digest TEXT NOT NULL                 -- SHA-256 of its files
);

-- Terms that FTS5 would take long to count, each with the number of passages that have it.
CREATE TABLE IF NOT EXISTS frequent (
    term     TEXT PRIMARY KEY,
    passages INTEGER NOT NULL
) WITHOUT ROWID;
