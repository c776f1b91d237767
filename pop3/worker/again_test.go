package worker

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"poplin/cache"
	"poplin/pop3"
	"poplin/pop3/maildrop"
)

// typist logs in with one password after the other, as a person would who is asked again.
type typist struct {
	passwords []string // the last stays
	logins    int
	told      []string // of refusals
}

func (y *typist) login(context.Context) (pop3.Credentials, error) {
	y.logins++
	return pop3.Credentials{User: "ada", Password: y.passwords[0], Mechanism: "plain"}, nil
}

func (y *typist) refused(p *Problem) bool {
	y.told = append(y.told, p.What)
	if len(y.passwords) == 1 {
		return false
	}
	y.passwords = y.passwords[1:]
	return true
}

func (h *house) logsInBy(y *typist) { h.acc.Login, h.acc.Refused = y.login, y.refused }

func TestAnotherPassword(t *testing.T) {
	for _, c := range []struct {
		name      string
		passwords []string
		refused   int
		logins    int
		good      bool
	}{
		{"the second is right", []string{"wrong", "secret"}, 1, 2, true},
		{"the third is right", []string{"wrong", "worse", "secret"}, 2, 3, true},
		{"three are wrong", []string{"wrong", "worse", "worst", "secret"}, 2, 3, false},
		{"there is no other", []string{"wrong"}, 1, 1, false},
		{"the first is right", []string{"secret"}, 0, 1, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t, maildrop.Config{}, letters(2)...)
			y := &typist{passwords: slices.Clone(c.passwords)}
			h.logsInBy(y)
			o, err := h.try()
			if (err == nil) != c.good || y.logins != c.logins || len(y.told) != c.refused {
				t.Errorf("%v after %d logins; told %q\n%s", err, y.logins, y.told, dialogue(o))
			}
			if c.good && o.Downloaded != 2 {
				t.Errorf("%+v", o)
			}
		})
	}
}

// TestOnlyARefusalOfTheSecretAsksAgain: whatever else stands in the way, another password is no help.
func TestOnlyARefusalOfTheSecretAsksAgain(t *testing.T) {
	for name, text := range map[string]string{
		"locked":    "-ERR [IN-USE] locked",
		"too often": "-ERR [LOGIN-DELAY] wait",
		"trouble":   "-ERR [SYS/TEMP] later",
		"hopeless":  "-ERR [SYS/PERM] no mailbox",
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, maildrop.Config{Faults: []maildrop.Fault{{Kind: maildrop.Reply, Command: "AUTH", Text: text}}}, letters(1)...)
			y := &typist{passwords: []string{"secret", "other"}}
			h.logsInBy(y)
			if _, err := h.try(); err == nil || len(y.told) > 0 {
				t.Errorf("%v; told %q", err, y.told)
			}
		})
	}
	h := newHouse(t, maildrop.Config{}, letters(1)...)
	y := &typist{passwords: []string{"secret", "other"}}
	h.acc.Login = func(context.Context) (pop3.Credentials, error) { return pop3.Credentials{}, errors.New("no password") }
	h.acc.Refused = y.refused
	if _, err := h.try(); err == nil || len(y.told) > 0 {
		t.Errorf("without a password: %v; told %q", err, y.told)
	}
}

// TestAServingWorkerAsksAgain of its own accord, but not for a password that was good a while ago: some providers say so
// to who comes too often.
func TestAServingWorkerAsksAgain(t *testing.T) {
	h := newHouse(t, maildrop.Config{}, letters(2)...)
	h.acc.Poll = time.Hour
	y := &typist{passwords: []string{"wrong", "worse", "worst", "secret"}}
	h.logsInBy(y)
	s := h.run()
	s.until("a visit that goes well", finished)
	if len(y.told) != 3 {
		t.Errorf("told %q", y.told)
	}
	y.passwords = []string{"changed", "secret"}
	s.w.Post(Refresh{})
	s.until("a refusal", func(e Event) bool {
		f, ok := e.(Failed)
		if ok && f.Next.IsZero() {
			t.Error("it is not tried once more")
		}
		return ok
	})
	if len(y.told) != 3 {
		t.Errorf("told %q of what was good before", y.told)
	}
	s.w.Post(Refresh{}) // the person wants it now: it is refused twice
	s.until("a visit that goes well", finished)
	if len(y.told) != 4 {
		t.Errorf("told %q", y.told)
	}
}

// TestTheSameIsAskedForAgain: who wanted what fits into so much, or one message, gets no more for a slip of the fingers.
func TestTheSameIsAskedForAgain(t *testing.T) {
	h := newHouse(t, maildrop.Config{}, letters(300)...)
	h.logsInBy(&typist{passwords: []string{"wrong", "secret"}})
	s := h.run()
	s.w.Post(Fit{Bytes: 100_000})
	s.until("a visit that goes well", func(e Event) bool {
		f, ok := e.(Finished)
		if ok && (f.Outcome.Downloaded == 0 || f.Outcome.Bytes > 100_000) {
			t.Errorf("%+v", f.Outcome)
		}
		return ok
	})
	h.logsInBy(&typist{passwords: []string{"wrong", "secret"}})
	s.cancel()
	<-s.ended
	var bare cache.ID
	for _, e := range h.entries() {
		if e.Body != cache.Full {
			bare = e.ID
		}
	}
	s = h.run()
	s.w.Post(Fetch{bare})
	s.until("the message", func(e Event) bool { f, ok := e.(Fetched); return ok && f.ID == bare })
	s.until("a visit that goes well", func(e Event) bool {
		f, ok := e.(Finished)
		if ok && f.Outcome.Downloaded != 1 {
			t.Errorf("%+v", f.Outcome)
		}
		return ok
	})
}
