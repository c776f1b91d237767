package cache

import (
	"fmt"
	"strings"
)

// kinds tells what an attachment is from its media type or, since so much travels as application/octet-stream, from
// the end of its name. The first that fits counts; what fits none is other.
var kinds = []struct {
	kind  string
	types []string // patterns of LIKE
	names []string // ends of names
}{
	{"image", []string{"image/%"}, []string{"jpg", "jpeg", "png", "gif", "webp", "heic", "tif", "tiff", "bmp", "svg"}},
	{"audio", []string{"audio/%"}, []string{"mp3", "m4a", "wav", "ogg", "flac", "opus"}},
	{"video", []string{"video/%"}, []string{"mp4", "mov", "avi", "mkv", "webm", "wmv", "mpg"}},
	{"pdf", []string{"application/pdf"}, []string{"pdf"}},
	{"calendar", []string{"text/calendar", "application/ics"}, []string{"ics"}},
	{"mail", []string{"message/%", "application/ms-tnef"}, []string{"eml", "msg", "dat"}},
	{"sheet", []string{"%spreadsheet%", "%ms-excel%", "text/csv"}, []string{"xls", "xlsx", "ods", "csv"}},
	{"slides", []string{"%presentation%", "%powerpoint%"}, []string{"ppt", "pptx", "odp", "key"}},
	{"document", []string{"%wordprocessing%", "%opendocument.text%", "application/msword", "application/rtf", "text/%"},
		[]string{"doc", "docx", "odt", "rtf", "txt", "md", "html", "htm"}},
	{"archive", []string{"application/zip", "application/%compress%", "application/gzip", "application/%tar"},
		[]string{"zip", "gz", "tgz", "tar", "7z", "rar", "bz2", "xz", "zst", "iso"}},
}

// kindSQL is the kind of what weighs most among the attachments of m, "none" without any.
var kindSQL = fmt.Sprintf(`iif(m.flags & %d = 0, 'none', coalesce((SELECT %s FROM detail d, json_each(d.files) f
	WHERE d.message = m.id ORDER BY f.value ->> 'size' DESC LIMIT 1), 'other'))`, Attached, kindCase())

func kindCase() string {
	var b strings.Builder
	b.WriteString("CASE")
	for _, k := range kinds {
		var cs []string
		for _, t := range k.types {
			cs = append(cs, fmt.Sprintf("f.value ->> 'type' LIKE '%s'", t))
		}
		for _, n := range k.names {
			cs = append(cs, fmt.Sprintf("f.value ->> 'name' LIKE '%%.%s'", n))
		}
		fmt.Fprintf(&b, " WHEN %s THEN '%s'", strings.Join(cs, " OR "), k.kind)
	}
	b.WriteString(" ELSE 'other' END")
	return b.String()
}
