-- The truth of a collection. Passages are slices of their article's body, never copies of it.

CREATE TABLE state (
    generation INTEGER NOT NULL          -- grows with every change of articles, by a random step
);
INSERT INTO state VALUES (0);

CREATE TABLE articles (
    key         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    title       TEXT NOT NULL,
    body        TEXT NOT NULL,
    source      TEXT NOT NULL,
    source_key  TEXT NOT NULL,           -- the source case-folded, for filters
    published   TEXT,                    -- ISO date
    url         TEXT,
    origin      TEXT NOT NULL,
    tags        TEXT NOT NULL,           -- JSON list
    fingerprint TEXT NOT NULL            -- of all the above: equal means unchanged
);
CREATE INDEX articles_by_origin ON articles (origin);
CREATE INDEX articles_by_published ON articles (published);

CREATE TABLE passages (
    key       INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice: the vector index relies on it
    article   INTEGER NOT NULL REFERENCES articles (key),
    start     INTEGER NOT NULL,
    end       INTEGER NOT NULL,
    sentences BLOB NOT NULL              -- little-endian uint32 pairs, offsets into the body
);
CREATE INDEX passages_by_article ON passages (article);

CREATE TABLE vectors (
    passage INTEGER PRIMARY KEY REFERENCES passages (key),
    vector  BLOB NOT NULL                -- little-endian float16
);

-- Holds terms as qa.terms makes them, which ASCII rules pass through whole; titles apart, so that they
-- can be weighted. It keeps them, since FTS5 needs them to forget a row, and a later version of this
-- program may make others of the same text.
CREATE VIRTUAL TABLE lexical USING fts5(title, body, tokenize = "ascii tokenchars '.'");
CREATE VIRTUAL TABLE lexicon USING fts5vocab(lexical, 'row');
