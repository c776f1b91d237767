package maildrop

import (
	"bytes"
	"strconv"
)

// The commands that read the mailbox.

// message finds the message a command speaks of.
func (s *session) message(args []string) (n int, m *Message, ok bool) {
	if len(args) == 0 {
		return 0, nil, false
	}
	n, err := strconv.Atoi(args[0])
	if err != nil || n < 1 || n > len(s.ms) || s.marked[s.ms[n-1]] {
		return 0, nil, false
	}
	return n, s.ms[n-1], true
}

// size is what LIST tells of a message.
func (s *session) size(n int, m *Message) int64 {
	for _, f := range s.srv.cfg.Faults {
		if f.Kind == WrongSize && f.strikes(s.number, f.Command, n) {
			return f.At
		}
	}
	return int64(len(m.Raw))
}

func stat(s *session, _ []string) error {
	n, octets := 0, 0
	for _, m := range s.ms {
		if !s.marked[m] {
			n, octets = n+1, octets+len(m.Raw)
		}
	}
	return s.ok("%d %d", n, octets)
}

func list(s *session, args []string) error {
	return s.listing(args, func(n int, m *Message) []byte { return strconv.AppendInt(nil, s.size(n, m), 10) })
}

func uidl(s *session, args []string) error {
	return s.listing(args, func(_ int, m *Message) []byte { return []byte(m.UIDL) })
}

// listing answers LIST and UIDL, for one message or for all.
func (s *session) listing(args []string, of func(int, *Message) []byte) error {
	if len(args) > 0 {
		n, m, ok := s.message(args)
		if !ok {
			return s.refuse("no such message")
		}
		return s.ok("%d %s", n, of(n, m))
	}
	if err := s.ok("listing follows"); err != nil {
		return err
	}
	var b []byte
	for i, m := range s.ms {
		if s.marked[m] {
			continue
		}
		b = strconv.AppendInt(b[:0], int64(i+1), 10)
		b = append(b, ' ')
		b = append(b, of(i+1, m)...)
		if _, err := s.out.Write(append(b, "\r\n"...)); err != nil {
			return err
		}
	}
	return s.end()
}

func retr(s *session, args []string) error {
	_, m, ok := s.message(args)
	if !ok || !s.user.Box.holds(m) {
		return s.refuse("no such message")
	}
	return s.body(m.Raw)
}

func top(s *session, args []string) error {
	_, m, ok := s.message(args)
	if !ok || !s.user.Box.holds(m) {
		return s.refuse("no such message")
	}
	lines := 0
	if len(args) > 1 {
		lines, _ = strconv.Atoi(args[1])
	}
	return s.body(head(m.Raw, lines))
}

// head is the header block, the blank line and the first lines of the body.
func head(raw []byte, lines int) []byte {
	end := bytes.Index(raw, []byte("\r\n\r\n"))
	if end < 0 {
		return raw
	}
	for end += 4; lines > 0 && end < len(raw); lines-- {
		i := bytes.IndexByte(raw[end:], '\n')
		if i < 0 {
			return raw
		}
		end += i + 1
	}
	return raw[:end]
}

// body sends octets with their leading dots doubled, and the terminator.
func (s *session) body(raw []byte) error {
	if err := s.ok("%d octets", len(raw)); err != nil {
		return err
	}
	if err := s.stuffed(raw); err != nil {
		return err
	}
	if len(raw) > 0 && !bytes.HasSuffix(raw, []byte("\n")) {
		if err := s.say(""); err != nil {
			return err
		}
	}
	return s.end()
}

func (s *session) stuffed(raw []byte) error {
	if bytes.HasPrefix(raw, []byte(".")) {
		s.out.Write([]byte("."))
	}
	for {
		i := bytes.Index(raw, []byte("\n."))
		if i < 0 {
			_, err := s.out.Write(raw)
			return err
		}
		if _, err := s.out.Write(raw[:i+2]); err != nil {
			return err
		}
		raw = raw[i+1:] // begins with the dot, which goes out a second time
	}
}
