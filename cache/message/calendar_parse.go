package message

import "strings"

// component is one BEGIN…END block of a calendar part.
type component struct {
	name   string
	lines  []calendarLine
	inside []*component
}

// deepestComponent is one more than any honest calendar needs: VCALENDAR, VTIMEZONE, STANDARD.
const deepestComponent = 4

// parseCalendar makes a tree of the blocks. What is not closed ends with the text; what closes nothing is ignored.
func parseCalendar(raw []byte) *component {
	open := []*component{{}}
	for _, line := range calendarLines(raw) {
		top := open[len(open)-1]
		switch {
		case line.name == "BEGIN" && len(open) <= deepestComponent:
			c := &component{name: strings.ToUpper(line.value)}
			top.inside = append(top.inside, c)
			open = append(open, c)
		case line.name == "END":
			if len(open) > 1 && strings.EqualFold(top.name, line.value) {
				open = open[:len(open)-1]
			}
		default:
			top.lines = append(top.lines, line)
		}
	}
	return open[0]
}

// within lists what stands inside all blocks of that name.
func (c *component) within(name string) (found []*component) {
	for _, sub := range c.inside {
		if sub.name == name {
			found = append(found, sub.inside...)
		}
	}
	return found
}

// value of the first line of that name, "" when there is none.
func (c *component) value(name string) string {
	for _, line := range c.lines {
		if line.name == name {
			return line.value
		}
	}
	return ""
}

// calendarLine is one unfolded content line: NAME;PARAM=VALUE:VALUE.
type calendarLine struct {
	name, value string
	params      map[string]string
}

// person is the common name of a calendar user with the address, else the address alone.
func (l calendarLine) person() string {
	addr := l.value
	if len(addr) > 7 && strings.EqualFold(addr[:7], "mailto:") {
		addr = addr[7:]
	}
	if name := Clean(l.params["CN"]); name != "" && !strings.EqualFold(name, addr) {
		return name + " <" + Clean(addr) + ">"
	}
	return Clean(addr)
}

// calendarLines unfolds and splits; lines that make no sense are left out.
func calendarLines(raw []byte) []calendarLine {
	text := strings.NewReplacer("\r\n ", "", "\r\n\t", "", "\n ", "", "\n\t", "").Replace(string(raw))
	var lines []calendarLine
	for line := range strings.Lines(text) {
		if l, ok := splitCalendarLine(strings.TrimRight(line, "\r\n")); ok {
			lines = append(lines, l)
		}
	}
	return lines
}

// splitCalendarLine finds the colon that no quotes hide, and the parameters before it.
func splitCalendarLine(s string) (l calendarLine, ok bool) {
	quoted, start := false, 0
	var pieces []string
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case quoted:
		case s[i] == ';':
			pieces, start = append(pieces, s[start:i]), i+1
		case s[i] == ':':
			pieces = append(pieces, s[start:i])
			l.name, l.value, l.params = strings.ToUpper(pieces[0]), s[i+1:], map[string]string{}
			for _, p := range pieces[1:] {
				name, value, _ := strings.Cut(p, "=")
				l.params[strings.ToUpper(name)] = strings.Trim(value, `"`)
			}
			return l, true
		}
	}
	return l, false
}

// calendarText undoes the escapes of RFC 5545 §3.3.11.
func calendarText(s string) string {
	return Clean(strings.NewReplacer(`\n`, " ", `\N`, " ", `\,`, ",", `\;`, ";", `\\`, `\`).Replace(s))
}
