-- Saved conversations, beside the articles. A collection gets these tables with its first turn.

CREATE TABLE IF NOT EXISTS sessions (
    key     INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice: one deleted and begun again differs
    id      TEXT NOT NULL UNIQUE,
    title   TEXT NOT NULL,
    created TEXT NOT NULL,                      -- ISO, UTC, to the microsecond
    changed TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS turns (
    key     INTEGER PRIMARY KEY AUTOINCREMENT,  -- grows with every change: readers go on from the last
    session INTEGER NOT NULL REFERENCES sessions (key),
    number  INTEGER NOT NULL,                   -- from 1
    asked   TEXT NOT NULL,
    answer  TEXT NOT NULL,                      -- `Answer.to_dict()` as JSON: needs no article any more
    UNIQUE (session, number)
);
CREATE INDEX IF NOT EXISTS turns_by_session ON turns (session);
