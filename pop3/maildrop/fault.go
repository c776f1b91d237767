package maildrop

import "strings"

// Fault is one thing done wrong. Which fields besides Kind are heeded, the kind says.
type Fault struct {
	Kind    string
	Command string // strikes on this verb, or on "greeting" or "tls"; "" any
	Number  int    // on this message number; 0 any, AnyNumber or NoNumber
	Session int    // only in the nth session, from 1; 0 every
	Times   int    // strikes that often, then no more; 0: always
	At      int64  // octet offset, count, size, number or milliseconds, as the kind says
	Text    string // a line without its end, as the kind says
}

// What Number may say of a command besides a message's number.
const (
	AnyNumber = -1 // it has one: UIDL 7, and not UIDL
	NoNumber  = -2 // it has none
)

// strikes says whether f is meant for a command; n is 0 for one without a number.
func (f *Fault) strikes(session int, verb string, n int) bool {
	number := f.Number == 0 || f.Number == n || f.Number == AnyNumber && n > 0 || f.Number == NoNumber && n == 0
	return number && (f.Session == 0 || f.Session == session) && (f.Command == "" || strings.EqualFold(f.Command, verb))
}

// faults collects what strikes on a command, the first of each kind.
func (s *session) faults(verb string, n int) map[string]*Fault {
	var now map[string]*Fault
	for i := range s.srv.cfg.Faults {
		f := &s.srv.cfg.Faults[i]
		if !f.strikes(s.number, verb, n) || f.Times > 0 && s.srv.spend(i) > f.Times {
			continue
		}
		if now == nil {
			now = map[string]*Fault{}
		}
		if now[f.Kind] == nil {
			now[f.Kind] = f
		}
	}
	return now
}

// standing finds a fault of a kind that belongs to the whole session.
func (s *session) standing(kind string) *Fault {
	for i := range s.srv.cfg.Faults {
		if f := &s.srv.cfg.Faults[i]; f.Kind == kind && (f.Session == 0 || f.Session == s.number) {
			return f
		}
	}
	return nil
}

// spend counts one strike of the fault at place i.
func (s *Server) spend(i int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spent[i]++
	return s.spent[i]
}
