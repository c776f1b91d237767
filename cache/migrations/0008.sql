-- What the server has acknowledged of the visits under way. It means nothing before QUIT, and the ledger's own rows, which
-- are wide and in four indexes, follow while the server carries that out.
CREATE TABLE acked (
  entry INTEGER PRIMARY KEY,                -- ledger.id, planned there
  visit INTEGER NOT NULL,
  since INTEGER NOT NULL
) STRICT;
UPDATE ledger SET state = 'sent', attempts = attempts + 1
  WHERE state = 'acked' AND visit IN (SELECT id FROM visit WHERE ended = 0 AND quit <> 0);
UPDATE ledger SET state = 'planned' WHERE state = 'acked';
UPDATE message SET removal = 'planned' WHERE removal <> '' AND removal = 'acked';
