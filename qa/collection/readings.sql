-- What each file of one article was read as last, so that it need not be read while its bytes are the
-- same. It may be lost at any time; a collection of an earlier version gets it with its next ingest.

CREATE TABLE IF NOT EXISTS readings (
    origin      TEXT PRIMARY KEY,
    digest      TEXT NOT NULL,           -- of its bytes, and of the program that read them
    fingerprint TEXT NOT NULL            -- of the article that came of them
) WITHOUT ROWID;
