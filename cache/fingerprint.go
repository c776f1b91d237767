package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"strings"
)

// Fingerprint tells messages apart by their header blocks (head may hold more: it reads no further), so that a message is known again when its server gives all
// UIDLs anew. Fields that servers add or change after delivery do not count, nor does the kind of line end. It is never
// 0 for a header block with fields in it.
func Fingerprint(head []byte) uint64 {
	h := sha256.New()
	counted, fields := false, 0
	for len(head) > 0 {
		line, rest, _ := bytes.Cut(head, []byte("\n"))
		head = rest
		line = bytes.TrimRight(line, " \t\r")
		if len(line) == 0 {
			break
		}
		if line[0] != ' ' && line[0] != '\t' {
			name, _, _ := bytes.Cut(line, []byte(":"))
			counted = !changeable(strings.ToLower(string(bytes.TrimSpace(name))))
			fields++
		}
		if counted {
			h.Write(line)
			h.Write([]byte("\n"))
		}
	}
	if fields == 0 {
		return 0
	}
	return max(1, binary.BigEndian.Uint64(h.Sum(nil)))
}

// Telling says that a header block names its message: two of one fingerprint are one message. Without a Message-ID two
// messages may share all their headers and differ below them, and only their bytes tell.
func Telling(head []byte) bool { return len(fieldValue(head, "message-id")) > 0 }

// changeable fields are written by mail stores: qpopper, UW, Mozilla, Dovecot.
func changeable(name string) bool {
	switch name {
	case "status", "x-status", "x-uid", "x-uidl", "x-keywords", "x-imap", "x-imapbase", "content-length", "lines":
		return true
	}
	return strings.HasPrefix(name, "x-mozilla-")
}
