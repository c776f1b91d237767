package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"io"

	"poplin/cache/message"
)

// arrival is what the tables are to know of a message, worked out before the write lock is taken.
type arrival struct {
	id        ID
	body      Body    // Full or Headers
	chunks    []chunk // nil when staged holds it
	staged    int64   // body.id of what Stage wrote
	again     bool    // its header block was here before
	size      int64
	sum       []byte
	print     uint64
	telling   bool // see Telling
	flags     Flag // Bulk, Attached
	summary   *message.Summary
	structure []byte // JSON, nil for small messages
	files     string // JSON
	to        string // JSON
	from      message.Address
}

// smallStructure is the size up to which a message is scanned again when it is opened, rather than its structure kept.
const smallStructure = 64 << 10

// read works out a message that came whole. It writes over its bytes: what is kept of them lies in their place.
func (a Arrival) read(p *packer) arrival {
	sum := sha256.Sum256(a.Raw)
	r := arrival{id: a.ID, body: Full, size: int64(len(a.Raw)), sum: sum[:], print: Fingerprint(a.Raw), telling: Telling(a.Raw)}
	if a.Top {
		r.body = Headers
	}
	r.guard(func() {
		if a.Top {
			r.note(a.Raw, message.Summarise(a.Raw, nil), nil)
			return
		}
		st := message.Scan(a.Raw)
		r.learn(header(a.Raw, st), bytes.NewReader(a.Raw), st)
	})
	if len(a.Raw) > 0 {
		r.chunks = p.chunks(a.Raw) // last, since nothing else can read them then
	}
	return r
}

// guard keeps a message whose reading goes wrong from stopping the visit: its bytes are stored with nothing learnt.
func (r *arrival) guard(learn func()) {
	defer func() {
		if recover() != nil {
			r.note(nil, &message.Summary{}, nil)
		}
	}()
	learn()
}

func header(raw []byte, st *message.Structure) []byte {
	if st.Header > 0 && st.Header <= int64(len(raw)) {
		return raw[:st.Header]
	}
	return raw
}

// learn reads the summary of a full message. Its containers are opened for the attachments in them; the preview is left
// to whoever opens the message, since it takes longer than all the rest.
func (r *arrival) learn(head []byte, src io.ReaderAt, st *message.Structure) {
	inside := message.Open(src, r.size, st).Structure()
	r.note(head, message.Summarise(head, inside), st)
}

func (r *arrival) note(head []byte, s *message.Summary, st *message.Structure) {
	r.summary = s
	if len(s.From) > 0 {
		r.from = s.From[0]
	}
	if bulk(head, s) {
		r.flags |= Bulk
	}
	if len(s.Attachments) > 0 {
		r.flags |= Attached
	}
	r.files = filesJSON(s.Attachments)
	r.to = array(append(append([]message.Address(nil), s.To...), s.Cc...))
	if st != nil && r.size > smallStructure {
		r.structure, _ = json.Marshal(st) // plain data cannot fail
	}
}

// bulk tells mail that goes to many: RFC 2919, RFC 2369, and the old Precedence.
func bulk(head []byte, s *message.Summary) bool {
	if s.List != "" || len(s.Unsubscribe) > 0 {
		return true
	}
	switch string(bytes.ToLower(fieldValue(head, "precedence"))) {
	case "bulk", "list", "junk":
		return true
	}
	return false
}

// fieldValue finds the first line of a header field.
func fieldValue(head []byte, name string) []byte {
	for len(head) > 0 {
		line, rest, _ := bytes.Cut(head, []byte("\n"))
		head = rest
		if len(line) > len(name) && line[len(name)] == ':' && bytes.EqualFold(line[:len(name)], []byte(name)) {
			return bytes.TrimSpace(line[len(name)+1:])
		}
		if len(bytes.TrimRight(line, "\r")) == 0 {
			break
		}
	}
	return nil
}
