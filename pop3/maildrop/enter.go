package maildrop

import (
	"encoding/base64"
	"strings"
)

// The commands before the login.

// everything is what CAPA answers unless the configuration says otherwise.
var everything = []string{"TOP", "UIDL", "USER", "SASL PLAIN", "PIPELINING", "RESP-CODES", "AUTH-RESP-CODE", "UTF8", "IMPLEMENTATION Poplin-maildrop"}

func capa(s *session, _ []string) error {
	caps := s.srv.cfg.Caps
	if caps == nil {
		caps = everything
		if !s.tls && s.user == nil {
			caps = append([]string{"STLS"}, caps...)
		}
	}
	if err := s.ok("capabilities"); err != nil {
		return err
	}
	for _, c := range caps {
		if err := s.say("%s", c); err != nil {
			return err
		}
	}
	return s.end()
}

func stls(s *session, _ []string) error {
	if s.tls {
		return s.refuse("TLS is on")
	}
	if err := s.ok("begin TLS"); err != nil {
		return err
	}
	if f := s.now[StrayAfter]; f != nil {
		s.say("%s", f.Text)
	}
	if err := s.out.flush(); err != nil {
		return err
	}
	s.now = nil
	s.name = ""
	return s.secure()
}

func utf8(s *session, _ []string) error { return s.ok("UTF8 enabled") }

func user(s *session, args []string) error {
	s.name = args[0]
	return s.ok("send PASS")
}

func pass(s *session, args []string) error {
	if s.name == "" {
		return s.refuse("USER first")
	}
	name := s.name
	s.name = ""
	return s.login(name, args[0])
}

func auth(s *session, args []string) error {
	if len(args) == 0 || !strings.EqualFold(args[0], "PLAIN") {
		return s.refuse("mechanism not supported")
	}
	ir := ""
	if len(args) > 1 {
		ir = args[1]
	} else {
		if err := s.say("+ "); err != nil {
			return err
		}
		var err error
		if ir, err = s.readLine(); err != nil {
			return err
		}
	}
	b, err := base64.StdEncoding.DecodeString(ir)
	words := strings.Split(string(b), "\x00")
	if err != nil || len(words) != 3 {
		return s.refuse("not a PLAIN response")
	}
	return s.login(words[1], words[2])
}

// login checks a password and takes the box.
func (s *session) login(name, password string) error {
	u, ok := s.srv.cfg.Users[name]
	if !ok || u.Password != password {
		return s.refuse("[AUTH] user name or password wrong")
	}
	return s.enter(u)
}

// enter takes the box for this session.
func (s *session) enter(u User) error {
	ms, ok := u.Box.lock()
	if !ok {
		return s.refuse("[IN-USE] another session holds the mailbox")
	}
	s.user, s.ms = &u, ms
	return s.ok("%d messages", len(ms))
}

func bye(s *session, _ []string) error {
	s.ok("bye")
	return errOver
}
