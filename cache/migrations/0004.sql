-- What the person has taught Poplin: searches worth a name, and what to do with mail as it arrives. Queries are kept as
-- they are typed, so that "newer:7d" stays relative.
CREATE TABLE saved (
  name    TEXT    PRIMARY KEY,
  query   TEXT    NOT NULL,
  sort    INTEGER NOT NULL DEFAULT 0,
  reverse INTEGER NOT NULL DEFAULT 0,
  threads INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE rule (
  id    INTEGER PRIMARY KEY AUTOINCREMENT,
  query TEXT    NOT NULL,
  tags  TEXT    NOT NULL DEFAULT '[]', -- JSON
  flags INTEGER NOT NULL DEFAULT 0,    -- Flag to be set: Read, Starred, Skipped
  hits  INTEGER NOT NULL DEFAULT 0,    -- messages it was applied to
  made  INTEGER NOT NULL
) STRICT;
