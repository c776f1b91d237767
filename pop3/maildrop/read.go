package maildrop

import (
	"bufio"
	"bytes"
	"io"
	"strconv"
	"strings"
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
	return m.size()
}

func stat(s *session, _ []string) error {
	n, octets := 0, int64(0)
	for _, m := range s.ms {
		if !s.marked[m] {
			n, octets = n+1, octets+m.size()
		}
	}
	return s.ok("%d %d", n, octets)
}

func list(s *session, args []string) error {
	return s.listing(args, func(b []byte, n int, m *Message) []byte { return strconv.AppendInt(b, s.size(n, m), 10) })
}

func uidl(s *session, args []string) error {
	return s.listing(args, func(b []byte, _ int, m *Message) []byte { return append(b, s.id(m)...) })
}

// listing answers LIST and UIDL, for one message or for all.
func (s *session) listing(args []string, of func([]byte, int, *Message) []byte) error {
	if len(args) > 0 {
		n, m, ok := s.message(args)
		if !ok {
			return s.refuse("no such message")
		}
		if s.now[BareUIDL] != nil {
			return s.ok("%s", of(nil, n, m))
		}
		return s.ok("%d %s", n, of(nil, n, m))
	}
	if err := s.ok("listing follows"); err != nil {
		return err
	}
	if f := s.now[Lines]; f != nil {
		for line := range strings.SplitSeq(f.Text, "\n") {
			s.say("%s", line)
		}
		return s.end()
	}
	var b []byte
	n := 0
	for i, m := range s.ms {
		if s.marked[m] {
			continue
		}
		n++
		if s.standing(Renumber) == nil {
			n = i + 1
		}
		b = strconv.AppendInt(b[:0], int64(n), 10)
		b = append(b, ' ')
		b = of(b, n, m)
		b = append(b, "\r\n"...)
		if _, err := s.out.Write(b); err != nil {
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
	s.read[m] = true
	if m = s.other(m); m.Open != nil {
		return s.stream(m)
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
	if m = s.other(m); m.Open == nil {
		return s.body(head(m.Raw, lines))
	}
	raw, err := io.ReadAll(io.LimitReader(m.Open(), 64<<10))
	if err != nil {
		return err
	}
	return s.body(head(raw, lines))
}

// other is the message that is brought: m, unless a fault mixes them up.
func (s *session) other(m *Message) *Message {
	if f := s.now[OtherBody]; f != nil && f.At >= 1 && int(f.At) <= len(s.ms) {
		return s.ms[f.At-1]
	}
	return m
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

// stream sends a message line by line, as body does; of the faults it knows those of the line alone.
func (s *session) stream(m *Message) error {
	if err := s.ok("%d octets", m.Size); err != nil {
		return err
	}
	in, begins := bufio.NewReaderSize(m.Open(), 64<<10), true
	for {
		piece, err := in.ReadSlice('\n')
		if len(piece) > 0 && begins && piece[0] == '.' {
			s.out.Write([]byte("."))
		}
		if _, err := s.out.Write(piece); err != nil {
			return err
		}
		switch {
		case err == io.EOF:
			return s.end()
		case err != nil && err != bufio.ErrBufferFull:
			return err
		}
		begins = err == nil
	}
}

// body sends octets with their leading dots doubled, and the terminator.
func (s *session) body(raw []byte) error {
	if err := s.ok("%d octets", len(raw)); err != nil {
		return err
	}
	if f := s.now[ShortBody]; f != nil {
		raw = raw[:min(int(f.At), len(raw))]
	}
	if f := s.now[BrokenBody]; f != nil {
		s.stuffed(raw[:min(int(f.At), len(raw))])
		s.say("%s", f.Text)
		return s.hush()
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
	if s.now[Unstuffed] != nil {
		_, err := s.out.Write(raw)
		return err
	}
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
