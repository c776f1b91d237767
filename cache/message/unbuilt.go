package message

import "io"

type scanner struct{}

func (s *scanner) Write(p []byte) (int, error) { panic("message: not built yet") }

// Structure ends the scan.
func (s *Scanner) Structure() *Structure { panic("message: not built yet") }

// Header returns the top header block seen so far (at most 4 MiB).
func (s *Scanner) Header() []byte { panic("message: not built yet") }

// NewScanner returns an empty scanner.
func NewScanner() *Scanner { panic("message: not built yet") }

// Scan is a Scanner over a whole message.
func Scan(raw []byte) *Structure { panic("message: not built yet") }

// Summarise reads what the list needs. head is the top header block (the whole message does as well); st may be nil
// when only headers are known, then there are no attachments and no preview.
func Summarise(head []byte, st *Structure) *Summary { panic("message: not built yet") }

// Open gives access to a message's parts. st may be nil: then src is scanned.
func Open(src io.ReaderAt, size int64, st *Structure) *Message { panic("message: not built yet") }

// Structure of the opened message.
func (m *Message) Structure() *Structure { return m.st }

// Summary of the opened message, with attachments and preview.
func (m *Message) Summary() *Summary { panic("message: not built yet") }

// Fields lists the header fields of the message in their order, decoded and clean.
func (m *Message) Fields() []Field { panic("message: not built yet") }

// Readable lists the ids of the parts that can be shown as text, best first.
func (m *Message) Readable() []int { panic("message: not built yet") }

// Document makes the readable text; part is one of Readable, or -1 for the best choice.
func (m *Message) Document(part int) (*Document, error) { panic("message: not built yet") }

// Decode streams a part with its transfer encoding removed, byte-exact, for saving. Best effort on broken input.
func (m *Message) Decode(part int) (io.Reader, error) { panic("message: not built yet") }

// Text is everything worth searching: decoded text of all readable parts and attachment names, capped at 1 MiB.
func (m *Message) Text() string { panic("message: not built yet") }

// Source is the raw message made harmless, line by line, for the source view, at most max bytes of it.
func (m *Message) Source(max int64) (string, error) { panic("message: not built yet") }

// Lay wraps the document to width cells.
func (d *Document) Lay(width int) []Line { panic("message: not built yet") }

// Plain is the document as plain text wrapped to width, links numbered and listed below, for the show command.
func (d *Document) Plain(width int) string { panic("message: not built yet") }

// Clean makes any string safe to show on one line: valid UTF-8, no controls, no bidi, no invisible tricks, combining
// runs capped, tabs and line breaks as spaces, and a width on which terminal and program agree.
func Clean(s string) string { panic("message: not built yet") }

// CleanText is Clean that keeps line feeds and expands tabs.
func CleanText(s string) string { panic("message: not built yet") }

// SafeName makes a file name from whatever a mail says: one path element, not hidden, not reserved, at most 120 bytes.
func SafeName(s string) string { panic("message: not built yet") }
