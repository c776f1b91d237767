-- Accounts, messages and their bytes, what the person did, and the ledger.
-- Times are Unix seconds; 0 or NULL is never. Text is clean (see cache/message) unless it says bytes.

CREATE TABLE account (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  name      TEXT    NOT NULL UNIQUE,
  keep_mode INTEGER NOT NULL DEFAULT 0,
  keep_days INTEGER NOT NULL DEFAULT 0,
  rebuilt   INTEGER NOT NULL DEFAULT 0, -- the cache was salvaged: the next whole visit removes nothing
  learnt    TEXT    NOT NULL DEFAULT '{}'
) STRICT;

-- One line of the list. Kept narrow, so that a page of the list is a few disk pages; the rest is in detail.
CREATE TABLE message (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  account     INTEGER NOT NULL REFERENCES account (id),
  date        INTEGER NOT NULL,             -- header date, else when it was first seen
  size        INTEGER NOT NULL,             -- as LIST said, until the body is here
  flags       INTEGER NOT NULL DEFAULT 0,   -- Flag
  place       INTEGER NOT NULL DEFAULT 0,   -- Place
  body        INTEGER NOT NULL DEFAULT 0,   -- Body
  attachments INTEGER NOT NULL DEFAULT 0,
  thread      INTEGER NOT NULL DEFAULT 0,   -- 0: alone with its own id
  depth       INTEGER NOT NULL DEFAULT 0,   -- in the thread
  turn        INTEGER NOT NULL DEFAULT 0,   -- place in the thread, answers below what they answer
  removal     TEXT    NOT NULL DEFAULT '',  -- State of the open ledger entry
  from_name   TEXT    NOT NULL DEFAULT '',
  from_addr   TEXT    NOT NULL DEFAULT '',
  subject     TEXT    NOT NULL DEFAULT '',
  list        TEXT    NOT NULL DEFAULT '',
  from_key    TEXT    NOT NULL DEFAULT '',  -- folded and short, to sort by
  subject_key TEXT    NOT NULL DEFAULT '',  -- folded and short, without Re: and Fwd:
  trashed     INTEGER                       -- when it went into Trash, by this machine's clock
) STRICT;

CREATE INDEX message_date    ON message (date DESC, id DESC);
CREATE INDEX message_account ON message (account, date DESC, id DESC);
CREATE INDEX message_size    ON message (size DESC, id DESC);
CREATE INDEX message_from    ON message (from_key, id);
CREATE INDEX message_subject ON message (subject_key, id);
CREATE INDEX message_thread  ON message (thread, date DESC, id DESC) WHERE thread <> 0;
CREATE INDEX message_trashed ON message (trashed) WHERE trashed IS NOT NULL;
CREATE INDEX message_removal ON message (removal) WHERE removal <> '';

-- What only an opened message or a command needs. Absent while Body is None.
CREATE TABLE detail (
  message    INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
  arrived    INTEGER NOT NULL DEFAULT 0,    -- when it was safely here; 0 unless Body is Full
  raw        INTEGER NOT NULL DEFAULT 0,    -- body.id
  message_id TEXT    NOT NULL DEFAULT '',
  recipients TEXT    NOT NULL DEFAULT '[]', -- JSON of To, then Cc
  files      TEXT    NOT NULL DEFAULT '[]', -- JSON of attachments
  structure  BLOB                           -- JSON; NULL where scanning again is as quick
) STRICT;

-- A stored body (or header block): how long it is and what its bytes hash to.
CREATE TABLE body (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  size    INTEGER NOT NULL,
  sha256  BLOB    NOT NULL,                 -- empty while it is being staged
  message INTEGER NOT NULL,                 -- whose it is, or will be
  top     INTEGER NOT NULL DEFAULT 0        -- a header block only
) STRICT;

CREATE INDEX body_staged ON body (message) WHERE sha256 = x'';

-- The bytes as received, in chunks. key = body.id << 16 | number of the chunk, so chunks lie side by side and are
-- appended without an index.
CREATE TABLE chunk (
  key   INTEGER PRIMARY KEY,
  codec INTEGER NOT NULL,                   -- 0 as it is, 1 zstd
  crc   INTEGER NOT NULL,                   -- CRC-32C of bytes, so that damage is seen on every read of a part
  bytes BLOB    NOT NULL
) STRICT;

-- What the server has, or had. It outlives a purged message, so that what was thrown away is never fetched again.
-- UIDLs are bytes. Twins (one UIDL twice in a listing) differ in dup.
CREATE TABLE listing (
  message  INTEGER PRIMARY KEY,             -- message.id, which may be gone
  account  INTEGER NOT NULL REFERENCES account (id),
  uidl     BLOB    NOT NULL,
  dup      INTEGER NOT NULL DEFAULT 0,
  size     INTEGER NOT NULL,                -- as LIST said
  seen     INTEGER NOT NULL,                -- first seen on the server
  gone     INTEGER NOT NULL DEFAULT 0,
  missing  INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  over     INTEGER NOT NULL DEFAULT 0,      -- when its removal was verified
  print    INTEGER NOT NULL DEFAULT 0,      -- Fingerprint of its header block
  UNIQUE (account, uidl, dup)
) STRICT;

CREATE INDEX listing_print ON listing (print) WHERE print <> 0 AND gone <> 0;
CREATE INDEX listing_tried ON listing (account) WHERE attempts > 0;

CREATE TABLE tag (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE message_tag (
  tag     INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
  message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  PRIMARY KEY (tag, message)
) STRICT, WITHOUT ROWID;

CREATE INDEX message_tag_message ON message_tag (message);

-- Message-IDs by hash: pos 0 is a message's own, 1 its parent's, 2 its grandparent's. See thread.go.
CREATE TABLE reference (
  hash    INTEGER NOT NULL,
  message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  pos     INTEGER NOT NULL,
  PRIMARY KEY (hash, message, pos)
) STRICT, WITHOUT ROWID;

CREATE INDEX reference_message ON reference (message);

-- One undo group: a delete or an archive.
CREATE TABLE removal (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  action TEXT    NOT NULL,
  at     INTEGER NOT NULL,
  undone INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE removal_item (
  removal INTEGER NOT NULL REFERENCES removal (id) ON DELETE CASCADE,
  message INTEGER NOT NULL,
  place   INTEGER NOT NULL,                 -- where it was before
  trashed INTEGER,
  PRIMARY KEY (removal, message)
) STRICT, WITHOUT ROWID;

-- The ledger. It keeps its own copy of what it tells, since the message may be purged.
CREATE TABLE ledger (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  account  INTEGER NOT NULL REFERENCES account (id),
  message  INTEGER NOT NULL,
  uidl     BLOB    NOT NULL,
  subject  TEXT    NOT NULL,
  size     INTEGER NOT NULL,
  action   TEXT    NOT NULL,
  policy   INTEGER NOT NULL DEFAULT 0,
  no_copy  INTEGER NOT NULL DEFAULT 0,
  state    TEXT    NOT NULL,                -- State, or 'called off'
  since    INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  reason   TEXT    NOT NULL DEFAULT '',
  removal  INTEGER NOT NULL DEFAULT 0,      -- removal.id, 0 for the policy's
  visit    INTEGER NOT NULL DEFAULT 0,      -- the visit that sent DELE last
  undone   INTEGER NOT NULL DEFAULT 0       -- taken back too late to call it off: do not try again
) STRICT;

CREATE INDEX ledger_state   ON ledger (account, state);
CREATE INDEX ledger_message ON ledger (message);
CREATE INDEX ledger_removal ON ledger (removal) WHERE removal <> 0;
CREATE INDEX ledger_visit   ON ledger (visit)   WHERE visit <> 0;

CREATE TABLE visit (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  account    INTEGER NOT NULL REFERENCES account (id),
  began      INTEGER NOT NULL,
  ended      INTEGER NOT NULL DEFAULT 0,
  listed     INTEGER NOT NULL DEFAULT 0,
  new        INTEGER NOT NULL DEFAULT 0,
  downloaded INTEGER NOT NULL DEFAULT 0,
  deleted    INTEGER NOT NULL DEFAULT 0,
  verified   INTEGER NOT NULL DEFAULT 0,
  bytes      INTEGER NOT NULL DEFAULT 0,
  complete   INTEGER NOT NULL DEFAULT 0,
  quit       INTEGER NOT NULL DEFAULT 0,
  error      TEXT    NOT NULL DEFAULT '',
  log        TEXT    NOT NULL DEFAULT '[]'  -- JSON; kept for the last few visits
) STRICT;

CREATE INDEX visit_account ON visit (account, id DESC);
CREATE INDEX visit_open    ON visit (account) WHERE ended = 0;

-- What a visit's listing had more or less than the one before.
CREATE TABLE visit_change (
  visit   INTEGER NOT NULL REFERENCES visit (id) ON DELETE CASCADE,
  message INTEGER NOT NULL,
  change  INTEGER NOT NULL,                 -- see record.go
  PRIMARY KEY (visit, message, change)
) STRICT, WITHOUT ROWID;

-- Facts about the cache itself, such as when its clock was last looked at.
CREATE TABLE fact (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Messages whose words the full-text index does not know yet, or knows from the header alone.
CREATE TABLE unindexed (
  message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE
) STRICT;

-- Sums by account, place and flags, so that no view counts rows to know its totals.
CREATE TABLE tally (
  account  INTEGER NOT NULL,
  place    INTEGER NOT NULL,
  flags    INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  bytes    INTEGER NOT NULL,
  PRIMARY KEY (account, place, flags)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER tally_insert AFTER INSERT ON message BEGIN
  INSERT INTO tally VALUES (new.account, new.place, new.flags, 1, new.size)
    ON CONFLICT DO UPDATE SET messages = messages + 1, bytes = bytes + excluded.bytes;
END;

CREATE TRIGGER tally_delete AFTER DELETE ON message BEGIN
  UPDATE tally SET messages = messages - 1, bytes = bytes - old.size
    WHERE account = old.account AND place = old.place AND flags = old.flags;
END;

CREATE TRIGGER tally_update AFTER UPDATE OF account, place, flags, size ON message
WHEN (old.account, old.place, old.flags, old.size) IS NOT (new.account, new.place, new.flags, new.size) BEGIN
  UPDATE tally SET messages = messages - 1, bytes = bytes - old.size
    WHERE account = old.account AND place = old.place AND flags = old.flags;
  INSERT INTO tally VALUES (new.account, new.place, new.flags, 1, new.size)
    ON CONFLICT DO UPDATE SET messages = messages + 1, bytes = bytes + excluded.bytes;
END;
