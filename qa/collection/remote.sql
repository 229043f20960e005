-- What a vector store elsewhere was sent of this collection, which gets these tables when it is first
-- kept in one.

CREATE TABLE IF NOT EXISTS store (
    mark       INTEGER,              -- what the store bears if all that is told here is true of it
    sent       INTEGER NOT NULL,     -- the last passage that was sent: keys only grow
    generation INTEGER               -- the last one that was sent whole
);
INSERT INTO store SELECT NULL, 0, NULL WHERE NOT EXISTS (SELECT 1 FROM store);

CREATE TABLE IF NOT EXISTS store_gone (
    passage INTEGER PRIMARY KEY      -- removed here, but perhaps not there yet
);
CREATE TRIGGER IF NOT EXISTS passages_gone AFTER DELETE ON passages BEGIN
    INSERT OR IGNORE INTO store_gone VALUES (old.key);
END;
