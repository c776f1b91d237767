package maildrop

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// session is one connection.
type session struct {
	srv    *Server
	number int
	nc     net.Conn
	in     *bufio.Reader
	out    *output
	now    map[string]*Fault // what strikes on the present command

	tls      bool
	name     string // said with USER
	user     *User  // nil before the login
	released bool   // the box is free again
	ms       []*Message
	marked   map[*Message]bool
}

// errOver ends a session.
var errOver = errors.New("maildrop: session over")

func newSession(srv *Server, nc net.Conn, number int) *session {
	s := &session{srv: srv, number: number, marked: map[*Message]bool{}}
	s.attach(nc)
	return s
}

// attach takes nc as the line, at the start and again after STLS.
func (s *session) attach(nc net.Conn) {
	s.nc, s.in = nc, bufio.NewReader(nc)
	s.out = newOutput(nc, s.srv.quit, s.srv.cfg.Delay, s.srv.cfg.Rate)
	for _, f := range s.srv.cfg.Faults {
		if f.Kind == CutSession && f.strikes(s.number, f.Command, f.Number) {
			s.out.cutTotal = f.At
		}
	}
}

func (s *session) serve() {
	defer s.leave()
	if s.srv.cfg.TLS && s.secure() != nil {
		return
	}
	err := s.respond("greeting", nil, (*session).greet)
	for err == nil {
		var line string
		if line, err = s.readLine(); err == nil {
			err = s.command(line)
		}
	}
	s.out.flush()
}

// leave gives the box back: without QUIT nothing is removed.
func (s *session) leave() {
	s.release()
	s.nc.Close()
}

// release lets the next session in.
func (s *session) release() {
	if s.user != nil && !s.released {
		s.user.Box.unlock()
		s.released = true
	}
}

func (s *session) secure() error {
	tc := tls.Server(s.nc, s.srv.tlsConfig())
	tc.SetDeadline(time.Now().Add(10 * time.Second))
	if err := tc.Handshake(); err != nil {
		return err
	}
	tc.SetDeadline(time.Time{})
	s.tls = true
	s.attach(tc)
	return nil
}

// readLine reads a command. Before it waits for one, what was answered so far goes out as one burst.
func (s *session) readLine() (string, error) {
	if s.in.Buffered() == 0 {
		if err := s.out.flush(); err != nil {
			return "", err
		}
	}
	line, err := s.in.ReadString('\n')
	if err != nil {
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}

// handler carries out a command and writes its reply.
type handler func(s *session, args []string) error

// command looks a line up and answers it.
func (s *session) command(line string) error {
	verb, rest, _ := strings.Cut(line, " ")
	verb = strings.ToUpper(verb)
	s.srv.record(shown(verb, line))
	args := strings.Fields(rest)
	if verb == "USER" || verb == "PASS" {
		args = []string{rest}
	}
	return s.respond(verb, args, s.handler(verb))
}

func (s *session) handler(verb string) handler {
	before := map[string]handler{"CAPA": capa, "STLS": stls, "USER": user, "PASS": pass, "APOP": apop, "AUTH": auth, "UTF8": utf8, "QUIT": bye}
	after := map[string]handler{
		"CAPA": capa, "STAT": stat, "LIST": list, "UIDL": uidl, "TOP": top, "RETR": retr,
		"DELE": dele, "NOOP": noop, "RSET": rset, "QUIT": quit,
	}
	table := before
	if s.user != nil {
		table = after
	}
	if h, ok := table[verb]; ok {
		return h
	}
	return func(s *session, _ []string) error { return s.refuse("unknown command") }
}

// respond is h with the faults that strike on this command around it.
func (s *session) respond(verb string, args []string, h handler) error {
	n := 0
	if len(args) > 0 {
		n, _ = strconv.Atoi(args[0])
	}
	s.now = s.faults(verb, n)
	s.out.begin()
	if f := s.now[Hold]; f != nil && !s.out.sleep(time.Duration(f.At)*time.Millisecond) {
		return errOver
	}
	if s.now[HangUp] != nil {
		return errOver
	}
	if s.now[Silence] != nil {
		return s.hush()
	}
	if f := s.now[CutReply]; f != nil {
		s.out.cutReply = f.At
	}
	if f := s.now[Drip]; f != nil {
		s.out.drip = time.Duration(f.At) * time.Millisecond
	}
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
	return nil
}

// hush says nothing more and waits for the client to give up.
func (s *session) hush() error {
	if err := s.out.flush(); err != nil {
		return err
	}
	io.Copy(io.Discard, s.in)
	return errOver
}

func (s *session) say(format string, a ...any) error {
	_, err := fmt.Fprintf(s.out, format+"\r\n", a...)
	return err
}

func (s *session) ok(format string, a ...any) error     { return s.say("+OK "+format, a...) }
func (s *session) refuse(format string, a ...any) error { return s.say("-ERR "+format, a...) }

// end closes a multi-line reply.
func (s *session) end() error {
	switch {
	case s.now[NoTerminator] != nil:
		return errOver
	case s.now[Stall] != nil:
		return s.hush()
	}
	return s.say(".")
}

func (s *session) greet(_ []string) error { return s.ok("Poplin maildrop ready %s", s.stamp()) }

// shown is a command line without its secret.
func shown(verb, line string) string {
	switch verb {
	case "PASS":
		return "PASS ****"
	case "AUTH", "APOP":
		words := strings.Fields(line)
		if len(words) > 2 {
			words = append(words[:2], "****")
		}
		return strings.Join(words, " ")
	}
	return line
}
