// Package message turns the exact bytes of a mail (RFC 5322, MIME RFC 2045-2049, RFC 2231, RFC 2047, RFC 3676) into
// a summary for the list, a readable document for the reader, and decoded parts for saving.
//
// It never gives up: whatever the bytes are, something readable comes out, within bounded time and memory. It is also
// the one gate for hostile text: no string it returns holds an escape, a C0 or C1 control, a bidi override or an
// invisible trick. Everything here is a pure function of bytes; nothing opens a socket, a file or a process, so any
// goroutine may call it. The cache and the screens are its callers; it knows none of them.
package message

import (
	"io"
	"time"
)

// Address is one mailbox of a header field, both halves clean and on one line. Name may be empty.
type Address struct {
	Name string `json:"name"`
	Addr string `json:"address"`
}

// Attachment is a part a person may want to save.
type Attachment struct {
	Part   int    `json:"-"`    // Part.ID
	Name   string `json:"name"` // safe as a file name; made up when the mail gives none
	Type   string `json:"type"` // "application/pdf"
	Size   int64  `json:"size"` // decoded bytes, estimated from the encoded length where exact would cost a decode
	Inline bool   `json:"-"`    // referred to by the HTML (cid:) or disposition inline
	Opened bool   `json:"-"`    // a winmail.dat or signed envelope whose content is listed as well
}

// Summary is what the list, the search and the threads need of a message. Every string is clean.
type Summary struct {
	MessageID   string // without angle brackets; "" when missing
	InReplyTo   []string
	References  []string  // oldest first, at most 100
	Date        time.Time // zero when no header gives a plausible one
	From        []Address
	ReplyTo     []Address
	To, Cc      []Address
	Subject     string
	List        string   // List-Id without brackets, else ""
	Unsubscribe []string // List-Unsubscribe URIs: https and mailto only
	OneClick    bool     // List-Unsubscribe-Post says One-Click (RFC 8058)
	Attachments []Attachment
	Preview     string // the first words of the text, one line, at most 200 runes; "" for headers only
}

// Structure is the part tree of a message as byte offsets into its raw form, so that one part can be read alone.
// It is plain data, meant to be kept (JSON) beside the message and given back to Open.
type Structure struct {
	Size   int64  `json:"size"`          // bytes scanned
	Header int64  `json:"header"`        // length of the top header block, blank line included
	Parts  []Part `json:"parts"`         // depth first; Parts[0] is the message itself; never empty
	Cut    bool   `json:"cut,omitempty"` // a cap on depth or parts was met: the rest is one opaque part
}

// Part is one node of the tree. Offsets are absolute in the raw message.
type Part struct {
	ID          int    `json:"id"`     // index in Structure.Parts
	Parent      int    `json:"parent"` // -1 for the root
	Depth       int    `json:"depth"`
	Type        string `json:"type"` // lower case, "text/plain" when missing or senseless
	Charset     string `json:"charset,omitempty"`
	Name        string `json:"name,omitempty"`        // file name as decoded and cleaned
	Disposition string `json:"disposition,omitempty"` // "attachment", "inline" or ""
	Encoding    string `json:"encoding,omitempty"`    // lower-case transfer encoding, "" for identity
	ContentID   string `json:"cid,omitempty"`
	Flowed      bool   `json:"flowed,omitempty"`
	DelSp       bool   `json:"delsp,omitempty"`
	HeaderOff   int64  `json:"h"`
	BodyOff     int64  `json:"b"`
	End         int64  `json:"e"` // exclusive
	In          int    `json:"-"` // found by Open: offsets count in the decoded content of part In-1, 0 for the raw message
}

// Scanner learns the structure of a message from its bytes as they stream by, holding only the top header block.
// It implements io.Writer; Write never fails.
type Scanner struct{ scanner }

// Message is an opened message: bytes on demand through an io.ReaderAt. It does not change once opened, so any number
// of goroutines may use it.
type Message struct {
	src   io.ReaderAt
	st    *Structure
	inner map[int][]byte // decoded content of the parts that hold further parts, by id
	most  int64          // decoded bytes of a part that are read to be shown
}

// Field is one header field, decoded and clean; Value may hold line breaks only in Source.
type Field struct{ Name, Value string }
