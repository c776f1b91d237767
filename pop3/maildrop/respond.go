package maildrop

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"time"
)

// respond is h with the faults that strike on this command around it.
func (s *session) respond(verb string, args []string, h handler) error {
	n := 0
	if len(args) > 0 {
		n, _ = strconv.Atoi(args[0])
	}
	s.now = s.faults(verb, n)
	s.out.begin()
	if over, err := s.instead(); over || err != nil {
		return err
	}
	s.shape()
	if f := s.now[StrayBefore]; f != nil {
		s.say("%s", f.Text)
	}
	if f := s.now[Reply]; f != nil {
		return s.say("%s", f.Text)
	}
	if err := h(s, args); err != nil {
		return err
	}
	if f := s.now[StrayAfter]; f != nil {
		return s.say("%s", f.Text)
	}
	if f := s.now[Farewell]; f != nil {
		s.say("%s", f.Text)
		return errOver
	}
	return nil
}

// instead does what a fault does in place of the reply.
func (s *session) instead() (over bool, err error) {
	if f := s.now[Hold]; f != nil && !s.out.sleep(time.Duration(f.At)*time.Millisecond) {
		return true, errOver
	}
	switch {
	case s.now[HangUp] != nil:
		return true, errOver
	case s.now[Swallow] != nil:
		return true, nil
	case s.now[Silence] != nil:
		return true, s.hush()
	case s.now[Flood] != nil:
		return true, s.flood(s.now[Flood].At)
	}
	return false, nil
}

// shape sets how the octets of the reply go out.
func (s *session) shape() {
	if f := s.now[CutReply]; f != nil {
		s.out.cutReply = f.At
	}
	if f := s.now[Drip]; f != nil {
		s.out.drip = max(time.Duration(f.At)*time.Millisecond, 1)
	}
	if s.now[Crumbs] != nil {
		s.out.drip = 1
	}
	s.out.bareLF = s.now[BareLF] != nil
}

// hush says nothing more and waits for the client to give up.
func (s *session) hush() error {
	if err := s.out.flush(); err != nil {
		return err
	}
	io.Copy(io.Discard, s.in)
	return errOver
}

func (s *session) flood(octets int64) error {
	junk := bytes.Repeat([]byte("x"), 4096)
	for sent := int64(0); octets == 0 || sent < octets; sent += int64(len(junk)) {
		if _, err := s.out.Write(junk); err != nil {
			return err
		}
	}
	return s.hush()
}

func (s *session) say(format string, a ...any) error {
	_, err := fmt.Fprintf(s.out, format+"\r\n", a...)
	if err == nil && s.owesDot {
		s.owesDot = false
		_, err = io.WriteString(s.out, ".\r\n")
	}
	return err
}

func (s *session) ok(format string, a ...any) error     { return s.say("+OK "+format, a...) }
func (s *session) refuse(format string, a ...any) error { return s.say("-ERR "+format, a...) }

// end closes a multi-line reply.
func (s *session) end() error {
	if f := s.now[EndlessLines]; f != nil {
		for {
			if err := s.say("%s", f.Text); err != nil {
				return err
			}
		}
	}
	switch {
	case s.now[NoTerminator] != nil:
		return errOver
	case s.now[Stall] != nil:
		return s.hush()
	case s.now[LateDot] != nil:
		s.owesDot = true
		return nil
	}
	return s.say(".")
}
