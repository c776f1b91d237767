package reader

import "strings"

// colourDiff inks the hunks of a patch in the writer's own words: what is taken out, what is put in, and where. Only
// what stands below a hunk's "@@" line counts, so that dashes in prose stay dashes.
func (p *page) colourDiff() {
	in := false
	for i := p.head; i < len(p.rows); i++ {
		r := &p.rows[i]
		line := r.start()
		switch {
		case r.quote > 0 || line == "":
			in = in && r.quote == 0
		case strings.HasPrefix(line, "@@ -"):
			in = true
			r.dye(accentInk)
		case line == "-- " || line == "--":
			in = false
		case !in:
		case strings.HasPrefix(line, "diff --git "):
			in = false
		case line[0] == '+':
			r.dye(goodInk)
		case line[0] == '-':
			r.dye(dangerInk)
		case line[0] != ' ' && line[0] != '\\':
			in = false
		}
	}
}

// start is the first run's text.
func (r *row) start() string {
	if len(r.runs) == 0 {
		return ""
	}
	return r.runs[0].text
}

// dye gives the plain runs of a row an ink.
func (r *row) dye(k ink) {
	for i := range r.runs {
		if r.runs[i].ink == plainInk {
			r.runs[i].ink = k
		}
	}
}
