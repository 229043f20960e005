-- What people thought of answers, beside the articles. A collection gets this table with its first
-- rating.

CREATE TABLE IF NOT EXISTS ratings (
    key     INTEGER PRIMARY KEY AUTOINCREMENT,
    id      TEXT NOT NULL UNIQUE,  -- a digest of session and turn, or of the answer outside of any
    session TEXT,                  -- the id of its conversation, which may be gone
    turn    INTEGER,               -- from 1
    rated   TEXT NOT NULL,         -- ISO, UTC, to the microsecond
    good    INTEGER NOT NULL,      -- 1 or 0
    comment TEXT NOT NULL,
    answer  TEXT NOT NULL          -- `Answer.to_dict()` as JSON: needs no article any more
);
CREATE INDEX IF NOT EXISTS ratings_by_session ON ratings (session);
