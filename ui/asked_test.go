package ui

import (
	"image"
	"image/color"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"poplin/pop3/worker"
	"poplin/ui/theme"
)

// asker plays who asks for passwords.
type asker struct {
	*stage
	questions chan Question
}

func newAsker(t *testing.T) asker {
	t.Helper()
	questions := make(chan Question)
	s := newStage(t, emptyCache(t), image.Pt(80, 24), theme.Choice{Dark: true})
	s.m.questions = questions
	s.run(s.m.awaitQuestion())
	return asker{s, questions}
}

// ask puts a question; end is for who asked to close.
func (a asker) ask(account, refused string) (answer chan string, end func()) {
	answer, over := make(chan string, 1), make(chan struct{})
	q := Question{Account: account, User: "ada", Server: "pop.example.org:995", Refused: refused, Answer: answer, Over: over}
	go func() { a.questions <- q }() // taken once the one before is over
	return answer, func() { close(over) }
}

func TestPasswordIsAsked(t *testing.T) {
	a := newAsker(t)
	answer, end := a.ask("home", "")
	a.shows("Password for home", "ada on pop.example.org:995")
	a.press("h", "u", "n", "t", "e", "r", "enter")
	if got := <-answer; got != "hunter" {
		t.Errorf("%q", got)
	}
	end()
	a.shows("logging in")
	a.press("d", "q") // in haste
	a.hear(worker.Phase{Account: "home", Step: worker.Resting}, worker.Failed{Account: "home", Problem: &worker.Problem{What: "refused"}})
	a.hides("Password for")
	if a.quit {
		t.Error("a key went to what lies below")
	}
	answer, end = a.ask("home", "pop.example.org refused the user name or the password")
	a.shows("refused the user name")
	a.press("esc")
	if got := <-answer; got != "" {
		t.Errorf("escape gives %q", got)
	}
	end()
	_, end = a.ask("work", "")
	a.shows("Password for work")
	end() // the visit was stopped
	a.hides("Password for")
}

// TestPasswordWaitsForWhatIsTyped: what is meant for a search, or for another dialog, must not be taken for a password.
func TestPasswordWaitsForWhatIsTyped(t *testing.T) {
	a := newAsker(t)
	a.press("/", "m", "e")
	answer, end := a.ask("home", "")
	defer end()
	a.until("the question", func() bool { return a.m.asked.question != nil })
	a.press("e", "t", "enter")
	if len(answer) > 0 {
		t.Fatalf("the search was taken for a password: %q", <-answer)
	}
	a.shows("Password for home")
	a.press("esc")
	<-answer
}

// TestPasswordIsNotLeftByAClick beside it: nobody would know that an account waits for one.
func TestPasswordIsNotLeftByAClick(t *testing.T) {
	a := newAsker(t)
	answer, end := a.ask("home", "")
	defer end()
	a.shows("Password for home")
	a.send(tea.MouseClickMsg{X: 1, Y: 20, Button: tea.MouseLeft})
	if !strings.Contains(a.text(), "Password for home") || len(answer) > 0 {
		t.Errorf("it is gone:\n%s", a.text())
	}
	a.press("ctrl+c")
	a.until("the end", func() bool { return a.quit })
}

// TestNoMessageStandsBesideADialog: of a sentence in the middle of an empty list its ends would be left.
func TestNoMessageStandsBesideADialog(t *testing.T) {
	a := newAsker(t)
	a.hear(worker.Failed{Account: "home", Problem: &worker.Problem{What: strings.Repeat("a long sentence of what is wrong ", 2)}})
	a.shows("no mail yet")
	answer, end := a.ask("home", "")
	defer end()
	a.shows("Password for home")
	for _, line := range strings.Split(a.text(), "\n")[1:20] {
		if before, _, covered := strings.Cut(line, "│"); covered && strings.TrimSpace(before) != "" || strings.Contains(line, "no mail") {
			t.Errorf("beside the dialog stands %q", line)
		}
	}
	a.press("esc")
	<-answer
	a.shows("no mail yet")
}

// TestPasswordIsAskedInTheTerminalsColours though they were told when the question stood already.
func TestPasswordIsAskedInTheTerminalsColours(t *testing.T) {
	a := newAsker(t)
	a.m.pinned = false
	answer, end := a.ask("home", "refused")
	defer end()
	a.shows("Password for home")
	before := a.m.View().Content
	a.send(tea.BackgroundColorMsg{Color: color.White})
	box := func(s string) string { return s[strings.Index(s, "Password for"):strings.Index(s, "enter logs in")] }
	if after := a.m.View().Content; box(before) == box(after) {
		t.Errorf("it is as before: %q", box(after))
	}
	a.press("esc")
	<-answer
}
