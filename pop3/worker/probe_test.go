package worker

import (
	"testing"

	"poplin/pop3/maildrop"
)

// What is wrong is told under the side it belongs to, once.
func TestProbeSaysWhereItHurts(t *testing.T) {
	refuse := func(verb, text string) maildrop.Fault {
		return maildrop.Fault{Kind: maildrop.Reply, Command: verb, Text: text}
	}
	for _, c := range []struct {
		about string
		fault maildrop.Fault
	}{
		{"connection", refuse("greeting", "* OK IMAP4rev1 ready")},
		{"login", refuse("AUTH", "-ERR [AUTH] no")},
		{"mailbox", refuse("AUTH", "-ERR [IN-USE] locked")},
		{"mailbox", refuse("STAT", "-ERR [SYS/TEMP] no index")},
	} {
		h := newHouse(t, maildrop.Config{Faults: []maildrop.Fault{c.fault}}, letters(1)...)
		var wrong []string
		h.worker().Probe(t.Context(), func(f Finding) {
			if f.Problem != nil {
				wrong = append(wrong, f.About)
			}
		})
		if len(wrong) != 1 || wrong[0] != c.about {
			t.Errorf("%q: %v is wrong", c.fault.Text, wrong)
		}
	}
}
