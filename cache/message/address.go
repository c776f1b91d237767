package message

import (
	"strings"
)

// maxAddresses is how many mailboxes of one field are kept: more is a mistake or an attack, and Source has them all.
const maxAddresses = 500

// parseAddresses reads an address list (RFC 5322 section 3.4) as people and programs really write it: unquoted
// commas in names, semicolons as separators, addresses as names, raw 8-bit, unclosed brackets, groups. It is linear
// in its input. hint is the charset for raw 8-bit bytes.
func parseAddresses(raw, hint string) []Address {
	var out []Address
	carry := "" // "Doe" of an unquoted "Doe, John <j@d>"
	for raw != "" && len(out) < maxAddresses {
		var piece mailbox
		piece, raw = cutMailbox(raw)
		if piece.isEmpty() {
			continue
		}
		if piece.addr == "" && !strings.Contains(piece.words(), "@") {
			carry = joinName(carry, piece.words())
			continue
		}
		if carry != "" && piece.angle && piece.name != "" {
			piece.name = carry + ", " + piece.name
		} else {
			out = addAddress(out, Address{Name: displayName(carry, hint)})
		}
		carry = ""
		out = addAddress(out, piece.address(hint))
	}
	return addAddress(out, Address{Name: displayName(carry, hint)})
}

// addAddress leaves out what the gate left nothing of.
func addAddress(list []Address, a Address) []Address {
	if a == (Address{}) {
		return list
	}
	return append(list, a)
}

func joinName(a, b string) string {
	if a == "" || len(a) > maxLine {
		return b
	}
	return a + ", " + b
}

// mailbox is one element of an address list, taken apart but not decoded.
type mailbox struct {
	name    string // words before the bracket, quotes removed
	addr    string // inside the brackets
	comment string
	angle   bool
}

func (m *mailbox) isEmpty() bool { return m.name == "" && m.addr == "" && m.comment == "" }

func (m *mailbox) words() string {
	if m.name == "" {
		return m.comment
	}
	return m.name
}

// cutMailbox reads up to the next separator that is not inside quotes, a comment or brackets. A group's name and
// colon are dropped, since the group's members are what matters; an empty group leaves its name.
func cutMailbox(s string) (m mailbox, rest string) {
	var name strings.Builder
	i := 0
scan:
	for i < len(s) {
		switch c := s[i]; c {
		case '"':
			text, after, ok := unquote(s[i:])
			if !ok { // a lone quote is just a character
				i++
				continue
			}
			name.WriteString(text)
			i = len(s) - len(after)
		case '(':
			var text string
			text, i = cutComment(s, i)
			m.comment = strings.TrimSpace(m.comment + " " + text)
		case '<':
			end := strings.IndexAny(s[i+1:], "><")
			if end < 0 {
				end = len(s) - i - 1
				if comma := strings.IndexAny(s[i+1:], ",;"); comma >= 0 {
					end = comma
				}
			}
			if text := strings.TrimSpace(s[i+1 : i+1+end]); m.addr == "" || !strings.Contains(m.addr, "@") {
				m.addr, m.angle = text, true
			}
			i += 1 + end
			if i < len(s) && s[i] == '>' {
				i++
			}
		case ',', ';':
			i++
			break scan
		case ':':
			i++
			if rest := strings.TrimLeft(s[i:], " \t"); !strings.HasPrefix(rest, ";") && !m.angle {
				name.Reset()
				m = mailbox{}
			}
		default:
			name.WriteByte(c)
			i++
		}
	}
	m.name = strings.TrimSpace(name.String())
	return m, s[i:]
}

// cutComment reads a comment whose parenthesis stands at s[i], nested ones included, and says where it ends.
func cutComment(s string, i int) (string, int) {
	depth, start := 0, i+1
	for ; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return s[start:i], i + 1
			}
		}
	}
	return s[min(start, len(s)):], len(s)
}

// address decodes a mailbox.
func (m mailbox) address(hint string) Address {
	addr, name := m.addr, m.name
	if !m.angle {
		addr, name = splitBare(m.name)
	}
	if name == "" {
		name = m.comment
	}
	if i := strings.LastIndexByte(addr, ':'); i >= 0 && strings.HasPrefix(addr, "@") { // a source route
		addr = addr[i+1:]
	}
	addr, _ = strings.CutPrefix(addr, "mailto:")
	a := Address{Name: displayName(name, hint), Addr: clip(strings.ReplaceAll(headerText(addr, hint), " ", ""), 320)}
	if strings.EqualFold(a.Name, a.Addr) {
		a.Name = ""
	}
	return a
}

// splitBare finds the address in words that have no brackets.
func splitBare(s string) (addr, name string) {
	fields := strings.Fields(s)
	for i, f := range fields {
		if strings.Contains(f, "@") {
			rest := append(append([]string{}, fields[:i]...), fields[i+1:]...)
			return strings.Trim(f, "[]\"'"), strings.Join(rest, " ")
		}
	}
	return "", s
}

func displayName(raw, hint string) string {
	s := strings.Join(strings.Fields(headerText(raw, hint)), " ")
	if n := len(s); n >= 2 && (s[0] == '\'' && s[n-1] == '\'' || s[0] == '"' && s[n-1] == '"') {
		s = strings.TrimSpace(s[1 : n-1])
	}
	return clip(s, 200)
}

// clip cuts clean text to n runes and says so.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	count := 0
	for i := range s {
		if count++; count > n {
			return strings.TrimRight(s[:i], " ") + "…"
		}
	}
	return s
}
