package maildrop

// The commands that mark and remove.

func dele(s *session, args []string) error {
	n, m, ok := s.message(args)
	if !ok {
		return s.refuse("no such message")
	}
	s.marked[m] = true
	return s.ok("message %d marked", n)
}

func noop(s *session, _ []string) error { return s.ok("") }

func rset(s *session, _ []string) error {
	clear(s.marked)
	return s.ok("%d messages", len(s.ms))
}

// quit removes first and answers then: +OK is proof.
func quit(s *session, _ []string) error {
	if s.now[DeadQuit] != nil {
		return errOver
	}
	if f := s.now[PartialQuit]; f != nil {
		s.expunge(int(f.At))
		s.release()
		s.refuse("%s", f.Text)
		return errOver
	}
	s.expunge(len(s.ms))
	s.release() // who reads the reply may come back at once
	if s.now[LostQuit] == nil {
		s.ok("bye")
	}
	return errOver
}

// expunge removes the first n of what is marked.
func (s *session) expunge(n int) {
	gone := map[*Message]bool{}
	for _, m := range s.ms {
		if s.marked[m] && len(gone) < n {
			gone[m] = true
		}
	}
	s.user.Box.expunge(gone)
}
