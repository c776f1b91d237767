-- The index tidies up a little with each write, rather than all at once when it has to and everybody waits.
INSERT INTO word (word) VALUES ('automerge=8');
