-- What search and the views need beside the tables themselves.

-- The words of every message, under its id. Contentless: the bytes are in chunk, and this is derived from them. Rows
-- cannot be taken out again; those of purged messages find no message any more and go with the next rebuild. The text
-- comes cut into tokens (see index_token.go), so the simplest tokenizer does. body is first because positions in the
-- first column cost nothing to mark.
CREATE VIRTUAL TABLE word USING fts4 (content='', matchinfo=fts3, body, sender, recipient, subject, list, file);

-- Orders. The columns behind the key let a filter be tested, and a view be summed up, without reading the rows.
DROP INDEX message_date;
DROP INDEX message_account;
DROP INDEX message_from;
DROP INDEX message_subject;
CREATE INDEX message_date    ON message (date DESC, id DESC, place, flags, account, size);
CREATE INDEX message_account ON message (account, date DESC, id DESC, place, flags);
CREATE INDEX message_from    ON message (from_key, date DESC, id DESC);
CREATE INDEX message_subject ON message (subject_key, date DESC, id DESC);

-- Views that may be few among many.
CREATE INDEX message_inbox    ON message (date DESC, id DESC, flags, account) WHERE place = 0;
CREATE INDEX message_archive  ON message (date DESC, id DESC, flags, account) WHERE place = 1;
CREATE INDEX message_trash    ON message (date DESC, id DESC, flags, account) WHERE place = 2;
CREATE INDEX message_unread   ON message (date DESC, id DESC, place, flags, account) WHERE flags & 1 = 0;
CREATE INDEX message_starred  ON message (date DESC, id DESC, place, flags, account) WHERE flags & 2 <> 0;
CREATE INDEX message_bulk     ON message (date DESC, id DESC, place, flags, account) WHERE flags & 8 <> 0;
CREATE INDEX message_attached ON message (date DESC, id DESC, place, flags, account) WHERE flags & 16 <> 0;

-- Groups of the cleanup, and what from:= and list:= look for.
CREATE INDEX message_sender ON message (lower(from_addr));
CREATE INDEX message_domain ON message (iif(instr(from_addr, '@'), substr(lower(from_addr), 1 + instr(from_addr, '@')), ''));
CREATE INDEX message_list   ON message (lower(list));

-- Words of purged messages stay in the index until it is made anew.
INSERT INTO fact VALUES ('index version', 1);
CREATE TRIGGER word_ghost AFTER DELETE ON message BEGIN
  INSERT INTO fact VALUES ('index ghosts', 1) ON CONFLICT DO UPDATE SET value = value + 1;
END;
