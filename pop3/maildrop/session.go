package maildrop

import (
	"bufio"
	"errors"
	"net"
	"strings"
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
	read     map[*Message]bool // RETRed
	owesDot  bool              // the last multi-line reply is not closed yet
}

// errOver ends a session.
var errOver = errors.New("maildrop: session over")

func newSession(srv *Server, nc net.Conn, number int) *session {
	s := &session{srv: srv, number: number, marked: map[*Message]bool{}, read: map[*Message]bool{}}
	s.attach(nc)
	return s
}

// attach takes nc as the line, at the start and again after STLS.
func (s *session) attach(nc net.Conn) {
	sent := int64(0)
	if s.out != nil {
		sent = s.out.total
	}
	s.nc, s.in = nc, bufio.NewReader(nc)
	s.out = newOutput(nc, s.srv.quit, s.srv.cfg.Delay, s.srv.cfg.Rate)
	s.out.total = sent
	if f := s.standing(CutSession); f != nil {
		s.out.cutTotal = f.At
	}
	if tc, ok := nc.(*net.TCPConn); ok && s.standing(TightBuffers) != nil {
		tc.SetReadBuffer(4 << 10)
		tc.SetWriteBuffer(4 << 10)
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

// readLine reads a command. Before it waits for one, what was answered so far goes out as one burst.
func (s *session) readLine() (string, error) {
	if s.in.Buffered() > 0 && s.name == "" { // USER and PASS together are no burst to speak of
		if s.standing(HangUpBurst) != nil {
			return "", errOver
		}
		if s.standing(OneOfBurst) != nil {
			s.in.Discard(s.in.Buffered())
		}
	}
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
	if verb == "CAPA" {
		return capa
	}
	var h handler
	if s.user == nil {
		h = before(verb)
	} else {
		h = after(verb)
	}
	if h == nil {
		h = func(s *session, _ []string) error { return s.refuse("unknown command") }
	}
	return h
}

// before the login.
func before(verb string) handler {
	switch verb {
	case "STLS":
		return stls
	case "USER":
		return user
	case "PASS":
		return pass
	case "APOP":
		return apop
	case "AUTH":
		return auth
	case "UTF8":
		return utf8
	case "QUIT":
		return bye
	}
	return nil
}

// after it.
func after(verb string) handler {
	switch verb {
	case "STAT":
		return stat
	case "LIST":
		return list
	case "UIDL":
		return uidl
	case "TOP":
		return top
	case "RETR":
		return retr
	case "DELE":
		return dele
	case "NOOP":
		return noop
	case "RSET":
		return rset
	case "QUIT":
		return quit
	}
	return nil
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
