package message

import "strings"

// winmailFindings lists what a winmail.dat holds as parts: its text in the best form there is, then the files.
func winmailFindings(b []byte) findings {
	var f findings
	w, err := ParseWinmail(b)
	if err != nil {
		return f
	}
	rich, isHTML := "", false
	if len(w.HTML) == 0 && len(w.RTF) > 0 {
		rich, isHTML = parseRTF(w.RTF)
	}
	switch {
	case len(w.HTML) > 0:
		f.add(Part{Type: "text/html", Charset: w.charset}, w.HTML)
	case isHTML:
		f.add(Part{Type: "text/html", Charset: "utf-8"}, []byte(rich))
	case w.Text == "" && strings.TrimSpace(rich) != "":
		f.add(Part{Type: "text/plain", Charset: "utf-8"}, []byte(rich))
	}
	if w.Text != "" {
		f.add(Part{Type: "text/plain", Charset: "utf-8"}, []byte(w.Text))
	}
	for _, file := range w.Files {
		p := Part{Disposition: "attachment", ContentID: tame(file.ContentID), Type: normalType(strings.ToLower(file.Type), "")}
		if name := strings.TrimSpace(file.Name); name != "" {
			p.Name = SafeName(name)
		}
		if file.Message {
			p.Type = "application/ms-tnef"
		} else if p.Type == "" {
			p.Type = typeByName(p.Name)
		}
		f.add(p, file.Data)
	}
	return f
}

// add appends a part whose body is b.
func (f *findings) add(p Part, b []byte) {
	from := int64(len(f.content))
	f.content = append(f.content, b...)
	p.Parent, p.HeaderOff, p.BodyOff, p.End = -1, from, from, int64(len(f.content))
	f.found = append(f.found, p)
}
