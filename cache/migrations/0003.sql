-- What weighs most among a message's attachments, for the cleanup: see weigh_kind.go.
ALTER TABLE message ADD COLUMN kind TEXT NOT NULL DEFAULT '';
