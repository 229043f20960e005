-- The inverted file that is in use, what it was made of and how it is searched. In the database, so
-- that a file of another one, or of a past that was undone when a backup was restored, is not taken
-- for one of this. A collection gets this table when it outgrows flat search.

CREATE TABLE IF NOT EXISTS inverted_file (
    file        TEXT NOT NULL,     -- its name, never given twice
    bytes       INTEGER NOT NULL,
    sha256      TEXT NOT NULL,     -- of the whole file
    head        INTEGER NOT NULL,  -- bytes before the lists: centroids, quantiser, lengths of lists
    head_sha256 TEXT NOT NULL,     -- checked whenever it is opened
    passages    INTEGER NOT NULL,
    newest      INTEGER NOT NULL,  -- the largest key
    trained     INTEGER NOT NULL,  -- the passages there were when the centroids were made
    lists       INTEGER NOT NULL,
    probes      INTEGER NOT NULL,  -- the lists that a search reads
    recall      REAL NOT NULL      -- recall@10 so, against exact search, when the centroids were made
);
