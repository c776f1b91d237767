package message

import "strings"

const (
	maxReferences = 100 // the newest are kept
	maxID         = 250 // bytes of one message id
)

// parseIDs reads the message ids of References, In-Reply-To or Message-ID: what stands in angle brackets, or else
// words that look like ids.
func parseIDs(s string) []string {
	var out []string
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			break
		}
		s = s[i+1:]
		end := strings.IndexAny(s, "<>")
		if end < 0 {
			end = len(s)
		}
		if id := cleanID(s[:end]); id != "" {
			out = append(out, id)
		}
		s = s[end:]
	}
	if out != nil {
		return newest(out)
	}
	for _, w := range strings.Fields(s) {
		if id := cleanID(w); strings.Contains(id, "@") {
			out = append(out, id)
		}
	}
	return newest(out)
}

// newest keeps the first reference, the root of the thread, and the last ones.
func newest(ids []string) []string {
	if len(ids) <= maxReferences {
		return ids
	}
	kept := append(make([]string, 0, maxReferences), ids[0])
	return append(kept, ids[len(ids)-maxReferences+1:]...)
}

// cleanID removes blanks, which only folding can have put into an id, and the gate's worries.
func cleanID(s string) string {
	if len(s) > 4*maxID {
		s = s[:4*maxID]
	}
	s = strings.Join(strings.Fields(Clean(s)), "")
	for len(s) > maxID {
		s = s[:maxID]
	}
	return strings.ToValidUTF8(s, "")
}
