package cache

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"poplin/cache/message"
)

// kinds tells what an attachment is from its media type or, since so much travels as application/octet-stream, from
// the end of its name. The first that fits counts; what fits none is other.
var kinds = []struct {
	kind  string
	types []string // patterns of path.Match
	names []string // ends of names
}{
	{"image", []string{"image/*"}, []string{"jpg", "jpeg", "png", "gif", "webp", "heic", "tif", "tiff", "bmp", "svg"}},
	{"audio", []string{"audio/*"}, []string{"mp3", "m4a", "wav", "ogg", "flac", "opus"}},
	{"video", []string{"video/*"}, []string{"mp4", "mov", "avi", "mkv", "webm", "wmv", "mpg"}},
	{"pdf", []string{"application/pdf"}, []string{"pdf"}},
	{"calendar", []string{"text/calendar", "application/ics"}, []string{"ics"}},
	{"mail", []string{"message/*", "application/ms-tnef"}, []string{"eml", "msg", "dat"}},
	{"sheet", []string{"*/*spreadsheet*", "*/*ms-excel*", "text/csv"}, []string{"xls", "xlsx", "ods", "csv"}},
	{"slides", []string{"*/*presentation*", "*/*powerpoint*"}, []string{"ppt", "pptx", "odp", "key"}},
	{"document", []string{"*/*wordprocessing*", "*/*opendocument.text*", "application/msword", "application/rtf", "text/*"},
		[]string{"doc", "docx", "odt", "rtf", "txt", "md", "html", "htm"}},
	{"archive", []string{"application/zip", "application/*compress*", "application/gzip", "application/*tar"},
		[]string{"zip", "gz", "tgz", "tar", "7z", "rar", "bz2", "xz", "zst", "iso"}},
}

// kindSQL is the kind of what weighs most among the attachments of m: none without any, unknown while there are only
// headers to go by.
var kindSQL = fmt.Sprintf("iif(m.flags & %d <> 0, iif(m.kind = '', 'other', m.kind), iif(m.body = %d, 'none', 'unknown'))",
	Attached, Full)

// kindOf is what the column kind keeps.
func kindOf(files []message.Attachment) string {
	if len(files) == 0 {
		return ""
	}
	big := slices.MaxFunc(files, func(a, b message.Attachment) int { return cmp.Compare(a.Size, b.Size) })
	end := strings.ToLower(strings.TrimPrefix(path.Ext(big.Name), "."))
	for _, k := range kinds {
		fits := func(pattern string) bool {
			ok, err := path.Match(pattern, strings.ToLower(big.Type))
			return ok && err == nil
		}
		if slices.ContainsFunc(k.types, fits) || slices.Contains(k.names, end) {
			return k.kind
		}
	}
	return "other"
}
