package maildrop

import "strings"

// Fault is one thing done wrong. Which fields besides Kind are heeded, the kind says.
type Fault struct {
	Kind    string
	Command string // strikes on this verb; "" any
	Number  int    // on this message number; 0 any
	Session int    // only in the nth session, from 1; 0 every
	Times   int    // strikes that often, then no more; 0: always
	At      int64  // octet offset, count, size or milliseconds, as the kind says
	Text    string // a line without its end, as the kind says
}

// Kinds of faults. Those of the first group strike on a command, "greeting" being that of the first line.
const (
	Reply        = "reply"         // answers Text and does nothing
	Silence      = "silence"       // never answers, and hears nothing more
	HangUp       = "hang-up"       // closes instead of answering
	StrayBefore  = "stray-before"  // sends the line Text before the reply
	StrayAfter   = "stray-after"   // sends the line Text behind the reply
	CutReply     = "cut-reply"     // closes after At octets of the reply
	NoTerminator = "no-terminator" // leaves the closing dot out and closes
	Stall        = "stall"         // leaves the closing dot out and falls silent
	Drip         = "drip"          // sends the reply octet by octet, At milliseconds apart
	Hold         = "hold"          // waits At milliseconds before the reply

	EndlessChallenges = "endless-challenges" // AUTH never decides
	TwoLinesOnly      = "two-lines-only"     // AUTH refuses an initial response, as Exchange Online does
	OneLineOnly       = "one-line-only"      // AUTH refuses to come without one
	FalseVerifier     = "false-verifier"     // SCRAM: the server proves nothing
	NoVerifier        = "no-verifier"        // SCRAM: the server leaves its proof out and says +OK

	WrongSize   = "wrong-size"   // LIST says At of message Number (0: of all)
	CutSession  = "cut-session"  // closes after At octets of the session, whatever is being said
	LostQuit    = "lost-quit"    // QUIT removes what is marked, and closes without a reply
	DeadQuit    = "dead-quit"    // QUIT removes nothing, and closes without a reply
	PartialQuit = "partial-quit" // QUIT removes the first At of what is marked, and answers -ERR Text
)

// strikes says whether f is meant for a command.
func (f *Fault) strikes(session int, verb string, n int) bool {
	return (f.Session == 0 || f.Session == session) &&
		(f.Command == "" || strings.EqualFold(f.Command, verb)) &&
		(f.Number == 0 || f.Number == n)
}

// faults collects what strikes on a command, each kind once.
func (s *session) faults(verb string, n int) map[string]*Fault {
	var now map[string]*Fault
	srv := s.srv
	for i := range srv.cfg.Faults {
		f := &srv.cfg.Faults[i]
		if !f.strikes(s.number, verb, n) {
			continue
		}
		if f.Times > 0 && srv.spend(i) > f.Times {
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

// spend counts one strike of the fault at place i.
func (s *Server) spend(i int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spent[i]++
	return s.spent[i]
}
