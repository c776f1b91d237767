package maildrop

import (
	"crypto/md5"
	"fmt"
	"strings"
)

// The commands before the login.

// everything is what CAPA answers unless the configuration says otherwise.
func (s *session) everything() []string {
	caps := []string{"TOP", "UIDL", "USER", "PIPELINING", "RESP-CODES", "AUTH-RESP-CODE", "UTF8", "IMPLEMENTATION Poplin-maildrop"}
	if s.user != nil {
		return caps
	}
	if !s.tls {
		caps = append(caps, "STLS")
	}
	return append(caps, "SASL "+strings.Join(s.mechanisms(), " "))
}

func capa(s *session, _ []string) error {
	caps := s.srv.cfg.Caps
	if s.user == nil && s.srv.cfg.CapsBefore != nil {
		caps = s.srv.cfg.CapsBefore
	}
	if caps == nil {
		caps = s.everything()
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

// apop is RFC 1939's second login.
func apop(s *session, args []string) error {
	if len(args) < 2 {
		return s.refuse("APOP name digest")
	}
	u, ok := s.srv.cfg.Users[args[0]]
	if !ok || fmt.Sprintf("%x", md5.Sum([]byte(s.stamp()+u.Password))) != args[1] {
		return s.refuse("[AUTH] user name or digest wrong")
	}
	return s.enter(u)
}

// stamp is the greeting's timestamp.
func (s *session) stamp() string { return fmt.Sprintf("<%d.%d@localhost>", s.number, s.srv.born) }

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
	s.user, s.ms = &u, s.view(ms)
	return s.ok("%d messages", len(s.ms))
}

func bye(s *session, _ []string) error {
	s.ok("bye")
	return errOver
}
