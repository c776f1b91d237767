package cache

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"poplin/cache/message"
)

// wording is what the index holds of one message.
type wording struct {
	id                                           ID
	raw                                          stored // what body is from, its id 0 for none
	body, sender, recipient, subject, list, file string
}

const selectWording = `SELECT m.id, m.from_name, m.from_addr, m.subject, m.list,
	coalesce(d.recipients, '[]'), coalesce(d.files, '[]'), coalesce(d.raw, 0), coalesce(b.size, 0), d.structure
	FROM json_each(?) j JOIN message m ON m.id = j.value
	LEFT JOIN detail d ON d.message = m.id LEFT JOIN body b ON b.id = d.raw ORDER BY j.key`

// scanWording reads selectWording; the body comes from elsewhere.
func scanWording(rows *sql.Rows) (wording, error) {
	var (
		w         wording
		from      message.Address
		to, files string
		tos       []message.Address
	)
	err := rows.Scan(&w.id, &from.Name, &from.Addr, &w.subject, &w.list, &to, &files,
		&w.raw.body, &w.raw.size, &w.raw.structure)
	if err != nil {
		return w, err
	}
	_ = json.Unmarshal([]byte(to), &tos) // what cannot be read is not found, and holds up nothing else
	attached, _ := parseFiles(files)
	w.setPeople(from, tos)
	w.setFiles(attached)
	return w, nil
}

func (w *wording) setPeople(from message.Address, to []message.Address) {
	var b strings.Builder
	for _, a := range to {
		fmt.Fprintf(&b, "%s %s\n", a.Name, a.Addr)
	}
	w.sender, w.recipient = from.Name+" "+from.Addr, b.String()
}

func (w *wording) setFiles(files []message.Attachment) {
	var b strings.Builder
	for _, f := range files {
		b.WriteString(f.Name + "\n")
	}
	w.file = b.String()
}

// take notes the words of a message, columns in the order of the table.
func (p *postings) take(w *wording) {
	p.message(w.id)
	for i, s := range [...]string{w.body, w.sender, w.recipient, w.subject, w.list, w.file} {
		p.text(i, s)
	}
}
