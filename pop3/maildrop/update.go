package maildrop

import "net"

// The commands that mark and remove.

func dele(s *session, args []string) error {
	n, m, ok := s.message(args)
	if !ok {
		return s.refuse("no such message")
	}
	s.marked[m] = true
	if s.standing(DeleteAtOnce) != nil {
		s.user.Box.expunge(map[*Message]bool{m: true})
	}
	return s.ok("message %d marked", n)
}

func noop(s *session, _ []string) error { return s.ok("") }

func rset(s *session, _ []string) error {
	clear(s.marked)
	return s.ok("%d messages", len(s.ms))
}

// quit removes first and answers then: +OK is proof, unless a fault strikes.
func quit(s *session, _ []string) error {
	all := len(s.ms)
	switch {
	case s.now[DeadQuit] != nil:
		return errOver
	case s.now[PartialQuit] != nil:
		s.expunge(int(s.now[PartialQuit].At))
		s.release()
		s.say("%s", s.now[PartialQuit].Text)
		return errOver
	case s.now[DeafQuit] != nil:
		all = 0
	case s.now[LateDelete] != nil:
		s.user.Box.later(s.marked)
		all = 0
	}
	s.expunge(all)
	s.release() // who reads the reply may come back at once
	if s.now[LostQuit] != nil {
		return errOver
	}
	s.ok("bye")
	if tc, ok := s.nc.(*net.TCPConn); ok && s.now[ResetQuit] != nil {
		s.out.flush()
		tc.SetLinger(0)
	}
	return errOver
}

// expunge removes the first n of what is marked, and hides what a draining server takes for fetched.
func (s *session) expunge(n int) {
	gone := map[*Message]bool{}
	for _, m := range s.ms {
		if s.marked[m] && len(gone) < n {
			gone[m] = true
		}
	}
	s.user.Box.expunge(gone)
	if s.standing(Drain) != nil {
		s.user.Box.expunge(s.read)
	}
}
