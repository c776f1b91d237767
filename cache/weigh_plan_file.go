package cache

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"poplin/cache/message"
)

// PlanError tells where a plan file cannot be read.
type PlanError struct {
	Line   int
	Reason string
}

func (e *PlanError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

const planMagic = "# Poplin plan"

// localOnly stands for the UIDL of a message that is not on the server.
const localOnly = "-"

// oneStays is what a plan says of copies.
const oneStays = "one of each stays"

// Write writes a plan as a text file: a line a message, in fields parted by tabs.
func (p *Plan) Write(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%s\naction: %s\nmade: %s\nquery: %s\n", planMagic, p.Action, p.Made.Format(time.RFC3339), p.Query)
	if p.Copies {
		fmt.Fprintf(b, "copies: %s\n", oneStays)
	}
	b.WriteString("\n")
	fmt.Fprintf(b, "# %s: %s, %d bytes", p.Action, p.count(), p.Bytes())
	warned := p.Warned()
	for _, kind := range Warnings {
		if n := warned[kind]; n > 0 {
			fmt.Fprintf(b, ", %d %s", n, kind)
		}
	}
	b.WriteString("\n# To keep a message take its line out, or put # before it. It only goes if uidl and size still fit.\n")
	b.WriteString("# message\taccount\tuidl\tsize\tdate\twarnings\twhy\tfrom\tsubject\n")
	for _, it := range p.Items {
		b.WriteString(it.line())
	}
	return b.Flush()
}

func (p *Plan) count() string {
	if len(p.Items) == 1 {
		return "1 message"
	}
	return strconv.Itoa(len(p.Items)) + " messages"
}

func (it PlanItem) line() string {
	uidl := escape(it.UIDL, true)
	switch uidl {
	case "":
		uidl = localOnly
	case localOnly:
		uidl = "%2D"
	}
	var warnings []string
	for _, w := range it.Warnings {
		warnings = append(warnings, string(w))
	}
	return strings.Join([]string{strconv.FormatInt(int64(it.Message), 10), escape(it.Account, false), uidl,
		strconv.FormatInt(it.Size, 10), it.Date.Format(time.RFC3339), strings.Join(warnings, ","), oneField(it.Why), oneField(it.From),
		oneField(it.Subject)}, "\t") + "\n"
}

// oneField keeps text within its field; it is only for people, and not read back to the letter.
func oneField(s string) string { return strings.TrimSpace(message.Clean(s)) }

// escape writes the bytes that would break a line, a field or an editor as %XX; strict also those outside ASCII, which
// in a UIDL are no characters.
func escape(s string, strict bool) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c <= ' ' || c == '%' || c == 0x7f || c >= utf8.RuneSelf && (strict || !utf8.ValidString(s)) {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func unescape(s string) (string, bool) {
	var b []byte
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			b = append(b, s[i])
			continue
		}
		if i+2 >= len(s) {
			return "", false
		}
		c, err := strconv.ParseUint(s[i+1:i+3], 16, 8)
		if err != nil {
			return "", false
		}
		b = append(b, byte(c))
		i += 2
	}
	return string(b), true
}

// maxPlan bounds a plan file in bytes: a million messages.
const maxPlan = 256 << 20

// ReadPlan reads a plan file, trimmed by hand or not. What is wrong with it is a *PlanError.
func ReadPlan(r io.Reader) (*Plan, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxPlan+1))
	if err != nil {
		return nil, fmt.Errorf("cache: plan: %w", err)
	}
	if len(text) > maxPlan {
		return nil, &PlanError{1, "the file is too big for a plan"}
	}
	p := &Plan{}
	for n, line := range slices.Collect(bytes.Lines(text)) {
		s := strings.TrimRight(string(line), "\r\n")
		if n == 0 && s != planMagic {
			return nil, &PlanError{1, fmt.Sprintf("a plan begins with %q", planMagic)}
		}
		if err := p.readLine(s); err != nil {
			return nil, &PlanError{n + 1, err.Error()}
		}
	}
	if p.Action == "" {
		return nil, &PlanError{1, "it does not say which action"}
	}
	return p, nil
}

func (p *Plan) readLine(s string) (err error) {
	if strings.TrimSpace(s) == "" || s[0] == '#' {
		return nil
	}
	if s[0] >= '0' && s[0] <= '9' {
		it, err := readItem(s)
		p.Items = append(p.Items, it)
		return err
	}
	key, value, _ := strings.Cut(s, ":")
	value = strings.TrimSpace(value)
	switch key {
	case "action":
		if p.Action = Action(value); p.Action != DeleteAction && p.Action != ArchiveAction {
			err = fmt.Errorf("the action is %q; it can be %s or %s", value, DeleteAction, ArchiveAction)
		}
	case "made":
		if p.Made, err = time.Parse(time.RFC3339, value); err != nil {
			err = fmt.Errorf("%q is not a time", value)
		}
	case "query":
		p.Query = value
	case "copies":
		if p.Copies = value == oneStays; !p.Copies {
			err = fmt.Errorf("copies: is followed by %q", oneStays)
		}
	default:
		err = fmt.Errorf("%q is neither a message nor known", message.Clean(s))
	}
	return err
}

// readItem needs the first four fields; the others are for people, and may be cut.
func readItem(s string) (it PlanItem, err error) {
	f := strings.Split(s, "\t")
	if len(f) < 4 {
		return it, fmt.Errorf("a message has at least four fields, parted by tabs")
	}
	id, err1 := strconv.ParseInt(f[0], 10, 64)
	size, err2 := strconv.ParseInt(f[3], 10, 64)
	account, ok1 := unescape(f[1])
	uidl, ok2 := unescape(f[2])
	if err1 != nil || err2 != nil || size < 0 || !ok1 || !ok2 || uidl == "" {
		return it, fmt.Errorf("the message, its account, UIDL or size cannot be read")
	}
	it = PlanItem{Message: ID(id), Account: account, UIDL: uidl, Size: size}
	if f[2] == localOnly {
		it.UIDL = ""
	}
	f = append(f, "", "", "", "", "")
	it.Date, _ = time.Parse(time.RFC3339, f[4])
	for w := range strings.SplitSeq(f[5], ",") {
		if w != "" {
			it.Warnings = append(it.Warnings, Warning(message.Clean(w)))
		}
	}
	it.Why, it.From, it.Subject = oneField(f[6]), oneField(f[7]), oneField(f[8])
	return it, nil
}
