-- What lists of articles are read from, without touching their bodies. A collection of an earlier
-- version gets it with its next change, and is listed slowly until then.

CREATE INDEX IF NOT EXISTS articles_by_source ON articles (source_key, source);
CREATE INDEX IF NOT EXISTS articles_newest_first
    ON articles (published IS NULL, published DESC, id, title, source, url);
-- What days, sources and tags are counted from.
CREATE INDEX IF NOT EXISTS articles_by_day ON articles (published, source_key, source, tags);
CREATE INDEX IF NOT EXISTS articles_by_source_and_day
    ON articles (source_key, published, source, tags);
