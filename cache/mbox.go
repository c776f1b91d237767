package cache

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"
)

// The mbox format after RFC 4155 with the quoting called mboxrd: a line that begins with any number of ">" and "From "
// gets one more ">", so that it can be taken off again exactly.

// Marks at the end of a postmark line, for messages whose line ends are not plain CRLF.
const (
	markExact = " exact" // bytes as they are
	markOpen  = " open"  // and the last line had no end
)

// writeMbox writes one message. raw is asked for its bytes twice.
func writeMbox(w io.Writer, sender string, date time.Time, raw func(io.Writer) error) error {
	var ends lineEnds
	if err := raw(&ends); err != nil {
		return err
	}
	mark := ""
	if !ends.canonical() {
		mark = markExact
		if ends.last != '\n' {
			mark = markOpen
		}
	}
	if year := date.Year(); year < 1970 || year > 9999 {
		date = time.Unix(0, 0)
	}
	if sender == "" || strings.ContainsAny(sender, " \t\r\n") {
		sender = "MAILER-DAEMON"
	}
	if _, err := fmt.Fprintf(w, "From %s %s%s\n", sender, date.UTC().Format(time.ANSIC), mark); err != nil {
		return err
	}
	q := &quoting{w: w}
	to := io.Writer(q)
	if mark == "" {
		to = &toLF{w: q}
	}
	if err := raw(to); err != nil {
		return err
	}
	tail := "\n"
	if mark == markOpen {
		tail = "\n\n"
	}
	return q.end(tail)
}

// mboxReader reads an mbox file message by message.
type mboxReader struct {
	r        *bufio.Reader
	postmark []byte // of the message to come, nil at the end
}

var errNotMbox = fmt.Errorf("%w: an mbox file begins with a line \"From \"", ErrFormat)

func newMboxReader(r io.Reader) (*mboxReader, error) {
	m := &mboxReader{r: bufio.NewReaderSize(r, 64<<10)}
	for {
		line, err := m.line()
		if err != nil && err != io.EOF {
			return nil, err
		}
		if isPostmark(line) {
			m.postmark = bytes.Clone(line)
			return m, nil
		}
		if err == io.EOF && len(line) == 0 {
			return m, nil // an empty mailbox
		}
		if len(bytes.TrimSpace(line)) > 0 {
			return nil, errNotMbox
		}
	}
}

// line reads to the next LF, or as much of a long line as fits the buffer.
func (m *mboxReader) line() ([]byte, error) {
	line, err := m.r.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		err = nil
	}
	return line, err
}

// next writes the next message to w and returns when its postmark says it was delivered; io.EOF after the last.
func (m *mboxReader) next(w io.Writer) (time.Time, error) {
	if m.postmark == nil {
		return time.Time{}, io.EOF
	}
	u := &unquoter{w: w, start: true}
	u.q = &quoting{w: unquoted{u}, remove: true}
	mark := string(bytes.TrimRight(m.postmark, "\r\n"))
	u.exact, u.open = strings.HasSuffix(mark, markExact), strings.HasSuffix(mark, markOpen)
	date := postmarkDate(mark)
	m.postmark = nil
	for {
		line, err := m.line()
		if err != nil && err != io.EOF {
			return date, err
		}
		if u.blank != nil && isPostmark(line) {
			m.postmark = bytes.Clone(line)
			break
		}
		if err := u.line(line); err != nil {
			return date, err
		}
		if err == io.EOF {
			break
		}
	}
	return date, u.q.end("")
}

// isPostmark tells a postmark from a line of text that begins with From: it has a time and a year in it.
func isPostmark(line []byte) bool {
	return bytes.HasPrefix(line, []byte(fromWord)) && !postmarkDate(string(bytes.TrimRight(line, "\r\n"))).IsZero()
}

// postmarkDate finds the date in a postmark, which programs write in a few ways; zero when there is none.
func postmarkDate(line string) time.Time {
	words := strings.Fields(line)
	for i, w := range words {
		if i < 3 || !strings.Contains(w, ":") || i+1 >= len(words) {
			continue
		}
		day := strings.Join(words[i-2:i], " ")
		for _, year := range words[i+1 : min(i+3, len(words))] { // a zone may stand between
			if len(w) == 5 {
				w += ":00"
			}
			if t, err := time.Parse("Jan 2 15:04:05 2006", day+" "+w+" "+year); err == nil {
				return t
			}
		}
	}
	return time.Time{}
}
