-- A removal by plan goes only if the server still lists the size that the plan says; -1 where no plan said any.
ALTER TABLE ledger ADD COLUMN listed INTEGER NOT NULL DEFAULT -1;

-- What the person has asked to be rid of, and whom. Mail that comes long after has ignored it.
CREATE TABLE unsubscribed (
  key     TEXT    PRIMARY KEY,              -- list in small letters, else address of the sender
  asked   INTEGER NOT NULL,
  host    TEXT    NOT NULL,                 -- that was asked
  outcome TEXT    NOT NULL                  -- in words; "" where only the person can know
) STRICT, WITHOUT ROWID;
